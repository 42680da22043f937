"""Reads a form file somebody brought: XLSForm (.xlsx, .xls, .md), XForm (.xml), or an archive."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.errors import ErrorCode, Fact, KnownError
from desktop.forms.definition import FormDefinition
from desktop.forms.form_files import called_files, read_source
from desktop.forms.import_report import Finding, ImportReport, Reason, make_report, questions
from desktop.forms.language_names import has_code, named_twice, with_code
from desktop.forms.load import load_form
from desktop.forms.spreadsheet_limits import check_spreadsheet
from desktop.forms.trial import try_out
from desktop.forms.xform_limits import check_xform
from desktop.forms.xml_encoding import in_utf8, is_declared

if TYPE_CHECKING:
    from desktop.forms.xlsform import CompiledForm

STEPS = 4
"""Read, checked, converted, loaded and tried out."""
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_.-]")
"""A spreadsheet without an id of its own is called as its file."""
_MAX_PLAIN_BYTES = 5 * 1024 * 1024
_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_TRANSLATION = re.compile(rb"""(<(?:\w+:)?translation\b[^>]*?\blang=["'])([^"']{1,60})(["'])""")
_SETTINGS = {"id": "form_id", "version": "version"}
_SHOWN = 60
"""Characters of what stands at a fault."""
_META = re.compile(r"/(?:\w+:)?meta/")
_REASONS = {"unbound": Reason.UNBOUND}


@dataclass(frozen=True, slots=True)
class ImportedForm:
    """A form that was accepted: the package to keep, and what to tell about it."""

    xml: bytes
    report: ImportReport
    definition: FormDefinition
    media: Mapping[str, bytes] = field(default_factory=dict)


def import_form(
    path: Path,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportedForm:
    """Read, check, convert and load a form file; writes nothing.

    The content decides what the file is, not its name. Tables, pictures and recordings the form
    calls for are taken from its archive, from ``<form>-media`` or from its own folder. Raises
    KnownError FORM_UNREADABLE, FORM_NOT_XLSFORM, FORM_TOO_LARGE (facts ``what``, ``found``,
    ``limit``), FORM_INVALID or FORM_UNSUPPORTED (facts ``row``, ``sheet``, ``column`` or ``node``,
    ``reason``, ``found``), FORM_CYCLE (fact ``node``) or CANCELLED. *progress* gets
    (done, total) after each of the STEPS; *cancelled* is asked between them. Blocking; any
    thread.
    """
    steps = _Steps(progress, cancelled)
    source = read_source(path)
    steps.done()
    kind = _kind_of(source.data)
    data = in_utf8(source.data) if kind == ".xml" else source.data
    _check(data, kind)
    steps.done()
    compiled = _compile(data, kind, _NOT_IN_ID.sub("_", source.stem)[:100])
    xml = _with_codes(data) if compiled is None else compiled.xml
    if compiled is not None:
        check_xform(xml)
    media = source.media(called_files(xml))
    steps.done()
    definition = _load(xml, media, compiled)
    asks_nothing = list(_without_questions(definition, compiled))
    _tried(definition)
    steps.done()
    findings = [*(compiled.findings if compiled else ()), *_warnings(definition, compiled)]
    findings += [*asks_nothing, *_named_twice(xml)]
    findings += _missing(called_files(xml), media, compiled)
    if compiled is None:
        findings += [
            Finding(Reason.LANGUAGE, found=name)
            for name in definition.itext.names.values()
            if not has_code(name)
        ]
    return ImportedForm(xml, make_report(definition, findings, tuple(media)), definition, media)


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


def _kind_of(data: bytes) -> str:
    if data.startswith(_ZIP):
        return ".xlsx"
    if data.startswith(_COMPOUND):
        return ".xls"
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ".xml" if is_declared(data) else ""
    if text.lstrip().startswith("<"):
        return ".xml"
    return ".md" if "| survey" in text else ""


def _check(data: bytes, kind: str) -> None:
    """Refuse what no form is, before a library takes it apart."""
    if kind != ".xlsx" and len(data) > _MAX_PLAIN_BYTES:
        raise KnownError(
            ErrorCode.FORM_TOO_LARGE, what="bytes", found=len(data), limit=_MAX_PLAIN_BYTES
        )
    if kind == ".xlsx":
        check_spreadsheet(data)
    elif kind == ".xls":
        from desktop.forms.xls_limits import check_xls

        check_xls(data)
    elif kind == ".xml":
        check_xform(data)
    elif not kind:
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM)


def _compile(data: bytes, kind: str, stem: str) -> CompiledForm | None:
    """The form as pyxform compiles it; None for an XForm, which needs no compiling."""
    if kind == ".xml":
        return None
    from desktop.forms.xlsform import compile_xlsform

    return compile_xlsform(data, kind, stem)


def _with_codes(xml: bytes) -> bytes:
    """The XForm with codes for languages that are only named; else byte for byte the same."""

    def coded(match: re.Match[bytes]) -> bytes:
        name = match[2].decode("utf-8", "replace")
        return match[1] + with_code(name).encode() + match[3] if not has_code(name) else match[0]

    return _TRANSLATION.sub(coded, xml)


def _without_questions(
    definition: FormDefinition, compiled: CompiledForm | None
) -> Iterator[Finding]:
    """KnownError FORM_INVALID for a form that neither asks nor calculates anything."""
    if any(True for _ in questions(definition)):
        return
    sheet = "survey" if compiled is not None else ""
    fields = (one for one in definition.by_path.values() if one.is_leaf and not one.is_attribute)
    if not any(_META.search(one.path) is None for one in fields):
        raise KnownError(ErrorCode.FORM_INVALID, reason="no-question", sheet=sheet)
    yield Finding(Reason.ONLY_CALCULATED, sheet)


def _named_twice(xml: bytes) -> list[Finding]:
    names = [match[2].decode("utf-8", "replace") for match in _TRANSLATION.finditer(xml)]
    return [Finding(Reason.LANGUAGE_TWICE, found=" / ".join(same)) for same in named_twice(names)]


def _load(xml: bytes, media: Mapping[str, bytes], compiled: CompiledForm | None) -> FormDefinition:
    try:
        return load_form(xml, media=media)
    except KnownError as error:
        raise _placed(error, compiled) from error
    except RecursionError as error:
        # Nested deeper than any person writes, in whatever way no limit above names.
        raise KnownError(ErrorCode.FORM_TOO_LARGE, what="depth") from error


def _tried(definition: FormDefinition) -> None:
    try:
        try_out(definition)
    except RecursionError as error:
        raise KnownError(ErrorCode.FORM_TOO_LARGE, what="depth") from error


def _placed(error: KnownError, compiled: CompiledForm | None) -> KnownError:
    """The same fault with the row and column its author knows."""
    facts = dict(error.facts)
    if expression := str(facts.pop("expression", "")):
        facts |= {"reason": "expression", "found": expression}
    code, function = error.code, str(facts.get("function") or "")
    if function and facts.get("reason") == "unknown-function":
        code = ErrorCode.FORM_UNSUPPORTED
        facts |= {"reason": Reason.FUNCTION.value, "found": function}
    if compiled is not None and code is not ErrorCode.FORM_CYCLE:
        word = f"{function}(" if function else ""
        if facts.get("reason") == "unsafe-pattern":
            word = "regex("
        place = _place_in_sheets(compiled, str(facts.get("node") or ""), expression, word)
        if place:
            facts |= place
            facts.pop("node", None)
    if "found" in facts:
        facts["found"] = str(facts["found"])[:_SHOWN]
    return KnownError(code, **facts)


def _place_in_sheets(
    compiled: CompiledForm, node: str, expression: str, word: str
) -> dict[str, Fact]:
    """Sheet, row and column of a field; of an expression also what was written there."""
    if node in _SETTINGS:
        return {"sheet": "settings", "row": 2, "column": _SETTINGS[node]}
    name = node.rpartition("/")[2]
    if expression:
        place = compiled.place_of_expression(name, expression)
        if place is None:
            return {}
        written = {"column": place.column, "found": place.text} if place.column else {}
        return {"sheet": place.sheet, "row": place.row, **written}
    row, column = compiled.place_of(name, word) if name else (None, "")
    if row is None:
        return {}
    return {"sheet": "survey", "row": row, **({"column": column} if column else {})}


def _warnings(definition: FormDefinition, compiled: CompiledForm | None) -> list[Finding]:
    found = []
    for warning in definition.warnings:
        name = warning.node.rpartition("/")[2]
        word, _, rest = warning.reason.partition(" ")
        reason = Reason.FUNCTION if word == "unknown-function" else _REASONS.get(word)
        if reason is None:
            continue
        function = rest.removesuffix("()")
        row, column = compiled.place_of(name, function) if compiled else (None, "")
        sheet = "survey" if row is not None else ""
        found.append(Finding(reason, sheet, row, column, name, function or name))
    return found


def _missing(
    called: Sequence[str], media: Mapping[str, bytes], compiled: CompiledForm | None
) -> list[Finding]:
    found = []
    for name in called:
        if name not in media:
            row, column = compiled.place_of("", name) if compiled else (None, "")
            sheet = "survey" if row is not None else ""
            found.append(Finding(Reason.FILE, sheet, row, column, "", name))
    return found
