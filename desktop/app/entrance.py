"""What stands before the main window: whose folder it is, the forgotten password, the set-up."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop.app.options import Options
from desktop.app.profiles import Profiles
from desktop.domain.errors import ErrorCode, KnownError

if TYPE_CHECKING:
    from desktop.app.idle import Limits
    from desktop.app.left_alone import LeftAlone
    from desktop.app.running import Running
    from desktop.app.setting_up import SettingUp
    from desktop.i18n.context import LocaleContext
    from desktop.services.password_tries import TryGuard
    from desktop.services.permits import Permit
    from desktop.ui.tasks import Tasks
    from desktop.ui.theme.theme import Theme
    from desktop.ui.unlock_window import UnlockWindow


class Entrance:
    """One start of the program with *options*. GUI thread, but for ``open``."""

    def __init__(self, options: Options) -> None:
        only = options.profile if options.root is None else None
        self._profiles = Profiles(options.root or options.profile, only)
        self.asks_who = self._profiles.are_several
        """Whether the initials have to be typed, too."""
        self.options = options._replace(profile=self._profiles.home())
        """As told, with the folder that is known before anybody has typed anything."""
        self._left_alone: LeftAlone | None = None
        self.accepted: set[ErrorCode] = set()
        """What a person was told of the store and goes on with at the next opening."""

    def options_for(self, initials: str) -> Options:
        """The same with the folder of the worker who typed *initials*."""
        return self.options._replace(profile=self._profiles.meant(initials))

    def holder(self, store_id: str) -> Path | None:
        """The folder of whoever has the store *store_id* on this laptop, if anybody has."""
        return self._profiles.holder(store_id)

    def place_of(self, initials: str, store_id: str) -> Path:
        """The folder a backup of the store *store_id* belongs into, see ``Profiles``."""
        return self._profiles.place_of(initials, store_id)

    def guard(self, initials: str, folder: Path | None = None) -> TryGuard:
        """Counts wrong tries for *initials*, at the start of the program and after it; for
        *folder* where that is another one than they mean now."""
        return self._profiles.guard(initials, folder)

    def open(
        self, options: Options, initials: str, password: str, claim: Callable[[Path], object]
    ) -> Running:
        """Unlock; blocks for half a second. *claim* takes the folder for this process.

        Raises KnownError as ``OpenProfile.unlock``, and what *claim* raises.
        """
        from desktop.app.running import Running

        running = Running.open(
            options.profile,
            password,
            server=options.server,
            state=options.state,
            guard=self._profiles.guard(initials),
            is_one_of_several=self.asks_who,
            claim=partial(claim, options.profile),
            accept=frozenset(self.accepted),
        )
        self.accepted.clear()
        running.services.secrets.shortest = self._shortest()
        running.services.secrets.guard = self._profiles.guard(initials)
        return running

    def tidy(self, held: Path | None) -> None:
        """Take away what a crash left open in other programs, whoever's it is: nobody has to
        unlock for that. Copies stay where another process has the folder; this one has *held*."""
        from desktop.app.holding import Hold
        from desktop.services.attachment_copies import OpenedCopies

        for folder in self._profiles.folders():
            copies = OpenedCopies(folder)
            if copies.are_left():
                with contextlib.suppress(KnownError):
                    hold = None if folder == held else Hold(folder)
                    copies.clear()
                    if hold is not None:
                        hold.release()

    def ask_code(
        self, window: UnlockWindow, tr: LocaleContext, tasks: Tasks, code: str = ""
    ) -> None:
        """Open the dialog for a forgotten password; then the new one unlocks as if typed.

        A *code* that was typed elsewhere is tried at once.
        """
        from desktop.services.permits import mark_of
        from desktop.ui.dialogs.recovery_dialog import RecoveryDialog

        initials = window.initials
        folder = self._profiles.meant(initials)
        mark = "" if self.asks_who else mark_of(folder)
        dialog = RecoveryDialog(
            window,
            tr,
            tasks,
            partial(_permit, folder),
            mark=mark,
            shortest=self._shortest(),
        )
        dialog.recovered.connect(lambda password: self._recovered(window, initials, password))
        dialog.open()
        if code:
            dialog.go_on_with(code)

    def set_up(
        self, running: Running, tr: LocaleContext, tasks: Tasks, theme: Theme
    ) -> SettingUp | None:
        """What has to come first, shown; or None where everything was set up."""
        from desktop.services.secrets import Step

        services = running.services
        if services.secrets.step() is Step.DONE:
            return None
        from desktop.app.setting_up import SettingUp
        from desktop.services.presence import PresenceService
        from desktop.ui.setup_window import SetupWindow

        window = SetupWindow(
            tr,
            tasks,
            services.secrets,
            running.permit(),
            services.documents.write,
            place=self.options.place,
            theme=theme,
        )
        presence = PresenceService(services.pin, services.secrets.confirm)
        return SettingUp(window, self._limits(running.store.directory), presence, tasks, tr)

    def watch(self, folder: Path, tasks: Tasks, left: Callable[[], object]) -> None:
        """From now on this process may hold the key of *folder* without having its store open:
        when nobody is there any more all windows go, and *left* is called."""
        if self._left_alone is not None:
            return
        from desktop.app.left_alone import LeftAlone

        def leave() -> None:
            self.watch_no_more()
            for window in QApplication.topLevelWidgets():
                window.hide()
            left()

        limits = self._limits(folder)._replace(cover=math.inf)
        self._left_alone = LeftAlone(limits, lambda: tasks.pending > 0)
        self._left_alone.lock_due.connect(leave)

    def watch_no_more(self) -> None:
        """The store is open, and watched there; or the program ends."""
        if self._left_alone is not None:
            self._left_alone.stop()
            self._left_alone.deleteLater()
            self._left_alone = None

    def _limits(self, folder: Path) -> Limits:
        from desktop.app.idle import Limits
        from desktop.app.policy import read_policy
        from desktop.app.preferences import recall

        policy, chosen = read_policy(self.options.policy), recall(folder)
        cover, lock = (
            policy.cover_after(chosen.cover_minutes),
            policy.lock_after(chosen.lock_minutes),
        )
        return Limits(cover * 60, lock * 60)

    def _recovered(self, window: UnlockWindow, initials: str, password: str) -> None:
        self._profiles.guard(initials).forget()
        window.unlock_requested.emit(password)

    def _shortest(self) -> int:
        """Characters a new password needs: the policy can only ask for more."""
        from desktop.app.policy import read_policy
        from desktop.services.password_strength import SHORTEST

        return max(SHORTEST, read_policy(self.options.policy).minimum_password or 0)


def _permit(folder: Path, text: str) -> Permit:
    """In a thread of ``Tasks``."""
    from desktop.app.running import wall_ms
    from desktop.services.secrets import permit_by_code

    return permit_by_code(folder, text, wall_ms)
