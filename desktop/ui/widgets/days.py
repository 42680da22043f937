"""Days in full words, as headings have them."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale

from desktop.i18n.context import LocaleContext

_PATTERNS = {
    "de": "dddd, d. MMMM",
    "es": "dddd, d 'de' MMMM",
    "ar": "dddd، d MMMM",
    "fa": "dddd d MMMM",
}


def long_day(iso: str, tr: LocaleContext) -> str:
    """Write an ISO day as ``Donnerstag, 20. November``; the year stands only where it differs."""
    day = QDate.fromString(iso[:10], "yyyy-MM-dd")
    if not day.isValid():
        return iso
    locale = QLocale(tr.info.locale or tr.language)
    return locale.toString(day, _PATTERNS.get(tr.language, "dddd, d MMMM"))


def age(birth_iso: str | None, today_iso: str) -> int | None:
    """Full years on *today_iso*; None when the day of birth is not known."""
    if not birth_iso:
        return None
    born, today = birth_iso[:10], today_iso[:10]
    return int(today[:4]) - int(born[:4]) - (today[5:] < born[5:])
