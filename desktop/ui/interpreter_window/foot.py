"""The row of large buttons under a question, and how far the client is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

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
_SHORT = ("", client_texts.SKIP, client_texts.NEXT)


class Foot(QWidget):
    """*zurück* begins the row, what leads on ends it, the quiet ones stand in the middle. A
    button that is not offered leaves its place empty, so that no other one moves under a finger.

    Signals: ``again_pressed()``, ``onward_pressed()`` (skip, go on, have read),
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
        self._line = QGridLayout(self._buttons)
        self._line.setContentsMargins(0, 0, 0, 0)
        edge = Qt.AlignmentFlag
        self._line.addWidget(self.back, 0, 0, edge.AlignLeading)
        self._line.addLayout(row(self.again, self.no_answer, space=tokens.M), 0, 1)
        self._line.addWidget(self.skip, 0, 2, edge.AlignTrailing)
        for side in (0, 2):
            self._line.setColumnStretch(side, 1)
        whole = column(row(None, self.dots, None), row(None, self._buttons, None), space=tokens.L)
        whole.setContentsMargins(tokens.M, tokens.M, tokens.M, tokens.XL)
        self.setLayout(whole)

    def show_buttons(self, *, again: bool, onward: str, no_answer: bool, back: bool) -> None:
        """Show what makes sense here; *onward* is a message id (empty: no such button)."""
        self._onward = onward
        # Long words to go on with stand under a text to read, where nothing can be declined.
        self.no_answer.keep_place(on=onward in _SHORT)
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
        self._reserve()

    def _reserve(self) -> None:
        """Both edges as wide as their longest usual word: the middle then stays where it is."""
        words = (client_texts.SKIP, client_texts.NEXT, client_texts.BACK)
        wide = max(self.skip.width_of(self._look.tr.text(each)) for each in words)
        for side in (0, 2):
            self._line.setColumnMinimumWidth(side, wide)

    def fit(self, width: int) -> None:
        """Fit the buttons into a window of *width*."""
        em = round(tokens.CLIENT * current_scale())
        wanted = max(_EM * em, self._line.minimumSize().width())
        self._buttons.setFixedWidth(min(wanted, max(320, width - 2 * tokens.XXL)))


class _BigButton(QPushButton):
    """A button high enough for a finger."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "quiet")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.keep_place(on=True)

    def keep_place(self, *, on: bool) -> None:
        """Whether its place stays empty while it is hidden."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(on)
        self.setSizePolicy(policy)

    def width_of(self, words: str) -> int:
        """How wide it would be with *words*, in device-independent pixels."""
        metrics = self.fontMetrics()
        more = metrics.horizontalAdvance(words) - metrics.horizontalAdvance(self.text())
        return self.sizeHint().width() + more

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + 2 * tokens.M, max(_LEAST, hint.height()))
