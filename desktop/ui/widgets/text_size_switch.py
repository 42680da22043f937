"""Changes the text size of all windows, before there is a menu for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.theme import tokens
from desktop.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from desktop.ui.theme.theme import Theme

_AFTER_PAINT_MS = 40


class TextSizeSwitch(QToolButton):
    """Stands beside the language in windows without a rail."""

    def __init__(self, theme: Theme, tr: LocaleContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._tr = theme, tr
        self.setProperty("role", "bar")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(Menu(self))
        self.setText("Aa \u25be")
        QTimer.singleShot(_AFTER_PAINT_MS, self, self._fill)
        tr.bind(self, QToolButton.setAccessibleName, N_("Textgröße"))
        tr.bind(self, QToolButton.setToolTip, N_("Textgröße"))

    def choose(self, percent: int) -> None:
        """Dress all windows in that size."""
        self._theme.wear(self._theme.appearance._replace(text_percent=percent))

    def _fill(self) -> None:
        """Name the sizes; the first paint does not wait for it."""
        from PySide6.QtGui import QAction, QActionGroup

        menu = self.menu()
        group = QActionGroup(menu)
        for percent in tokens.TEXT_PERCENTS:
            action = menu.addAction("")
            action.setCheckable(True)
            action.setChecked(percent == self._theme.appearance.text_percent)
            self._tr.bind(action, QAction.setText, N_("Text {percent} %"), percent=percent)
            action.triggered.connect(lambda _=False, percent=percent: self.choose(percent))
            group.addAction(action)
