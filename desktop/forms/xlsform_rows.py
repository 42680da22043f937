"""Rows of a form as Kobo and ODK people write them, made ready for pyxform.

Rows that mean something only in KoboToolbox (ranking, rating tables) are written out as the plain
questions they stand for; what a phone would collect about its owner stays empty; everything that
is not used is named with its row. Sources: XLSForm reference table; the columns of Kobo's own
downloads (``$kuid``, ``$autoname``, ``kobo--score-choices``, ``kobo--rank-items``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.form_targets import FORM_TARGETS
from desktop.forms.import_report import NOT_ASKED, Finding, Reason, unusable_appearances
from desktop.forms.language_names import has_code, with_code

Row = dict[str, str]
FIRST_ROW = 2
"""Row 1 of a sheet are the headings."""
MAX_DEPTH = 40
_MAPS_TO = "bind::fm:maps_to"
_PHONE = {
    "phonenumber": Reason.PRIVACY,
    "phone number": Reason.PRIVACY,
    "get phone number": Reason.PRIVACY,
    "simserial": Reason.PRIVACY,
    "sim id": Reason.PRIVACY,
    "get sim id": Reason.PRIVACY,
    "subscriberid": Reason.PRIVACY,
    "subscriber id": Reason.PRIVACY,
    "get subscriber id": Reason.PRIVACY,
    "imei": Reason.PRIVACY,
    "email": Reason.PRIVACY,
    "uri:email": Reason.PRIVACY,
    "uri:phonenumber": Reason.PRIVACY,
    "uri:simserial": Reason.PRIVACY,
    "uri:subscriberid": Reason.PRIVACY,
    "audit": Reason.SENSOR,
    "background-audio": Reason.SENSOR,
    "background-geopoint": Reason.SENSOR,
    "start-geopoint": Reason.SENSOR,
}
_NAMED = {"gps": "geopoint", "location": "geopoint", "osm": "file", "photo": "image"}
_REFUSED = {
    "begin_kobomatrix": Reason.KOBO_MATRIX,
    "select_one_external": Reason.EXTERNAL,
}
_BEGIN = re.compile(r"begin[ _](\w+)", re.IGNORECASE)
_END = re.compile(r"end[ _](\w+)", re.IGNORECASE)
_MEDIA_KINDS = frozenset({"image", "audio", "video", "big-image"})
_ELEMENT = re.compile(r"[A-Za-z_][\w.:-]*")
_COLONS = re.compile(r"\s*::?\s*")
_TRANSLATED = frozenset(
    {
        "label",
        "hint",
        "guidance_hint",
        "constraint_message",
        "required_message",
        "image",
        "audio",
        "video",
        "big-image",
        "media",
    }
)


@dataclass
class Prepared:
    """Tables for pyxform, what was found, and from which row of the sheet a row comes."""

    survey: list[Row]
    rows: list[int]
    findings: list[Finding] = field(default_factory=list)

    def source_row(self, row: int) -> int:
        """The row as the author sees it, for a row (from 2) of the prepared table."""
        at = row - FIRST_ROW
        return self.rows[at] if 0 <= at < len(self.rows) else row


def cell(row: Mapping[str, str], column: str) -> str:
    """The text in a column, however its heading is spelled."""
    for key, value in row.items():
        if str(key).strip().lower() == column:
            return str(value).strip()
    return ""


def prepare(survey: Sequence[Row]) -> Prepared:
    """Write out what only Kobo knows and name what is not used.

    KnownError FORM_UNSUPPORTED (facts ``sheet``, ``row``, ``column``, ``reason``, ``found``) for a
    row without which the form would not be what its author meant, FORM_TOO_LARGE for groups in
    groups without end.
    """
    done = Prepared([], [])
    writer = _Writer(done)
    for number, row in enumerate(survey, FIRST_ROW):
        writer.take(number, _named(dict(row)))
    return done


class _Writer:
    """Goes down the sheet once; remembers the Kobo table it is in and how deep it is."""

    def __init__(self, done: Prepared) -> None:
        self._done = done
        self._table: _Table | None = None
        self._depth = 0

    def take(self, number: int, row: Row) -> None:
        kind = cell(row, "type").lower()
        word = kind.split(" ")[0] if kind else ""
        self._refuse(number, kind, word, row)
        if self._table is not None and self._table.take(number, row, kind):
            if self._table.is_closed:
                self._put(self._table.rows())
                self._table = None
            return
        begun = _BEGIN.match(kind)
        if begun and begun[1] in ("score", "rank"):
            self._table = _Table(begun[1], number, row)
            return
        self._nest(1 if begun else -1 if _END.match(kind) else 0)
        self._put([(number, self._usable(number, kind, word, row))])

    def _nest(self, by: int) -> None:
        self._depth += by
        if self._depth > MAX_DEPTH:
            raise KnownError(
                ErrorCode.FORM_TOO_LARGE, what="depth", found=self._depth, limit=MAX_DEPTH
            )

    def _refuse(self, number: int, kind: str, word: str, row: Row) -> None:
        reason = _REFUSED.get(word) or _REFUSED.get(kind.replace(" ", "_"))
        if reason is not None:
            raise KnownError(
                ErrorCode.FORM_UNSUPPORTED,
                sheet="survey",
                row=number,
                column="type",
                reason=reason.value,
                found=cell(row, "type")[:60],
            )

    def _usable(self, number: int, kind: str, word: str, row: Row) -> Row:
        name = cell(row, "name")
        if reason := _PHONE.get(kind):
            self._find(number, "type", name, reason, kind)
            return {"type": "hidden", "name": name or word}
        type_ = _NAMED.get(word, word)
        appearance = cell(row, "appearance")
        is_signature = type_ == "image" and "signature" in appearance.split()
        if type_ in NOT_ASKED and not is_signature:
            self._find(number, "type", name, Reason.TYPE, type_)
        for reason, found in unusable_appearances(appearance):
            self._find(number, "appearance", name, reason, found)
        target = cell(row, _MAPS_TO)
        if target and target not in FORM_TARGETS:
            self._find(number, _MAPS_TO, name, Reason.TARGET, target)
        return row

    def _find(self, number: int, column: str, name: str, reason: Reason, found: str) -> None:
        self._done.findings.append(Finding(reason, "survey", number, column, name, found[:60]))

    def _put(self, rows: Iterable[tuple[int, Row]]) -> None:
        for number, row in rows:
            self._done.rows.append(number)
            self._done.survey.append(row)


class _Table:
    """A rating (``begin_score``) or ranking (``begin_rank``) table of Kobo."""

    def __init__(self, kind: str, number: int, head: Row) -> None:
        self._kind = kind
        self._number = number
        self._head = head
        self._lines: list[tuple[int, Row]] = []
        self.is_closed = False

    def take(self, number: int, row: Row, kind: str) -> bool:
        """Whether the row belongs to the table."""
        if kind in ("score__row", "rank__level"):
            self._lines.append((number, row))
            return True
        ended = _END.match(kind)
        if ended and ended[1] == self._kind:
            self._lines.append((number, {"type": "end_group"}))
            self.is_closed = True
            return True
        return not kind

    def rows(self) -> Iterator[tuple[int, Row]]:
        """The same questions as a group that everybody knows."""
        name = cell(self._head, "name")
        kept = {k: v for k, v in self._head.items() if cell({k: v}, "relevant")}
        yield (
            self._number,
            {"type": "begin_group", "name": name, "appearance": "field-list", **kept},
        )
        texts = {k: v for k, v in self._head.items() if _base(k) in ("label", "hint")}
        if self._kind == "score":
            select = f"select_one {cell(self._head, 'kobo--score-choices')}"
            head = {"type": select, "name": f"{name}_header", "appearance": "label", **texts}
        else:
            select = f"select_one {cell(self._head, 'kobo--rank-items')}"
            head = {"type": "note", "name": f"{name}_label", **texts}
        yield self._number, head
        names = [cell(row, "name") for _, row in self._lines[:-1]]
        for number, row in self._lines[:-1]:
            yield number, self._line(select, row, names)
        yield self._lines[-1]

    def _line(self, select: str, row: Row, names: Sequence[str]) -> Row:
        line = {**row, "type": select}
        if self._kind == "score":
            line["appearance"] = "list-nolabel"
            if required := cell(self._head, "required"):
                line["required"] = required
            return line
        others = [one for one in names if one and one != cell(row, "name")]
        line["appearance"] = "minimal"
        if others:
            line["constraint"] = " and ".join(f". != ${{{other}}}" for other in others)
            message = cell(self._head, "kobo--rank-constraint-message")
            if message:
                line["constraint_message"] = message
        if required := cell(self._head, "required"):
            line["required"] = required
        return line


def _named(row: Row) -> Row:
    """A row of a Kobo download, which may have its name and list in columns of its own."""
    if not cell(row, "name"):
        name = cell(row, "$autoname") or cell(row, "$given_name") or cell(row, "$autovalue")
        if name:
            row["name"] = name
    listed = cell(row, "select_from_list_name")
    if listed and cell(row, "type") in ("select_one", "select_multiple"):
        key = next(key for key in row if str(key).strip().lower() == "type")
        row[key] = f"{cell(row, 'type')} {listed}"
    return row


def _base(heading: str) -> str:
    return str(heading).partition(":")[0].strip().lower()


def _language_of(heading: str) -> str:
    """The language a heading ends in: ``media::image::English`` -> ``English``; else nothing."""
    parts = _COLONS.split(heading.strip())
    if parts[0].lower() == "media" and len(parts) > 1 and parts[1].lower() in _MEDIA_KINDS:
        parts = parts[1:]
    return parts[-1] if len(parts) > 1 and parts[0].lower() in _TRANSLATED else ""


def coded(heading: str) -> str:
    """A heading with the code of its language: ``label::English`` -> ``label::English (en)``."""
    language = _language_of(heading)
    return heading.strip().removesuffix(language) + with_code(language) if language else heading


def languages_without_code(headings: Iterable[str], sheet: str) -> Iterator[Finding]:
    """The languages of a sheet that nobody can tell by their name."""
    for heading in headings:
        language = _language_of(str(heading))
        if language and not has_code(language):
            yield Finding(Reason.LANGUAGE, sheet, 1, str(heading)[:60], "", language[:60])


def usable_choice_column(heading: str) -> bool:
    """Whether a column of the choices can become an element: Kobo's ``$kuid`` cannot."""
    return bool(_language_of(heading)) or _ELEMENT.fullmatch(heading.strip()) is not None
