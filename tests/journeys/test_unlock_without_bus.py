"""The password opens the store whatever became of the session bus and of any keyring (T13).

There is no keyring slot in the key file, and nothing asks for a keyring: so none can lock a worker
out.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.app.demo_agency import DemoAgency

pytestmark = pytest.mark.hardening("T13")
ROOT = Path(__file__).parents[2]
BUS = ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS", "XDG_RUNTIME_DIR")


@pytest.fixture
def profile(founded: DemoAgency, tmp_path: Path) -> Path:
    return shutil.copytree(founded.profile("A"), tmp_path / "profile")


@pytest.fixture
def broken_bus(tmp_path: Path) -> Iterator[str]:
    """A socket where a bus should be: it answers with rubbish and hangs up."""
    path = tmp_path / "bus"
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen()

    def answer() -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            with caller:
                caller.send(b"\x00rubbish\r\n" * 4)

    thread = threading.Thread(target=answer)
    thread.start()
    yield f"unix:path={path}"
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


def opened(profile: Path, **bus: str) -> list[str]:
    """What the program said, started with this bus and no other."""
    environment = {name: value for name, value in os.environ.items() if name not in BUS}
    environment |= {"QT_QPA_PLATFORM": "offscreen", **bus}
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.unlock_once", str(profile)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_there_is_no_slot_for_a_keyring(profile: Path) -> None:
    slots = json.loads((profile / "key.json").read_text())["slots"]
    assert sorted(slot["slot"] for slot in slots) == ["password", "recovery"]


def test_it_opens_without_any_bus(profile: Path) -> None:
    assert opened(profile) == ["open", "6"]


@pytest.mark.skipif(sys.platform == "win32", reason="the bus is of Unix")
def test_it_opens_with_a_bus_that_is_broken(profile: Path, broken_bus: str) -> None:
    bus = {"DBUS_SESSION_BUS_ADDRESS": broken_bus, "DBUS_SYSTEM_BUS_ADDRESS": broken_bus}
    assert opened(profile, **bus) == ["open", "6"]


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="the bus is of Unix")
def test_it_opens_with_a_bus_that_is_gone(profile: Path, tmp_path: Path) -> None:
    gone = f"unix:path={tmp_path}/gone"
    found = opened(profile, DBUS_SESSION_BUS_ADDRESS=gone, DBUS_SYSTEM_BUS_ADDRESS=gone)
    assert found == ["open", "6"]
