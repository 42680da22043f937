"""Form files that are none, or hostile: said in the dialog, nothing read in."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.forms.library import shipped_forms
from desktop.ui.dialogs.import_dialog import ImportDialog
from tests.support.desk_windows import Desk, Office
from tests.support.window_texts import texts
from tests.unit.library.xlsx_files import good_form, sheet_xml, with_parts

NO_FORM = (
    "Die Datei ist keine Formulardatei. Es wurde nichts eingelesen.",
    "The file is not a form file. Nothing was imported.",
)
TOO_LARGE = (
    "Die Formulardatei ist zu groß. Es wurde nichts eingelesen.",
    "The form file is too large. Nothing was imported.",
)
UNREADABLE = (
    "Die Datei lässt sich nicht lesen. Es wurde nichts eingelesen.",
    "The file cannot be read. Nothing was imported.",
)
BROKEN = (
    "Das Formular hat Fehler. Es wurde nichts eingelesen.",
    "The form has errors. Nothing was imported.",
)


def letter(path: Path) -> None:
    """A .docx that was renamed."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document>Sehr geehrte</document>")


def bomb(path: Path) -> None:
    """A workbook whose sheet unpacks to a gigabyte."""
    with_parts(path, {"xl/worksheets/sheet1.xml": sheet_xml("<row/>" * 10_000_000)})


def unknown_question(path: Path) -> None:
    rows = (("type", "name", "label"), ("text", "a", "A"), ("text", "b", "${nowhere} B"))
    good_form(path, rows)


TAKEN = (
    "Ein anderes Formular mit dieser Kennung und Fassung ist schon da. Es bleibt, wie es ist.",
    "Another form with this id and version is already here. It stays as it is.",
)

FILES: dict[str, tuple[Callable[[Path], object], tuple[str, str]]] = {
    "Brief.xlsx": (letter, NO_FORM),
    "Notiz.xlsx": (lambda path: path.write_text("Liebe Kollegin, bitte einlesen."), NO_FORM),
    "leer.xlsx": (lambda path: path.write_bytes(b""), NO_FORM),
    "Bild.xml": (lambda path: path.write_text("<svg/>"), NO_FORM),
    "Lachen.xml": (lambda path: path.write_text(LAUGHS), NO_FORM),
    "Bombe.xlsx": (bomb, TOO_LARGE),
    "Fehler.xlsx": (unknown_question, BROKEN),
    "gibt es nicht.xlsx": (lambda path: None, UNREADABLE),
}
LAUGHS = '<?xml version="1.0"?><!DOCTYPE h [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><h>&b;</h>'


def read_in(desk: Desk, path: Path) -> ImportDialog:
    """The dialog after it has looked at *path*."""
    desk.main.library.import_form()
    dialog = desk.main.findChildren(ImportDialog)[-1]
    dialog.read(path)
    desk.wait(lambda: dialog._task is None)
    return dialog


def wait_said(desk: Desk, dialog: ImportDialog, sentence: str) -> None:
    desk.wait(lambda: any(text.startswith(sentence) for text in texts(dialog)))


@pytest.fixture
def desk(office: Office) -> Desk:
    opened = office.desk()
    opened.unlock()
    return opened


def test_files_that_are_no_forms_are_refused_in_words(
    desk: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    forms = desk.services.forms.available()
    for name, (make, sentences) in FILES.items():
        make(tmp_path / name)
        for language, sentence in zip(("de", "en"), sentences, strict=True):
            desk.switch(language)
            dialog = read_in(desk, tmp_path / name)
            wait_said(desk, dialog, sentence)
            inner = [t for t in texts(dialog) if "Error" in t or "Traceback" in t or "zip" in t]
            assert inner == [], name
            dialog.reject()
    assert desk.services.forms.available() == forms
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_form_with_a_fault_names_the_row(desk: Desk, tmp_path: Path) -> None:
    unknown_question(tmp_path / "Fehler.xlsx")
    dialog = read_in(desk, tmp_path / "Fehler.xlsx")
    desk.wait(lambda: any("Zeile 3" in text for text in texts(dialog)))


def test_a_good_form_is_read_in_and_can_be_read_in_again(desk: Desk, tmp_path: Path) -> None:
    for _ in range(2):
        dialog = read_in(desk, good_form(tmp_path / "Wünsche.xlsx"))
        wait_said(desk, dialog, "Eingelesen: Wünsche, Fassung 3")
        dialog.reject()


def test_a_form_cannot_take_the_place_of_one_that_is_there(desk: Desk, tmp_path: Path) -> None:
    shipped = next(form for form in shipped_forms() if form.form_id == "f2_visit")
    other = tmp_path / "F2.xml"
    other.write_bytes(shipped.xml.replace(b"Ergebnis des Besuchs", b"Etwas anderes"))
    dialog = read_in(desk, other)
    wait_said(desk, dialog, TAKEN[0])
    dialog.reject()
    desk.switch("en")
    dialog = read_in(desk, other)
    wait_said(desk, dialog, TAKEN[1])
    dialog.reject()
    desk.switch("de")
    desk.open_case("Mahmoud")
    form = desk.begin_visit()
    desk.wait_text("Ergebnis des Besuchs", form)
