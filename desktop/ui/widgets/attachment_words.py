"""How documents of a case are named and described; pages and fields say the same."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from desktop.domain.attachment import Attached
from desktop.domain.wording import N_
from desktop.i18n.bidi import line_of
from desktop.i18n.context import LocaleContext

PHOTO_NAMED = N_("Foto {n}, {day}")
DOCUMENT_NAMED = N_("Dokument {n}, {day}")
PHOTO, PDF = N_("Foto"), N_("PDF")
ADD_PHOTO, ADD_FILE = N_("Foto hinzufügen …"), N_("Datei hinzufügen …")
FILES = N_("Fotos, Scans und PDF")
PATTERNS = "*.jpg *.jpeg *.png *.webp *.tif *.tiff *.pdf"
PICTURES = N_("Fotos und Scans")
WORKING = N_("Wird geprüft und verschlüsselt …")
VIEW, TAKE_AWAY = N_("Ansehen"), N_("Entfernen")
SEALED = N_("Geschützt")
NOT_HERE = N_("Nicht auf diesem Laptop")
DAMAGED = N_("Beschädigt")
FINDINGS = {
    "script": N_("Es enthält Programmcode (JavaScript), wie manche Formulare von Behörden."),
    "launch": N_("Es kann andere Programme oder Adressen öffnen."),
    "files": N_("Es enthält weitere Dateien."),
    "sends": N_("Es kann Eingaben an eine Adresse senden."),
    "locked": N_("Es ist mit einem Kennwort geschützt und ließ sich nicht prüfen."),
    "unclear": N_("Es ließ sich nicht ganz prüfen."),
}
_ZONE = ZoneInfo("Europe/Berlin")
_KILO = 1000
_LONG = 48


def is_picture(attached: Attached) -> bool:
    """Whether it is shown in the program itself."""
    return attached.media_type.startswith("image/")


def title_of(attached: Attached, number: int, tr: LocaleContext) -> str:
    """The title somebody typed, or a neutral name with number and day."""
    if attached.title:
        return attached.title
    message = PHOTO_NAMED if is_picture(attached) else DOCUMENT_NAMED
    return tr.text(message, n=number, day=day_of(attached, tr))


def shortened(title: str) -> str:
    """A title as it fits a button."""
    return title if len(title) <= _LONG else f"{title[: _LONG - 1].rstrip()}…"


def day_of(attached: Attached, tr: LocaleContext) -> str:
    """The day it was added, in Berlin."""
    moment = datetime.fromtimestamp(attached.at / 1000, UTC).astimezone(_ZONE)
    return tr.date(moment.date().isoformat())


def sort_of(attached: Attached, tr: LocaleContext) -> str:
    """What it is and how large: ``PDF · 3 Seiten · 240 KB``, ``Foto · 1600 × 1200 · 240 KB``."""
    return line_of(sort_parts(attached, tr), rtl=tr.is_rtl)


def sort_parts(attached: Attached, tr: LocaleContext) -> list[str]:
    """The same piece by piece, for a line that says more."""
    parts = [tr.text(PHOTO if is_picture(attached) else PDF)]
    if attached.pages:
        parts.append(tr.ntext("{n} Seite", "{n} Seiten", attached.pages))
    elif attached.width and attached.height:
        parts.append(f"{tr.number(attached.width)} × {tr.number(attached.height)}")
    parts.append(size_words(attached.original.size, tr))
    return parts


def brief_of(attached: Attached, tr: LocaleContext) -> str:
    """What it is, where there is little room: ``PDF · 3 Seiten``, ``Foto``; with the day where
    the title does not say it."""
    parts = [tr.text(PHOTO if is_picture(attached) else PDF)]
    if attached.pages:
        parts.append(tr.ntext("{n} Seite", "{n} Seiten", attached.pages))
    if attached.title or attached.is_sealed:
        parts.append(day_of(attached, tr))
    else:
        parts.append(size_words(attached.original.size, tr))
    return line_of(parts, rtl=tr.is_rtl)


def size_words(size: int, tr: LocaleContext) -> str:
    """A size in bytes as people say it."""
    if size < _KILO * _KILO:
        return tr.text(N_("{n} KB"), n=tr.number(max(1, round(size / _KILO))))
    return tr.text(N_("{n} MB"), n=tr.number(round(size / _KILO / _KILO, 1)))
