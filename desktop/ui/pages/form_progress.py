"""Where one is in the form: the steps that are relevant, which one is shown, which are done."""

from __future__ import annotations

from desktop.domain.wording import N_
from desktop.forms.delta import Delta
from desktop.i18n.context import LocaleContext
from desktop.ui.fields.markup import to_plain
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.pages.form_step_bar import StepSign
from desktop.ui.pages.form_steps import Step
from desktop.ui.pages.form_texts import error_in, label_of

BEGINNING = N_("Beginn")
MORE = N_("Weiteres")
PART = N_("{title} ({part}/{parts})")
DONE = N_("{title}, ausgefüllt")
HERE = N_("{title}, wird gerade gezeigt")


class StepProgress:
    """Follows one conversation; knows no widgets."""

    def __init__(self, conversation: FormConversation, *, is_resumed: bool) -> None:
        self._conversation = conversation
        self.current = 0
        self._visited: set[str] = set()
        self._done: dict[str, bool] = {}
        self._at: dict[str, int] = {}
        self.restructure()
        if is_resumed:
            self._visited = {_key(step) for step in self.steps if self._holds_answers(step)}

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, relevant or not."""
        return self._conversation.steps

    @property
    def step(self) -> Step | None:
        """The step shown, or None in a form without questions."""
        return self.steps[self.current] if self.current < len(self.steps) else None

    def restructure(self) -> None:
        """Read the steps again after repeats came or went."""
        self._at = {ref: i for i, step in enumerate(self.steps) for ref in step.questions}
        self._done = {}
        self.current = min(self.current, max(0, len(self.steps) - 1))

    def step_of(self, ref: str) -> int:
        """Index of the step that holds the question *ref*; the one shown for an unknown ref."""
        return self._at.get(ref, self.current)

    def take(self, delta: Delta) -> None:
        """Forget what an answer may have changed."""
        for ref, _, _, _ in delta.changes:
            at = self._at.get(ref)
            if at is None:
                self._done = {}
                return
            self._done.pop(_key(self.steps[at]), None)

    def go(self, index: int) -> None:
        """Show the step *index*."""
        if self.step is not None:
            self._visited.add(_key(self.step))
            self._done.pop(_key(self.step), None)
        self.current = index

    def neighbour(self, by: int) -> int | None:
        """Index of the relevant step after (+1) or before (-1) the one shown."""
        at = self.current + by
        while 0 <= at < len(self.steps):
            if self.is_relevant(self.steps[at]):
                return at
            at += by
        return None

    def is_relevant(self, step: Step) -> bool:
        """Whether anything of *step* is to be seen."""
        state = self._conversation.session.state
        return any(state(ref).relevant for ref in step.questions) or any(
            node.kind == "repeat" and not node.children and state(node.ref).relevant
            for node in step.nodes
        )

    def is_done(self, step: Step) -> bool:
        """Nothing needed is missing, and someone answered something or passed the step."""
        key = _key(step)
        if key not in self._done:
            self._done[key] = self._judge(step)
        return self._done[key]

    def title(self, step: Step, pane: LocaleContext) -> str:
        """The label of the group, with the part of a long one."""
        if step.ref:
            shown = label_of(self._conversation.session, step.ref, pane, "")
            title = to_plain(shown.value)
        else:
            title = pane.text(BEGINNING if step is self.steps[0] else MORE)
        if step.parts == 1:
            return title
        return pane.text(PART, title=title, part=step.part, parts=step.parts)

    def signs(self, pane: LocaleContext, wrong: frozenset[str]) -> list[tuple[int, StepSign]]:
        """What the bar shows, with the index of each step; *wrong* are refs shown as errors."""
        found = []
        for at, step in enumerate(self.steps):
            if self.is_relevant(step):
                sign = StepSign(
                    self.title(step, pane),
                    self.is_done(step),
                    at == self.current,
                    not wrong.isdisjoint(step.questions),
                )
                found.append((at, sign))
        return found

    def _judge(self, step: Step) -> bool:
        talk = self._conversation
        if _key(step) not in self._visited and talk.answered.isdisjoint(step.questions):
            return False
        return all(error_in(talk, ref, talk.worker, "") is None for ref in step.questions)

    def _holds_answers(self, step: Step) -> bool:
        states = (self._conversation.session.state(ref) for ref in step.questions)
        return any(s.value and not s.readonly for s in states)


def spoken(sign: StepSign, tr: LocaleContext) -> str:
    """What a screen reader says about a step."""
    title = tr.text(DONE, title=sign.title) if sign.is_done else sign.title
    return tr.text(HERE, title=title) if sign.is_current else title


def _key(step: Step) -> str:
    return f"{step.ref} {step.part} {step.nodes[0].ref}"
