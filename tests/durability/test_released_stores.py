"""Stores of every released schema open with this program and show what they showed then
(hardening T17, T43)."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from desktop.crypto import keyfile
from desktop.domain.changes import RecordEdit
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import new_record_id
from desktop.i18n.context import LocaleContext
from desktop.storage import driver, files, migrations
from desktop.storage.backup import verify
from desktop.storage.codec import pack, unpack
from desktop.storage.driver import Connection
from desktop.storage.store import Store
from desktop.ui.error_texts import describe
from tests.fixtures.stores import freeze
from tests.fixtures.stores.content import cells, content, found_by, plain, tables
from tests.unit.storage.laptop import Laptop
from tests.unit.storage.test_later_versions import foreign, make_older, mark_pending

pytestmark = [pytest.mark.hardening("T17"), pytest.mark.hardening("T43")]

RELEASED = sorted(path.name for path in freeze.HERE.iterdir() if (path / "store.db").exists())
DIGESTS = {
    "v1": (
        "1205668d1118f6c6f840a7babf1794f8ef1a590f887081dbe08a71d1307ed93d",
        "b17a5703c1f0e2c2e2f1ea65a1bdef5bc693d73593934debdd19ceb7897a680b",
        "414762b555517787ca8a7c1d56fe755d8c8c173df6de580c24cfe8c18d3a5c57",
    )
}
FOLLOWS = {"unindexed", "document", "search"}
"""Tables that the search brings up to date by itself."""


@dataclass
class Released:
    """A copy of a frozen store, and what the program of its time said about it."""

    directory: Path
    expected: dict[str, Any]

    @property
    def key(self) -> bytes:
        return bytes.fromhex(self.expected["key"])

    @property
    def path(self) -> Path:
        return files.store_path(self.directory)

    def open(self) -> Store:
        """As the program opens it."""
        content = self.expected["content"]
        return Store.open(
            self.directory, self.key, store_id=self.expected["store_id"],
            min_sequence=content["sequence"],
        )  # fmt: skip

    def raw(self) -> Connection:
        return driver.connect(self.path, self.key)

    def is_behind(self) -> bool:
        """Whether this program has something to bring up to date in it."""
        connection = self.raw()
        try:
            return migrations.needs_update(connection)
        finally:
            connection.close()

    def rows(self) -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
        """All tables as they stand in the file."""
        connection = self.raw()
        try:
            return tables(connection)
        finally:
            connection.close()

    @classmethod
    def at(cls, directory: Path) -> Released:
        """A copy that lies there already."""
        return cls(directory, json.loads((directory / "content.json").read_text("utf-8")))


def copy_of(name: str, directory: Path) -> Released:
    directory.mkdir()
    for file in (files.STORE_NAME, keyfile.KEY_FILE, "content.json"):
        shutil.copyfile(freeze.HERE / name / file, directory / file)
    return Released.at(directory)


@pytest.fixture(params=RELEASED)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Released:
    return copy_of(request.param, tmp_path / "laptop")


def same_as_then(released: Released, store: Store) -> None:
    """Everything that was shown then is shown now; later programs may add fields."""
    then, now = released.expected["content"], content(store)
    for part in ("records", "history"):
        assert now[part].keys() == then[part].keys()
    assert _cut(now, then) == then
    for word, hits in released.expected["found"].items():
        assert set(hits) <= set(found_by(store, [word])[word])


def _cut(now: Any, then: Any) -> Any:
    """*now* without what *then* did not know."""
    if isinstance(now, dict) and isinstance(then, dict):
        return {name: _cut(value, then[name]) for name, value in now.items() if name in then}
    return now


def test_every_released_schema_is_here_and_never_changes() -> None:
    found = {
        name: tuple(
            hashlib.sha256((freeze.HERE / name / file).read_bytes()).hexdigest()
            for file in (files.STORE_NAME, keyfile.KEY_FILE, "content.json")
        )
        for name in RELEASED
    }
    assert found == DIGESTS
    assert {f"v{number}" for number in range(1, migrations.VERSION)} <= found.keys()


def test_the_key_file_of_that_time_opens(released: Released) -> None:
    expected = keyfile.Unlocked(
        released.key, released.expected["store_id"], released.expected["content"]["sequence"]
    )
    password, code = released.expected["password"], released.expected["recovery_code"]
    found = keyfile.unlock(released.directory, password, allow_weak=True)
    assert found == expected
    assert keyfile.unlock_with_recovery(released.directory, code, allow_weak=True) == expected


def test_every_cell_is_read_as_it_was_written(released: Released) -> None:
    connection = released.raw()
    found = cells(connection)
    connection.close()
    assert found == released.expected["cells"]


def test_after_the_update_everything_is_as_it_was(released: Released) -> None:
    before = released.rows()
    store = released.open()
    same_as_then(released, store)
    store.close()
    after = released.rows()
    for table, (columns, rows) in before.items():
        if table in FOLLOWS:
            continue
        names, found = after[table]
        at = [names.index(column) for column in columns]
        now = sorted((tuple(row[n] for n in at) for row in found), key=repr)
        if table in ("meta", "_sqlite_migrations"):
            assert _settled(rows) <= _settled(now)
        else:
            assert now == rows, table
    verify(released.path, released.key)
    assert _version(released) == migrations.VERSION


def test_the_search_has_no_second_copy_of_its_words_after_the_update(released: Released) -> None:
    """It still knows all of them."""
    store = released.open()
    for word, hits in released.expected["found"].items():
        assert set(hits) <= set(found_by(store, [word])[word])
    store.close()
    connection = released.raw()
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    waiting = connection.execute("SELECT count(*) FROM unindexed").fetchone()[0]
    connection.execute("INSERT INTO search(search) VALUES ('integrity-check')")
    connection.close()
    assert not {name for name in names if name.startswith(("search_content", "search_before"))}
    assert waiting == 0


def test_the_update_is_done_once_and_a_copy_from_before_it_is_kept(released: Released) -> None:
    before, is_behind = plain(released.rows()), released.is_behind()
    released.open().close()
    copies = list(released.directory.glob("store.db.before-*"))
    released.open().close()
    assert list(released.directory.glob("store.db.before-*")) == copies
    assert len(copies) == is_behind
    for copy in copies:
        verify(copy, released.key)
        connection = driver.connect(copy, released.key)
        assert plain(tables(connection)) == before
        connection.close()


def test_work_goes_on_after_the_update(released: Released) -> None:
    store = released.open()
    record = store.read().find("case")[0]
    view = store.read().edit_view("case", record.id)
    assert view is not None
    edit = RecordEdit(
        record.stream, "case", record.id, {"next_step": "Neuer Anlauf"},
        {"next_step": view.bases.get("next_step", ())},
    )  # fmt: skip
    sequence = store.sequence
    store.write(lambda writer: writer.save([edit])).result()
    store.close()
    store = released.open()
    assert store.read().get("case", record.id).next_step == "Neuer Anlauf"
    assert store.sequence == sequence + 1
    store.close()


class Failing:
    """The disk fails at the *n*-th statement that changes something, and ever after."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = 10**9
        self.seen = 0
        failing = self

        class Faulty(dbapi2.Connection):  # type: ignore[misc]
            def execute(self, sql: str, *values: Any) -> Any:
                failing.meet(sql)
                return super().execute(sql, *values)

            def executemany(self, sql: str, *values: Any) -> Any:
                failing.meet(sql)
                return super().executemany(sql, *values)

        connect = dbapi2.connect
        monkeypatch.setattr(
            dbapi2, "connect", lambda *a, **more: connect(*a, **more, factory=Faulty)
        )

    def at(self, n: int) -> None:
        """Fail at statement number *n* from now on, the first being 0."""
        self.left, self.seen = n, 0

    def meet(self, sql: str) -> None:
        if sql.split(None, 1)[0] in ("BEGIN", "CREATE", "ALTER", "INSERT", "UPDATE", "COMMIT"):
            self.seen += 1
            if self.seen > self.left:
                raise driver.Error("disk I/O error")


