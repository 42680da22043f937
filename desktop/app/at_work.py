"""An unlocked store with its windows: what begins after the password and ends at the lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal

from desktop.app import bringing_back
from desktop.app.client_view import ClientView
from desktop.app.idle import Limits
from desktop.app.leaving import Leaving
from desktop.app.lock_times import LockTimes
from desktop.app.locking import Locking
from desktop.app.policy import Policy
from desktop.app.preferences import Preferences
from desktop.ui.clipboard import ClipboardCare
from desktop.ui.main_window import MainWindow
from desktop.ui.whereabouts import return_to, where_is

if TYPE_CHECKING:
    from desktop.app.options import Options
    from desktop.app.running import Running
    from desktop.i18n.context import LocaleContext
    from desktop.services.whereabouts import Place
    from desktop.ui.tasks import Tasks
    from desktop.ui.theme.theme import Theme


class AtWork(QObject):
    """Main window, client's window, cover and lock over one open store. GUI thread.

    Signals: ``locked()`` everything entered is kept, the store can be closed; ``closed()`` the
    same when the person ends the program; ``times_chosen(int, int)`` minutes until cover and lock.
    """

    locked = Signal()
    closed = Signal()
    times_chosen = Signal(int, int)

    def __init__(
        self,
        running: Running,
        options: Options,
        policy: Policy,
        tasks: Tasks,
        theme: Theme,
        tr: LocaleContext,
        chosen: Preferences,
    ) -> None:
        super().__init__()
        self.running, self._policy = running, policy
        services = running.services
        self.main = MainWindow(
            services=services, tasks=tasks, tr=tr, theme=theme, place=options.place
        )
        self.main.lock_requested.connect(self.locked)
        self.main.closed.connect(self.closed)
        self.main.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.client_view = ClientView(self.main, services.pin, tasks, tr)
        self.client_view.lock_requested.connect(self.main.lock)
        self.main.client_window_requested.connect(self.client_view.ask)
        limits = self._offer_times(chosen)
        self.locking = Locking(self.main, self.client_view, services, tasks, tr, limits)
        self._care = ClipboardCare(tr, self.main)
        self._back_up = bringing_back.back_up(services.backups, options)
        services.retention.most_months = policy.retention_months

    def begin(self, place: Place | None, leaving: Leaving) -> None:
        """Show the window, at *place* if the program had been locked there."""
        services = self.running.services
        leaving.on_leave(self._care.clear)
        leaving.on_leave(services.attachments.close_copies)
        leaving.on_leave(self._back_up)
        self.main.show()
        if place is not None:
            return_to(self.main, place)
        self.locking.start()
        self.running.connect()

    def place(self) -> Place:
        """Where the worker is."""
        return where_is(self.main)

    def place_at_close(self) -> Place | None:
        """The same for a program that is ended from its cover: there nothing could be decided."""
        return self.place() if self.locking.covering.is_on else None

    def end(self) -> None:
        """Take all windows away, for good; the store is still open."""
        self.locking.stop()
        self.client_view.drop()
        self.main.shut()
        self.main.deleteLater()

    def _offer_times(self, chosen: Preferences) -> Callable[[], Limits]:
        emit = self.times_chosen.emit
        times = LockTimes(self._policy, chosen.cover_minutes, chosen.lock_minutes, emit)
        times.offer(self.main.settings)
        return times.limits
