"""Linux: signals of logind, UPower and screen savers, and a short delay of suspend.

Interfaces: org.freedesktop.login1 (systemd, man org.freedesktop.login1), org.freedesktop.UPower,
org.freedesktop.ScreenSaver. Nothing here blocks; a bus or a service that is not there says
nothing, and the idle time alone must do.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusPendingCallWatcher,
    QDBusUnixFileDescriptor,
    QDBusVariant,
)

from desktop.app.session_signals.watch import Reason, SessionWatch

_log = logging.getLogger(__name__)

_LOGIND: Final = "org.freedesktop.login1"
_LOGIND_PATH: Final = "/org/freedesktop/login1"
_MANAGER: Final = "org.freedesktop.login1.Manager"
_SESSION: Final = "org.freedesktop.login1.Session"
_UPOWER: Final = "org.freedesktop.UPower"
_UPOWER_PATH: Final = "/org/freedesktop/UPower"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_SAVERS: Final = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)
_PATIENCE_MS: Final = 5_000


class BusWatch(SessionWatch):
    """Listens on the *system* and the *session* bus; the descriptor that delays suspend is held
    from ``start`` until ``stop`` or the end of the process.
    """

    def __init__(
        self, system: QDBusConnection, session: QDBusConnection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._system, self._session = system, session
        self._own_path = ""
        self._delay: int | None = None
        self._is_lid_closed = False
        self._calls: set[QDBusPendingCallWatcher] = set()

    @property
    def is_delaying(self) -> bool:
        """Whether the system waits for this program before it falls asleep."""
        return self._delay is not None

    def start(self) -> None:
        if self._system.isConnected():
            self._listen(QDBusConnection.connect)
            self._find_session()
            self._ask_for_delay()
        else:
            _log.info("no system bus")
        if self._session.isConnected():
            self._listen_to_savers(QDBusConnection.connect)

    def stop(self) -> None:
        if self._system.isConnected():
            self._listen(QDBusConnection.disconnect)
        if self._session.isConnected():
            self._listen_to_savers(QDBusConnection.disconnect)
        self._calls.clear()
        self._end_delay()

    def _listen(self, way: Callable[..., bool]) -> None:
        bus = self._system
        sleep, lock, lid = (SLOT(f"{name}(QDBusMessage)") for name in ("sleep", "lock", "lid"))
        way(bus, _LOGIND, _LOGIND_PATH, _MANAGER, "PrepareForSleep", self, sleep)
        way(bus, _LOGIND, "", _SESSION, "Lock", self, lock)
        way(bus, _UPOWER, _UPOWER_PATH, _PROPERTIES, "PropertiesChanged", self, lid)

    def _listen_to_savers(self, way: Callable[..., bool]) -> None:
        for interface, path in _SAVERS:
            slot = SLOT("saver(QDBusMessage)")
            way(self._session, "", path, interface, "ActiveChanged", self, slot)

    @Slot(QDBusMessage)
    def sleep(self, message: QDBusMessage) -> None:
        """PrepareForSleep(b): true before, false after."""
        if message.arguments()[:1] == [True]:
            self.lock_wanted.emit(Reason.SUSPEND)
        elif self._delay is None:
            self._ask_for_delay()

    @Slot(QDBusMessage)
    def lock(self, message: QDBusMessage) -> None:
        """Lock() of a session; of all as long as one's own is not known."""
        if self._own_path in ("", message.path()):
            self.lock_wanted.emit(Reason.SESSION)

    @Slot(QDBusMessage)
    def lid(self, _message: QDBusMessage) -> None:
        """PropertiesChanged of UPower, of which property is asked: few change in an hour."""
        message = QDBusMessage.createMethodCall(_UPOWER, _UPOWER_PATH, _PROPERTIES, "Get")
        message.setArguments([_UPOWER, "LidIsClosed"])
        self._call(message, self._on_lid)

    def _on_lid(self, answer: list[Any]) -> None:
        value = answer[0].variant() if answer and isinstance(answer[0], QDBusVariant) else None
        was, self._is_lid_closed = self._is_lid_closed, value is True
        if self._is_lid_closed and not was:
            self.lock_wanted.emit(Reason.LID)

    @Slot(QDBusMessage)
    def saver(self, message: QDBusMessage) -> None:
        """ActiveChanged(b)."""
        if message.arguments()[:1] == [True]:
            self.lock_wanted.emit(Reason.SESSION)

    def _find_session(self) -> None:
        own = os.environ.get("XDG_SESSION_ID", "") or "auto"
        self._call(_manager("GetSession", own), self._on_session)

    def _on_session(self, answer: list[Any]) -> None:
        if answer and isinstance(answer[0], QDBusObjectPath):
            self._own_path = answer[0].path()

    def _ask_for_delay(self) -> None:
        why = "The encrypted store is closed"
        self._call(_manager("Inhibit", "sleep", "Fallmappe", why, "delay"), self._on_delay)

    def _on_delay(self, answer: list[Any]) -> None:
        if answer and isinstance(answer[0], QDBusUnixFileDescriptor) and answer[0].isValid():
            self._end_delay()
            self._delay = os.dup(answer[0].fileDescriptor())
            os.set_inheritable(self._delay, False)

    def _end_delay(self) -> None:
        descriptor, self._delay = self._delay, None
        if descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def _call(self, message: QDBusMessage, then: Callable[[list[Any]], None]) -> None:
        watcher = QDBusPendingCallWatcher(self._system.asyncCall(message, _PATIENCE_MS), self)
        self._calls.add(watcher)

        def answered(done: QDBusPendingCallWatcher) -> None:
            if watcher in self._calls:
                self._calls.discard(watcher)
                then(done.reply().arguments() if not done.isError() else [])
            watcher.deleteLater()

        watcher.finished.connect(answered)


def _manager(name: str, *arguments: str) -> QDBusMessage:
    message = QDBusMessage.createMethodCall(_LOGIND, _LOGIND_PATH, _MANAGER, name)
    message.setArguments(list(arguments))
    return message


def buses_watch(parent: QObject) -> BusWatch:
    """Watch the buses of this computer and this session."""
    return BusWatch(QDBusConnection.systemBus(), QDBusConnection.sessionBus(), parent)
