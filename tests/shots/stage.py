"""Sets the stage for pictures: a demo agency with drafts, a conflict and unsent entries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.app import demo_agency
from desktop.app.running import Running
from desktop.domain.errors import BugError
from desktop.domain.ids import RecordId
from desktop.services.views import FieldView
from desktop.services.visits import snapshot

_CASES = 40


@dataclass(frozen=True, slots=True)
class Stage:
    """Where worker A's profile lies, and the cases the pictures show."""

    profile: Path
    password: str
    case: RecordId
    visited: RecordId


def prepare(directory: Path) -> Stage:
    """Found the agency once; later calls find it again."""
    agency = demo_agency.load(directory)
    if agency is None:
        agency = demo_agency.found(
            directory, cases=_CASES, progress=lambda words: print(words, flush=True)
        )
        _disturb(agency)
    first = Running.open(agency.profile("A"), demo_agency.PASSWORD)
    try:
        stops = first.services.today.view().round
    finally:
        first.close()
    return Stage(agency.profile("A"), demo_agency.PASSWORD, stops[0].case, stops[1].case)


def _disturb(agency: demo_agency.DemoAgency) -> None:
    """Both change one number offline, then meet; A goes on working offline afterwards."""
    both = [Running.open(agency.profile(letter), demo_agency.PASSWORD) for letter in "AB"]
    case = both[0].services.today.view().round[0].case
    for running, number in zip(both, ("0351 555 01", "0351 555 77"), strict=True):
        running.services.cases.save_field(_field(running, case, "phone"), number)
        running.close()
    server = agency.server()
    server.start()
    met = [
        Running.open(agency.profile(letter), demo_agency.PASSWORD, server=server.address)
        for letter in "AB"
    ]
    try:
        for running in met:
            running.connect()
        for running in met:
            if not running.wait_for(partial(_sees_conflict, running), 120):
                raise BugError("no conflict arrived")
    finally:
        for running in met:
            running.close()
        server.stop()
    _work_offline(agency, case)


def _sees_conflict(running: Running) -> bool:
    status = running.services.sync.status()
    return status.conflicts == 1 and status.unsent == 0


def _work_offline(agency: demo_agency.DemoAgency, case: RecordId) -> None:
    running = Running.open(agency.profile("A"), demo_agency.PASSWORD)
    services = running.services
    try:
        services.cases.save_field(_field(running, case, "urgent"), ["deadline", "housing"])
        services.cases.add_note(case, "said", "de", "Möchte den Termin am Montag allein schaffen.")
        stops = services.today.view().round
        services.visits.mark(stops[-1].visit, "not_met")
        form = services.visits.begin("f2_visit", stops[1].case, stops[1].visit, "de", "ar")
        services.visits.keep_draft(snapshot(form, "de", "ar"))
    finally:
        running.close()


def _field(running: Running, case: RecordId, unit: str) -> FieldView:
    view = running.services.cases.view(case)
    fields = (*view.fields, *(field for person in view.persons for field in person.fields))
    return next(field for field in fields if field.unit == unit)
