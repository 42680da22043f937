"""The forms shipped with the program: XLSForm sources (``.md``) and compiled packages (``.xml``).

The program reads only the packages; ``python -m desktop.forms.library`` makes them anew after a
change of a source, and a test compares both. The order of columns and the codes are part of the
record: a code in use is never renamed, it is retired in a new version of the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.wording import N_

FOLDER = Path(__file__).resolve().parent
LANGUAGES = ("de", "en", "ar", "uk", "ti", "es")
DRAFTS = ("ar", "uk", "ti", "es")
"""Translations no speaker has reviewed yet; the panes say so."""


@dataclass(frozen=True, slots=True)
class ShippedForm:
    """One form of the library. ``title`` is a German message id, ``titles`` are per language."""

    form_id: str
    version: str
    title: str
    titles: Mapping[str, str]
    languages: tuple[str, ...] = LANGUAGES
    drafts: tuple[str, ...] = DRAFTS

    @property
    def xml(self) -> bytes:
        """The compiled XForm, read from its file."""
        return (FOLDER / f"{self.form_id}.xml").read_bytes()

    @property
    def source(self) -> Path:
        """The XLSForm source in Markdown tables; not part of an installed program."""
        return FOLDER / f"{self.form_id}.md"


_INTAKE = ShippedForm(
    "f1_intake",
    "2026112201",
    N_("Erstgespräch"),
    {
        "de": "Erstgespräch",
        "en": "First talk",
        "ar": "الحديث الأول",
        "uk": "Перша розмова",
        "ti": "ቀዳማይ ዕላል",
        "es": "Primera conversación",
    },
)
_VISIT = ShippedForm(
    "f2_visit",
    "2026112201",
    N_("Hausbesuchsprotokoll"),
    {
        "de": "Hausbesuchsprotokoll",
        "en": "Visit record",
        "ar": "محضر زيارة منزلية",
        "uk": "Протокол візиту додому",
        "ti": "ጸብጻብ ምብጻሕ ገዛ",
        "es": "Registro de visita",
    },
)


def shipped_forms() -> list[ShippedForm]:
    """The forms of this version, in the order of their numbers; parses nothing."""
    return [_INTAKE, _VISIT]
