"""Fills a store with invented houses, cases and visits, through the services the window uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from desktop.app.demo_answers import answer_visit
from desktop.app.demo_ended import ENDED, ended_values
from desktop.app.demo_people import (
    CHILDREN,
    HOUSES,
    NEXT_STEPS,
    PEOPLE,
    REASONS,
    SECOND_NAMES,
    DemoPerson,
)
from desktop.app.running import Running, wall_ms
from desktop.domain.case_number import case_number
from desktop.domain.changes import RecordEdit, Value
from desktop.domain.ids import RecordId, StreamId, new_record_id, new_stream_id
from desktop.domain.kinds import Scope
from desktop.services.form_mapping import day_bounds, local_day
from desktop.services.people import StaffDirectory
from desktop.services.services import Services, compose
from desktop.services.sync_service import no_person
from desktop.services.visits import VISIT, snapshot
from desktop.storage.store import Writer

_DAY = 24 * 3600 * 1000
_HOUR = 3600 * 1000
_PHASES = ("intake", "assessment", "planning", "linking", "monitoring")
_ROUND = 6
"""Planned visits of today per worker."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room of a demo house, in walking order."""

    house: RecordId
    unit: RecordId
    name: str
    floor: str
    position: int


class DemoFiller:
    """Writes as one worker. The same *seed* gives the same people and sentences."""

    def __init__(self, running: Running, staff: str, rooms: Sequence[Room], *, seed: str) -> None:
        self._running = running
        self._staff = RecordId(staff)
        self._rooms = rooms
        self._chance = Random(seed)
        self._now = wall_ms()
        self._services: Services = compose(
            running.store,
            running.services.me,
            StaffDirectory(no_person),
            running.circle,
            lambda: self._now,
        )

    @staticmethod
    def new_houses() -> tuple[Room, ...]:
        """Ids for houses and rooms, so that both workers mean the same ones."""
        rooms: list[Room] = []
        for house in HOUSES:
            accommodation = new_record_id()
            for floor in range(house.floors):
                for number in range(1, house.rooms + 1):
                    name = f"Zimmer {floor}{number:02d}"
                    position = floor * 100 + number
                    rooms.append(Room(accommodation, new_record_id(), name, str(floor), position))
        return tuple(rooms)

    def agency(self, staff: Sequence[tuple[str, str, str]]) -> None:
        """Staff in the agency stream, houses and rooms in the team stream."""
        agency, team = new_stream_id(), new_stream_id()
        edits = [
            RecordEdit(
                agency,
                "staff",
                RecordId(one),
                {"name": name, "initials": initials, "role": "refugee_social_worker"},
            )
            for one, name, initials in staff
        ]
        houses = list(dict.fromkeys(room.house for room in self._rooms))
        for house_id, house in zip(houses, HOUSES, strict=True):
            values: dict[str, Value] = {
                "name": house.name,
                "kind": house.kind,
                "address": house.address,
                "capacity": house.floors * house.rooms * 2,
            }
            edits.append(RecordEdit(team, "accommodation", house_id, values))
        edits += [self._room(team, room) for room in self._rooms]

        def work(writer: Writer) -> None:
            writer.put_stream(agency, self._running.circle, Scope.AGENCY.value)
            writer.put_stream(team, self._running.circle, Scope.TEAM.value)
            writer.save(edits)

        self._running.store.write(work).result()

    def cases(self, first: int, count: int) -> None:
        """Cases with people, past visits, some planned for today; a few ended long ago."""
        for number in range(first, first + count):
            case = self._case(number, number - first + 1)
            for age in sorted(self._chance.randrange(3, 60) for _ in range(number % 3))[::-1]:
                self._visit(case, age + (ENDED[number].days_ago if number in ENDED else 0))
            if number - first < _ROUND:
                self._plan(case, number - first)

    def _room(self, team: StreamId, room: Room) -> RecordEdit:
        values: dict[str, Value] = {
            "accommodation": room.house,
            "name": room.name,
            "floor": room.floor,
            "position": room.position,
            "beds": 2,
        }
        return RecordEdit(team, "unit", room.unit, values)

    def _case(self, number: int, counter: int) -> RecordId:
        who = PEOPLE[number % len(PEOPLE)]
        room = self._rooms[number % len(self._rooms)]
        stream, case, main = new_stream_id(), new_record_id(), new_record_id()
        again = number >= len(PEOPLE)
        given = SECOND_NAMES[number % len(SECOND_NAMES)] if again else who.given
        edits = [
            RecordEdit(stream, "case", case, self._case_values(number, counter, main)),
            RecordEdit(stream, "person", main, self._person(who, given, case, room, again)),
        ]
        if number % 4 == 0:
            name, gender = CHILDREN[who.languages[0]][number // 4 % 2]
            child = self._person(who, name, case, room, True)
            child |= {
                "gender": gender,
                "birth": {"birth_date": f"{2012 + number % 9}-05-01", "birth_precision": "day"},
                "phone": "",
            }
            edits.append(RecordEdit(stream, "person", new_record_id(), child))

        def work(writer: Writer) -> None:
            writer.put_stream(stream, self._running.circle, Scope.CASE.value)
            writer.save(edits)

        self._running.store.write(work).result()
        return case

    def _case_values(self, number: int, counter: int, main: RecordId) -> dict[str, Value]:
        opened = local_day(wall_ms() - self._chance.randrange(60, 400) * _DAY)
        values: dict[str, Value] = {
            "number": case_number("DD", self._running.store.device, counter),
            "phase": _PHASES[number % len(_PHASES)],
            "module": "facility" if number % 2 else "welcome",
            "opened_on": opened,
            "main_person": main,
            "staff": self._staff,
            "next_step": self._chance.choice(NEXT_STEPS),
            "urgent": ["deadline"] if number % 7 == 2 else [],
        }
        if (ended := ENDED.get(number)) is not None:
            days = (ended.days_ago + 240, ended.days_ago, -ended.held_days)
            values |= ended_values(ended, *(local_day(wall_ms() - ago * _DAY) for ago in days))
        return values

    def _person(
        self, who: DemoPerson, given: str, case: RecordId, room: Room, again: bool
    ) -> dict[str, Value]:
        return {
            "case": case,
            "family_name": who.family,
            "given_names": given,
            "call_name": given.split(" ")[0] if again else who.call,
            "native_name": "" if again else who.native,
            "birth": {
                "birth_date": f"{who.born}-01-01",
                "birth_precision": "year" if who.country == "af" else "day",
            },
            "gender": who.gender,
            "citizenships": [who.country],
            "languages": list(who.languages),
            "first_language": who.languages[0],
            "phone": f"0351 555 {self._chance.randrange(100, 1000)}",
            "phone_note": "",
            "home": {"accommodation": room.house, "unit": room.unit, "address": ""},
        }

    def _visit(self, case: RecordId, days_ago: int) -> None:
        hour = self._chance.randrange(8, 16)
        self._now = day_bounds(local_day(wall_ms() - days_ago * _DAY))[0] + hour * _HOUR
        form = self._services.visits.begin(VISIT, case, None, "de", "")
        answer_visit(form.session, self._chance, "")
        self._services.visits.finish(snapshot(form, "de", form.client_language))
        self._now = wall_ms()

    def _plan(self, case: RecordId, place: int) -> None:
        start = day_bounds(local_day(wall_ms()))[0]
        found = self._running.store.read().get("case", case)
        assert found is not None
        values: dict[str, Value] = {
            "case": case,
            "planned_at": start + 8 * _HOUR + place * _HOUR // 2,
            "reason": REASONS[place % len(REASONS)],
            "state": "planned",
            "staff": self._staff,
        }
        edit = RecordEdit(found.stream, "visit", new_record_id(), values)
        self._running.store.write(lambda writer: writer.save([edit])).result()
