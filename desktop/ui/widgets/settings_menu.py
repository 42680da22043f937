"""Look, text size, times and what is needed seldom, behind a quiet button below the rail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import Look
from desktop.ui.widgets.icons import IconButton
from desktop.ui.widgets.menu import Menu

_LOOKS = {Look.LIGHT: N_("Hell"), Look.DARK: N_("Dunkel")}


def _show_minutes(tr: LocaleContext, minutes: int) -> Callable[[QAction, str], None]:
    """Numbers have several forms in some languages: the words are asked for at every switch."""

    def show(action: QAction, _text: str) -> None:
        action.setText(tr.ntext("{n} Minute", "{n} Minuten", minutes))

    return show


class SettingsButton(IconButton):
    """Opens a menu; looks and sizes take effect at once in all windows."""

    def __init__(self, theme: Theme, tr: LocaleContext) -> None:
        super().__init__(Icon.SETTINGS, tone="muted")
        self._theme = theme
        self._tr = tr
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        tr.bind(self, QToolButton.setText, N_("Einstellungen"))
        tr.bind(self, QToolButton.setToolTip, N_("Aussehen, Sperrzeiten, Sicherungen und Passwort"))
        menu = Menu(self)
        self._build_looks(menu)
        menu.addSeparator()
        self._build_sizes(menu)
        menu.addSeparator()
        self._below_times = menu.addSeparator()  # without times the two are shown as one
        self.setMenu(menu)

    def add_minutes(
        self,
        text: str,
        choices: Sequence[int],
        now: int,
        chosen: Callable[[int], object],
    ) -> None:
        """Add a menu of times called *text* (a message id); *chosen* gets the minutes."""
        menu = Menu(self)
        self._tr.bind(menu, QMenu.setTitle, text)
        group = QActionGroup(menu)
        for minutes in choices:
            action = self._choice(menu, group, minutes == now)
            self._tr.bind(action, _show_minutes(self._tr, minutes), text)
            action.triggered.connect(lambda _=False, minutes=minutes: chosen(minutes))
        self.menu().insertMenu(self._below_times, menu)

    def add_action(self, text: str, run: Callable[[], object]) -> None:
        """Add something that is needed seldom."""
        menu = self.menu()
        action = QAction(menu)
        self._tr.bind(action, QAction.setText, text)
        action.triggered.connect(lambda _=False: run())
        menu.addAction(action)

    def set_wide(self, is_wide: bool) -> None:
        """Show the word, or only the icon."""
        restyle(self, "role", "bar" if is_wide else "inner")
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if is_wide else style.ToolButtonIconOnly
        )

    def _build_looks(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        for look, text in _LOOKS.items():
            action = self._choice(menu, group, self._theme.appearance.look is look)
            self._tr.bind(action, QAction.setText, text)
            action.triggered.connect(lambda _=False, look=look: self._wear(look=look))

    def _build_sizes(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        for percent in tokens.TEXT_PERCENTS:
            is_now = self._theme.appearance.text_percent == percent
            action = self._choice(menu, group, is_now)
            self._tr.bind(action, QAction.setText, N_("Text {percent} %"), percent=percent)
            action.triggered.connect(lambda _=False, p=percent: self._wear(text_percent=p))

    def _choice(self, menu: QMenu, group: QActionGroup, is_on: bool) -> QAction:
        action = QAction(menu)
        action.setCheckable(True)
        action.setChecked(is_on)
        group.addAction(action)
        menu.addAction(action)
        return action

    def _wear(self, **changes: Any) -> None:
        chosen = self._theme.appearance._replace(**changes)
        self._theme.wear(chosen)
