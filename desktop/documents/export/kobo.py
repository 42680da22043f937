"""Tables as KoboToolbox gives them out: group/name headings, indexes, split select_multiple."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from desktop.documents.export.labels import Labels
from desktop.documents.export.layout import (
    Cells,
    Column,
    Filler,
    Row,
    Sheet,
    answer_cells,
    declined_filler,
    original_filler,
    point_cells,
    sheet_names,
    width_of,
)
from desktop.documents.export.records import Instance, RecordReader
from desktop.documents.export.submission import Submission
from desktop.documents.export.tables import Field, FormTable
from desktop.forms.definition import FormDefinition
from desktop.forms.model.elements import ElementDef

MAX_SPLIT = 200
"""A question with more choices than this stays in one column."""

_META = ("_uuid", "_submission_time", "_submitted_by", "__version__")
_POINT = ("latitude", "longitude", "altitude", "precision")


class KoboLayout:
    """Every repeat has ``_index``, ``_parent_index`` and ``_parent_table_name``; indexes count
    from 1 over the whole file. A select_multiple has one column with all answers and one per
    choice with 1 or 0, empty where the question was not answered.

    Times are UTC, to the second. Headings and choices are in the language of *labels*, or codes.
    """

    def __init__(
        self,
        form_id: str,
        tables: Sequence[FormTable],
        reader: RecordReader,
        labels: Labels,
        *,
        originals: bool,
        declined: bool = False,
    ) -> None:
        self._tables, self._reader, self._labels = tables, reader, labels
        self._fillers = [
            [one for field in table.fields for one in self._field(field, originals)]
            for table in tables
        ]
        if declined:
            for table, fillers in zip(tables, self._fillers, strict=True):
                fillers.append(declined_filler(table, "_declined", "/"))
        names = sheet_names(form_id, tables)
        self._sheets = tuple(
            Sheet(name, _told_apart(tuple(self._columns(place))))
            for place, name in enumerate(names)
        )
        self._last = [0] * len(tables)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """See ``Layout``."""
        return self._sheets

    def rows(self, submission: Submission) -> Iterator[Row]:
        """See ``Layout``."""
        found = self._reader.read(submission)
        meta = [
            submission.uuid,
            submission.finished[:19],
            submission.author,
            submission.form_version,
        ]
        indexes: list[dict[tuple[str, ...], int]] = [{} for _ in self._tables]
        for place, table in enumerate(self._tables):
            for instance in found[place]:
                self._last[place] += 1
                indexes[place][instance.keys] = self._last[place]
                row = [
                    cell
                    for filler in self._fillers[place]
                    for cell in filler.cells(submission, instance)
                ]
                if table.parent is None:
                    yield place, [*row, *meta, str(self._last[place])]
                    continue
                above = indexes[table.parent][instance.keys[:-1]]
                parent = self._sheets[table.parent].name
                yield place, [*row, str(self._last[place]), parent, str(above), *meta]

    def _columns(self, place: int) -> Iterator[Column]:
        for filler in self._fillers[place]:
            yield from filler.columns
        if place == 0:
            yield from (Column(name, width=26) for name in _META)
            yield Column("_index", is_number=True)
            return
        yield Column("_index", is_number=True)
        yield Column("_parent_table_name")
        yield Column("_parent_index", is_number=True)
        yield from (Column(f"_submission_{name}", width=26) for name in _META)

    def _field(self, field: Field, originals: bool) -> Iterator[Filler]:
        header = self._header(field.definition, field.element)
        number = Column(header, field.is_number, width_of(field))
        if field.element.name.rpartition(":")[2] == "instanceID" and "meta/" in field.path:
            column = Column(header, width=42)
            yield Filler((column,), lambda submission, _: (submission.instance,))
        elif field.type == "geopoint":
            yield Filler((Column(header, width=28),), answer_cells(field.path))
            names = (f"_{header}_{part}" for part in _POINT)
            columns = tuple(Column(name, is_number=True) for name in names)
            yield Filler(columns, point_cells(field.path))
        elif field.type in ("select1", "select"):
            yield from self._choices(field, header)
        else:
            yield Filler((number,), answer_cells(field.path))
        if originals and (found := original_filler(field, header)):
            yield found

    def _choices(self, field: Field, header: str) -> Iterator[Filler]:
        choices = self._labels.choices(field.definition, field.element)
        column = Column(header, width=width_of(field))
        between = ", " if self._labels.language else " "
        is_many = field.type == "select"
        yield Filler((column,), _named(field.path, choices, between if is_many else ""))
        if is_many and 0 < len(choices) <= MAX_SPLIT:
            columns = tuple(Column(f"{header}/{name}", is_number=True) for name in choices.values())
            yield Filler(columns, _ticks(field.path, tuple(choices)))

    def _header(self, definition: FormDefinition, element: ElementDef) -> str:
        """The way from the root down: names or labels, joined by a slash."""
        above = [one for one in element.ancestors() if one.parent is not None]
        return "/".join(self._labels.of(definition, one) for one in reversed(above))


def _named(path: str, choices: Mapping[str, str], between: str) -> Cells:
    """Labels instead of codes, several with *between* them; a code that is in no list stays."""

    def cells(_submission: Submission, instance: Instance) -> Sequence[str]:
        answer = instance.values.get(path, "")
        codes = answer.split() if between else [answer]
        return (between.join(choices.get(code, code) for code in codes),)

    return cells


def _ticks(path: str, codes: tuple[str, ...]) -> Cells:
    """1 for each choice that is ticked."""

    def cells(_submission: Submission, instance: Instance) -> Sequence[str]:
        answer = instance.values.get(path)
        if answer is None:
            return ("",) * len(codes)
        ticked = set(answer.split())
        return tuple("1" if code in ticked else "0" for code in codes)

    return cells


def _told_apart(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Headings that occur twice get a number."""
    counts: dict[str, int] = {}
    found = []
    for column in columns:
        counts[column.header] = n = counts.get(column.header, 0) + 1
        header = column.header if n == 1 else f"{column.header} ({n})"
        found.append(Column(header, column.is_number, column.width))
    return tuple(found)
