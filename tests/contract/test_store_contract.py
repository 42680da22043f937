"""What every server database promises; each implementation is listed in ``STORES``."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from protocol.problems import ProblemType
from server.store.base import NewSet, Outcome, Refused, RosterMovedError, Store, Stored
from server.store.sqlite import ForeignDatabaseError, SqliteStore

OpenStore = Callable[[], Store]

STORES: dict[str, Callable[[Path], Store]] = {
    "sqlite": lambda directory: SqliteStore(directory / "agency.db"),
}

CIRCLE, OTHER_CIRCLE = b"c" * 16, b"d" * 16
STREAM, OTHER_STREAM = b"s" * 16, b"t" * 16
QUOTA = 10_000_000


@pytest.fixture(params=sorted(STORES))
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    opened: list[Store] = []

    def open_it() -> Store:
        opened.append(STORES[request.param](tmp_path))
        return opened[-1]

    yield open_it
    for store in opened:
        store.close()


def chain(
    device: bytes, count: int, *, stream: bytes = STREAM, circle: bytes = CIRCLE, size: int = 100
) -> list[NewSet]:
    """Sets 1..count of one device in one stream, each naming the one before."""
    sets: list[NewSet] = []
    prev = b""
    for n in range(1, count + 1):
        name = hashlib.sha256(b"%b|%b|%d" % (device, stream, n)).digest()
        head = b"head %d" % n
        sets.append(NewSet(name, stream, circle, device, n, prev, head, b"\xaa" * size))
        prev = name
    return sets


def push(store: Store, *sets: NewSet, now_ms: int = 1_000, quota: int = QUOTA) -> list[Outcome]:
    return store.push(sets, roster_length=store.roster_length(), now_ms=now_ms, quota=quota)


def test_sets_get_gapless_numbers_per_stream(open_store: OpenStore) -> None:
    store = open_store()
    anna = chain(b"a" * 16, 2)
    bela = chain(b"b" * 16, 1)
    elsewhere = chain(b"a" * 16, 1, stream=OTHER_STREAM)
    assert push(store, anna[0], elsewhere[0], bela[0], anna[1]) == [
        Stored(1, 1_000, duplicate=False),
        Stored(1, 1_000, duplicate=False),
        Stored(2, 1_000, duplicate=False),
        Stored(3, 1_000, duplicate=False),
    ]
    page = store.changes(STREAM, after=0, max_bytes=10_000)
    assert [(row.seq, row.head) for row in page.rows] == [
        (1, b"head 1"),
        (2, b"head 1"),
        (3, b"head 2"),
    ]
    assert page.head_seq == 3


def test_the_same_set_again_is_the_same_set(open_store: OpenStore) -> None:
    store = open_store()
    sets = chain(b"a" * 16, 3)
    push(store, *sets, now_ms=1_000)
    again = push(store, *sets, now_ms=9_000)
    assert again == [Stored(n, 1_000, duplicate=True) for n in (1, 2, 3)]
    assert store.counts().sets == 3


def test_a_missing_number_is_a_gap_and_others_go_on(open_store: OpenStore) -> None:
    store = open_store()
    sets = chain(b"a" * 16, 3)
    other = chain(b"b" * 16, 1)
    outcomes = push(store, sets[0], sets[2], other[0])
    assert outcomes[1] == Refused(ProblemType.GAP, 1)
    assert outcomes[2] == Stored(2, 1_000, duplicate=False)
    assert push(store, sets[1], sets[2]) == [
        Stored(3, 1_000, duplicate=False),
        Stored(4, 1_000, duplicate=False),
    ]


def test_a_copied_laptop_forks_and_is_refused(open_store: OpenStore) -> None:
    store = open_store()
    first, second = chain(b"a" * 16, 2)
    push(store, first, second)
    same_number = NewSet(b"x" * 32, STREAM, CIRCLE, b"a" * 16, 2, first.id, b"h", b"b")
    wrong_prev = NewSet(b"y" * 32, STREAM, CIRCLE, b"a" * 16, 3, b"z" * 32, b"h", b"b")
    assert push(store, same_number, wrong_prev) == [
        Refused(ProblemType.DEVICE_FORK, 2),
        Refused(ProblemType.DEVICE_FORK, 2),
    ]
    assert store.counts().sets == 2


def test_a_purged_body_is_gone_and_its_number_stays(open_store: OpenStore, tmp_path: Path) -> None:
    store = open_store()
    marked = [replace(one, body=b"ERASED-BODY" * 40) for one in chain(b"a" * 16, 2)]
    push(store, *marked, *chain(b"b" * 16, 1))
    before = store.counts()
    assert any(b"ERASED-BODY" in file.read_bytes() for file in tmp_path.iterdir())
    assert store.purge(STREAM, b"a" * 16, (1, 2, 9)) == 2
    assert store.purge(STREAM, b"a" * 16, (1,)) == 1
    page = store.changes(STREAM, after=0, max_bytes=10_000)
    assert [(row.seq, row.head, len(row.body)) for row in page.rows] == [
        (1, b"head 1", 0),
        (2, b"head 2", 0),
        (3, b"head 1", 100),
    ]
    after = store.counts()
    assert (after.sets, before.bytes - after.bytes) == (before.sets, 2 * 440)
    assert push(store, marked[0]) == [Stored(1, 1_000, duplicate=True)]
    assert store.changes(STREAM, after=0, max_bytes=10_000).rows[0].body == b""
    assert not any(b"ERASED-BODY" in file.read_bytes() for file in tmp_path.iterdir())


def test_a_stream_stays_in_its_circle(open_store: OpenStore) -> None:
    store = open_store()
    push(store, *chain(b"a" * 16, 1))
    stranger = chain(b"b" * 16, 1, circle=OTHER_CIRCLE)
    assert push(store, *stranger) == [Refused(ProblemType.NOT_A_MEMBER, 0)]
    assert store.circle_of(STREAM) == CIRCLE
    assert store.circle_of(OTHER_STREAM) is None


def test_the_quota_refuses_new_bytes_but_knows_old_ones(open_store: OpenStore) -> None:
    store = open_store()
    sets = chain(b"a" * 16, 3, size=500)
    outcomes = push(store, *sets, quota=1_100)
    assert isinstance(outcomes[1], Stored)
    assert outcomes[2] == Refused(ProblemType.QUOTA, 2)
    assert isinstance(push(store, sets[0], quota=0)[0], Stored)


def test_changes_come_in_pages_of_at_least_one(open_store: OpenStore) -> None:
    store = open_store()
    push(store, *chain(b"a" * 16, 5, size=1_000))
    page = store.changes(STREAM, after=1, max_bytes=2_500)
    assert [row.seq for row in page.rows] == [2, 3]
    assert [row.seq for row in store.changes(STREAM, after=3, max_bytes=1).rows] == [4]
    assert store.changes(STREAM, after=5, max_bytes=1_000).rows == ()
    assert store.changes(OTHER_STREAM, after=0, max_bytes=1_000).head_seq == 0


def test_heads_show_what_changed_since(open_store: OpenStore) -> None:
    store = open_store()
    push(store, *chain(b"a" * 16, 2))
    first = store.heads([CIRCLE], since=0)
    assert first.streams == {STREAM: 2}
    push(store, *chain(b"a" * 16, 1, stream=OTHER_STREAM))
    assert store.heads([CIRCLE], since=first.feed).streams == {OTHER_STREAM: 1}
    assert store.heads([OTHER_CIRCLE], since=0).streams == {}


def test_heads_say_where_the_asking_device_stands(open_store: OpenStore) -> None:
    store = open_store()
    mine, other = chain(b"a" * 16, 2), chain(b"b" * 16, 3)
    push(store, *mine, *other)
    push(store, *chain(b"b" * 16, 1, stream=OTHER_STREAM))
    page = store.heads([CIRCLE], since=0, device=b"a" * 16)
    assert page.own == {STREAM: (2, mine[-1].id)}
    assert store.heads([CIRCLE], since=0).own == {}


def test_a_new_member_and_a_restored_server_show_everything(open_store: OpenStore) -> None:
    store = open_store()
    push(store, *chain(b"a" * 16, 1))
    cursor = store.heads([CIRCLE], since=0).feed
    assert store.heads([CIRCLE], since=cursor).streams == {}
    assert store.heads([CIRCLE], since=cursor + 100).streams == {STREAM: 1}
    store.append_roster([b"someone joins"], at=0)
    assert store.heads([CIRCLE], since=cursor).streams == {STREAM: 1}


def test_the_roster_grows_only_from_its_end(open_store: OpenStore) -> None:
    store = open_store()
    assert store.append_roster([b"one", b"two"], at=0) == 2
    with pytest.raises(RosterMovedError):
        store.append_roster([b"also two"], at=1)
    with pytest.raises(RosterMovedError):
        store.push(chain(b"a" * 16, 1), roster_length=1, now_ms=1, quota=QUOTA)
    assert store.roster() == [b"one", b"two"]
    assert store.roster(after=1) == [b"two"]
    assert store.counts().sets == 0


def test_four_writers_leave_no_hole(open_store: OpenStore) -> None:
    store = open_store()
    start = threading.Barrier(4)

    def work(name: int) -> list[Outcome]:
        start.wait()
        sets = chain(bytes([name]) * 16, 50)
        return [outcome for new in sets for outcome in push(store, new)]

    with ThreadPoolExecutor(4) as pool:
        outcomes = [o for result in pool.map(work, range(1, 5)) for o in result]
    numbers = sorted(o.seq for o in outcomes if isinstance(o, Stored))
    assert numbers == list(range(1, 201))
    assert [r.seq for r in store.changes(STREAM, after=0, max_bytes=QUOTA).rows] == numbers


def test_what_was_stored_is_there_after_opening_again(open_store: OpenStore) -> None:
    store = open_store()
    sets = chain(b"a" * 16, 2)
    push(store, *sets)
    store.append_roster([b"one"], at=0)
    store.close()
    again = open_store()
    assert again.counts().sets == 2
    assert again.roster() == [b"one"]
    assert isinstance(push(again, sets[1])[0], Stored)


def test_a_foreign_or_newer_database_is_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_bytes(b"this is no database at all, but long enough to look like one" * 20)
    foreign, newer = tmp_path / "foreign.db", tmp_path / "newer.db"
    for path, statement in ((foreign, "CREATE TABLE x (y)"), (newer, "PRAGMA user_version = 99")):
        db = sqlite3.connect(path)
        db.execute(statement)
        db.close()
    for path in (text, foreign, newer):
        before = path.read_bytes()
        with pytest.raises(ForeignDatabaseError):
            SqliteStore(path)
        assert path.read_bytes() == before


def test_the_database_is_for_its_owner_and_synchronous_full(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "agency.db")
    try:
        if os.name == "posix":
            assert (tmp_path / "agency.db").stat().st_mode & 0o077 == 0
        assert store.pragmas() == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    finally:
        store.close()
