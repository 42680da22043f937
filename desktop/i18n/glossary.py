"""Words of offices and law explained in plain words, in a pair of languages.

The data lie in ``translations/glossary/<language>.csv``: code, term, explanation, and in German
the words by which a term is found in a text. A ``state`` of ``draft`` means that no speaker has
reviewed the line.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from desktop.i18n.catalogue import TRANSLATIONS
from desktop.i18n.languages import SOURCE_LANGUAGE
from desktop.i18n.languages import language as language_of

FOLDER = TRANSLATIONS / "glossary"
_ENDING = r"\w{0,3}(?!\w)"
"""Words are found with their endings, not inside longer ones: Bescheide, not Bescheidenheit."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term in one language; *words* are the forms that show up in texts."""

    code: str
    term: str
    explanation: str
    language: str
    is_draft: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One term in both languages of a pair; *client* is None where that language lacks it."""

    worker: Term
    client: Term | None

    @property
    def code(self) -> str:
        """The term's code, the same in every language."""
        return self.worker.code


class Glossary:
    """The terms of one pair of languages, in alphabetical order of the worker's."""

    def __init__(self, worker: str, client: str, folder: Path = FOLDER) -> None:
        german = _terms(SOURCE_LANGUAGE, folder)
        mine = _terms(language_of(worker).code, folder) or german
        theirs = _terms(language_of(client).code, folder)
        entries = [Entry(mine.get(code, german[code]), theirs.get(code)) for code in german]
        self.entries = tuple(sorted(entries, key=lambda entry: _folded(entry.worker.term)))
        self._sought = {entry.code: _folded(_all_text(entry)) for entry in self.entries}
        self._patterns = [
            (code, _pattern((*term.words, *_names(mine.get(code)), *_names(theirs.get(code)))))
            for code, term in german.items()
        ]

    def search(self, text: str) -> tuple[Entry, ...]:
        """Entries that hold every word of *text* in either language; accents do not matter."""
        words = _folded(text).split()
        return tuple(
            entry for entry in self.entries if all(w in self._sought[entry.code] for w in words)
        )

    def occurring(self, texts: Iterable[str]) -> tuple[Entry, ...]:
        """Entries whose term stands in one of *texts*, in the order in which they are met."""
        whole = "\n".join(texts).casefold()
        places = {
            code: found.start()
            for code, pattern in self._patterns
            if (found := pattern.search(whole))
        }
        met = [entry for entry in self.entries if entry.code in places]
        return tuple(sorted(met, key=lambda entry: places[entry.code]))


def languages() -> tuple[str, ...]:
    """The languages that have a glossary."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.csv")))


@lru_cache(maxsize=32)
def _terms(language: str, folder: Path) -> Mapping[str, Term]:
    path = folder / f"{language}.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _term(row, language) for row in csv.DictReader(file)}


def _term(row: Mapping[str, str], language: str) -> Term:
    words = tuple(word for word in row.get("words", "").split(";") if word)
    is_draft = row.get("state", "") == "draft"
    return Term(row["code"], row["term"], row["explanation"], language, is_draft, words)


def _names(term: Term | None) -> tuple[str, ...]:
    """What a term is called, without what stands in brackets; the words of German stand apart."""
    if term is None or term.language == SOURCE_LANGUAGE:
        return ()
    return (re.sub(r"\s*\(.*?\)", "", term.term),)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(w.casefold())}{_ENDING}" for w in words))


def _all_text(entry: Entry) -> str:
    terms = [entry.worker, *([entry.client] if entry.client else [])]
    return " ".join(part for term in terms for part in (term.term, term.explanation, *term.words))


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
