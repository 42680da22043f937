"""XLSForm tables -> XForm XML through pyxform; imported late, because pyxform is slow to load."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import Definition, definition_to_dict
from pyxform.xls2xform import convert

from desktop.domain.errors import ErrorCode, Fact, KnownError
from desktop.forms.spreadsheet_limits import check_table

_PLACE = re.compile(r"\[row : (\d+)\]")
_SHEET = re.compile(r"[Oo]n the '(\w+)' sheet|for sheet: '(\w+)'")
_COLUMN = re.compile(r"the '([^']{1,60})' value|\[column : ([^\]]{1,60})\]")
_SHEETS = ("survey", "choices", "settings", "entities", "external_choices")


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """``survey`` are the rows as written, the first one is row 2 of the sheet."""

    xml: bytes
    survey: Sequence[Mapping[str, str]]


def compile_xlsform(data: bytes, file_type: str, fallback_id: str = "form") -> CompiledForm:
    """Convert the tables in *data*; *file_type* is ``.xlsx``, ``.xls`` or ``.md``.

    *fallback_id* names a form whose settings give no ``form_id``. Raises KnownError
    FORM_NOT_XLSFORM (no survey sheet), FORM_TOO_LARGE, or FORM_INVALID with the facts ``row``,
    ``sheet`` and ``column`` as far as pyxform tells them.
    """
    tables = _read(data, file_type, fallback_id)
    survey = tables["survey"] or []
    try:
        result = convert(tables, pretty_print=True)
    except PyXFormError as error:
        raise _known(error) from error
    except Exception as error:
        # pyxform meets unforeseen tables with TypeError, KeyError and the like.
        raise KnownError(ErrorCode.FORM_INVALID) from error
    return CompiledForm(result.xform.encode(), survey)


def _read(data: bytes, file_type: str, fallback_id: str) -> dict[str, list[dict[str, str]] | None]:
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
        check_table(len(tables.get(sheet) or ()), len(columns))
    return tables


def _known(error: PyXFormError) -> KnownError:
    """The place pyxform names; its English sentence is not passed on."""
    facts: dict[str, Fact] = {}
    text = str(error)
    if place := _PLACE.search(text):
        facts["row"] = int(place.group(1))
    if sheet := _SHEET.search(text):
        facts["sheet"] = sheet.group(1) or sheet.group(2)
    if column := _COLUMN.search(text):
        facts["column"] = column.group(1) or column.group(2)
    return KnownError(ErrorCode.FORM_INVALID, **facts)
