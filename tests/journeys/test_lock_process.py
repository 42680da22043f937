"""The deep lock (T11) with real processes: the one that held the key ends, the next holds nothing.

The memory of both is read. The same search finds key and rows in the old process first: it can
find what it looks for.
"""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app.demo_agency import PASSWORD
from desktop.app.running import Running
from desktop.app.times import LOCK_MINUTES
from desktop.crypto import keyfile
from tests.support.desk_windows import Office
from tests.support.private_bus import PrivateBus, SessionManager
from tests.support.real_program import Line, RealProgram, in_memory, matches_in_memory

pytestmark = [
    pytest.mark.hardening("T11"),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
NOTE = "/data/f2_page_agreed/f2_note"
ROWS = 20


class Secrets:
    """What must not be in the memory of a locked program: key, rows and what is half typed."""

    def __init__(self, profile: Path) -> None:
        self.mark = f"Zeile{secrets.token_hex(6)}"
        self.typed = f"Getippt{secrets.token_hex(6)}"
        running = Running.open(profile, PASSWORD)
        self.case = running.services.cases.list()[0].case
        for number in range(ROWS):
            text = f"{self.mark}{number:02d}."
            running.services.cases.add_note(self.case, "fact", "de", text)
        running.close()
        self.key = keyfile.unlock(profile, PASSWORD).key

    @property
    def key_forms(self) -> set[bytes]:
        """The key raw and as hexadecimal digits."""
        digits = self.key.hex()
        return {self.key, digits.encode(), digits.upper().encode(), digits.encode("utf-16-le")}

    def in_memory_of(self, line: Line) -> set[bytes]:
        """The key, the beginning of any row, the sentence, as they stand in a process."""
        beginnings = {
            form for text in (self.mark, self.typed) for form in (text.encode(), _wide(text))
        }
        return in_memory(line.pid, sorted(self.key_forms | beginnings))

    def rows_in_memory_of(self, line: Line) -> int:
        """How many of the rows stand there whole, in either of the two ways Python and Qt do."""
        found: set[bytes] = set()
        for beginning in (self.mark.encode(), _wide(self.mark)):
            gap = b"\0" if beginning.count(b"\0") else b""
            digit = rb"[0-9]" + gap
            rows = re.compile(re.escape(beginning) + digit + digit + rb"\." + gap)
            found |= {
                row.replace(b"\0", b"") for row in matches_in_memory(line.pid, rows, beginning)
            }
        return len(found)


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


@pytest.fixture
def hidden(office: Office) -> Secrets:
    return Secrets(office.profile("A"))


@pytest.fixture
def bus() -> Iterator[PrivateBus]:
    made = PrivateBus()
    yield made
    made.close()


@pytest.fixture
def manager(bus: PrivateBus) -> SessionManager:
    return SessionManager(bus.connect("manager"))


@pytest.fixture
def program(
    office: Office, hidden: Secrets, bus: PrivateBus, manager: SessionManager, qtbot: QtBot
) -> Iterator[RealProgram]:
    options = ["--profile", str(office.profile("A")), "--demo"]
    addresses = dict.fromkeys(("DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS"), bus.address)
    made = RealProgram(qtbot, options, **addresses)
    yield made
    made.close()
    reports = [path.read_text() for path in office.profile("A").glob("log/crash-*")]
    assert reports == []


def at_work(program: RealProgram, hidden: Secrets) -> Line:
    """Unlocked, twenty rows on the screen, a form open and a sentence half typed in it."""
    line = program.next_line()
    line.ask("unlock", password=PASSWORD)
    line.ask("open", case=hidden.case)
    line.ask("type", question=NOTE, text=hidden.typed)
    return line


@pytest.mark.parametrize(
    "way",
    [
        "suspend",
        pytest.param("idle", marks=pytest.mark.long),
        pytest.param("key", marks=pytest.mark.long),
    ],
)
def test_the_process_with_the_key_ends_and_the_next_one_knows_nothing(
    program: RealProgram, hidden: Secrets, manager: SessionManager, way: str, qtbot: QtBot
) -> None:
    old = at_work(program, hidden)
    before = hidden.in_memory_of(old)
    assert hidden.key in before, "the search finds the key"
    assert before & {hidden.mark.encode(), _wide(hidden.mark)}
    assert before & {hidden.typed.encode(), _wide(hidden.typed)}
    assert hidden.rows_in_memory_of(old) == ROWS, "and every row"
    if way == "idle":
        old.tell("idle", seconds=LOCK_MINUTES * 60)
    elif way == "suspend":
        old.ask("delaying")
        assert not manager.may_sleep, "the laptop waits for the lock"
        manager.fall_asleep()
    else:
        old.tell("key")

    new = program.next_line()
    qtbot.waitUntil(program.ended, timeout=12_000)
    assert program.code == 0
    assert new.pid != old.pid
    assert not old.is_running
    assert manager.may_sleep or way != "suspend"
    assert hidden.in_memory_of(new) == set()
    arguments = Path(f"/proc/{new.pid}/cmdline").read_bytes().decode().split("\0")
    assert arguments[1:-1] == program.arguments, "the same arguments"
    assert PASSWORD not in " ".join(arguments), "which hold no password"

    new.ask("unlock", password=PASSWORD)
    back = new.ask("look")
    assert (back["question"], back["value"]) == (NOTE, hidden.typed)
    assert back["case"] == hidden.case


@pytest.mark.long
def test_so_does_one_in_which_only_a_code_was_given(
    program: RealProgram, hidden: Secrets, office: Office, qtbot: QtBot
) -> None:
    code = keyfile.renew_recovery_code(office.profile("A"), hidden.key)
    old = program.next_line()
    old.ask("recover", code=code)
    assert hidden.key in hidden.in_memory_of(old), "the search finds the key"
    old.tell("idle", seconds=LOCK_MINUTES * 60)
    new = program.next_line()
    qtbot.waitUntil(program.ended, timeout=12_000)
    assert program.code == 0
    assert new.pid != old.pid
    assert not old.is_running
    assert hidden.in_memory_of(new) == set()
    new.ask("unlock", password=PASSWORD)
