"""Tells a page when it has to take fonts and colours from the theme again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.theme import current_scale

_FOLLOWED = {QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange}


class Redress(QObject):
    """Qt announces a change of style whenever a window is first shown, too; writing a page anew
    for that would double the time until it is seen.

    Signals: ``needed()`` once events have settled and text size or look is really another.
    """

    needed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._worn = (current_scale(), current_tokens())
        self._timer = QTimer(self, interval=0, singleShot=True)
        self._timer.timeout.connect(self._look)

    def take(self, kind: QEvent.Type) -> None:
        """The page got a change event of that *kind*."""
        if kind in _FOLLOWED:
            self._timer.start()

    def _look(self) -> None:
        worn = (current_scale(), current_tokens())
        if worn != self._worn:
            self._worn = worn
            self.needed.emit()
