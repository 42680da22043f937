"""The languages of the program: how they are called, written, counted and by whom they are used."""

from __future__ import annotations

from typing import NamedTuple

from desktop.domain.wording import N_

LATIN, ARABIC, ETHIOPIC, GEORGIAN = (
    "Noto Sans",
    "Noto Sans Arabic UI",
    "Noto Sans Ethiopic",
    "Noto Sans Georgian",
)
SOURCE_LANGUAGE = "de"
"""German texts are the message ids."""
PSEUDO_LANGUAGE = "xx"
"""Test language: accented and 40 % longer German, so that an unbound text stands out."""


class Language(NamedTuple):
    """One language; ``german_name`` is a message id, ``own_name`` is never translated.

    ``digits`` is a Unicode numbering system (``latn``, ``arab``, ``arabext``): stored values are
    always ASCII, only the display differs. ``locale`` names the CLDR data for dates and lists.
    Casework is written in a worker language; the windows speak every interface language, for
    interpreters who work on translated screens.
    """

    code: str
    own_name: str
    german_name: str
    direction: str = "ltr"
    font_family: str = LATIN
    digits: str = "latn"
    is_worker: bool = False
    is_client: bool = True
    locale: str = ""
    is_interface: bool = False

    @property
    def is_rtl(self) -> bool:
        """True for scripts written from right to left."""
        return self.direction == "rtl"


_ALL = (
    Language("de", "Deutsch", N_("Deutsch"), is_worker=True, is_client=False, is_interface=True),
    Language("en", "English", N_("Englisch"), is_worker=True, locale="en_GB", is_interface=True),
    Language(
        "ar", "العربية", N_("Arabisch"), "rtl", ARABIC, "arab", locale="ar_SY", is_interface=True
    ),
    Language("uk", "Українська", N_("Ukrainisch"), is_interface=True),
    Language("ti", "ትግርኛ", N_("Tigrinya"), font_family=ETHIOPIC),
    Language("es", "Español", N_("Spanisch"), is_interface=True),
    Language("fa", "فارسی / دری", N_("Persisch/Dari"), "rtl", ARABIC, "arabext", is_interface=True),
    Language("ps", "پښتو", N_("Paschtu"), "rtl", ARABIC, "arabext"),
    Language("ku", "Kurmancî", N_("Kurmandschi")),
    Language("ru", "Русский", N_("Russisch"), is_interface=True),
    Language("tr", "Türkçe", N_("Türkisch")),
    Language("fr", "Français", N_("Französisch")),
    Language("ka", "ქართული", N_("Georgisch"), font_family=GEORGIAN),
    Language("ckb", "کوردیی ناوەندی", N_("Sorani"), "rtl", ARABIC, "arab"),
    Language("ur", "اردو", N_("Urdu"), "rtl", ARABIC),
    Language("so", "Soomaali", N_("Somali")),
    Language("vi", "Tiếng Việt", N_("Vietnamesisch")),
    Language("xx", "Ⓧ Pseudo", "Pseudo", is_client=False, locale="de"),
)
LANGUAGES: dict[str, Language] = {language.code: language for language in _ALL}


def language(code: str) -> Language:
    """Return the language of a BCP-47 *code*; ``ar-SY`` finds ``ar``.

    A code this version does not know gives a left-to-right language named by its code, so that
    a form in a further language can still be shown.
    """
    found = LANGUAGES.get(code) or LANGUAGES.get(code.replace("_", "-").split("-")[0].lower())
    return found or Language(code, code, code, locale="en_GB")


def worker_languages() -> tuple[Language, ...]:
    """The languages casework is written in."""
    return tuple(found for found in _ALL if found.is_worker)


def interface_languages() -> tuple[Language, ...]:
    """The languages of the whole program; those that are no worker languages are drafts."""
    return tuple(found for found in _ALL if found.is_interface)


def worker_language(code: str) -> str:
    """The language in which to write casework in a window that speaks *code*."""
    return code if language(code).is_worker else SOURCE_LANGUAGE


def client_languages() -> tuple[Language, ...]:
    """The languages a client can read and answer in, in order of need in Dresden."""
    return tuple(found for found in _ALL if found.is_client)
