"""Covers the whole program at once and takes the cover away for the right PIN or password."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.i18n.context import LocaleContext
from desktop.services.pin import Tried, Verdict
from desktop.services.presence import PresenceService
from desktop.ui.alive import is_alive
from desktop.ui.cover import Cover, PlainCover
from desktop.ui.hiding import OthersHidden
from desktop.ui.screen_room import screen_of
from desktop.ui.tasks import Tasks


class Covering(QObject):
    """Everything stays as it is behind the cover: forms, dialogs, what is half typed. GUI thread.

    The cover stands where *window* stood; screens with a full-screen window of the program, such
    as the client's, get a plain one. Signals: ``left()`` the worker is back; ``lock_requested()``
    by hand or after wrong tries; ``close_requested()``.
    """

    left = Signal()
    lock_requested = Signal()
    close_requested = Signal()

    def __init__(
        self, window: QWidget, presence: PresenceService, tasks: Tasks, tr: LocaleContext
    ) -> None:
        super().__init__()
        self._window, self._presence, self._tasks, self._tr = window, presence, tasks, tr
        self._others = OthersHidden(self)
        self._focused: QWidget | None = None
        self._active: QWidget | None = None
        self._plain: list[PlainCover] = []
        self.cover: Cover | None = None

    @property
    def is_on(self) -> bool:
        """Whether the program is covered."""
        return self.cover is not None

    def enter(self) -> None:
        """Cover everything, now."""
        if self.is_on:
            return
        self._focused = QApplication.focusWidget()
        self._active = QApplication.activeWindow()
        self.cover = cover = Cover(self._tr)
        cover.entered.connect(self._on_entered)
        cover.lock_requested.connect(self.lock_requested)
        cover.closed.connect(self.close_requested)
        full = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.isFullScreen()]
        self._plain = [_over(widget) for widget in full if widget is not self._window]
        _stand_where(cover, self._window)
        self._others.enter(cover, *self._plain)
        for each in (*self._plain, cover):
            each.show()
        cover.activateWindow()
        self._tasks.run(self._presence.has_pin, done=self._offer_pin, initiator=cover)

    def leave(self, *, restore: bool) -> None:
        """Take the cover away; with *restore* all windows come back as they were."""
        cover, self.cover = self.cover, None
        if cover is None:
            return
        self._others.leave(restore=restore)
        for each in (*self._plain, cover):
            if is_alive(each):
                each.take_away()
        self._plain = []
        if restore:
            self._give_back()

    def _give_back(self) -> None:
        active, focused = self._active, self._focused
        if active is not None and is_alive(active) and active.isVisible():
            active.activateWindow()
        if focused is not None and is_alive(focused) and focused.isVisible():
            focused.setFocus()

    def _offer_pin(self, has_pin: bool) -> None:
        if has_pin and self.cover is not None:
            self.cover.offer_pin()

    def _on_entered(self, typed: str) -> None:
        self._tasks.run(
            self._presence.check,
            typed,
            done=self._on_tried,
            failed=self._on_failed,
            initiator=self.cover,
        )

    def _on_tried(self, tried: Tried) -> None:
        if self.cover is None:
            return
        if tried.verdict is Verdict.RIGHT:
            self.leave(restore=True)
            self.left.emit()
            return
        self.cover.show_wrong(tried.wait)
        if tried.verdict is Verdict.LOCK:
            self.lock_requested.emit()

    def _on_failed(self, _error: Exception) -> None:
        if self.cover is not None:
            self.cover.show_unreadable()


def _over(widget: QWidget) -> PlainCover:
    plain = PlainCover()
    _stand_where(plain, widget)
    return plain


def _stand_where(cover: QWidget, window: QWidget) -> None:
    """The same screen, place and size, whether maximised, minimised or full screen."""
    cover.setScreen(screen_of(window))
    cover.setGeometry(window.normalGeometry() if window.isMaximized() else window.geometry())
    cover.setWindowState(window.windowState())
