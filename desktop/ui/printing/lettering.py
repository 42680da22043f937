"""Markdown of a label as runs of plain, bold and italic text; HTML in it is text as typed."""

from __future__ import annotations

from typing import NamedTuple

from desktop.forms.markdown import BULLET, parse


class Letters(NamedTuple):
    """Letters that look alike; a line break stands inside."""

    text: str
    is_bold: bool = False
    is_italic: bool = False


def letters(source: str) -> list[Letters]:
    """Cut *source* into stretches that look alike."""
    found: list[Letters] = []
    for number, block in enumerate(parse(source)):
        begin = ("\n" if number else "") + (f"{BULLET} " if block.kind == "item" else "")
        if begin:
            found.append(Letters(begin))
        for run in block.runs:
            text = f"{run.text} ({run.address})" if run.address else run.text
            found.append(Letters(text, run.bold, run.italic))
    return found
