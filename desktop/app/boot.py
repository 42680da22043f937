"""The composition root: one QApplication, the unlock window, then everything behind it.

Only what the first window needs is imported here; crypto, database and forms load in the
background after it has painted.
"""

from __future__ import annotations

import gc
import importlib
import sys
import threading
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import bringing_back, crash, logs, process_guard, way_back
from desktop.app.entrance import Entrance
from desktop.app.holding import Hold
from desktop.app.leaving import Leaving
from desktop.app.options import Options, read_options
from desktop.app.preferences import recall, remember
from desktop.app.profiles import is_kept_out
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.garbage import Garbage
from desktop.ui.theme.theme import Theme
from desktop.ui.unlock_window import UnlockWindow

if TYPE_CHECKING:
    from desktop.app.at_work import AtWork
    from desktop.app.client_view import ClientView
    from desktop.app.locking import Locking
    from desktop.app.network import NetworkWatch
    from desktop.app.policy import Policy
    from desktop.app.running import Running
    from desktop.app.setting_up import SettingUp
    from desktop.services.whereabouts import Place
    from desktop.ui.interpreter_window import InterpreterWindow
    from desktop.ui.main_window import MainWindow
    from desktop.ui.tasks import Failure, Tasks

_LATER = (
    "desktop.app.running",
    "desktop.app.at_work",
    "qtawesome",
    "babel.dates",
    "babel.lists",
    "babel.numbers",
)
"""What unlocking and *Heute* need; loaded while the password is typed."""
_TIDY_MS = 60
"""After the first paint, and long before anybody has typed a password."""
_NETWORK_MS = 1000
"""So long after unlocking the system is asked for news of the network: first comes *Heute*."""


def fresh_process() -> None:
    """The restart of the real program; does not return."""
    from desktop.app.restart import restart

    restart()


