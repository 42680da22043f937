"""A worker exports forms: what is said, what is asked, and what stands in the folder after it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.documents.export.files import MANIFEST
from desktop.i18n.context import LocaleContext
from desktop.services.export_spec import ExportFormat
from desktop.services.form_mapping import BERLIN
from desktop.ui.dialogs.export_choices import period
from desktop.ui.dialogs.export_dialog import ExportDialog, open_export
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from desktop.ui.widgets.choice_box import ChoiceBox
from tests.ui.pages_desk import PagesDesk, texts
from tests.unit.documents.test_export_service import PASSWORD, Office, contents, rows_of
from tests.unit.services.conftest import MONDAY_NINE

Opens = Callable[..., ExportDialog]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.desk.store.close()


@pytest.fixture
def opened(
    office: Office, qtbot: QtBot, tasks: Tasks, theme: Theme, tr: LocaleContext
) -> Iterator[Opens]:
    """Opens the dialog and waits until it knows the forms."""
    window = QWidget()
    window.resize(1366, 768)
    window.show()
    services = replace(office.desk.services, exports=office.exports)

    def opens(form_id: str = "", pool: Tasks = tasks) -> ExportDialog:
        dialog = open_export(window, services, pool, tr, form_id)
        settle(qtbot, pool)
        return dialog

    yield opens
    settle(qtbot, tasks)
    window.close()
    window.deleteLater()


def settle(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: tasks.pending == 0)
    qtbot.wait(1)


def fill(dialog: ExportDialog, folder: Path, password: str = PASSWORD) -> None:
    dialog.choose_folder(folder)
    dialog.password.setText(password)


def test_three_families_are_exported_with_the_keyboard_and_the_folder_opens(
    office: Office, opened: Opens, qtbot: QtBot, tasks: Tasks
) -> None:
    dialog = opened()
    assert any("nicht verschlüsselt" in text for text in texts(dialog))
    assert dialog.choices.form.currentText() == "sample (3)"
    assert dialog.choices.language.currentText() == "Deutsch"
    dialog.choose_folder(office.target)
    dialog.password.setFocus()
    dialog.password.setText(PASSWORD)
    with qtbot.waitSignal(dialog.exported):
        QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    settle(qtbot, tasks)
    shown = texts(dialog)
    assert "3 Formulare exportiert" in shown
    assert "1 geschützte Frage ist nicht dabei." in shown
    assert not dialog.password.text()
    (folder,) = office.target.iterdir()
    assert contents(folder) == {"sample.xlsx", MANIFEST}
    heard = Opened()
    method: Any = "open"
    QDesktopServices.setUrlHandler("file", heard, method)
    try:
        assert dialog.primary.text() == "Ordner öffnen"
        dialog.primary.click()
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert heard.folders == [folder]


class Opened(QObject):
    """What the system would have been asked to show."""

    def __init__(self) -> None:
        super().__init__()
        self.folders: list[Path] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.folders.append(Path(url.toLocalFile()))


def test_enter_without_a_folder_asks_for_one_once(
    office: Office, opened: Opens, qtbot: QtBot, tasks: Tasks
) -> None:
    dialog = opened()
    dialog.password.setText(PASSWORD)
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    (picker,) = dialog.findChildren(QFileDialog)
    assert picker.windowTitle() == "Ordner wählen"
    picker.reject()
    assert not contents(office.target)


def test_a_wrong_password_is_said_at_its_field_and_nothing_is_written(
    office: Office, opened: Opens, qtbot: QtBot, tasks: Tasks
) -> None:
    dialog = opened()
    fill(dialog, office.target, "falsch")
    dialog.primary.click()
    settle(qtbot, tasks)
    assert dialog.mistake.isVisible()
    assert "passt nicht" in dialog.mistake.text()
    assert dialog.password.property("state") == "error"
    assert not contents(office.target)
    QTest.keyClicks(dialog.password, PASSWORD[:3])
    assert not dialog.mistake.isVisible()


def test_an_export_that_is_there_already_is_replaced_only_when_asked(
    office: Office, opened: Opens, qtbot: QtBot, tasks: Tasks
) -> None:
    first = opened()
    fill(first, office.target)
    with qtbot.waitSignal(first.exported):
        first.primary.click()
    first.reject()
    (folder,) = office.target.iterdir()
    before = (folder / "sample.xlsx").stat().st_mtime_ns
    dialog = opened()
    fill(dialog, office.target)
    dialog.primary.click()
    settle(qtbot, tasks)
    assert dialog.primary.text() == "Ersetzen"
    assert any(folder.name in text for text in texts(dialog))
    assert (folder / "sample.xlsx").stat().st_mtime_ns == before
    dialog.choices.signatures.setChecked(True)
    assert dialog.primary.text() == "Exportieren", "another wish is asked anew"
    dialog.primary.click()
    settle(qtbot, tasks)
    with qtbot.waitSignal(dialog.exported):
        dialog.primary.click()
    assert (folder / "media").is_dir()


def test_an_export_can_be_stopped_and_leaves_nothing(
    office: Office, opened: Opens, qtbot: QtBot, tr: LocaleContext
) -> None:
    pool, gate = Tasks(workers=1), threading.Event()
    try:
        dialog = opened(pool=pool)
        fill(dialog, office.target)
        pool.run(gate.wait)
        dialog.primary.click()
        assert not dialog.choices.isEnabled()
        dialog.secondary.click()
        gate.set()
        settle(qtbot, pool)
    finally:
        gate.set()
        pool.close()
    assert any("Abgebrochen" in text for text in texts(dialog))
    assert dialog.choices.isEnabled()
    assert not contents(office.target)


def test_the_incident_form_can_be_seen_but_not_chosen(
    office: Office, opened: Opens, tr: LocaleContext
) -> None:
    shipped = {row.form_id: row.version for row in office.desk.services.forms.available()}
    if "f6_incident" not in shipped:
        pytest.skip("the incident form is not shipped yet")
    office.finish(MONDAY_NINE, "f6_incident", shipped["f6_incident"])
    dialog = opened("f6_incident")
    assert "geschützt" in dialog.choices.form.currentText()
    assert not dialog.primary.isEnabled()
    assert any("wird nicht exportiert" in text for text in texts(dialog))
    dialog.choices.form.setCurrentIndex(dialog.choices.form.findData("sample"))
    assert "Es fehlen noch der Ordner und das Passwort." in texts(dialog)
    assert not dialog.primary.isEnabled()
    fill(dialog, office.desk.store.directory.parent)
    assert dialog.primary.isEnabled()
    assert not any("wird nicht exportiert" in text for text in texts(dialog))


def test_where_nothing_is_finished_the_dialog_says_so(
    office: Office, opened: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office.exports, "forms", lambda: ())
    dialog = opened()
    assert any("noch keine abgeschlossenen" in text for text in texts(dialog))
    assert not dialog.primary.isVisible()
    assert dialog.secondary.text() == "Schließen"


def test_only_what_makes_a_difference_is_asked(office: Office, opened: Opens) -> None:
    choices = opened().choices
    assert choices.format.findData(ExportFormat.ENTITIES_CSV.value) < 0
    seen = {}
    for shape in (ExportFormat.XLSX, ExportFormat.CENTRAL_CSV, ExportFormat.XML):
        choices.format.setCurrentIndex(choices.format.findData(shape.value))
        boxes = (choices.language, choices.originals, choices.for_excel)
        seen[shape] = [box.isVisible() for box in boxes]
        choices.declined.setChecked(True)
        spec = choices.spec(replace=False)
        assert spec is not None
        assert spec.declined is choices.declined.isVisible() is (shape is not ExportFormat.XML)
    assert seen == {
        ExportFormat.XLSX: [True, True, False],
        ExportFormat.CENTRAL_CSV: [False, True, True],
        ExportFormat.XML: [False, False, False],
    }
    assert not choices.since.isVisible()
    choices.period.setCurrentIndex(choices.period.findData("own"))
    assert choices.since.isVisible()


def test_a_day_that_cannot_be_read_keeps_the_export_back(
    office: Office, opened: Opens, qtbot: QtBot, tasks: Tasks
) -> None:
    dialog = opened()
    fill(dialog, office.target)
    choices = dialog.choices
    choices.format.setCurrentIndex(choices.format.findData(ExportFormat.CENTRAL_CSV.value))
    choices.period.setCurrentIndex(choices.period.findData("own"))
    QTest.keyClicks(choices.since.line, "99.99.2026")
    dialog.primary.click()
    settle(qtbot, tasks)
    assert not contents(office.target)
    choices.since.set_value("2026-11-24")
    choices.until.set_value("2026-11-24")
    with qtbot.waitSignal(dialog.exported):
        dialog.primary.click()
    assert len(rows_of(next(office.target.rglob("sample.csv")))) == 1


def test_named_periods_begin_and_end_on_the_right_days() -> None:
    january = date(2027, 1, 5)
    assert period("all", january) == ("", "")
    assert period("month", january) == ("2027-01-01", "")
    assert period("last_month", january) == ("2026-12-01", "2026-12-31")
    assert period("year", date(2026, 11, 22)) == ("2026-01-01", "")


@pytest.mark.parametrize(("language", "is_rtl"), [("de", False), ("ar", True)])
def test_the_fields_stand_in_the_direction_of_the_window(
    office: Office, qtbot: QtBot, tasks: Tasks, theme: Theme, language: str, is_rtl: bool
) -> None:
    window = QWidget()
    services = replace(office.desk.services, exports=office.exports)
    now = datetime(2026, 11, 22, 9, tzinfo=BERLIN)
    dialog = ExportDialog(window, LocaleContext(language), services, tasks, now=lambda: now)
    dialog.open()
    settle(qtbot, tasks)
    qtbot.wait(1)
    left = [field.mapTo(dialog, field.rect().topLeft()).x() for field in fields_of(dialog)]
    right = [field.mapTo(dialog, field.rect().topRight()).x() for field in fields_of(dialog)]
    assert len(set(right if is_rtl else left)) == 1, "one edge"
    seen = [label for label in dialog.choices.labels if label.isVisible()]
    labels = [label.mapTo(dialog, label.rect().topLeft()).x() for label in seen]
    assert (min(labels) > max(left)) is is_rtl
    for button in dialog.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width() or not button.text()
    dialog.reject()
    settle(qtbot, tasks)
    window.deleteLater()


def fields_of(dialog: ExportDialog) -> tuple[QWidget, ...]:
    choices = dialog.choices
    return choices.form, choices.period, choices.format, dialog.password


def test_the_page_of_forms_leads_here(desk: PagesDesk) -> None:
    window = desk.window()
    window.go("forms")
    desk.settle()
    button = next(b for b in window.findChildren(QPushButton) if b.text() == "Exportieren …")
    assert "Strg+E" in button.toolTip()
    button.click()
    desk.settle()
    dialog = window.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    assert any("noch keine abgeschlossenen" in text for text in texts(dialog))
    dialog.reject()


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_the_chosen_word_begins_where_the_window_begins(
    qtbot: QtBot, theme: Theme, direction: Qt.LayoutDirection
) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItem("a")
    box.setLayoutDirection(direction)
    box.resize(300, 34)
    box.show()
    picture = box.grab().toImage()
    inside = range(40, picture.width() - 40)
    paper = picture.pixel(picture.width() // 2, 6)
    edge = range(4, 36)
    sides = {
        Qt.LayoutDirection.LeftToRight: edge,
        Qt.LayoutDirection.RightToLeft: [picture.width() - 1 - x for x in edge],
    }

    def has_ink(columns: Iterable[int]) -> bool:
        rows = range(6, picture.height() - 6)
        return any(picture.pixel(x, y) != paper for x in columns for y in rows)

    assert has_ink(sides[direction])
    assert not has_ink(inside)
