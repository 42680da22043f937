"""A form that takes defaults from the one saved before gets the worker's own last one."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.changes import Value
from desktop.domain.ids import RecordId
from desktop.domain.records import Case
from desktop.services.visits import OpenForm, snapshot
from tests.support.own_forms import take_in
from tests.unit.library.xlsx_files import write_xlsx
from tests.unit.services.conftest import Desk

HEAD = ("type", "name", "label::Deutsch (de)", "default")
SURVEY = (
    HEAD,
    ("text", "town", "Ort", "${last-saved#town}"),
    ("text", "wish", "Wunsch", ""),
)
TOWN, WISH = "/data/town", "/data/wish"


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> RecordId:
    settings = (("form_title", "form_id", "version"), ("Orte", "towns", "1"))
    path = write_xlsx(tmp_path / "towns.xlsx", {"survey": SURVEY, "settings": settings})
    take_in(desk.services.forms, path)
    return desk.family("Tesfay")[0]


def begin(desk: Desk, case: RecordId) -> OpenForm:
    desk.set_time(desk.clock() + 60_000)
    return desk.services.visits.begin("towns", case, None, "de", "ar")


def finish(desk: Desk, case: RecordId, town: str) -> None:
    form = begin(desk, case)
    form.session.answer(TOWN, town)
    form.session.answer(WISH, "Ruhe")
    desk.services.visits.finish(snapshot(form, "de", "ar"))


def test_the_newest_finished_one_gives_the_defaults(desk: Desk, case: RecordId) -> None:
    assert begin(desk, case).session.state(TOWN).value == ""
    finish(desk, case, "Dresden")
    finish(desk, case, "Pirna")
    session = begin(desk, case).session
    assert session.state(TOWN).value == "Pirna"
    assert session.state(WISH).value == ""


def test_a_draft_keeps_its_own_answer(desk: Desk, case: RecordId) -> None:
    form = begin(desk, case)
    form.session.answer(TOWN, "Meißen")
    desk.services.visits.keep_draft(snapshot(form, "de", "ar"))
    finish(desk, case, "Pirna")
    assert desk.services.visits.resume(form.draft).session.state(TOWN).value == "Meißen"


def test_what_a_colleague_finished_or_another_form_holds_is_no_default(
    desk: Desk, case: RecordId
) -> None:
    finish(desk, case, "Pirna")
    found = desk.store.read().get("case", case)
    assert isinstance(found, Case)
    later = desk.clock() + 1
    common: dict[str, Value] = {
        "case": case,
        "form_version": "1",
        "finished_at": later,
        f"answers/{TOWN}": "Fremd",
    }
    desk.save("form_submission", found.stream, form_id="towns", staff=RecordId("b" * 32), **common)
    desk.save("form_submission", found.stream, form_id="other", staff=desk.me.staff, **common)
    assert begin(desk, case).session.state(TOWN).value == "Pirna"
