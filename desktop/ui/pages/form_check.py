"""What is wrong with a form, as far as the worker is to be told yet."""

from __future__ import annotations

from desktop.ui.fields.markup import to_plain
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.pages.form_errors import Problem
from desktop.ui.pages.form_step_view import StepView
from desktop.ui.pages.form_texts import error_in, label_of


class FormCheck:
    """Judges questions that were left, and all of them once the form was to be finished."""

    def __init__(self, conversation: FormConversation, view: StepView) -> None:
        self._conversation, self._view = conversation, view
        self._left: set[str] = set()
        self._is_whole = False

    def judge(self, ref: str) -> None:
        """The question was left: from now on its faults are said."""
        self._left.add(ref)

    def judge_all(self) -> None:
        """The form was to be finished: from now on all faults are said."""
        self._is_whole = True

    def is_judged(self, ref: str) -> bool:
        """Whether faults of the question are said."""
        return self._is_whole or ref in self._left

    def problems(self) -> list[Problem]:
        """The faults to be said, in the order of the form, in the worker's language."""
        talk, found = self._conversation, []
        for ref in talk.order(self._suspects()):
            if not self.is_judged(ref):
                continue
            row, pane = self._view.row(ref), talk.worker
            error = row.problem() if row else error_in(talk, ref, pane, "")
            error = error or self._view.unread(ref)
            if error is not None:
                label = to_plain(label_of(talk.session, ref, pane, "").value)
                found.append(Problem(ref, label, error.value))
        return found

    def _suspects(self) -> set[str]:
        """Where something can be wrong: what the form says, and text nobody could read."""
        said = {wrong.ref for wrong in self._conversation.session.violations(final=True)}
        return said | self._view.unread_refs()
