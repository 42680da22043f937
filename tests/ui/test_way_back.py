"""A new window goes on where the last one was: dialogs with choices, cards, what stays unsaid."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.i18n.context import LocaleContext
from desktop.services.documents import Kind
from desktop.ui import dialogs
from desktop.ui.dialogs.conflict_dialog import ConflictDialog
from desktop.ui.dialogs.erase_sheet import EraseSheet
from desktop.ui.dialogs.export_dialog import ExportDialog
from desktop.ui.dialogs.hold_rules import RuleSheet
from desktop.ui.dialogs.interpreter_dialog import InterpreterDialog
from desktop.ui.dialogs.pledge_dialog import PledgeDialog
from desktop.ui.dialogs.print_dialog import PrintDialog
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.dialogs.signature_dialog import SignatureDialog
from desktop.ui.half_typed import entered
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.requests import FormRequest
from desktop.ui.whereabouts import return_to, where_is
from desktop.ui.widgets.conflict_card import ConflictCardWidget
from desktop.ui.widgets.password_edit import PasswordEdit
from tests.support.release_form import FORM_ID, PAGE, bring_release
from tests.ui.pages_desk import PagesDesk
from tests.ui.test_print_from_journal import journal, printers, visited

NOTHING_TYPED = {
    "AttachmentAskDialog", "BackupsDialog", "ClientViewDialog", "ImportDialog", "ShortcutsDialog",
    "StartDialog", "UnsavedDialog",
}  # fmt: skip
SECRET = {
    "PasswordDialog", "PinDialog", "RecoveryCodeDialog", "RecoveryDialog", "RestoreDialog",
}  # fmt: skip
BY_THEIR_PAGES = {"NoteDialog", "RenderingDialog"}
FRAMES = {"ErasingSheet", "LongSheet", "TallSheet"}


def moved(desk: PagesDesk, window: MainWindow) -> MainWindow:
    """Through the store, as a lock does; the old window goes without being asked anything."""
    window.forms.hold_on()
    window.forms.keep(lambda: None, lambda: None)
    desk.settle()
    desk.services.whereabouts.keep(where_is(window))
    window.shut()
    place = desk.services.whereabouts.take()
    assert place is not None
    fresh = desk.window()
    return_to(fresh, place)
    desk.settle()
    return fresh


def another_number(desk: PagesDesk, card: ConflictCardWidget) -> None:
    line, box = card.findChild(QLineEdit), card.findChild(QCheckBox)
    assert isinstance(line, QLineEdit)
    assert isinstance(box, QCheckBox)
    QTest.keyClicks(line, "0351 555 8")
    box.click()


def test_another_value_typed_on_the_card_of_a_conflict(desk: PagesDesk, qtbot: QtBot) -> None:
    """In its dialog, and in the case, where the card is made anew with every change."""
    window = desk.window()
    window.open_case(desk.cases[0])
    desk.settle()
    desk.colleague_sets(desk.field(desk.cases[0], "phone"), "0351 555 77")
    qtbot.waitUntil(lambda: window.case.findChild(ConflictCardWidget) is not None)
    card = window.case.findChild(ConflictCardWidget)
    assert card is not None
    another_number(desk, card)
    typed = card.typed()
    assert typed[:3] == ["other", "0351 555 8", True]
    window.go("today")
    desk.settle()
    window.today.open_first_conflict()
    dialog = window.findChild(ConflictDialog)
    assert dialog is not None
    another_number(desk, dialog.card)
    window = moved(desk, window)
    dialog = window.findChild(ConflictDialog)
    assert dialog is not None
    assert dialog.card.typed() == typed
    dialog.reject()
    window.open_case(desk.cases[0])
    desk.settle()
    window.case.refresh()
    desk.settle()
    card = window.case.findChild(ConflictCardWidget)
    assert card is not None
    assert card.typed() == typed


def test_a_slip_that_is_being_written(desk: PagesDesk) -> None:
    visited(desk)
    window = journal(desk)
    printers(window)[0].click()
    desk.settle()
    dialog = window.findChild(PrintDialog)
    assert dialog is not None
    dialog.choose(Kind.APPOINTMENT)
    dialog.language.setCurrentIndex(dialog.language.findData("uk"))
    dialog.appointment.place.setText("Jobcenter, Zimmer 2")
    dialog.appointment.day.line.setFocus()
    dialog.appointment.day.line.clear()
    QTest.keyClicks(dialog.appointment.day.line, "31.02")
    dialog.password.line.setText("geheim")
    window = moved(desk, window)
    dialog = window.findChild(PrintDialog)
    assert dialog is not None
    assert (dialog.kind, dialog.language.currentData()) == (Kind.APPOINTMENT, "uk")
    assert dialog.appointment.place.text() == "Jobcenter, Zimmer 2"
    assert dialog.appointment.day.line.text() == "31.02"
    assert dialog.password.line.text() == ""


def test_what_was_to_be_erased_and_exported_but_never_the_password(desk: PagesDesk) -> None:
    window = desk.window()
    window.open_case(desk.cases[0])
    desk.settle()
    sheet = window.case.more.open_erase()
    assert sheet is not None
    sheet.ground.ground.setCurrentIndex(sheet.ground.ground.findData("other"))
    sheet.ground.reason.setText("Widerruf vom")
    sheet.password.line.setText("geheim")
    window = moved(desk, window)
    found = window.findChild(EraseSheet)
    assert found is not None
    assert (found.ground.code, found.ground.reason.text()) == ("other", "Widerruf vom")
    assert found.password.line.text() == ""
    found.reject()
    visited(desk)
    window.go("forms")
    desk.settle()
    window.library.export_forms()
    desk.settle()
    export = window.findChild(ExportDialog)
    assert export is not None
    export.choose_folder(Path("/media/stick"))
    export.choices.period.setCurrentIndex(export.choices.period.findData("own"))
    export.choices.for_excel.setChecked(True)
    export.password.setText("geheim")
    export.choices.since.line.setFocus()
    QTest.keyClicks(export.choices.since.line, "1.3")
    export = moved(desk, window).findChild(ExportDialog)
    assert export is not None
    assert (export.choices.period.currentData(), export._folder) == ("own", Path("/media/stick"))
    assert (export.choices.since.line.text(), export.password.text()) == ("1.3", "")
    assert export.choices.for_excel.isChecked()


def test_a_rule_and_the_cases_ticked(desk: PagesDesk) -> None:
    desk.services.retention.close(desk.cases[0], "2020-03-31")
    window = desk.window()
    window.go("retention")
    desk.settle()
    window.retention.choose(desk.cases[0])
    rule = window.retention.change_rule(None)
    rule.module.setCurrentIndex(2)
    rule.months.setText("")
    rule.basis.setText("Beschluss vo")
    before = (rule.module.currentText(), "", "Beschluss vo")
    window = moved(desk, window)
    found = window.findChild(RuleSheet)
    assert found is not None
    assert (found.module.currentText(), found.months.text(), found.basis.text()) == before
    assert [one.box.isChecked() for one in window.retention._lines()] == [True]


def test_who_interprets_and_pledges_and_the_word_looked_for(desk: PagesDesk) -> None:
    window = desk.window()
    window.forms.begin(FormRequest("f2_visit", desk.cases[0]))
    desk.settle()
    page = window.forms.page
    assert page is not None
    page.paper.toggle_glossary()
    assert page.paper.panel is not None
    page.paper.panel.search.setText("Jobc")
    dialog = page.interpreter.open()
    next(one for one in dialog.roles.buttons() if one.property("code") == "family").click()
    dialog.reason.setText("niemand sonst da")
    dialog.name.setEditText("Leyla Ö")
    dialog.sign.click()
    pledge = window.findChild(PledgeDialog)
    assert pledge is not None
    pledge.organisation.setText("Dolmetsch")
    window = moved(desk, window)
    found, pledge = window.findChild(InterpreterDialog), window.findChild(PledgeDialog)
    assert found is not None
    assert pledge is not None
    assert pledge.parent() is found
    assert (pledge.name.text(), pledge.organisation.text()) == ("Leyla Ö", "Dolmetsch")
    said = found.said()
    assert (said.role, said.family_reason, said.name) == ("family", "niemand sonst da", "Leyla Ö")
    page = window.forms.page
    assert page is not None
    assert page.paper.panel is not None
    assert page.paper.panel.search.text() == "Jobc"


def test_who_signs_on_paper_but_no_stroke(desk: PagesDesk, tmp_path: Path) -> None:
    bring_release(desk.services, tmp_path)
    window = desk.window()
    window.forms.begin(FormRequest(FORM_ID, desk.cases[0]))
    desk.settle()
    page = window.forms.page
    assert page is not None
    ref = PAGE + "f4_sig_worker"
    page.navigator.go_to(ref)
    page.conversation.signatures.signing(ref).ask(page)
    dialog = window.findChild(SignatureDialog)
    assert dialog is not None
    dialog.name.setText("Miriam K")
    dialog.paper.click()
    window = moved(desk, window)
    dialog = window.findChild(SignatureDialog)
    assert dialog is not None
    assert (dialog.name.text(), dialog.paper.isChecked()) == ("Miriam K", True)
    assert not dialog.pad.strokes


def test_every_dialog_either_tells_what_is_typed_or_is_known_not_to() -> None:
    found = set()
    for module in iter_modules(dialogs.__path__):
        parts = vars(import_module(f"{dialogs.__name__}.{module.name}")).values()
        found |= {one for one in parts if isinstance(one, type) and issubclass(one, Sheet)}
    telling = {one.__name__ for one in found if {"inputs", "typed"} & set(vars(one))}
    silent = {one.__name__ for one in found} - telling - {"Sheet"} - FRAMES
    assert silent == NOTHING_TYPED | SECRET | BY_THEIR_PAGES
    assert not telling & SECRET


def test_a_password_is_told_to_nobody_even_while_it_is_read(qtbot: QtBot) -> None:
    line = PasswordEdit(LocaleContext("de"))
    qtbot.addWidget(line)
    line.setText("geheim")
    line.setEchoMode(line.READ)
    hidden = QLineEdit("3815")
    qtbot.addWidget(hidden)
    hidden.setEchoMode(QLineEdit.EchoMode.Password)
    assert (entered(line), entered(hidden)) == (None, None)
