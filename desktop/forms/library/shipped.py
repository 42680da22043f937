"""What the program knows about a shipped form without reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class ShippedForm:
    """One form of the library. ``title`` is a German message id, ``titles`` are per language.

    ``languages`` are those the package holds texts in; the translation into one of ``drafts`` has
    gaps or parts that no speaker has reviewed, and the panes say so.
    """

    form_id: str
    version: str
    title: str
    titles: Mapping[str, str]
    languages: tuple[str, ...]
    drafts: tuple[str, ...]

    @property
    def xml(self) -> bytes:
        """The compiled XForm, read from its file."""
        return (FOLDER / f"{self.form_id}.xml").read_bytes()

    @property
    def source(self) -> Path:
        """The XLSForm source in Markdown tables; not part of an installed program."""
        return FOLDER / f"{self.form_id}.md"
