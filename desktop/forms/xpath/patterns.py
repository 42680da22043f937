"""How much work a regular expression can make, told from its structure before it is used.

Python's engine goes back and tries again. A repeat inside a repeat that can share out the same
text in many ways doubles the work with every character; repeats one after the other multiply
it. The first kind is refused; for the second the text is limited, so that a search ends within
a fraction of a second whatever the text is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from desktop.forms.xpath.charsets import Item, are_disjoint, is_one_character

try:
    from re import _constants as codes  # type: ignore[attr-defined]
    from re import _parser as grammar  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover - an interpreter that arranges its library otherwise
    import sre_constants as codes
    import sre_parse as grammar

MAX_TEXT_CHARS = 1_000
_MAX_PATTERN_CHARS = 2_000
_MAX_STEPS = 5e6
_LEAST_TEXT_CHARS = 40
_SMALL_LOOP = 10
_FEW = 20
_REPEATS = frozenset({codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT})
_ASSERTIONS = frozenset({codes.ASSERT, codes.ASSERT_NOT})


class UnsafePatternError(Exception):
    """A pattern whose search may take longer than anybody waits; it is never used."""


@lru_cache(maxsize=256)
def longest_text(pattern: str) -> int:
    """How many characters of a text may be searched, at most MAX_TEXT_CHARS.

    Raises UnsafePatternError; re.error, OverflowError or RecursionError for a broken pattern.
    """
    if len(pattern) > _MAX_PATTERN_CHARS:
        raise UnsafePatternError
    items = list(grammar.parse(pattern, re.ASCII))
    effort = _effort(items, in_loop=False, after=None)
    if not items or items[0][0] is not codes.AT or items[0][1] is codes.AT_END:
        effort += Effort(1.0)  # searched for from every position
    left = math.log(_MAX_STEPS) - effort.choices
    if left < 0.0:
        raise UnsafePatternError
    if effort.degree <= 1.0:
        return MAX_TEXT_CHARS
    log_length = (left + math.lgamma(effort.degree + 1)) / effort.degree
    if log_length < math.log(_LEAST_TEXT_CHARS):
        raise UnsafePatternError
    return int(min(MAX_TEXT_CHARS, math.exp(log_length)))


@dataclass(frozen=True, slots=True)
class Effort:
    """Steps of a search: about ``length ** degree * exp(choices)``."""

    degree: float = 0.0
    choices: float = 0.0

    def __add__(self, other: Effort) -> Effort:
        return Effort(self.degree + other.degree, self.choices + other.choices)

    def times(self, count: int) -> Effort:
        """The same, *count* times one after the other."""
        return Effort(self.degree * count, self.choices * count)


def _effort(items: Sequence[Item], *, in_loop: bool, after: Item | None) -> Effort:
    """What *items* in a row make; *after* is the character that follows them."""
    total = Effort()
    for at, (code, details) in enumerate(items):
        follows = _first(items[at + 1 :]) if at + 1 < len(items) else after
        if code in _REPEATS:
            total += _repeat(*details, in_loop=in_loop, follows=follows)
        elif code is codes.BRANCH:
            total += _branch(details[1], in_loop=in_loop, follows=follows)
        elif code is codes.GROUPREF or code is codes.GROUPREF_EXISTS:
            total += _refused_in(in_loop, Effort(1.0))
        else:
            for inner in _inside(code, details):
                total += _effort(inner, in_loop=in_loop, after=follows)
    return total


def _repeat(least: int, most: int, body: Any, *, in_loop: bool, follows: Item | None) -> Effort:
    inner = list(body)
    if least > 1 and body.getwidth()[0] == 0:
        raise UnsafePatternError  # turns that take nothing are counted one by one
    is_single = _is_single(inner)
    is_loop = most > _SMALL_LOOP and not is_single
    first = _first(inner)
    within = _effort(inner, in_loop=in_loop or is_loop, after=first if most > 1 else follows)
    if not is_loop and not is_single:
        within = within.times(max(1, most))
    if least == most or (is_single and are_disjoint(first, follows)):
        return within
    choices = min(most, MAX_TEXT_CHARS) - min(least, MAX_TEXT_CHARS) + 1
    return within + _refused_in(in_loop, _one_of(choices))


def _branch(
    alternatives: Sequence[Sequence[Item]], *, in_loop: bool, follows: Item | None
) -> Effort:
    found = [_effort(list(one), in_loop=in_loop, after=follows) for one in alternatives]
    most = Effort(max(one.degree for one in found), max(one.choices for one in found))
    firsts = [_first(list(one)) for one in alternatives]
    if len(firsts) <= _FEW and all(are_disjoint(*pair) for pair in combinations(firsts, 2)):
        return most + _refused_in(in_loop, Effort())
    return most + _refused_in(in_loop, _one_of(len(found)))


def _one_of(choices: int) -> Effort:
    """Few choices are the same for every text; many grow with its length."""
    if choices <= _FEW:
        return Effort(choices=math.log(choices))
    return Effort(degree=math.log(choices) / math.log(MAX_TEXT_CHARS))


def _refused_in(in_loop: bool, effort: Effort) -> Effort:
    if in_loop:
        raise UnsafePatternError
    return effort


def _inside(code: Any, details: Any) -> Iterator[list[Item]]:
    if code is codes.SUBPATTERN:
        yield list(details[3])
    elif code in _ASSERTIONS:
        yield list(details[1])
    elif code is codes.ATOMIC_GROUP:
        yield list(details)


def _is_single(items: Sequence[Item]) -> bool:
    """Whether it is one character, however many brackets are around it."""
    if len(items) != 1:
        return False
    code, details = items[0]
    return is_one_character(items[0]) or (code is codes.SUBPATTERN and _is_single(list(details[3])))


def _first(items: Sequence[Item]) -> Item | None:
    """The character that must come first, None if that cannot be told."""
    if not items:
        return None
    code, details = items[0]
    if is_one_character(items[0]):
        return items[0]
    if code is codes.SUBPATTERN:
        return _first(list(details[3]))
    if code in _REPEATS and details[0] >= 1:
        return _first(list(details[2]))
    return None
