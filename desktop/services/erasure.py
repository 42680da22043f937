"""Erasing a case or one person of it: what goes and what stays, the deed itself, the record.

A hold (Löschsperre) keeps this laptop from erasing. An erasure that a colleague has made before
knowing of it counts all the same when it arrives: a tombstone wins over edits, a hold is an edit
(domain 3.4), and what one laptop kept alone could neither be sent nor read elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.code_lists import CODE_LISTS
from desktop.domain.erasure import (
    ONE_ENTRY,
    ONE_PERSON,
    OTHER_GROUND,
    OWNER_FIELD,
    WHOLE_CASE,
    Erasure,
    erasure_number,
)
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import RecordId, StreamId, new_record_id
from desktop.domain.kinds import kinds
from desktop.domain.records import Case, Person
from desktop.domain.retention import is_held
from desktop.i18n.bidi import strip_controls
from desktop.services import labels
from desktop.services.erasure_mentions import Mention, black_out, find_mentions, sought_for
from desktop.services.form_mapping import local_day
from desktop.services.people import StaffDirectory
from desktop.services.views import Me
from desktop.storage.store import Reader, Store, Writer

DOCUMENT = "attachment"
_Owned = dict[RecordId, tuple[str, StreamId]]
"""Record -> kind and stream."""


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What an erasure would do, before anybody says yes.

    ``counts``: (kind, how many) of what goes; ``drafts`` are forms begun on this laptop;
    ``staying`` names the other people of the case when one person goes; ``hold_reason`` is not
    empty when the erasure is put off, until ``hold_until`` (ISO day) or for good.
    """

    case: RecordId
    person: RecordId | None
    name: str
    number: str
    counts: tuple[tuple[str, int], ...]
    drafts: int
    staying: tuple[str, ...]
    people: tuple[tuple[RecordId, str], ...]
    """Everybody of the case: who can be erased alone."""
    hold_reason: str = ""
    hold_until: str | None = None


@dataclass(frozen=True, slots=True)
class Erasing:
    """An erasure that was carried out, and what free text still names the person."""

    erasure: RecordId
    number: str
    records: int
    ground: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """One line of the record of erasures: ids, ground and time (``at``, UTC ms), no name of a
    client."""

    erasure: RecordId
    number: str
    what: str
    ground: str
    reason: str
    at: int | None
    staff_name: str
    records: int
    late: int
    """Own entries that were written after it, before this laptop knew of it, and went too."""


