"""What the sheets of erasing and the page of what is due show in pictures; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desktop.app.running import Running
from desktop.domain.ids import RecordId
from desktop.domain.retention import DueState, Period
from desktop.services.erasure import Erasing, ErasureRow
from desktop.services.erasure_mentions import Mention, Standing
from desktop.services.retention import CaseRetention, DueRow
from desktop.services.retention_rules import RuleRow
from desktop.ui.dialogs.erase_sheet import EraseSheet
from desktop.ui.dialogs.hold_sheet import HoldSheet
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.retention_page import RetentionView
from tests.support.agency_server import wall_ms

Settle = Callable[[], None]
Fill = Callable[[MainWindow, Running, Settle], object]
_DAY = 86_400_000
_HOLD, _UNTIL = "Widerspruch beim Sozialgericht", "2027-03-31"
_BASIS = "Förderrichtlinie MBE, Nr. 7"


def family(running: Running) -> RecordId:
    """A case with a child."""
    reader = running.store.read()
    people = [person.case for person in reader.find("person")]
    return RecordId(next(case for case in people if people.count(case) > 1))


def sheet(window: MainWindow, running: Running, settle: Settle) -> EraseSheet:
    """The sheet over a family's case."""
    window.open_case(family(running))
    settle()
    found = window.case.more.open_erase()
    assert found is not None
    settle()
    return found


def one_person(window: MainWindow, running: Running, settle: Settle) -> EraseSheet:
    """The child alone, for another ground."""
    found = sheet(window, running, settle)
    found._group.buttons()[2].click()
    settle()
    found.ground.ground.setCurrentIndex(found.ground.ground.findData("other"))
    return found


def held(window: MainWindow, running: Running, settle: Settle) -> None:
    """A case that nobody may erase."""
    found = sheet(window, running, settle)
    plan = running.services.erasure.plan(family(running))
    found._on_plan(replace(plan, hold_reason=_HOLD, hold_until=_UNTIL))


def done(window: MainWindow, running: Running, settle: Settle) -> None:
    """What still names the person, one by one."""
    found = one_person(window, running, settle)
    case = family(running)
    name = running.services.cases.view(case).name
    texts = (
        ("note", "Text", "Kita-Platz für Nour ab August zugesagt, Bescheid liegt im Hefter."),
        ("visit", "Nächster Schritt", "Kinderarzt für Nour suchen"),
    )
    mentions = [
        Mention(kind, RecordId(f"{at:032x}"), "text", case, name, label, text, "Nour")
        for at, (kind, label, text) in enumerate(texts)
    ]
    mentions[1] = replace(
        mentions[1], standing=Standing.EARLIER, author="Miriam Köhler", at=1_782_900_000_000
    )
    found._on_erased(Erasing(RecordId("a" * 32), "L-7K3F-9QX2", 1, "withdrawn", tuple(mentions)))


def hold(window: MainWindow, running: Running, settle: Settle) -> HoldSheet:
    """The end of a case and a hold."""
    case = family(running)
    window.open_case(case)
    settle()
    found = window.case.more.open_hold()
    assert found is not None
    settle()
    name = running.services.cases.view(case).name
    period = Period(12, "mbe", _BASIS)
    found._on_known(
        CaseRetention(case, name, "2026-02-14", "2027-02-14", period, _HOLD, _UNTIL, is_held=True)
    )
    return found


def _due(running: Running) -> tuple[DueRow, ...]:
    rows = running.services.cases.list()[:4]
    general, limited = Period(12), Period(12, "mbe", _BASIS)
    facts = (
        ("2025-03-31", "2026-03-31", DueState.DUE, general, "", None),
        ("2025-10-14", "2026-10-14", DueState.DUE, limited, "", None),
        ("2025-12-08", "2026-12-08", DueState.SOON, general, "", None),
        ("2025-06-30", "2026-06-30", DueState.HELD, general, _HOLD, _UNTIL),
    )
    return tuple(
        DueRow(row.case, row.number, row.name, *fact) for row, fact in zip(rows, facts, strict=True)
    )


def retention(window: MainWindow, running: Running, settle: Settle) -> None:
    """Cases that are due, one soon, one held; two rules; the record of erasures."""
    window.go("retention")
    settle()
    staff = running.services.me.name
    rules = (
        RuleRow("", 12, "Beschluss des Trägers"),
        RuleRow("mbe", 12, _BASIS),
        RuleRow("jmd", 1, "", is_ignored=True, author=staff),
    )
    log = (
        ErasureRow(
            RecordId("b" * 32), "L-2M8D-VXQ4", "case", "expired", "", wall_ms() - _DAY, staff, 27, 0
        ),
        ErasureRow(
            RecordId("c" * 32), "L-90TC-7KWB", "person", "withdrawn", "", wall_ms() - 9 * _DAY,
            staff, 1, 2,
        ),
    )  # fmt: skip
    view = RetentionView(_due(running), rules, log, may_set_rules=True)
    window.retention._on_loaded(view)
    window.retention.choose(view.due[0].case)


def several(window: MainWindow, running: Running, settle: Settle) -> None:
    """The look over all of them before they are erased."""
    retention(window, running, settle)
    window.retention.choose(*(row.case for row in _due(running)))
    window.retention.erase_chosen()


def rule(window: MainWindow, running: Running, settle: Settle) -> None:
    """A rule of a programme."""
    retention(window, running, settle)
    window.retention.change_rule(RuleRow("mbe", 12, _BASIS))
