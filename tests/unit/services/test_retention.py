"""What is due, by which rule, and what puts it off; nothing is erased by itself."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.domain.changes import Operation, Value
from desktop.domain.clock import Stamp
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, OpId, RecordId, new_record_id, new_stream_id
from desktop.domain.retention import DueState, Period, due_on
from desktop.services.people import StaffDirectory
from desktop.services.retention import RetentionService
from desktop.storage.store import Writer
from tests.unit.services.conftest import Desk

pytestmark = pytest.mark.hardening("T35")


COLLEAGUE = DeviceId("ee" * 16)


@pytest.fixture
def retention(desk: Desk) -> RetentionService:
    """That of an administrator; the colleague's device belongs to no other."""
    directory = StaffDirectory(lambda _: desk.me.staff, lambda device: device != COLLEAGUE)
    return RetentionService(desk.store, desk.me, directory, "00" * 16, desk.clock)


def colleague_writes(desk: Desk, count: int, /, **values: Value) -> RecordId:
    """A rule that comes in from a colleague: a new one, or over the one that is there."""
    there = desk.store.read().find("retention_rule", where={"module": values["module"] or None})
    record = there[0].id if there else new_record_id(desk.clock())
    stream = there[0].stream if there else new_stream_id()
    heads = desk.store.read().heads("retention_rule", record)
    arrived = Operation(
        OpId(COLLEAGUE, count),
        Stamp(desk.clock() + count, 0, COLLEAGUE),
        stream,
        "set",
        "retention_rule",
        record,
        values,
        {unit: tuple(head.op for head in heads.get(unit, ())) for unit in values},
    )

    def work(writer: Writer) -> None:
        writer.put_stream(stream, "00" * 16, "agency")
        writer.apply([arrived], desk.clock())

    desk.store.write(work).result()
    return record


