"""Form files somebody brought: good ones come in whole, bad ones leave nothing behind."""

from __future__ import annotations

import contextlib
import os
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.import_report import Finding, Reason
from desktop.forms.importer import STEPS, import_form
from desktop.forms.library import shipped_forms
from tests.unit.library.xls_files import write_xls
from tests.unit.library.xlsx_files import (
    CHOICES,
    SETTINGS,
    SURVEY,
    good_form,
    sheet_xml,
    with_parts,
    write_xlsx,
)

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def refusal(path: Path) -> KnownError:
    """Import a file that must be refused, quickly and in little memory."""
    tracemalloc.start()
    begun = time.monotonic()
    with pytest.raises(KnownError) as caught:
        import_form(path)
    seconds, (_, peak) = time.monotonic() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 20, "tracing slows it about tenfold; untraced the limit is 2 s"
    assert peak < 200 * 1024 * 1024
    return caught.value


def test_a_spreadsheet_comes_in_with_its_report(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []

    imported = import_form(
        good_form(tmp_path / "w.xlsx"), progress=lambda done, total: steps.append((done, total))
    )

    report = imported.report
    assert (report.form_id, report.version, report.title) == ("wishes", "3", "Wünsche")
    assert imported.definition.languages == ("de", "en")
    assert {c.code: c.missing for c in report.languages} == {"de": 0, "en": 1}
    assert report.findings == (Finding(Reason.TYPE, "survey", 4, "type", "way", "geotrace"),)
    assert steps == [(n, STEPS) for n in range(1, STEPS + 1)]


def test_a_package_made_by_another_program_comes_in_unchanged(tmp_path: Path) -> None:
    shipped = shipped_forms()[1]
    path = tmp_path / "other name.xml"
    path.write_bytes(shipped.xml)

    imported = import_form(path)

    assert imported.xml == shipped.xml
    assert imported.report.form_id == "f2_visit"
    assert all(language.missing == 0 for language in imported.report.languages)


def test_markdown_and_wrong_endings_are_told_by_content(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(shipped_forms()[0].source.read_bytes())
    assert import_form(path).report.form_id == "f1_intake"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.txt", b"Sehr geehrte Frau, wie besprochen"),
        ("picture.xlsx", bytes(range(256)) * 20),
        ("broken.xlsx", b"PK\x03\x04" + b"\0" * 500),
        ("old.xls", b"\xd0\xcf\x11\xe0" + b"\1" * 600),
        ("feed.xml", b"<?xml version='1.0'?><rss><channel/></rss>"),
        ("half.xml", b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:head>"),
        ("page.xml", b"<html><body/></html>"),
        ("page.xhtml", b"<html><head><title>Anmelden</title></head><body/></html>"),
        ("page.html", b"<!DOCTYPE html><html><body>Anmelden</body></html>"),
        ("empty.xlsx", b""),
        ("other.md", b"# Notizen\n\n| Tag | Ort |\n| 1 | 2 |\n"),
    ],
)
def test_what_is_no_form_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path).code is ErrorCode.FORM_NOT_XLSFORM


def test_a_list_of_addresses_is_no_form(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Adressen": [["Name", "Straße"], ["Haus 3", "Weg 1"]]})
    assert refusal(path).code is ErrorCode.FORM_NOT_XLSFORM


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path / "gone.xlsx")
    assert (error.code, error.facts["reason"]) == (ErrorCode.FORM_UNREADABLE, "gone")


def test_zip_bomb_is_refused_by_declared_size(tmp_path: Path) -> None:
    path = with_parts(tmp_path / "bomb.xlsx", {"xl/media/a.bin": bytes(60 * 1024 * 1024)})
    assert path.stat().st_size < 200_000
    error = refusal(path)
    assert error.code is ErrorCode.FORM_TOO_LARGE
    assert error.facts["what"] == "unpacked_bytes"


