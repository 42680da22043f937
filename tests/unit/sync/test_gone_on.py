"""A laptop that lost its write-ahead log and goes on: what the server had comes back, nothing is
forked (hardening T05, T23)."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.storage import files, head_file
from desktop.storage.store import Store
from tests.support.agency import Worker, until_quiet
from tests.support.restored import CopiedWorker, enrol_again, typed
from tests.unit.sync.conftest import Office

pytestmark = pytest.mark.hardening("T05")


def without_log(worker: Worker, target: Path) -> Path:
    """The folder as it is while the store is open, but for the write-ahead log."""
    while True:  # the head comes behind the saves
        head = head_file.read(worker.directory, worker.key, worker.store_id)
        if head is not None and head.operations + head.sealed == worker.store.sequence:
            break
    target.mkdir()
    for name in (files.STORE_NAME, head_file.HEAD_NAME):
        (target / name).write_bytes((worker.directory / name).read_bytes())
    return target


def gone_on(worker: Worker, directory: Path) -> CopiedWorker:
    """Open what is left, with the person's word."""
    with pytest.raises(KnownError) as caught:
        Store.open(directory, worker.key, store_id=worker.store_id)
    assert caught.value.code is ErrorCode.STORE_BEHIND
    accept = (ErrorCode.STORE_BEHIND,)
    store = Store.open(directory, worker.key, store_id=worker.store_id, accept=accept)
    store.close()
    return CopiedWorker(worker, directory)


def test_what_was_lost_but_sent_comes_back_and_nothing_is_forked(office: Office) -> None:
    office.a.restart()
    office.a.edit("person", office.person, phone="0176 200")
    office.a.sync(office.server)
    left = gone_on(office.a, without_log(office.a, office.directory / "left"))
    assert left.values("person", office.person, "phone") == ["0176 100"]
    left.edit("person", office.person, email="a@example.org")
    former = office.a.keys
    with pytest.raises(KnownError) as caught:
        left.sync(office.server)
    assert caught.value.code is ErrorCode.DEVICE_NEW
    left.take_keys()
    enrol_again(left, office.server, former)
    until_quiet([left, office.b], office.server)
    for worker in (left, office.b):
        assert worker.values("person", office.person, "phone") == ["0176 200"]
        assert worker.values("person", office.person, "email") == ["a@example.org"]
        assert typed(worker.store, "person", "phone") == {"0176 100": 1, "0176 200": 1}
    left.store.close()


def test_what_was_lost_before_it_was_sent_is_lost_alone(office: Office) -> None:
    office.a.restart()
    lost = office.a.new("note", office.stream, text="nie gesendet")
    left = gone_on(office.a, without_log(office.a, office.directory / "left"))
    left.edit("person", office.person, phone="0176 300")
    until_quiet([left, office.b], office.server)
    assert office.b.values("person", office.person, "phone") == ["0176 300"]
    assert left.store.read().get("note", lost) is None
    left.store.close()
