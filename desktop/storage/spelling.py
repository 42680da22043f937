"""How a word is found in other scripts and spellings: Mohammed, Muhammad, Мухаммад, محمد.

The index has every word once in Latin letters (anyascii) and, in short texts such as names, as
its *sound*: the consonants, with those merged that transliterations confuse. How a word is
written only decides how well it answers (``closeness``), which the record itself tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from anyascii import anyascii

SOUND_MARK: Final = "0s"
"""Begins a sound among the words, so that no typed word is taken for one."""

NAME_LENGTH: Final = 64
"""Longest text, in characters, whose words also get a sound."""

_MIN_SOUND: Final = 2
_MIN_TYPED: Final = 4
_MIN_PHONE_DIGITS: Final = 5
_WORD = re.compile(r"[^\W_]+")
_PHONE = re.compile(r"[\d\s()+/.-]+")
_DIGRAPHS: Final = (
    ("tsch", "c"), ("dsch", "j"), ("shch", "s"), ("sch", "s"), ("tch", "c"), ("dzh", "j"),
    ("kh", "h"), ("gh", "g"), ("sh", "s"), ("zh", "j"), ("ph", "f"), ("th", "t"),
    ("dh", "t"), ("dj", "j"), ("ck", "k"), ("tz", "s"), ("ts", "s"), ("ss", "s"),
)  # fmt: skip
_AMBIGUOUS: Final = (("ch", ("h", "s")), ("w", ("", "f")), ("j", ("", "j")))
"""Read differently in German, English and transliterated Arabic: every reading counts."""

_MERGED: Final = str.maketrans("cqxzvpd", "kkksfbt", "aeiouy")


def latin(text: str) -> str:
    """*text* in lower-case Latin letters and digits, words kept apart."""
    return anyascii(text).lower()


@lru_cache(maxsize=4096)
def sounds(word: str) -> frozenset[str]:
    """The consonants of a word in Latin letters, in every reading; empty if too few are left."""
    found = "".join(_WORD.findall(word))
    for written, heard in _DIGRAPHS:
        found = found.replace(written, heard)
    readings = {found}
    for written, choices in _AMBIGUOUS:
        readings = {text.replace(written, heard) for text in readings for heard in choices}
    return frozenset(skeleton for text in readings if (skeleton := _skeleton(text)))


def _skeleton(text: str) -> str:
    found = text.translate(_MERGED)
    once = "".join(c for at, c in enumerate(found) if at == 0 or c != found[at - 1])
    if len(once) > _MIN_SOUND and once.endswith("h"):
        once = once[:-1]
    return once if len(once) >= _MIN_SOUND and once.isalpha() else ""


def _phone(text: str) -> str:
    if not _PHONE.fullmatch(text):
        return ""
    digits = "".join(c for c in text if c.isdigit())
    return digits if len(digits) >= _MIN_PHONE_DIGITS else ""


@lru_cache(maxsize=32768)
def _latin_words(written: str) -> tuple[str, ...]:
    """The words of a piece of text without spaces; itself if Latin has no letters for it."""
    return tuple(_WORD.findall(latin(written)) or _WORD.findall(written.lower()))


def forms(text: str) -> Iterator[str]:
    """Everything under which the words of *text* are found."""
    is_name = len(text) <= NAME_LENGTH
    for piece in dict.fromkeys(text.split()):
        for word in _latin_words(piece):
            yield word
            if is_name:
                yield from (SOUND_MARK + heard for heard in sorted(sounds(word)))
    phone = _phone(text)
    if phone:
        yield phone


def index_text(texts: Iterable[str]) -> str:
    """The text that stands in the index for a record: each word once, since the index does not
    keep where or how often it stands."""
    return " ".join(dict.fromkeys(form for text in texts for form in forms(text)))


def query(text: str) -> str:
    """The FTS5 expression for what a person typed, or "" if it holds no word."""
    phone = _phone(text)
    if phone:
        return f'"{phone}"*'
    parts = []
    for word in _WORD.findall(text):
        plain = latin(word)
        begun = " AND ".join(f'"{part}"*' for part in _latin_words(word))
        choices = {f"({begun})": None}
        if len(plain) >= _MIN_TYPED:
            for heard in sorted(sounds(plain)):
                end = "*" if len(heard) > _MIN_SOUND else ""
                choices[f'"{SOUND_MARK}{heard}"{end}'] = None
        parts.append(f"({' OR '.join(choices)})")
    return " AND ".join(parts)


def closeness(text: str, typed: str) -> float:
    """How well a text answers what was typed: 3 = a word of it, 2 = its beginning, 1.5 = in
    Latin letters, 1 = by sound, 0.5 = by a short sound or the beginning of one, 0 = not at
    all; the mean over the words typed."""
    phone = _phone(typed)
    if phone:
        return 2.0 if _phone(text).startswith(phone) else 0.0
    words = _WORD.findall(text.lower())
    wanted = _WORD.findall(typed.lower())
    scores = [_as_written(word, words) for word in wanted]
    if not all(scores):
        plain, heard = _plain_and_heard(text)
        scores = [
            score or _as_spoken(word, plain, heard)
            for word, score in zip(wanted, scores, strict=True)
        ]
    return sum(scores) / len(scores) if scores else 0.0


BEST: Final = 3.0
"""As close as a text can be to what was typed: every word stands in it."""


def _as_written(word: str, words: list[str]) -> float:
    if word in words:
        return BEST
    return 2.0 if any(other.startswith(word) for other in words) else 0.0


def _plain_and_heard(text: str) -> tuple[list[str], set[str]]:
    plain = [word for piece in text.lower().split() for word in _latin_words(piece)]
    is_name = len(text) <= NAME_LENGTH
    return plain, {heard for word in plain for heard in sounds(word)} if is_name else set()


def _as_spoken(word: str, plain: list[str], heard: set[str]) -> float:
    typed = latin(word)
    if any(other.startswith(typed) for other in plain):
        return 1.5
    spoken = sounds(typed) if len(typed) >= _MIN_TYPED else frozenset()
    if both := spoken & heard:
        return 1.0 if any(len(reading) > _MIN_SOUND for reading in both) else 0.5
    long = [reading for reading in spoken if len(reading) > _MIN_SOUND]
    return 0.5 * any(other.startswith(reading) for other in heard for reading in long)
