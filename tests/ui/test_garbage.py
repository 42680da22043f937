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
    try:
        window = dropped_cycle()
        thread = threading.Thread(target=allocate)
        thread.start()
        thread.join()
        assert window() is not None
        qtbot.waitUntil(lambda: window() is None, timeout=20_000)
    finally:
        garbage.stop()
    assert gc.isenabled()


def test_python_looks_again_only_when_the_last_one_stopped(qtbot: QtBot) -> None:
    one, other = Garbage(), Garbage()
    one.start()
    other.start()
    one.stop()
    one.stop()
    assert not gc.isenabled()
    other.stop()
    assert gc.isenabled()
