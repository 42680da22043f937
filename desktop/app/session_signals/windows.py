"""Windows: messages about power, lid and session, read before Qt sees them.

Sources: WM_POWERBROADCAST, RegisterPowerSettingNotification (GUID_LIDSWITCH_STATE_CHANGE),
WM_WTSSESSION_CHANGE and WTSRegisterSessionNotification in the Win32 reference. The handles belong
to a hidden window of one's own, which lives from ``start`` to ``stop``.
"""

from __future__ import annotations

import ctypes
import logging
from ctypes import wintypes
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QEventLoop,
    QObject,
    Qt,
    QTimer,
)
from PySide6.QtGui import QWindow

from desktop.app.session_signals.watch import Reason, SessionWatch

_log = logging.getLogger(__name__)

_WM_POWERBROADCAST: Final = 0x0218
_PBT_APMSUSPEND: Final = 0x0004
_PBT_POWERSETTINGCHANGE: Final = 0x8013
_WM_WTSSESSION_CHANGE: Final = 0x02B1
_SESSION_ENDS: Final = (0x2, 0x4, 0x7)
"""WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOCK."""
_WAIT_MS: Final = 1_800
_NOTIFY_FOR_THIS_SESSION: Final = 0
_DEVICE_NOTIFY_WINDOW_HANDLE: Final = 0


class _Guid(ctypes.Structure):
    _fields_ = [
        ("first", ctypes.c_uint32),
        ("second", ctypes.c_uint16),
        ("third", ctypes.c_uint16),
        ("rest", ctypes.c_uint8 * 8),
    ]


class _PowerSetting(ctypes.Structure):
    """POWERBROADCAST_SETTING, of which the data begins with a DWORD here."""

    _fields_ = [("setting", _Guid), ("length", ctypes.c_uint32), ("data", ctypes.c_uint32)]


_LID: Final = _Guid(
    0xBA3E0F4D,
    0xB817,
    0x4094,
    (ctypes.c_uint8 * 8)(0xA2, 0xD1, 0xD5, 0x63, 0x79, 0xE6, 0xA0, 0xF3),
)


class _Messages(QAbstractNativeEventFilter):
    def __init__(self, watch: WindowsWatch) -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        if QByteArray(kind).data() == b"windows_generic_MSG":
            found = wintypes.MSG.from_address(int(message))
            self._watch.hear(found.message, found.wParam, found.lParam)
        return False, 0


class WindowsWatch(SessionWatch):
    """While the laptop falls asleep Windows waits about two seconds for those who listen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window: QWindow | None = None
        self._lid_handle: Any = None
        self._was_lid_open = False
        self._waiting: QEventLoop | None = None
        self._messages = _Messages(self)

    def hear(self, message: int, word: int, address: int) -> None:
        """One message of Windows with its two parameters.

        The first news of the lid comes right after registering and says how it stands: a laptop
        on a desk may work closed.
        """
        if message == _WM_POWERBROADCAST and word == _PBT_POWERSETTINGCHANGE and address:
            found = _PowerSetting.from_address(address)
            if bytes(found.setting) == bytes(_LID):
                was, self._was_lid_open = self._was_lid_open, found.data != 0
                if was and not self._was_lid_open:
                    self.lock_wanted.emit(Reason.LID)
        elif message == _WM_POWERBROADCAST and word == _PBT_APMSUSPEND:
            self.lock_wanted.emit(Reason.SUSPEND)
            self._wait()
        elif message == _WM_WTSSESSION_CHANGE and word in _SESSION_ENDS:
            self.lock_wanted.emit(Reason.SESSION)

    def _wait(self) -> None:
        """Windows sleeps as soon as its message is answered, at the latest after two seconds."""
        if self._window is not None:
            self._waiting = QEventLoop()
            QTimer.singleShot(_WAIT_MS, self._waiting.quit)
            self._waiting.exec()
            self._waiting = None

    def start(self) -> None:
        application = QCoreApplication.instance()
        assert application is not None
        self._window = QWindow()
        self._window.setFlag(Qt.WindowType.Tool)
        handle = wintypes.HWND(int(self._window.winId()))
        if not _library("wtsapi32").WTSRegisterSessionNotification(
            handle, wintypes.DWORD(_NOTIFY_FOR_THIS_SESSION)
        ):
            _log.warning("no news of the session")
        register = _library("user32").RegisterPowerSettingNotification
        register.restype = wintypes.HANDLE
        self._lid_handle = register(
            handle, ctypes.byref(_LID), wintypes.DWORD(_DEVICE_NOTIFY_WINDOW_HANDLE)
        )
        application.installNativeEventFilter(self._messages)

    def stop(self) -> None:
        application = QCoreApplication.instance()
        if self._window is None or application is None:
            return
        application.removeNativeEventFilter(self._messages)
        if self._lid_handle:
            unregister = _library("user32").UnregisterPowerSettingNotification
            unregister(wintypes.HANDLE(self._lid_handle))
            self._lid_handle = None
        handle = wintypes.HWND(int(self._window.winId()))
        _library("wtsapi32").WTSUnRegisterSessionNotification(handle)
        self._window.destroy()
        self._window = None
        if self._waiting is not None:
            self._waiting.quit()


def _library(name: str) -> Any:
    return ctypes.WinDLL(name)  # type: ignore[attr-defined,unused-ignore]
