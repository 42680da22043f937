"""Reads a finished form as paragraphs: labels and values in one language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop.forms.body_view import BodyNode
from desktop.forms.session import FormSession
from desktop.services.views import TimelinePart

_LONG = 60
_SKIPPED = frozenset({"note", "image", "signature", "file", "audio"})


def read_submission(session: FormSession, language: str) -> list[TimelinePart]:
    """One part per long text; short answers of a group stand together in one part."""
    parts: list[TimelinePart] = []
    short: list[str] = []
    for ref in questions(session.body()):
        state = session.state(ref)
        if not state.relevant or not state.value or state.type in _SKIPPED:
            continue
        label = session.text(ref, "label", language).value
        shown = _shown(session, ref, language)
        if state.type == "text" and (len(shown) > _LONG or "[" in ref):
            parts.append(TimelinePart(label, shown, is_note=True))
        else:
            short.append(f"{label}: {shown}")
    if short:
        parts.insert(0, TimelinePart("", " · ".join(short)))
    return parts


def questions(nodes: Sequence[BodyNode]) -> Iterable[str]:
    """The refs of all questions below *nodes*, in order of the form."""
    for node in nodes:
        if node.kind == "question":
            yield node.ref
        else:
            yield from questions(node.children)


def _shown(session: FormSession, ref: str, language: str) -> str:
    state = session.state(ref)
    if state.type == "select1":
        return session.choice_text(ref, state.value, language).value
    if state.type == "select":
        texts = (session.choice_text(ref, code, language).value for code in state.value.split())
        return ", ".join(texts)
    if state.type == "dateTime":
        return state.value[:16].replace("T", " ")
    return state.value
