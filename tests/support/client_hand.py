"""The hand of a client: goes through a form in the client window, and nowhere else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.ui.fields.base import Field
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.filter_field import FilterField
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.interpreter_window.path import StopKind
from tests.support.desk_windows import press, tap

Answer = str | tuple[str, ...]
_POSITION = re.compile(r"\[\d+\]")
_PATIENCE = 400
"""More stops than any shipped form has."""


class ClientHand:
    """Answers by tapping and typing what *answers* says, by the name of a question.

    A text answers the question each time it comes; a tuple answers its instances in turn. A code
    of a choice is tapped, everything else typed. What is not named is skipped. ``rows`` says how
    often "one more?" is answered with yes, by the name of the repeat.
    """

    def __init__(
        self,
        window: InterpreterWindow,
        answers: Mapping[str, Answer],
        rows: Mapping[str, int] | None = None,
    ) -> None:
        self._window, self._answers, self._rows = window, answers, dict(rows or {})
        self._seen: Counter[str] = Counter()
        self.asked: list[str] = []
        """The names of the questions that were shown, in order."""
        self.read: list[str] = []
        """What stood there in large type, in order."""

    def go(self, look: Callable[[], None] = lambda: None) -> None:
        """From where the window is to its last page; *look* is called at every stop."""
        for _ in range(_PATIENCE):
            QApplication.processEvents()
            look()
            if self._window.stop.kind is StopKind.END:
                return
            self._at_stop()
        raise AssertionError(f"no end after {self.asked[-5:]}")

    def _at_stop(self) -> None:
        stop = self._window.stop
        if stop.kind is StopKind.ADD:
            self._more(stop.ref.rpartition("/")[2])
        elif stop.kind is StopKind.QUESTION:
            self._question(stop.ref)
        else:
            tap(self._window.skip)

    def _more(self, repeat: str) -> None:
        field = self._window.field
        assert isinstance(field, ChoiceField)
        left = self._rows.get(repeat, 0)
        self._rows[repeat] = left - 1
        tap(field.rows[0 if left > 0 else 1])

    def _question(self, ref: str) -> None:
        window = self._window
        name = _POSITION.sub("", ref.rpartition("/")[2])
        here = window.stop
        if not self.asked or self.asked[-1] != name:
            self.asked.append(name)
            self.read.append(window.question.text())
        while window.page.is_note and window.stop == here:
            tap(window.skip)
        if window.stop != here:
            return
        wanted = self.wanted(ref, name)
        self._seen[name] += 1
        if wanted:
            assert window.field is not None
            self._give(window.field, wanted)
        tap(window.skip)
        assert window.stop != here, (name, wanted, window.error.text())

    def wanted(self, ref: str, name: str) -> str:
        """What to answer to the question *ref*, called *name*; empty to skip it."""
        answer = self._answers.get(name, "")
        if isinstance(answer, tuple):
            return answer[self._seen[name]] if self._seen[name] < len(answer) else ""
        return answer

    def _give(self, field: Field, wanted: str) -> None:
        if isinstance(field, FilterField):
            for code in wanted.split():
                labels = {choice.value: choice.label for choice in field._choices}
                press_into(field, labels[code])
                self._tap(field.found, code)
        elif isinstance(field, ChoiceField):
            for code in wanted.split():
                self._tap(field, code)
        else:
            press_into(field, wanted)

    def _tap(self, field: ChoiceField, code: str) -> None:
        QApplication.processEvents()
        codes = [choice.value for choice in field._choices]
        row = field.rows[codes.index(code)]
        self._window.page.ensureWidgetVisible(row)
        tap(row)


def press_into(field: Field, text: str) -> None:
    """Type into a field, over what stands there."""
    field.focus(Qt.FocusReason.TabFocusReason)
    press(field, text)
