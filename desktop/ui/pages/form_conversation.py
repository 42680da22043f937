"""One form open between two people: what both windows observe and speak through."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import KnownError
from desktop.forms.body_view import BodyKind, BodyNode
from desktop.forms.delta import Delta, Property
from desktop.forms.refs import generic_path
from desktop.forms.session import FormSession
from desktop.i18n.context import LocaleContext
from desktop.services.companions import Companions, Declined
from desktop.ui.dialogs.open_sheets import OpenSheets
from desktop.ui.pages.form_attachments import AttachmentDesk
from desktop.ui.pages.form_companions import CompanionDesk
from desktop.ui.pages.form_signatures import SignatureDesk
from desktop.ui.pages.form_steps import Step, leaves, steps_of
from desktop.ui.pages.original_desk import OriginalDesk
from desktop.ui.pages.page import Now, wall_clock

_WRITTEN_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
WORKER_ONLY = "worker"
"""The audience (bind::fm:audience) of questions that a client does not see."""


class Wish(StrEnum):
    """What a client asks for in the client window."""

    AGAIN = "again"
    SKIP = "skip"
    NO_ANSWER = "no-answer"


@dataclass(frozen=True, slots=True)
class Wished:
    """A client's wish about one question."""

    ref: str
    wish: Wish