@pytest.mark.parametrize("name", RELEASED)
def test_an_update_that_fails_anywhere_leaves_the_old_store_and_can_be_done_again(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = Failing(monkeypatch)
    whole = copy_of(name, tmp_path / "whole")
    is_behind = whole.is_behind()
    failing.at(10**9)
    whole.open().close()
    statements = failing.seen
    assert statements > 5 * is_behind
    for n in range(statements if is_behind else 0):
        failing.at(10**9)
        released = copy_of(name, tmp_path / f"laptop-{n}")
        before = plain(released.rows())
        failing.at(n)
        with pytest.raises((KnownError, BugError)):
            released.open()
        failing.at(10**9)
        (copy,) = released.directory.glob("store.db.before-*")
        verify(copy, released.key)
        if _version(released) < migrations.VERSION:
            assert plain(released.rows()) == before
        store = released.open()
        same_as_then(released, store)
        store.close()


def test_what_waited_for_the_update_is_merged_even_if_the_update_was_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing, statements, n = Failing(monkeypatch), 1, 0
    while n < statements:
        failing.at(10**9)
        laptop, room = Laptop(tmp_path / f"laptop-{n}"), new_record_id()
        first = foreign(1, "unit", room, {"name": "12", "beds": 2})
        laptop.receive([first])
        laptop.store.close()
        make_older(laptop, without_kind="unit")
        mark_pending(laptop, ("unit", ""))
        failing.at(n)
        with contextlib.suppress(KnownError, BugError):
            laptop.reopen()
        statements = max(statements, failing.seen + 1) if failing.seen > n else statements
        failing.at(10**9)
        laptop.reopen()
        assert laptop.get("unit", room).beds == 2, n
        laptop.store.close()
        n += 1
    assert n > 5


@pytest.mark.parametrize("how", ["a step more", "a kind more", "a field more"])
def test_a_store_of_a_later_program_is_refused_with_its_sentence(tmp_path: Path, how: str) -> None:
    released = copy_of(RELEASED[-1], tmp_path / "laptop")
    released.open().close()
    connection = released.raw()
    if how == "a step more":
        connection.execute(f"PRAGMA user_version={migrations.VERSION + 1}")
    else:
        row = connection.execute("SELECT value FROM meta WHERE name = 'declared'").fetchone()
        declared = unpack(row[0])
        if how == "a kind more":
            declared["balloon"] = {}
        else:
            declared["person"]["shoe_size"] = ["integer", "register", None, False]
        connection.execute("UPDATE meta SET value = ? WHERE name = 'declared'", (pack(declared),))
    connection.close()
    before = released.path.read_bytes()
    with pytest.raises(KnownError) as caught:
        released.open()
    assert caught.value.code is ErrorCode.STORE_NEWER
    for language, word in (("de", "neueren"), ("en", "newer")):
        sentence, step = describe(caught.value, LocaleContext(language))
        assert word in sentence
        assert step
    assert released.path.read_bytes() == before


def _version(released: Released) -> int:
    connection = released.raw()
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return found


def _settled(rows: list[tuple[Any, ...]]) -> set[str]:
    """Rows that an update does not rewrite."""
    return {repr(row) for row in rows if row[0] != "declared"}
