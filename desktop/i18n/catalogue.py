"""Translated texts of one language, read from compiled gettext catalogues; per object."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from desktop.i18n.languages import PSEUDO_LANGUAGE, SOURCE_LANGUAGE

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"
DOMAINS = ("fallmappe", "client")
"""``fallmappe``: the whole program (worker languages); ``client``: what clients read."""


class Catalogue(Protocol):
    """Looks texts up; None means that the language has no translation."""

    def find(self, message: str) -> str | None:
        """Return the translation of *message*."""
        ...

    def find_plural(self, one: str, many: str, n: int) -> str | None:
        """Return the form of the plural message that belongs to *n*."""
        ...


class GettextCatalogue:
    """The compiled catalogues of one language in a folder ``<lang>/LC_MESSAGES``.

    A missing or unreadable ``.mo`` counts as having no translation: the program must start.
    """

    def __init__(self, language: str, folder: Path = TRANSLATIONS) -> None:
        self._parts = [part for name in DOMAINS if (part := _read(folder, language, name))]

    def find(self, message: str) -> str | None:
        """See Catalogue."""
        for part in self._parts:
            found = part.gettext(message)
            if found is not _MISSING and found:
                return found
        return None

    def find_plural(self, one: str, many: str, n: int) -> str | None:
        """See Catalogue."""
        for part in self._parts:
            found = part.ngettext(one, many, n)
            if found is not _MISSING and found:
                return found
        return None


class SourceCatalogue:
    """German: the message ids themselves."""

    def find(self, message: str) -> str | None:
        """See Catalogue."""
        return message

    def find_plural(self, one: str, many: str, n: int) -> str | None:
        """See Catalogue."""
        return one if n == 1 else many


class PseudoCatalogue:
    """The test language."""

    def find(self, message: str) -> str | None:
        """See Catalogue."""
        from desktop.i18n.pseudo import pseudo

        return pseudo(message)

    def find_plural(self, one: str, many: str, n: int) -> str | None:
        """See Catalogue."""
        from desktop.i18n.pseudo import pseudo

        return pseudo(one if n == 1 else many)


def catalogue(language: str, folder: Path = TRANSLATIONS) -> Catalogue:
    """Return the texts of *language*."""
    if language == PSEUDO_LANGUAGE:
        return PseudoCatalogue()
    if language == SOURCE_LANGUAGE:
        return SourceCatalogue()
    return GettextCatalogue(language, folder)


class _Missing(gettext.NullTranslations):
    """Answers every lookup with one marker, to tell a gap from an equal translation."""

    def gettext(self, message: str) -> str:
        return _MISSING

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _MISSING


_MISSING = "\0missing"


def _read(folder: Path, language: str, name: str) -> gettext.GNUTranslations | None:
    path = folder / language / "LC_MESSAGES" / f"{name}.mo"
    try:
        return _parsed(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, UnicodeError):
        return None


@lru_cache(maxsize=32)
def _parsed(path: Path, changed_ns: int) -> gettext.GNUTranslations:
    """A language is chosen again and again; reading it takes longer than writing a page anew."""
    with path.open("rb") as file:
        found = gettext.GNUTranslations(file)
    found.add_fallback(_Missing())
    return found
