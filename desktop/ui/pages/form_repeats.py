"""Adding and removing instances of repeats, with the way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import KnownError
from desktop.forms.body_view import BodyNode
from desktop.i18n.context import LocaleContext
from desktop.services.raw_texts import RawText, in_row_of
from desktop.ui.pages.form_band import WORKER
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.pages.form_step_view import StepView
from desktop.ui.pages.form_steps import leaves


@dataclass(frozen=True, slots=True)
class _Removed:
    repeat: str
    name: str
    key: str


class RepeatEditor(QObject):
    """Carries out what the bands of repeats ask for.

    Signals: ``focus_wanted(str)`` with the first question of a new instance, ``failed(object)``
    with the KnownError of a form that is full, ``offered(QWidget)`` with the line that has the
    way back.
    """

    focus_wanted = Signal(str)
    failed = Signal(object)
    offered = Signal(object)

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
        removed = _Removed(repeat, self._view.instance_name(instance), session.repeat_key(instance))
        # The button that asked for it goes away together with its row.
        self._focus_adding(repeat)
        session.remove_repeat(instance)
        self._take_back_offer()
        self._removed = removed
        self._view.offer_undo(repeat, removed.name)
        band = self._view.add_band(repeat)
        if band is not None:
            band.undo_button.setFocus()
            self.offered.emit(band)

    def undo(self) -> None:
        """Bring the instance removed last back, in its place."""
        removed = self._removed
        is_there = removed is not None and self._find(removed.repeat) is not None
        if removed is None or not is_there or self._put(removed.repeat, removed.key):
            self._take_back_offer()

    def remembered(self) -> dict[str, Any] | None:
        """The instance the way back is offered for, with all that was in it, in plain values."""
        removed, session = self._removed, self._conversation.session
        if removed is None:
            return None
        answers = dict(session.removed)
        aside = [one for one in self._view.aside_texts() if in_row_of(answers, one.path)]
        return {
            "repeat": removed.repeat,
            "name": removed.name,
            "key": removed.key,
            "answers": answers,
            "aside": [[one.path, one.side, one.text] for one in aside],
        }

    def return_to(self, kept: object) -> None:
        """Offer the way back again that was ``remembered``, if the form still has its place."""
        match kept:
            case {
                "repeat": str(repeat),
                "name": str(name),
                "key": str(key),
                "answers": dict(answers),
                "aside": list(aside),
            } if self._find(repeat) is not None:
                self._view.hold_aside(_texts(aside))
                held = {str(path): str(text) for path, text in answers.items()}
                self._conversation.session.hold_removed(repeat, key, held)
                self._removed = _Removed(repeat, name, key)
                self._view.offer_undo(repeat, name)

    def _take_back_offer(self) -> None:
        removed, self._removed = self._removed, None
        if removed is not None:
            band = self._view.add_band(removed.repeat)
            if band is not None and band.undo_button.hasFocus():
                self._focus_adding(removed.repeat)
            self._view.offer_undo(removed.repeat, "")

    def _focus_adding(self, repeat: str) -> None:
        band = self._view.add_band(repeat)
        if band is not None:
            band.buttons[WORKER].setFocus()

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

    def _find(self, ref: str) -> BodyNode | None:
        stack = [node for step in self._conversation.steps for node in step.nodes]
        while stack:
            node = stack.pop()
            if node.ref == ref:
                return node
            stack.extend(node.children)
        return None


def _texts(kept: list[Any]) -> Iterator[RawText]:
    for one in kept:
        match one:
            case [str(path), int(side), str(text)]:
                yield RawText("", side, text, path)


def _generic(instance: str) -> str:
    """The repeat that ``/data/topics[2]`` is an instance of."""
    return instance.rpartition("[")[0]