@pytest.mark.parametrize(
    ("closed", "months", "due"),
    [
        ("2025-11-23", 12, "2026-11-23"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-12-31", 1, "2026-01-31"),
        ("2020-01-31", 72, "2026-01-31"),
    ],
)
def test_the_day_is_the_same_one_so_many_months_later(closed: str, months: int, due: str) -> None:
    assert due_on(date.fromisoformat(closed), months).isoformat() == due


def test_what_is_due_now_and_soon_is_listed_and_nothing_else(
    desk: Desk, retention: RetentionService
) -> None:
    days = {"A": "2025-11-23", "B": "2025-12-20", "C": "2026-01-20", "D": "2025-01-01", "E": ""}
    cases = {name: desk.family(name)[0] for name in days}
    for name, day in days.items():
        retention.close(cases[name], day)
    retention.hold(cases["D"], "Strafverfahren", "2027-03-31")
    rows = {row.case: row for row in retention.due()}
    assert [row.case for row in retention.due()] == [cases["A"], cases["B"], cases["D"]]
    assert [row.state for row in retention.due()] == [DueState.DUE, DueState.SOON, DueState.HELD]
    assert rows[cases["A"]].due_on == "2026-11-23"
    assert rows[cases["D"]].hold_reason == "Strafverfahren"
    assert desk.store.read().count("case") == 5


def test_a_programme_has_a_rule_of_its_own(desk: Desk, retention: RetentionService) -> None:
    case, _ = desk.family("A")
    field = next(f for f in desk.services.cases.view(case).fields if f.unit == "module")
    desk.services.cases.save_field(field, "mbe")
    retention.close(case, "2025-11-23")
    assert [row.period.months for row in retention.due()] == [12]
    retention.set_rule("", 24, "Beschluss des Trägers")
    assert retention.due() == ()
    retention.set_rule("mbe", 6, "Förderrichtlinie")
    (row,) = retention.due()
    assert row.period == Period(6, "mbe", "Förderrichtlinie")
    retention.set_rule("mbe", 120, "Förderrichtlinie")
    assert retention.due() == ()
    assert [(rule.module, rule.months) for rule in retention.rules()] == [("", 24), ("mbe", 120)]


def test_the_policy_of_the_laptop_only_shortens(desk: Desk, retention: RetentionService) -> None:
    case, _ = desk.family("A")
    retention.close(case, "2026-05-01")
    assert retention.due() == ()
    retention.most_months = 6
    (row,) = retention.due()
    assert (row.period.months, row.period.is_limited) == (6, True)
    retention.most_months = 99
    assert retention.due() == ()


def test_only_an_administrator_sets_rules(desk: Desk) -> None:
    assert not desk.services.retention.may_set_rules
    with pytest.raises(KnownError) as refused:
        desk.services.retention.set_rule("", 6, "")
    assert refused.value.code is ErrorCode.RULE_NOT_ADMIN


def test_a_rule_of_somebody_else_counts_for_nothing_and_is_shown_as_such(
    desk: Desk, retention: RetentionService
) -> None:
    case, _ = desk.family("A")
    retention.close(case, "2026-05-01")
    colleague_writes(desk, 1, module="", months=1, basis="so gewünscht")
    assert retention.due() == ()
    assert retention.of_case(case).period == Period(12)
    general, ignored = retention.rules()
    assert (general.months, general.is_ignored) == (12, False)
    assert (ignored.months, ignored.basis, ignored.is_ignored) == (1, "so gewünscht", True)
    assert ignored.author == desk.me.name


def test_who_writes_over_a_rule_of_the_administration_does_not_change_it(
    desk: Desk, retention: RetentionService
) -> None:
    case, _ = desk.family("A")
    retention.close(case, "2024-11-01")
    retention.set_rule("", 72, "Beschluss des Trägers")
    record = colleague_writes(desk, 1, module="", months=1, basis="")
    (rule,) = desk.store.read().find("retention_rule")
    assert (rule.id, rule.months) == (record, 1), "this is what stands there"
    assert retention.due() == ()
    assert retention.of_case(case).period == Period(72, "", "Beschluss des Trägers")
    assert [(one.months, one.is_ignored) for one in retention.rules()] == [(72, False), (1, True)]


def test_the_next_decision_of_the_administration_answers_it(
    desk: Desk, retention: RetentionService
) -> None:
    colleague_writes(desk, 1, module="mbe", months=1, basis="")
    desk.set_time(desk.clock() + 60_000)
    retention.set_rule("mbe", 24, "Förderrichtlinie")
    rules = [(one.module, one.months, one.is_ignored) for one in retention.rules()]
    assert rules == [("", 12, False), ("mbe", 24, False)]


def test_a_rule_can_be_set_to_what_somebody_wrote_over_it(
    desk: Desk, retention: RetentionService
) -> None:
    retention.set_rule("mbe", 24, "")
    colleague_writes(desk, 1, module="mbe", months=36, basis="")
    desk.set_time(desk.clock() + 60_000)
    retention.set_rule("mbe", 36, "")
    assert [one.months for one in retention.rules()] == [12, 36]
    assert desk.store.read().count("retention_rule") == 1


def test_while_nobody_can_tell_whose_rules_count_nothing_is_called_due(desk: Desk) -> None:
    def cannot_tell(_device: DeviceId) -> bool:
        raise KnownError(ErrorCode.TAMPERED)

    directory = StaffDirectory(lambda _: desk.me.staff, cannot_tell)
    service = RetentionService(desk.store, desk.me, directory, "00" * 16, desk.clock)
    case, _ = desk.family("A")
    service.close(case, "2020-01-01")
    colleague_writes(desk, 1, module="", months=1, basis="")
    assert service.due_count() == 0
    with pytest.raises(KnownError):
        service.due()


@pytest.mark.parametrize(("reason", "until"), [("", ""), (" ", "2027-01-01"), ("ja", "2026-11-22")])
def test_a_hold_needs_a_reason_and_a_day_to_come(
    desk: Desk, retention: RetentionService, reason: str, until: str
) -> None:
    case, _ = desk.family("A")
    with pytest.raises(KnownError) as refused:
        retention.hold(case, reason, until)
    assert refused.value.code is ErrorCode.INVALID_VALUE


def test_the_end_is_a_day_that_has_come_and_can_be_taken_back(
    desk: Desk, retention: RetentionService
) -> None:
    case, _ = desk.family("A")
    with pytest.raises(KnownError):
        retention.close(case, "2026-11-24")
    retention.close(case, "2025-11-01")
    assert retention.of_case(case).due_on == "2026-11-01"
    retention.close(case, "")
    assert retention.of_case(case).due_on == ""
    assert retention.due() == ()
