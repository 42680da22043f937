"""Which catalogues there are and where they lie; imports nothing heavy, runs at every start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
SOURCE = "de"
CLIENT_LANGUAGES = ("ar", "fa", "uk", "ru", "es", "tr", "fr", "ti", "ps", "ku", "ka")
INTERFACE_DRAFTS = ("ar", "uk", "ru", "es", "fa")
"""Languages of the whole interface beside German and English, for interpreters."""


LAG = 0.1
"""Largest share of texts that a draft catalogue may lack; German shows in their place."""


@dataclass(frozen=True, slots=True)
class Domain:
    """One family of catalogues.

    ``drafts`` are shown although no speaker has reviewed all of them: an entry marked fuzzy is
    a draft, one without the mark was reviewed. They may lag behind the program by ``LAG``.
    """

    name: str
    sources: tuple[str, ...]
    languages: tuple[str, ...]
    drafts: tuple[str, ...] = ()
    folder: Path = FOLDER

    @property
    def template(self) -> Path:
        """The file with the message ids."""
        return self.folder / f"{self.name}.pot"

    def path(self, language: str, suffix: str = ".po") -> Path:
        """The catalogue of a language."""
        return self.folder / language / "LC_MESSAGES" / f"{self.name}{suffix}"


PROGRAM = Domain("fallmappe", ("desktop",), (SOURCE, "en", *INTERFACE_DRAFTS), INTERFACE_DRAFTS)
CLIENT = Domain(
    "client",
    (
        "desktop/i18n/client_texts.py",
        "desktop/i18n/document_texts.py",
        "desktop/ui/fields",
        "desktop/ui/pages/form_repeat.py",
    ),
    (SOURCE, "en", *CLIENT_LANGUAGES),
    drafts=CLIENT_LANGUAGES,
)
DOMAINS = (PROGRAM, CLIENT)


def stale() -> Iterator[tuple[Domain, str]]:
    """The catalogues whose ``.mo`` is missing or older than its source."""
    for domain in DOMAINS:
        for language in domain.languages:
            if _age(domain.path(language, ".mo")) < _age(domain.path(language)):
                yield domain, language


def _age(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0
