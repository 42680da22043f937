"""Texts of a form as people read them: answers inside them are data, whole and in one piece."""

from __future__ import annotations

from desktop.forms.markdown import escaped, plain
from desktop.forms.texts import Text
from desktop.i18n.bidi import isolate_places
from desktop.i18n.languages import language


def readable(text: Text) -> str:
    """The Markdown of *text* for display: names and numbers in it keep their own direction and
    are no Markdown themselves. Never to be stored or exported: it holds marks nobody sees."""
    rtl = language(text.language).is_rtl
    return isolate_places(text.value, text.outputs, rtl=rtl, guard=escaped)


def plainly(text: Text) -> str:
    """``readable`` without Markdown signs: for lists, titles and screen readers."""
    return plain(readable(text))
