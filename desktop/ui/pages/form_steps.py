"""How a form is cut into steps: its top groups, never more questions at once than a page holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.forms.body_view import BodyNode
from desktop.forms.session import FormSession

MOST_QUESTIONS = 24
"""A step with more questions than this is cut into parts, so that a page stays quick to show."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the form shown at once.

    ``ref`` names the group whose label is the title, or is empty for questions outside of
    groups. ``part`` of ``parts`` counts from 1 when a long group was cut.
    """

    ref: str
    nodes: tuple[BodyNode, ...]
    part: int = 1
    parts: int = 1
    questions: tuple[str, ...] = ()
    """All questions of the step, in order, relevant or not."""


def steps_of(session: FormSession) -> tuple[Step, ...]:
    """Cut the body: each top group and repeat is a step, each run of loose questions is one."""
    steps: list[Step] = []
    loose: list[BodyNode] = []
    for node in session.body():
        if node.kind == "question":
            loose.append(node)
            continue
        steps.extend(_cut("", tuple(loose)))
        loose = []
        nodes = node.children if node.kind == "group" else (node,)
        steps.extend(_cut(node.ref, nodes))
    steps.extend(_cut("", tuple(loose)))
    return tuple(steps)


def leaves(node: BodyNode) -> Iterator[BodyNode]:
    """Yield the questions below *node*, itself included."""
    if node.kind == "question":
        yield node
    for child in node.children:
        yield from leaves(child)


def _cut(ref: str, nodes: tuple[BodyNode, ...]) -> Iterator[Step]:
    parts: list[list[BodyNode]] = []
    questions: list[list[str]] = []
    size = 0
    for node in nodes:
        refs = [leaf.ref for leaf in leaves(node)]
        if not parts or size + len(refs) > MOST_QUESTIONS:
            parts.append([])
            questions.append([])
            size = 0
        parts[-1].append(node)
        questions[-1] += refs
        size += len(refs)
    for number, (part, found) in enumerate(zip(parts, questions, strict=True), 1):
        yield Step(ref, tuple(part), number, len(parts), tuple(found))
