"""Sets each page of the program up in a window: for the pictures and for tests of every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from desktop.app.running import Running
from desktop.domain.companions import Original
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.documents import Kind
from desktop.services.originals import Standing
from desktop.services.untranslated import RenderingTask, Untranslated
from desktop.sync.state import Alarm, SyncReport, SyncState
from desktop.ui.cover import Cover, PlainCover
from desktop.ui.dialogs.client_view_dialog import ClientViewDialog
from desktop.ui.dialogs.export_dialog import open_export
from desktop.ui.dialogs.pin_dialog import PinDialog
from desktop.ui.dialogs.print_dialog import PrintDialog
from desktop.ui.dialogs.rendering_dialog import RenderingDialog
from desktop.ui.dialogs.unsaved_dialog import UnsavedDialog
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.field_row import FieldRow
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.requests import INTAKE_FORM, VISIT_FORM, FormRequest
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from desktop.ui.unlock_window import UnlockWindow
from desktop.ui.widgets.settings_menu import SettingsButton
from tests.shots import attachment_fills as attached
from tests.shots import backup_fills, health_fills, secret_fills
from tests.shots import erasing_fills as erasing
from tests.shots import signing_fills as fills
from tests.shots.stage import Stage

SIZE = (1366, 768)
_VISIT_ANSWERS = {
    "f2_page_arrival/f2_outcome": "met",
    "f2_page_topics/f2_topics": "health housing",
}
Scene = Callable[[MainWindow], QWidget | None]
"""Brings a fresh window to a page; returns what stands over or instead of it."""


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
        self._stage, self._running, self._tasks, self._theme = stage, running, tasks, theme
        self._language = "de"
        self._drafts = {row.draft for row in running.services.drafts.all()}

    def window(self, language: str) -> MainWindow:
        """A fresh window that speaks *language* and has read what its first page shows."""
        self._language = language
        window = MainWindow(
            self._running.services, self._tasks, self._theme, LocaleContext(language)
        )
        window.resize(*SIZE)
        window.show()
        window.activateWindow()
        self.settle()
        return window

    def drop(self, window: MainWindow, other: QWidget | None) -> None:
        """Close what a scene opened, and discard the drafts that it began."""
        close(other)
        window.shut()
        window.deleteLater()
        self.settle()
        drafts = self._running.services.drafts
        for row in drafts.all():
            if row.draft not in self._drafts:
                drafts.discard(row.draft)
        self._running.services.sync.reported(SyncReport(SyncState.OFFLINE))
        self.settle()

    def settle(self) -> None:
        """Wait until nothing waits for an answer, thrice, since answers ask again."""
        for _ in range(3):
            loop = QEventLoop()
            self._tasks.when_idle(partial(QTimer.singleShot, 30, loop.quit))
            QTimer.singleShot(10_000, loop.quit)
            loop.exec()

    def all(self) -> dict[str, Scene]:
        """Every page and dialog, by name."""
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
            "forms": lambda window: window.go("forms"),
            "preview": self._preview,
            "note": self._note,
            "conflict": self._conflict,
            "keys": lambda window: window.show_shortcuts(),
            "start": self._start,
            "import": lambda window: window.library.import_form(),
            "export": self._export,
            "unsaved": lambda window: UnsavedDialog(window, LocaleContext(self._language)).open(),
            "menu": self._menu,
            "form": self._form,
            "print": self._print,
            "glossary": self._glossary,
            "client": self._client,
            "client-view": self._client_view,
            "pin": self._pin,
            "summary": self._summary,
            "rendering": self._rendering,
            "interpreter": partial(self._release, fills.interpreter),
            "relative": partial(self._release, fills.relative),
            "pledge": partial(self._release, fills.pledge),
            "signature": partial(self._release, fills.pad),
            "documents": self._documents,
            "documents-empty": lambda window: attached.no_documents(window, self._stage.case),
            "attachment": self._attachment,
            "attachment-ask": lambda window: attached.question(window, self._language),
            "unlock-wait": lambda window: secret_fills.unlock_wait(self._unlock(window)),
            "forgotten": partial(self._forgotten, has_code=True),
            "no-code": partial(self._forgotten, has_code=False),
            "password": secret_fills.password,
            "recovery-code": self._recovery_code,
            "setup-password": partial(self._set_up, 0),
            "setup-sheet": partial(self._set_up, 1),
            "setup-rehearsal": partial(self._set_up, 2),
            "erase": partial(self._erasing, erasing.sheet),
            "erase-person": partial(self._erasing, erasing.one_person),
            "erase-held": partial(self._erasing, erasing.held),
            "erased": partial(self._erasing, erasing.done),
            "hold": partial(self._erasing, erasing.hold),
            "retention": partial(self._erasing, erasing.retention),
            "erase-several": partial(self._erasing, erasing.several),
            "retention-rule": partial(self._erasing, erasing.rule),
            "backups": lambda w: backup_fills.backups(w, self._running, self._stage.profile),
            "restore": partial(self._restore, is_chosen=False),
            "restore-confirm": partial(self._restore, is_chosen=True),
            "new-device": self._new_device,
            "cover": partial(self._cover, is_wrong=False),
            "cover-wrong": partial(self._cover, is_wrong=True),
            "cover-plain": self._plain_cover,
            "unlock-behind": lambda window: health_fills.behind(self._unlock(window)),
            "today-low": health_fills.low,
            "today-damaged": health_fills.damaged,
        }

    def _cover(self, window: MainWindow, *, is_wrong: bool) -> Cover:
        shown = Cover(LocaleContext(self._language))
        shown.offer_pin()
        shown.resize(*SIZE)
        shown.show()
        if is_wrong:
            shown.show_wrong(15)
        return shown

    def _plain_cover(self, window: MainWindow) -> PlainCover:
        shown = PlainCover()
        shown.resize(*SIZE)
        shown.show()
        return shown

    def _restore(self, window: MainWindow, *, is_chosen: bool) -> UnlockWindow:
        shown, profile = self._unlock(window), self._stage.profile
        return backup_fills.restore(
            shown, self._running, profile, self._language, self._tasks, self.settle,
            is_chosen=is_chosen,
        )  # fmt: skip

    def _new_device(self, window: MainWindow) -> None:
        self._running.services.sync.reported(SyncReport(SyncState.NEW_DEVICE))
        window.go("sync")

    def _erasing(self, fill: erasing.Fill, window: MainWindow) -> None:
        fill(window, self._running, self.settle)

    def _documents(self, window: MainWindow) -> None:
        attached.documents(window, self._running.services, self._stage.visited)

    def _attachment(self, window: MainWindow) -> None:
        self._documents(window)
        self.settle()
        attached.full_view(window, self._running.services, self._stage.visited)

    def _release(self, fill: Callable[[FormPage], QWidget | None], window: MainWindow) -> None:
        window.forms.begin(FormRequest("f4_release", self._stage.case, None, "ti"))
        self.settle()
        page = window.forms.page
        assert page is not None
        fill(page)

    def _export(self, window: MainWindow) -> QWidget:
        tr = LocaleContext(self._language)
        return open_export(window, self._running.services, self._tasks, tr, INTAKE_FORM)

    def _print(self, window: MainWindow) -> None:
        self._form(window)
        self.settle()
        page = window.forms.page
        assert page is not None
        page.paper.print_form()
        page.findChildren(PrintDialog)[-1].choose(Kind.APPOINTMENT)

    def _glossary(self, window: MainWindow) -> None:
        self._form(window)
        self.settle()
        page = window.forms.page
        assert page is not None
        page.paper.toggle_glossary()

    def _unlock(self, window: MainWindow) -> UnlockWindow:
        shown = UnlockWindow(
            LocaleContext(self._language), demo_password=self._stage.password, place="Gerät A"
        )
        shown.resize(*SIZE)
        shown.show()
        return shown

    def _forgotten(self, window: MainWindow, *, has_code: bool) -> UnlockWindow:
        shown = self._unlock(window)
        return secret_fills.forgotten(shown, self._language, self._tasks, has_code=has_code)

    def _recovery_code(self, window: MainWindow) -> None:
        secret_fills.code(window, self._stage.profile)

    def _set_up(self, step: int, window: MainWindow) -> QWidget:
        return secret_fills.set_up(
            self._running.services, self._stage.profile, self._language, self._tasks, step
        )

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
        self.settle()
        for shown in window.case.findChildren(FieldRow):
            if shown.field.unit == "home":
                shown.edit()

    def _timeline(self, window: MainWindow) -> None:
        window.open_case(self._stage.visited)
        window.case.show_timeline()

    def _sync(self, window: MainWindow) -> None:
        window.go("sync")
        self.settle()
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

    def _preview(self, window: MainWindow) -> None:
        window.go("forms")
        self.settle()
        window.library.show_preview()

    def _note(self, window: MainWindow) -> None:
        window.open_case(self._stage.case)
        self.settle()
        window.case.write_note()

    def _conflict(self, window: MainWindow) -> None:
        window.go("today")
        window.today.refresh()
        self.settle()
        window.today.open_first_conflict()

    def _start(self, window: MainWindow) -> None:
        window.forms.begin(FormRequest(INTAKE_FORM))

    def _form(self, window: MainWindow) -> None:
        window.forms.begin(FormRequest(VISIT_FORM, self._stage.case, None, "ti"))

    def visit(self, window: MainWindow) -> None:
        """A visit in Arabic, a page of it filled in."""
        window.forms.begin(FormRequest(VISIT_FORM, self._stage.visited, None, "ar"))
        self.settle()
        page = window.forms.page
        assert page is not None
        for ref, value in _VISIT_ANSWERS.items():
            page.conversation.session.answer(f"/data/{ref}", value)
        page.navigator.go_to(f"/data/{next(reversed(_VISIT_ANSWERS))}")

    def _client(self, window: MainWindow) -> QWidget:
        self._form(window)
        self.settle()
        page = window.forms.page
        assert page is not None
        shown = InterpreterWindow(
            page.conversation, lambda: datetime.now(ZoneInfo("Europe/Berlin"))
        )
        shown.resize(*SIZE)
        shown.show()
        return shown

    def _client_view(self, window: MainWindow) -> None:
        self._form(window)
        tr = LocaleContext(self._language)
        ClientViewDialog(window, tr, has_second_screen=False, has_pin=True).open()

    def _pin(self, window: MainWindow) -> None:
        self._form(window)
        tr = LocaleContext(self._language)
        PinDialog(window, tr, self._running.services.pin, self._tasks).open()

    def _summary(self, window: MainWindow) -> None:
        self.visit(window)
        page = window.forms.page
        assert page is not None
        page.read_back.open()

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
        RenderingDialog(window, LocaleContext(self._language), task).open()
