"""How hard a password is to guess, judged on this laptop alone, and what would make it better.

The password is cut into the pieces that are cheapest to guess: favourites, words, names, rows of
keys, repeats, dates, and single characters for the rest. Their bits add up to an estimate of the
guesses somebody needs who knows these habits; it is kept rather too low than too high.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from typing import Final

from anyascii import anyascii

from desktop.crypto.word_list import WORDS as LISTED
from desktop.services.password_habits import COMMON, LOOKALIKES, ROWS, WORDS

SHORTEST: Final = 12
"""Characters, unless there are enough words; the policy of an agency may ask for more."""
FEWEST_WORDS: Final = 4
GUESSES_A_SECOND: Final = 10_000
"""Of somebody who has the laptop and rents many computers: a guess costs each a quarter second."""
_LONGEST_JUDGED = 64
_LISTED_BITS = math.log2(len(LISTED))


class Level(IntEnum):
    """WEAK is refused."""

    WEAK = 0
    FAIR = 1
    GOOD = 2
    STRONG = 3


_LIMITS = ((50.0, Level.STRONG), (40.0, Level.GOOD), (36.0, Level.FAIR))


class Advice(StrEnum):
    """One sentence of the window for each."""

    WORDS = "words"
    SHORT = "short"
    COMMON = "common"
    NAME = "name"
    ROW = "row"
    REPEAT = "repeat"
    DATE = "date"
    MORE = "more"
    FINE = "fine"


class Span(StrEnum):
    """How long guessing takes on average."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    CENTURIES = "centuries"


