"""The work list of what nobody has translated yet, and two workers who translate the same words."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.changes import Operation, RecordEdit, Value
from desktop.domain.clock import Stamp
from desktop.domain.companions import Original, plain_entry
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, OpId, RecordId, new_record_id, new_stream_id
from desktop.domain.records import FormSubmission
from desktop.services.companions import of_submission
from desktop.services.originals import Standing, standing
from desktop.storage.store import Writer
from tests.unit.services.conftest import MONDAY_NINE, Desk

FACT = "/data/f2_page_topics/f2_topic[0192f3a4]/f2_fact"
SAID = Original("النافذة لا تغلق", "ar", "Arab", "client", MONDAY_NINE)
OTHER = DeviceId("ee" * 16)


def store_form(desk: Desk, case: RecordId, **entries: Original) -> RecordId:
    """A finished visit with originals at questions called by their last step."""
    stream = desk.store.read().get("case", case).stream
    values: dict[str, Value] = {
        "case": case,
        "form_id": "f2_visit",
        "form_version": "1",
        "finished_at": desk.clock(),
        "client_language": "ar",
    }
    for name, original in entries.items():
        path = f"{FACT.rpartition('/')[0]}/{name}"
        answer = "Gerendert" if original.rendered_by else original.text
        values |= {f"answers/{path}": answer, f"originals/{path}": plain_entry(original)}
    return desk.save("form_submission", stream, **values)


def submission(desk: Desk, record: RecordId) -> FormSubmission:
    found = desk.store.read().get("form_submission", record)
    assert isinstance(found, FormSubmission)
    return found


def test_the_list_names_person_form_question_and_first_words(desk: Desk) -> None:
    case, _ = desk.family("Haddad", call_name="Amal")
    done = Original("نعم", "ar", "Arab", "client", 1, rendered_by="x", rendered_at=2)
    record = store_form(desk, case, f2_fact=SAID, f2_said=done)
    (row,) = desk.services.renderings.waiting("de")
    assert (row.submission, row.path, row.case, row.name) == (record, FACT, case, "Amal")
    assert (row.form_title, row.question) == (desk.services.forms.title("f2_visit"), row.question)
    assert row.question == "Gesehen und gehört"
    assert (row.text, row.language, row.standing) == (SAID.text, "ar", Standing.OPEN)
    assert desk.services.renderings.waiting("de", case) == (row,)
    other, _ = desk.family("Tesfay")
    assert desk.services.renderings.waiting("de", other) == ()


def test_a_rendering_becomes_the_answer_and_leaves_the_list(desk: Desk) -> None:
    case, _ = desk.family("Haddad")
    record = store_form(desk, case, f2_fact=SAID)
    renderings = desk.services.renderings
    task = renderings.open(renderings.waiting("de")[0], "de")
    assert task.rendering == ""
    with pytest.raises(KnownError) as refused:
        renderings.save(task, "  ")
    assert refused.value.code is ErrorCode.INVALID_VALUE
    desk.set_time(MONDAY_NINE + 5)
    saved = renderings.save(task, "Das Fenster schließt nicht")
    stored = submission(desk, record)
    assert stored.answers[FACT] == "Das Fenster schließt nicht"
    original = of_submission(stored).originals[FACT]
    assert (original.text, original.rendered_by) == (SAID.text, desk.me.staff)
    assert standing(original) is Standing.RENDERED
    assert renderings.waiting("de") == ()
    assert desk.services.cases.list("Fenster")[0].case == case

    renderings.undo(task, saved)
    assert submission(desk, record).answers[FACT] == SAID.text
    assert [row.path for row in renderings.waiting("de")] == [FACT]


def test_undo_is_refused_when_a_colleague_changed_the_rendering(desk: Desk) -> None:
    case, _ = desk.family("Haddad")
    store_form(desk, case, f2_fact=SAID)
    renderings = desk.services.renderings
    row = renderings.waiting("de")[0]
    task = renderings.open(row, "de")
    saved = renderings.save(task, "Eins")
    renderings.save(renderings.open(row, "de"), "Zwei")
    with pytest.raises(KnownError) as refused:
        renderings.undo(task, saved)
    assert refused.value.code is ErrorCode.CHANGED_MEANWHILE


def test_two_workers_who_render_the_same_words_offline_both_see_one_card(desk: Desk) -> None:
    case, _ = desk.family("Haddad")
    record = store_form(desk, case, f2_fact=SAID)
    renderings = desk.services.renderings
    task = renderings.open(renderings.waiting("de")[0], "de")
    renderings.save(task, "Das Fenster schließt nicht")
    theirs = plain_entry(
        Original(SAID.text, "ar", "Arab", "client", SAID.at, "b" * 32, SAID.at + 9)
    )
    answer, original = f"answers/{FACT}", f"originals/{FACT}"
    operation = Operation(
        OpId(OTHER, 1),
        Stamp(MONDAY_NINE + 9, 0, OTHER),
        submission(desk, record).stream,
        "set",
        "form_submission",
        record,
        {answer: "Fenster kaputt", original: theirs},
        dict(task.bases),
    )
    desk.store.write(lambda writer: writer.apply([operation], MONDAY_NINE + 9)).result()
    (card,) = desk.services.conflicts.all()
    assert (card.unit, card.label) == (answer, "Gesehen und gehört")
    assert {version.shown for version in card.versions} == {
        "Das Fenster schließt nicht",
        "Fenster kaputt",
    }
    assert renderings.waiting("de") == ()


def test_a_form_this_laptop_does_not_have_is_named_by_its_question(desk: Desk) -> None:
    case, _ = desk.family("Haddad")
    stream = desk.store.read().get("case", case).stream
    unknown: dict[str, Value] = {
        "answers//data/sorge": SAID.text,
        "originals//data/sorge": plain_entry(SAID),
    }
    desk.save(
        "form_submission",
        stream,
        case=case,
        form_id="unbekannt",
        form_version="1",
        **unknown,
    )
    (row,) = desk.services.renderings.waiting("de")
    assert (row.form_title, row.question) == ("unbekannt", "sorge")


def test_the_list_of_a_thousand_cases_is_quick(desk: Desk, tmp_path: Path) -> None:
    answers = {f"answers//data/page/question_{at}": "Antwort " * 4 for at in range(40)}
    done = plain_entry(Original("نعم", "ar", "Arab", "client", 1, "x", 2))
    forms: list[RecordEdit] = []
    for at in range(1000):
        values: dict[str, Value] = {"form_id": "f2_visit", "form_version": "1", **answers}
        if at % 10 == 0:
            values["originals//data/page/question_1"] = done
        if at % 100 == 0:
            values["originals//data/page/question_2"] = plain_entry(SAID)
        forms.append(RecordEdit(new_stream_id(), "form_submission", new_record_id(), values))

    def work(writer: Writer) -> None:
        writer.save(forms)

    desk.store.write(work).result()
    assert len(desk.services.renderings.waiting("de")) == 10


def test_the_journal_reads_the_rendering_with_its_original_beside_it(desk: Desk) -> None:
    case, _ = desk.family("Haddad")
    stream = desk.store.read().get("case", case).stream
    topic = FACT.rpartition("/")[0]
    done = Original("نعم", "ar", "Arab", "client", 1, rendered_by="x", rendered_at=2)
    values: dict[str, Value] = {
        "answers//data/f2_page_arrival/f2_outcome": "met",
        "answers//data/f2_page_arrival/f2_entry_by": "Ab\u202ebas",
        "answers//data/f2_page_topics/f2_topics": "housing",
        f"answers/{topic}": "1",
        f"answers/{topic}/f2_topic_domain": "housing",
        f"answers/{topic}/f2_fact": SAID.text,
        f"originals/{topic}/f2_fact": plain_entry(SAID),
        f"answers/{topic}/f2_said": "Ja",
        f"originals/{topic}/f2_said": plain_entry(done),
    }
    form: dict[str, Value] = {"case": case, "form_id": "f2_visit", "form_version": "1", **values}
    desk.save("form_submission", stream, **form)
    (entry,) = desk.services.cases.timeline(case)
    parts = {part.label: part for part in entry.parts if part.label}
    assert (parts["Gesehen und gehört"].text, parts["Gesehen und gehört"].original) == (
        SAID.text,
        SAID,
    )
    assert (parts["Sagt Klient:in"].text, parts["Sagt Klient:in"].original) == ("Ja", done)
    assert any("Abbas" in part.text for part in entry.parts)
