"""Reads a form file somebody brought: XLSForm (.xlsx, .xls, .md) or XForm (.xml)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.definition import FormDefinition
from desktop.forms.import_report import ImportReport, make_report
from desktop.forms.load import load_form
from desktop.forms.spreadsheet_limits import MAX_FILE_BYTES, check_spreadsheet
from desktop.forms.xmltree import parse_xml

STEPS = 4
"""Read, checked, converted, loaded."""
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_.-]")
"""A spreadsheet without an id of its own is called as its file."""
_MAX_PLAIN_BYTES = 5 * 1024 * 1024
_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class ImportedForm:
    """A form that was accepted: the package to keep, and what to tell about it."""

    xml: bytes
    report: ImportReport
    definition: FormDefinition


def import_form(
    path: Path,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportedForm:
    """Read, check, convert and load a form file; writes nothing.

    The content decides what the file is, not its name. Raises KnownError FORM_NOT_XLSFORM,
    FORM_TOO_LARGE (facts ``what``, ``found``, ``limit``), FORM_INVALID (facts ``row``, ``sheet``,
    ``column`` or ``node``), FORM_CYCLE (fact ``node``) or CANCELLED. *progress* gets (done, total)
    after each of the STEPS; *cancelled* is asked between them. Blocking; any thread.
    """
    steps = _Steps(progress, cancelled)
    data = _read(path)
    steps.done()
    kind = _kind_of(data)
    if kind == ".xlsx":
        check_spreadsheet(data)
    steps.done()
    xml, survey = _compile(data, kind, _NOT_IN_ID.sub("_", path.stem)[:100])
    steps.done()
    definition = load_form(xml)
    steps.done()
    return ImportedForm(xml, make_report(definition, survey), definition)


class _Steps:
    def __init__(self, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._count = 0

    def done(self) -> None:
        """Report one more step; KnownError(CANCELLED) when the person has had enough."""
        self._count += 1
        self._progress(self._count, STEPS)
        if self._cancelled() and self._count < STEPS:
            raise KnownError(ErrorCode.CANCELLED)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM, file=path.name) from error
    if len(data) > MAX_FILE_BYTES:
        raise _too_large("bytes", path.stat().st_size, MAX_FILE_BYTES)
    return data


def _kind_of(data: bytes) -> str:
    if data.startswith(_ZIP):
        return ".xlsx"
    if data.startswith(_COMPOUND):
        return ".xls"
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # An XForm may be UTF-16; its parser will tell.
        return ".xml" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ""
    if text.lstrip().startswith("<"):
        return ".xml"
    return ".md" if "| survey" in text else ""


def _compile(data: bytes, kind: str, stem: str) -> tuple[bytes, Sequence[Mapping[str, str]] | None]:
    if kind == ".xml":
        _check_xform(data)
        return data, None
    if not kind:
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM)
    if kind != ".xlsx" and len(data) > _MAX_PLAIN_BYTES:
        raise _too_large("bytes", len(data), _MAX_PLAIN_BYTES)
    from desktop.forms.xlsform import compile_xlsform

    compiled = compile_xlsform(data, kind, stem)
    return compiled.xml, compiled.survey


def _check_xform(data: bytes) -> None:
    """Tell a file that is no form at all from a form with a fault."""
    try:
        document = parse_xml(data, default_namespace=False)
    except KnownError as error:
        if error.code is ErrorCode.FORM_TOO_LARGE:
            raise
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM) from error
    if not any(node.local == "html" for node in document.children):
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM)


def _too_large(what: str, found: int, limit: int) -> KnownError:
    return KnownError(ErrorCode.FORM_TOO_LARGE, what=what, found=found, limit=limit)