def test_thousand_entries_are_refused(tmp_path: Path) -> None:
    path = with_parts(tmp_path / "many.xlsx", {f"x/{n}.bin": b"" for n in range(600)})
    assert refusal(path).facts["what"] == "entries"


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ('<row r="1048576"><c r="A1048576" t="str"><v>x</v></c></row>', "rows"),
        ('<row r="1"><c r="XFD1" t="str"><v>x</v></c></row>', "columns"),
        ("<row><c><v>1</v></c></row>" * 40_000, "rows"),
        (f"<row>{'<c><v>1</v></c>' * 450}</row>" * 1_000, "cells"),
        ("<a>" * 80 + "</a>" * 80, "depth"),
        ("<font/>" * 120_000, "elements"),
    ],
)
def test_tables_larger_than_any_form_are_refused(tmp_path: Path, rows: str, what: str) -> None:
    path = with_parts(tmp_path / "big.xlsx", {SHEET: sheet_xml(rows)})
    error = refusal(path)
    assert (error.code, error.facts["what"]) == (ErrorCode.FORM_TOO_LARGE, what)


def test_entity_bombs_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><sst><si>&b;</si></sst>'
    path = with_parts(tmp_path / "entities.xlsx", {STRINGS: bomb})
    assert refusal(path).code is ErrorCode.FORM_NOT_XLSFORM
    (tmp_path / "e.xml").write_bytes(bomb)
    assert refusal(tmp_path / "e.xml").code is ErrorCode.FORM_NOT_XLSFORM


def test_large_files_are_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as file:
        file.truncate(3 * 1024**3)
    assert refusal(path).code is ErrorCode.FORM_TOO_LARGE


def test_a_fault_names_its_place(tmp_path: Path) -> None:
    survey = [*SURVEY, ("text", "why", "Warum", "Why", "${nowhere} = 1")]
    error = refusal(good_form(tmp_path / "fault.xlsx", survey))
    assert error.code is ErrorCode.FORM_INVALID
    assert error.facts == {
        "row": 5,
        "sheet": "survey",
        "column": "relevant",
        "reason": "unknown-name",
        "found": "nowhere",
    }


def test_a_circle_of_calculations_is_refused(tmp_path: Path) -> None:
    survey = [
        ("type", "name", "label", "calculation"),
        ("text", "wish", "Wunsch", ""),
        ("calculate", "left", "", "${right} + 1"),
        ("calculate", "right", "", "${left} + 1"),
    ]
    path = write_xlsx(tmp_path / "circle.xlsx", {"survey": survey, "settings": SETTINGS})
    error = refusal(path)
    assert error.code is ErrorCode.FORM_CYCLE
    assert "left" in str(error.facts["node"])


def test_an_import_can_be_cancelled(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        import_form(good_form(tmp_path / "w.xlsx"), cancelled=lambda: True)
    assert caught.value.code is ErrorCode.CANCELLED


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, ...]:
    folder = tmp_path_factory.mktemp("samples")
    visit = shipped_forms()[1]
    sheets = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}
    whole = folder / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("form.md", "| survey |\n| | type | name |\n| | text | a |\n")
        archive.writestr("form-media/t.csv", "name;label\na;A\n")
    return (
        good_form(folder / "good.xlsx").read_bytes(),
        write_xls(folder / "old.xls", sheets).read_bytes(),
        whole.read_bytes(),
        visit.source.read_bytes()[:20_000],
        visit.xml[:20_000] + visit.xml[-200:],
    )


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_damaged_files_never_do_more_than_be_refused(
    samples: tuple[bytes, ...], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    damaged = bytearray(data.draw(st.sampled_from(samples)))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place : place + 1] = data.draw(st.binary(max_size=3))
    path = tmp_path_factory.mktemp("damaged") / "form.xlsx"
    path.write_bytes(damaged)
    with contextlib.suppress(KnownError):
        import_form(path)


def test_a_spreadsheet_without_an_id_is_called_as_its_file(tmp_path: Path) -> None:
    path = tmp_path / "Wünsche & Ziele.md"
    path.write_text("| survey |\n| | type | name | label |\n| | text | a | A |\n", encoding="utf-8")
    assert import_form(path).definition.form_id == "W_nsche___Ziele"


def test_an_id_that_climbs_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.md"
    path.write_text(
        "| survey |\n| | type | name | label |\n| | text | a | A |\n"
        "| settings |\n| | form_id |\n| | ../../f2_visit |\n",
        encoding="utf-8",
    )
    error = refusal(path)
    assert error.code is ErrorCode.FORM_INVALID
    assert error.facts == {
        "reason": "not-an-id",
        "sheet": "settings",
        "row": 2,
        "column": "form_id",
    }


