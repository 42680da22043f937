"""Counts in a text have the digits of its language; what is typed or read off stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from desktop.i18n import languages
from desktop.i18n.context import LocaleContext
from translations.catalogues import read
from translations.layout import PROGRAM

OWN_DIGITS = [code for code in PROGRAM.languages if languages.language(code).digits != "latn"]
READ_OFF = {
    "Bitte Breite und Länge eingeben, zum Beispiel 51,05 13,74.",
    "Die Tabelle ist nicht in UTF-8. In Excel als „CSV UTF-8“ speichern.",
    "Groß oder klein ist gleich. O gilt als 0; I und L gelten als 1.",
    "Tasten: 1 angetroffen, 2 nicht angetroffen, 3 Notiz, Eingabe öffnet den Fall",
}
"""Keys, codes, names of formats and examples of what is to be typed."""


def written(message: Message) -> Iterator[str]:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return (re.sub(r"\{[^}]*\}", "", str(form)) for form in forms)


def test_there_are_languages_with_digits_of_their_own() -> None:
    assert {"ar", "fa"} <= set(OWN_DIGITS)


@pytest.mark.parametrize("code", OWN_DIGITS)
def test_counts_have_the_digits_of_the_language(code: str) -> None:
    odd = {
        message.id: message.string
        for message in read(PROGRAM.path(code), code)
        if message.id and message.id not in READ_OFF
        and any(re.search("[0-9]", form) for form in written(message))
    }  # fmt: skip
    assert odd == {}


@pytest.mark.parametrize(
    ("n", "shown"),
    [(1, "شهر واحد"), (2, "شهران"), (3, "٣ أشهر"), (12, "١٢ شهرًا"), (100, "١٠٠ شهر")],
)
def test_arabic_counts_months_in_its_six_ways(n: int, shown: str) -> None:
    assert LocaleContext("ar").ntext("{n} Monat", "{n} Monate", n) == shown
