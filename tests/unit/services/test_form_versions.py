"""A form gets a newer version: answers stay with theirs, drafts move only when told to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.companions import Companions, Declined, Interpreting, Presented
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.services.open_form import OpenForm, snapshot
from desktop.services.raw_texts import RawText
from tests.support.own_forms import take_in
from tests.unit.library.xlsx_files import write_xlsx
from tests.unit.services.conftest import Desk

HEAD = ("type", "name", "label::Deutsch (de)", "label::English (en)", "calculation")
OLD = (
    HEAD,
    ("text", "wish", "Wunsch", "Wish", ""),
    ("text", "since", "Seit wann", "Since when", ""),
    ("select_one yn", "help", "Hilfe nötig?", "Help?", ""),
    ("text", "gone", "Früher gefragt", "Asked before", ""),
    ("calculate", "sum", "", "", "string-length(${wish})"),
    ("begin_repeat", "child", "Kind", "Child", ""),
    ("text", "name", "Name", "Name", ""),
    ("text", "toy", "Spielzeug", "Toy", ""),
    ("end_repeat", "", "", "", ""),
)
NEW = (
    HEAD,
    ("begin_group", "first", "Zuerst", "First", ""),
    ("text", "wish", "Wunsch", "Wish", ""),
    ("end_group", "", "", "", ""),
    ("date", "since", "Seit wann", "Since when", ""),
    ("select_one yn", "help", "Hilfe nötig?", "Help?", ""),
    ("text", "fresh", "Neu gefragt", "New", ""),
    ("begin_repeat", "child", "Kind", "Child", ""),
    ("text", "name", "Name", "Name", ""),
    ("end_repeat", "", "", "", ""),
)
CHOICES: dict[str, tuple[tuple[str, ...], ...]] = {
    "3": (("yn", "yes", "ja", "yes"), ("yn", "maybe", "vielleicht", "maybe")),
    "4": (("yn", "yes", "ja", "yes"), ("yn", "no", "nein", "no")),
    "5": (("yn", "yes", "ja", "yes"), ("yn", "maybe", "vielleicht", "maybe")),
}


def read_in(desk: Desk, directory: Path, version: str, survey: tuple[tuple[str, ...], ...]) -> None:
    """Read the form *wishes* in; tests of publishing are elsewhere."""
    choices = (("list_name", "name", HEAD[2], HEAD[3]), *CHOICES[version])
    settings = (
        ("form_title", "form_id", "version", "namespaces"),
        ("Wünsche", "wishes", version, 'fm="urn:fallmappe:xforms"'),
    )
    path = write_xlsx(
        directory / f"{version}.xlsx",
        {"survey": survey, "choices": choices, "settings": settings},
    )
    desk.set_time(desk.clock() + 1000)
    take_in(desk.services.forms, path)


def sealing(name: str, survey: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """The same questions, one of them protected."""
    rows = ((*row, "sealed" if row[1] == name else "") for row in survey[1:])
    return ((*survey[0], "bind::fm:scope"), *rows)


def begun(desk: Desk, case: RecordId) -> OpenForm:
    """A filling of the form as it is offered now, kept as a draft."""
    form = desk.services.visits.begin("wishes", case, None, "de", "en")
    for ref, value in (
        ("/data/wish", "Deutschkurs"),
        ("/data/since", "immer schon"),
        ("/data/help", "maybe"),
        ("/data/gone", "ja, früher"),
    ):
        form.session.answer(ref, value)
    form.session.add_repeat("/data/child")
    position = len([p for p in form.session.stored_answers() if p.endswith("]")])
    form.session.answer(f"/data/child[{position}]/name", "Selam")
    form.session.answer(f"/data/child[{position}]/toy", "Ball")
    keep(desk, form)
    return form


def keep(desk: Desk, form: OpenForm) -> None:
    desk.services.visits.keep_draft(snapshot(form, "de", "en"))


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> RecordId:
    read_in(desk, tmp_path, "3", OLD)
    return desk.family("Tesfay")[0]


def test_a_draft_stays_in_its_version_until_it_is_moved(
    desk: Desk, case: RecordId, tmp_path: Path
) -> None:
    form = begun(desk, case)
    assert desk.services.versions.offer("wishes", "3") is None
    read_in(desk, tmp_path, "4", NEW)

    assert desk.services.versions.offer("wishes", "3") == "4"
    assert desk.services.versions.offer("wishes", "4") is None
    assert desk.services.visits.resume(form.draft).form_version == "3"
    assert desk.services.visits.begin("wishes", case, None, "de", "en").form_version == "4"


def test_a_discarded_draft_takes_what_had_no_place_with_it(
    desk: Desk, case: RecordId, tmp_path: Path
) -> None:
    form = begun(desk, case)
    read_in(desk, tmp_path, "4", NEW)
    moved = desk.services.versions.move(form.draft, "de")
    assert moved.unplaced
    gone = desk.services.drafts.discard(form.draft)
    assert gone is not None
    assert list(desk.store.read().settings("draft-unplaced/")) == []
    desk.services.drafts.restore(gone)
    assert desk.services.versions.unplaced(form.draft) == moved.unplaced
    assert desk.services.visits.resume(form.draft).form_version == "4"


def test_moving_keeps_what_fits_and_lists_the_rest(
    desk: Desk, case: RecordId, tmp_path: Path
) -> None:
    form = begun(desk, case)
    read_in(desk, tmp_path, "4", NEW)
    moved = desk.services.versions.move(form.draft, "de")

    resumed = desk.services.visits.resume(form.draft)
    assert resumed.form_version == "4"
    answers = resumed.session.stored_answers()
    assert answers["/data/first/wish"] == "Deutschkurs", "found by its name"
    names = [path for path, value in answers.items() if value == "Selam"]
    assert len(names) == 1
    assert {(one.label, one.shown) for one in moved.unplaced} == {
        ("Seit wann", "immer schon"),
        ("Hilfe nötig?", "vielleicht"),
        ("Früher gefragt", "ja, früher"),
        ("Spielzeug", "Ball"),
    }
    assert moved.kept == 2
    assert desk.services.versions.unplaced(form.draft) == moved.unplaced


def test_what_has_no_place_survives_autosave_and_stands_in_the_finished_record(
    desk: Desk, case: RecordId, tmp_path: Path
) -> None:
    form = begun(desk, case)
    read_in(desk, tmp_path, "4", NEW)
    moved = desk.services.versions.move(form.draft, "de")
    resumed = desk.services.visits.resume(form.draft)
    resumed.session.answer("/data/since", "2026-03-01")
    keep(desk, resumed)
    assert len(desk.services.versions.unplaced(form.draft)) == len(moved.unplaced)

    desk.services.visits.finish(snapshot(resumed, "de", "en"))
    (submission,) = desk.store.read().find("form_submission")
    assert submission.form_version == "4"
    assert submission.answers["/data/gone"] == "ja, früher"
    assert submission.answers["/data/since"] == "2026-03-01"
    assert submission.answers["/data/since @3"] == "immer schon"
    assert desk.services.versions.unplaced(form.draft) == ()
    (entry,) = desk.services.cases.timeline(case, "de")
    assert "gone: ja, früher" in [part.text for part in entry.parts]


def test_what_an_older_version_sealed_stays_folded_without_a_place(
    desk: Desk, tmp_path: Path
) -> None:
    read_in(desk, tmp_path, "3", sealing("gone", OLD))
    case = desk.family("Tesfay")[0]
    form = begun(desk, case)
    read_in(desk, tmp_path, "4", sealing("wish", NEW))
    desk.services.versions.move(form.draft, "de")
    desk.services.visits.finish(snapshot(desk.services.visits.resume(form.draft), "de", "en"))

    (entry,) = desk.services.cases.timeline(case, "de")
    shown = [part.text for part in entry.parts if not part.sealed]
    assert "toy: Ball" in shown
    assert not any("früher" in text for text in shown)
    (sealed,) = (part for part in entry.parts if part.sealed)
    assert sealed.text == "2"
    assert [part.text for part in sealed.sealed] == ["Wunsch: Deutschkurs", "gone: ja, früher"]


def test_what_no_version_here_asks_is_folded_since_it_may_have_been_sealed(
    desk: Desk, case: RecordId
) -> None:
    form = begun(desk, case)
    answers = {**form.session.stored_answers(), "/data/elsewhere @9": "bei der Schwester"}
    desk.services.visits.finish(replace(snapshot(form, "de", "en"), answers=answers))

    (entry,) = desk.services.cases.timeline(case, "de")
    assert not any("Schwester" in part.text for part in entry.parts)
    (sealed,) = (part for part in entry.parts if part.sealed)
    assert [part.text for part in sealed.sealed] == ["elsewhere: bei der Schwester"]


def test_half_typed_text_and_what_stands_beside_without_an_answer_move_along(
    desk: Desk, case: RecordId, tmp_path: Path
) -> None:
    form = begun(desk, case)
    raw = [RawText("/data/wish", 1, "ein Zi"), RawText("/data/gone", 0, "3 oder 4")]
    beside = Companions(
        presented={"/data/wish": Presented("read_aloud", "en", 3)},
        declined={"/data/wish": Declined("en", 3)},
        interpretation=Interpreting(role="relative"),
    )
    form.session.answer("/data/wish", "")
    form.session.answer("/data/gone", "")
    desk.services.visits.keep_draft(snapshot(form, "de", "en", "", raw, beside))
    read_in(desk, tmp_path, "4", NEW)
    moved = desk.services.versions.move(form.draft, "de")

    resumed = desk.services.visits.resume(form.draft)
    assert resumed.raw == (RawText("/data/first/wish", 1, "ein Zi"),)
    assert list(resumed.companions.declined) == ["/data/first/wish"]
    assert list(resumed.companions.presented) == ["/data/first/wish"]
    assert resumed.companions.interpretation == Interpreting(role="relative")
    assert ("Früher gefragt", "3 oder 4") in {(one.label, one.shown) for one in moved.unplaced}

    keep(desk, resumed)
    desk.services.visits.finish(snapshot(resumed, "de", "en"))
    (submission,) = desk.store.read().find("form_submission")
    assert submission.answers["/data/gone"] == "3 oder 4"


def test_half_typed_text_without_a_place_comes_back_where_a_later_version_asks_again(
    desk: Desk, case: RecordId, tmp_path: Path
) -> None:
    form = begun(desk, case)
    raw = [RawText("/data/gone", 0, "3 oder 4")]
    desk.services.visits.keep_draft(snapshot(form, "de", "en", "", raw))
    read_in(desk, tmp_path, "4", NEW)
    desk.services.versions.move(form.draft, "de")
    read_in(desk, tmp_path, "5", OLD)
    moved = desk.services.versions.move(form.draft, "de")
    assert moved.unplaced == ()
    resumed = desk.services.visits.resume(form.draft)
    assert resumed.raw == (RawText("/data/gone", 0, "3 oder 4"),)
    assert resumed.session.state("/data/gone").value == "ja, früher"


def test_what_had_no_place_stays_when_its_path_is_taken_at_the_next_move(
    desk: Desk, case: RecordId, tmp_path: Path
) -> None:
    form = begun(desk, case)
    read_in(desk, tmp_path, "4", NEW)
    desk.services.versions.move(form.draft, "de")
    resumed = desk.services.visits.resume(form.draft)
    resumed.session.answer("/data/since", "2026-03-01")
    keep(desk, resumed)
    read_in(desk, tmp_path, "5", OLD)
    moved = desk.services.versions.move(form.draft, "de")
    assert ("3", "immer schon") in {(one.version, one.shown) for one in moved.unplaced}
    assert ("4", "2026-03-01") in {(one.version, one.value) for one in moved.unplaced}

    resumed = desk.services.visits.resume(form.draft)
    resumed.session.answer("/data/since", "lange")
    desk.services.visits.finish(snapshot(resumed, "de", "en"))
    (submission,) = desk.store.read().find("form_submission")
    told = [submission.answers[f"/data/since{at}"] for at in ("", " @3", " @4")]
    assert told == ["lange", "immer schon", "2026-03-01"]
    shown = [part.text for part in desk.services.cases.timeline(case, "de")[0].parts]
    assert {"since: immer schon", "since: 2026-03-01"} <= set(shown)


def test_an_answer_finds_its_place_again_in_a_later_version(
    desk: Desk, case: RecordId, tmp_path: Path
) -> None:
    form = begun(desk, case)
    read_in(desk, tmp_path, "4", NEW)
    desk.services.versions.move(form.draft, "de")
    read_in(desk, tmp_path, "5", OLD)
    moved = desk.services.versions.move(form.draft, "de")

    assert moved.unplaced == ()
    answers = desk.services.visits.resume(form.draft).session.stored_answers()
    assert answers["/data/gone"] == "ja, früher"
    assert answers["/data/since"] == "immer schon"
    assert answers["/data/help"] == "maybe"
    assert "Ball" in answers.values()


def test_finished_answers_are_read_in_their_own_version(
    desk: Desk, case: RecordId, tmp_path: Path
) -> None:
    form = begun(desk, case)
    desk.services.visits.finish(snapshot(form, "de", "en"))
    read_in(desk, tmp_path, "4", NEW)

    (entry,) = desk.services.cases.timeline(case, "de")
    text = " ".join(part.text for part in entry.parts)
    assert "Früher gefragt" in text
    assert "ja, früher" in text


def test_withdrawing_a_form_never_takes_answers_or_drafts_away(
    desk: Desk, case: RecordId, tmp_path: Path
) -> None:
    form = begun(desk, case)
    finished = desk.services.visits.begin("wishes", case, None, "de", "en")
    finished.session.answer("/data/wish", "Wohnung")
    desk.services.visits.finish(snapshot(finished, "de", "en"))
    desk.services.forms.withdraw("wishes", "3")

    assert "wishes" not in [row.form_id for row in desk.services.forms.available()]
    with pytest.raises(KnownError) as gone:
        desk.services.visits.begin("wishes", case, None, "de", "en")
    assert gone.value.code is ErrorCode.FORM_UNKNOWN
    assert desk.services.visits.resume(form.draft).session.stored_answers()["/data/gone"]
    assert "Wohnung" in str(desk.services.cases.timeline(case, "de"))
    (entry,) = (e for e in desk.services.forms.entries() if e.form.form_id == "wishes")
    assert (entry.answers, entry.is_offered) == (1, False)

    read_in(desk, tmp_path, "3", OLD)
    assert "wishes" in [row.form_id for row in desk.services.forms.available()]


def test_a_shipped_form_that_was_begun_stays_readable_after_the_program_was_updated(
    desk: Desk, tmp_path: Path
) -> None:
    case, _ = desk.family("Tesfay")
    form = desk.services.visits.begin("f2_visit", case, None, "de", "ar")
    forms = desk.services.forms
    later = forms._shipped["f2_visit"]
    forms._shipped["f2_visit"] = replace(later, version="9999")

    assert forms.open("f2_visit", form.form_version).version == form.form_version
    assert forms.newest("f2_visit") == "9999"


def test_reading_an_older_version_in_again_does_not_make_it_the_newest(
    desk: Desk, case: RecordId, tmp_path: Path
) -> None:
    read_in(desk, tmp_path, "4", NEW)
    read_in(desk, tmp_path, "3", OLD)
    assert desk.services.forms.newest("wishes") == "4"


def test_moving_a_draft_that_is_gone_says_so(desk: Desk) -> None:
    with pytest.raises(KnownError) as gone:
        desk.services.versions.move(RecordId("0" * 32), "de")
    assert gone.value.code is ErrorCode.RECORD_GONE