class Program(QObject):
    """One start of the program: unlock window, main window, and the lock, which ends it.

    *restart* is called when the store is closed and the lock of the profile released: a fresh
    process takes over, and this object is not used any more.
    """

    def __init__(self, options: Options, *, restart: Callable[[], object] = fresh_process) -> None:
        super().__init__()
        self._restart = restart
        self.leaving = Leaving(self._on_fault)
        existing = QApplication.instance()
        is_new = not isinstance(existing, QApplication)
        self._application = (
            existing
            if isinstance(existing, QApplication)
            else QApplication(["fallmappe", *Theme.STYLE])
        )
        self._application.setApplicationName("fallmappe")
        self._application.setQuitOnLastWindowClosed(False)
        self._entrance = Entrance(options)
        options = self._options = self._entrance.options
        chosen = self._chosen = recall(options.profile)
        self._theme = Theme(self._application, chosen.appearance, is_styled=is_new)
        self._tr = LocaleContext(options.language or chosen.language)
        self._theme.changed.connect(self._remember)
        self._tr.on_switch(self._remember)
        self._tr.on_switch(self._read)
        self._read()
        self._unlock: UnlockWindow | None = None
        self._set_up: SettingUp | None = None
        self._work: AtWork | None = None
        self._running: Running | None = None
        self._network: NetworkWatch | None = None
        self._garbage = Garbage(self)
        self._hold: Hold | None = None
        self._closing: threading.Thread | None = None

    def show(self) -> QWidget:
        """Show the unlock window and return it."""
        window = UnlockWindow(
            self._tr,
            demo_password=self._options.demo_password,
            place=self._options.place,
            theme=self._theme,
        )
        window.unlock_requested.connect(self._on_unlock_requested)
        window.forgotten.connect(self._on_forgotten)
        window.restore_requested.connect(self._on_restore_requested)
        window.retry_requested.connect(self._look_at_profile)
        window.go_on_requested.connect(self._on_go_on)
        window.closed.connect(self._quit)
        self._unlock = window
        self._look_at_profile()
        window.show()
        QTimer.singleShot(50, self._warm_up)
        QTimer.singleShot(_TIDY_MS, self._tidy)
        return window

    def run(self) -> int:
        """Enter the event loop; returns the exit code."""
        return self._application.exec()

    @cached_property
    def _tasks(self) -> Tasks:
        """The threads; the first paint needs none."""
        from desktop.ui.tasks import Tasks

        return Tasks(on_bug=self._on_bug, parent=self)

    def _remember(self, _appearance: object = None) -> None:
        chosen = self._chosen._replace(
            appearance=self._theme.appearance, language=self._tr.language
        )
        self._chosen = chosen
        remember(self._options.profile, chosen)

    def _read(self) -> None:
        if self._tr.is_rtl:
            self._theme.read_by_widget()

    @Slot()
    def _look_at_profile(self) -> None:
        """Say at once what would keep the store from opening; a password is not needed for that."""
        assert self._unlock is not None
        if self._entrance.asks_who:
            self._unlock.ask_initials()
            return
        profile = self._options.profile
        if is_kept_out(profile):
            self._unlock.show_error(KnownError(ErrorCode.NO_ACCESS))
            return
        has_key = any((profile / name).exists() for name in ("key.json", "key.backup.json"))
        has_key = has_key or bringing_back.is_waiting(profile)
        has_store = (profile / "store.db").exists()
        if not has_key:
            missing = ErrorCode.KEY_FILE_MISSING if has_store else ErrorCode.PROFILE_MISSING
            self._unlock.show_error(KnownError(missing))
            return
        try:
            self._claim(profile)
        except KnownError as error:
            self._unlock.show_error(error)
            return
        self._unlock.show_password()

    def _claim(self, profile: Path) -> None:
        """Take the folder for this process, in any thread; KnownError where another one has it."""
        if self._hold is not None:
            if self._hold.profile == profile:
                return
            self._hold.release()
            self._hold = None
        self._hold = Hold(profile)
        bringing_back.finish(profile)

    @Slot()
    def _tidy(self) -> None:
        self._entrance.tidy(None if self._hold is None else self._hold.profile)

    @Slot()
    def _warm_up(self) -> None:
        def load() -> None:
            try:
                for name in _LATER:
                    importlib.import_module(name)
                LocaleContext(self._tr.language).list_of(("", ""))  # reads the calendar data
            finally:
                gc.freeze()

        self._garbage.start()
        threading.Thread(target=load, name="warm-up", daemon=True).start()

    @Slot(str)
    def _on_unlock_requested(self, password: str) -> None:
        assert self._unlock is not None
        self._unlock.show_progress()
        self._options = self._entrance.options_for(self._unlock.initials)
        self._tasks.run(
            way_back.opened,
            partial(
                self._entrance.open, self._options, self._unlock.initials, password, self._claim
            ),
            done=self._opened,
            failed=self._not_opened,
        )
        QTimer.singleShot(0, self._load_icons)

    @Slot()
    def _load_icons(self) -> None:
        """While the key is being derived: fonts and style can only be loaded in the GUI thread."""
        from desktop.ui.theme.icons import load_icons

        load_icons()
        self._theme.read_by_widget()

    def _not_opened(self, error: Failure) -> None:
        """The password may have been right all the same, and the store not."""
        assert self._unlock is not None
        self._watch()
        self._unlock.show_error(error)

    def _watch(self) -> None:
        self._entrance.watch(self._options.profile, self._tasks, self._leave)

    def _leave(self) -> None:
        """Nobody is there, and this process may hold a key: a fresh one takes over."""
        self._release()
        self._restart()

    def _opened(self, opened: tuple[Running, Place | None]) -> None:
        from desktop.app.at_work import AtWork

        self._entrance.watch_no_more()
        running, place = opened
        self._running = running
        running.services.retention.most_months = self.policy.retention_months
        self._set_up = self._entrance.set_up(running, self._tr, self._tasks, self._theme)
        if self._set_up is not None:
            self._set_up.finished.connect(partial(self._on_set_up, running))
            self._set_up.closed.connect(self._quit)
            self._set_up.locked.connect(self._lock)
            if self._unlock is not None:
                self._unlock.hide()
            return
        chosen = self._chosen = recall(self._options.profile)
        work = AtWork(
            running, self._options, self.policy, self._tasks, self._theme, self._tr, chosen
        )
        work.locked.connect(self._lock)
        work.closed.connect(self._quit)
        work.times_chosen.connect(self._on_times)
        self._work = work
        work.begin(place, self.leaving)
        if self._unlock is not None:
            self._unlock.hide()
        QTimer.singleShot(_NETWORK_MS, self._watch_network)

    @Slot(int, int)
    def _on_times(self, cover: int, lock: int) -> None:
        self._chosen = self._chosen._replace(cover_minutes=cover, lock_minutes=lock)
        self._remember()

    @cached_property
    def policy(self) -> Policy:
        """What IT asks for, read once."""
        from desktop.app.policy import read_policy

        return read_policy(self._options.policy)

    def _on_set_up(self, running: Running) -> None:
        done, self._set_up = self._set_up, None
        self._opened((running, None))
        if done is not None:
            done.end()

    @Slot(object)
    def _on_go_on(self, code: ErrorCode) -> None:
        """The person was told what is wrong with the store and wants it all the same."""
        assert self._unlock is not None
        self._entrance.accepted.add(code)
        self._unlock.show_password(N_("Mit dem Passwort geht es mit diesem Stand weiter."))

    @Slot()
    def _on_forgotten(self) -> None:
        assert self._unlock is not None
        self._watch()
        self._entrance.ask_code(self._unlock, self._tr, self._tasks)

    @Slot()
    def _on_restore_requested(self) -> None:
        assert self._unlock is not None
        self._load_icons()
        self._watch()
        bringing_back.ask(self._unlock, self._entrance, self._tr, self._tasks, self._claim)

    @Slot()
    def _watch_network(self) -> None:
        from desktop.app.network import NetworkWatch

        if self._network is None:
            self._network = NetworkWatch(self._network_returned, self)

    def _network_returned(self) -> None:
        if self._running is not None:
            self._running.services.sync.network_returned()

    @property
    def locking(self) -> Locking | None:
        """What covers and locks, while there is something to."""
        return None if self._work is None else self._work.locking

    @property
    def _main(self) -> MainWindow | None:
        return None if self._work is None else self._work.main

    @property
    def _client_view(self) -> ClientView | None:
        return None if self._work is None else self._work.client_view

    @property
    def _client(self) -> InterpreterWindow | None:
        """The window turned to the client, while there is one."""
        return None if self._client_view is None else self._client_view.window

    @Slot()
    def _lock(self) -> None:
        """Hide everything, close the store, let a fresh process ask for the password.

        Drafts have been kept.
        """
        if self._running is None:
            return
        self._let_go(None if self._work is None else self._work.place())
        self._release(way_back.CLOSING_S)
        self._restart()

    @Slot()
    def _quit(self) -> None:
        self._entrance.watch_no_more()
        self._let_go(None if self._work is None else self._work.place_at_close())
        self._tasks.close()  # an unlocking under way would take the folder again
        self._release()
        self._application.quit()

    def _release(self, patience_s: float | None = None) -> None:
        """Wait until the store is closed, then let other processes have the profile."""
        if self._closing is not None:
            self._closing.join(patience_s)
        if self._hold is not None:
            self._hold.release()
            self._hold = None

    def _let_go(self, place: Place | None = None) -> None:
        self.leaving.leave()
        if self._work is not None:
            self._work.end()
            self._tasks.forget()  # pages that are read may be read to their end, for nobody
            self._work.deleteLater()
            self._work = None
        if self._running is not None:
            last = (self._running, place)
            self._closing = threading.Thread(target=way_back.close, args=last, name="closing")
            self._closing.start()
            self._running = None

    def _on_bug(self, error: BugError) -> None:
        crash.report_bug(self._options.profile / "log", error)

    def _on_fault(self, error: BaseException) -> None:
        crash.write_report(self._options.profile / "log", error)


def main(
    arguments: Sequence[str] | None = None, *, begun: Callable[[Program], object] | None = None
) -> int:
    """Entry point of ``fallmappe``; *begun* is told of the program once its window is shown."""
    process_guard.guard()
    options = read_options(sys.argv[1:] if arguments is None else arguments)
    log = options.profile / "log"
    crash.install(log)
    logs.install(log)
    faults = crash.FaultReport(log)
    program = Program(options)
    program.show()
    if begun is not None:
        begun(program)
    try:
        return program.run()
    finally:
        faults.close()
