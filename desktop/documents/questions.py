"""Walks a form as a paper does: steps as headings, questions a client may see, no sealed ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.documents.export.sealing import sealed_paths
from desktop.forms import legal
from desktop.forms.body_view import BodyKind, BodyNode
from desktop.forms.model.itext import PLAIN
from desktop.forms.refs import generic_path
from desktop.forms.session import FormSession, NodeState

_WORKER_ONLY = "worker"


class ItemKind(StrEnum):
    """What the walk comes by."""

    HEADING = "heading"
    REPEAT = "repeat"
    """The heading of something that may be there several times."""
    ENTRY = "entry"
    """One of several entries of a repeat; the item has the ref of the repeat."""
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Item:
    """One heading or question; *state* as the session has it now."""

    kind: ItemKind
    ref: str
    state: NodeState
    is_legal: bool = False
    is_verbatim: bool = False
    """Names, numbers, addresses: not to be translated."""
    number: int = 0
    """Of an entry, from 1."""


def items(session: FormSession, *, with_sealed: bool) -> Iterator[Item]:
    """Headings and questions in the order of the form, relevant or not.

    Left out: what is for the worker alone, and without *with_sealed* what belongs to the sealed
    part of the case or repeats something from there, in its value or its words; both hold for
    everything inside a group that is left out. A heading comes again where its questions go on
    after a repeat.
    """
    yield from _Walk(session, with_sealed=with_sealed).below(session.body(), None)


class _Walk:
    def __init__(self, session: FormSession, *, with_sealed: bool) -> None:
        self._session = session
        hidden = () if with_sealed else sealed_paths([session.definition], texts=True)
        self._hidden: Collection[str] = hidden

    def below(self, nodes: Sequence[BodyNode], heading: Item | None) -> Iterator[Item]:
        is_interrupted = False
        for node in nodes:
            if self._is_left_out(node.ref):
                continue
            state = self._session.state(node.ref)
            if node.kind is BodyKind.QUESTION:
                if is_interrupted and heading is not None:
                    yield heading
                is_interrupted = False
                yield self._question(node.ref, state)
            elif node.kind is BodyKind.REPEAT:
                yield from self._repeat(node, state)
                is_interrupted = True
            else:
                group = Item(ItemKind.HEADING, node.ref, state)
                yield group
                yield from self.below(node.children, group)
                is_interrupted = True

    def _repeat(self, node: BodyNode, state: NodeState) -> Iterator[Item]:
        whole = Item(ItemKind.REPEAT, node.ref, state)
        yield whole
        for number, entry in enumerate(node.children, 1):
            several = len(node.children) > 1
            named = Item(ItemKind.ENTRY, node.ref, state, number=number) if several else whole
            if several:
                yield named
            yield from self.below(entry.children, named)

    def _question(self, ref: str, state: NodeState) -> Item:
        marks = self._session.marks(ref)
        return Item(
            ItemKind.QUESTION,
            ref,
            state,
            is_legal=legal.is_legal(marks),
            is_verbatim=marks.get("translate") == "no",
        )

    def _is_left_out(self, ref: str) -> bool:
        is_sealed = generic_path(ref) in self._hidden
        return is_sealed or self._session.marks(ref).get("audience") == _WORKER_ONLY


def repeats_answers(session: FormSession, ref: str) -> bool:
    """Whether the label of a question is put together from answers (``${...}`` in the form)."""
    itext = session.definition.itext
    element = session.definition.by_path.get(generic_path(ref))
    control = element.control if element is not None else None
    source = control.texts.get("label") if control is not None else None
    if source is None:
        return False
    parts = source.parts
    if source.itext_id:
        parts = itext.find(source.itext_id, PLAIN, itext.default_language) or ()
    return bool(source.expression) or any(not isinstance(part, str) for part in parts)


def begin_repeats(session: FormSession) -> None:
    """Give every repeat that has no instance its first one, so that its questions can be read."""
    while True:
        empty = next(iter(_empty(session.body())), "")
        if not empty:
            return
        session.add_repeat(empty)


def _empty(nodes: Sequence[BodyNode]) -> Iterator[str]:
    for node in nodes:
        if node.kind is BodyKind.REPEAT and not node.children and node.can_add:
            yield node.ref
        yield from _empty(node.children)
