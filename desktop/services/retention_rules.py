"""Whose retention rules count: those that an administrator of the agency wrote, and no others.

The agency stream is open to everybody of the circle, so what stands in a rule proves nothing.
Per field the last entry of an administrator's device counts, whoever wrote over it since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from desktop.domain.clock import Stamp
from desktop.domain.ids import DeviceId, RecordId
from desktop.domain.records import RetentionRule
from desktop.storage.rows import HistoryEntry
from desktop.storage.store import Reader

_KIND = "retention_rule"
_UNITS = ("module", "months", "basis")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule of the agency; ``module`` is empty for all programmes without their own.

    ``is_ignored``: it was not written by an administrator and counts for nothing; ``author`` is
    the full name of who wrote it, empty where that is not known here.
    """

    module: str
    months: int
    basis: str
    is_ignored: bool = False
    author: str = ""


class Ignored(NamedTuple):
    """What somebody else wrote, and by which device."""

    rule: RetentionRule
    device: DeviceId


class Rules(NamedTuple):
    """``counting``: as administrators wrote them; ``ignored``: what others wrote since."""

    counting: list[RetentionRule]
    ignored: list[Ignored]


class _Said(NamedTuple):
    """``last``: the entry about the months that is newest of all; ``counting``: by unit, the
    newest of an administrator."""

    rule: RetentionRule
    counting: dict[str, HistoryEntry]
    last: HistoryEntry | None


def read_rules(reader: Reader, is_admin: Callable[[DeviceId], bool]) -> Rules:
    """All rules of the agency. Raises KnownError when *is_admin* cannot tell."""
    found = [_said(reader, one, is_admin) for one in reader.find(_KIND)]
    counting = [rule for said in found if (rule := _counting(said)) is not None]
    decided: dict[str, Stamp] = {}
    for said in found:
        rule = _counting(said)
        if rule is not None:
            stamp = said.counting["months"].stamp
            decided[rule.module] = max(stamp, decided.get(rule.module, stamp))
    return Rules(counting, list(_ignored(found, decided)))


def _said(reader: Reader, rule: RetentionRule, is_admin: Callable[[DeviceId], bool]) -> _Said:
    counting: dict[str, HistoryEntry] = {}
    last: HistoryEntry | None = None
    for unit in _UNITS:
        for entry in reader.history(_KIND, rule.id, unit):
            if is_admin(entry.op.device):
                counting[unit] = entry
            if unit == "months":
                last = entry
    return _Said(rule, counting, last)


def _counting(said: _Said) -> RetentionRule | None:
    months = said.counting.get("months")
    if months is None or not isinstance(months.value, int):
        return None
    module, basis = (
        said.counting[unit].value if unit in said.counting else "" for unit in ("module", "basis")
    )
    rule = said.rule
    return RetentionRule(
        id=rule.id,
        stream=rule.stream,
        module=str(module or ""),
        months=months.value,
        basis=str(basis or ""),
        decided_on=rule.decided_on,
        staff=rule.staff,
    )


def _ignored(found: Iterable[_Said], decided: dict[str, Stamp]) -> Iterable[Ignored]:
    """An administrator who decides on the programme afterwards has answered it."""
    for said in found:
        counts = said.counting.get("months")
        if said.last is None or (counts is not None and counts.op == said.last.op):
            continue
        answer = decided.get(said.rule.module)
        if answer is None or answer < said.last.stamp:
            yield Ignored(said.rule, said.last.op.device)


def rule_for(rules: Rules, module: str) -> RecordId | None:
    """The record to write a rule of *module* to, None where none counts."""
    return next((one.id for one in rules.counting if one.module == module), None)
