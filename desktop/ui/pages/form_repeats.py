"""Adding and removing instances of repeats, with the way back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import KnownError
from desktop.forms.body_view import BodyNode
from desktop.i18n.context import LocaleContext
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.pages.form_step_view import StepView
from desktop.ui.pages.form_steps import leaves


@dataclass(frozen=True, slots=True)
class _Removed:
    repeat: str
    name: str
    key: str
    at: int
    """Its place among the instances, from 0."""
    answers: tuple[tuple[str, str], ...]
    """Paths below the instance, with their answers."""


class RepeatEditor(QObject):
    """Carries out what the bands of repeats ask for.

    Signals: ``focus_wanted(str)`` with the first question of a new instance, ``failed(object)``
    with the KnownError of a form that is full.
    """

    focus_wanted = Signal(str)
    failed = Signal(object)

    def __init__(self, conversation: FormConversation, view: StepView, tr: LocaleContext) -> None:
        super().__init__(view)
        self._conversation, self._view, self._tr = conversation, view, tr
        self._removed: _Removed | None = None
        view.addition_requested.connect(self.add)
        view.removal_requested.connect(self.remove)
        view.undo_requested.connect(self.undo)

    def add(self, repeat: str) -> None:
        """Add an instance at the end and go to its first question."""
        instance = self._add(repeat)
        if instance is not None:
            first = next(leaves(instance), None)
            if first is not None:
                self.focus_wanted.emit(first.ref)

    def remove(self, instance: str) -> None:
        """Remove an instance; its answers are kept for the way back until the next removal."""
        repeat = _generic(instance)
        node = self._find(instance)
        if node is None:
            return
        session = self._conversation.session
        answers = tuple(
            (leaf.ref[len(instance) :], value)
            for leaf in leaves(node)
            if (value := session.state(leaf.ref).value)
        )
        self._removed = _Removed(
            repeat,
            self._view.instance_name(instance),
            session.repeat_key(instance),
            int(instance.rpartition("[")[2].rstrip("]")) - 1,
            answers,
        )
        session.remove_repeat(instance)
        self._offer(self._removed.name)

    def undo(self) -> None:
        """Bring the instance removed last back, in its place."""
        removed, self._removed = self._removed, None
        if removed is None:
            return
        if not self._put(removed.repeat, removed.key):
            return
        instance = f"{removed.repeat}[{removed.at + 1}]"
        if self._find(instance) is not None:
            for path, value in removed.answers:
                self._conversation.answer(instance + path, value, self)
        band = self._view.add_band(removed.repeat)
        if band is not None:
            band.offer_undo("")

    def _add(self, repeat: str) -> BodyNode | None:
        if not self._put(repeat):
            return None
        node = self._find(repeat)
        return node.children[-1] if node is not None and node.children else None

    def _put(self, repeat: str, key: str = "") -> bool:
        try:
            self._conversation.session.add_repeat(repeat, key=key)
        except KnownError as error:
            self.failed.emit(error)
            return False
        return True

    def _offer(self, name: str) -> None:
        removed = self._removed
        band = self._view.add_band(removed.repeat) if removed is not None else None
        if band is not None:
            band.offer_undo(name)

    def _find(self, ref: str) -> BodyNode | None:
        stack = [node for step in self._conversation.steps for node in step.nodes]
        while stack:
            node = stack.pop()
            if node.ref == ref:
                return node
            stack.extend(node.children)
        return None


def _generic(instance: str) -> str:
    """The repeat that ``/data/topics[2]`` is an instance of."""
    return instance.rpartition("[")[0]
