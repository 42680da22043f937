"""Which closed cases have been kept long enough, by which rule, and what puts it off."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId, new_record_id
from desktop.domain.records import Case, Person, RetentionRule
from desktop.domain.retention import (
    LONGEST_MONTHS,
    SHORTEST_MONTHS,
    DueState,
    Period,
    due_on,
    is_held,
    period_for,
    read_day,
    state_of,
)
from desktop.services import labels
from desktop.services.agency_stream import agency_stream
from desktop.services.form_mapping import local_day
from desktop.services.people import StaffDirectory
from desktop.services.retention_rules import RuleRow, read_rules, rule_for
from desktop.services.views import Me
from desktop.storage.store import Reader, Store, Writer


@dataclass(frozen=True, slots=True)
class DueRow:
    """A closed case. All days are ISO days in Berlin."""

    case: RecordId
    number: str
    name: str
    closed_on: str
    due_on: str
    state: DueState
    period: Period
    hold_reason: str = ""
    hold_until: str | None = None


@dataclass(frozen=True, slots=True)
class CaseRetention:
    """End, period and hold of one case; ``due_on`` is empty while it is open."""

    case: RecordId
    name: str
    closed_on: str
    due_on: str
    period: Period
    hold_reason: str
    hold_until: str
    is_held: bool


class RetentionService:
    """Computed offline from what is here. Thread-safe.

    Attribute ``most_months``: what the policy of the laptop allows at most, None for no limit.
    """

    def __init__(
        self, store: Store, me: Me, directory: StaffDirectory, circle: str, now: Callable[[], int]
    ) -> None:
        self._store, self._me, self._directory = store, me, directory
        self._circle, self._now = circle, now
        self.most_months: int | None = None

    def due(self) -> tuple[DueRow, ...]:
        """Closed cases that are due, will be within 30 days, or are held: earliest first.

        Raises KnownError when nobody can tell whose rules count.
        """
        reader = self._store.read()
        rules = self._rules(reader)
        rows = []
        for case in reader.between("case", "closed_on", None, None):
            row = self._row(reader, case, rules)
            if row is not None and row.state is not DueState.LATER:
                rows.append(row)
        order = list(DueState)
        return tuple(sorted(rows, key=lambda row: (order.index(row.state), row.due_on, row.number)))

    def due_count(self) -> int:
        """How many cases are due today and not held; none while the rules cannot be told."""
        with contextlib.suppress(KnownError):
            return sum(row.state is DueState.DUE for row in self.due())
        return 0

    def of_case(self, case: RecordId) -> CaseRetention:
        """Where one case stands. Raises KnownError RECORD_GONE."""
        reader = self._store.read()
        found = _case(reader, case)
        period = period_for(found.module, self._rules(reader), self.most_months)
        closed = read_day(found.closed_on)
        return CaseRetention(
            case=case,
            name=_name(reader, found),
            closed_on=found.closed_on or "",
            due_on=due_on(closed, period.months).isoformat() if closed else "",
            period=period,
            hold_reason=found.hold_reason,
            hold_until=found.hold_until or "",
            is_held=is_held(found, self._today()),
        )

    def close(self, case: RecordId, day: str, seen: CaseRetention | None = None) -> None:
        """Note the end of a case, or take it back with an empty *day*. Raises KnownError
        RECORD_GONE, INVALID_VALUE for what is no day or one that is still to come,
        CHANGED_MEANWHILE if the end is not the one *seen*."""
        if day and ((end := read_day(day)) is None or end > self._today()):
            raise KnownError(ErrorCode.INVALID_VALUE, kind="case", field="closed_on")
        self._write(case, "closed_on", day or None, seen)

    def hold(
        self, case: RecordId, reason: str, until: str, seen: CaseRetention | None = None
    ) -> None:
        """Put the erasure off, for a reason, until a day or (empty) for good.

        Raises KnownError RECORD_GONE, INVALID_VALUE without a reason or for a day that has
        passed, CHANGED_MEANWHILE if the hold is not the one *seen*.
        """
        day = read_day(until)
        if not reason.strip() or (until and (day is None or day < self._today())):
            raise KnownError(ErrorCode.INVALID_VALUE, kind="case", field="hold")
        value: Value = {"hold_reason": reason.strip(), "hold_until": until or None}
        self._write(case, "hold", value, seen)

    def release(self, case: RecordId, seen: CaseRetention | None = None) -> None:
        """The case may be erased again. Raises KnownError RECORD_GONE, CHANGED_MEANWHILE if the
        hold is not the one *seen*: nobody lifts a hold that was never shown."""
        self._write(case, "hold", {"hold_reason": "", "hold_until": None}, seen)

    def rules(self) -> tuple[RuleRow, ...]:
        """The rules of the agency, the general one first; it always has one. Behind them those
        that count for nothing, since no administrator wrote them."""
        reader = self._store.read()
        rules = read_rules(reader, self._directory.is_admin)
        found = {r.module: RuleRow(r.module, r.months or 0, r.basis) for r in rules.counting}
        general = period_for("", rules.counting, None)
        found.setdefault("", RuleRow("", general.months, ""))
        others = [
            RuleRow(
                one.module, one.months or 0, one.basis,
                is_ignored=True, author=self._directory.author(reader, device),
            )
            for one, device in rules.ignored
        ]  # fmt: skip
        counting = sorted(found.values(), key=lambda rule: rule.module)
        return (*counting, *sorted(others, key=lambda rule: rule.module))

    @property
    def may_set_rules(self) -> bool:
        """Only administrators of the agency do."""
        return self._directory.is_admin(self._store.device)

    def set_rule(self, module: str, months: int, basis: str) -> None:
        """Set the period of a programme for the whole agency.

        Raises KnownError INVALID_VALUE for months out of range, RULE_NOT_ADMIN.
        """
        if not SHORTEST_MONTHS <= months <= LONGEST_MONTHS:
            raise KnownError(ErrorCode.INVALID_VALUE, kind="retention_rule", field="months")
        if not self.may_set_rules:
            raise KnownError(ErrorCode.RULE_NOT_ADMIN)
        values: dict[str, Value] = {
            "module": module,
            "months": months,
            "basis": basis.strip(),
            "decided_on": self._today().isoformat(),
            "staff": self._me.staff,
        }

        def work(writer: Writer) -> None:
            known = rule_for(read_rules(writer, self._directory.is_admin), module)
            record = known or new_record_id(self._now())
            view = writer.edit_view("retention_rule", record)
            stream = view.record.stream if view else agency_stream(writer, self._me, self._circle)
            base = {unit: view.bases.get(unit, ()) for unit in values} if view else {}
            writer.save([RecordEdit(stream, "retention_rule", record, values, base)])

        self._store.write(work).result()

    def _rules(self, reader: Reader) -> list[RetentionRule]:
        return read_rules(reader, self._directory.is_admin).counting

    def _row(self, reader: Reader, case: Case, rules: list[RetentionRule]) -> DueRow | None:
        closed = read_day(case.closed_on)
        if closed is None:
            return None
        period = period_for(case.module, rules, self.most_months)
        due = due_on(closed, period.months)
        state = state_of(case, due, self._today())
        held = state is DueState.HELD
        return DueRow(
            case=case.id,
            number=case.number,
            name=_name(reader, case),
            closed_on=closed.isoformat(),
            due_on=due.isoformat(),
            state=state,
            period=period,
            hold_reason=case.hold_reason if held else "",
            hold_until=case.hold_until if held else None,
        )

    def _write(self, case: RecordId, unit: str, value: Value, seen: CaseRetention | None) -> None:
        def work(writer: Writer) -> None:
            view = writer.edit_view("case", case)
            if view is None:
                raise KnownError(ErrorCode.RECORD_GONE, kind="case")
            if seen is not None and not _is_as_seen(_case(writer, case), unit, seen):
                raise KnownError(ErrorCode.CHANGED_MEANWHILE, kind="case", field=unit)
            base = {unit: view.bases.get(unit, ())}
            writer.save([RecordEdit(view.record.stream, "case", case, {unit: value}, base)])

        self._store.write(work).result()

    def _today(self) -> date:
        return date.fromisoformat(local_day(self._now()))


def _case(reader: Reader, case: RecordId) -> Case:
    found = reader.get("case", case)
    if not isinstance(found, Case):
        raise KnownError(ErrorCode.RECORD_GONE, kind="case")
    return found


def _is_as_seen(case: Case, unit: str, seen: CaseRetention) -> bool:
    if unit == "hold":
        return (case.hold_reason, case.hold_until or "") == (seen.hold_reason, seen.hold_until)
    return (case.closed_on or "") == seen.closed_on


def _name(reader: Reader, case: Case) -> str:
    main = reader.get("person", case.main_person) if case.main_person else None
    return labels.full_name(main if isinstance(main, Person) else None) or case.number
