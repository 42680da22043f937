"""The texts of a source that are translated, each with the place it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from desktop.forms.library.plan import NAMES, SOURCE_LANGUAGES
from desktop.forms.library.tables import Tables

TITLE = "settings/title"
_KINDS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
_NOTES = {
    ("bind::fm:legal", "yes"): "Legal text: translate exactly, add nothing, leave nothing out.",
    ("bind::fm:audience", "worker"): "Seen by the social worker only.",
    ("appearance", "signature"): "Signed here.",
}


@dataclass(frozen=True, slots=True)
class Message:
    """One German text with its English; *context* is its place, unique within the form.

    ``survey/<question>/<column>``, ``choices/<list>/<code>`` or ``settings/title``.
    """

    context: str
    german: str
    english: str
    notes: tuple[str, ...] = ()


def column(kind: str, code: str) -> str:
    """The heading of the column of *kind* in a language: ``label::Deutsch (de)``."""
    return f"{kind}::{NAMES[code]} ({code})"


def messages(tables: Tables) -> Iterator[Message]:
    """Every text of a form in the order of the source; a side may be empty, see ``checks``."""
    settings = tables["settings"].rows[0]
    yield Message(TITLE, settings["form_title"], settings.get("title_en", ""))
    for sheet, row, place in _rows(tables):
        for kind in _KINDS:
            german, english = (row.get(column(kind, code), "") for code in SOURCE_LANGUAGES)
            if german or english:
                notes = _notes(row) if (sheet, kind) == ("survey", "label") else ()
                yield Message(place(kind), german, english, notes)


def translate(tables: Tables, language: str, texts: Callable[[str], str]) -> None:
    """Add the columns of *language*; ``texts(context)`` is empty where there is no translation.

    Such a cell stays empty, so that the program falls back visibly.
    """
    for name in ("survey", "choices"):
        header = tables[name].header
        for kind in [k for k in _KINDS if column(k, "de") in header]:
            last = max(i for i, heading in enumerate(header) if heading.startswith(f"{kind}::"))
            header.insert(last + 1, column(kind, language))
    for _, row, place in _rows(tables):
        for kind in _KINDS:
            if row.get(column(kind, "de")) and (text := texts(place(kind))):
                row[column(kind, language)] = text


def _rows(tables: Tables) -> Iterator[tuple[str, dict[str, str], Callable[[str], str]]]:
    for row in tables["survey"].rows:
        yield "survey", row, f"survey/{row.get('name')}/{{}}".format
    for row in tables["choices"].rows:
        yield "choices", row, f"choices/{row['list_name']}/{row['name']}".format


def _notes(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(note for (name, value), note in _NOTES.items() if row.get(name) == value)