class ErasureService:
    """Thread-safe; the methods block. *unlock* compares a password with the key file of the
    folder, which takes half a second. Days are those of Berlin."""

    def __init__(
        self,
        store: Store,
        me: Me,
        directory: StaffDirectory,
        now: Callable[[], int],
        unlock: Callable[[Path, str], object],
    ) -> None:
        self._store, self._me, self._directory = store, me, directory
        self._now, self._unlock = now, unlock
        self._offered: set[Mention] = set()

    def plan(self, case: RecordId, person: RecordId | None = None) -> ErasurePlan:
        """What would go and what would stay; *person* may also be a document of the case.

        Raises KnownError RECORD_GONE.
        """
        reader = self._store.read()
        found, people = _people(reader, case)
        person = _alone(reader, people, person)
        owned = _owned(reader, case, person)
        counts = Counter(kind for kind, _ in owned.values())
        order = {kind.name: at for at, kind in enumerate(kinds())}
        named = people if person is None else [one for one in people if one.id == person]
        name = labels.full_name(named[0]) if named else _title(reader, person)
        held = _hold(reader, found, self._today())
        return ErasurePlan(
            case=case,
            person=person,
            name=name or found.number,
            number=found.number,
            counts=tuple(sorted(counts.items(), key=lambda entry: order[entry[0]])),
            drafts=sum(draft.case == case for draft in reader.drafts()) if not person else 0,
            staying=tuple(labels.full_name(one) for one in people if person and one.id != person),
            people=tuple((one.id, labels.full_name(one)) for one in people),
            hold_reason=held.hold_reason if held else "",
            hold_until=held.hold_until if held else None,
        )

    def erase(
        self, case: RecordId, person: RecordId | None, ground: str, reason: str, password: str
    ) -> Erasing:
        """Erase for good, on this laptop at once and on the others at their next exchange: the
        *case*, one *person* of it, or one document.

        *ground* is a code of the list erasure_ground; *reason* is needed for ``other`` alone.
        Raises KnownError WRONG_PASSWORD, TRY_LATER and those of the key file, RECORD_GONE,
        ERASURE_HELD, INVALID_VALUE, and those of a save; nothing is erased then.
        """
        if ground not in CODE_LISTS["erasure_ground"]:
            raise KnownError(ErrorCode.INVALID_VALUE, field="ground")
        if ground == OTHER_GROUND and not reason.strip():
            raise KnownError(ErrorCode.INVALID_VALUE, field="reason")
        self._unlock(self._store.directory, password)
        done = self._store.write(
            lambda writer: self._carry_out(writer, case, person, ground, reason.strip())
        ).result()
        self._offered |= set(done.mentions)
        return done

    def black_out(self, mention: Mention, ground: str) -> None:
        """Take the words out of one text, of all its earlier states, and from the others'
        laptops: once, for what an erasure with the password has found since the unlocking.

        Raises KnownError RECORD_GONE, and ERASURE_HELD while the case of the text is held;
        BugError for a text that nobody was asked about.
        """
        if mention not in self._offered:
            raise BugError("no erasure has found this text")
        self._store.write(lambda writer: self._black_out(writer, mention, ground)).result()
        self._offered.discard(mention)

    def _black_out(self, writer: Writer, mention: Mention, ground: str) -> None:
        found = writer.get("case", mention.case) if mention.case else None
        held = _hold(writer, found, self._today()) if isinstance(found, Case) else None
        if held is not None:
            raise KnownError(ErrorCode.ERASURE_HELD, until=held.hold_until)
        black_out(writer, mention, ground, self._now())

    def log(self) -> tuple[ErasureRow, ...]:
        """All erasures this laptop knows of, newest first."""
        reader = self._store.read()
        rows = [self._row(reader, one) for one in reader.find("erasure", order="-erased_at")]
        return tuple(rows)

    def reapply(self) -> int:
        """After an older copy of the store was put back: erase again what the list beside the
        store names (which opening has done already), and say so to the others where the copy
        has lost the record of it. Returns how many records of erasure were written anew."""
        return self._store.write(self._say_again).result()

    def _carry_out(
        self, writer: Writer, case: RecordId, person: RecordId | None, ground: str, reason: str
    ) -> Erasing:
        found, people = _people(writer, case)
        if (held := _hold(writer, found, self._today())) is not None:
            raise KnownError(ErrorCode.ERASURE_HELD, until=held.hold_until)
        person = _alone(writer, people, person)
        owned = _owned(writer, case, person)
        drafts = {draft.id for draft in writer.drafts() if person is None and draft.case == case}
        streams = list(dict.fromkeys([found.stream, *(stream for _, stream in owned.values())]))
        first = RecordId("")
        for stream in streams:
            erasure = new_record_id(self._now())
            first = first or erasure
            here = {record: kind for record, (kind, at) in owned.items() if at == stream}
            is_whole = person is None and _is_alone(writer, stream, case)
            values: dict[str, Value] = {
                "case": case,
                "what": WHOLE_CASE if is_whole else _scope(people, person),
                "ground": ground,
                "reason": reason,
                "erased_at": self._now(),
                "staff": self._me.staff,
                "count": len(here),
            }
            if not is_whole:
                values |= {f"records/{record}": kind for record, kind in here.items()}
            edits = [RecordEdit(stream, "erasure", erasure, values)]
            if person is not None and stream == found.stream:
                edits += _without(writer, found, person, people)
            writer.save(edits)
        leaving = [one for one in people if person is None or one.id == person]
        staying = [one for one in people if one not in leaving]
        sought = sought_for(case, leaving, staying, frozenset({*owned, *drafts}))
        mentions = find_mentions(
            writer, sought, lambda device: self._directory.author(writer, device)
        )
        return Erasing(first, erasure_number(first), len(owned), ground, mentions)

    def _say_again(self, writer: Writer) -> int:
        by_erasure: dict[tuple[StreamId, RecordId], list[RecordId]] = {}
        for entry in writer.erased().records:
            by_erasure.setdefault((entry.stream, entry.erasure), []).append(entry.record)
        count = 0
        for (stream, erasure), records in sorted(by_erasure.items()):
            if writer.get("erasure", erasure) is not None or writer.stream(stream) is None:
                continue
            writer.save([RecordEdit(stream, "erasure", erasure, _told_again(records))])
            count += 1
        return count

    def _row(self, reader: Reader, erasure: Erasure) -> ErasureRow:
        return ErasureRow(
            erasure=erasure.id,
            number=erasure_number(erasure.id),
            what=erasure.what,
            ground=erasure.ground,
            reason=erasure.reason,
            at=erasure.erased_at,
            staff_name=self._directory.name(reader, erasure.staff),
            records=erasure.count or 0,
            late=reader.erased_late(erasure.id),
        )

    def _today(self) -> date:
        return date.fromisoformat(local_day(self._now()))


