"""The most one expression may make: no form, by mistake or meaning harm, uses up the memory."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.forms.xpath.errors import XPathError

MAX_TEXT = 250_000
"""Characters of one text; the longest a person reads back (all facts of a visit) has 20,000."""
MAX_TEXTS = 4_000_000
"""Characters of all texts an expression looks at or passes on at once."""
MAX_FOUND = 1_000_000
"""Nodes one step of a path may come by."""
MAX_WORK = 10_000_000
"""Nodes looked at in one go, about half a minute: whatever a form asks, it comes to an end."""


class TooMuchError(XPathError):
    """An expression that would make more than there is room for: *what* is text or work."""

    def __init__(self, reason: str, what: str = "text") -> None:
        super().__init__(reason)
        self.what = what


def joined(texts: Iterable[str], glue: str = "") -> str:
    """The texts in one; TooMuchError before a text longer than ``MAX_TEXT`` is made."""
    return glue.join(at_most(texts, MAX_TEXT, len(glue)))


def at_most(texts: Iterable[str], limit: int, each: int = 0) -> list[str]:
    """The texts; TooMuchError as soon as they have more than *limit* characters, with *each* more
    per text."""
    found: list[str] = []
    left = limit + each
    for text in texts:
        left -= len(text) + each
        if left < 0:
            raise TooMuchError("text too long")
        found.append(text)
    return found


def check_found(count: int) -> None:
    """TooMuchError when a step came by too many nodes."""
    if count > MAX_FOUND:
        raise TooMuchError("too many nodes", "work")
