"""Companions of a form being filled: their keys, and what a finished form keeps of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from desktop.domain.companions import (
    Companions,
    Declined,
    Interpreting,
    Original,
    Presented,
    Signature,
)
from desktop.domain.records import FormSubmission
from desktop.forms.session import FormSession

__all__ = [
    "Companions",
    "Declined",
    "Interpreting",
    "Original",
    "Presented",
    "Signature",
    "kept_with",
    "of_submission",
    "stored_path_of",
]


def stored_path_of(session: FormSession, ref: str) -> str:
    """The stored path of a question: repeat instances by key instead of by position."""
    path, shown = "", ""
    for step in ref.split("/")[1:]:
        shown = f"{shown}/{step}"
        name, bracket, _ = step.partition("[")
        path = f"{path}/{name}[{session.repeat_key(shown)}]" if bracket else f"{path}/{name}"
    return path


def kept_with(companions: Companions, answers: Mapping[str, str]) -> Companions:
    """What a finished form keeps: nothing about questions that skip logic took out at the end.

    Notes have no answer, so all that was presented is kept: it happened.
    """
    return replace(
        companions,
        originals={path: one for path, one in companions.originals.items() if path in answers},
        signatures={path: one for path, one in companions.signatures.items() if path in answers},
        declined={p: one for p, one in companions.declined.items() if p not in answers},
        attachments={p: one for p, one in companions.attachments.items() if p in answers},
    )


def of_submission(submission: FormSubmission) -> Companions:
    """The companions of a stored form."""
    return Companions.from_plain(
        {
            "originals": submission.originals,
            "presented": submission.presented,
            "signatures": submission.signatures,
            "declined": submission.declined,
        }
    )
