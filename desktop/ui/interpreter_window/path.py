"""The way of a client through a form: questions, "one more?" after repeats, and the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.forms.body_view import BodyKind, BodyNode
from desktop.forms.refs import generic_path
from desktop.ui.pages.form_conversation import WORKER_ONLY, FormConversation

_HEADING = "label"
"""Appearance of the first line of a table-list: it only names the columns."""


class StopKind(StrEnum):
    """What is shown at a stop."""

    QUESTION = "question"
    ADD = "add"
    """Whether the repeat ``ref`` gets one more instance."""
    SUMMARY = "summary"
    END = "end"
    NOTHING = "nothing"
    """The worker is at something that is not for the client."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the client is; ``ref`` is a question or a repeat, else empty."""

    kind: StopKind
    ref: str = ""


END, SUMMARY, NOTHING = Stop(StopKind.END), Stop(StopKind.SUMMARY), Stop(StopKind.NOTHING)


class ClientPath:
    """Reads the stops of one conversation as they are at this moment."""

    def __init__(self, conversation: FormConversation, *, has_summary: bool = False) -> None:
        self._talk = conversation
        self._has_summary = has_summary

    def stops(self) -> list[Stop]:
        """All stops in order; the last one is the end."""
        found = [stop for node in self._talk.session.body() for stop in self._of(node)]
        return [*found, SUMMARY, END] if self._has_summary else [*found, END]

    def after(self, stop: Stop, by: int = 1) -> Stop:
        """The next stop (+1) or the last one (-1); at both ends *stop* itself."""
        stops = self.stops()
        if stop in stops:
            at = stops.index(stop) + by
        else:
            later = self._later(stop, stops)
            at = later if by > 0 else later - 1
        return stops[at] if 0 <= at < len(stops) else stop

    def is_open(self, ref: str) -> bool:
        """Whether *ref* is a question that is shown to the client now."""
        if not self._talk.is_seen(ref, for_client=True):
            return False
        return _HEADING not in self._talk.node(ref).appearance.split()

    def _later(self, stop: Stop, stops: Sequence[Stop]) -> int:
        """Where the stops begin that come after a place which is no stop (any more)."""
        order = self._talk.order([stop.ref, *(s.ref for s in stops if s.kind == "question")])
        before = set(order[: order.index(stop.ref)])
        known = [at for at, each in enumerate(stops) if each.ref in before]
        return known[-1] + 1 if known else 0

    def _of(self, node: BodyNode) -> Iterator[Stop]:
        if node.kind is BodyKind.QUESTION:
            if self.is_open(node.ref):
                yield Stop(StopKind.QUESTION, node.ref)
            return
        for child in node.children:
            yield from self._of(child)
        if node.kind is BodyKind.REPEAT and node.can_add and self._may_add(node):
            yield Stop(StopKind.ADD, node.ref)

    def _may_add(self, node: BodyNode) -> bool:
        session = self._talk.session
        if node.children:
            is_relevant = any(session.state(child.ref).relevant for child in node.children)
        else:
            is_relevant = session.state(node.ref).relevant
        inside = generic_path(node.ref) + "/"
        return is_relevant and any(
            element.control is not None and element.bind.audience != WORKER_ONLY
            for path, element in session.definition.by_path.items()
            if path.startswith(inside) and not element.children
        )
