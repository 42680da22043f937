"""Sets each page of the program up in a window: for the pictures and for tests of every page."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QDialog, QWidget

from desktop.app.lock_times import LockTimes
from desktop.app.policy import Policy
from desktop.app.running import Running
from desktop.domain.companions import Original
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.originals import Standing
from desktop.services.untranslated import RenderingTask, Untranslated
from desktop.sync.state import Alarm, SyncReport, SyncState
from desktop.ui.cover import PlainCover
from desktop.ui.dialogs.export_dialog import open_export
from desktop.ui.dialogs.rendering_dialog import RenderingDialog
from desktop.ui.dialogs.unsaved_dialog import UnsavedDialog
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.field_row import FieldRow
from desktop.ui.pages.requests import INTAKE_FORM, FormRequest
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from desktop.ui.unlock_window import UnlockWindow
from desktop.ui.widgets.menu import Menu
from desktop.ui.widgets.settings_menu import SettingsButton
from tests.shots import attachment_fills as attached
from tests.shots.form_scenes import FormScenes
from tests.shots.menu_shots import menus
from tests.shots.safety_scenes import SafetyScenes
from tests.shots.scenery import SIZE, Scene, Scenery
from tests.shots.stage import Stage


def close(other: QWidget | None) -> None:
    """Close what a scene opened over or instead of the window, also what no person can close."""
    if isinstance(other, InterpreterWindow):
        other.dismiss()
    elif isinstance(other, PlainCover):
        other.take_away()
    elif other is not None:
        for dialog in other.findChildren(QDialog):
            dialog.close()  # a window of its own: it would stay
        other.close()


class Scenes:
    """All pages of a running demo agency, by name."""

    def __init__(self, stage: Stage, running: Running, tasks: Tasks, theme: Theme) -> None:
        self._at, self._theme = Scenery(stage, running, tasks, theme), theme
        self.settle = self._at.settle
        self._forms, self._safety = FormScenes(self._at), SafetyScenes(self._at)
        self.visit = self._forms.visit
        self.store = running.store
        self._drafts = {row.draft for row in running.services.drafts.all()}

    def window(self, language: str) -> MainWindow:
        """A fresh window that speaks *language* and has read what its first page shows."""
        self._at.language = language
        window = MainWindow(
            self._at.running.services, self._at.tasks, self._theme, LocaleContext(language)
        )
        window.resize(*SIZE)
        window.show()
        window.activateWindow()
        self._at.settle()
        return window

    def drop(self, window: MainWindow, other: QWidget | None) -> None:
        """Close what a scene opened, and discard the drafts that it began."""
        close(other)
        window.shut()
        window.deleteLater()
        self.settle()
        drafts = self._at.running.services.drafts
        for row in drafts.all():
            if row.draft not in self._drafts:
                drafts.discard(row.draft)
        self._at.running.services.sync.reported(SyncReport(SyncState.OFFLINE))
        self._at.settle()

    def all(self) -> dict[str, Scene]:
        """Every page and dialog, by name."""
        return {
            **self._entrance(),
            **self._pages(),
            **self._dialogs(),
            **self._forms.all(),
            **self._safety.all(),
        }

    def _entrance(self) -> dict[str, Scene]:
        return {
            "unlock": lambda window: self._at.unlock(),
            "unlock-wrong": self._unlock_wrong,
            "unlock-fault": self._unlock_fault,
        }

    def _pages(self) -> dict[str, Scene]:
        return {
            "today": lambda window: None,
            "today-empty": self._today_empty,
            "today-banner": self._today_banner,
            "cases": lambda window: window.go("cases"),
            "search": self._search,
            "search-nothing": lambda window: window.search.setText("xyzzy"),
            "case": self._case,
            "home": self._home,
            "timeline": self._timeline,
            "documents": self._documents,
            "documents-empty": lambda window: attached.no_documents(window, self._at.stage.case),
            "sync": self._sync,
            "halted": self._halted,
            "forms": lambda window: window.go("forms"),
            "preview": self._preview,
        }

    def _dialogs(self) -> dict[str, Scene]:
        return {
            "note": self._note,
            "conflict": self._conflict,
            "keys": lambda window: window.show_shortcuts(),
            "start": self._start,
            "import": lambda window: window.library.import_form(),
            "export": self._export,
            "unsaved": lambda window: UnsavedDialog(window, self._at.tr).open(),
            "menu": self._menu,
            "rendering": self._rendering,
            "attachment": self._attachment,
            "attachment-ask": lambda window: attached.question(window, self._at.language),
        }

    def _documents(self, window: MainWindow) -> None:
        attached.documents(window, self._at.running.services, self._at.stage.visited)

    def _attachment(self, window: MainWindow) -> None:
        self._documents(window)
        self._at.settle()
        attached.full_view(window, self._at.running.services, self._at.stage.visited)

    def _export(self, window: MainWindow) -> QWidget:
        tr = self._at.tr
        return open_export(window, self._at.running.services, self._at.tasks, tr, INTAKE_FORM)

    def _unlock_wrong(self, window: MainWindow) -> UnlockWindow:
        shown = self._at.unlock()
        shown.show_wrong_password()
        return shown

    def _unlock_fault(self, window: MainWindow) -> UnlockWindow:
        shown = self._at.unlock()
        shown.show_error(KnownError(ErrorCode.STORE_ROLLED_BACK))
        return shown

    def _today_empty(self, window: MainWindow) -> None:
        another_day = self._at.running.services.today.view("2031-05-05")
        window.today._on_loaded(replace(another_day, drafts=(), conflicts=()))

    def _today_banner(self, window: MainWindow) -> None:
        window.today.banner.show_error(KnownError(ErrorCode.DISK_FULL))

    def _menu(self, window: MainWindow) -> QDialog:
        settings = window.findChildren(SettingsButton)[0]
        LockTimes(Policy(), 3, 10, lambda *_: None).offer(settings)
        return menus(window, *settings.findChildren(Menu))

    def _search(self, window: MainWindow) -> None:
        window.search.setText("mahmud")

    def _case(self, window: MainWindow) -> None:
        window.open_case(self._at.stage.case)

    def _home(self, window: MainWindow) -> None:
        window.open_case(self._at.stage.visited)
        self._at.settle()
        for shown in window.case.findChildren(FieldRow):
            if shown.field.unit == "home":
                shown.edit()

    def _timeline(self, window: MainWindow) -> None:
        window.open_case(self._at.stage.visited)
        window.case.show_timeline()

    def _sync(self, window: MainWindow) -> None:
        window.go("sync")
        self._at.settle()
        window.sync.show_devices()

    def _halted(self, window: MainWindow) -> None:
        streams = {case.stream for case in self._at.running.store.read().find("case", limit=2)}
        self._at.running.services.sync.reported(
            SyncReport(
                SyncState.BLOCKED,
                error=ErrorCode.SERVER_RESTORED,
                facts=(("lost", 120), ("known", 310)),
                parked=tuple(Alarm(stream, "gap") for stream in sorted(streams)),
            )
        )
        window.go("sync")

    def _preview(self, window: MainWindow) -> None:
        window.go("forms")
        self._at.settle()
        window.library.show_preview()

    def _note(self, window: MainWindow) -> None:
        window.open_case(self._at.stage.case)
        self._at.settle()
        window.case.write_note()

    def _conflict(self, window: MainWindow) -> None:
        window.go("today")
        window.today.refresh()
        self._at.settle()
        window.today.open_first_conflict()

    def _start(self, window: MainWindow) -> None:
        window.forms.begin(FormRequest(INTAKE_FORM))

    def _rendering(self, window: MainWindow) -> None:
        original = Original("النافذة لا تغلق", "ar", "Arab", "client", 2, "x", 1)
        row = Untranslated(
            RecordId("0" * 32),
            "/data/said",
            None,
            "Selam",
            N_("Notiz"),
            "Rundgang",
            original.text,
            original.language,
            Standing.CHANGED,
            0,
        )
        task = RenderingTask(row, original, "Rundgang", "Rundgang", ())
        RenderingDialog(window, self._at.tr, task).open()
