"""Which characters an item of a parsed regular expression stands for (ASCII classes)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

try:
    from re import _constants as codes  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover - an interpreter that arranges its library otherwise
    import sre_constants as codes

Item = tuple[Any, Any]

_ASCII = frozenset(range(128))
_DIGITS = frozenset(range(ord("0"), ord("9") + 1))
_SPACES = frozenset(map(ord, " \t\n\r\f\v"))
_WORDS = frozenset(c for c in _ASCII if chr(c).isalnum() or chr(c) == "_")
_CLASSES = {
    codes.CATEGORY_DIGIT: (_DIGITS, True),
    codes.CATEGORY_NOT_DIGIT: (_DIGITS, False),
    codes.CATEGORY_SPACE: (_SPACES, True),
    codes.CATEGORY_NOT_SPACE: (_SPACES, False),
    codes.CATEGORY_WORD: (_WORDS, True),
    codes.CATEGORY_NOT_WORD: (_WORDS, False),
}
_ONE = frozenset({codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN})


def is_one_character(item: Item) -> bool:
    """Whether *item* always takes exactly one character."""
    return item[0] in _ONE


def are_disjoint(left: Item | None, right: Item | None) -> bool:
    """Whether no character fits both, upper and lower case taken for the same.

    Membership changes only at the ends of ranges, so trying these, their neighbours and ASCII
    tries everything.
    """
    if left is None or right is None:
        return False
    tried = _ASCII | {sys.maxunicode} | set(_edges(left)) | set(_edges(right))
    return not any(_fits(left, c) and _fits(right, c) for c in tried)


def _fits(item: Item, character: int) -> bool:
    swapped = ord(chr(character).swapcase()) if character < 128 else character
    return _is_in(item, character) or _is_in(item, swapped)


def _is_in(item: Item, character: int) -> bool:
    code, details = item
    if code is codes.LITERAL:
        return bool(character == details)
    if code is codes.NOT_LITERAL:
        return bool(character != details)
    if code is codes.RANGE:
        return bool(details[0] <= character <= details[1])
    if code is codes.CATEGORY:
        members, is_inside = _CLASSES[details]
        return (character in members) is is_inside
    if code is codes.ANY:
        return True
    is_negated = details[0][0] is codes.NEGATE
    found = any(_is_in(one, character) for one in details[is_negated:])
    return found is not is_negated


def _edges(item: Item) -> Iterator[int]:
    code, details = item
    if code is codes.IN:
        for one in details:
            yield from _edges(one)
    elif code is codes.LITERAL or code is codes.NOT_LITERAL:
        yield from _around(details)
    elif code is codes.RANGE:
        yield from _around(details[0])
        yield from _around(details[1])


def _around(character: int) -> Iterator[int]:
    return (c for c in range(character - 1, character + 2) if 0 <= c <= sys.maxunicode)
