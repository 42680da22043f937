"""Keeps foreign-direction pieces (names, numbers, file numbers) whole inside a sentence (UAX 9)."""

from __future__ import annotations

import unicodedata

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e" + LRI + RLI + FSI + PDI)
_STRIP = dict.fromkeys(map(ord, _CONTROLS))
_RTL = ("R", "AL", "AN")


def strip_controls(text: str) -> str:
    """Return *text* without direction controls, as typed names and pasted texts are stored."""
    return text.translate(_STRIP)


def has_rtl(text: str) -> bool:
    """True when *text* holds a letter or digit of a right-to-left script."""
    if text.isascii():
        return False
    return any(unicodedata.bidirectional(char) in _RTL for char in text)


def isolate(text: str) -> str:
    """Wrap *text* so that it neither takes its direction from the sentence nor gives its own."""
    return f"{FSI}{strip_controls(text)}{PDI}" if text else ""


def isolate_ltr(text: str) -> str:
    """Wrap a file number, phone number or code: left to right in every sentence."""
    return f"{LRI}{strip_controls(text)}{PDI}" if text else ""


def isolate_in(text: str, *, rtl: bool) -> str:
    """Isolate *text* for a sentence of the given direction, only where it could be reordered.

    Plain left-to-right text in a left-to-right sentence stays as it is, so that labels can be
    compared and read by screen readers without invisible characters.
    """
    if rtl or has_rtl(text):
        return isolate(text)
    return strip_controls(text)
