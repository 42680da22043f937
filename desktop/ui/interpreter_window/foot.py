"""The row of large buttons under a question, and how far the client is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.i18n import client_texts
from desktop.ui.fields.base import PaneLook
from desktop.ui.interpreter_window.progress_dots import ProgressDots
from desktop.ui.theme import tokens
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.layouts import column, row

_EM = 28
_BUTTON = 20
_LEAST = 56


class Foot(QWidget):
    """Signals: ``again_pressed()``, ``onward_pressed()`` (skip, go on, have read),
    ``declined()``, ``back_pressed()``.
    """

    again_pressed = Signal()
    onward_pressed = Signal()
    declined = Signal()
    back_pressed = Signal()

    def __init__(self, look: PaneLook, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._onward = client_texts.SKIP
        self.dots = ProgressDots(self)
        self.again, self.skip, self.no_answer, self.back = (
            _BigButton(self) for _ in range(4)
        )  # fmt: skip
        self.again.clicked.connect(self.again_pressed)
        self.skip.clicked.connect(self.onward_pressed)
        self.no_answer.clicked.connect(self.declined)
        self.back.clicked.connect(self.back_pressed)
        self._buttons = QWidget()
        self._buttons.setLayout(
            row(self.again, None, self.skip, None, self.no_answer, None, self.back)
        )
        whole = column(row(None, self.dots, None), row(None, self._buttons, None), space=tokens.L)
        whole.setContentsMargins(tokens.M, tokens.M, tokens.M, tokens.XL)
        self.setLayout(whole)

    def show_buttons(self, *, again: bool, onward: str, no_answer: bool, back: bool) -> None:
        """Show what makes sense here; *onward* is a message id (empty: no such button)."""
        self._onward = onward
        self.again.setVisible(again)
        self.skip.setVisible(bool(onward))
        self.no_answer.setVisible(no_answer)
        self.back.setVisible(back)
        restyle(self.skip, "role", "quiet" if onward == client_texts.SKIP else "primary")
        # A new role brings the font of the style sheet along.
        self.skip.setFont(self._look.font(size=_BUTTON))
        if onward:
            self.skip.setText(self._look.tr.text(onward))

    def relabel(self) -> None:
        """Write the words in the client's language."""
        for button, words in (
            (self.again, client_texts.AGAIN),
            (self.skip, self._onward),
            (self.no_answer, client_texts.PREFER_NOT_TO_ANSWER),
            (self.back, client_texts.BACK),
        ):
            button.setFont(self._look.font(size=_BUTTON))
            if words:
                button.setText(self._look.tr.text(words))

    def fit(self, width: int) -> None:
        """Fit the buttons into a window of *width*."""
        em = round(tokens.CLIENT * current_scale())
        self._buttons.setFixedWidth(min(_EM * em, max(320, width - 2 * tokens.XXL)))


class _BigButton(QPushButton):
    """A button high enough for a finger."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "quiet")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + 2 * tokens.M, max(_LEAST, hint.height()))