LATIN = """<?xml version="1.0" encoding="{declared}"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>
<h:title>Größe</h:title><model><instance><data id="size" version="1"><a/></data></instance>
<bind nodeset="/data/a" type="string"/></model></h:head>
<h:body><input ref="/data/a"><label>Größe</label></input></h:body></h:html>"""


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "Windows-1252", "UTF-16", "UTF-8"])
def test_an_xform_in_an_older_encoding_comes_in_as_utf_8(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "size.xml"
    path.write_bytes(LATIN.format(declared=encoding).encode(encoding))
    imported = import_form(path)
    assert imported.definition.title == "Größe"
    again = tmp_path / "again.xml"
    again.write_text(imported.xml.decode(), encoding="utf-8")
    assert import_form(again).xml == imported.xml


@pytest.mark.parametrize(
    ("declared", "written"), [("rot13", "utf-8"), ("ISO-8859-99", "latin-1"), ("UTF-8", "latin-1")]
)
def test_an_encoding_nobody_can_read_is_named(tmp_path: Path, declared: str, written: str) -> None:
    path = tmp_path / "size.xml"
    path.write_bytes(LATIN.format(declared=declared).encode(written))
    error = refusal(path)
    assert error.code is ErrorCode.FORM_INVALID
    assert (error.facts["reason"], error.facts["found"]) == ("xml-encoding", declared)


def test_two_columns_for_one_language_are_named(tmp_path: Path) -> None:
    path = tmp_path / "twice.md"
    path.write_text(
        "| survey |\n| | type | name | label::Deutsch (de) | label::German (de) |\n"
        "| | text | a | Eins | Zwei |\n",
        encoding="utf-8",
    )
    found = list(import_form(path).report.findings)
    assert found == [Finding(Reason.LANGUAGE_TWICE, found="Deutsch (de) / German (de)")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    pipe, device, folder = (tmp_path / f"{name}.xml" for name in ("pipe", "device", "folder"))
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    folder.mkdir()
    for path in (pipe, device, folder):
        error = refusal(path)
        assert (error.code, error.facts["reason"]) == (ErrorCode.FORM_UNREADABLE, "no-file")


def test_a_form_that_only_calculates_comes_in_with_a_warning(tmp_path: Path) -> None:
    rows = [("type", "name", "label", "calculation"), ("calculate", "sum", "", "1 + 1")]
    imported = import_form(write_xlsx(tmp_path / "sum.xlsx", {"survey": rows}))
    assert imported.report.findings == (Finding(Reason.ONLY_CALCULATED, "survey"),)
    assert imported.report.questions == 0


def test_a_note_is_enough_to_show(tmp_path: Path) -> None:
    rows = [("type", "name", "label"), ("note", "hint", "Nur ein Hinweis")]
    assert import_form(write_xlsx(tmp_path / "note.xlsx", {"survey": rows})).report.findings == ()


KINDS = {
    "photo": "",
    "image": "",
    "file": "",
    "audio": "audio",
    "video": "video",
    "geotrace": "geotrace",
    "geoshape": "geoshape",
    "rank l": "",
    "geopoint": "",
    "barcode": "",
    "range": "",
    "acknowledge": "",
    "text": "",
}


@pytest.mark.parametrize("ending", ["xlsx", "xml"])
def test_what_cannot_be_answered_yet_is_named_and_nothing_else(tmp_path: Path, ending: str) -> None:
    rows = [("type", "name", "label", "required", "appearance")]
    rows += [(kind, f"q{at}", "Q", "yes", "") for at, kind in enumerate(KINDS)]
    rows.append(("image", "signed", "Q", "yes", "signature"))
    choices = [("list_name", "name", "label"), ("l", "a", "A")]
    brought = write_xlsx(tmp_path / "k.xlsx", {"survey": rows, "choices": choices})
    imported = import_form(brought)
    if ending == "xml":
        (tmp_path / "k.xml").write_bytes(imported.xml)
        imported = import_form(tmp_path / "k.xml")
    expected = {
        (at + 2 if ending == "xlsx" else None, f"q{at}", found)
        for at, found in enumerate(KINDS.values())
        if found
    }
    named = {(one.row, one.name, one.found) for one in imported.report.findings}
    assert named == expected
    assert {one.reason for one in imported.report.findings} == {Reason.TYPE}
