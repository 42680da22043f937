"""The translations of a form: language -> text id -> form (``long``, ``guidance``, media)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.forms.model.text_source import Part, parse_parts
from desktop.forms.xpath.nodes import Node

PLACEHOLDER = "-"
"""What pyxform writes where a translation is missing."""
PLAIN = ""
_CODE = re.compile(r"\(\s*([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)\s*\)\s*$")

Forms = Mapping[str, tuple[Part, ...]]


@dataclass(frozen=True, slots=True)
class Itext:
    """*names* maps language codes to the name as written (``de`` -> ``Deutsch (de)``)."""

    texts: Mapping[str, Mapping[str, Forms]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    default_language: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes in the order of the form."""
        return tuple(self.names)

    def code(self, language: str) -> str:
        """The code of a language given by code or by its name as written."""
        if language in self.names:
            return language
        return next((code for code, name in self.names.items() if name == language), language)

    def find(self, text_id: str, form: str, language: str) -> tuple[Part, ...] | None:
        """The parts in exactly that language; None if absent, empty or the placeholder."""
        parts = self.texts.get(language, {}).get(text_id, {}).get(form)
        if not parts or parts == (PLACEHOLDER,):
            return None
        return parts


def language_code(name: str) -> str:
    """``Deutsch (de)`` -> ``de``; a name without a BCP-47 code stands for itself."""
    match = _CODE.search(name)
    return match.group(1) if match else name


def parse_itext(node: Node | None) -> Itext:
    """Read ``<itext>``; a form without it has no languages."""
    texts: dict[str, dict[str, Forms]] = {}
    names: dict[str, str] = {}
    default = ""
    for translation in node.children if node is not None else []:
        if translation.local != "translation":
            continue
        name = translation.attribute("lang") or ""
        code = language_code(name)
        names[code] = name
        if not default or translation.attribute("default") in ("true()", "true", ""):
            default = code
        texts[code] = {
            text.attribute("id") or "": _forms(text)
            for text in translation.children
            if text.local == "text"
        }
    return Itext(texts, names, default)


def _forms(text: Node) -> Forms:
    forms: dict[str, tuple[Part, ...]] = {}
    for value in text.children:
        if value.local == "value":
            forms.setdefault(value.attribute("form") or PLAIN, parse_parts(value))
    if PLAIN not in forms and "long" in forms:
        forms[PLAIN] = forms["long"]
    if PLAIN not in forms and "short" in forms:
        forms[PLAIN] = forms["short"]
    return forms
