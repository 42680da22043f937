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
    """What stands in the field of question *ref* in pane *side* (0 worker, 1 client)."""

    ref: str
    side: int
    text: str


def raw_answers(session: FormSession, raw: Iterable[RawText]) -> dict[str, str]:
    """*raw* as entries of a draft; repeat instances are named by key, as answers are."""
    texts = {(one.ref, one.side): one.text for one in raw}
    if not texts:
        return {}
    paths = {node.ref(): stored_path(node) for node in session.nodes()}
    return {
        f"{_PREFIX}{side} {paths[ref]}": text for (ref, side), text in texts.items() if ref in paths
    }


def answers_alone(answers: Mapping[str, str]) -> dict[str, str]:
    """The entries of a draft that are answers."""
    return {path: text for path, text in answers.items() if not path.startswith(_PREFIX)}


def question_of(key: str) -> str:
    """The stored path of the question that an entry of a draft is about."""
    return key.removeprefix(_PREFIX).partition(" ")[2] if key.startswith(_PREFIX) else key


def raw_texts(session: FormSession, answers: Mapping[str, str]) -> tuple[RawText, ...]:
    """The entries of a draft that are none, for the questions *session* still has."""
    entries = [key for key in answers if key.startswith(_PREFIX)]
    if not entries:
        return ()
    refs = {stored_path(node): node.ref() for node in session.nodes()}
    found = []
    for key in entries:
        side, _, path = key.removeprefix(_PREFIX).partition(" ")
        if path in refs and side.isdigit():
            found.append(RawText(refs[path], int(side), answers[key]))
    return tuple(found)
