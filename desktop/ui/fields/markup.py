"""Labels of forms as Qt shows them: Markdown as rich text that is safe, and in the right direction.

Everything is escaped; the tags that remain are ours (``b``, ``i``, ``br``).
"""

from __future__ import annotations

import html
import unicodedata

from desktop.forms.markdown import BULLET, Run, is_marked, parse, plain
from desktop.ui.widgets.labels import breakable

__all__ = ["directed", "is_marked", "to_plain", "to_rich"]

_LRM, _RLM = "\u200e", "\u200f"
to_plain = plain


def to_rich(source: str) -> str:
    """Return *source* as Qt rich text with nothing in it but b, i and br.

    A word too long for any line may go on in the next one.
    """
    lines = []
    for block in parse(source):
        words = "".join(_rich(run) for run in block.runs)
        lines.append(f"{BULLET}&nbsp;{words}" if block.kind == "item" else words)
    return "<br>".join(lines)


def _rich(run: Run) -> str:
    text = f"{run.text} ({run.address})" if run.address else run.text
    text = html.escape(breakable(text), quote=False).replace("\n", "<br>")
    if run.italic:
        text = f"<i>{text}</i>"
    return f"<b>{text}</b>" if run.bold else text


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