_SPANS = (
    (60.0, Span.SECONDS),
    (3600.0, Span.MINUTES),
    (86_400.0, Span.HOURS),
    (2_600_000.0, Span.DAYS),
    (31_600_000.0, Span.MONTHS),
    (3_160_000_000.0, Span.YEARS),
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """*bits* of guessing; *missing* characters until the length would do, 0 if it does."""

    level: Level
    bits: float
    advice: Advice
    span: Span
    missing: int = 0

    @property
    def is_accepted(self) -> bool:
        """Whether it may be set."""
        return self.level > Level.WEAK


def judge(password: str, about: Iterable[str] = (), shortest: int = SHORTEST) -> Judgement:
    """Judge *password*; *about* holds names of worker and agency, *shortest* is the policy's."""
    text = unicodedata.normalize("NFC", password)
    names = {
        part
        for name in about
        for spelt in (name, name.lower().translate(_SPELT_OUT), anyascii(name))
        for part in re.findall(r"\w{2,}", _plain(spelt))
    }
    pieces = _cheapest(text[:_LONGEST_JUDGED], frozenset(names))
    bits = sum(piece.bits for piece in pieces)
    missing = _missing(text, shortest)
    level = next((level for limit, level in _LIMITS if bits >= limit), Level.WEAK)
    if missing:
        level = Level.WEAK
    return Judgement(level, bits, _advice(text, pieces, level, missing), _span(bits), missing)


def _missing(text: str, shortest: int) -> int:
    """Characters that are missing; enough different words of three letters will do as well."""
    words = {word for word in re.findall(r"[^\W\d_]+", _plain(text)) if len(word) > 2}
    is_phrase = len(words) >= FEWEST_WORDS + (shortest > SHORTEST)
    return 0 if is_phrase else max(0, shortest - len(text))


def _advice(text: str, pieces: Sequence[_Piece], level: Level, missing: int) -> Advice:
    if not text:
        return Advice.WORDS
    if level > Level.WEAK:
        return Advice.FINE if level >= Level.GOOD else Advice.MORE
    found = {piece.why for piece in pieces}
    for why in (Advice.NAME, Advice.COMMON, Advice.ROW, Advice.REPEAT, Advice.DATE):
        if why in found:
            return why
    return Advice.SHORT if missing else Advice.MORE


def _span(bits: float) -> Span:
    seconds = 2 ** min(bits - 1, 200) / GUESSES_A_SECOND
    return next((span for limit, span in _SPANS if seconds < limit), Span.CENTURIES)


@dataclass(frozen=True, slots=True)
class _Piece:
    end: int
    bits: float
    why: Advice | None = None


def _cheapest(text: str, names: frozenset[str]) -> list[_Piece]:
    """The pieces with the fewest bits in all that make up *text*."""
    plain = _plain(text, keep_length=True)
    best: list[tuple[float, int, _Piece | None]] = [(0.0, 0, None)]
    best += [(math.inf, 0, None)] * len(text)
    for begin in range(len(text)):
        for piece in _pieces(text, plain, begin, names):
            bits = best[begin][0] + piece.bits
            if bits < best[piece.end][0]:
                best[piece.end] = (bits, begin, piece)
    found: list[_Piece] = []
    at = len(text)
    while at:
        _, before, last = best[at]
        assert last is not None
        found.append(last)
        at = before
    return found[::-1]


def _pieces(text: str, plain: str, begin: int, names: frozenset[str]) -> Iterator[_Piece]:
    yield _Piece(begin + 1, _letter_bits(text[begin]))
    yield from _words(text, plain, begin, names)
    yield from _runs(plain, begin)
    yield from _repeats(plain, begin)
    yield from _dates(plain, begin)


def _words(text: str, plain: str, begin: int, names: frozenset[str]) -> Iterator[_Piece]:
    for end in range(begin + 2, min(len(text), begin + 24) + 1):
        typed = plain[begin:end]
        extra = _case_bits(text[begin:end])
        for word, lookalike in ((typed, 0.0), (typed.translate(LOOKALIKES), 1.0)):
            if word in names:
                yield _Piece(end, 2 + extra + lookalike, Advice.NAME)
            elif word in COMMON and len(word) > 2:
                bits = math.log2(COMMON[word] + 1) + extra + lookalike
                yield _Piece(end, bits, Advice.COMMON)
            elif word in WORDS:
                yield _Piece(end, 9 + extra + lookalike)
            elif word in _listed():
                yield _Piece(end, _LISTED_BITS + extra + lookalike)
        if end - begin >= 4 and _reads_like_a_word(typed):
            # Longer than any list here, shorter than those of guessers.
            yield _Piece(end, 14 + 1.4 * (end - begin - 4) + extra)


def _runs(plain: str, begin: int) -> Iterator[_Piece]:
    for row in ROWS:
        for line in (row, row[::-1]):
            at = line.find(plain[begin])
            length = 0
            while (
                at >= 0
                and begin + length < len(plain)
                and at + length < len(line)
                and line[at + length] == plain[begin + length]
            ):
                length += 1
                if length >= 3:
                    yield _Piece(begin + length, 5 + math.log2(length), Advice.ROW)


def _repeats(plain: str, begin: int) -> Iterator[_Piece]:
    for size in range(1, (len(plain) - begin) // 2 + 1):
        block = plain[begin : begin + size]
        times = 1
        while plain.startswith(block, begin + size * times):
            times += 1
        if times > 1 and size * times > 2:
            inner = sum(min(_letter_bits(letter), 3.0) for letter in block)
            end = begin + size * times
            yield _Piece(end, min(inner, 12.0) + math.log2(times), Advice.REPEAT)


_DATES = (
    (re.compile(r"(0?[1-9]|[12]\d|3[01])[./-]?(0?[1-9]|1[0-2])[./-]?((19|20)\d\d|\d\d)"), 13.0),
    (re.compile(r"(19|20)\d\d[./-]?(0?[1-9]|1[0-2])[./-]?(0?[1-9]|[12]\d|3[01])"), 13.0),
    (re.compile(r"(19[3-9]\d|20[0-3]\d)"), 6.0),
)


def _dates(plain: str, begin: int) -> Iterator[_Piece]:
    for pattern, bits in _DATES:
        if found := pattern.match(plain, begin):
            yield _Piece(found.end(), bits, Advice.DATE)


def _letter_bits(letter: str) -> float:
    if letter in " -_.":
        return 0.5
    if letter.isdigit():
        return 3.3
    if letter.isalpha():
        return 4.7 if letter.islower() else 5.3
    return 5.0


def _case_bits(typed: str) -> float:
    """Capitals at the beginning or all over are guessed first."""
    if typed.islower() or not any(letter.isalpha() for letter in typed):
        return 0.0
    return 1.0 if typed.istitle() or typed.isupper() else 3.0


_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_VOWELS = frozenset("aeiouyäöü")


def _reads_like_a_word(typed: str) -> bool:
    if not typed.isalpha():
        return False
    vowels = sum(letter in _VOWELS for letter in typed)
    longest = max(len(part) for part in re.split("[aeiouyäöü]", typed))
    return 0.2 <= vowels / len(typed) <= 0.7 and longest <= 5


@cache
def _listed() -> frozenset[str]:
    return frozenset(LISTED)


def _plain(text: str, *, keep_length: bool = False) -> str:
    small = text.lower()
    if keep_length and len(small) == len(text):
        return small
    if keep_length:
        return "".join(letter.lower()[:1] for letter in text)
    return small
