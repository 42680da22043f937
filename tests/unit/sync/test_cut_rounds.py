"""A round that is cut at any request leaves nothing out and stores nothing twice (T20)."""

from __future__ import annotations

import contextlib

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from tests.support.agency import until_quiet
from tests.support.lines import Go
from tests.support.replicas import Fate, LossyLine
from tests.unit.sync.conftest import Office


@pytest.mark.parametrize("fate", [Fate.LOST, Fate.ANSWER_LOST, Fate.DOUBLED, Fate.LATE])
@pytest.mark.parametrize("cut_at", range(6))
@pytest.mark.parametrize("restarts", [False, True])
def test_a_round_cut_anywhere(office: Office, fate: Fate, cut_at: int, *, restarts: bool) -> None:
    _, other = office.b.new_case(number="F-2")
    news = office.b.new("note", office.stream, text="Brief von gestern")
    office.b.sync(office.server)
    office.a.edit("person", office.person, phone="0176 200")
    _, third = office.a.new_case(number="F-3")
    before = office.server.store.counts().sets

    fates = [Fate.DELIVERED] * cut_at + [fate]
    late: list[Go] = []
    line = LossyLine(office.server, lambda: fates.pop(0) if fates else Fate.DELIVERED, late)
    with contextlib.suppress(KnownError):
        office.a.sync(line)
    if restarts:
        office.a.restart()
    office.b.edit("person", office.person, email="b@example.org")
    until_quiet([office.b, office.a], office.server)
    while late:
        late.pop()()
    until_quiet([office.b, office.a], office.server)

    assert office.server.store.counts().sets == before + 3
    assert office.a.unsent() == 0
    for worker in (office.a, office.b):
        assert {other, third} <= set(worker.store.read().streams())
        assert worker.values("note", news, "text") == ["Brief von gestern"]
        assert worker.values("person", office.person, "phone") == ["0176 200"]
        assert worker.values("person", office.person, "email") == ["b@example.org"]


def test_a_failed_round_says_offline_and_keeps_what_is_unsent(office: Office) -> None:
    office.a.edit("person", office.person, phone="0176 200")
    with pytest.raises(KnownError) as error:
        office.a.sync(LossyLine(office.server, lambda: Fate.LOST, []))
    assert error.value.code is ErrorCode.OFFLINE
    assert office.a.unsent() == 1
