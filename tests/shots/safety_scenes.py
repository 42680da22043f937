"""Scenes of what keeps the store: passwords, cover, backups, erasing, findings."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.sync.state import SyncReport, SyncState
from desktop.ui.cover import Cover, PlainCover
from desktop.ui.main_window import MainWindow
from desktop.ui.unlock_window import UnlockWindow
from tests.shots import backup_fills, health_fills, secret_fills
from tests.shots import erasing_fills as erasing
from tests.shots.scenery import SIZE, Scene, Scenery


class SafetyScenes:
    """Windows and dialogs about the store of the demo agency, by name."""

    def __init__(self, at: Scenery) -> None:
        self._at = at

    def all(self) -> dict[str, Scene]:
        """Every page, window and dialog about the store."""
        return {**self._secrets(), **self._erased(), **self._backed_up(), **self._covered()}

    def _secrets(self) -> dict[str, Scene]:
        return {
            "unlock-who": lambda window: secret_fills.unlock_who(self._at.unlock()),
            "unlock-wait": lambda window: secret_fills.unlock_wait(self._at.unlock()),
            "forgotten": partial(self._forgotten, has_code=True),
            "no-code": partial(self._forgotten, has_code=False),
            "password": secret_fills.password,
            "recovery-code": self._recovery_code,
            "setup-password": partial(self._set_up, 0),
            "setup-sheet": partial(self._set_up, 1),
            "setup-rehearsal": partial(self._set_up, 2),
        }

    def _erased(self) -> dict[str, Scene]:
        return {
            "erase": partial(self._erasing, erasing.sheet),
            "erase-person": partial(self._erasing, erasing.one_person),
            "erase-held": partial(self._erasing, erasing.held),
            "erased": partial(self._erasing, erasing.done),
            "hold": partial(self._erasing, erasing.hold),
            "retention": partial(self._erasing, erasing.retention),
            "erase-several": partial(self._erasing, erasing.several),
            "retention-rule": partial(self._erasing, erasing.rule),
        }

    def _backed_up(self) -> dict[str, Scene]:
        return {
            "backups": self._backups,
            "restore-shared": self._restore_shared,
            "restore": partial(self._restore, is_chosen=False),
            "restore-confirm": partial(self._restore, is_chosen=True),
            "new-device": self._new_device,
        }

    def _covered(self) -> dict[str, Scene]:
        return {
            "cover": partial(self._cover, is_wrong=False),
            "cover-wrong": partial(self._cover, is_wrong=True),
            "cover-plain": self._plain_cover,
            "unlock-behind": lambda window: health_fills.behind(self._at.unlock()),
            "today-low": health_fills.low,
            "today-damaged": health_fills.damaged,
        }

    def _backups(self, window: MainWindow) -> None:
        backup_fills.backups(window, self._at.running, self._at.stage.profile)

    def _forgotten(self, window: MainWindow, *, has_code: bool) -> UnlockWindow:
        shown = self._at.unlock()
        return secret_fills.forgotten(shown, self._at.language, self._at.tasks, has_code=has_code)

    def _recovery_code(self, window: MainWindow) -> None:
        secret_fills.code(window, self._at.stage.profile)

    def _set_up(self, step: int, window: MainWindow) -> QWidget:
        at = self._at
        return secret_fills.set_up(
            at.running.services, at.stage.profile, at.language, at.tasks, at.theme, step
        )

    def _erasing(self, fill: erasing.Fill, window: MainWindow) -> None:
        fill(window, self._at.running, self._at.settle)

    def _restore(self, window: MainWindow, *, is_chosen: bool) -> UnlockWindow:
        shown, profile = self._at.unlock(), self._at.stage.profile
        return backup_fills.restore(
            shown, self._at.running, profile, self._at.language, self._at.tasks, self._at.settle,
            is_chosen=is_chosen,
        )  # fmt: skip

    def _restore_shared(self, window: MainWindow) -> UnlockWindow:
        shown = self._at.unlock()
        return backup_fills.restore_shared(shown, self._at.language, self._at.tasks)

    def _new_device(self, window: MainWindow) -> None:
        self._at.running.services.sync.reported(SyncReport(SyncState.NEW_DEVICE))
        window.go("sync")

    def _cover(self, window: MainWindow, *, is_wrong: bool) -> Cover:
        shown = Cover(self._at.tr)
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
