"""The search field of the frame: Ctrl+K from everywhere, Esc gives the focus back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.actions import keys_text
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import IconButton, IconLabel

KEYS = "Ctrl+K"


class SearchField(QLineEdit):
    """Signals: ``left()`` on Esc in an empty field; ``entered()`` on arrow down, into what was
    found; ``submitted()`` on Enter, for the first hit.
    """

    left = Signal()
    entered = Signal()
    submitted = Signal()

    def __init__(self, tr: LocaleContext) -> None:
        super().__init__()
        self.setProperty("role", "search")
        self.setMaxLength(200)
        self._mark = IconLabel(Icon.SEARCH, "muted", 18, self)
        self._clear = IconButton(Icon.CLOSE, tone="muted", role="inner")
        self._clear.setParent(self)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        tr.bind(self._clear, IconButton.setAccessibleName, N_("Suche leeren"))
        self.textChanged.connect(self._on_text_changed)

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
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
        elif key == Qt.Key.Key_Down:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_mark()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._place_mark()

    def _place_mark(self) -> None:
        side = self._mark.width()
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - side - tokens.M if rtl else tokens.M
        self._mark.move(left, (self.height() - side) // 2)
        room, end = side + tokens.S, self._clear.sizeHint().width()
        self._clear.resize(end, end)
        far = tokens.XS if rtl else self.width() - end - tokens.XS
        self._clear.move(far, (self.height() - end) // 2)
        self.setTextMargins(end if rtl else room, 0, room if rtl else end, 0)

    def _on_text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
