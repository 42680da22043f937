"""What points to a person in free text, however it is written.

Names are compared in a *plain* form: composed and taken apart again, without vowel signs, accents
and invisible characters, German umlauts as *ae oe ue ss*, digits as 0 to 9. Case stays, because a
short name can be told from a word by its capital alone. Patterns are for plain texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from desktop.domain.records import Person

BLACKED = "█████"
"""What stands in place of a word."""

_SHORT, _LONG = 3, 7
_PHONE_DIGITS = 5
_WORD = re.compile(r"[^\W_]+")
_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+")
"""Scripts that put no space between words."""
_ARABIC = re.compile("[\u0600-\u06ff]+")
_ARTICLE = "\u0627\u0644"
_BEFORE_ARABIC = (
    f"(?:[\u0648\u0641]?[\u0628\u0644\u0643]?(?:{_ARTICLE})?|[\u0648\u0641]?\u0644\u0644)"
)
"""*And, so, with, to, as* and the article are written with the word."""
_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_PARTICLES = frozenset(("al", "el", "ul", "ud", "de", "zu"))

_UMLAUTS = (
    ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ß", "ss"),
    ("ẞ", "SS"),
)  # fmt: skip
_PLAIN: dict[int, int | None] = {
    **str.maketrans("łŁøØđĐı\u0629\u06cc\u06a9", "lLoOdDi\u0647\u064a\u0643"),
    **{first + n: ord("0") + n for first in (0x660, 0x6F0, 0x966, 0x9E6) for n in range(10)},
    0x640: None,
}


def plain(text: str) -> str:
    """The form in which texts are compared."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    for letter, written in _UMLAUTS:
        text = text.replace(letter, written)
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(char for char in apart if not _is_mark(char)).translate(_PLAIN)


def words_of(person: Person, others: Iterable[Person]) -> str:
    """A pattern for what points to *person* alone: words of the names that nobody else of the
    household has, telephone number and address of mail; empty if there is nothing."""
    shared = {word.casefold() for other in others for word in _names(other)}
    words = {word for word in _names(person) if word.casefold() not in shared}
    parts = [word_pattern(word) for word in sorted(words)]
    digits = re.findall(r"\d", plain(person.phone))
    if len(digits) >= _PHONE_DIGITS and all(person.phone != other.phone for other in others):
        parts.append(r"[\s/().-]*".join(digits))
    if "@" in person.email:
        parts.append(re.escape(plain(person.email.strip())))
    return "|".join(parts)


def full_name_of(person: Person) -> tuple[str, ...]:
    """Patterns that all have to stand in what names this person outside of the own case."""
    texts = [text for text in (person.family_name, person.given_names) if text]
    return tuple(
        word_pattern(word) for text in texts or [person.call_name] for word in _words(text)
    )


def word_pattern(word: str) -> str:
    """For a plain word, with an ending; a short name is matched with its capital, since *nur* is
    not Nur."""
    if _NO_SPACES.fullmatch(word):
        return re.escape(word)
    if _ARABIC.fullmatch(word):
        return _arabic(word)
    if len(word) <= _SHORT:
        forms = sorted({word, word.upper(), word if word.islower() else word.capitalize()})
        return rf"{_START}(?-i:(?:{'|'.join(map(re.escape, forms))})s?){_END}"
    written = re.escape(word)
    if len(word) >= _LONG:
        written = re.sub("([aou])e", r"\1e?", written)
    return rf"{_START}{written}\w{{0,3}}{_END}"


def hits(pattern: str, text: str) -> list[tuple[int, int]]:
    """Where the pattern stands in a text, as it is written: (start, end)."""
    if text.isascii():
        return [found.span() for found in _compiled(pattern).finditer(text)]
    if not _compiled(pattern).search(plain(text)):
        return []
    made, starts, ends = _with_places(text)
    found = [hit.span() for hit in _compiled(pattern).finditer(made) if hit.end() > hit.start()]
    return [(starts[start], ends[end - 1]) for start, end in found]


def is_in(pattern: str, made: str) -> bool:
    """Whether the pattern stands in a plain text."""
    return _compiled(pattern).search(made) is not None


def blacked_text(text: str, pattern: str) -> str:
    """The text with every match blacked out."""
    parts, at = [], 0
    for start, end in hits(pattern, text):
        parts += [text[at:start], BLACKED]
        at = end
    return "".join((*parts, text[at:]))


def _arabic(word: str) -> str:
    bare = word.removeprefix(_ARTICLE) if len(word) >= len(_ARTICLE) + _SHORT else word
    ending = r"\w{0,3}" if len(bare) > _SHORT else ""
    written = re.escape(bare)
    if len(bare) > _SHORT and bare[-1] in "\u064a\u0649":
        written = f"{re.escape(bare[:-1])}[\u064a\u0649]"
    return f"{_START}{_BEFORE_ARABIC}{written}{ending}{_END}"


def _names(person: Person) -> set[str]:
    texts = (person.family_name, person.given_names, person.call_name, person.native_name)
    return {word for text in texts for word in _words(text)}


def _words(text: str) -> list[str]:
    """Those of a name; a particle beside another word (*al*, *von*) names nobody."""
    found = _WORD.findall(plain(text))
    return [word for word in found if len(word) > 1 and (len(found) < 2 or not _is_particle(word))]


def _is_particle(word: str) -> bool:
    return word.isascii() and len(word) <= _SHORT and (word.islower() or word.lower() in _PARTICLES)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=4096)
def _is_mark(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] == "M" or category == "Cf"


def _with_places(text: str) -> tuple[str, list[int], list[int]]:
    """The plain text, and where each of its characters begins and ends in *text*."""
    made: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _is_mark(text[end]):
            end += 1
        piece = plain(text[at:end])
        made.append(piece)
        starts += [at] * len(piece)
        ends += [end] * len(piece)
        at = end
    return "".join(made), starts, ends
