"""A form read from top to bottom without answers: everything it may ask, in two languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.forms.body_view import BodyKind, BodyNode
from desktop.forms.definition import FormDefinition
from desktop.forms.environment import Environment
from desktop.forms.session import FormSession
from desktop.forms.texts import Text
from desktop.forms.trial import open_every_repeat
from desktop.services.form_mapping import BERLIN, berlin_now

_CHOSEN = frozenset({"select", "select1", "rank"})
MOST_CHOICES = 40
"""So many choices of a list are written out."""


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """``kind`` is group, question, hint or choice; ``texts`` one per language asked for."""

    kind: str
    texts: tuple[Text, ...]
    depth: int = 0
    required: bool = False
    conditional: bool = False
    """Asked only after certain answers."""


def preview_session(definition: FormDefinition) -> FormSession:
    """A filling nobody keeps, with one instance of every repeat."""
    session = FormSession(definition, environment=Environment(BERLIN, now=berlin_now))
    open_every_repeat(session)
    return session


def preview_lines(session: FormSession, languages: Sequence[str]) -> list[PreviewLine]:
    """All texts in order of the form, whatever its skip logic would hide."""
    return list(_lines(session, session.body(), languages, 0))


def _lines(
    session: FormSession, nodes: Sequence[BodyNode], languages: Sequence[str], depth: int
) -> Iterator[PreviewLine]:
    for node in nodes:
        texts = tuple(session.text(node.ref, "label", code) for code in languages)
        if node.kind is not BodyKind.QUESTION:
            inner = depth
            if node.kind is not BodyKind.INSTANCE and any(text.value for text in texts):
                yield PreviewLine("group", texts, depth)
                inner = depth + 1
            yield from _lines(session, node.children, languages, inner)
            continue
        yield from _question(session, node.ref, texts, languages, depth)


def _question(
    session: FormSession,
    ref: str,
    texts: tuple[Text, ...],
    languages: Sequence[str],
    depth: int,
) -> Iterator[PreviewLine]:
    state = session.state(ref)
    yield PreviewLine("question", texts, depth, state.required, not state.relevant)
    hints = tuple(session.text(ref, "hint", code) for code in languages)
    if any(text.value for text in hints):
        yield PreviewLine("hint", hints, depth)
    if state.type in _CHOSEN:
        for code in session.choices(ref)[:MOST_CHOICES]:
            named = tuple(session.choice_text(ref, code, one) for one in languages)
            yield PreviewLine("choice", named, depth)
