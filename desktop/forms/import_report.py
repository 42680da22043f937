"""What an import tells the person who brought the form: languages, gaps, rows not supported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.forms.definition import FormDefinition
from desktop.forms.model.controls import Control
from desktop.forms.model.itext import Itext

SUPPORTED_TYPES = frozenset(
    {
        "text",
        "string",
        "integer",
        "int",
        "decimal",
        "date",
        "time",
        "datetime",
        "select_one",
        "select_multiple",
        "note",
        "calculate",
        "hidden",
        "acknowledge",
        "trigger",
        "image",
        "photo",
        "file",
        "select_one_from_file",
        "select_multiple_from_file",
        "csv-external",
        "xml-external",
        "start",
        "end",
        "today",
        "username",
        "deviceid",
        "begin_group",
        "end_group",
        "begin_repeat",
        "end_repeat",
    }
)
_UNSUPPORTED_BINDS = frozenset({"geopoint", "geotrace", "geoshape", "barcode"})
_UNSUPPORTED_CONTROLS = frozenset({"range", "rank"})
_UNSUPPORTED_MEDIA = frozenset({"audio/*", "video/*"})
_STRUCTURE = frozenset({"group", "repeat"})


@dataclass(frozen=True, slots=True)
class LanguageCoverage:
    """How much of a form a language has: *missing* of *texts* fall back to another language."""

    code: str
    name: str
    texts: int
    missing: int


@dataclass(frozen=True, slots=True)
class UnsupportedRow:
    """A question this version cannot ask; *row* is the row of the survey sheet, if known."""

    row: int | None
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import that was accepted. ``warnings`` are (reason, node) pairs."""

    form_id: str
    version: str
    title: str
    questions: int
    languages: tuple[LanguageCoverage, ...]
    unsupported: tuple[UnsupportedRow, ...]
    warnings: tuple[tuple[str, str], ...]


def make_report(
    definition: FormDefinition, survey: Sequence[Mapping[str, str]] | None
) -> ImportReport:
    """Describe a loaded form; *survey* are its rows when it came as XLSForm, else None."""
    unsupported = _rows(survey) if survey is not None else _controls(definition)
    return ImportReport(
        form_id=definition.form_id,
        version=definition.version,
        title=definition.title,
        questions=sum(control.kind not in _STRUCTURE for control in _walk(definition.controls)),
        languages=tuple(_coverage(definition.itext)),
        unsupported=tuple(unsupported),
        warnings=tuple((warning.reason, warning.node) for warning in definition.warnings),
    )


def _coverage(itext: Itext) -> Iterator[LanguageCoverage]:
    """A text counts when any language has it; pyxform's placeholder is a gap."""
    wanted = {
        (text_id, form)
        for language, texts in itext.texts.items()
        for text_id, forms in texts.items()
        for form in forms
        if itext.find(text_id, form, language)
    }
    for code, name in itext.names.items():
        missing = sum(itext.find(text_id, form, code) is None for text_id, form in wanted)
        yield LanguageCoverage(code, name, len(wanted), missing)


def _rows(survey: Sequence[Mapping[str, str]]) -> Iterator[UnsupportedRow]:
    for number, row in enumerate(survey, start=2):
        cells = {str(key).strip().lower(): str(value).strip() for key, value in row.items()}
        words = cells.get("type", "").lower().split()
        spellings = {words[0], "_".join(words[:2])} if words else SUPPORTED_TYPES
        if not spellings & SUPPORTED_TYPES:
            yield UnsupportedRow(number, cells.get("name", ""), words[0])


def _controls(definition: FormDefinition) -> Iterator[UnsupportedRow]:
    for control in _walk(definition.controls):
        element = definition.by_path.get(control.path)
        bound = element.bind.type if element is not None else ""
        if control.kind in _UNSUPPORTED_CONTROLS:
            yield UnsupportedRow(None, control.path, control.kind)
        elif bound in _UNSUPPORTED_BINDS:
            yield UnsupportedRow(None, control.path, bound)
        elif control.mediatype in _UNSUPPORTED_MEDIA:
            yield UnsupportedRow(None, control.path, control.mediatype.partition("/")[0])


def _walk(controls: Sequence[Control]) -> Iterator[Control]:
    for control in controls:
        yield control
        yield from _walk(control.children)
