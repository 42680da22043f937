"""Switches the language of one window, while it is running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.domain.wording import N_
from desktop.i18n.bidi import isolate
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import LANGUAGES, Language, interface_languages
from desktop.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

DRAFT = N_("Entwurf, ungeprüft")
_AFTER_PAINT_MS = 40


class LanguageSwitch(QToolButton):
    """Shows the code of the language in use; its menu names each language in itself."""

    def __init__(self, tr: LocaleContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self.setProperty("role", "bar")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._actions: dict[str, QAction] = {}
        self.setMenu(Menu(self))
        QTimer.singleShot(_AFTER_PAINT_MS, self, self._fill)
        tr.bind(self, QToolButton.setAccessibleName, N_("Sprache des Fensters"))
        tr.bind(self, QToolButton.setToolTip, N_("Sprache des Fensters"))
        tr.on_switch(self._show_language)
        self._show_language()

    def choose(self, code: str) -> None:
        """Switch the window to the language *code*."""
        if code != self._tr.language:
            self._tr.switch(code)

    def _fill(self) -> None:
        """Name the languages; the first paint does not wait for it."""
        from PySide6.QtGui import QActionGroup

        menu = self.menu()
        group = QActionGroup(menu)
        for language in interface_languages():
            action = menu.addAction(self._name(language))
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, code=language.code: self.choose(code))
            group.addAction(action)
            self._actions[language.code] = action
        self._show_language()

    def _name(self, language: Language) -> str:
        draft = "" if language.is_worker else f" · {self._tr.text(DRAFT)}"
        return isolate(language.own_name) + draft

    def _show_language(self) -> None:
        for code, action in self._actions.items():
            action.setText(self._name(LANGUAGES[code]))
        self.setText(f"{self._tr.language.upper()} \u25be")
        current = self._actions.get(self._tr.language)
        if current is not None:
            current.setChecked(True)
