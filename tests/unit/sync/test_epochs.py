"""A colleague leaves: the circle moves on, nothing that was underway is lost (T33)."""

from __future__ import annotations

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from tests.support.agency import until_quiet
from tests.support.replicas import Fate, LossyLine
from tests.unit.sync.conftest import Office


def _leave(office: Office) -> None:
    """The third worker's device is revoked and the circle gets a new key."""
    sample = office.agency.sample
    gone = sample.workers[2].id
    sample.author.revoke(gone)
    members = [sample.admin.id, *(keys.id for keys in sample.workers[:2])]
    sample.author.next_epoch(sample.circle, members)
    client = office.agency.workers[0].client(office.server)
    after, new = sample.collect()
    client.post_roster(new, after=after)


def test_a_set_sealed_before_the_key_changed_is_sealed_again(office: Office) -> None:
    office.a.edit("person", office.person, phone="0176 200")
    fates = iter([Fate.DELIVERED, Fate.LOST])
    with pytest.raises(KnownError):
        office.a.sync(LossyLine(office.server, lambda: next(fates), []))
    (row,) = office.a.store.read().unacknowledged()
    _leave(office)
    office.a.edit("person", office.person, phone="0176 300")

    report = office.a.sync(office.server)
    assert (report.pushed, report.parked) == (2, ())
    assert office.a.store.read().sealed_set(office.stream, row.n) != row
    until_quiet([office.a, office.b], office.server)
    assert office.b.values("person", office.person, "phone") == ["0176 300"]


def test_a_revoked_device_is_told_so_and_keeps_its_unsent_work(office: Office) -> None:
    third = office.agency.workers[2]
    third.sync(office.server)
    _leave(office)
    third.edit("person", office.person, phone="0176 999")
    with pytest.raises(KnownError) as error:
        third.sync(office.server)
    assert error.value.code is ErrorCode.DEVICE_REVOKED
    assert third.unsent() == 1


def test_what_was_written_before_a_colleague_left_stays_readable(office: Office) -> None:
    third = office.agency.workers[2]
    third.sync(office.server)
    third.edit("person", office.person, email="c@example.org")
    third.sync(office.server)
    _leave(office)
    until_quiet([office.a, office.b], office.server)
    assert office.b.values("person", office.person, "email") == ["c@example.org"]
