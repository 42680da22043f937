"""The search field of the frame: Ctrl+K from everywhere, Esc gives the focus back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.actions import keys_text
from desktop.ui.theme.icons import Icon, icon
from desktop.ui.theme.palette import current_tokens

KEYS = "Ctrl+K"


class SearchField(QLineEdit):
    """Signals: ``left()`` on Esc in an empty field; ``entered()`` on Enter or arrow down."""

    left = Signal()
    entered = Signal()

    def __init__(self, tr: LocaleContext) -> None:
        super().__init__()
        self.setProperty("role", "search")
        self.setClearButtonEnabled(True)
        self.setMaxLength(200)
        self._mark = QAction(self)
        self.addAction(self._mark, QLineEdit.ActionPosition.LeadingPosition)
        self._draw()

        def show_hint(target: SearchField, text: str) -> None:
            target.setPlaceholderText(f"{text}  ({keys_text(KEYS, tr)})")

        tr.bind(self, show_hint, N_("Suche: Person, Aktenzeichen, Notiz …"))
        tr.bind(self, QLineEdit.setAccessibleName, N_("Suche"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self._mark.setIcon(icon(Icon.SEARCH, current_tokens().muted))
