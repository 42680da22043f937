"""Widgets in reference cycles are destroyed in the GUI thread, whatever other threads allocate."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.garbage import Garbage


def dropped_cycle() -> weakref.ref[QWidget]:
    window = QWidget()
    window.setProperty("self", None)
    window.me = window  # type: ignore[attr-defined]
    return weakref.ref(window)


def allocate() -> None:
    kept: list[list[object]] = []
    for _ in range(200_000):
        kept.append([kept])


def test_a_busy_thread_destroys_no_window_and_the_timer_does(qtbot: QtBot) -> None:
    garbage = Garbage()
    garbage.start()
    window = dropped_cycle()
    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert window() is not None
    assert not gc.isenabled()
    qtbot.waitUntil(lambda: window() is None, timeout=20_000)
