"""Documents of a stored and of an open form: what they are made of, and where a file may go."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.documents.model import Style, Words
from desktop.domain.companions import Companions, Original
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.i18n.bidi import strip_controls
from desktop.services.documents import Appointment, Document, Kind, Sheet, sheet_of
from desktop.services.open_form import OpenForm, snapshot
from tests.unit.services.conftest import Desk

ARRIVAL, TOPICS = "/data/f2_page_arrival/", "/data/f2_page_topics/"
AGREED = "/data/f2_page_agreed/"
ANSWERS = {
    ARRIVAL + "f2_outcome": "met",
    ARRIVAL + "f2_entry_by": "client",
    TOPICS + "f2_topics": "health housing",
    AGREED + "f2_minutes": "45",
    AGREED + "f2_next_visit": "2031-05-06",
}


def filled(desk: Desk, answers: Mapping[str, str] = ANSWERS) -> OpenForm:
    case, _ = desk.family("Tesfay", call_name="Selam", languages=["ti"])
    form = desk.services.visits.begin("f2_visit", case, None, "de", "ti")
    for ref, value in answers.items():
        form.session.answer(ref, value)
    return form


def texts(document: Document) -> list[str]:
    return [strip_controls(text) for text in document.texts()]


def notices(document: Document) -> list[str]:
    cells = (document.rows[0].worker, document.rows[0].client)
    words = [piece for cell in cells for piece in cell if isinstance(piece, Words)]
    return [one.text for one in words if one.style is Style.NOTICE]


def only(sheets: tuple[Sheet, ...]) -> Sheet:
    assert len(sheets) == 1
    return sheets[0]


def stored(desk: Desk, companions: Companions | None = None) -> RecordId:
    form = filled(desk)
    saved = desk.services.visits.finish(snapshot(form, "de", "ti", companions=companions))
    reader = desk.store.read()
    return next(record for record in saved.records if reader.get("visit", record))


def test_an_open_form_is_printed_as_it_stands(desk: Desk) -> None:
    sheet = sheet_of(snapshot(filled(desk), "de", "ti"), "Hausbesuchsprotokoll", "Haus 3")
    copy = desk.services.documents.copy(sheet, "de", "ti")
    assert "Gesundheit" in texts(copy)
    assert (sheet.place, sheet.next_day) == ("Haus 3", "2031-05-06")


def test_a_visit_is_printed_from_the_store_in_the_languages_of_the_talk(desk: Desk) -> None:
    sheet = only(desk.services.documents.sheets(stored(desk)))
    assert (sheet.worker_language, sheet.client_language) == ("de", "ti")
    assert sheet.next_day == "2031-05-06"
    copy = desk.services.documents.copy(sheet, sheet.worker_language, "ar")
    assert copy.client_language == "ar"
    assert "Wohnen" in texts(copy)


def test_a_single_form_is_found_by_its_own_record_too(desk: Desk) -> None:
    visit = stored(desk)
    submissions = desk.store.read().find("form_submission", where={"visit": visit})
    by_form = desk.services.documents.sheets(submissions[0].id)
    assert only(by_form) == only(desk.services.documents.sheets(visit))
    assert desk.services.documents.sheets(RecordId("f" * 32)) == ()


def test_own_words_come_with_the_stored_form(desk: Desk) -> None:
    original = Original("ሓኪም የድልየኒ", "ti", "Ethi", "client", 1, rendered_by="x")
    path = AGREED + "f2_minutes"
    sheet = only(desk.services.documents.sheets(stored(desk, Companions({path: original}))))
    assert sheet.companions.originals[path].text == "ሓኪም የድልየኒ"


def test_nobody_s_name_is_on_a_sheet_before_the_talk(desk: Desk) -> None:
    sheet = sheet_of(snapshot(filled(desk), "de", "ti"), "Hausbesuchsprotokoll", "")
    preparation = desk.services.documents.preparation(sheet, "de", "ti")
    assert not [text for text in texts(preparation) if "Selam" in text or "Tesfay" in text]
    assert "45" not in texts(preparation)
    assert preparation.kind is Kind.PREPARATION


def test_drafts_are_marked_only_where_a_draft_is_printed(desk: Desk) -> None:
    documents = desk.services.documents
    sheet = sheet_of(snapshot(filled(desk), "de", "ti"), "Hausbesuchsprotokoll", "")
    assert len(notices(documents.preparation(sheet, "de", "ti"))) == 2
    assert notices(documents.preparation(sheet, "de", "en")) == []


def test_answers_of_an_incident_are_never_handed_out(desk: Desk) -> None:
    form = desk.services.visits.begin("f6_incident", None, None, "de", "en")
    assert sheet_of(snapshot(form, "de", "en"), "Vorfallmeldung", "").answers is None


def test_two_slips_are_two_entries_in_the_calendar(desk: Desk) -> None:
    at = datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    slips = [desk.services.documents.slip(Appointment(at, "visit"), "de", "uk") for _ in "ab"]
    assert slips[0].rows[-1].worker[0] != slips[1].rows[-1].worker[0]


def test_a_file_is_written_where_asked_and_a_missing_folder_is_said(
    desk: Desk, tmp_path: Path
) -> None:
    write = desk.services.documents.write
    write(tmp_path / "slip.pdf", b"%PDF-1.4")
    assert (tmp_path / "slip.pdf").read_bytes() == b"%PDF-1.4"
    with pytest.raises(KnownError) as refused:
        write(tmp_path / "gone" / "slip.pdf", b"%PDF-1.4")
    assert refused.value.code is ErrorCode.EXPORT_TARGET
    assert refused.value.facts == {"errno": errno.ENOENT}


def test_an_unknown_form_is_said(desk: Desk) -> None:
    sheet = Sheet("nowhere", "1", "?", "de", "ti", answers={})
    with pytest.raises(KnownError) as unknown:
        desk.services.documents.copy(sheet, "de", "ti")
    assert unknown.value.code is ErrorCode.FORM_UNKNOWN
