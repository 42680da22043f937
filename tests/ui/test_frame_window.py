"""The frame: languages and direction while running, keys, rail, lock, look, screen readers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.domain.errors import ErrorCode
from desktop.i18n.context import LocaleContext
from desktop.services.health import Finding, Step
from desktop.ui.dialogs.import_dialog import ImportDialog
from desktop.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.field_row import FieldRow
from desktop.ui.screen_room import first_size
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from desktop.ui.widgets.icons import IconButton
from desktop.ui.widgets.mark import window_title
from desktop.ui.widgets.rail import RailButton
from tests.ui.pages_desk import PagesDesk, texts

PAGES = ("today", "cases", "sync", "forms")


def test_the_rail_shows_only_pages_that_exist(desk: PagesDesk) -> None:
    window = desk.window()
    buttons = window.findChildren(RailButton)
    assert [button.text() for button in buttons] == ["Heute", "Fälle", "Abgleich", "Formulare"]
    pages = (window.today, window.cases, window.sync, window.library)
    for button, page in zip(buttons, pages, strict=True):
        button.click()
        assert page.isVisible()


@pytest.mark.parametrize("page", PAGES)
def test_english_while_running(desk: PagesDesk, page: str) -> None:
    window = desk.window()
    window.go(page)
    desk.settle()
    desk.tr.switch("en")
    desk.settle()
    german = re.compile(r"[äöüß]|\b(Heute|Fälle|und|nicht|auf|Suche|Sperren|Rundgang)\b")
    names = {"Miriam Köhler"}
    shown = [*texts(window), *(b.text() for b in window.findChildren(QAbstractButton))]
    assert [text for text in shown if text not in names and german.search(text)] == []


def test_another_window_keeps_its_language(desk: PagesDesk) -> None:
    window = desk.window()
    desk.tr = LocaleContext("en")
    other = desk.window()
    assert "Today" in texts(other.today)
    assert "Heute" in texts(window.today)


def test_arabic_turns_the_whole_window_and_no_other(desk: PagesDesk) -> None:
    window = desk.window()
    desk.tr.switch("ar")
    desk.settle()
    assert window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert QApplication.layoutDirection() is Qt.LayoutDirection.LeftToRight
    rail = window.findChildren(RailButton)[0]
    assert rail.mapTo(window, rail.rect().center()).x() > window.width() // 2


def test_keys_reach_every_page(desk: PagesDesk) -> None:
    window = desk.window()
    alt = Qt.KeyboardModifier.AltModifier
    for key, page in (
        (Qt.Key.Key_2, window.cases),
        (Qt.Key.Key_3, window.sync),
        (Qt.Key.Key_4, window.library),
        (Qt.Key.Key_1, window.today),
    ):
        QTest.keyClick(window, key, alt)
        assert page.isVisible()


def test_f1_names_the_keys_of_the_page(desk: PagesDesk) -> None:
    window = desk.window()
    QTest.keyClick(window, Qt.Key.Key_F1)
    sheet = window.findChild(ShortcutsDialog)
    assert isinstance(sheet, ShortcutsDialog)
    shown = texts(sheet)
    assert "Strg+K" in shown
    assert "Nicht angetroffen" in shown


def test_lock_waits_until_what_was_entered_is_saved(desk: PagesDesk, qtbot: QtBot) -> None:
    window = desk.window()
    window.open_case(desk.cases[0])
    desk.settle()
    row = next(
        r for r in window.case.findChildren(FieldRow) if r.accessibleName().startswith("Telefon")
    )
    row.edit()
    line = row.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "0351 555 66")
    QTest.keyClick(line, Qt.Key.Key_Return)
    with qtbot.waitSignal(window.lock_requested):
        QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert desk.field(desk.cases[0], "phone").value == "0351 555 66"


def test_closing_says_so_once_everything_is_kept(desk: PagesDesk, qtbot: QtBot) -> None:
    window = desk.window()
    with qtbot.waitSignal(window.closed):
        window.close()


@pytest.mark.parametrize("page", [*PAGES, "case"])
def test_everything_that_acts_has_a_name_and_the_keyboard(desk: PagesDesk, page: str) -> None:
    window = desk.window()
    if page == "case":
        window.open_case(desk.cases[0])
    else:
        window.go(page)
    desk.settle()
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and isinstance(
            widget, QAbstractButton | QLineEdit | QComboBox | QPlainTextEdit | QTableView
        )
        and not _name(widget)
    ]
    assert nameless == []
    mouse_only = [
        button.text() or button.accessibleName()
        for button in window.findChildren(QToolButton)
        if button.isVisible()
        and button.focusPolicy() is Qt.FocusPolicy.NoFocus
        and button.property("role") not in ("inner", "bar")
    ]
    assert mouse_only == []


def test_tab_goes_round_the_page_and_comes_back(desk: PagesDesk) -> None:
    window = desk.window()
    window.go("sync")
    desk.settle()
    start = window.focusWidget()
    seen: list[QWidget | None] = []
    for _ in range(60):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        seen.append(window.focusWidget())
        if window.focusWidget() is start:
            break
    assert window.focusWidget() is start
    assert window.search in seen


@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("look", list(Look))
def test_look_and_size_change_at_once(
    desk: PagesDesk, theme: Theme, look: Look, percent: int
) -> None:
    window = desk.window()
    theme.wear(Appearance(look, percent))
    desk.settle()
    try:
        assert window.width() == 1366
        cut = [b.text() for b in _buttons(window) if b.width() < b.minimumSizeHint().width()]
        assert cut == []
    finally:
        theme.wear(Appearance())


def test_import_says_what_is_wrong_and_where(desk: PagesDesk, tmp_path: Path) -> None:
    window = desk.window()
    before = desk.services.forms.available()
    window.library.import_form()
    dialog = window.findChild(ImportDialog)
    assert isinstance(dialog, ImportDialog)
    wrong = tmp_path / "brief.md"
    wrong.write_text("Sehr geehrte Damen und Herren\n", encoding="utf-8")
    dialog.read(wrong)
    desk.settle()
    assert any("keine Formulardatei" in text for text in texts(dialog))
    assert desk.services.forms.available() == before


def test_import_reports_the_form_and_its_languages(
    desk: PagesDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    window = desk.window()
    window.library.import_form()
    dialog = window.findChild(ImportDialog)
    assert isinstance(dialog, ImportDialog)
    form = tmp_path / "kurs.md"
    form.write_text(
        "| survey |\n"
        "| | type | name | label::Deutsch (de) | label::English (en) |\n"
        "| | text | course | Welcher Kurs? | Which course? |\n"
        "| settings |\n"
        "| | form_title | form_id | version | default_language |\n"
        "| | Kurs | kurs | 1 | Deutsch (de) |\n",
        encoding="utf-8",
    )
    with qtbot.waitSignal(dialog.imported, timeout=20_000):
        dialog.read(form)
    desk.settle()
    assert any("Kurs" in text for text in texts(dialog))
    assert "kurs" in [row.form_id for row in desk.services.forms.available()]


def _name(widget: QWidget) -> str:
    if widget.accessibleName():
        return widget.accessibleName()
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def _buttons(window: MainWindow) -> list[QAbstractButton]:
    return [
        button
        for button in window.findChildren(QAbstractButton)
        if button.isVisible()
        and button.text()
        and not isinstance(button, RailButton)
        and button.property("role") != "inner"
    ]


@pytest.mark.parametrize(
    ("screen", "size"),
    [
        ((1920, 1040), (1366, 768)),
        ((1366, 728), (1350, 688)),
        ((1280, 720), (1264, 680)),
        ((800, 600), (1366, 768)),
    ],
)
def test_the_window_and_its_frame_fit_the_screen(
    screen: tuple[int, int], size: tuple[int, int]
) -> None:
    assert first_size(QSize(*screen)) == QSize(*size)


def test_the_titles_of_two_profiles_differ_and_name_nobody() -> None:
    assert window_title("") == "Fallmappe"
    assert window_title("A · Miriam Köhler") == "Fallmappe – A"


def test_what_cannot_wait_is_said_on_every_page_until_it_is_closed(desk: PagesDesk) -> None:
    window = desk.window()
    full = Finding(ErrorCode.DISK_VERY_LOW, Step.MAKE_ROOM, {"free": 40})
    clock = Finding(ErrorCode.CLOCK_BEHIND, Step.SET_CLOCK, {"days": 2})
    window.today.health._on_found((full, clock))
    assert not window.pressing.isVisible(), "Heute says it itself"
    window.go("sync")
    assert any("nur noch 40 MB frei" in text for text in texts(window.pressing))
    window.pressing.findChildren(IconButton)[0].click()
    window.today.health._on_found((full, clock))
    assert not window.pressing.isVisible()
    assert not any("40 MB" in text for text in texts(window.today.health))


def test_what_was_searched_for_does_not_stay_on_other_pages(desk: PagesDesk) -> None:
    window = desk.window()
    window.search.setText("Selam")
    desk.settle()
    window.open_case(desk.cases[0])
    window.go_back()
    assert window.search.text() == "Selam", "the way back leads to what was found"
    window.go("today")
    assert window.search.text() == ""
