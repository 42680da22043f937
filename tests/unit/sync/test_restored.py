"""The server, or a store, goes back in time: nothing is deleted, nobody forks (T19, T23)."""

from __future__ import annotations

import shutil

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.storage.store import Store
from desktop.sync.engine import SyncEngine
from tests.support.agency import until_quiet
from tests.unit.sync.conftest import Office


def test_a_server_restored_from_last_night_gets_the_day_again(office: Office) -> None:
    _days_of_work(office, 8)
    backup = office.directory / "backup.db"
    office.server.back_up(backup)
    office.a.edit("person", office.person, phone="0176 200")
    until_quiet([office.a, office.b], office.server)
    office.server.restore(backup)
    office.a.restart()

    assert office.a.sync(office.server).pushed == 1
    office.b.restart()
    until_quiet([office.a, office.b], office.server)
    assert office.b.values("person", office.person, "phone") == ["0176 200"]
    assert office.server.store.counts().sets == 10


def test_pushing_on_behind_a_restored_server_fills_the_hole_first(office: Office) -> None:
    backup = office.directory / "backup.db"
    office.server.back_up(backup)
    office.a.edit("person", office.person, phone="0176 200")
    office.a.sync(office.server)
    office.server.restore(backup)
    office.a.edit("person", office.person, phone="0176 300")
    until_quiet([office.a, office.b], office.server)
    assert office.b.values("person", office.person, "phone") == ["0176 300"]


def test_one_lost_set_among_many_does_not_stop_the_work(office: Office) -> None:
    """The share counts over all streams, not over those that changed lately."""
    _days_of_work(office, 10)
    _, stream = office.a.new_case(number="F-2")
    until_quiet([office.a, office.b], office.server)
    backup = office.directory / "backup.db"
    office.server.back_up(backup)
    note = office.a.new("note", stream, text="Termin")
    until_quiet([office.a, office.b], office.server)
    office.server.restore(backup)
    office.b.new("note", stream, text="Brief")
    until_quiet([office.a, office.b], office.server)
    assert office.b.values("note", note, "text") == ["Termin"]
    assert office.server.store.counts().sets == 14


def test_a_server_that_lost_much_waits_for_a_persons_yes(office: Office) -> None:
    backup = office.directory / "backup.db"
    office.server.back_up(backup)
    _days_of_work(office, 4)
    office.server.restore(backup)
    office.a.restart()
    office.a.edit("person", office.person, email="a@example.org")

    with pytest.raises(KnownError) as error:
        office.a.sync(office.server)
    assert error.value.code is ErrorCode.SERVER_RESTORED
    assert error.value.facts == {"lost": 4, "known": 5}
    assert office.a.unsent() == 1
    assert office.a.values("person", office.person, "phone") == ["0176 3"]

    office.a.engine.accept_restored_server()
    office.b.engine.accept_restored_server()
    until_quiet([office.a, office.b], office.server)
    assert office.b.values("person", office.person, "phone") == ["0176 3"]


def test_an_old_copy_of_a_store_never_pushes(office: Office) -> None:
    copied = office.directory / "copy"
    office.a.store.close()
    shutil.copytree(office.a.directory, copied)
    office.a.restart()
    office.a.edit("person", office.person, phone="0176 200")
    office.a.sync(office.server)

    store = Store.open(copied, office.a.key, store_id=office.a.store_id)
    engine = SyncEngine(store, now=office.a.now)
    with pytest.raises(KnownError) as error:
        engine.round(office.a.client(office.server), lambda *_: None, lambda: False)
    assert error.value.code is ErrorCode.DEVICE_NEW
    assert store.device != office.a.store.device
    store.close()
    assert office.server.store.counts().sets == 2


def _days_of_work(office: Office, days: int) -> None:
    for day in range(days):
        office.a.edit("person", office.person, phone=f"0176 {day}")
        until_quiet([office.a, office.b], office.server)
