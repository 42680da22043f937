"""A protected answer keeps its protection wherever a form carries it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from desktop.documents.client_copy import Given, client_copy
from desktop.documents.export.sealing import sealed_paths, sealed_questions
from desktop.domain.companions import Companions
from desktop.forms.definition import FormDefinition
from desktop.forms.session import FormSession
from desktop.i18n.context import LocaleContext
from desktop.services.companions import stored_path_of
from desktop.services.export_spec import ExportFormat, ExportSpec
from desktop.services.form_reading import read_submission
from desktop.services.open_form import snapshot
from tests.support.own_forms import take_in
from tests.unit.documents.bilingual_sample import BERLIN, SAID_AT
from tests.unit.documents.test_export_service import Office, office
from tests.unit.forms.filling import begin, xform, xlsform
from tests.unit.library.xlsx_files import write_xlsx

__all__ = ["office"]
SECRET = "GEHEIM"
HEAD = ("type", "name", "label", "trigger", "calculation", "bind::fm:scope")
SURVEY = (
    HEAD,
    ("text", "worry", "Sorge", "", "", "sealed"),
    ("text", "room", "Zimmer", "", "", ""),
    ("text", "copied", "Kopie", "${worry}", "${worry}", ""),
    ("calculate", "counted", "", "${worry}", "concat('x', ${worry})", ""),
    ("text", "again", "Nochmal", "${copied}", "${copied}", ""),
    ("text", "free", "Frei", "${room}", "concat('in ', ${room})", ""),
    ("note", "told", "Gesagt: ${worry}", "", "", ""),
)
SETTINGS = (
    ("form_title", "form_id", "version", "namespaces"),
    ("Sorgen", "worries", "1", 'fm="urn:fallmappe:xforms"'),
)
MARKED = ' xmlns:fm="urn:fallmappe:xforms" fm:scope="sealed"'
SHAPES = [shape for shape in ExportFormat if shape is not ExportFormat.ENTITIES_CSV]


def whole(file: Path) -> bytes:
    """What stands in a file; a workbook is unpacked first."""
    if file.suffix != ".xlsx":
        return file.read_bytes()
    with zipfile.ZipFile(file) as book:
        return b"".join(map(book.read, book.namelist()))


def worries() -> FormDefinition:
    """The form of SURVEY."""
    lines = ["| survey |", *("| | " + " | ".join(row) + " |" for row in SURVEY)]
    lines += ["| settings |", *("| | " + " | ".join(row) + " |" for row in SETTINGS)]
    return xlsform("\n".join(lines))


def answered() -> FormSession:
    session = begin(worries())
    session.answer("/data/room", "2.14")
    session.answer("/data/worry", SECRET)
    assert session.state("/data/again").value == SECRET
    return session


def test_what_an_action_carries_on_is_sealed_and_nothing_else() -> None:
    paths = {"/data/worry", "/data/copied", "/data/counted", "/data/again"}
    assert sealed_paths([worries()]) == paths
    assert sealed_paths([worries()], texts=True) == {*paths, "/data/told"}
    assert sealed_questions(worries()) == 3


def test_a_form_that_seals_nothing_keeps_nothing_back() -> None:
    assert sealed_paths([xform("<a/><b/>", '<bind nodeset="/data/b" calculate="../a"/>')]) == set()


@pytest.mark.parametrize(
    ("name", "element", "model", "body"),
    [
        ("b", "<b/>", '<setvalue event="odk-instance-first-load" ref="/data/b" value="../a"/>', ""),
        (
            "b",
            "<b/>",
            '<instance id="before" src="jr://instance/last-saved"/><setvalue '
            'event="odk-instance-first-load" ref="/data/b" value="instance(\'before\')/data/a"/>',
            "",
        ),
        (
            "b",
            "<b/>",
            "",
            '<input ref="/data/a"><label>A</label>'
            '<setvalue event="xforms-value-changed" ref="/data/b">yes</setvalue></input>',
        ),
        (
            "rows",
            "<rows><one/></rows>",
            "",
            '<group ref="/data/rows"><repeat nodeset="/data/rows" jr:count="/data/a">'
            '<input ref="/data/rows/one"><label>One</label></input></repeat></group>',
        ),
        ("b", "<b/>", '<bind nodeset="/data/b" calculate="count(/data/sealed)"/>', ""),
        (
            "b",
            "<b/>",
            "",
            '<select1 ref="/data/b"><label>B</label><itemset nodeset="/data/sealed[n != \'\']">'
            '<value ref="n"/><label ref="n"/></itemset></select1>',
        ),
    ],
    ids=["default", "last record", "trigger", "count", "number of entries", "choices"],
)
def test_every_way_a_value_goes_on_is_followed(
    name: str, element: str, model: str, body: str
) -> None:
    binds = f'<bind nodeset="/data/a" type="int"{MARKED}/><bind nodeset="/data/sealed"{MARKED}/>'
    repeat = '<group ref="/data/sealed"><repeat nodeset="/data/sealed"/></group>'
    definition = xform(f"<a/>{element}<sealed><n/></sealed><c/>", binds + model, body + repeat)
    found = sealed_paths([definition])
    assert f"/data/{name}" in found
    assert "/data/c" not in found
    assert ("/data/rows/one" in found) is (name == "rows")


def test_what_one_version_seals_is_followed_in_all() -> None:
    bind = '<bind nodeset="/data/a"{}/>'
    earlier = xform("<a/>", bind.format(MARKED))
    later = xform("<a/><b/>", bind.format("") + '<bind nodeset="/data/b" calculate="../a"/>')
    assert sealed_paths([later, earlier]) == {"/data/a", "/data/b"}


def test_the_client_s_copy_repeats_nothing_sealed() -> None:
    session = answered()
    wanted = Given(session, Companions(), lambda ref: stored_path_of(session, ref), SAID_AT, BERLIN)
    document = client_copy(
        wanted, LocaleContext("de"), LocaleContext("de"), title=("", ""), is_draft=False
    )
    assert not [text for text in document.texts() if SECRET in text]
    assert "in 2.14" in " ".join(document.texts())


def test_the_journal_folds_what_repeats_a_sealed_answer() -> None:
    *shown, folded = read_submission(answered(), "de")
    assert not [part for part in shown if SECRET in part.text]
    assert "in 2.14" in " ".join(part.text for part in shown)
    assert sum(part.text.count(SECRET) for part in folded.sealed) == 3


@pytest.mark.parametrize("shape", SHAPES)
def test_no_export_holds_what_an_action_copied(
    office: Office, tmp_path: Path, shape: ExportFormat
) -> None:
    desk = office.desk
    path = write_xlsx(tmp_path / "form.xlsx", {"survey": SURVEY, "settings": SETTINGS})
    take_in(desk.services.forms, path)
    case, _ = desk.family("Tesfay")
    form = desk.services.visits.begin("worries", case, None, "de", "de")
    form.session.answer("/data/room", "2.14")
    form.session.answer("/data/worry", SECRET)
    desk.services.visits.finish(snapshot(form, "de", "de"))
    report = office.run(ExportSpec("worries", shape))
    assert report.sealed == 3
    told = b"".join(whole(report.folder / name) for name in report.files)
    assert SECRET.encode() not in told
    assert b"in 2.14" in told
