"""Exports from a real store: the password first, all or nothing, nothing sealed, nothing secret."""

from __future__ import annotations

import csv
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pytest
from openpyxl import load_workbook

from desktop.crypto import keyfile
from desktop.crypto.key_slots import Cost
from desktop.documents.export.files import MANIFEST
from desktop.documents.export.submission_reading import read_submission
from desktop.domain.changes import RecordEdit, Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId, StreamId, new_record_id, new_stream_id
from desktop.services.export_spec import ExportFormat, ExportReport, ExportSpec
from desktop.services.exports import ExportService
from desktop.services.people import StaffDirectory
from desktop.storage.store import Writer
from tests.support.own_forms import take_in
from tests.unit.documents.export_samples import TABLE, by_position, family, form
from tests.unit.documents.test_entity_lists import ROOMS
from tests.unit.forms.filling import begin
from tests.unit.services.conftest import MONDAY_NINE, Desk, make_desk

PASSWORD = "vier Wörter im Wind"
DAY_MS = 24 * 3600 * 1000
STROKES: list[Value] = [[1, 2, 0, 3, 4, 10], [5, 5, 20]]
SPEC = ExportSpec("sample", ExportFormat.CENTRAL_CSV)
ALL_FORMATS = tuple(one for one in ExportFormat if one is not ExportFormat.ENTITIES_CSV)


class Office:
    """A desk with the sample form and three finished families, one per day from Monday on."""

    def __init__(self, folder: Path) -> None:
        self.desk: Desk = make_desk(folder / "store")
        self.target = folder / "target"
        self.target.mkdir()
        weak = Cost(memory_kib=64, passes=1, lanes=1)
        keyfile.create(self.desk.store.directory, PASSWORD, store_id="0" * 32, cost=weak)
        source = folder / "sample.md"
        source.write_text(TABLE, encoding="utf-8")
        forms = self.desk.services.forms
        take_in(forms, source)
        self.exports = ExportService(
            self.desk.store,
            forms,
            StaffDirectory(lambda device: self.desk.me.staff),
            self.desk.clock,
            partial(keyfile.unlock, allow_weak=True),
        )
        self.stream = new_stream_id()
        self.records = [self.finish(MONDAY_NINE + day * DAY_MS) for day in range(3)]

    def finish(
        self,
        at: int,
        form_id: str = "sample",
        version: str = "7",
        answers: Mapping[str, str] | None = None,
        declined: Sequence[str] = (),
    ) -> RecordId:
        """A family's form, or one with other *answers*, finished at that moment."""
        given = family().stored_answers() if answers is None else answers
        record = new_record_id(at)
        values: dict[str, Value] = {
            "form_id": form_id,
            "form_version": version,
            "finished_at": at,
            **{f"answers/{path}": text for path, text in given.items()},
            **{f"declined/{path}": {"language": "ti", "at": at} for path in declined},
            "answers//data/sign": "signature-0011aabb.svg",
            "signatures//data/sign": {
                "strokes": STROKES, "width": 100, "height": 50, "text_hash": "00", "language": "ti",
                "at": at,
            },
            "originals//data/visit/illness": {
                "text": "\u1228\u1235\u1292", "language": "ti", "script": "Ethi", "by": "client",
                "at": at, "rendered_by": self.desk.me.staff, "rendered_at": at,
            },
        }  # fmt: skip
        self._save(RecordEdit(self.stream, "form_submission", record, values))
        return record

    def render(self, record: RecordId, text: str) -> None:
        """Somebody translates the illness after the form was finished."""
        view = self.desk.store.read().edit_view("form_submission", record)
        assert view is not None
        unit = "answers//data/visit/illness"
        bases = {unit: tuple(view.bases[unit])}
        self._save(RecordEdit(self.stream, "form_submission", record, {unit: text}, bases))

    def run(self, spec: ExportSpec, password: str = PASSWORD) -> ExportReport:
        return self.exports.run(
            spec, self.target, password, progress=lambda *_: None, cancelled=lambda: False
        )

    def refused(self, spec: ExportSpec, password: str = PASSWORD) -> ErrorCode:
        """What keeps *spec* from being exported; nothing may have been written then."""
        before = contents(self.target)
        with pytest.raises(KnownError) as caught:
            self.run(spec, password)
        assert contents(self.target) == before
        return caught.value.code

    def _save(self, edit: RecordEdit) -> None:
        stream: StreamId = self.stream

        def work(writer: Writer) -> None:
            writer.put_stream(stream, "00" * 16, "case")
            writer.save([edit])

        self.desk.store.write(work).result()


