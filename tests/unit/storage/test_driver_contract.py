"""What the driver promises at every start (hardening T10)."""

from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.domain.errors import BugError
from desktop.storage import driver, files
from desktop.storage.driver import Connection
from tests.unit.storage.laptop import Laptop

pytestmark = pytest.mark.hardening("T10")

ROOT = Path(__file__).resolve().parents[3]
PLUGIN = """
import sys
from sqlite_utils import hookimpl

@hookimpl
def prepare_connection(conn):
    print("the plugin saw a connection", file=sys.stderr)
"""


@pytest.fixture
def connection(laptop: Laptop) -> Connection:
    made = driver.connect(files.store_path(laptop.directory), laptop.key)
    yield made
    made.close()


def test_sqlite_utils_speaks_the_encrypted_driver() -> None:
    assert importlib.import_module("sqlite_utils.utils").sqlite3.Error is driver.Error


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("cipher_status", 1), ("synchronous", 2), ("temp_store", 2), ("trusted_schema", 0),
        ("cell_size_check", 1), ("foreign_keys", 1), ("secure_delete", 1),
        ("wal_autocheckpoint", 0), ("busy_timeout", driver.BUSY_MS), ("page_size", 4096),
        ("journal_mode", "wal"),
    ],
)  # fmt: skip
def test_every_pragma_is_set(connection: Connection, pragma: str, value: int | str) -> None:
    found = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    assert str(found) == str(value)


def test_the_search_index_keeps_no_copy_of_its_words(connection: Connection) -> None:
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    assert {"search", "search_data"} <= names
    assert not {name for name in names if name.startswith("search_content")}


def test_attach_and_detach_are_denied(connection: Connection, tmp_path: Path) -> None:
    target = tmp_path / "plain.db"
    for sql in (f"ATTACH '{target}' AS plain KEY ''", "DETACH main"):
        with pytest.raises(driver.Error):
            connection.execute(sql)
    assert not target.exists()


def test_a_reader_cannot_write(laptop: Laptop) -> None:
    with pytest.raises(driver.Error):
        laptop.store.read().connection.execute("DELETE FROM op")


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_a_wrong_length_is_refused_before_anything_happens(
    tmp_path: Path, length: int
) -> None:
    path = tmp_path / "store.db"
    with pytest.raises(BugError):
        driver.connect(path, os.urandom(length))
    assert not path.exists()


def test_opening_never_creates_a_file(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="read-only"):
        driver.connect(tmp_path / "store.db", os.urandom(32))
    assert list(tmp_path.iterdir()) == []


def test_a_unit_of_work_that_fails_leaves_no_transaction_open(connection: Connection) -> None:
    with pytest.raises(BugError), driver.transaction(connection):
        connection.execute("INSERT INTO meta VALUES ('device', x'00')")
    assert not connection.in_transaction

    def fail_half_way() -> None:
        with driver.transaction(connection):
            connection.execute("INSERT INTO meta VALUES ('x', x'00')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert not connection.in_transaction
    assert connection.execute("SELECT 1 FROM meta WHERE name = 'x'").fetchone() is None


def test_plugins_never_see_the_rows(connection: Connection) -> None:
    calls: list[object] = []
    manager = importlib.import_module("sqlite_utils.plugins").pm

    class Curious:
        @importlib.import_module("sqlite_utils").hookimpl  # type: ignore[untyped-decorator]
        def prepare_connection(self, conn: object) -> None:
            calls.append(conn)

    plugin = Curious()
    manager.register(plugin)
    try:
        driver.database(connection)
    finally:
        manager.unregister(plugin)
    assert calls == []


def in_a_child(setup: str, directory: Path, *path: Path) -> tuple[int, str]:
    """Start a process that is set up in another way and saves something; (exit code, said)."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.storage.wrong_setups", setup, str(directory)],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT, *path)))},
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("setup", "said"),
    [
        ("other-driver-first", "sqlite-utils was imported before its driver"),
        ("plain-driver", "set_key"),
        ("no-cipher", "pragma cipher_status is not 1"),
        ("swapped", "all refused"),
    ],
)
def test_the_program_refuses_to_work_with_a_wrong_setup(
    tmp_path: Path, setup: str, said: str
) -> None:
    code, errors = in_a_child(setup, tmp_path / "anna")
    assert code != 0
    assert said in errors
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or not path.read_bytes().startswith(driver.PLAIN_HEADER)


def test_the_right_setup_works_in_such_a_child(tmp_path: Path) -> None:
    assert in_a_child("right", tmp_path / "anna") == (0, "")


def test_an_installed_plugin_never_sees_the_rows(tmp_path: Path) -> None:
    """The control: the same plugin does see a connection of sqlite-utils' own."""
    site = tmp_path / "site"
    (site / "curious-1.0.dist-info").mkdir(parents=True)
    (site / "curious.py").write_text(PLUGIN)
    entry = site / "curious-1.0.dist-info"
    (entry / "METADATA").write_text("Metadata-Version: 2.1\nName: curious\nVersion: 1.0\n")
    (entry / "entry_points.txt").write_text("[sqlite_utils]\ncurious = curious\n")
    assert in_a_child("right", tmp_path / "anna", site) == (0, "")
    _, errors = in_a_child("careless", tmp_path / "berta", site)
    assert "the plugin saw a connection" in errors


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("database or disk is full", "disk-full"),
        ("database is locked", "store-busy"),
        ("attempt to write a readonly database", "read-only"),
        ("unable to open database file", "read-only"),
        ("database disk image is malformed", "store-damaged"),
        ("file is not a database", "store-damaged"),
        ("disk I/O error", "disk-fault"),
    ],
)
def test_errors_are_told_apart_by_their_message(message: str, code: str) -> None:
    assert str(driver.known(driver.Error(message))) == code


def test_only_the_storage_package_imports_the_drivers() -> None:
    allowed = {"desktop/storage/driver.py"}
    found = set()
    for path in (ROOT / "desktop").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(name.split(".")[0] in {"sqlcipher3", "sqlite_utils"} for name in names):
                found.add(path.relative_to(ROOT).as_posix())
    assert found == allowed
