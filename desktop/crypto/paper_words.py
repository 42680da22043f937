"""Secrets on paper as words: 16 bytes are fourteen words, with a check for typing errors.

The secret and the first 16 bits of SHA-256 over it are one number, written with 1296 digits
(``word_list``), the most significant word first. On reading, case, accents, separators and
numbers before the words do not matter, and the first four letters of a word are enough. The same
secret can be printed as letters (``paper_code``); ``read_secret`` takes either.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import secrets
import unicodedata
from typing import Final

from desktop.crypto.paper_code import from_code
from desktop.crypto.word_list import WORDS
from desktop.domain.errors import ErrorCode, KnownError

SECRET_BYTES: Final = 16
WORD_COUNT: Final = 14
_CHECK_BITS = 16
_KNOWN: Final = 4
"""So many letters tell every word of the list from every other."""
_DIGITS: Final = {word[:_KNOWN]: digit for digit, word in enumerate(WORDS)}
_WRITTEN: Final = {"eiter": "eitel"}
"""Words of the frozen list that nobody wants on a sheet, and what is written in their place: it
begins with the same four letters. Both are read."""
_TOKEN = re.compile(r"[^\W\d_]+")
CODE_LETTERS: Final = 32


def to_words(secret: bytes) -> tuple[str, ...]:
    """Return 16 bytes as fourteen words."""
    number = int.from_bytes(secret, "big") << _CHECK_BITS | _check(secret)
    found = []
    for _ in range(WORD_COUNT):
        number, digit = divmod(number, len(WORDS))
        found.append(_written(digit))
    return tuple(reversed(found))


def from_words(text: str) -> bytes:
    """Return the secret that was printed as the words in *text*.

    Raises KnownError RECOVERY_WORD for a word that is not in the list (fact: ``number`` from 1;
    ``nearest`` may help), RECOVERY_LENGTH for too few or too many (facts: ``expected``,
    ``found``) and RECOVERY_CHECK when all words are known but not together.
    """
    typed = split_words(text)
    digits = [_digit(word, number) for number, word in enumerate(typed, 1)]
    if len(digits) != WORD_COUNT:
        raise KnownError(ErrorCode.RECOVERY_LENGTH, expected=WORD_COUNT, found=len(digits))
    number = 0
    for digit in digits:
        number = number * len(WORDS) + digit
    bits = 8 * SECRET_BYTES
    if number >> _CHECK_BITS >= 1 << bits:
        raise KnownError(ErrorCode.RECOVERY_CHECK)
    secret = (number >> _CHECK_BITS).to_bytes(SECRET_BYTES, "big")
    if number & (1 << _CHECK_BITS) - 1 != _check(secret):
        raise KnownError(ErrorCode.RECOVERY_CHECK)
    return secret


def read_secret(text: str) -> bytes:
    """Return the secret printed on a recovery sheet, typed as words or as letters.

    Raises KnownError as ``from_words``; for letters RECOVERY_LENGTH or RECOVERY_CHECK.
    """
    if not looks_like_code(text):
        return from_words(text)
    try:
        return from_code(text, SECRET_BYTES)
    except KnownError as error:
        found = sum(letter.isalnum() for letter in text)
        if found != CODE_LETTERS:
            raise KnownError(
                ErrorCode.RECOVERY_LENGTH, expected=CODE_LETTERS, found=found
            ) from error
        raise KnownError(ErrorCode.RECOVERY_CHECK) from error


def looks_like_code(text: str) -> bool:
    """Whether *text* is rather the printed letters than the printed words.

    Letters hold digits within their groups of four; words have at most a number before them.
    """
    tokens = re.findall(r"\w+", text)
    if any(re.search(r"\d", token) and not token.isdigit() for token in tokens):
        return True
    joined = "".join(tokens)
    return bool(tokens) and (joined.isdigit() or (len(tokens) <= 8 and len(joined) >= 30))


def split_words(text: str) -> list[str]:
    """The words typed in *text*, small and without accents; digits and signs are left out."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").lower())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return _TOKEN.findall(letters)


def nearest(text: str, number: int) -> str:
    """The word of the list most like the *number*-th word in *text* (from 1); empty if none is.

    No fact of an error: a word of a sheet belongs in no log.
    """
    typed = split_words(text)[number - 1 : number]
    return "".join(difflib.get_close_matches(typed[0], WORDS, n=1, cutoff=0.6) if typed else ())


def same_word(typed: str, word: str) -> bool:
    """Whether *typed* names *word* of the list: its first four letters are right, none wrong."""
    found = split_words(typed)
    return len(found) == 1 and meant(found[0]) == word


def random_phrase(count: int) -> tuple[str, ...]:
    """*count* words chosen by the system's random generator: 10.3 bits each."""
    return tuple(_written(secrets.randbelow(len(WORDS))) for _ in range(count))


def _digit(typed: str, number: int) -> int:
    word = meant(typed)
    if word is None:
        raise KnownError(ErrorCode.RECOVERY_WORD, number=number)
    return _DIGITS[word[:_KNOWN]]


def meant(typed: str) -> str | None:
    """The word of the list that *typed* (small, no accents) begins; four letters are enough."""
    at = _DIGITS.get(typed[:_KNOWN])
    if at is None or not any(word.startswith(typed) for word in (WORDS[at], _written(at))):
        return None
    return _written(at)


def _written(digit: int) -> str:
    return _WRITTEN.get(WORDS[digit], WORDS[digit])


def _check(secret: bytes) -> int:
    return int.from_bytes(hashlib.sha256(secret).digest()[:2], "big")
