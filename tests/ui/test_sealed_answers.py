"""Protected answers stand folded in *Verlauf*: a glance over the shoulder does not show them."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QTabBar, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.form_reading import questions
from desktop.services.views import TimelineEntry
from desktop.services.visits import snapshot
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.sealed_fold import SealedFold
from tests.ui.pages_desk import PagesDesk, texts

WORRY = "Eindruck vom Befinden"


@pytest.fixture
def entry(desk: PagesDesk) -> TimelineEntry:
    """A visit in which a worry about a child was noted."""
    form = desk.services.visits.begin("f2_visit", desk.cases[0], None, "de", "ti")
    refs = {ref.rpartition("/")[2]: ref for ref in questions(form.session.body())}
    for name, value in (
        ("f2_outcome", "met"),
        ("f2_entry_by", "Selam"),
        ("f2_child_concern", "yes"),
        ("f2_state", "strained"),
        ("f2_minutes", "30"),
    ):
        ref = refs.get(name) or next(
            one for one in questions(form.session.body()) if one.endswith(f"/{name}")
        )
        offered = form.session.choices(ref) if name == "f2_state" else ()
        form.session.answer(ref, offered[0] if offered else value)
    desk.services.visits.finish(snapshot(form, "de", "ti"))
    return desk.services.cases.timeline(desk.cases[0])[0]


def read(root: QWidget) -> str:
    """All that can be read below *root* now."""
    return "\n".join(texts(root))


def opened(desk: PagesDesk, qtbot: QtBot) -> tuple[MainWindow, SealedFold]:
    window = desk.window()
    window.open_case(desk.cases[0])
    desk.settle()
    window.case.show_timeline()
    qtbot.waitUntil(lambda: bool(window.case.findChildren(SealedFold)))
    return window, window.case.findChildren(SealedFold)[0]


def test_what_a_form_seals_is_counted_and_kept_apart(entry: TimelineEntry) -> None:
    *open_parts, sealed = entry.parts
    assert sealed.text == "2"
    assert [WORRY in part.text for part in sealed.sealed] == [True]
    assert "Sorge um ein Kind: ja" in sealed.sealed[0].text
    assert open_parts
    assert not any(part.sealed or WORRY in part.text for part in open_parts)
    assert not any("Sorge um ein Kind" in part.text for part in open_parts)


def test_a_press_shows_protected_answers_and_another_hides_them(
    desk: PagesDesk, qtbot: QtBot, entry: TimelineEntry
) -> None:
    assert entry.parts
    window, fold = opened(desk, qtbot)
    assert "Geschützte Angaben: 2" in texts(window.case)
    assert WORRY not in read(window.case)
    assert fold.button.text() == "Anzeigen"
    fold.button.click()
    assert fold.button.text() == "Verbergen"
    qtbot.waitUntil(lambda: WORRY in read(window.case))
    fold.button.click()
    assert WORRY not in read(fold)


def test_who_leaves_the_page_folds_them(
    desk: PagesDesk, qtbot: QtBot, entry: TimelineEntry
) -> None:
    assert entry.parts
    window, fold = opened(desk, qtbot)
    fold.button.click()
    qtbot.waitUntil(lambda: WORRY in read(fold))
    tabs = window.case.findChild(QTabBar)
    assert isinstance(tabs, QTabBar)
    tabs.setCurrentIndex(0)
    assert not fold.isVisible()
    assert not fold.button.isChecked()
    tabs.setCurrentIndex(1)
    assert WORRY not in read(window.case)
