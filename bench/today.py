"""Unlock to a painted *Heute* without key derivation, with 1,000 cases, in the real window."""

from __future__ import annotations

import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from bench.line import Line, line
from bench.store import CASES, DAY, fill
from desktop.domain.ids import DeviceId, RecordId
from desktop.i18n.context import LocaleContext
from desktop.services.people import StaffDirectory
from desktop.services.services import compose
from desktop.services.sync_service import no_person
from desktop.services.views import Me
from desktop.storage.store import Store
from desktop.ui.main_window import MainWindow
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme

RUNS = 9
_MORNING = DAY + 3600_000


def run() -> list[Line]:
    """Median of several openings in one process, imports done, as after a second unlock."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme = Theme(application)
    with tempfile.TemporaryDirectory() as folder:
        place, key = Path(folder) / "store", secrets.token_bytes(32)
        store = Store.create(
            place, key, store_id="0" * 32, device=DeviceId("0" * 32), now=lambda: _MORNING
        )
        fill(store, CASES)
        store.close()
        opened = [_open(place, key, theme) for _ in range(RUNS + 1)][1:]
        raw = [_empty_window() for _ in range(RUNS)]
    figure, limit = statistics.median(opened), statistics.median(raw)
    return [
        line(
            "unlock to Heute, 1,000 cases, without key derivation",
            figure * 1000,
            limit * 1000,
            unit="ms",
            limit_is="an empty QMainWindow shown and painted in the same process",
            aim="<= 150 ms",
        )
    ]


def _open(place: Path, key: bytes, theme: Theme) -> float:
    started = time.perf_counter()
    store = Store.open(place, key, store_id="0" * 32, now=lambda: _MORNING)
    me = Me(RecordId("0" * 32), "", "")
    services = compose(store, me, StaffDirectory(no_person), "00" * 16, lambda: _MORNING)
    tasks = Tasks()
    window = MainWindow(
        services=services, tasks=tasks, theme=theme, tr=LocaleContext("de"), now=lambda: _MORNING
    )
    window.show()
    _until(lambda: bool(window.today._stops))
    _until_painted(window)
    taken = time.perf_counter() - started
    window.shut()
    tasks.close()
    window.deleteLater()
    store.close()
    return taken


def _empty_window() -> float:
    from PySide6.QtWidgets import QMainWindow

    started = time.perf_counter()
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    _until_painted(window)
    taken = time.perf_counter() - started
    window.deleteLater()
    return taken


class _PaintWatch(QObject):
    """Ends *loop* when the window has been painted with all its children."""

    def __init__(self, window: QWidget, loop: QEventLoop) -> None:
        super().__init__()
        self._loop = loop
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self._loop.quit)
        return False


def _until_painted(window: QWidget) -> None:
    """Let the event loop lay out and paint the whole window once."""
    loop = QEventLoop()
    watch = _PaintWatch(window, loop)
    window.update()
    loop.exec()
    window.removeEventFilter(watch)


def _until(reached: Callable[[], bool]) -> None:
    loop = QEventLoop()
    timer = QTimer(interval=1)

    def look() -> None:
        if reached():
            loop.quit()

    timer.timeout.connect(look)
    timer.start()
    loop.exec()
