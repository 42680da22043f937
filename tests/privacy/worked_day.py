"""A worker's whole day in a process of its own; words to look for come from standard input.

Arguments: profile, folder for an export, and how the process ends (``kill``: it waits for that,
``crash``: a bad access to memory, ``close``: as a person ends it). With ``again`` before it only
a little is done on what the first day left. A line of standard output says that it is done, and
the id of the process.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QElapsedTimer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPlainTextEdit

from desktop.app import crash, logs, process_guard
from desktop.app.demo_agency import PASSWORD
from desktop.app.options import default_state
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.forms.session import FormSession
from desktop.services.documents import Kind
from desktop.services.form_reading import questions
from desktop.ui.dialogs.export_dialog import ExportDialog
from desktop.ui.dialogs.note_dialog import NoteDialog
from desktop.ui.dialogs.print_dialog import PrintDialog
from desktop.ui.pages.requests import INTAKE_FORM, VISIT_FORM, FormRequest
from desktop.ui.widgets.picture_cleaning import QtPictureCleaner
from tests.support.desk_windows import Desk, press
from tests.support.plausible import fill

CTRL = Qt.KeyboardModifier.ControlModifier
CHANNELS = (
    "person", "phone", "note", "begun", "search", "intake", "visit", "title", "exif", "client",
    "folder", "log", "fault",
)  # fmt: skip
"""What gets a word of its own, so that a word found says how it got out."""
_TEXTS = ("text",)
_SURE = {"f2_minutes": "45"}
"""What would otherwise follow from the time of day at which the test is run."""
_TOLD = "/data/f2_page_arrival/f2_entry_by"


class Patience:
    """Waits as qtbot does, without its checks at the end."""

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int) -> None:
        watch = QElapsedTimer()
        watch.start()
        while not callback():
            if watch.elapsed() > timeout:
                raise TimeoutError(callback)
            QTest.qWait(10)


class OwnDesk(Desk):
    """As the program is started by a person: it also notes where the profile lies."""

    def start(self) -> None:
        self._options = self._options._replace(state=default_state())
        super().start()


class Day:
    """Enters the words of *words* wherever a worker can enter any."""

    def __init__(self, desk: Desk, words: dict[str, str], outside: Path) -> None:
        self.desk, self.words, self.outside = desk, words, outside

    def whole(self) -> None:
        """Everything, and at last a form and a note left half-written."""
        desk, words = self.desk, self.words
        desk.unlock()
        desk.open_case("Mahmoud")
        desk.edit_field("E-Mail", words["person"])
        desk.edit_field("Hinweis zum Telefon", words["phone"])
        self.note(words["note"], is_saved=True)
        self.document()
        self.visit()
        self.seek_and_copy()
        self.export()
        self.faults()
        self.intake()
        desk.activate()
        desk.lock()
        desk.unlock()
        self.begin()

    def begin(self) -> None:
        """Leave something half-written and something in the clipboard."""
        self.desk.main.go("cases")
        self.seek_and_copy()
        press(self.desk.main.search, Qt.Key.Key_Return)
        self.desk.wait_text("Al-Khatib, Mahmoud", self.desk.main.case)
        self.note(self.words["begun"], is_saved=False)

    def note(self, text: str, *, is_saved: bool) -> None:
        main = self.desk.main
        main.case.write_note()
        dialog = main.case.findChildren(NoteDialog)[-1]
        line = dialog.findChild(QPlainTextEdit)
        assert isinstance(line, QPlainTextEdit)
        line.setFocus()
        line.setPlainText(text)
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_C, CTRL)
        assert QApplication.clipboard().text() == text
        if is_saved:
            dialog.primary.click()
            self.idle()

    def document(self) -> None:
        """A photo with the word in its metadata, titled."""
        services = self.desk.services
        picture = QImage(640, 480, QImage.Format.Format_RGB32)
        picture.fill(QColor("#7a8"))
        picture.setText("Comment", self.words["exif"])
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG")  # type: ignore[call-overload]
        brought = services.attachments.look(bytes(data.data()))
        attached = services.attachments.take(brought, QtPictureCleaner())
        services.attachments.add(self.case, attached, self.words["title"])

    @property
    def case(self) -> RecordId:
        case = self.desk.main.case.case
        assert case is not None
        return case

    def visit(self) -> None:
        """All fields of a visit, some by the client; print it on the screen; finish it."""
        desk = self.desk
        desk.main.forms.begin(FormRequest(VISIT_FORM, self.case, None, "ti"))
        form = desk.opened_form()
        self.answer(form.conversation.session, self.words["visit"])
        desk.hand_over()
        window = desk.client_window
        window.conversation.move_to(_TOLD)
        press(window, self.words["client"])
        assert desk.program._client_view is not None
        desk.program._client_view.drop()
        desk.main.show()
        desk.activate()
        form.paper.print_form()
        dialog = form.findChildren(PrintDialog)[-1]
        dialog.choose(Kind.COPY)
        desk.wait(lambda: dialog.paper is not None)
        dialog.grab()
        dialog.password.line.setText(PASSWORD)
        dialog._on_save()
        self.look_elsewhere(dialog.findChildren(QFileDialog)[-1])
        dialog.close()
        form.finish()
        desk.wait(lambda: desk.main.forms.page is None)
        self.idle()

    def intake(self) -> None:
        """All fields of an intake, left as a draft."""
        self.desk.main.forms.begin(FormRequest(INTAKE_FORM, None, None, "ar"))
        self.desk.wait(lambda: self.desk.main.forms.page is not None)
        self.answer(self.desk.form.conversation.session, self.words["intake"])
        first = next(iter(questions(self.desk.form.conversation.session.body())))
        self.desk.form.conversation.move_to(first)
        self.desk.form.leave()
        self.desk.wait(lambda: self.desk.main.forms.page is None)

    @staticmethod
    def answer(session: FormSession, word: str) -> None:
        """Plausible answers, and the word wherever words may stand."""
        fill(session, _SURE)
        before = {each.ref for each in session.violations(final=True)}
        for ref in list(questions(session.body())):
            state = session.state(ref)
            if state.type in _TEXTS and state.relevant and not state.readonly:
                session.answer(ref, word)
                if {each.ref for each in session.violations(final=True)} - before:
                    session.answer(ref, state.value)

    def seek_and_copy(self) -> None:
        desk = self.desk
        desk.activate()
        desk.search(self.words["person"])
        desk.main.search.selectAll()
        QTest.keyClick(desk.main.search, Qt.Key.Key_C, CTRL)
        desk.search(self.words["search"])
        desk.search(self.words["person"])

    def export(self) -> None:
        """Begun and called off, and a look into a folder with a telling name."""
        desk = self.desk
        dialog = ExportDialog(desk.main, desk.program._tr, desk.services, desk.program._tasks)
        dialog.open()
        self.idle()
        dialog._on_pick()
        self.look_elsewhere(dialog.findChildren(QFileDialog)[-1])
        dialog.choose_folder(self.outside)
        dialog.password.setText(PASSWORD)
        dialog.start()
        dialog._cancel()
        desk.wait(lambda: dialog._task is None)
        dialog.close()

    def look_elsewhere(self, picker: QFileDialog) -> None:
        """Go to a folder named after a person, take nothing."""
        folder = self.outside.parent / self.words["folder"]
        folder.mkdir(exist_ok=True)
        picker.setDirectory(str(folder))
        QTest.qWait(50)
        picker.reject()
        QTest.qWait(50)
        folder.rmdir()

    def faults(self) -> None:
        """A warning and an exception that quote what was typed."""
        try:
            raise KnownError(ErrorCode.INVALID_VALUE, field=self.words["log"])
        except KnownError as error:
            logging.getLogger("desktop").warning("not kept: %s", error)
            logging.getLogger("desktop").exception("ended")
        failing = threading.Thread(target=self._raise)
        failing.start()
        failing.join()

    def _raise(self) -> None:
        raise ValueError(self.words["fault"])

    def idle(self) -> None:
        self.desk.wait(lambda: self.desk.program._tasks.pending == 0)


def main(profile: Path, outside: Path, *how: str) -> None:
    """As ``desktop.app.boot.main``, with somebody who does the work."""
    process_guard.guard()
    words: dict[str, str] = json.loads(sys.stdin.readline())
    crash.install(profile / "log")
    logs.install(profile / "log")
    faults = crash.FaultReport(profile / "log")
    day = Day(OwnDesk(Patience(), profile), words, outside)
    if "again" in how:
        day.desk.unlock()
        day.begin()
    else:
        day.whole()
    if "canary" in how:
        logging.getLogger("desktop").warning("typed: %s", words["log"])
    print("done", os.getpid(), flush=True)
    if "kill" in how:
        sys.stdin.readline()
    if "crash" in how:
        ctypes.string_at(0)
    day.desk.close()
    faults.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
