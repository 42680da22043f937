"""*Formulare*: what is there, what is missing, what may be done with it; menu, banner, preview."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.domain.ids import RecordId
from desktop.forms.import_report import NOT_ASKED
from desktop.services.open_form import snapshot
from desktop.services.views import FormStanding
from desktop.ui.fields.making import LATER
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.form_version_banner import VersionBanner
from desktop.ui.pages.forms_detail import ONLY_ADMIN
from desktop.ui.pages.forms_list import FormListRow
from tests.support.own_forms import take_in
from tests.ui.pages_desk import PagesDesk, texts

FORM = """
| survey |
| | type | name | label::Deutsch (de) | label::English (en) |
| | text | wish | Welcher Wunsch? | Which wish? |
| | select_one yn | help | Hilfe nötig? | |
| | text | why | Warum? | Why? |
| choices |
| | list_name | name | label::Deutsch (de) | label::English (en) |
| | yn | yes | ja | yes |
| | yn | no | nein | no |
| settings |
| | form_title | form_id | version |
| | Wünsche | wishes | {version} |
"""


def read_in(desk: PagesDesk, directory: Path, version: str = "1", text: str = FORM) -> None:
    path = directory / f"wishes-{version}.md"
    path.write_text(text.format(version=version), encoding="utf-8")
    take_in(desk.services.forms, path)


def forms_page(desk: PagesDesk) -> MainWindow:
    window = desk.window()
    window.go("forms")
    desk.settle()
    return window


def row_of(window: MainWindow, title: str) -> FormListRow:
    return next(
        row for row in window.library.list.rows if title in row.accessibleName().split(",")[0]
    )


@pytest.fixture
def window(desk: PagesDesk, tmp_path: Path) -> MainWindow:
    read_in(desk, tmp_path)
    opened = forms_page(desk)
    QTest.keyClick(row_of(opened, "Wünsche"), Qt.Key.Key_Return)
    desk.settle()
    return opened


def test_the_shipped_forms_are_listed_and_the_first_is_shown(desk: PagesDesk) -> None:
    window = forms_page(desk)
    assert any("Erstgespräch" in text for text in texts(window.library.detail))
    assert not window.library.detail.withdraw.isVisible()
    assert any("gehört zum Programm" in text for text in texts(window.library.detail))


def test_what_is_missing_in_a_language_unfolds(desk: PagesDesk, window: MainWindow) -> None:
    detail = window.library.detail
    assert any("4 von 5 Texten" in text.replace("\u2068", "").replace("\u2069", "")
               for text in texts(detail))  # fmt: skip
    assert "Hilfe nötig?" not in texts(detail)
    fold = next(
        button
        for line in detail._report.findChildren(QLabel)
        if line.text() == "Englisch"
        for button in [line.parent()._fold]  # type: ignore[union-attr]
    )
    fold.click()
    desk.settle()
    assert "Hilfe nötig?" in texts(detail)


def test_who_is_no_administrator_reads_why_publishing_is_not_for_them(
    desk: PagesDesk, window: MainWindow
) -> None:
    detail = window.library.detail
    assert not detail.publish.isEnabled()
    assert detail.publish.toolTip() == ONLY_ADMIN
    assert ONLY_ADMIN in texts(detail)
    assert detail.withdraw.isEnabled(), "a form that is only here may go"


def test_an_administrator_publishes_and_takes_it_back(desk: PagesDesk, tmp_path: Path) -> None:
    desk.is_admin = True
    read_in(desk, tmp_path)
    window = forms_page(desk)
    page = window.library
    page.choose("wishes", "1")
    desk.settle()
    page.detail.publish.click()
    desk.settle()
    (version,) = desk.services.forms.versions("wishes")
    assert version.standing is FormStanding.PUBLISHED
    assert any("für alle veröffentlicht" in text for text in texts(page))

    page.detail.withdraw.click()
    desk.settle()
    (version,) = desk.services.forms.versions("wishes")
    assert version.standing is FormStanding.RETIRED
    page.detail.offer.click()
    desk.settle()
    assert desk.services.forms.newest("wishes") == "1"


def test_only_an_administrator_says_that_a_translation_was_reviewed(
    desk: PagesDesk, tmp_path: Path
) -> None:
    text = FORM.replace("label::English (en)", "label::ትግርኛ (ti)")
    read_in(desk, tmp_path, text=text)
    window = forms_page(desk)
    window.library.choose("wishes", "1")
    desk.settle()
    detail = window.library.detail
    assert detail._report.ticks == {}
    assert any("Entwurf, ungeprüft" in one for one in texts(detail))

    desk.is_admin = True
    window.library.refresh()
    desk.settle()
    assert set(detail._report.ticks) == {"ti"}, "German is read by whoever reads it in"
    tick = detail._report.ticks["ti"]
    tick.setFocus()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    desk.settle()
    assert desk.services.forms.drafts("wishes", "1") == ()
    again = detail._report.ticks["ti"]
    assert again.isChecked()
    assert "Miriam Köhler" in again.text()
    assert window.focusWidget() is again
    assert any("kann jetzt auf Tigrinya unterschrieben werden" in one for one in texts(window))
    QTest.keyClick(again, Qt.Key.Key_Space)
    desk.settle()
    assert desk.services.forms.drafts("wishes", "1") == ("ti",)


def previews(window: MainWindow) -> bool:
    return window.library.is_previewing


def test_the_preview_reads_a_form_in_two_languages_and_keeps_nothing(
    desk: PagesDesk, window: MainWindow
) -> None:
    page = window.library
    page.show_preview()
    desk.settle()
    assert previews(window)
    shown = [label.text() for label in page.preview._lines.findChildren(QLabel)]
    for text in ("Welcher Wunsch?", "Which wish?", "○\u2002ja", "○\u2002yes"):
        assert any(text in one for one in shown), text
    focused = window.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert not previews(window)
    assert desk.store.read().drafts() == []


@pytest.mark.qt_log_ignore("does not support")
def test_a_case_offers_every_form_but_the_visit(
    desk: PagesDesk, window: MainWindow, qtbot: QtBot
) -> None:
    window.open_case(desk.cases[0])
    desk.settle()
    menu = window.case.forms
    menu.click()
    desk.settle()
    offered = [action.text() for action in menu.offered]
    assert "Wünsche" in offered
    assert "Erstgespräch" in offered
    assert "Hausbesuchsprotokoll" not in offered
    next(action for action in menu.offered if action.text() == "Wünsche").trigger()
    qtbot.waitUntil(lambda: window.forms.page is not None)
    assert window.forms.page is not None
    assert window.forms.page._form.form_id == "wishes"
    assert window.forms.page._form.client_language == "en", "Arabic is not in this form"
    desk.settle()


def begun_draft(desk: PagesDesk, case: RecordId) -> RecordId:
    form = desk.services.visits.begin("wishes", case, None, "de", "en")
    form.session.answer("/data/wish", "Deutschkurs")
    form.session.answer("/data/why", "Wegen der Arbeit")
    desk.services.visits.keep_draft(snapshot(form, "de", "en"))
    return form.draft


def behind(
    desk: PagesDesk, directory: Path, qtbot: QtBot, newer: str = FORM
) -> tuple[MainWindow, RecordId]:
    """A draft open in version 1, while version 2 has come."""
    read_in(desk, directory)
    draft = begun_draft(desk, desk.cases[0])
    read_in(desk, directory, "2", newer)
    window = desk.window()
    window.forms.resume(draft)
    qtbot.waitUntil(lambda: window.forms.page is not None)
    desk.settle()
    return window, draft


def banner_of(window: MainWindow) -> VersionBanner:
    assert window.forms.page is not None
    found = window.forms.page.findChild(VersionBanner)
    assert isinstance(found, VersionBanner)
    return found


def test_a_draft_moves_to_the_new_version_only_when_told_to(
    desk: PagesDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    shorter = FORM.replace("| | text | why | Warum? | Why? |\n", "")
    window, _ = behind(desk, tmp_path, qtbot, newer=shorter)
    banner = banner_of(window)
    assert banner.isVisible()
    assert window.forms.page is not None
    assert window.forms.page._form.form_version == "1"

    banner.move_button.click()
    qtbot.waitUntil(
        lambda: window.forms.page is not None and window.forms.page._form.form_version == "2"
    )
    desk.settle()
    after = banner_of(window)
    assert any("1 Antwort hat hier keinen Platz" in text for text in texts(after))
    after.fold_button.click()
    desk.settle()
    assert any("Warum?" in text and "Wegen der Arbeit" in text for text in texts(after))
    session = window.forms.page._form.session
    assert session.state("/data/wish").value == "Deutschkurs"


def test_nothing_is_typed_into_the_old_page_while_the_draft_moves(
    desk: PagesDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    window, _ = behind(desk, tmp_path, qtbot)
    old = window.forms.page
    assert old is not None
    client = InterpreterWindow(old.conversation, old.local_now)
    client.show()
    fields = [old.view.row("/data/why").sides[0].field, client.page.field]  # type: ignore[union-attr]
    targets = [field.focus_target() for field in fields if field is not None]
    assert len(targets) == 2

    banner_of(window).move_button.click()
    for target in targets:
        assert target is not None
        QTest.keyClicks(target, "late")
    assert old.conversation.session.state("/data/why").value == "Wegen der Arbeit"
    assert old.conversation.session.state("/data/wish").value == "Deutschkurs"
    qtbot.waitUntil(lambda: window.forms.page not in (None, old))
    desk.settle()
    assert window.forms.page is not None
    assert window.forms.page.isEnabled()
    assert window.forms.page._form.session.state("/data/why").value == "Wegen der Arbeit"


def test_when_the_move_fails_typing_goes_on(desk: PagesDesk, tmp_path: Path, qtbot: QtBot) -> None:
    window, _ = behind(desk, tmp_path, qtbot)
    page, banner = window.forms.page, banner_of(window)
    assert page is not None
    desk.services.forms.withdraw("wishes", "1")
    desk.services.forms.withdraw("wishes", "2")
    banner.move_button.click()
    desk.settle()
    assert window.forms.page is page
    assert page.isEnabled()
    assert page.conversation.session.state("/data/wish").value == "Deutschkurs"


def test_staying_in_the_old_version_changes_nothing(
    desk: PagesDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    window, draft = behind(desk, tmp_path, qtbot)
    banner = banner_of(window)
    banner.stay_button.click()
    assert banner.isHidden()
    stored = desk.store.read().draft(draft)
    assert stored is not None
    assert stored.form_version == "1"


def test_the_import_names_exactly_the_questions_that_have_no_field() -> None:
    assert set(LATER) == NOT_ASKED
