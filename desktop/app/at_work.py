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
from desktop.domain.wording import N_
from desktop.ui.clipboard import ClipboardCare
from desktop.ui.main_window import MainWindow
from desktop.ui.whereabouts import return_to, where_is
from desktop.ui.widgets.backup_words import moment_words

if TYPE_CHECKING:
    from desktop.app.options import Options
    from desktop.app.running import Running
    from desktop.i18n.context import LocaleContext
    from desktop.services.whereabouts import Place
    from desktop.ui.tasks import Tasks
    from desktop.ui.theme.theme import Theme

RESTORED = N_("Zurückgeholt ist der Stand vom {moment}. Was danach entstand, kann hier fehlen.")
RESTORED_STEP = N_(
    "Die letzten Einträge prüfen und die IT bitten, dieses Gerät neu anzumelden. Bis dahin bleibt"
    " alles hier gespeichert."
)


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
        self.running, self._policy, self._tr = running, policy, tr
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
        self._tell()
        self.locking.start()
        self.running.connect()

    def _tell(self) -> None:
        """What happened before the window was there, once."""
        if self.running.restored is None:
            self.main.secrets.tell_of_void_sheet()
            return
        moment = moment_words(self.running.restored[1], self._tr)
        sentence = self._tr.text(RESTORED, moment=moment)
        self.main.banner.show_words("info", sentence, self._tr.text(RESTORED_STEP))

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
