"""*Heute*: the round of the day, drafts and conflicts."""

from __future__ import annotations

from collections.abc import Callable

from desktop.domain.ids import RecordId
from desktop.domain.records import Case, Person, Visit
from desktop.services import labels
from desktop.services.conflicts import ConflictService
from desktop.services.drafts import DraftService
from desktop.services.form_mapping import day_bounds, local_day
from desktop.services.views import Delivery, Me, PlannedVisit, TodayView
from desktop.storage.store import Reader, Store


class TodayService:
    """One read for the whole page; sorted in walking order (house, then room, then time)."""

    def __init__(
        self,
        store: Store,
        me: Me,
        conflicts: ConflictService,
        drafts: DraftService,
        now: Callable[[], int],
    ) -> None:
        self._store = store
        self._me = me
        self._conflicts = conflicts
        self._drafts = drafts
        self._now = now

    def view(self, day: str | None = None) -> TodayView:
        """The page for *day* (ISO, Berlin; today when None)."""
        shown = day or local_day(self._now())
        start, end = day_bounds(shown)
        reader = self._store.read()
        mine = [
            visit
            for visit in reader.between("visit", "planned_at", start, end)
            if isinstance(visit, Visit) and visit.staff in (None, self._me.staff)
        ]
        delivery = reader.delivery([visit.id for visit in mine])
        stops = []
        for visit in mine:
            state, seen = delivery.get(visit.id, ("here", frozenset()))
            reached = Delivery.HERE if state == "here" else Delivery.SERVER
            stops.append(self._stop(reader, visit, Delivery.SEEN if seen else reached))
        stops.sort(key=lambda pair: pair[0])
        return TodayView(
            day=shown,
            round=tuple(stop for _, stop in stops),
            drafts=self._drafts.all(),
            conflicts=self._conflicts.all(),
        )

    def _stop(
        self, reader: Reader, visit: Visit, delivery: Delivery
    ) -> tuple[tuple[str, int, int], PlannedVisit]:
        case = reader.get("case", visit.case) if visit.case else None
        person = _main_person(reader, case)
        room = reader.get("unit", person.unit) if person and person.unit else None
        stop = PlannedVisit(
            visit=visit.id,
            case=visit.case or RecordId(""),
            planned_at=visit.planned_at,
            place=labels.place(reader, person),
            name=labels.call_name(person),
            languages=labels.spoken(person),
            reason=visit.reason,
            last_visit_at=_last_visit(reader, visit),
            state=visit.state,
            outcome=visit.outcome,
            delivery=delivery,
        )
        house = str(person.accommodation or "") if person else ""
        position = int(getattr(room, "position", None) or 0)
        return (house, position, visit.planned_at or 0), stop


def _main_person(reader: Reader, case: object) -> Person | None:
    if not isinstance(case, Case) or not case.main_person:
        return None
    found = reader.get("person", case.main_person)
    return found if isinstance(found, Person) else None


def _last_visit(reader: Reader, visit: Visit) -> int | None:
    earlier = [
        other.arrived_at
        for other in reader.find("visit", where={"case": visit.case})
        if other.id != visit.id and other.arrived_at
    ]
    return max(earlier, default=None)
