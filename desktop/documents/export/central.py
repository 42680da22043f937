"""Tables as ODK Central gives them out: KEY and PARENT_KEY, groups joined by ``-``, codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop.documents.export.layout import (
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

_META = (
    "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status",
    "ReviewState", "DeviceID", "Edits", "FormVersion",
)  # fmt: skip
_POINT = ("Latitude", "Longitude", "Altitude", "Accuracy")
_FILES = frozenset({"image", "signature", "file", "audio", "video"})


class CentralLayout:
    """One sheet for the record, one per repeat; select_multiple stays in one column.

    Columns of people and review states are there and empty where the program has no such thing.
    ``AttachmentsPresent`` counts the signatures, the only files that are kept so far.
    """

    def __init__(
        self,
        form_id: str,
        tables: Sequence[FormTable],
        reader: RecordReader,
        *,
        originals: bool,
        declined: bool = False,
    ) -> None:
        self._tables, self._reader = tables, reader
        self._fillers = [
            [one for field in table.fields for one in _fillers(field, originals)]
            for table in tables
        ]
        if declined:
            for table, fillers in zip(tables, self._fillers, strict=True):
                fillers.append(declined_filler(table, "DeclinedByClient", "-"))
        self._attached = [
            {field.path for field in table.fields if field.type in _FILES} for table in tables
        ]
        names = sheet_names(form_id, tables, f"{form_id}-")
        self._sheets = tuple(
            Sheet(name, tuple(self._columns(place))) for place, name in enumerate(names)
        )

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """See ``Layout``."""
        return self._sheets

    def rows(self, submission: Submission) -> Iterator[Row]:
        """See ``Layout``."""
        found = self._reader.read(submission)
        record = found[0][0]
        yield (
            0,
            [
                submission.finished,
                *self._answers(0, submission, record),
                submission.instance,
                submission.author,
                "",
                str(len(submission.signatures)),
                str(self._expected(found)),
                "",
                "",
                submission.device,
                str(submission.edits),
                submission.form_version,
            ],
        )
        for place, table in enumerate(self._tables[1:], 1):
            for instance in found[place]:
                own = _key(submission, table, instance)
                above = self._tables[table.parent or 0]
                parent = _key(submission, above, instance)
                yield place, [*self._answers(place, submission, instance), parent, own]

    def _columns(self, place: int) -> Iterator[Column]:
        if place == 0:
            yield Column("SubmissionDate", width=26)
        for filler in self._fillers[place]:
            yield from filler.columns
        if place:
            yield Column("PARENT_KEY", width=42)
            yield Column("KEY", width=42)
        else:
            numbers = ("AttachmentsPresent", "AttachmentsExpected", "Edits")
            yield from (Column(name, name in numbers) for name in _META)

    def _answers(self, place: int, submission: Submission, instance: Instance) -> Iterator[str]:
        for filler in self._fillers[place]:
            yield from filler.cells(submission, instance)

    def _expected(self, found: list[list[Instance]]) -> int:
        return sum(
            1
            for paths, instances in zip(self._attached, found, strict=True)
            for instance in instances
            for path in paths
            if instance.values.get(path)
        )


def _fillers(field: Field, originals: bool) -> Iterator[Filler]:
    header = "-".join(step.rpartition(":")[2] for step in field.steps)
    width = width_of(field)
    if field.steps[-1].rpartition(":")[2] == "instanceID" and "meta" in header:
        yield Filler((Column(header, width=42),), lambda submission, _: (submission.instance,))
    elif field.type == "geopoint":
        columns = tuple(Column(f"{header}-{part}", is_number=True) for part in _POINT)
        yield Filler(columns, point_cells(field.path))
    else:
        column = Column(header, field.is_number, width)
        yield Filler((column,), answer_cells(field.path))
    if originals and (found := original_filler(field, header)):
        yield found


def _key(submission: Submission, table: FormTable, instance: Instance) -> str:
    """``uuid:.../group/repeat[2]/inner[1]``: the way down to an instance, with positions.

    Only the positions of *table* and the repeats above it are used, so that the key of a parent
    can be told from an instance below it.
    """
    return "/".join((submission.instance, *_steps(table, instance)))


def _steps(table: FormTable, instance: Instance) -> Iterator[str]:
    at = 0
    for depth, step in enumerate(table.steps, 1):
        if depth in table.repeats:
            yield f"{step}[{instance.positions[at]}]"
            at += 1
        else:
            yield step
