"""Goes from question to question: keys, links, the client's window, the worker's focus."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.pages.form_progress import StepProgress
from desktop.ui.pages.form_question import Move, QuestionRow
from desktop.ui.pages.form_step_view import StepView
from desktop.ui.theme import tokens


class FormNavigator(QObject):
    """Knows which question and pane is at work; follows the keyboard and leads it.

    Signals: ``step_wanted(int)`` asks the page to show another step, at once;
    ``question_left(QuestionRow)`` when the worker is done with a question;
    ``end_reached()`` when Enter goes on from the last question.
    """

    step_wanted = Signal(int)
    question_left = Signal(object)
    end_reached = Signal()

    def __init__(
        self,
        conversation: FormConversation,
        progress: StepProgress,
        view: StepView,
        scroll: QScrollArea,
    ) -> None:
        super().__init__(view)
        self._conversation, self._progress = conversation, progress
        self._view, self._scroll = view, scroll
        self.side = WORKER
        self._to_reveal = ""
        self._line: QWidget | None = None
        scroll.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self._revealing = QTimer(self)
        self._revealing.setSingleShot(True)
        self._revealing.timeout.connect(self._on_reveal)
        view.moved.connect(self._on_moved)
        conversation.current_changed.connect(self._on_current_changed)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    @property
    def row(self) -> QuestionRow | None:
        """The question at work, if its step is shown."""
        return self._view.row(self._conversation.current)

    def go_to(self, ref: str, side: int | None = None) -> None:
        """Show the step of a question and put the keyboard into it."""
        self._show_step_of(ref)
        question = self._view.row(ref)
        if question is not None:
            self.side = self.side if side is None else side
            question.focus(self.side, Qt.FocusReason.TabFocusReason)
            self._conversation.move_to(ref)
            self._reveal(question)

    def reveal(self, line: QWidget) -> None:
        """Keep a line of the step in sight while the keyboard is in it and rows settle."""
        self._line = line
        self._on_range_changed()

    def turn(self, by: int) -> None:
        """Go to the next (+1) or last (-1) relevant step."""
        index = self._progress.neighbour(by)
        if index is not None:
            self.show_step(index)

    def show_step(self, index: int) -> None:
        """Leave the question at work and begin the step *index*."""
        self.leave_question()
        self.step_wanted.emit(index)
        self.go_to_first_open()

    def go_to_first_open(self, *, by: int = 1) -> None:
        """Begin with the first question of the step, or the last when coming from behind."""
        question = next((row for row in self._view.rows[::by] if row.is_open), None)
        if question is not None:
            self.go_to(question.ref)

    def leave_question(self) -> None:
        """Read what was typed last and let the page judge it."""
        self._view.read_half()
        if self.row is not None:
            self.row.commit()
            self.question_left.emit(self.row)

    def change_pane(self) -> None:
        """Go on with the same question in the other language."""
        self.side = CLIENT if self.side == WORKER else WORKER
        if self.row is not None:
            self.row.focus(self.side, Qt.FocusReason.TabFocusReason)

    def _on_moved(self, move: Move) -> None:
        rows = self._view.rows
        at = next(i for i, row in enumerate(rows) if row.ref == move.ref)
        later = rows[at + 1 :] if move.by > 0 else rows[:at][::-1]
        question = next((row for row in later if row.is_open), None)
        self.side = move.side
        if question is not None:
            self.go_to(question.ref, move.side)
            return
        index = self._progress.neighbour(move.by)
        if index is not None:
            self.leave_question()
            self.step_wanted.emit(index)
            self.go_to_first_open(by=move.by)
        elif move.by > 0:
            self.end_reached.emit()

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is None or QApplication.activePopupWidget() is not None:
            return
        left, entered = self._view.row_of(old), self._view.row_of(new)
        if left is not None and left is not entered:
            self.question_left.emit(left)
        if entered is not None:
            self.side = entered.side_of(new)
            self._conversation.move_to(entered.ref)
            entered.set_current(True, self.side)
            if left is not entered:
                self._reveal(entered)

    def _on_current_changed(self, ref: str) -> None:
        self._show_step_of(ref)
        for row in self._view.rows:
            row.set_current(row.ref == ref, self.side)
        question = self._view.row(ref)
        if question is not None:
            self._reveal(question)

    def _show_step_of(self, ref: str) -> None:
        index = self._progress.step_of(ref)
        if index != self._progress.current:
            self._view.read_half()
            self.step_wanted.emit(index)

    def _on_range_changed(self) -> None:
        line, focused = self._line, QApplication.focusWidget()
        if line is None or focused is None or not shiboken6.isValid(line):
            self._line = None
        elif line.isAncestorOf(focused):
            self._scroll.ensureWidgetVisible(line, 0, tokens.M)

    def _reveal(self, question: QuestionRow) -> None:
        self._to_reveal = question.ref
        self._revealing.start()

    def _on_reveal(self) -> None:
        """After the layout has settled: rows may have come or grown."""
        question = self._view.row(self._to_reveal)
        if question is None:
            return
        if question.height() < self._scroll.viewport().height():
            self._scroll.ensureWidgetVisible(question, 0, tokens.M)
        else:
            self._scroll.verticalScrollBar().setValue(question.y() - tokens.S)
