"""Labels of forms are Markdown: bold, italic, headings and links become safe rich text.

Everything is escaped first; the tags that remain are ours. HTML in a label is shown as typed.
"""

from __future__ import annotations

import html
import re
import unicodedata

_LRM, _RLM = "\u200e", "\u200f"
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_ITALIC = re.compile(r"(?<![\w*\\])([*_])(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]\n]+)\]\(([^()\s]+)\)")


def is_marked(source: str) -> bool:
    """Whether *source* holds Markdown; plain text is cheaper to lay out."""
    return any(p.search(source) for p in (_BOLD, _ITALIC, _HEADING, _LINK))


def to_rich(source: str) -> str:
    """Return *source* as Qt rich text with nothing in it but b, i and br."""
    text = html.escape(source, quote=False)
    text = _LINK.sub(r"\1 (\2)", text)
    text = _HEADING.sub(r"<b>\1</b>", text)
    text = _BOLD.sub(r"<b>\2</b>", text)
    text = _ITALIC.sub(r"<i>\2</i>", text)
    return text.replace("\n", "<br>")


def to_plain(source: str) -> str:
    """Return *source* without its Markdown signs, for names read aloud, steps and links."""
    text = _LINK.sub(r"\1", source)
    text = _HEADING.sub(r"\1", text)
    text = _BOLD.sub(r"\2", text)
    return _ITALIC.sub(r"\2", text)


def directed(text: str, *, rtl: bool) -> str:
    """Return *text* so that Qt reads it in the given direction.

    QLabel takes the direction of its first letter, which may be of the other script ("KKG" at the
    beginning of an Arabic sentence): then a mark (UAX 9) is put before it.
    """
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return text if (kind != "L") == rtl else (_RLM if rtl else _LRM) + text
    return (_RLM + text) if rtl else text
