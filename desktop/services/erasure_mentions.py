"""Where free text names somebody whose records are erased: found, shown, blacked out one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import OpId, RecordId, new_record_id
from desktop.domain.kinds import FieldType, Kind, MergeRule, kinds
from desktop.domain.kinds import kind as kind_of
from desktop.domain.records import Case, Person
from desktop.i18n.bidi import strip_controls
from desktop.services import labels
from desktop.storage.search import SNIPPET
from desktop.storage.store import Draft, Reader, Writer

BLACKED = "█████"
"""What stands in place of a word."""

_SHORTEST, _SHORT = 3, 3
_WORD = re.compile(r"\w+")
_ID = re.compile(r"[0-9a-f]{32}")
"""Names another record; digits of a telephone number may stand in it by chance."""
_PHONE_DIGITS = 5
DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Mention:
    """One text that holds a name, a number or an address. ``kind`` is DRAFT for a draft.

    ``label`` is a message id; ``shown`` the text, shortened, with the words as they stand.
    """

    kind: str
    record: RecordId
    unit: str
    case: RecordId | None
    case_name: str
    label: str
    shown: str
    pattern: str


def words_of(person: Person, others: Iterable[Person]) -> str:
    """A pattern for what points to *person* alone: words of the names that nobody else of the
    household has, telephone number and address of mail; empty if there is nothing."""
    shared = {word.casefold() for other in others for word in _names(other)}
    words = {word for word in _names(person) if word.casefold() not in shared}
    parts = [_word_pattern(word) for word in sorted(words)]
    digits = re.findall(r"\d", person.phone)
    if len(digits) >= _PHONE_DIGITS and all(person.phone != other.phone for other in others):
        parts.append(r"[\s/().-]*".join(digits))
    if "@" in person.email:
        parts.append(re.escape(person.email.strip()))
    return "|".join(parts)


def _word_pattern(word: str) -> str:
    """With an ending; a short name is matched as it is written, since *nur* is not Nur."""
    if len(word) <= _SHORT:
        return rf"(?<!\w)(?-i:{re.escape(word)}s?)(?!\w)"
    return rf"(?<!\w){re.escape(word)}\w{{0,3}}(?!\w)"


def _names(person: Person) -> set[str]:
    texts = (person.family_name, person.given_names, person.call_name, person.native_name)
    return {word for text in texts for word in _WORD.findall(text) if len(word) >= _SHORTEST}


def find_mentions(
    reader: Reader, case: RecordId, pattern: str, gone: frozenset[RecordId], full_name: str
) -> tuple[Mention, ...]:
    """In everything of the *case* but the records that are *gone*, in its drafts, and in other
    cases where the search finds the *full_name*."""
    if not pattern:
        return ()
    found: list[Mention] = []
    for kind, record in _records(reader, case):
        if record.id not in gone:
            found += _in_record(reader, kind, record, case, pattern)
    for draft in reader.drafts():
        if draft.case == case and draft.id not in gone:
            found += _in_draft(reader, draft, pattern)
    here = {one.record for one in found} | gone
    for hit in reader.search(full_name) if full_name else ():
        record = reader.get(hit.kind, hit.record)
        if record is not None and hit.record not in here and hit.case not in (None, case):
            found += _in_record(reader, kind_of(hit.kind), record, hit.case, pattern)
    return tuple(found)


def _records(reader: Reader, case: RecordId) -> Iterator[tuple[Kind, Any]]:
    for kind in kinds():
        if kind.name == "case":
            record = reader.get("case", case)
            if record is not None:
                yield kind, record
        elif "case" in kind.fields and kind.name != "erasure":
            for record in reader.find(kind.name, where={"case": case}):
                yield kind, record


def _in_record(
    reader: Reader, kind: Kind, record: Any, case: RecordId | None, pattern: str
) -> Iterator[Mention]:
    for unit, label, value in _units(kind, record):
        text = _first(value, pattern)
        if text:
            name = _case_name(reader, case)
            yield Mention(kind.name, record.id, unit, case, name, label, text, pattern)


def _units(kind: Kind, record: Any) -> Iterator[tuple[str, str, Any]]:
    """(unit, label, value) of everything that may hold text."""
    for name, spec in kind.fields.items():
        value = getattr(record, name)
        if spec.type is FieldType.MAP:
            for key, entry in value.items():
                yield f"{name}/{key}", spec.label, entry
        elif spec.type is FieldType.TEXT:
            yield spec.unit, labels.unit_label(kind, spec.unit), value


def _in_draft(reader: Reader, draft: Draft, pattern: str) -> Iterator[Mention]:
    text = _first([dict(draft.answers), dict(draft.companions)], pattern)
    if text:
        name = _case_name(reader, draft.case)
        yield Mention(DRAFT, draft.id, "", draft.case, name, DRAFT, text, pattern)


def _case_name(reader: Reader, case: RecordId | None) -> str:
    found = reader.get("case", case) if case else None
    if not isinstance(found, Case):
        return ""
    main = reader.get("person", found.main_person) if found.main_person else None
    return labels.full_name(main if isinstance(main, Person) else None) or found.number


def _first(value: Any, pattern: str) -> str:
    """The first text in a value that holds the pattern, shortened around it; or nothing."""
    for text in _texts(value):
        hit = re.search(pattern, text, re.IGNORECASE)
        if hit is not None:
            start = max(0, hit.start() - SNIPPET // 3)
            part = text[start : start + SNIPPET]
            ends = ("…" if start else "", "…" if start + SNIPPET < len(text) else "")
            return strip_controls(f"{ends[0]}{part}{ends[1]}")
    return ""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and not _ID.fullmatch(value):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)


def blacked(value: Any, pattern: str) -> Any:
    """The value with every match in every text blacked out."""
    if isinstance(value, str) and not _ID.fullmatch(value):
        return re.sub(pattern, BLACKED, value, flags=re.IGNORECASE)
    if isinstance(value, dict):
        return {key: blacked(part, pattern) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [blacked(part, pattern) for part in value]
    return value


def black_out(writer: Writer, mention: Mention, ground: str, now: int) -> None:
    """Write the text anew without the words and redact every earlier state of it.

    What is written once (a note) stays with an empty text, and an addendum holds what is left
    of it. Raises KnownError RECORD_GONE.
    """
    if mention.kind == DRAFT:
        _black_out_draft(writer, mention)
        return
    heads = writer.heads(mention.kind, mention.record).get(mention.unit, ())
    record = writer.get(mention.kind, mention.record)
    if record is None or not heads:
        raise KnownError(ErrorCode.RECORD_GONE, kind=mention.kind)
    kind = kind_of(mention.kind)
    value = blacked(heads[-1].value, mention.pattern)
    earlier = _earlier(writer, mention)
    edits: list[RecordEdit] = []
    if kind.members(mention.unit)[0].merge is not MergeRule.APPEND_ONLY:
        base = {mention.unit: tuple(head.op for head in heads)}
        edits.append(RecordEdit(record.stream, kind.name, record.id, {mention.unit: value}, base))
    elif kind.name == "note" and isinstance(value, str):
        edits.append(_addendum(record, value, now))
    named = {mention.unit: earlier}
    values: dict[str, Value] = {mention.unit: ground}
    edits.append(RecordEdit(record.stream, kind.name, record.id, values, named, "redact"))
    writer.save(edits)


def _earlier(writer: Writer, mention: Mention) -> tuple[OpId, ...]:
    """Every operation that gave the unit a value, not only those that are shown."""
    history = writer.history(mention.kind, mention.record, mention.unit)
    return tuple(entry.op for entry in history if entry.word not in ("redact", "untick"))


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
    answers = blacked(dict(draft.answers), mention.pattern)
    companions = blacked(dict(draft.companions), mention.pattern)
    writer.save_draft(replace(draft, answers=answers, companions=companions))
