"""News of laptop and session: a real bus with a session manager of the test's own on it."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtDBus import QDBusConnection
from pytestqt.qtbot import QtBot

from desktop.app.session_signals import Reason, session_watch
from desktop.app.session_signals.bus import BusWatch
from desktop.app.session_signals.windows import _LID, WindowsWatch, _PowerSetting
from tests.support.private_bus import LOGIND_PATH, PrivateBus, SessionManager

pytestmark = [
    pytest.mark.hardening("T11"),
    pytest.mark.skipif(sys.platform != "linux", reason="D-Bus"),
]
SAVERS = [
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
]
Heard = list[Reason]


@pytest.fixture
def bus() -> Iterator[PrivateBus]:
    made = PrivateBus()
    yield made
    made.close()


@pytest.fixture
def manager(bus: PrivateBus, qtbot: QtBot) -> SessionManager:
    return SessionManager(bus.connect("manager"))


@pytest.fixture
def watch(bus: PrivateBus, manager: SessionManager, qtbot: QtBot) -> Iterator[BusWatch]:
    made = BusWatch(bus.connect("system"), bus.connect("session"))
    made.start()
    qtbot.waitUntil(lambda: made.is_delaying and bool(made._own_path))
    yield made
    made.stop()


@pytest.fixture
def heard(watch: BusWatch) -> Heard:
    found: Heard = []
    watch.lock_wanted.connect(found.append)
    return found


def settle(qtbot: QtBot, manager: SessionManager, heard: Heard) -> Heard:
    """What was heard up to a signal that is certainly heard, without that one."""
    before = len(heard)
    manager.lock()
    qtbot.waitUntil(lambda: heard[before:][-1:] == [Reason.SESSION])
    return heard[:-1]


def test_the_laptop_waits_while_the_store_is_open_and_no_longer(
    watch: BusWatch, manager: SessionManager, qtbot: QtBot
) -> None:
    assert manager.inhibited[0][0::3] == ["sleep", "delay"]
    assert not manager.may_sleep
    watch.stop()
    qtbot.waitUntil(lambda: manager.may_sleep)


@pytest.mark.parametrize(
    ("say", "reason"),
    [
        (lambda manager: manager.fall_asleep(), Reason.SUSPEND),
        (lambda manager: manager.lock(), Reason.SESSION),
        (lambda manager: manager.move_lid(closed=True), Reason.LID),
        *((lambda manager, at=at: manager.say(*at, "ActiveChanged", True), Reason.SESSION)
          for at in SAVERS),
    ],
)  # fmt: skip
def test_each_of_them_wants_the_lock(
    heard: Heard, manager: SessionManager, qtbot: QtBot, say: Callable[[SessionManager], None],
    reason: Reason,
) -> None:  # fmt: skip
    say(manager)
    qtbot.waitUntil(lambda: heard == [reason])


def test_waking_up_an_open_lid_and_other_sessions_lock_nothing(
    heard: Heard, manager: SessionManager, qtbot: QtBot
) -> None:
    manager.fall_asleep(begins=False)
    manager.move_lid(closed=False)
    manager.lock(f"{LOGIND_PATH}/session/_32")
    for at in SAVERS:
        manager.say(*at, "ActiveChanged", False)
    assert settle(qtbot, manager, heard) == []


def test_a_lid_that_stays_closed_is_told_once(
    heard: Heard, manager: SessionManager, qtbot: QtBot
) -> None:
    manager.move_lid(closed=True)
    qtbot.waitUntil(lambda: heard == [Reason.LID])
    manager.move_lid(closed=True)
    assert settle(qtbot, manager, heard) == [Reason.LID]


def test_nothing_is_heard_after_the_end(
    watch: BusWatch, heard: Heard, manager: SessionManager, bus: PrivateBus, qtbot: QtBot
) -> None:
    watch.stop()
    after = BusWatch(bus.connect("after"), bus.connect("after too"))
    told: Heard = []
    after.lock_wanted.connect(told.append)
    after.start()
    qtbot.waitUntil(lambda: after.is_delaying)
    manager.fall_asleep()
    qtbot.waitUntil(lambda: told == [Reason.SUSPEND])
    after.stop()
    assert heard == []


def test_without_buses_it_stays_quiet(qtbot: QtBot) -> None:
    nowhere = QDBusConnection("nowhere")
    watch = BusWatch(nowhere, nowhere)
    watch.start()
    assert not watch.is_delaying
    watch.stop()


def test_this_system_has_a_watch(qtbot: QtBot) -> None:
    from PySide6.QtCore import QObject

    assert isinstance(session_watch(QObject()), BusWatch)


def test_messages_of_windows_are_understood(qtbot: QtBot) -> None:
    """The numbers are those of the Win32 reference; the handles cannot be had here."""
    watch = WindowsWatch()
    heard: Heard = []
    watch.lock_wanted.connect(heard.append)
    watch.hear(0x0218, 0x0012, 0)
    watch.hear(0x02B1, 0x8, 0)
    watch.hear(0x0010, 0x4, 0)
    assert heard == [], "waking up, unlocking and closing a window"
    watch.hear(0x0218, 0x0004, 0)
    watch.hear(0x02B1, 0x7, 0)
    assert heard == [Reason.SUSPEND, Reason.SESSION]
    heard.clear()
    lid = _PowerSetting(_LID, 4, 0)
    for is_open in (0, 1, 0, 0):
        lid.data = is_open
        watch.hear(0x0218, 0x8013, ctypes.addressof(lid))
    assert heard == [Reason.LID], "closed on a desk from the beginning, then opened and closed"
