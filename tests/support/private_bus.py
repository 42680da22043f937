"""A message bus of one's own with a session manager on it that says what the test wants."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusUnixFileDescriptor,
    QDBusVariant,
    QDBusVirtualObject,
)

LOGIND, UPOWER = "org.freedesktop.login1", "org.freedesktop.UPower"
LOGIND_PATH, UPOWER_PATH = "/org/freedesktop/login1", "/org/freedesktop/UPower"
OWN_SESSION = f"{LOGIND_PATH}/session/_31"
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""


class PrivateBus:
    """A real dbus-daemon; ends with ``close``. Its socket lies in a folder with a short name."""

    def __init__(self) -> None:
        program = shutil.which("dbus-daemon")
        assert program, "dbus-daemon is missing (installer/linux/system-packages.txt)"
        self._folder = tempfile.TemporaryDirectory(prefix="bus")
        path, config = (Path(self._folder.name, name) for name in ("bus", "bus.conf"))
        config.write_text(_CONFIG.format(path=path))
        self.address = f"unix:path={path}"
        self._names: list[str] = []
        self._daemon = subprocess.Popen(
            [program, f"--config-file={config}", "--nofork", "--print-address"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._daemon.stdout is not None
        assert self._daemon.stdout.readline(), "no bus"

    def connect(self, name: str) -> QDBusConnection:
        """A connection of its own; *name* tells those of one process apart."""
        name = f"{self.address}#{name}"
        self._names.append(name)
        made = QDBusConnection.connectToBus(self.address, name)
        assert made.isConnected(), made.lastError().message()
        return made

    def close(self) -> None:
        """End all connections and the daemon."""
        for name in self._names:
            QDBusConnection.disconnectFromBus(name)
        self._daemon.terminate()
        self._daemon.communicate()
        self._folder.cleanup()


class SessionManager(QDBusVirtualObject):
    """Answers as logind and UPower do, and sends their signals."""

    def __init__(self, bus: QDBusConnection) -> None:
        super().__init__()
        self._bus = bus
        self.inhibited: list[list[Any]] = []
        self._delays: list[int] = []
        self.is_lid_closed = False
        option = QDBusConnection.VirtualObjectRegisterOption.SubPath
        for name, path in ((LOGIND, LOGIND_PATH), (UPOWER, UPOWER_PATH)):
            assert bus.registerVirtualObject(path, self, option)
            assert bus.registerService(name)

    def introspect(self, path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:
        answer: Any = None
        if message.member() == "Inhibit":
            self.inhibited.append(message.arguments())
            answer = self._delay()
        elif message.member() == "GetSession":
            answer = QDBusObjectPath(OWN_SESSION)
        elif message.member() == "Get":
            answer = QDBusVariant(self.is_lid_closed)
        else:
            return False
        return connection.send(message.createReply(answer))

    def _delay(self) -> QDBusUnixFileDescriptor:
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        self._delays.append(reading)
        handed = QDBusUnixFileDescriptor(writing)
        os.close(writing)
        return handed

    @property
    def may_sleep(self) -> bool:
        """Whether nobody who asked for a delay holds on to it any more."""
        return bool(self._delays) and all(map(_is_let_go, self._delays))

    def fall_asleep(self, *, begins: bool = True) -> None:
        """PrepareForSleep."""
        self.say(LOGIND_PATH, f"{LOGIND}.Manager", "PrepareForSleep", begins)

    def lock(self, session: str = OWN_SESSION) -> None:
        """Lock of a session."""
        self.say(session, f"{LOGIND}.Session", "Lock")

    def move_lid(self, *, closed: bool) -> None:
        """PropertiesChanged of UPower."""
        self.is_lid_closed = closed
        values: list[Any] = [UPOWER, {"LidIsClosed": closed}, []]
        self.say(UPOWER_PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged", *values)

    def say(self, path: str, interface: str, name: str, *values: Any) -> None:
        """Send any signal."""
        signal = QDBusMessage.createSignal(path, interface, name)
        signal.setArguments(list(values))
        assert self._bus.send(signal)


def _is_let_go(reading: int) -> bool:
    try:
        return os.read(reading, 1) == b""
    except BlockingIOError:
        return False
