"""Three devices with real stores, a line that loses, doubles and reorders, clocks years off.

After the line has healed all stores are equal, and every value ever entered is a head, was
named as replaced, or redacted (hardening T18); no cursor ran ahead of durable data (T21).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desktop.domain import register
from desktop.domain.changes import Operation, RecordEdit, Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, OpId, RecordId, StreamId
from desktop.domain.kinds import MergeRule, kind
from desktop.domain.register import Head
from desktop.sync.pull_lane import WITHHELD
from desktop.sync.restored import COMPARE_SETTING
from desktop.sync.state import RoundReport
from protocol import changeset
from server.key import load_or_create
from tests.support.agency import SmallAgency, Worker, until_quiet
from tests.support.lines import Go
from tests.support.replicas import Fate, InProcessServer, LossyLine

DAY_MS = 24 * 60 * 60 * 1000
DEVICES = 3
WHO = st.integers(0, DEVICES - 1)
SKEW = st.integers(-400, 400).map(lambda days: days * DAY_MS)
FATES = st.lists(st.sampled_from([*Fate, *[Fate.DELIVERED] * 5]), min_size=0, max_size=8)
LANGUAGES = ["ar", "uk", "ti"]
VALUES: Mapping[str, st.SearchStrategy[Value]] = {
    "phone": st.sampled_from(["0176 1", "0176 2", "", "0176 3"]),
    "home": st.sampled_from(
        [{"address": street, "unit": None, "accommodation": None} for street in "AB"]
    ),
    "family_name": st.sampled_from(["Haddad", "Шевченко"]),
}


class Exchange(RuleBasedStateMachine):
    """Workers edit, are offline, restart, and hear of each other whenever the line lets them."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(tempfile.mkdtemp(prefix="fallmappe-"))
        key = load_or_create(self.directory).public_key().public_bytes_raw()
        self.agency = SmallAgency(self.directory, DEVICES, server_key=key)
        self.workers = self.agency.workers
        self.server = InProcessServer(self.directory, self.agency.root)
        self.late: list[Go] = []
        self.backup = self.directory / "backup.db"
        self.was_restored = False
        self.opened: dict[tuple[int, RecordId], Mapping[str, tuple[OpId, ...]]] = {}
        founder = self.workers[0].client(self.server)
        founder.post_founding(self.agency.sample.entries)

    @initialize(skews=st.lists(SKEW, min_size=DEVICES, max_size=DEVICES))
    def a_family_is_known(self, skews: list[int]) -> None:
        """Two persons in one case, known to everybody before the network goes."""
        for worker, skew in zip(self.workers, skews, strict=True):
            worker.skew_ms = skew
        first = self.workers[0]
        _, self.stream = first.new_case(number="F-1")
        self.persons = [first.new("person", self.stream, phone=str(n)) for n in range(2)]
        until_quiet(self.workers, self.server)

    @rule(who=WHO, which=st.integers(0, 1), data=st.data(), stale=st.booleans())
    def edits(self, who: int, which: int, data: st.DataObject, stale: bool) -> None:
        """A field is saved over what its editor showed when it was opened."""
        unit = data.draw(st.sampled_from(sorted(VALUES)))
        value = data.draw(VALUES[unit])
        worker, person = self.workers[who], self.persons[which]
        shown = worker.base("person", person)
        bases = self.opened.get((who, person), shown) if stale else shown
        edit = RecordEdit(self.stream, "person", person, {unit: value}, {unit: bases.get(unit, ())})
        worker.save([edit])

    @rule(who=WHO, which=st.integers(0, 1), wanted=st.sets(st.sampled_from(LANGUAGES)))
    def ticks(self, who: int, which: int, wanted: set[str]) -> None:
        """The languages of a person are ticked anew."""
        worker, person = self.workers[who], self.persons[which]
        base = worker.base("person", person).get("languages", ())
        values: dict[str, Value] = {"languages": [*sorted(wanted)]}
        worker.save([RecordEdit(self.stream, "person", person, values, {"languages": base})])

    @rule(who=WHO, which=st.integers(0, 1))
    def opens(self, who: int, which: int) -> None:
        """An editor is opened and stays open."""
        person = self.persons[which]
        self.opened[who, person] = self.workers[who].base("person", person)

    @rule(who=WHO, text=st.sampled_from(["Termin beim Jobcenter", "موعد", ""]))
    def notes(self, who: int, text: str) -> None:
        """A note is written; it can never change."""
        self.workers[who].new("note", self.stream, text=text, kind="fact")

    @rule(who=WHO)
    def opens_a_case(self, who: int) -> None:
        """Another stream begins."""
        self.workers[who].new_case(number="F-2")

    @rule(who=WHO, fates=FATES)
    def syncs(self, who: int, fates: list[Fate]) -> None:
        """A round over a bad line: it may fail as offline, and in no other way."""
        line = LossyLine(self.server, lambda: fates.pop() if fates else Fate.DELIVERED, self.late)
        try:
            report = self.workers[who].sync(line)
        except KnownError as error:
            if error.code is not ErrorCode.OFFLINE:
                raise
        else:
            self._nothing_is_alarming(report)

    @rule(who=WHO)
    def restarts(self, who: int) -> None:
        """The app is closed and opened; editors are gone, the store is as it was."""
        self.workers[who].restart()
        for name in [name for name in self.opened if name[0] == who]:
            del self.opened[name]

    @rule(who=WHO, skew=SKEW)
    def sets_the_clock(self, who: int, skew: int) -> None:
        """Somebody corrects the clock, or breaks it."""
        self.workers[who].skew_ms = skew

    @rule()
    def server_is_backed_up(self) -> None:
        """As every night."""
        self.backup.unlink(missing_ok=True)
        self.server.back_up(self.backup)

    @precondition(lambda self: self.backup.exists())
    @rule()
    def server_is_restored(self) -> None:
        """The server loses what came since; its people are told and say yes."""
        self.server.restore(self.backup)
        self.was_restored = True
        for worker in self.workers:
            worker.engine.accept_restored_server()

    @precondition(lambda self: self.late)
    @rule(data=st.data())
    def something_late_arrives(self, data: st.DataObject) -> None:
        """A request that its sender has given up comes through after all."""
        index = data.draw(st.integers(0, len(self.late) - 1))
        self.late.pop(index)()

    @invariant()
    def cursors_never_run_ahead(self) -> None:
        for worker in self.workers:
            reader = worker.store.read()
            if reader.setting(COMPARE_SETTING):
                continue  # the server's numbers mean something else since it was restored
            for stream, cursor in reader.cursors().items():
                tips = reader.tips(stream)
                page = self.server.store.changes(bytes.fromhex(stream), after=0, max_bytes=1 << 20)
                for row in page.rows[:cursor]:
                    head = changeset.read_head(row.head)
                    assert tips[DeviceId(head.dev.hex())][0] >= head.n

    def _nothing_is_alarming(self, report: RoundReport) -> None:
        reasons = {alarm.reason for alarm in report.parked}
        assert reasons <= ({WITHHELD} if self.was_restored else set())

    def teardown(self) -> None:
        """The line heals: everybody hears of everything."""
        try:
            if hasattr(self, "stream"):
                while self.late:
                    self.late.pop()()
                until_quiet(self.workers, self.server)
                self._is_equal_everywhere()
        finally:
            self.agency.close()
            self.server.close()
            shutil.rmtree(self.directory)

    def _is_equal_everywhere(self) -> None:
        streams = [_streams(worker) for worker in self.workers]
        assert all(known == streams[0] for known in streams[1:])
        for stream in streams[0]:
            logs = [_log(worker, stream) for worker in self.workers]
            assert all(log == logs[0] for log in logs[1:])
            expected = register.fold(logs[0].values(), _rule_of)
            for worker in self.workers:
                _shows(worker, expected)
            _nothing_vanished(logs[0], expected)
        conflicts = [
            sorted((row.kind, row.record, row.unit) for row in worker.store.read().conflicts())
            for worker in self.workers
        ]
        assert all(known == conflicts[0] for known in conflicts[1:])
        assert [worker.unsent() for worker in self.workers] == [0] * DEVICES


