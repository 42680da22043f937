"""What still keeps the form from being finished, as links to the questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n.bidi import LRI, PDI, RLI, has_rtl, isolate, reads_rtl
from desktop.i18n.context import LocaleContext
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import clear, column, row

_MOST, _LEAST = 5, 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One question with what is wrong, in the worker's language."""

    ref: str
    label: str
    message: str


class ProblemLink(ActionButton):
    """Leads to a question: its label, cut where the place is narrow, and what is wrong with it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__("quiet")
        self._problem = problem
        self._whole = f"{problem.label} – {problem.message}"
        self.setStyleSheet("text-align: left; padding: 0; min-height: 22px;")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._whole)
        self.setText(self._written(problem.label, problem.message))

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self._whole) + self._around()
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        metrics, right = self.fontMetrics(), Qt.TextElideMode.ElideRight
        room, message = self.width() - self._around(), self._problem.message
        left = room - metrics.horizontalAdvance(f" – {message}")
        label = metrics.elidedText(self._problem.label, right, max(left, _LEAST))
        rest = room - metrics.horizontalAdvance(f"{label} – ")
        said = metrics.elidedText(message, right, max(rest, 0))
        shown = self._written(label, said)
        if shown != self.text():
            self.setText(shown)
            is_cut = (label, said) != (self._problem.label, message)
            self.setToolTip(self._whole if is_cut else "")

    def _written(self, label: str, message: str) -> str:
        """In the direction of what is wrong, which may be that of the other window's language."""
        line = f"{label} – {message}"
        if not self.isRightToLeft() and not has_rtl(line):
            return line
        rtl = reads_rtl(self._problem.message, default=self.isRightToLeft())
        return f"{RLI if rtl else LRI}{isolate(label)} – {isolate(message)}{PDI}"

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.setText(self._written(self._problem.label, self._problem.message))
            self.updateGeometry()

    def _around(self) -> int:
        """Room beside the words."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return super().sizeHint().width() - words


class ErrorSummary(QFrame):
    """A short list on top of the form; hidden while there is nothing wrong.

    Signals: ``question_requested(str)`` with the ref behind a link.
    """

    question_requested = Signal(str)

    def __init__(self, tr: LocaleContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._shown: tuple[Problem, ...] = ()
        self.links: list[ProblemLink] = []
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
            link = ProblemLink(problem)
            link.clicked.connect(lambda _=False, ref=problem.ref: self.question_requested.emit(ref))
            self._list.addWidget(link)
            self.links.append(link)
        if len(self._shown) > _MOST:
            more = len(self._shown) - _MOST
            text = self._tr.ntext("und eine weitere", "und {n} weitere", more)
            self._list.addWidget(PlainLabel(text, tone="muted"))
