"""Every letter of every catalogue and shipped form is in a font the program asks for."""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QRawFont
from PySide6.QtWidgets import QApplication

from desktop.forms.library import ShippedForm, shipped_forms
from desktop.forms.load import load_form
from desktop.i18n import glossary
from desktop.i18n.languages import language
from desktop.ui.theme import fonts
from translations.catalogues import forms, read
from translations.layout import DOMAINS

LANGUAGES = sorted({code for domain in DOMAINS for code in domain.languages})


def letters(texts: list[str]) -> set[str]:
    """What must have a shape: no white space, no control and no joining character."""
    return {
        char
        for text in texts
        for char in text
        if unicodedata.category(char) not in ("Cc", "Cf", "Zs", "Mn")
    }


@cache
def raw_fonts(code: str) -> tuple[QRawFont, ...]:
    """The installed fonts that are asked for a text of a language, best first."""
    installed = set(QFontDatabase.families())
    families = [name for name in fonts.font(15, language=code).families() if name in installed]
    return tuple(QRawFont.fromFont(QFont(name, 15)) for name in families)


def missing(texts: list[str], code: str) -> set[str]:
    found = raw_fonts(code)
    return {c for c in letters(texts) if not any(f.supportsCharacter(ord(c)) for f in found)}


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalogues_can_be_read_in_our_fonts(code: str, qapp: QApplication) -> None:
    texts = [
        text
        for domain in DOMAINS
        if code in domain.languages
        for message in read(domain.path(code), code)
        for text in forms(message.string)
    ]
    assert missing([*texts, language(code).own_name], code) == set()


@pytest.mark.parametrize("form", shipped_forms(), ids=lambda form: form.form_id)
def test_forms_can_be_read_in_our_fonts(form: ShippedForm, qapp: QApplication) -> None:
    definition = load_form(form.xml)
    for code in definition.languages:
        written = definition.itext.texts[code].values()
        parts = [part for one in written for text in one.values() for part in text]
        texts = [part for part in parts if isinstance(part, str)]
        assert texts
        assert missing(texts, code) == set(), code


@pytest.mark.parametrize("code", sorted(glossary.languages()))
def test_the_glossary_can_be_read_in_our_fonts(code: str, qapp: QApplication) -> None:
    entries = glossary.Glossary("de", code).entries
    terms = [entry.client for entry in entries if entry.client is not None]
    texts = [text for term in terms for text in (term.term, term.explanation)]
    assert len(texts) == 2 * len(entries)
    assert missing(texts, code) == set()


def test_a_letter_without_a_font_is_found(qapp: QApplication) -> None:
    assert missing(["\U0001d11e clef"], "de") == {"\U0001d11e"}