def contents(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.desk.store.close()


def test_the_forms_that_have_finished_answers_are_named_with_their_number(office: Office) -> None:
    office.finish(MONDAY_NINE, form_id="unknown-here")
    (found,) = office.exports.forms()
    assert (found.form_id, found.finished, found.languages) == ("sample", 3, ("de", "ar"))
    assert not found.is_refused


@pytest.mark.parametrize("shape", ALL_FORMATS)
def test_nothing_leaves_without_the_password(office: Office, shape: ExportFormat) -> None:
    spec = replace(SPEC, format=shape)
    assert office.refused(spec, "falsch") is ErrorCode.WRONG_PASSWORD
    assert office.refused(spec, "") is ErrorCode.WRONG_PASSWORD
    office.exports.confirm_password(PASSWORD)


@pytest.mark.parametrize("shape", ALL_FORMATS)
def test_no_shape_holds_anything_sealed_and_all_files_are_private(
    office: Office, shape: ExportFormat
) -> None:
    report = office.run(replace(SPEC, format=shape, signatures=True, originals=True))
    assert (report.records, report.sealed, report.unplaced) == (3, 1, 0)
    assert report.folder == office.target / f"sample-2026-11-23-{shape.value}"
    written = {path for path in report.folder.rglob("*") if path.is_file()}
    names = {path.relative_to(report.folder).as_posix() for path in written}
    assert names == {*report.files, MANIFEST}
    for path in written:
        assert b"vertraulich" not in path.read_bytes()
        if sys.platform != "win32":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert sum(name.endswith(".svg") for name in report.files) == 3
    assert contents(office.target) == contents_below(report)


def contents_below(report: ExportReport) -> set[str]:
    """What may stand in the target: the folder of this export and nothing beside it."""
    found = {report.folder.name}
    return found | {f"{report.folder.name}/{name}" for name in contents(report.folder)}


def test_workbook_and_tables_say_the_same(office: Office) -> None:
    sheets = load_workbook(
        office.run(replace(SPEC, format=ExportFormat.XLSX)).folder / "sample.xlsx", read_only=True
    )
    files = office.run(replace(SPEC, format=ExportFormat.KOBO_CSV, bom=True)).folder
    try:
        for name in ("sample", "child", "school"):
            heading, *rows = sheets[name].iter_rows(values_only=True)
            told = [
                [str(cell if cell is not None else "") for cell in row.values()]
                for row in rows_of(files / f"{name}.csv")
            ]
            assert list(heading) == list(rows_of(files / f"{name}.csv")[0])
            assert [["" if c is None else str(c) for c in row] for row in rows] == [
                [cell.removeprefix("'") for cell in row] for row in told
            ]
    finally:
        sheets.close()


def test_a_period_holds_both_its_days(office: Office) -> None:
    tuesday = replace(SPEC, since="2026-11-24", until="2026-11-24")
    (row,) = rows_of(office.run(tuesday).folder / "sample.csv")
    assert row["SubmissionDate"].startswith("2026-11-24")
    later = replace(SPEC, since="2026-11-24", replace=True)
    assert len(rows_of(office.run(later).folder / "sample.csv")) == 2
    assert office.refused(replace(SPEC, since="2026-12-01")) is ErrorCode.EXPORT_EMPTY


def test_one_record_alone_reads_back_into_the_program(office: Office) -> None:
    spec = replace(SPEC, format=ExportFormat.XML, record=office.records[1], signatures=True)
    report = office.run(spec)
    (folder,) = (path for path in report.folder.iterdir() if path.is_dir())
    xml = (folder / "submission.xml").read_bytes()
    read = read_submission(xml, form())
    expected = by_position(family().stored_answers())
    del expected["/data/worry"]
    expected["/data/meta/instanceID"] = f"uuid:{folder.name}"
    expected["/data/sign"] = "signature-0011aabb.svg"
    assert by_position(read.answers) == expected
    assert folder.name.replace("-", "") == office.records[1]
    drawn = (folder / "signature-0011aabb.svg").read_text()
    assert '<polyline points="1,2 3,4"/><polyline points="5,5 5,5"/>' in drawn


def test_exports_hold_the_rendering_and_a_changed_record_says_so(office: Office) -> None:
    office.render(office.records[0], "Husten")
    spec = replace(SPEC, originals=True)
    row = rows_of(office.run(spec).folder / "sample.csv")[0]
    assert row["visit-illness"] == "Husten"
    assert row["visit-illness_original"] == "\u1228\u1235\u1292"
    assert row["Edits"] == "1"
    assert row["SubmitterID"] == office.desk.me.staff
    report = office.run(replace(SPEC, format=ExportFormat.XML, record=office.records[0]))
    xml = next(report.folder.rglob("*.xml")).read_text("utf-8")
    assert row["KEY"] in xml
    first = f"uuid:{office.records[0][:8]}-"
    assert f"<deprecatedID>{first}" in xml


def test_an_export_names_what_the_client_did_not_want_to_answer(office: Office) -> None:
    given = family().stored_answers()
    del given["/data/visit/degrees"]
    office.finish(MONDAY_NINE + 3 * DAY_MS, answers=given, declined=("/data/visit/degrees",))
    assert "DeclinedByClient" not in rows_of(office.run(SPEC).folder / "sample.csv")[0]
    rows = rows_of(office.run(replace(SPEC, declined=True, replace=True)).folder / "sample.csv")
    assert [row["DeclinedByClient"] for row in rows] == ["", "", "", "visit-degrees"]


def test_a_second_export_of_the_day_is_refused_until_it_may_replace_the_first(
    office: Office,
) -> None:
    report = office.run(SPEC)
    assert office.refused(SPEC) is ErrorCode.EXPORT_EXISTS
    office.finish(MONDAY_NINE)
    office.run(replace(SPEC, replace=True))
    assert len(rows_of(report.folder / "sample.csv")) == 4


@pytest.mark.parametrize(
    "name", ["Steuer.pdf", "mein.csv", "media/mein.svg", "sample.csv", MANIFEST]
)
def test_what_somebody_put_or_changed_there_is_never_replaced(office: Office, name: str) -> None:
    own = office.run(SPEC).folder / name
    own.parent.mkdir(exist_ok=True)
    own.write_text("meine wichtige Datei", encoding="utf-8")
    assert office.refused(replace(SPEC, replace=True)) is ErrorCode.EXPORT_FOREIGN
    assert own.read_text(encoding="utf-8") == "meine wichtige Datei"


def test_nothing_is_exported_into_the_encrypted_store(office: Office, tmp_path: Path) -> None:
    store = office.desk.store.directory
    (store / "below").mkdir()
    (tmp_path / "elsewhere").symlink_to(store)
    for target in (store, store / "below", tmp_path / "elsewhere" / "below"):
        office.target = target
        before = {name for name in contents(store) if "sample" in name}
        with pytest.raises(KnownError) as caught:
            office.run(SPEC)
        assert caught.value.code is ErrorCode.EXPORT_INSIDE
        assert {name for name in contents(store) if "sample" in name} == before == set()


def test_the_incident_form_has_no_free_export(office: Office) -> None:
    office.finish(MONDAY_NINE, form_id="f6_incident")
    for shape in ExportFormat:
        spec = ExportSpec("f6_incident", shape)
        assert office.refused(spec) is ErrorCode.EXPORT_REFUSED


@pytest.mark.parametrize("shape", ALL_FORMATS)
def test_a_cancelled_export_leaves_nothing(office: Office, shape: ExportFormat) -> None:
    asked = 0

    def cancelled() -> bool:
        """Said after the second record of the second pass."""
        nonlocal asked
        asked += 1
        return asked > 5

    with pytest.raises(KnownError) as caught:
        office.exports.run(
            replace(SPEC, format=shape, signatures=True),
            office.target,
            PASSWORD,
            progress=lambda *_: None,
            cancelled=cancelled,
        )
    assert caught.value.code is ErrorCode.CANCELLED
    assert not contents(office.target)


def test_a_folder_that_is_gone_or_closed_is_named(office: Office) -> None:
    office.target.rmdir()
    with pytest.raises(KnownError) as caught:
        office.run(SPEC)
    assert caught.value.code is ErrorCode.EXPORT_TARGET


def test_links_in_a_circle_are_no_folder(office: Office, tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    for target in (tmp_path / "one", tmp_path / "one" / "below"):
        office.target = target
        with pytest.raises(KnownError) as caught:
            office.run(SPEC)
        assert caught.value.code is ErrorCode.EXPORT_TARGET


def open_always_full() -> BinaryIO:
    return Path("/dev/full").open("wb", buffering=0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_full_disk_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.documents.export import csv_writing

    monkeypatch.setattr(csv_writing, "create", lambda path: open_always_full())
    assert office.refused(SPEC) is ErrorCode.EXPORT_FULL


def test_rooms_become_an_entity_list(office: Office, tmp_path: Path) -> None:
    source = tmp_path / "rooms.md"
    source.write_text(ROOMS, encoding="utf-8")
    forms = office.desk.services.forms
    take_in(forms, source)
    definition = forms.open("rooms_form")
    for at, room in enumerate(("2.14", "2.15")):
        session = begin(definition)
        session.answer("/data/room", room)
        session.answer("/data/worry", "streng vertraulich")
        answers = session.stored_answers()
        entity = f"0000000{at}-0000-4000-8000-000000000000"
        answers["/data/meta/entity/@id"] = entity
        office.finish(MONDAY_NINE + at, "rooms_form", "1", answers)
    (found,) = (one for one in office.exports.forms() if one.form_id == "rooms_form")
    assert found.has_entities
    report = office.run(ExportSpec("rooms_form", ExportFormat.ENTITIES_CSV, bom=True))
    assert (report.files, report.records, report.rows) == (("rooms.csv",), 2, 2)
    rows = rows_of(report.folder / "rooms.csv")
    assert [row["label"] for row in rows] == ["2.14", "2.15"]
    assert rows[0]["name"].startswith("00000000-")
    assert {row["__version"] for row in rows} == {"1"}
    assert "worry" not in rows[0]


@pytest.mark.parametrize("shape", ALL_FORMATS)
def test_a_form_called_by_an_address_is_exported(
    office: Office, shape: ExportFormat, tmp_path: Path
) -> None:
    address = "http://x.org/form/7"
    source = tmp_path / "far.md"
    source.write_text(TABLE.replace("| sample |", f"| {address} |"), encoding="utf-8")
    take_in(office.desk.services.forms, source)
    record = office.finish(MONDAY_NINE, address)
    report = office.run(ExportSpec(address, shape))
    assert report.records == 1
    assert report.folder.parent == office.target
    assert report.folder.name.startswith("http_x.org_form_7-")
    if shape is ExportFormat.XML:
        read = read_submission(
            next(report.folder.rglob("submission.xml")).read_bytes(),
            office.desk.services.forms.open(address),
        )
        assert read.form_id == address
    assert record


def test_progress_ends_at_the_number_of_records(office: Office) -> None:
    seen: list[tuple[int, int]] = []
    office.exports.run(
        SPEC,
        office.target,
        PASSWORD,
        progress=lambda done, total: seen.append((done, total)),
        cancelled=lambda: False,
    )
    assert seen[0] == (0, 3)
    assert seen[-1] == (3, 3)
