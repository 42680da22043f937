"""Looks for words in files, in every spelling in which a program may have written them.

Compressed content is not unpacked: who expects no such file asks for the list of new files.
"""

from __future__ import annotations

import base64
import html
import json
import os
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

_LEAST = 8
"""Bytes of a needle; a shorter one would be found by chance."""


class Hit(NamedTuple):
    """A word that stands in a file, or in its name."""

    path: str
    word: str
    form: str


def needles(word: str) -> dict[str, bytes]:
    """The bytes to look for, by the name of the form; ASCII letters in small ones are tried too.

    Base64 depends on what stands before: of the three ways only the letters that come from the
    word alone are looked for.
    """
    found: dict[str, bytes] = {}
    for name, text in {"": word, "small ": word.lower(), "bare ": _bare(word)}.items():
        plain = {
            "utf-8": text.encode(),
            "utf-16-le": text.encode("utf-16-le"),
            "utf-16-be": text.encode("utf-16-be"),
            "utf-32-le": text.encode("utf-32-le"),
            "latin-1": text.encode("latin-1", "ignore"),
            "nfd": unicodedata.normalize("NFD", text).encode(),
            "percent": quote(text, safe="").encode(),
            "percent small": quote(text, safe="").lower().encode(),
            "json": json.dumps(text)[1:-1].encode(),
            "json large": _escaped(text).encode(),
            "html": html.escape(text).encode("ascii", "xmlcharrefreplace"),
            "hex": text.encode().hex().encode(),
        }
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            for shift in range(3):
                plain[f"base64 {encoding} +{shift}"] = _base64(text.encode(encoding), shift)
        for form, needle in plain.items():
            if len(needle) >= _LEAST and needle not in found.values():
                found[name + form] = needle
    return found


def hits(roots: Iterable[Path], words: Iterable[str], *, since: float = 0.0) -> list[Hit]:
    """Every word found in a regular file below *roots*, or in the name of one.

    Files last written before *since* (seconds as in ``stat``) and unreadable ones are left out.
    """
    wanted = _Wanted(words)
    found: list[Hit] = []
    for path in files(roots, since=since):
        try:
            data = path.read_bytes()
        except OSError:
            continue
        found += wanted.within(str(path), os.fsencode(path.name) + b"\0" + data)
    return found


def in_bytes(data: bytes, words: Iterable[str], name: str = "") -> list[Hit]:
    """As ``hits``, of *data*."""
    return _Wanted(words).within(name, data)


def files(roots: Iterable[Path], *, since: float = 0.0) -> Iterator[Path]:
    """The regular files below *roots* that were written at *since* or later."""
    for root in roots:
        for folder, _, names in os.walk(root):
            for name in names:
                path = Path(folder, name)
                try:
                    is_new = path.stat(follow_symlinks=False).st_mtime >= since
                except OSError:
                    continue
                if is_new and path.is_file() and not path.is_symlink():
                    yield path


class _Wanted:
    """Words that begin alike are looked for by their beginning first: where it is not, none is."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {word: needles(word) for word in words}
        alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*self._words, strict=False))
        stem = "".join(letters[0] for letters in alike)
        self._stem = needles(stem).values() if len(stem) >= _LEAST else ()

    def within(self, name: str, data: bytes) -> list[Hit]:
        if self._stem and not any(needle in data for needle in self._stem):
            return []
        return [
            Hit(name, word, form)
            for word, forms in self._words.items()
            for form, needle in forms.items()
            if needle in data
        ]


def _base64(data: bytes, shift: int) -> bytes:
    first = -(-8 * shift // 6)
    last = 8 * (shift + len(data)) // 6
    return base64.b64encode(bytes(shift) + data).rstrip(b"=")[first:last]


def _escaped(text: str) -> str:
    return "".join(char if char.isascii() else f"\\u{ord(char):04X}" for char in text)


def _bare(word: str) -> str:
    """As a search index may keep it: small letters without marks."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))
