"""The lock: from the key to a closed store, and from idle time to a covered window.

The whole program with a visit being typed, a server that does not answer, 1,000 cases.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from bench.line import Line, line
from bench.store import CASES, fill
from desktop.app import demo_agency
from desktop.app.boot import Program
from desktop.app.demo_agency import PASSWORD
from desktop.app.options import Options
from desktop.app.running import wall_ms
from desktop.crypto import keyfile
from desktop.services.profile import OpenProfile
from desktop.storage.store import Store
from desktop.ui.pages.requests import VISIT_FORM, FormRequest

RUNS = 7
NOWHERE = "http://127.0.0.1:9"
_NOTE = "/data/f2_page_agreed/f2_note"


def run() -> list[Line]:
    """Medians and the worst of several starts; about half a minute."""
    with tempfile.TemporaryDirectory(prefix="fallmappe-bench-") as name:
        agency = demo_agency.found(Path(name), cases=6, progress=lambda _words: None)
        profile = agency.profile("A")
        unlocked = OpenProfile.unlock(profile, PASSWORD, now=wall_ms)
        fill(unlocked.store, CASES)
        unlocked.close()
        covers, locks = zip(*(_one(profile) for _ in range(RUNS)), strict=True)
        bare = statistics.median(_closing(profile) for _ in range(RUNS))
    return [
        line(
            "lock with an open visit: key to closed store",
            statistics.median(locks) * 1000,
            bare * 1000,
            unit="ms",
            limit_is="closing the same store alone",
            aim="<= 1000 ms",
            worst=round(max(locks) * 1000, 1),
        ),
        line(
            "cover: time noticed to everything hidden",
            statistics.median(covers) * 1000,
            100.0,
            unit="ms",
            limit_is="what people take for at once",
            aim="<= 100 ms",
            worst=round(max(covers) * 1000, 1),
        ),
    ]


def _one(profile: Path) -> tuple[float, float]:
    """Unlock, type, be covered, come back, lock: seconds of the cover and of the lock."""
    ended: list[float] = []
    program = Program(
        Options(profile=profile, server=NOWHERE), restart=lambda: ended.append(time.perf_counter())
    )
    window = program.show()
    field = window.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, PASSWORD)
    QTest.keyClick(field, Qt.Key.Key_Return)
    _until(lambda: program._main is not None and program._tasks.pending == 0)
    main, locking = program._main, program.locking
    assert main is not None
    assert locking is not None
    if main.forms.page is None:
        case = program._running.services.cases.list()[0].case if program._running else None
        main.forms.begin(FormRequest(VISIT_FORM, case))
        _until(lambda: main.forms.page is not None)
    page = main.forms.page
    assert page is not None
    page.navigator.go_to(_NOTE)
    QTest.keyClicks(main.focusWidget() or page, "Das Fenster schliesst nicht")
    started = time.perf_counter()
    locking.cover()
    covered = time.perf_counter() - started
    QApplication.processEvents()
    locking.covering.leave(restore=True)
    started = time.perf_counter()
    main.lock()
    _until(lambda: bool(ended))
    program._tasks.close()
    program.deleteLater()
    window.deleteLater()
    QApplication.processEvents()
    return covered, ended[0] - started


def _closing(profile: Path) -> float:
    unlocked = keyfile.unlock(profile, PASSWORD)
    store = Store.open(profile, unlocked.key, store_id=unlocked.store_id)
    store.read().setting("staff")
    started = time.perf_counter()
    store.close()
    taken = time.perf_counter() - started
    keyfile.update_min_sequence(profile, unlocked.key, store.sequence)
    return taken


def _until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not reached():
        if time.monotonic() > deadline:
            raise RuntimeError("waited in vain")
        QTest.qWait(1)