def _people(reader: Reader, case: RecordId) -> tuple[Case, list[Person]]:
    """The case and its people, the main person first."""
    found = reader.get("case", case)
    if not isinstance(found, Case):
        raise KnownError(ErrorCode.RECORD_GONE, kind="case")
    people = [one for one in reader.find("person", where={"case": case})]
    people.sort(key=lambda one: (one.id != found.main_person, one.id))
    return found, people


def _hold(reader: Reader, case: Case, today: date) -> Case | None:
    """The case with a hold that counts today; of several that nobody has chosen from, any."""
    for head in reader.heads("case", case.id).get("hold", ()):
        value = head.value if isinstance(head.value, dict) else {}
        held = replace(
            case,
            hold_reason=str(value.get("hold_reason") or ""),
            hold_until=str(value.get("hold_until") or "") or None,
        )
        if is_held(held, today):
            return held
    return None


def _alone(reader: Reader, people: list[Person], person: RecordId | None) -> RecordId | None:
    """The person or document, or None (the whole case) for the only person of a case."""
    if person is None or [one.id for one in people] == [person]:
        return None
    if person not in {one.id for one in people} and reader.get(DOCUMENT, person) is None:
        raise KnownError(ErrorCode.RECORD_GONE, kind="person")
    return person


def _scope(people: list[Person], person: RecordId | None) -> str:
    return ONE_PERSON if person is None or person in {one.id for one in people} else ONE_ENTRY


def _title(reader: Reader, document: RecordId | None) -> str:
    found = reader.get(DOCUMENT, document) if document else None
    return strip_controls(found.title) if found is not None else ""


def _owned(reader: Reader, case: RecordId, person: RecordId | None) -> _Owned:
    """What goes with the case, or with one person of it (see ``domain.erasure``)."""
    found: _Owned = {}
    for kind, record in _of_case(reader, case):
        owner = getattr(record, OWNER_FIELD, None)
        if person is None or person in (owner, record.id):
            found[record.id] = (kind, record.stream)
    return found


def _of_case(reader: Reader, case: RecordId) -> Iterator[tuple[str, Any]]:
    yield "case", reader.get("case", case)
    for kind in kinds():
        spec = kind.fields.get("case")
        if spec is not None and spec.indexed and kind.name != "erasure":
            for record in reader.find(kind.name, where={"case": case}):
                yield kind.name, record


def _is_alone(reader: Reader, stream: StreamId, case: RecordId) -> bool:
    """Whether everything in a stream may go with the case: it holds no other one."""
    row = reader.stream(stream)
    if row is not None and row.scope not in ("case", "sealed"):
        return False
    return all(one.id == case for one in reader.find("case") if one.stream == stream)


def _without(
    reader: Reader, case: Case, person: RecordId, people: list[Person]
) -> list[RecordEdit]:
    """The case no longer refers to the person."""
    view = reader.edit_view("case", case.id)
    if view is None or case.main_person != person:
        return []
    left: list[Value] = [one.id for one in people if one.id != person]
    base: Mapping[str, Any] = {"main_person": view.bases.get("main_person", ())}
    values: dict[str, Value] = {"main_person": left[0] if left else None}
    return [RecordEdit(case.stream, "case", case.id, values, base)]


def _told_again(records: list[RecordId]) -> dict[str, Value]:
    whole = "" in records
    values: dict[str, Value] = {"what": WHOLE_CASE if whole else ONE_PERSON}
    if whole:
        values["case"] = next((one for one in records if one), None)
    else:
        values |= {f"records/{one}": "" for one in records}
    return values
