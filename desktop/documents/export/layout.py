"""What all table layouts have in common: sheets, columns, cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop.documents.export.records import Instance, generic, keys_of
from desktop.documents.export.submission import Submission
from desktop.documents.export.tables import Field, FormTable


@dataclass(frozen=True, slots=True)
class Column:
    """*is_number*: cells that hold a number are written as one. *width* in characters."""

    header: str
    is_number: bool = False
    width: int = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """One CSV file or one sheet of a workbook; *name* has no ending."""

    name: str
    columns: tuple[Column, ...]


Row = tuple[int, list[str]]
"""The place of the sheet it belongs to, and one text per column."""


class HasSheets(Protocol):
    """What a writer must know before the first row."""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """In the order of the form, the records themselves first."""


class Layout(HasSheets, Protocol):
    """Knows its sheets beforehand and makes rows record by record; keeps no record."""

    def rows(self, submission: Submission) -> Iterator[Row]:
        """The rows of one record, each after the row it belongs to."""


Cells = Callable[[Submission, Instance], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Filler:
    """The columns of one question and what stands in them."""

    columns: tuple[Column, ...]
    cells: Cells


def width_of(field: Field) -> int:
    """A sensible width for the answers of a question."""
    appearance = field.element.control.appearance if field.element.control else ""
    if field.type in ("text", "select", "note"):
        return 48 if "multiline" in appearance else 28
    return {"dateTime": 30, "select1": 24}.get(field.type, 16)


def answer_cells(path: str) -> Cells:
    """The answer as it stands in the record."""

    def cells(_submission: Submission, instance: Instance) -> Sequence[str]:
        return (instance.values.get(path, ""),)

    return cells


def point_cells(path: str) -> Cells:
    """Latitude, longitude, altitude and accuracy of a place."""

    def cells(_submission: Submission, instance: Instance) -> Sequence[str]:
        parts = instance.values.get(path, "").split()[:4]
        return (*parts, *[""] * (4 - len(parts)))

    return cells


def original_filler(field: Field, header: str) -> Filler | None:
    """What was said in the client's own words, and its language; None where texts have none."""
    if field.type != "text" or field.element.marks.get("translate") == "no":
        return None
    path = field.path

    def cells(submission: Submission, instance: Instance) -> Sequence[str]:
        original = submission.originals.get(instance.paths.get(path, ""))
        return ("", "") if original is None else (original.text, original.language)

    columns = (Column(f"{header}_original", width=28), Column(f"{header}_original_language"))
    return Filler(columns, cells)


def declined_filler(table: FormTable, header: str, between: str) -> Filler:
    """Which questions of the row the client did not want to answer: their names, as codes of a
    select_multiple. Questions that are not in *table* (protected ones) are not named."""
    names = {
        field.path: between.join(step.rpartition(":")[2] for step in field.steps)
        for field in table.fields
    }

    def cells(submission: Submission, instance: Instance) -> Sequence[str]:
        said = {generic(path) for path in submission.declined if keys_of(path) == instance.keys}
        said -= {path for path, text in instance.values.items() if text}
        return (" ".join(name for path, name in names.items() if path in said),)

    return Filler((Column(header, width=28),), cells)


def sheet_names(form_id: str, tables: Sequence[FormTable], prefix: str = "") -> tuple[str, ...]:
    """The form's id, then *prefix* and the name of each repeat.

    Repeats of the same name are told apart by ``~1``, ``~2``.
    """
    names = [table.name for table in tables[1:]]
    counts: dict[str, int] = {form_id: 1}
    found = [form_id]
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        is_twice = names.count(name) > 1 or (not prefix and name == form_id)
        found.append(f"{prefix}{name}~{counts[name]}" if is_twice else f"{prefix}{name}")
    return tuple(found)
