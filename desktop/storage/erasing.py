"""Words that must not be kept: redacted values, erased records, and the sets they travelled in.

An erased operation keeps its row (number, clock, ids), so that it is known when it comes again;
its body is ``BLANK``. What arrives later for an erased record is logged blank and not merged:
the tombstone beats the edit, whatever the order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from desktop.domain.attachment import StoredFile
from desktop.domain.changes import Changes, Operation, Value
from desktop.domain.erasure import WHOLE_CASE, Erasure
from desktop.domain.ids import RecordId
from desktop.domain.kinds import MergeRule, Scope
from desktop.storage.change_log import LogReads, body_of, pack_body
from desktop.storage.codec import unpack
from desktop.storage.erased_file import Erased, ErasedEntry, RedactedEntry
from desktop.storage.numbers import COUNTER_BITS, COUNTER_MASK
from desktop.storage.record_state import RecordState, parts_of
from desktop.storage.search import Indexing

ERASURE: Final = "erasure"
BLANK: Final = pack_body({}, {})
_OF_CASES: Final = frozenset({Scope.CASE, Scope.SEALED})
EVERYTHING: Final = b""
"""``erased.record`` for a whole stream."""
_CHUNK: Final = 200


class Erasing(Indexing, LogReads):
    """Forgetting, within the transaction that merges. Writer only."""

    changes: Changes
    queued_for_search: bool
    """Does this transaction leave records that the search does not know yet?"""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.has_erased = False
        """Whether this transaction took words away that the files still hold until a checkpoint."""
        self.loose_files: set[str] = set()
        """Names of encrypted files whose keys went: to be unlinked after COMMIT."""

    # redacted values

    def hidden_units(self, number: int) -> set[str]:
        """Units of an operation that were redacted before it came; takes them out of the log."""
        found = {row[0] for row in self.rows("SELECT unit FROM redaction WHERE op = ?", number)}
        if found:
            self._strip(number, found)
        return found

    def hide(self, number: int, operation: Operation) -> None:
        """Take redacted values out of the log, now and for operations still to come."""
        for unit, named in operation.base.items():
            for op in named:
                target = self.numbers.op(op)
                if target != number:
                    sql = "INSERT OR IGNORE INTO redaction VALUES (?, ?)"
                    self.connection.execute(sql, (target, unit))
                    self._strip(target, {unit})

    def _strip(self, number: int, units: set[str]) -> None:
        row = self.row("SELECT body, stream, set_n FROM op WHERE id = ?", number)
        if row is None:
            return
        values, base, hidden = body_of(row[0])
        gone = units & values.keys() - set(hidden)
        if gone:
            kept = {unit: None if unit in gone else value for unit, value in values.items()}
            body = pack_body(kept, base, sorted({*hidden, *gone}))
            self.connection.execute("UPDATE op SET body = ? WHERE id = ?", (body, number))
            self.has_erased = True
            if row[2] is not None and number >> COUNTER_BITS == self._own():
                self._retire(row[1], row[2])

    # erased records

    def erased(self) -> Erased:
        """Everything that was erased or redacted here, for the list beside the store."""
        ids = self.numbers
        return Erased(
            frozenset(
                ErasedEntry(ids.stream_id(stream), _id(record), _id(erasure), at)
                for stream, record, erasure, at in self.rows(
                    "SELECT stream, record, erasure, at FROM erased"
                )
            ),
            frozenset(
                RedactedEntry(ids.op_id(op), unit)
                for op, unit in self.rows("SELECT op, unit FROM redaction")
            ),
        )

    def erase_again(self, missing: Erased) -> None:
        """Carry out what an older copy of this store does not know of; here alone, silently:
        the operations come back with the next exchange."""
        for entry in missing.records:
            stream, target = self.numbers.stream(entry.stream), bytes.fromhex(entry.record)
            self._erase_target(stream, target, entry.erasure, entry.at)
        for op, unit in missing.redactions:
            number = self.numbers.op(op)
            execute = self.connection.execute
            execute("INSERT OR IGNORE INTO redaction VALUES (?, ?)", (number, unit))
            self._strip(number, {unit})
            self._drop_head(number, unit)

    def _drop_head(self, number: int, unit: str) -> None:
        """Take a redacted value out of its record as well."""
        row = self.row("SELECT kind, record FROM op WHERE id = ?", number)
        layout = self._layouts.get(row[0]) if row else None
        if row is None or layout is None:
            return
        sql = f"SELECT id, stream, state FROM {layout.table} WHERE id = ?"  # noqa: S608
        found = self.row(sql, row[1])
        state = RecordState.load(found[2]) if found else RecordState.empty()
        if found is None or number not in state.units.get(unit, {}):
            return
        state.write(unit, -1, None, [number], lambda _: True)
        columns = layout.column_values(state.shown(layout, self.numbers))
        layout.upsert.run(self.connection, [(found[0], found[1], state.dump(), *columns)])
        kind, record = row[0], RecordId(row[1].hex())
        self.index_records([(kind, record)])
        if not state.is_in_conflict(unit, layout.rule(unit) or MergeRule.LATEST, self.numbers):
            self.connection.execute(
                "DELETE FROM conflict WHERE kind = ? AND record = ? AND unit = ?",
                (kind, row[1], unit),
            )
        self.changes |= Changes(frozenset({(kind, record)}), conflicts=True)

    def erased_among(self, operations: Sequence[tuple[int, Operation]]) -> set[int]:
        """The numbers of those that concern something erased; files that they name are to go."""
        if self.row("SELECT 1 FROM erased LIMIT 1") is None:
            return set()
        found = {
            number: operation
            for number, operation in operations
            if operation.kind != ERASURE and self._is_erased(operation)
        }
        values = [dict(operation.values) for operation in found.values()]
        self.loose_files.update(file.name for file in _files_in(values))
        return set(found)

    def _is_erased(self, operation: Operation) -> bool:
        stream = self.numbers.find_stream(operation.stream)
        sql = "SELECT 1 FROM erased WHERE stream = ? AND record IN (?, ?)"
        record = bytes.fromhex(operation.record)
        return stream is not None and self.row(sql, stream, EVERYTHING, record) is not None

    def erase(self, erasure: Erasure) -> None:
        """Carry out what an erasure says, in its own stream alone, and only where cases live:
        nobody erases the houses or the forms of all. Repeating it is no fault."""
        stream = self.numbers.stream(erasure.stream)
        at = erasure.erased_at or 0
        if erasure.what == WHOLE_CASE:
            targets = [EVERYTHING, bytes.fromhex(erasure.case or "")]
        else:
            targets = [bytes.fromhex(record) for record in erasure.records if _is_id(record)]
        for target in targets:
            if self._may_go(stream, target):
                self._erase_target(stream, target, erasure.id, at)

    def _may_go(self, stream: int, target: bytes) -> bool:
        row = self.row("SELECT scope FROM stream WHERE no = ?", stream)
        if row is None or row[0] is None or row[0] in _OF_CASES:
            return True
        sql = "SELECT DISTINCT kind FROM op WHERE stream = ? AND record = ?"
        kinds = [name for (name,) in self.rows(sql, stream, target)]
        known = [self._layouts[name].kind.scope for name in kinds if name in self._layouts]
        return bool(kinds) and len(known) == len(kinds) and set(known) <= _OF_CASES

    def _erase_target(self, stream: int, target: bytes, erasure: RecordId, at: int) -> None:
        late = self._erase(stream, target, at)
        self.connection.execute(
            "INSERT INTO erased VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET late = late + excluded.late",
            (stream, target, bytes.fromhex(erasure), at, late),
        )
        self.has_erased = True

    def _erase(self, stream: int, record: bytes, at: int) -> int:
        """Forget a record, or everything of a stream; returns how much of our own is later."""
        where, values = "stream = ? AND kind <> ?", [stream, ERASURE]
        if record != EVERYTHING:
            where, values = f"{where} AND record = ?", [*values, record]
        rows = self.rows(
            f"SELECT id, kind, record, ms, set_n FROM op WHERE {where} AND body <> ?",  # noqa: S608
            *values, BLANK,
        )  # fmt: skip
        execute, own = self.connection.execute, self._own()
        # What was never sealed is never sent; of what is sealed the body goes, and the head is
        # sent as it is, since its set may have reached the server.
        for part in _parts([row[0] for row in rows]):
            marks = ",".join("?" * len(part))
            execute(f"DELETE FROM pending WHERE op IN ({marks})", part)  # noqa: S608
            execute(f"DELETE FROM redaction WHERE op IN ({marks})", part)  # noqa: S608
            execute(
                f"UPDATE op SET body = ?, unsent = nullif(unsent, 1) WHERE id IN ({marks})",  # noqa: S608
                (BLANK, *part),
            )
        self._retire_sets(stream, {(op >> COUNTER_BITS, n) for op, *_, n in rows if n is not None})
        self._forget_records({(kind, key) for _, kind, key, *_ in rows}, stream, record)
        self.has_erased |= bool(rows)
        return sum(ms > at and op >> COUNTER_BITS == own for op, _, _, ms, _ in rows)

    def _forget_records(self, logged: set[tuple[str, bytes]], stream: int, record: bytes) -> None:
        execute = self.connection.execute
        gone = set(logged)
        for name, layout in self._layouts.items():
            if name == ERASURE:
                continue
            which, values = (
                ("", [stream]) if record == EVERYTHING else (" AND id = ?", [stream, record])
            )
            sql = f"SELECT id, state FROM {layout.table} WHERE stream = ?{which}"  # noqa: S608
            for key, state in self.rows(sql, *values):
                gone.add((name, key))
                self.loose_files.update(file.name for file in _files_in(parts_of(state)))
                execute(f"DELETE FROM {layout.table} WHERE id = ?", (key,))  # noqa: S608
        self.drop_documents(gone)
        ids = {key for _, key in gone}
        for key in ids:
            execute("DELETE FROM conflict WHERE record = ?", (key,))
            self._forget_settings(key)
        drafts = self._forget_drafts(ids)
        if gone:
            records = frozenset((kind, RecordId(key.hex())) for kind, key in gone)
            self.changes |= Changes(records, conflicts=True, outbox=True, drafts=drafts)

    def _forget_drafts(self, ids: set[bytes]) -> bool:
        found = False
        for key, body in self.rows("SELECT id, body FROM draft"):
            draft = unpack(body)
            about = {draft.get("case"), draft.get("visit")} - {None}
            if not ids.isdisjoint(bytes.fromhex(one) for one in about):
                self.loose_files.update(file.name for file in _files_in(draft))
                self.connection.execute("DELETE FROM draft WHERE id = ?", (key,))
                self._forget_settings(key)
                self.has_erased = found = True
        return found

    def _forget_settings(self, key: bytes) -> None:
        """What is kept on this laptop about a record has its id at the end of its name."""
        self.connection.execute("DELETE FROM setting WHERE name LIKE ?", (f"%/{key.hex()}",))

    # the sets that carried the words

    def _own(self) -> int:
        return self.numbers.device(self.device)

    def _retire_sets(self, stream: int, sets: set[tuple[int, int]]) -> None:
        """(device, number) of sets that hold words that are gone. What else stands in a set of
        another device only that device can send again: such a set is left to it."""
        own = self._own()
        sql = "SELECT 1 FROM op WHERE stream = ? AND set_n = ? AND id >> 40 = ? AND body <> ?"
        for device, n in sets:
            if device == own:
                self._retire(stream, n)
            elif self.row(sql, stream, n, device, BLANK) is None:
                self._note_purge(stream, device, n)

    def _retire(self, stream: int, n: int) -> None:
        """Our set *n* of a stream holds words that are gone: its body goes here, what else was
        in it is sent once more, and the server is asked to drop its copy."""
        self._note_purge(stream, self._own(), n)
        self.forget_sealed(stream, n)

    def _note_purge(self, stream: int, device: int, n: int) -> None:
        self.connection.execute("INSERT OR IGNORE INTO purge VALUES (?, ?, ?)", (stream, device, n))

    def forget_sealed(self, stream: int, n: int) -> None:
        """Do so at once, acknowledged or not: the server takes a head without a body, for a set
        that it has as for one that it lacks."""
        self.connection.execute(
            "UPDATE sealed SET body = x'' WHERE stream = ? AND n = ?", (stream, n)
        )
        first = self._own() << COUNTER_BITS
        self.connection.execute(
            "UPDATE op SET unsent = 1 WHERE stream = ? AND set_n = ? AND body <> ?"
            " AND unsent IS NOT 1 AND id BETWEEN ? AND ?",
            (stream, n, BLANK, first, first | COUNTER_MASK),
        )
        self.changes |= Changes(outbox=True)

    # what the log still holds

    def everything_written(self) -> Iterator[tuple[str, RecordId, str, Value]]:
        """(kind, record, unit, value) of every value in the log, also of those that nothing
        shows any more: earlier ones, and those that stand beside another."""
        sql = "SELECT kind, record, body FROM op WHERE word NOT IN ('redact', 'untick')"
        for kind, record, body in self.connection.execute(f"{sql} AND body <> ?", (BLANK,)):
            for unit, value in body_of(body)[0].items():
                if value is not None:
                    yield kind, RecordId(record.hex()), unit, value


def _files_in(value: Any) -> Iterator[StoredFile]:
    """The manifests of encrypted files anywhere in a plain value."""
    if isinstance(value, Mapping):
        file = StoredFile.from_plain(value)
        if file is not None:
            yield file
        for part in value.values():
            yield from _files_in(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _files_in(part)


def _id(data: bytes) -> RecordId:
    return RecordId(data.hex())


def _is_id(text: str) -> bool:
    return len(text) == 32 and not text.strip("0123456789abcdef")


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[at : at + _CHUNK] for at in range(0, len(numbers), _CHUNK))