class FormConversation(QObject):
    """Shares one FormSession between the worker's page and the client window (GUI thread).

    What the client wishes is kept: ``wishes`` has the last one of each question for as long as the
    form is open, and that a question was declined goes into its companions.

    Signals: ``changed(Delta)`` after every answer from either side; ``current_changed(str)``
    when another question is talked about; ``wished(Wished)``; ``languages_changed()``;
    ``typed(str, str)`` a question and what the client typed that is no answer yet;
    ``held(bool)`` neither side may enter anything, or may again;
    ``closed()`` when the form is finished or left, after which both windows let go of it.
    """

    changed = Signal(object)
    current_changed = Signal(str)
    wished = Signal(object)
    typed = Signal(str, str)
    held = Signal(bool)
    languages_changed = Signal()
    closed = Signal()

    def __init__(
        self,
        session: FormSession,
        worker: LocaleContext,
        client: LocaleContext,
        parent: QObject | None = None,
        companions: Companions | None = None,
        now: Now = wall_clock,
        staff: str = "unknown",
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.companions = CompanionDesk(session, companions or Companions(), self)
        self.worker = worker
        self.client = client
        panes = (worker, client)
        self.originals = OriginalDesk(session, panes, self.companions, self.answer, staff, now)
        self.current = ""
        self._current_path = ""
        self._by_path: dict[str, str] = {}
        self.wishes: dict[str, Wish] = {}
        self.half_typed: Callable[[str], str] = lambda _ref: ""
        """What stands on the client's side of a question and is no answer yet."""
        self._now = now
        self.answered: set[str] = set()
        self.sheets = OpenSheets()
        self.signatures = SignatureDesk(self)
        self._read_structure()
        self.attachments = AttachmentDesk(self)
        self._leave = session.observe(self._on_delta)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the form as its structure stands now."""
        return self._steps

    def answer(self, ref: str, value: str, initiator: object) -> None:
        """Give an answer; all observers hear of it before this returns."""
        self.wishes.pop(ref, None)
        if value:
            self.companions.set_declined(ref, None)
        self.answered.add(ref)
        self.session.answer(ref, value, initiator=initiator)

    def is_declined(self, ref: str) -> bool:
        """Whether the client did not want to answer, and nobody has answered since."""
        entry = self.companions.declined(ref)
        return entry is not None and not self.session.state(ref).value

    def node(self, ref: str) -> BodyNode:
        """The question *ref* as the body shows it."""
        return self._nodes[ref]

    @property
    def now(self) -> Now:
        """The clock of the form: UTC milliseconds."""
        return self._now

    def marks(self, ref: str) -> Mapping[str, str]:
        """What the form says about a question for this program (``bind::fm:<name>``)."""
        return self.session.definition.by_path[generic_path(ref)].bind.marks

    def is_bounded(self, ref: str) -> bool:
        """Whether the form itself names a day that dates are held against; *today* is none."""
        bind = self.session.definition.by_path[generic_path(ref)].bind
        return bool(bind.constraint and _WRITTEN_DAY.search(bind.constraint))

    def is_for_client(self, ref: str) -> bool:
        """Whether the client may see the question; some are for the worker alone."""
        return self.session.definition.by_path[generic_path(ref)].bind.audience != WORKER_ONLY

    def is_seen(self, ref: str, *, for_client: bool = False) -> bool:
        """Whether the question is there and relevant, for the client or at all."""
        if ref not in self._nodes or (for_client and not self.is_for_client(ref)):
            return False
        return self.session.state(ref).relevant

    def instances(self, repeat: str) -> tuple[str, ...]:
        """The instances of a repeat, in order."""
        waiting = list(self.session.body())
        while waiting:
            node = waiting.pop()
            if node.ref == repeat and node.kind is BodyKind.REPEAT:
                return tuple(child.ref for child in node.children)
            waiting.extend(node.children)
        return ()

    def add_instance(self, repeat: str) -> str:
        """Append an instance to a repeat and return its ref; empty if the form is full."""
        try:
            self.session.add_repeat(repeat)
        except KnownError:
            return ""
        return self.instances(repeat)[-1]

    def order(self, refs: Iterable[str]) -> list[str]:
        """*refs* in the order of the form."""
        return sorted(refs, key=lambda ref: self._at.get(ref, -1))

    def ref_of(self, path: str) -> str:
        """The question that stands at a stored path now; empty if there is none."""
        if not self._by_path:
            self._by_path = {self.companions.path(ref): ref for ref in self._nodes}
        return self._by_path.get(path, "")

    def neighbour(self, by: int, *, for_client: bool = False) -> str:
        """The question seen before (-1) or after (+1) the current one, or empty."""
        refs = tuple(self._nodes)
        at = self._at.get(self.current, -1 if by > 0 else 0)
        later = refs[at + 1 :] if by > 0 else refs[:at][::-1]
        return next((ref for ref in later if self.is_seen(ref, for_client=for_client)), "")

    def move_to(self, ref: str) -> None:
        """Make *ref* the question that is talked about."""
        if ref != self.current:
            self.current = ref
            self._current_path = self.companions.path(ref) if ref in self._nodes else ""
            self.current_changed.emit(ref)

    def wish(self, wish: Wish) -> None:
        """Pass on what the client asks for about the current question."""
        ref = self.current
        if wish is not Wish.SKIP or ref not in self.wishes:
            self.wishes[ref] = wish
        if wish is Wish.NO_ANSWER:
            self.companions.set_declined(ref, Declined(self.client.language, self._now()))
        self.wished.emit(Wished(ref, wish))

    def switch(self, *, worker: str = "", client: str = "") -> None:
        """Change the language of one side or both, live."""
        if worker and worker != self.worker.language:
            self.worker.switch(worker)
        if client and client != self.client.language:
            self.client.switch(client)
        self.languages_changed.emit()

    def close(self) -> None:
        """End the conversation; the session lives on with its owner."""
        self._leave()
        self.closed.emit()

    def _read_structure(self) -> None:
        self._steps = steps_of(self.session)
        nodes = (node for step in self._steps for top in step.nodes for node in leaves(top))
        self._nodes = {node.ref: node for node in nodes}
        self._at = {ref: at for at, ref in enumerate(self._nodes)}
        self._by_path.clear()

    def _on_delta(self, delta: Delta, initiator: object | None) -> None:
        if delta.refs(Property.STRUCTURE):
            steps, path = self._steps, self._current_path
            self._read_structure()
            if self.current:
                self.current = self.ref_of(path) or self._nearest(steps)
                self._current_path = self.companions.path(self.current) if self.current else ""
        self.changed.emit(delta)

    def _nearest(self, steps: tuple[Step, ...]) -> str:
        """What to talk about when the row of the current question is gone: before it in its step
        or behind it there, else before or behind it in the form; for the client, if possible."""
        here = next((step for step in steps if self.current in step.questions), None)
        around = [ref for step in steps for ref in step.questions]
        for refs in (here.questions if here else (), around):
            at = refs.index(self.current) if self.current in refs else 0
            near = (*refs[:at][::-1], *refs[at:])
            for for_client in (True, False):
                found = (ref for ref in near if self.is_seen(ref, for_client=for_client))
                if ref := next(found, ""):
                    return ref
        return ""
