"""What was typed is kept: after a kill, after closing the window, after locking."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.ui.pages.form_band import WORKER
from desktop.ui.pages.side_rows import SideRow
from tests.support.agency_server import ROOT
from tests.support.desk_windows import Desk, Office, press, tap
from tests.support.window_texts import texts

ARRIVAL = "/data/f2_page_arrival/"
AGREED = "/data/f2_page_agreed/"
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


class Patience:
    """Waits as qtbot does, in a process without tests."""

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int) -> None:
        deadline = time.monotonic() + timeout / 1000
        while not callback():
            assert time.monotonic() < deadline, "waited in vain"
            QTest.qWait(10)


def type_and_die(profile: Path) -> None:
    """Begin a visit, type until the page says that the draft is kept, then be killed."""
    application = QApplication([])
    desk = Desk(Patience(), profile)
    desk.unlock()
    desk.open_case("Mahmoud")
    type_something(desk)
    desk.wait(lambda: desk.form.keeper.is_saved)
    assert application is not None
    os.kill(os.getpid(), KILL)


def type_something(desk: Desk) -> None:
    """Two answers; the keyboard stays in the third question."""
    form = desk.begin_visit()
    press(form, Qt.Key.Key_Return, "1", Qt.Key.Key_Return, "r", Qt.Key.Key_Return)
    assert form.conversation.current == ARRIVAL + "f2_entry_by"
    press(form, "Mitbewohner öffnet")


def resume_from_today(desk: Desk) -> None:
    """Press the one draft that stands on *Heute*."""
    desk.wait_text("Entwürfe", desk.main.today)
    desk.wait_text("Hausbesuchsprotokoll · heute", desk.main.today)
    rows = [row for row in desk.main.today.findChildren(SideRow) if row.isVisible()]
    assert len(rows) == 1
    assert "Al-Khatib, Mahmoud" in texts(rows[0])
    tap(rows[0])
    desk.opened_form()


def is_where_it_was(desk: Desk) -> None:
    form = desk.form
    assert desk.answer(ARRIVAL + "f2_outcome") == "met"
    assert desk.answer(ARRIVAL + "f2_reason") == "round"
    assert desk.answer(ARRIVAL + "f2_entry_by") == "Mitbewohner öffnet"
    assert form.conversation.current == ARRIVAL + "f2_entry_by"
    assert form.conversation.client.language == "ar"
    entry = desk.question(ARRIVAL + "f2_entry_by").sides[WORKER].field
    assert entry.value() == "Mitbewohner öffnet"


def test_a_killed_program_finds_the_draft_exactly_where_it_was(office: Office) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.journeys.test_window_drafts", str(office.profile("A"))],
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert ended.returncode in (-KILL, KILL)
    assert (office.profile("A") / "running.lock").exists()
    desk = office.desk("A")
    desk.unlock()
    resume_from_today(desk)
    is_where_it_was(desk)
    assert desk.services.sync.status().unsent == 0, "a draft is nobody else's business"


def test_closing_the_window_on_an_open_form_keeps_the_last_letter(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    type_something(desk)
    desk.close()
    again = office.desk()
    again.unlock()
    resume_from_today(again)
    is_where_it_was(again)


def test_locking_on_an_open_form_keeps_the_last_letter(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    type_something(desk)
    desk.lock()
    desk.unlock()
    desk.opened_form()
    is_where_it_was(desk)
    press(desk.form, " gern")
    assert desk.answer(ARRIVAL + "f2_entry_by") == "Mitbewohner öffnet gern", "nothing is wiped"
    QTest.keyClick(desk.main, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: desk.main.forms.page is None)
    assert len(desk.services.today.view().drafts) == 1


if __name__ == "__main__":
    type_and_die(Path(sys.argv[1]))
