"""What a person asks an export for, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop.domain.ids import RecordId


class ExportFormat(StrEnum):
    """Shape of the files; the value is part of the folder's name."""

    XLSX = "xlsx"
    """One workbook, a sheet per repeat (Kobo layout)."""
    KOBO_CSV = "kobo-csv"
    CENTRAL_CSV = "central-csv"
    XML = "openrosa-xml"
    """One OpenRosa submission per record, in a folder of its own."""
    ENTITIES_CSV = "entities-csv"

    @property
    def has_labels(self) -> bool:
        """Whether headings and choices may be in a language; the others always hold codes."""
        return self in (ExportFormat.XLSX, ExportFormat.KOBO_CSV)

    @property
    def is_table(self) -> bool:
        """Whether a record becomes rows."""
        return self in (ExportFormat.XLSX, ExportFormat.KOBO_CSV, ExportFormat.CENTRAL_CSV)

    @property
    def is_csv(self) -> bool:
        """Whether a byte order mark may stand first."""
        return self not in (ExportFormat.XLSX, ExportFormat.XML)


@dataclass(frozen=True, slots=True)
class ExportableForm:
    """A form with finished answers. *title* is a message id for a shipped form.

    *is_refused*: it has no free export and is named only so that nobody looks for it.
    """

    form_id: str
    title: str
    finished: int
    languages: tuple[str, ...]
    has_entities: bool = False
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class ExportSpec:
    """*since* and *until* are Berlin days (``YYYY-MM-DD``), both included; empty is open.

    *language* is a BCP-47 code for headings and choices, or empty for codes. *record* limits the
    export to one submission. *replace* lets it take the place of an earlier export of that name.
    """

    form_id: str
    format: ExportFormat
    since: str = ""
    until: str = ""
    language: str = ""
    originals: bool = False
    """Adds what was said in the client's own words beside each rendering (tables only)."""
    declined: bool = False
    """Adds a column that names the questions the client did not want to answer (tables only)."""
    signatures: bool = False
    """Adds drawn signatures as SVG files."""
    bom: bool = False
    record: RecordId | None = None
    replace: bool = False


@dataclass(frozen=True, slots=True)
class ExportReport:
    """*files* are names inside *folder*; *records* how many finished forms they hold, *rows* how
    many rows were written (for XML as many as records).

    *sealed* counts the protected questions left out, *unplaced* the answers no version of the
    form has a place for, *shortened* the texts too long for a cell.
    """

    folder: Path
    files: tuple[str, ...]
    records: int
    rows: int
    sealed: int = 0
    unplaced: int = 0
    shortened: int = 0
