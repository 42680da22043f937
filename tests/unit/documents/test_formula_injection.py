"""T37: whatever people type, a spreadsheet shows it as text, and it reads back as it was typed."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from desktop.documents.export import xlsx_writing
from desktop.documents.export.cells import is_number
from desktop.documents.export.csv_writing import CsvFiles
from desktop.documents.export.formula_guard import guard, unguard
from desktop.documents.export.kobo import KoboLayout
from desktop.documents.export.labels import Labels
from desktop.documents.export.records import RecordReader
from desktop.documents.export.sealing import sealed_paths
from desktop.documents.export.submission import Submission
from desktop.documents.export.tables import form_tables, known_paths
from desktop.documents.export.xlsx_writing import MAX_CELL, XlsxBook
from tests.conftest import Figure, Rounds
from tests.unit.documents.export_samples import changed, family, form, submission

pytestmark = pytest.mark.hardening("T37")

DANGEROUS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org?x="&A1,"hier")',
    "+49 351 555",
    "-2+3",
    "@SUM(A1:A2)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\uff1d1+1",
    "'=1+1",
    "''-1",
    'a","=1+1',
    'a";=1+1',
    "\u0645\u0631\u062d\u0628\u0627 =1+1",
    "\u200f=1+1",
    "\u2067=1+1\u2069",
    "_x003D_1+1",
    "  two spaces  ",
    "line\r\nline\nline\rline",
    "\u1230\u120b\u121d",
    "'quoted'",
    "\U0001f600",
)


def layout() -> KoboLayout:
    tables = form_tables([form()], notes=False, sealed=sealed_paths([form()]))
    reader = RecordReader(tables, known_paths([form()]))
    return KoboLayout("sample", tables, reader, Labels(""), originals=False)


def records(*texts: str) -> list[Submission]:
    return [changed(submission(family(), n), why=text) for n, text in enumerate(texts)]


def write_csv(folder: Path, found: list[Submission], *, bom: bool = False) -> Path:
    shape = layout()
    with CsvFiles(folder, shape, bom=bom) as output:
        for one in found:
            for row in shape.rows(one):
                output.write(row)
    return folder / "sample.csv"


def write_xlsx(folder: Path, found: list[Submission], *, rtl: bool = False) -> Path:
    shape = layout()
    with XlsxBook(folder / "sample.xlsx", shape, rtl=rtl) as output:
        for one in found:
            for row in shape.rows(one):
                output.write(row)
    return folder / "sample.xlsx"


def opened(path: Path) -> Workbook:
    """Read from memory: openpyxl would keep the file open."""
    return load_workbook(io.BytesIO(path.read_bytes()))


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_csv_cells_never_begin_like_a_formula_and_read_back_equal(tmp_path: Path) -> None:
    rows = read_csv(write_csv(tmp_path, records(*DANGEROUS)))
    cells = [row["visit/why"] for row in rows]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n\uff1d")]
    assert [unguard(cell) for cell in cells] == list(DANGEROUS)


def test_xlsx_cells_are_texts_and_read_back_equal(tmp_path: Path) -> None:
    sheet = opened(write_xlsx(tmp_path, records(*DANGEROUS)))["sample"]
    column = [cell.value for cell in sheet[1]].index("visit/why") + 1
    cells = [sheet.cell(row, column) for row in range(2, sheet.max_row + 1)]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert {cell.number_format for cell in cells} == {"@"}
    assert [unescaped(cell.value) for cell in cells] == list(DANGEROUS)


def unescaped(cell: object) -> str:
    """As a spreadsheet shows it (ECMA-376, 22.9.2.19); openpyxl leaves this to its callers."""
    from openpyxl.utils.escape import unescape

    return unescape(str(cell)) if "_x" in str(cell) else str(cell)


@given(st.text())
def test_every_text_can_be_told_back_from_its_cell(text: str) -> None:
    cell = guard(text)
    assert unguard(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("number", ["-5", "0", "12", "-0.75", "100.10", "-273.15"])
def test_numbers_in_columns_of_numbers_stay_numbers(tmp_path: Path, number: str) -> None:
    found = [changed(submission(family()), degrees=number, why=number)]
    row = read_csv(write_csv(tmp_path, found))[0]
    assert row["visit/degrees"] == number
    assert row["visit/why"] == guard(number)
    sheet = opened(write_xlsx(tmp_path, found))["sample"]
    read = dict(zip([c.value for c in sheet[1]], sheet[2], strict=True))
    assert read["visit/degrees"].value == float(number)
    assert read["visit/degrees"].data_type == "n"
    assert read["visit/why"].value == number


@pytest.mark.parametrize(
    "text", ["-1+1", "=5", "+5", "1e5", "--5", "-", "", "1234567890123456", "٣", "5 ", "-5\r"]
)
def test_what_only_looks_like_a_number_is_guarded_as_a_text(tmp_path: Path, text: str) -> None:
    assert not is_number(text)
    row = read_csv(write_csv(tmp_path, [changed(submission(family()), degrees=text)]))[0]
    assert row["visit/degrees"] == guard(text)


def test_csv_is_rfc_4180_in_utf_8_with_a_mark_only_if_wanted(tmp_path: Path) -> None:
    plain, marked = tmp_path / "a", tmp_path / "b"
    for folder in (plain, marked):
        folder.mkdir()
    data = write_csv(plain, records("\u1230\u120b\u121d")).read_bytes()
    assert data.startswith(b'"visit/why","visit/degrees"')
    assert data.endswith(b'"\r\n')
    assert data.count(b"\r\n") == 2
    with_mark = write_csv(marked, records("\u1230\u120b\u121d"), bom=True).read_bytes()
    assert with_mark == b"\xef\xbb\xbf" + data
    assert {path.name for path in plain.iterdir()} == {"sample.csv", "child.csv", "school.csv"}


def test_the_workbook_has_a_sheet_per_repeat_its_heading_in_view_and_reads_from_the_right(
    tmp_path: Path,
) -> None:
    book = opened(write_xlsx(tmp_path, records("Post"), rtl=True))
    assert book.sheetnames == ["sample", "child", "school"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.sheet_view.rightToLeft
        assert sheet["A1"].font.bold
    assert book["child"]["A3"].value == "Yonas"
    assert [path.name for path in tmp_path.iterdir()] == ["sample.xlsx"]


def test_a_text_too_long_for_a_cell_is_cut_visibly_and_counted(tmp_path: Path) -> None:
    shape = layout()
    book = XlsxBook(tmp_path / "sample.xlsx", shape, rtl=False)
    with book:
        for row in shape.rows(records("\u0645" * 40_000)[0]):
            book.write(row)
    assert book.shortened == 1
    value = opened(tmp_path / "sample.xlsx")["sample"]["A2"].value
    assert isinstance(value, str)
    assert len(value) == MAX_CELL
    assert value.endswith("\u2026")


def test_a_workbook_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    shape = layout()

    def fail() -> None:
        with XlsxBook(tmp_path / "s.xlsx", shape, rtl=False) as book:
            for row in shape.rows(records("Post")[0]):
                book.write(row)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not list(tmp_path.iterdir())


def test_a_sheet_that_is_full_goes_on_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_writing, "MAX_ROWS", 3)
    book = opened(write_xlsx(tmp_path, records("a", "b", "c")))
    assert [name for name in book.sheetnames if name.startswith("sample")] == [
        "sample", "sample~2",
    ]  # fmt: skip
    assert [row[0].value for row in book["sample"]] == ["visit/why", "a", "b"]
    assert [row[0].value for row in book["sample~2"]] == ["visit/why", "c"]


MANY = """
import resource, sys
from pathlib import Path
from dataclasses import replace
from tests.unit.documents.test_formula_injection import *
one = submission(family())
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before = peak()
folder = Path(sys.argv[1])
for many in (1_000, int(sys.argv[2])):
    shape = layout()
    target = folder / str(many)
    target.mkdir()
    book = XlsxBook(target / "m.xlsx", shape, rtl=True)
    with CsvFiles(target, shape, bom=True) as files, book:
        for n in range(many):
            for row in shape.rows(changed(one, why=DANGEROUS[n % len(DANGEROUS)])):
                files.write(row)
                book.write(row)
    print(peak() - before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the peak of memory is asked from POSIX")
def test_memory_does_not_grow_with_the_number_of_rows(
    tmp_path: Path, rounds: Rounds, figure: Figure
) -> None:
    """6,000 submissions, 100,000 in a long run; every cell reads back as it was typed."""
    asked = rounds(6_000, 100_000)
    done = subprocess.run(
        [sys.executable, "-c", MANY, str(tmp_path), str(asked)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    few, many = map(int, done.stdout.split())
    assert many - few <= 8, "MiB"
    folder = tmp_path / str(asked)
    typed = [unguard(row["visit/why"]) for row in read_csv(folder / "sample.csv")]
    assert typed == [DANGEROUS[at % len(DANGEROUS)] for at in range(asked)]
    assert len(read_csv(folder / "school.csv")) == 3 * asked
    with zipfile.ZipFile(folder / "m.xlsx") as book:
        assert book.testzip() is None
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == asked + 1
    figure(f"T37: {asked:,} submissions as XLSX and CSV, {max(0, many - few)} MiB more than 1,000")
