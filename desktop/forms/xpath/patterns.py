"""How much work a regular expression can make, told from its structure before it is used.

Python's engine goes back and tries again. A repeat inside a repeat that can share out the same
text in many ways doubles the work with every character; repeats one after the other multiply
it. The first kind is refused; for the second the text is limited, so that a search ends within
a fraction of a second whatever the text is.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
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
_LENGTHS = (MAX_TEXT_CHARS, 700, 500, 350, 250, 180, 130, 100, 70, 50)
_LOG_MAX_STEPS = math.log(5e6)
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
    choices = _choices(items, in_loop=False, after=None)
    if not items or items[0][0] is not codes.AT or items[0][1] is codes.AT_END:
        choices[MAX_TEXT_CHARS] += 1  # searched for from every position
    for length in _LENGTHS:
        if _log_steps(choices, length) <= _LOG_MAX_STEPS:
            return length
    raise UnsafePatternError


def _log_steps(choices: Counter[int], length: int) -> float:
    """The logarithm of the most steps that a text of *length* can cost.

    Repeats without an end share the text out among them: combinations, not powers.
    """
    product = sum(math.log(min(one, length)) * count for one, count in choices.items())
    sharing = sum(count for one, count in choices.items() if one >= length)
    return product - math.lgamma(sharing + 1)


def _choices(items: Sequence[Item], *, in_loop: bool, after: Item | None) -> Counter[int]:
    """How often *items* in a row leave how many ways open, counted by the number of ways.

    *after* is the character that follows them.
    """
    total: Counter[int] = Counter()
    for at, (code, details) in enumerate(items):
        follows = _first(items[at + 1 :]) if at + 1 < len(items) else after
        if code in _REPEATS:
            total += _repeat(*details, in_loop=in_loop, follows=follows)
        elif code is codes.BRANCH:
            total += _branch(details[1], in_loop=in_loop, follows=follows)
        elif code is codes.GROUPREF or code is codes.GROUPREF_EXISTS:
            total += _refused_in(in_loop, MAX_TEXT_CHARS)
        else:
            for inner in _inside(code, details):
                total += _choices(inner, in_loop=in_loop, after=follows)
    return total


def _repeat(
    least: int, most: int, body: Any, *, in_loop: bool, follows: Item | None
) -> Counter[int]:
    inner = list(body)
    if least > 1 and body.getwidth()[0] == 0:
        raise UnsafePatternError  # turns that take nothing are counted one by one
    is_single = _is_single(inner)
    is_loop = most > _SMALL_LOOP and not is_single
    first = _first(inner)
    within = _choices(inner, in_loop=in_loop or is_loop, after=first if most > 1 else follows)
    if not is_loop and not is_single:
        within = Counter({one: count * max(1, most) for one, count in within.items()})
    if least == most or (is_single and are_disjoint(first, follows)):
        return within
    ways = min(most, MAX_TEXT_CHARS) - min(least, MAX_TEXT_CHARS) + 1
    return within + _refused_in(in_loop, ways)


def _branch(
    alternatives: Sequence[Sequence[Item]], *, in_loop: bool, follows: Item | None
) -> Counter[int]:
    total: Counter[int] = Counter()
    for one in alternatives:
        total |= _choices(list(one), in_loop=in_loop, after=follows)
    firsts = [_first(list(one)) for one in alternatives]
    is_told = len(firsts) <= _FEW and all(are_disjoint(*pair) for pair in combinations(firsts, 2))
    return total + _refused_in(in_loop, 1 if is_told else len(firsts))


def _refused_in(in_loop: bool, ways: int) -> Counter[int]:
    if in_loop:
        raise UnsafePatternError
    return Counter({ways: 1})


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
