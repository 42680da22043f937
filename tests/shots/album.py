"""Takes the pictures: one file a page, look and size, German left and Arabic layout right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from desktop.app.running import Running
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.i18n.context import LocaleContext
from desktop.sync.state import Alarm, SyncReport, SyncState
from desktop.ui.dialogs.unsaved_dialog import UnsavedDialog
from desktop.ui.garbage import Garbage
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.field_row import FieldRow
from desktop.ui.pages.requests import INTAKE_FORM, VISIT_FORM, FormRequest
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from desktop.ui.unlock_window import UnlockWindow
from desktop.ui.widgets.settings_menu import SettingsButton
from tests.shots import form_shots, readme
from tests.shots.stage import Stage

LOOKS = (
    Appearance(Look.LIGHT, 100),
    Appearance(Look.DARK, 100),
    Appearance(Look.LIGHT, 150),
    Appearance(Look.DARK, 150),
)
SIZE = (1366, 768)
_VISIT_ANSWERS = {
    "f2_page_arrival/f2_outcome": "met",
    "f2_page_topics/f2_topics": "health housing",
}
Scene = Callable[[MainWindow], QWidget | None]


class Album:
    """Renders all scenes in all looks; ``words`` narrows by name."""

    def __init__(self, out: Path, stage: Stage, words: list[str]) -> None:
        existing = QApplication.instance()
        application = existing if isinstance(existing, QApplication) else QApplication([])
        self._out, self._stage, self._words = out, stage, words
        self._bugs: list[BugError] = []
        self._tasks = Tasks(on_bug=self._bugs.append)
        self._garbage = Garbage()
        self._garbage.start()
        self._theme = Theme(application)
        self._running = Running.open(stage.profile, stage.password)
        self._language = "de"
        self.count = 0

    def render(self) -> None:
        """Take every picture; raises the first bug that a page reported."""
        for appearance in LOOKS:
            self._theme.wear(appearance)
            suffix = f"{appearance.look.value}-{appearance.text_percent}"
            for name, scene in self._scenes().items():
                if not self._words or any(word in name for word in self._words):
                    sides = [self._side(scene, language) for language in ("de", "ar")]
                    self._write(f"{name}-{suffix}", sides)
        services, case = self._running.services, self._stage.case
        self.count += form_shots.render(
            self._out, services, case, self._tasks, self._theme, self._words
        )
        if self._bugs:
            raise self._bugs[0]

    def render_readme(self) -> None:
        """Take the two pictures of the README: light, German, 100 %."""
        self._theme.wear(LOOKS[0])
        readme.write("today", self._side(lambda window: None, "de"))
        drafts = self._running.services.drafts
        before = {row.draft for row in drafts.all()}
        readme.write("visit", self._side(self._visit, "de"))
        for row in drafts.all():
            if row.draft not in before:
                drafts.discard(row.draft)

    def close(self) -> None:
        self._tasks.close()
        self._garbage.stop()
        self._running.close()

    def _side(self, scene: Scene, language: str) -> QPixmap:
        self._language = language
        window = MainWindow(
            self._running.services, self._tasks, self._theme, LocaleContext(language)
        )
        window.resize(*SIZE)
        window.show()
        window.activateWindow()
        self._settle()
        other = scene(window)
        self._settle()
        picture = window.grab()
        for extra in (other, *window.findChildren(QDialog)):
            if extra is not None and extra.isVisible():
                self._lay_over(picture, extra, window)
        if isinstance(other, InterpreterWindow):
            other.dismiss()
        elif other is not None:
            other.close()
        window.shut()
        window.deleteLater()
        self._running.services.sync.reported(SyncReport(SyncState.OFFLINE))
        self._settle()
        return picture

    def _lay_over(self, picture: QPixmap, extra: QWidget, window: QWidget) -> None:
        """Draw a dialog over its window, or another window instead of it."""
        painter = QPainter(picture)
        if not isinstance(extra, QDialog):
            painter.fillRect(picture.rect(), extra.palette().window())
        shown = extra.grab()
        free = window.size() - shown.deviceIndependentSize().toSize()
        corner = QPoint(free.width() // 2, free.height() // 2)
        if isinstance(extra, QDialog):
            painter.fillRect(picture.rect(), QColor(0, 0, 0, 90))
        painter.drawPixmap(corner, shown)
        painter.end()
        if isinstance(extra, QDialog):
            extra.reject()

    def _write(self, name: str, sides: list[QPixmap]) -> None:
        whole = QPixmap(2 * SIZE[0] + 8, SIZE[1])
        whole.fill("#808080")
        painter = QPainter(whole)
        for at, side in enumerate(sides):
            painter.drawPixmap(at * (SIZE[0] + 8), 0, side)
        painter.end()
        whole.save(str(self._out / f"{name}.png"))
        self.count += 1

    def _settle(self) -> None:
        """Wait until nothing waits for an answer, twice, since answers ask again."""
        for _ in range(3):
            loop = QEventLoop()
            self._tasks.when_idle(partial(QTimer.singleShot, 30, loop.quit))
            QTimer.singleShot(10_000, loop.quit)
            loop.exec()

    def _scenes(self) -> dict[str, Scene]:
        return {
            "unlock": self._unlock,
            "unlock-wrong": self._unlock_wrong,
            "unlock-fault": self._unlock_fault,
            "today": lambda window: None,
            "today-empty": self._today_empty,
            "today-banner": self._today_banner,
            "cases": lambda window: window.go("cases"),
            "search": self._search,
            "search-nothing": lambda window: window.search.setText("xyzzy"),
            "case": self._case,
            "home": self._home,
            "timeline": self._timeline,
            "sync": self._sync,
            "halted": self._halted,
            "note": self._note,
            "conflict": self._conflict,
            "keys": lambda window: window.show_shortcuts(),
            "start": self._start,
            "import": lambda window: window.import_form(),
            "unsaved": lambda window: UnsavedDialog(window, LocaleContext(self._language)).open(),
            "menu": self._menu,
            "form": self._form,
            "client": self._client,
        }

    def _unlock(self, window: MainWindow) -> UnlockWindow:
        shown = UnlockWindow(
            LocaleContext(self._language), demo_password=self._stage.password, place="Gerät A"
        )
        shown.resize(*SIZE)
        shown.show()
        return shown

    def _unlock_wrong(self, window: MainWindow) -> UnlockWindow:
        shown = self._unlock(window)
        shown.show_wrong_password()
        return shown

    def _unlock_fault(self, window: MainWindow) -> UnlockWindow:
        shown = self._unlock(window)
        shown.show_error(KnownError(ErrorCode.STORE_ROLLED_BACK))
        return shown

    def _today_empty(self, window: MainWindow) -> None:
        another_day = self._running.services.today.view("2031-05-05")
        window.today._on_loaded(replace(another_day, drafts=(), conflicts=()))

    def _today_banner(self, window: MainWindow) -> None:
        window.today.banner.show_error(KnownError(ErrorCode.DISK_FULL))

    def _menu(self, window: MainWindow) -> QDialog:
        """The menu in a dialog of its size: a popup cannot be taken with its window."""
        menu = window.findChildren(SettingsButton)[0].menu()
        holder = QDialog(window)
        picture = QLabel(holder)
        menu.ensurePolished()
        picture.setPixmap(menu.grab())
        picture.adjustSize()
        holder.resize(picture.size())
        holder.show()
        return holder

    def _search(self, window: MainWindow) -> None:
        window.search.setText("mahmud")

    def _case(self, window: MainWindow) -> None:
        window.open_case(self._stage.case)

    def _home(self, window: MainWindow) -> None:
        window.open_case(self._stage.visited)
        self._settle()
        for shown in window.case.findChildren(FieldRow):
            if shown.field.unit == "home":
                shown.edit()

    def _timeline(self, window: MainWindow) -> None:
        window.open_case(self._stage.visited)
        window.case.show_timeline()

    def _sync(self, window: MainWindow) -> None:
        window.go("sync")
        self._settle()
        window.sync.show_devices()

    def _halted(self, window: MainWindow) -> None:
        streams = {case.stream for case in self._running.store.read().find("case", limit=2)}
        self._running.services.sync.reported(
            SyncReport(
                SyncState.BLOCKED,
                error=ErrorCode.SERVER_RESTORED,
                facts=(("lost", 120), ("known", 310)),
                parked=tuple(Alarm(stream, "gap") for stream in sorted(streams)),
            )
        )
        window.go("sync")

    def _note(self, window: MainWindow) -> None:
        window.open_case(self._stage.case)
        self._settle()
        window.case.write_note()

    def _conflict(self, window: MainWindow) -> None:
        window.today.open_first_conflict()

    def _start(self, window: MainWindow) -> None:
        window.forms.begin(FormRequest(INTAKE_FORM))

    def _form(self, window: MainWindow) -> None:
        window.forms.begin(FormRequest(VISIT_FORM, self._stage.case, None, "ti"))

    def _visit(self, window: MainWindow) -> None:
        window.forms.begin(FormRequest(VISIT_FORM, self._stage.visited, None, "ar"))
        self._settle()
        page = window.forms.page
        assert page is not None
        for ref, value in _VISIT_ANSWERS.items():
            page.conversation.session.answer(f"/data/{ref}", value)
        page.navigator.go_to(f"/data/{next(reversed(_VISIT_ANSWERS))}")

    def _client(self, window: MainWindow) -> QWidget:
        self._form(window)
        self._settle()
        page = window.forms.page
        assert page is not None
        shown = InterpreterWindow(
            page.conversation, lambda: datetime.now(ZoneInfo("Europe/Berlin"))
        )
        shown.resize(*SIZE)
        shown.show()
        return shown
