"""What was understood, once more: the answers in the client's language, large, to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.forms.markdown import escaped
from desktop.i18n import client_texts
from desktop.i18n.languages import language as language_of
from desktop.services.read_back import LineKind, ReadBackLine, Said, read_back
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.pages.form_band import CLIENT, PAD, WORKER, paint_halves
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.list_row import ListRow

COLUMN_EM = 22
_SIZES = {WORKER: (tokens.SMALL, tokens.BODY), CLIENT: (tokens.BODY, 22)}
_LARGE = (20, 28)
"""Type of label and answer, in pixels at 100 % text: in the worker's half, in the client's half
beside it, and in the client's own window."""


class LineRow(ListRow):
    """One answer: the question small, what was understood below it; a press leads to it."""

    def __init__(
        self, line: ReadBackLine, looks: Sequence[tuple[int, PaneLook]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.line = line
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(self)
        is_pair = len(looks) > 1
        grid.setContentsMargins(PAD, tokens.S, PAD, tokens.S)
        grid.setHorizontalSpacing(2 * PAD)
        grid.setVerticalSpacing(2)
        self.labels: list[TextLabel] = []
        for at, (side, look) in enumerate(looks):
            small, big = _SIZES[side] if is_pair else _LARGE
            if line.kind is LineKind.GROUP:
                texts = [(line.labels[side], "", big, tokens.STRONG)]
            else:
                tone = "warn" if line.is_open else ""
                texts = [
                    (line.labels[side], "muted", small, tokens.REGULAR),
                    (line.answers[side], tone, big, tokens.REGULAR),
                ]
            for down, (said, tone, size, weight) in enumerate(texts):
                label = TextLabel(look, self, tone=tone, size=size, weight=weight)
                label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                label.show_text(escaped(said.value) or "\u00a0", said.language)
                grid.addWidget(label, down, at, Qt.AlignmentFlag.AlignTop)
                self.labels.append(label)
            if side == CLIENT and any(text[0].missing for text in texts):
                self._mark(grid, len(texts), at, look, [text[0] for text in texts])
            grid.setColumnStretch(at, 1)
        if line.kind is LineKind.GROUP:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setCursor(Qt.CursorShape.ArrowCursor)
        first = looks[0][0]
        named = (line.labels[first].value, line.answers[first].value)
        self.setAccessibleName(": ".join(part for part in named if part))

    def _mark(
        self, grid: QGridLayout, down: int, at: int, look: PaneLook, texts: Sequence[Said]
    ) -> None:
        """Name the language of what is not in the client's."""
        missing = next(said for said in texts if said.missing)
        own = language_of(missing.language).own_name
        words = f"{look.tr.text(client_texts.NOT_TRANSLATED)} ({own})"
        mark = TextLabel(look, self, tone="warn", size=tokens.SMALL)
        mark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        mark.show_text(escaped(words), look.tr.language)
        grid.addWidget(mark, down, at)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.y() > 1:
            line = QRect(0, 0, self.width(), 1)
            QPainter(self).fillRect(line, QColor(current_tokens().border))


class Lines(QWidget):
    """All lines under each other, made anew when answers or languages change.

    Signals: ``question_requested(str)`` with the ref of the line that was pressed.
    """

    question_requested = Signal(str)

    def __init__(
        self,
        conversation: FormConversation,
        looks: Sequence[tuple[int, PaneLook]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._talk, self._looks = conversation, tuple(looks)
        self._shown: tuple[ReadBackLine, ...] = ()
        self.rows: list[LineRow] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self.refresh)
        conversation.changed.connect(self._later.start)
        conversation.languages_changed.connect(self._later.start)
        conversation.companions.companion_changed.connect(self._later.start)
        self.refresh()

    def refresh(self, *, anew: bool = False) -> None:
        """Read the answers again; lines are only made anew if something is told otherwise."""
        talk = self._talk
        lines = read_back(talk.session, talk.companions.all, talk.worker, talk.client)
        if lines == self._shown and not anew:
            return
        self._shown = lines
        self.rows = []
        clear(self._box)
        for line in lines:
            made = LineRow(line, self._looks, self)
            made.opened.connect(lambda ref=line.ref: self.question_requested.emit(ref))
            self._box.addWidget(made)
            self.rows.append(made)
        if not lines:
            side, look = self._looks[-1]
            size = _LARGE[1] if len(self._looks) == 1 else _SIZES[side][1]
            empty = TextLabel(look, self, tone="muted", size=size)
            empty.show_text(look.tr.text(client_texts.NOTHING_ANSWERED), look.tr.language)
            self._box.addWidget(empty)

    def first_focus(self) -> None:
        """Put the keyboard on the first answer."""
        first = next((one for one in self.rows if one.line.kind is not LineKind.GROUP), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)


class ReadBackView(QScrollArea):
    """The summary in the client's window: one column in large type, nothing of the worker's.

    Signals: ``question_requested(str)``: the client wants to correct this answer.
    """

    question_requested = Signal(str)

    def __init__(
        self, conversation: FormConversation, look: PaneLook, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.title = TextLabel(look, self, size=tokens.CLIENT, weight=tokens.STRONG)
        self.lines = Lines(conversation, [(CLIENT, look)], self)
        self.lines.question_requested.connect(self.question_requested)
        self.question = TextLabel(look, self, size=_LARGE[1], weight=tokens.STRONG)
        self._column = QWidget()
        self._column.setLayout(column(self.title, self.lines, self.question, space=tokens.L))
        for label in (self.title, self.question):
            label.setContentsMargins(PAD, 0, PAD, 0)
        holder = QWidget()
        holder.setProperty("role", "scroll")
        holder.setLayout(column(row(None, self._column, None), None, margin=tokens.XL))
        self.setWidget(holder)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        conversation.languages_changed.connect(self.relabel)
        self.relabel()

    def relabel(self) -> None:
        """Write everything anew in language, direction and size of the look."""
        tr = self._look.tr
        self.setLayoutDirection(self._look.direction)
        for label, words in (
            (self.title, client_texts.SUMMARY),
            (self.question, client_texts.IS_THIS_RIGHT),
        ):
            label.dress()
            label.show_text(tr.text(words), tr.language)
        self.lines.refresh(anew=True)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(320, self.width() - 2 * tokens.XXL)
        self._column.setFixedWidth(min(round(COLUMN_EM * tokens.CLIENT * current_scale()), room))


class Halves(QWidget):
    """The lines side by side: the worker's half light, the client's raised, as in the form."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setLayout(column(lines, space=0, margin=1))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_halves(self)
