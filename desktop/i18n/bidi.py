"""Keeps foreign-direction pieces (names, numbers, file numbers) whole inside a sentence (UAX 9)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
_RLM = "\u200f"
_RETIRED = "\u206a\u206b\u206c\u206d\u206e\u206f"
"""Controls Unicode took out of use; some renderers still obey them."""
_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e" + LRI + RLI + FSI + PDI + _RETIRED
)
_STRIP = dict.fromkeys(map(ord, _CONTROLS))
_RTL = ("R", "AL", "AN")
_FIGURE = re.compile(
    r"(?<![\w+\u2066\u2068])(?:\d{4}-\d\d-\d\d"
    r"|[+0(\u0660\u06f0][\d\u0660-\u0669\u06f0-\u06f9()/ .-]{5,}[\d\u0660-\u0669\u06f0-\u06f9]"
    r"|[A-Z]{1,5}[-/ ]?\d[\dA-Z/.-]*)(?!\w)",
    re.ASCII,
)
"""An ISO day, a phone number, a file number. Ranges (9-12) are none: they read with the text; what
is isolated already stays so."""


def strip_controls(text: str) -> str:
    """Return *text* without direction controls, as typed names and pasted texts are stored."""
    return text.translate(_STRIP)


def has_rtl(text: str) -> bool:
    """True when *text* holds a letter or digit of a right-to-left script."""
    if text.isascii():
        return False
    return any(unicodedata.bidirectional(char) in _RTL for char in text)


def reads_rtl(text: str, *, default: bool) -> bool:
    """The direction of a line of its own: its first letter outside isolates (UAX 9, P2 and P3).

    *default* is that of the window, for lines without any letter.
    """
    depth = 0
    for char in text:
        if char in (LRI, RLI, FSI):
            depth += 1
        elif char == PDI:
            depth = max(0, depth - 1)
        elif not depth and (kind := unicodedata.bidirectional(char)) in ("L", "R", "AL"):
            return kind != "L"
    return default


def isolate(text: str) -> str:
    """Wrap *text* so that it neither takes its direction from the sentence nor gives its own."""
    return f"{FSI}{strip_controls(text)}{PDI}" if text else ""


def isolate_ltr(text: str) -> str:
    """Wrap a file number, phone number or code: left to right in every sentence."""
    return f"{LRI}{strip_controls(text)}{PDI}" if text else ""


def as_rtl(text: str) -> str:
    """Wrap one line of a right-to-left window: it reads so whatever letter it begins with.

    Isolates inside stay. Only for what is painted.
    """
    return f"{RLI}{text}{PDI}" if text else ""


def isolate_in(text: str, *, rtl: bool) -> str:
    """Isolate *text* for a sentence of the given direction, only where it could be reordered.

    Plain left-to-right text in a left-to-right sentence stays as it is, so that labels can be
    compared and read by screen readers without invisible characters.
    """
    if rtl or has_rtl(text):
        return isolate(text)
    return strip_controls(text)


def line_of(parts: Iterable[str], *, rtl: bool) -> str:
    """Join what is known (``Name · time``) to a line that reads as the window does.

    Without marks a line that begins with a foreign name or a figure would read from its side.
    """
    joined = " · ".join(isolate_in(part, rtl=rtl) for part in parts if part)
    return f"{_RLM}{joined}" if rtl and joined else joined


def isolate_figures(text: str) -> str:
    """Return a right-to-left *text* whose phone and file numbers keep their order of digits."""
    if not any(char.isdigit() for char in text):
        return text
    return _FIGURE.sub(lambda found: f"{LRI}{found[0]}{PDI}", text)


def open_isolates(text: str) -> int:
    """How many isolates a cut *text* leaves open."""
    return sum(text.count(begin) for begin in (LRI, RLI, FSI)) - text.count(PDI)


def isolate_places(
    text: str,
    places: Iterable[tuple[int, int]],
    *,
    rtl: bool,
    guard: Callable[[str], str] = str,
) -> str:
    """Return a sentence in which the *places* (start, end; in order) hold names and numbers.

    Each is isolated where it could be reordered; *guard* is applied to it before. Only for
    display: what is stored or exported stays without marks.
    """
    pieces, last = [], 0
    for start, end in places:
        pieces.append(isolate_figures(text[last:start]) if rtl else text[last:start])
        pieces.append(isolate_in(guard(text[start:end]), rtl=rtl))
        last = end
    pieces.append(isolate_figures(text[last:]) if rtl else text[last:])
    return "".join(pieces)
