"""Which forms there are, and the languages each is meant for besides German and English."""

from __future__ import annotations

SOURCE_LANGUAGES = ("de", "en")
"""Written in the sources themselves, both complete."""
CLIENT_LANGUAGES = ("ar", "fa", "uk", "ru", "es", "tr", "fr", "ti", "ps", "ku", "ka")
"""Written in the catalogues; the order is the one of need."""
NAMES = {
    "de": "Deutsch",
    "en": "English",
    "ar": "العربية",
    "fa": "فارسی / دری",
    "uk": "Українська",
    "ru": "Русский",
    "es": "Español",
    "tr": "Türkçe",
    "fr": "Français",
    "ti": "ትግርኛ",
    "ps": "پښتو",
    "ku": "Kurmancî",
    "ka": "ქართული",
}
"""What a language calls itself, in the headings of the columns; as in ``desktop.i18n``."""
FORMS: dict[str, tuple[str, ...]] = {
    "f1_intake": CLIENT_LANGUAGES,
    "f2_visit": CLIENT_LANGUAGES,
    "f3_profile": (),
    "f4_release": CLIENT_LANGUAGES,
    "f5_referral": CLIENT_LANGUAGES,
    "f6_incident": (),
    "f7_school": (),
    "f8_plan": (),
}
"""Form id -> the languages of its catalogues."""
COMPLETE: dict[str, tuple[str, ...]] = dict(FORMS)
"""Form id -> the languages that may not have a gap; drafts may stand in them."""
