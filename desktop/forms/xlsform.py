"""XLSForm tables -> XForm XML through pyxform; imported late, because pyxform is slow to load."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import Definition, definition_to_dict
from pyxform.xls2xform import convert

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.import_report import Finding, Reason
from desktop.forms.language_names import with_code
from desktop.forms.spreadsheet_limits import check_cells, check_offered, check_table
from desktop.forms.xlsform_faults import Written, fault_of
from desktop.forms.xlsform_places import Place, own_name, place_of_expression
from desktop.forms.xlsform_rows import (
    FIRST_ROW,
    Row,
    cell,
    coded,
    languages_without_code,
    prepare,
    usable_choice_column,
)

_SHEETS = ("survey", "choices", "settings", "entities", "external_choices")
_Tables = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """``findings`` name rows that are not used as their author meant them."""

    xml: bytes
    findings: tuple[Finding, ...]
    survey: Sequence[Mapping[str, str]]
    settings: Sequence[Mapping[str, str]] = ()
    entities: Sequence[Mapping[str, str]] = ()

    def place_of(self, name: str, word: str = "") -> tuple[int | None, str]:
        """Row and column of the survey where question *name* (empty: any) says *word*."""
        for number, row in enumerate(self.survey, FIRST_ROW):
            if name and cell(row, "name") in (name, own_name(name)):
                hits = (str(k) for k, v in row.items() if word and word in str(v))
                return number, next(hits, "")
            if not name and (key := next((k for k, v in row.items() if word in str(v)), None)):
                return number, str(key)
        return None, ""

    def place_of_expression(self, name: str, expression: str) -> Place | None:
        """The cell from which *expression* of the field *name* was made."""
        sheets = {"survey": self.survey, "settings": self.settings, "entities": self.entities}
        return place_of_expression(sheets, name, expression)


def compile_xlsform(data: bytes, file_type: str, fallback_id: str = "form") -> CompiledForm:
    """Convert the tables in *data*; *file_type* is ``.xlsx``, ``.xls`` or ``.md``.

    *fallback_id* names a form whose settings give no ``form_id``. Raises KnownError
    FORM_NOT_XLSFORM (no survey sheet), FORM_TOO_LARGE, FORM_UNSUPPORTED, or FORM_INVALID with the
    facts of ``fault_of``.
    """
    tables = _read(data, file_type, fallback_id)
    written, choices, settings, entities = (
        [dict(row) for row in tables.get(sheet) or []]
        for sheet in ("survey", "choices", "settings", "entities")
    )
    prepared = prepare(written)
    tables["survey"] = prepared.survey
    _add_headings(tables)
    _drop_choice_columns(tables)
    found = [*prepared.findings, *_settings(tables)]
    for sheet in ("survey", "choices"):
        _name_languages(tables, sheet, found)
    try:
        result = convert(tables, pretty_print=True)
    except PyXFormError as error:
        raise fault_of(str(error), Written(written, choices, prepared)) from error
    except Exception as error:
        # pyxform meets unforeseen tables with TypeError, KeyError and the like.
        raise KnownError(ErrorCode.FORM_INVALID) from error
    return CompiledForm(result.xform.encode(), tuple(found), written, settings, entities)


def _read(data: bytes, file_type: str, fallback_id: str) -> _Tables:
    try:
        source = Definition(data=io.BytesIO(data), file_type=None, file_path_stem=fallback_id)
        read = definition_to_dict(source, file_type=file_type)
    except Exception as error:
        # The readers below pyxform (openpyxl, xlrd) raise whatever a broken file makes of them.
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM) from error
    tables = {field.name: getattr(read, field.name) for field in fields(read)}
    header = (tables["survey_header"] or [{}])[0]
    if "type" not in {str(name).strip().lower() for name in header}:
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM)
    for sheet in _SHEETS:
        columns = (tables.get(f"{sheet}_header") or [{}])[0]
        rows = tables.get(sheet) or ()
        check_table(sheet, len(rows), len(columns))
        check_cells(sheet, rows)
    selects = sum("select" in cell(row, "type") for row in tables["survey"] or ())
    check_offered(selects, len(tables["choices"] or ()))
    return tables


def _add_headings(tables: _Tables) -> None:
    """Name the columns that written-out rows brought."""
    header = (tables.get("survey_header") or [{}])[0]
    known = {str(name).strip().lower() for name in header}
    for row in tables["survey"]:
        for name in row:
            if str(name).strip().lower() not in known:
                known.add(str(name).strip().lower())
                header[name] = None


def _drop_choice_columns(tables: _Tables) -> None:
    header = (tables.get("choices_header") or [{}])[0]
    unusable = {name for name in header if not usable_choice_column(str(name))}
    if unusable:
        tables["choices_header"] = [{k: v for k, v in header.items() if k not in unusable}]
        tables["choices"] = [
            {k: v for k, v in row.items() if k not in unusable} for row in tables["choices"] or []
        ]


def _name_languages(tables: _Tables, sheet: str, found: list[Finding]) -> None:
    """Give languages written by name their code, in headings and rows alike."""
    header = (tables.get(f"{sheet}_header") or [{}])[0]
    names = {heading: coded(str(heading)) for heading in header}
    found += languages_without_code(names.values(), sheet)
    if any(old != new for old, new in names.items()):
        tables[f"{sheet}_header"] = [{names[key]: value for key, value in header.items()}]
        tables[sheet] = [
            {names.get(key, coded(str(key))): value for key, value in row.items()}
            for row in tables.get(sheet) or []
        ]


def _settings(tables: _Tables) -> list[Finding]:
    """Settings that only another server can use are left out and named."""
    rows: list[Row] = tables.get("settings") or []
    found = []
    for number, row in enumerate(rows, FIRST_ROW):
        for key in list(row):
            name = str(key).strip().lower()
            if name in ("public_key", "submission_url"):
                del row[key]
                found.append(Finding(Reason.ENCRYPTION, "settings", number, name, "", name))
            elif name == "default_language":
                row[key] = with_code(row[key])
    return found
