"""What still keeps the form from being finished, as links to the questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n.context import LocaleContext
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import clear, column, row

_MOST = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """One question with what is wrong, in the worker's language."""

    ref: str
    label: str
    message: str


class ErrorSummary(QFrame):
    """A short list on top of the form; hidden while there is nothing wrong.

    Signals: ``question_requested(str)`` with the ref behind a link.
    """

    question_requested = Signal(str)

    def __init__(self, tr: LocaleContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._shown: tuple[Problem, ...] = ()
        self.links: list[ActionButton] = []
        self.setProperty("role", "banner")
        self.setProperty("tone", "danger")
        self._title = PlainLabel(kind="strong", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        words = column(self._title, space=2)
        words.addLayout(self._list)
        box = row(column(IconLabel(Icon.ERROR, "danger"), None), words, space=tokens.M)
        box.setStretch(1, 1)
        box.setContentsMargins(tokens.L, tokens.S, tokens.L, tokens.S)
        self.setLayout(box)
        self.hide()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is listed now."""
        return self._shown

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """List the first few problems; with none the list goes away."""
        found = tuple(problems)
        self._write_title(len(found))
        if found != self._shown:
            self._shown = found
            self._fill()
        self.setVisible(bool(found))

    def _write_title(self, count: int) -> None:
        self._title.setText(
            self._tr.ntext(
                "Eine Angabe fehlt noch oder passt nicht.",
                "{n} Angaben fehlen noch oder passen nicht.",
                count,
            )
        )

    def _fill(self) -> None:
        clear(self._list)
        self.links = []
        for problem in self._shown[:_MOST]:
            link = ActionButton("quiet")
            link.setText(f"{problem.label} – {problem.message}")
            link.setStyleSheet("text-align: left; padding: 0; min-height: 22px;")
            link.clicked.connect(lambda _=False, ref=problem.ref: self.question_requested.emit(ref))
            self._list.addWidget(link)
            self.links.append(link)
        if len(self._shown) > _MOST:
            more = len(self._shown) - _MOST
            text = self._tr.ntext("und eine weitere", "und {n} weitere", more)
            self._list.addWidget(PlainLabel(text, tone="muted"))
