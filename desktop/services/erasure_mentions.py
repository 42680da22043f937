"""Where free text names somebody whose records are erased: found, shown, blacked out one by one.

The whole log is gone through, not only what is shown: a value of before and one that lost in a
conflict name somebody as well. Takes a second for 100,000 changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, OpId, RecordId, new_record_id
from desktop.domain.kinds import FieldType, Kind, MergeRule, Scope, kinds
from desktop.domain.kinds import kind as kind_of
from desktop.domain.records import Case, Person
from desktop.domain.register import Head
from desktop.i18n.bidi import strip_controls
from desktop.services import labels
from desktop.services.erasure_words import (
    blacked_text,
    full_name_of,
    hits,
    is_in,
    plain,
    words_of,
)
from desktop.services.form_versions import keep_unplaced, unplaced_of
from desktop.storage.erasing import ERASURE
from desktop.storage.search import SNIPPET
from desktop.storage.store import Draft, HistoryEntry, Reader, Writer

DRAFT: Final = "draft"
_ID_LENGTH, _ID_LETTERS = 32, "0123456789abcdef"
"""An id names another record; digits of a telephone number may stand in it by chance."""

Author = Callable[[DeviceId], str]
_Place = tuple[str, RecordId]
"""Kind and record."""


class Standing(StrEnum):
    """How a value that holds the words stands in its record."""

    SHOWN = "shown"
    BESIDE = "beside"
    """Beside the one shown: nobody has chosen yet."""
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Mention:
    """One text that holds a name, a number or an address. ``kind`` is DRAFT for a draft.

    ``label`` is a message id; ``shown`` the text, shortened, with the words as they stand. What
    is not shown any more has its author and time (UTC ms).
    """

    kind: str
    record: RecordId
    unit: str
    case: RecordId | None
    case_name: str
    label: str
    shown: str
    pattern: str
    standing: Standing = Standing.SHOWN
    author: str = ""
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """``pattern``: what points to those who leave; ``full_names``: per person the patterns that
    all have to stand in a record of another case; ``names`` the same for the search."""

    case: RecordId
    pattern: str
    full_names: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    gone: frozenset[RecordId]


@dataclass(slots=True)
class _Found:
    """What the log says of the words: units that hold any, by record, and which full names."""

    units: dict[_Place, set[str]] = field(default_factory=dict)
    parts: dict[_Place, set[tuple[int, int]]] = field(default_factory=dict)


def sought_for(
    case: RecordId, leaving: list[Person], staying: list[Person], gone: frozenset[RecordId]
) -> Sought:
    """For the people who leave a *case* with the records that are *gone*."""
    patterns = [words_of(one, staying) for one in leaving]
    return Sought(
        case,
        "|".join(pattern for pattern in patterns if pattern),
        tuple(full_name_of(one) for one in leaving),
        tuple(name for one in leaving if (name := labels.full_name(one))),
        gone,
    )


def find_mentions(writer: Writer, sought: Sought, author: Author) -> tuple[Mention, ...]:
    """In everything of the case but the records that are gone, in drafts, and in what belongs to
    others where it holds a full name or the search finds it."""
    if not sought.pattern:
        return ()
    found, here = _in_log(writer, sought), _ids_of(writer, sought.case)
    hit = {(hit.kind, hit.record) for name in sought.names for hit in writer.search(name)}
    mentions: list[Mention] = []
    for place in sorted(found.units, key=lambda one: (one[1] not in here, one[1])):
        if place[1] in here or place in hit or _names_all(sought, found.parts.get(place, set())):
            for unit in sorted(found.units[place]):
                mentions += _mention(writer, place, unit, sought.pattern, author)
    for draft in writer.drafts():
        if draft.id not in sought.gone:
            mentions += _in_draft(writer, draft, sought)
    return tuple(mentions)


def _in_log(writer: Writer, sought: Sought) -> _Found:
    found = _Found()
    any_of = "|".join((sought.pattern, *(part for parts in sought.full_names for part in parts)))
    for kind, record, unit, value in writer.everything_written():
        if record in sought.gone or unit.partition("/")[0] not in _free_units(kind):
            continue
        for text in map(plain, _texts(kind, unit, value)):
            if is_in(any_of, text):
                place = (kind, record)
                found.parts.setdefault(place, set()).update(_parts_in(sought, text))
                if is_in(sought.pattern, text):
                    found.units.setdefault(place, set()).add(unit)
    return found


def _parts_in(sought: Sought, made: str) -> Iterator[tuple[int, int]]:
    """Which patterns of which full names stand in a plain text."""
    for at, parts in enumerate(sought.full_names):
        yield from ((at, n) for n, part in enumerate(parts) if is_in(part, made))


def _names_all(sought: Sought, parts: set[tuple[int, int]]) -> bool:
    return any(
        bool(wanted) and all((at, n) in parts for n in range(len(wanted)))
        for at, wanted in enumerate(sought.full_names)
    )


def _ids_of(reader: Reader, case: RecordId) -> set[RecordId]:
    found = {case}
    for kind in kinds():
        spec = kind.fields.get("case")
        if spec is not None and spec.indexed:
            found |= {record.id for record in reader.find(kind.name, where={"case": case})}
    return found


@lru_cache(maxsize=64)
def _free_units(kind: str) -> Mapping[str, frozenset[str] | None]:
    """Units that may hold free text; of an atomic group, which of its fields. Forms, staff and
    rules of the agency are about nobody; of an erasure only the reason is typed."""
    declared = next((one for one in kinds() if one.name == kind), None)
    if declared is None or declared.scope is Scope.AGENCY:
        return {}
    found: dict[str, frozenset[str] | None] = {}
    typed = {FieldType.TEXT} if kind == ERASURE else {FieldType.TEXT, FieldType.MAP}
    for spec in declared.fields.values():
        if spec.type in typed:
            group = found.get(spec.unit) or frozenset()
            found[spec.unit] = group | {spec.name} if spec.group else None
    return found


def _mention(
    writer: Writer, place: _Place, unit: str, pattern: str, author: Author
) -> Iterator[Mention]:
    kind, record = kind_of(place[0]), writer.get(*place)
    entries = _holding(writer, place, unit, pattern)
    if record is None or not entries:
        return
    shown = [entry for entry in entries if entry.is_head]
    heads = writer.heads(*place).get(unit, ())
    last = shown[-1] if shown else entries[-1]
    standing = Standing.EARLIER
    if shown:
        standing = Standing.SHOWN if len(shown) == len(heads) else Standing.BESIDE
    is_plain = standing is Standing.SHOWN
    case = record.id if isinstance(record, Case) else getattr(record, "case", None)
    yield Mention(
        kind=kind.name,
        record=record.id,
        unit=unit,
        case=case,
        case_name=_case_name(writer, case),
        label=labels.unit_label(kind, unit.partition("/")[0]),
        shown=_first(_texts(kind.name, unit, last.value), pattern),
        pattern=pattern,
        standing=standing,
        author="" if is_plain else author(last.stamp.device),
        at=None if is_plain else last.stamp.ms,
    )


def _holding(writer: Writer, place: _Place, unit: str, pattern: str) -> list[HistoryEntry]:
    """The operations whose value of the unit holds the words, earliest first."""
    return [
        entry
        for entry in writer.history(*place, unit)
        if entry.word not in ("redact", "untick") and _holds(place[0], unit, entry.value, pattern)
    ]


def _holds(kind: str, unit: str, value: Any, pattern: str) -> bool:
    return any(is_in(pattern, plain(text)) for text in _texts(kind, unit, value))


def _in_draft(reader: Reader, draft: Draft, sought: Sought) -> Iterator[Mention]:
    texts = list(_all_texts(_of_draft(reader, draft)))
    if draft.case != sought.case:
        said = {part for text in texts for part in _parts_in(sought, plain(text))}
        if not _names_all(sought, said):
            return
    shown = _first(iter(texts), sought.pattern)
    if shown:
        name = _case_name(reader, draft.case)
        yield Mention(DRAFT, draft.id, "", draft.case, name, DRAFT, shown, sought.pattern)


def _of_draft(reader: Reader, draft: Draft) -> list[Any]:
    """Everything typed into it, also what the present version of its form has no place for."""
    unplaced = [[one.shown, one.value] for one in unplaced_of(reader, draft.id)]
    return [dict(draft.answers), dict(draft.companions), unplaced]


def _case_name(reader: Reader, case: RecordId | None) -> str:
    found = reader.get("case", case) if case else None
    if not isinstance(found, Case):
        return ""
    main = reader.get("person", found.main_person) if found.main_person else None
    return labels.full_name(main if isinstance(main, Person) else None) or found.number


def _first(texts: Iterator[str], pattern: str) -> str:
    """The first text that holds the pattern, shortened around it; or nothing."""
    for text in texts:
        found = hits(pattern, text)
        if found:
            start = max(0, found[0][0] - SNIPPET // 3)
            part = text[start : start + SNIPPET]
            ends = ("…" if start else "", "…" if start + SNIPPET < len(text) else "")
            return strip_controls(f"{ends[0]}{part}{ends[1]}")
    return ""


def _texts(kind: str, unit: str, value: Any) -> Iterator[str]:
    """The free texts in the value of a unit."""
    fields = _free_units(kind).get(unit.partition("/")[0])
    if fields is not None and isinstance(value, dict):
        value = [part for name, part in value.items() if name in fields]
    yield from _all_texts(value)


def _all_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if not _is_id(value):
            yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _all_texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _all_texts(part)


def _is_id(text: str) -> bool:
    return len(text) == _ID_LENGTH and not text.strip(_ID_LETTERS)


def blacked(value: Any, pattern: str) -> Any:
    """The value with every match in every text blacked out."""
    if isinstance(value, str) and not _is_id(value):
        return blacked_text(value, pattern)
    if isinstance(value, dict):
        return {key: blacked(part, pattern) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [blacked(part, pattern) for part in value]
    return value


def black_out(writer: Writer, mention: Mention, ground: str, now: int) -> None:
    """Write what is shown anew without the words, and redact every state that holds them.

    Values side by side stay so: nobody has chosen. What is written once (a note) stays with an
    empty text, and an addendum holds what is left of it. Raises KnownError RECORD_GONE.
    """
    if mention.kind == DRAFT:
        _black_out_draft(writer, mention)
        return
    place = (mention.kind, mention.record)
    record = writer.get(*place)
    if record is None:
        raise KnownError(ErrorCode.RECORD_GONE, kind=mention.kind)
    kind, unit, pattern = kind_of(mention.kind), mention.unit, mention.pattern
    heads = [
        head
        for head in writer.heads(*place).get(unit, ())
        if _holds(kind.name, unit, head.value, pattern)
    ]
    named: tuple[OpId, ...] = tuple(one.op for one in _holding(writer, place, unit, pattern))
    if not named:
        return
    edits = _anew(kind, record, mention, heads, now)
    values: dict[str, Value] = {unit: ground}
    edits.append(RecordEdit(record.stream, kind.name, record.id, values, {unit: named}, "redact"))
    writer.save(edits)


def _anew(
    kind: Kind, record: Any, mention: Mention, heads: list[Head], now: int
) -> list[RecordEdit]:
    unit, pattern = mention.unit, mention.pattern
    if kind.members(unit)[0].merge is not MergeRule.APPEND_ONLY:
        edits = []
        for head in heads:
            values = {unit: _blacked_unit(kind.name, unit, head.value, pattern)}
            edits.append(
                RecordEdit(record.stream, kind.name, record.id, values, {unit: (head.op,)})
            )
        return edits
    texts = [head.value for head in heads if isinstance(head.value, str)]
    if kind.name != "note" or not texts:
        return []
    return [_addendum(record, blacked_text(texts[0], pattern), now)]


def _blacked_unit(kind: str, unit: str, value: Any, pattern: str) -> Any:
    fields = _free_units(kind).get(unit.partition("/")[0])
    if fields is None or not isinstance(value, dict):
        return blacked(value, pattern)
    return {
        name: blacked(part, pattern) if name in fields else part for name, part in value.items()
    }


def _addendum(note: Any, text: str, now: int) -> RecordEdit:
    values: dict[str, Value] = {
        "case": note.case,
        "kind": note.kind,
        "language": note.language,
        "written_at": note.written_at,
        "staff": note.staff,
        "text": text,
    }
    if note.visit:
        values["visit"] = note.visit
    values["amends"] = note.amends or note.id
    return RecordEdit(note.stream, "note", new_record_id(now), values)


def _black_out_draft(writer: Writer, mention: Mention) -> None:
    draft = writer.draft(mention.record)
    if draft is None:
        raise KnownError(ErrorCode.RECORD_GONE, kind=DRAFT)
    pattern = mention.pattern
    answers, companions = (
        blacked(dict(found), pattern) for found in (draft.answers, draft.companions)
    )
    writer.save_draft(replace(draft, answers=answers, companions=companions))
    unplaced = tuple(
        replace(one, shown=blacked_text(one.shown, pattern), value=blacked_text(one.value, pattern))
        for one in unplaced_of(writer, draft.id)
    )
    if unplaced:
        keep_unplaced(writer, draft.id, unplaced)
    writer.has_erased = True
