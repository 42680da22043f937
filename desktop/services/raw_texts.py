"""Text typed into a form that is no answer, or not yet: kept with the draft.

It enters a record only when a newer version of the form has taken its question away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.forms.session import FormSession
from desktop.forms.stored import stored_path

_PREFIX = "raw "
"""Begins a key of ``Draft.answers`` that is no path of the form; the pane's number follows."""


@dataclass(frozen=True, slots=True)
class RawText:
    """What stands in the field of question *ref* in pane *side* (0 worker, 1 client).

    In a row that a count took out the question has no ref, only its stored ``path``.
    """

    ref: str
    side: int
    text: str
    path: str = ""


def raw_answers(
    session: FormSession, raw: Iterable[RawText], answers: Mapping[str, str]
) -> dict[str, str]:
    """*raw* as entries of a draft with *answers*; repeat instances are named by key, as there."""
    texts = tuple(raw)
    if not texts:
        return {}
    paths = {node.ref(): stored_path(node) for node in session.nodes()}
    aside = {one.path: one.path for one in texts if in_row_of(answers, one.path)}
    found = ((paths.get(one.ref) or aside.get(one.path), one) for one in texts)
    return {f"{_PREFIX}{one.side} {path}": one.text for path, one in found if path}


def in_row_of(answers: Mapping[str, str], path: str) -> bool:
    """Whether the stored *path* is inside a row of a repeat that *answers* has."""
    row, bracket, _ = path.rpartition("]")
    return f"{row}{bracket}" in answers


def answers_alone(answers: Mapping[str, str]) -> dict[str, str]:
    """The entries of a draft that are answers."""
    return {path: text for path, text in answers.items() if not path.startswith(_PREFIX)}


def question_of(key: str) -> str:
    """The stored path of the question that an entry of a draft is about."""
    return key.removeprefix(_PREFIX).partition(" ")[2] if key.startswith(_PREFIX) else key


def raw_texts(session: FormSession, answers: Mapping[str, str]) -> tuple[RawText, ...]:
    """The entries of a draft that are none, for the questions *session* still has or, in rows a
    count took out, would have again."""
    entries = [key for key in answers if key.startswith(_PREFIX)]
    if not entries:
        return ()
    refs = {stored_path(node): node.ref() for node in session.nodes()}
    found = []
    for key in entries:
        side, _, path = key.removeprefix(_PREFIX).partition(" ")
        if side.isdigit() and path in refs:
            found.append(RawText(refs[path], int(side), answers[key]))
        elif side.isdigit() and in_row_of(answers, path):
            found.append(RawText("", int(side), answers[key], path))
    return tuple(found)