def _streams(worker: Worker) -> list[StreamId]:
    return sorted(worker.store.read().streams())


def _log(worker: Worker, stream: StreamId) -> dict[OpId, Operation]:
    """All operations; an empty base says the same as none and is not sent."""
    return {
        op.id: replace(op, base={unit: ops for unit, ops in op.base.items() if ops})
        for op in worker.store.read().operations(stream)
    }


def _rule_of(kind_name: str, unit: str) -> MergeRule:
    return kind(kind_name).members(unit)[0].merge


def _shows(worker: Worker, expected: Mapping[register.Unit, tuple[Head, ...]]) -> None:
    for kind_name, record in {(unit[0], unit[1]) for unit in expected}:
        shown = worker.store.read().heads(kind_name, record)
        wanted = {
            u: heads for (k, r, u), heads in expected.items() if (k, r) == (kind_name, record)
        }
        assert {unit: heads for unit, heads in shown.items() if heads} == wanted


def _nothing_vanished(
    log: Mapping[OpId, Operation], expected: Mapping[register.Unit, tuple[Head, ...]]
) -> None:
    """Every value ever entered is a head, or an operation names it in its base."""
    named = {
        (op.kind, op.record, unit, base)
        for op in log.values()
        for unit, bases in op.base.items()
        for base in bases
    }
    for op in log.values():
        for unit in op.values if op.op not in register.NO_HEAD else ():
            heads = expected.get((op.kind, op.record, unit), ())
            is_head = any(head.op == op.id for head in heads)
            assert is_head or (op.kind, op.record, unit, op.id) in named


TestStoresConverge = Exchange.TestCase
TestStoresConverge.settings = settings(
    max_examples=settings().max_examples * 2 // 5,
    stateful_step_count=35,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking real stores takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
