"""How long a case is kept after its end (Aufbewahrung), and what puts its erasure off.

No law names one period for counselling files: a federally funded consent form promises erasure
within 12 months after the end, public files of AsylbLG stay 6 years (hardening.md 2). So it is a
setting of the agency for each programme, 12 months unless it says otherwise. The program only
lists what is due; a person erases.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from enum import StrEnum
from typing import Final

from desktop.domain.case import Case
from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import Scope, code, date, integer, record_kind, ref, text
from desktop.domain.wording import N_

DEFAULT_MONTHS: Final = 12
SHORTEST_MONTHS, LONGEST_MONTHS = 1, 360
SOON: Final = timedelta(days=30)


@record_kind("retention_rule", scope=Scope.AGENCY, label=N_("Aufbewahrungsregel"))
@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """For the cases of one programme; of those without a rule of their own if that is empty.

    ``basis`` says in words where the period comes from.
    """

    id: RecordId
    stream: StreamId
    module: str = code(N_("Leistungsmodul"), "service_module", indexed=True)
    months: int | None = integer(N_("Monate nach dem Ende"))
    basis: str = text(N_("Grundlage der Regel"))
    decided_on: str | None = date(N_("Festgelegt am"))
    staff: RecordId | None = ref(N_("Festgelegt von"), "staff")


class DueState(StrEnum):
    """Where a closed case stands."""

    DUE = "due"
    SOON = "soon"
    """Within ``SOON``."""
    HELD = "held"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Period:
    """What applies to a case. ``is_limited``: the policy of the laptop shortens the rule."""

    months: int
    module: str = ""
    basis: str = ""
    is_limited: bool = False


def period_for(module: str, rules: Iterable[RetentionRule], most: int | None) -> Period:
    """The period of a programme; *most* months is what the laptop's policy allows."""
    known = {rule.module: rule for rule in rules if rule.months is not None}
    rule = known.get(module) or known.get("")
    months = DEFAULT_MONTHS if rule is None else _sensible(rule.months)
    basis = "" if rule is None else rule.basis
    named = "" if rule is None else rule.module
    if most is not None and most < months:
        return Period(most, named, basis, is_limited=True)
    return Period(months, named, basis)


def due_on(closed_on: Day, months: int) -> Day:
    """The day on which the erasure is due: as many months later, the last day if need be."""
    at = closed_on.year * 12 + closed_on.month - 1 + months
    year, month = divmod(at, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return Day(year, month + 1, min(closed_on.day, last))


def is_held(case: Case, today: Day) -> bool:
    """Whether erasing is put off *today*; a hold without a day has no end."""
    if not case.hold_reason.strip():
        return False
    until = read_day(case.hold_until)
    return until is None or today <= until


def state_of(case: Case, due: Day, today: Day) -> DueState:
    """Where a closed case that is *due* on a day stands *today*."""
    if due > today + SOON:
        return DueState.LATER
    if is_held(case, today):
        return DueState.HELD
    return DueState.DUE if due <= today else DueState.SOON


def read_day(text: str | None) -> Day | None:
    """An ISO day, or None for nothing or something else."""
    try:
        return Day.fromisoformat(text) if text else None
    except ValueError:
        return None


def _sensible(months: int | None) -> int:
    return min(max(months or DEFAULT_MONTHS, SHORTEST_MONTHS), LONGEST_MONTHS)
