"""What pyxform says about a form: as a reason and a place its author knows.

pyxform tells in English sentences what it refuses; they are recognised here and never passed on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.errors import ErrorCode, Fact, KnownError
from desktop.forms.import_report import Reason
from desktop.forms.xlsform_rows import FIRST_ROW, Prepared, Row, cell

_PLACE = re.compile(r"\[row : (\d+)\]")
_SHEET = re.compile(r"[Oo]n the '(\w+)' sheet|for sheet: '(\w+)'")
_COLUMN = re.compile(r"the '([^']{1,60})' value|\[column : ([^\]]{1,60})\]")
_TYPE = re.compile(r"[Uu]nknown question type '([^']{1,60})'")
_LIST = re.compile(r"(?:select\w*|rank)\s+(?:one |multiple )?(\S+)", re.IGNORECASE)
_SETTING = re.compile(r"([\w-]+)\s*=")
_LONGEST = 60
_SAYINGS = tuple(
    (re.compile(said, re.DOTALL), reason, column)
    for said, reason, column in (
        (r"should be a choices sheet", "no-choices", "type"),
        (r"List name not in \w+ sheet: (?P<found>[^\n]+)", "no-list", "type"),
        (
            r"Choice names with spaces.*See \[(?P<found>[^\]]*)\] in \[(?P<list>[^\]]*)\]",
            "choice-space",
            "name",
        ),
        (r"Could not find the name '(?P<found>[^']+)'", "unknown-name", ""),
        (r"no survey element named '(?P<found>[^']+)'", "unknown-name", ""),
        (r"The name '(?P<found>[^']+)' appears more than once", "name-twice", ""),
        (r"multiple survey elements named '(?P<found>[^']+)'", "name-twice", ""),
        (
            r"value '(?P<found>[^']+)' is invalid\. (?:Questions, groups|Repeat names must unique)",
            "name-twice",
            "name",
        ),
        (
            r"value '(?P<found>[^']+)' is invalid\. (?:The name 'meta'|Repeat names must not)",
            "name-reserved",
            "name",
        ),
        (r"Reference variable", "reference", ""),
        (r"Names must begin with", "bad-name", "name"),
        (r"Choices must have a name", "choice-unnamed", "name"),
        (r"Choice names must be unique", "choice-twice", "name"),
        (r"Question or group with no name", "unnamed", "name"),
        (r"Question with no type", "untyped", "type"),
        (r"Unmatched 'end_", "end-only", "type"),
        (r"Unmatched 'begin_", "begin-only", "type"),
        (r"Missing calculation", "no-calculation", "calculation"),
        (r"named '(?P<found>[^']+)' has no label or hint", "unlabelled", "label"),
        (r"headers were not found: (?P<found>'[^.]+')\.", "no-column", ""),
        (r"same column were found: (?P<found>'[^.]+')\.", "column-twice", ""),
        (r"Column headers must not be empty", "bad-column", ""),
        (
            r"'parameters' value|[Pp]arameters? (?:must|[\w-]+ must)|Invalid value for \w"
            r"|^(?:randomize|seed|track-changes|identify-user)\S* (?:must|value)",
            "parameters",
            "parameters",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Written:
    """The sheets as their author wrote them, and what was made of the survey."""

    survey: Sequence[Row]
    choices: Sequence[Row]
    prepared: Prepared


def fault_of(said: str, written: Written) -> KnownError:
    """KnownError FORM_INVALID or FORM_UNSUPPORTED for a sentence of pyxform.

    Facts as far as they are known: ``sheet``, ``row``, ``column``, ``reason`` (a key of the
    wording in ``report_words``) and ``found`` (what stands there).
    """
    facts = _told(said, written.prepared)
    if kind := _TYPE.search(said):
        facts |= {"column": "type", "sheet": "survey", "found": kind.group(1)}
        for number, line in enumerate(written.survey, FIRST_ROW):
            if cell(line, "type") == kind.group(1):
                facts.setdefault("row", number)
        return KnownError(ErrorCode.FORM_UNSUPPORTED, **facts, reason=Reason.UNKNOWN_TYPE.value)
    for pattern, reason, column in _SAYINGS:
        if match := pattern.search(said):
            facts["reason"] = reason
            if column:
                facts.setdefault("column", column)
            held = match.groupdict()
            if found := held.get("found"):
                facts["found"] = found.replace("'", "")[:_LONGEST]
            facts |= _sought(reason, said, held, facts, written)
            break
    if "row" in facts:
        facts.setdefault("sheet", "survey")
    elif "sheet" not in facts:
        facts.pop("column", None)
    return KnownError(ErrorCode.FORM_INVALID, **facts)


def _told(said: str, prepared: Prepared) -> dict[str, Fact]:
    """The place as far as the sentence has it."""
    facts: dict[str, Fact] = {}
    if sheet := _SHEET.search(said):
        facts["sheet"] = sheet.group(1) or sheet.group(2)
    if place := _PLACE.search(said):
        row = int(place.group(1))
        in_survey = facts.get("sheet", "survey") == "survey"
        facts["row"] = prepared.source_row(row) if in_survey else row
    if column := _COLUMN.search(said):
        facts["column"] = column.group(1) or column.group(2)
    return facts


def _sought(
    reason: str,
    said: str,
    held: Mapping[str, str | None],
    facts: Mapping[str, Fact],
    written: Written,
) -> dict[str, Fact]:
    """What the sentence leaves out, found in the sheets."""
    survey = list(enumerate(written.survey, FIRST_ROW))
    found: dict[str, Fact] = {}
    if reason == "no-choices":
        for number, row in survey:
            if listed := _LIST.match(cell(row, "type")):
                return {"row": number, "found": listed[1][:_LONGEST]}
    elif reason == "choice-space":
        for number, row in enumerate(written.choices, FIRST_ROW):
            lists = (cell(row, "list_name"), cell(row, "list name"))
            if cell(row, "name") == held.get("found") and held.get("list") in lists:
                return {"sheet": "choices", "row": number}
    elif reason == "unlabelled":
        for number, row in survey:
            if cell(row, "name") == held.get("found"):
                return {"row": number}
    elif reason == "parameters":
        for number, row in survey:
            text = cell(row, "parameters")
            if facts.get("row", number) == number and _is_about(said, text, "row" in facts):
                return {"row": number, "found": text[:_LONGEST]}
        found["found"] = ""
    elif reason == "reference":
        found["example"] = "${name}"
    return found


def _is_about(said: str, parameters: str, is_placed: bool) -> bool:
    """Whether the sentence can mean this cell: it names a setting that stands there."""
    if is_placed:
        return bool(parameters)
    value = re.search(r"'([^']+)' is an invalid value", said)
    names = {name.casefold() for name in _SETTING.findall(parameters)}
    is_named = any(word.casefold() in names for word in re.findall(r"[\w-]+", said))
    return is_named and (value is None or value[1].casefold() in parameters.casefold())
