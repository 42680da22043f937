"""Sealed sets, positions in the streams, and where a record has arrived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop.domain.changes import Changes
from desktop.domain.errors import BugError
from desktop.domain.ids import DeviceId, OpId, RecordId, StreamId
from desktop.storage.codec import id_bytes
from desktop.storage.erasing import BLANK
from desktop.storage.rows import SealedRow, StreamRow
from desktop.storage.saving import Saving
from desktop.storage.session import Session

_SEALED = "set_id, stream, n, prev, head, body, seq"
_SEEN_BYTES = 8
_CHUNK = 200


class OutboxReads(Session):
    """What is unsent, what colleagues have seen, and how far every stream is read."""

    def unacknowledged(self) -> list[SealedRow]:
        """Sealed sets without a server number, by stream and number."""
        rows = self.rows(
            f"SELECT {_SEALED} FROM sealed WHERE seq IS NULL ORDER BY stream, n"  # noqa: S608
        )
        return [self._sealed(row) for row in rows]

    def sealed_set(self, stream: StreamId, n: int) -> SealedRow | None:
        """One of our own sets, whatever its state; to offer it again to a restored server."""
        row = self.row(
            f"SELECT {_SEALED} FROM sealed WHERE stream = ? AND n = ?",  # noqa: S608
            self.numbers.find_stream(stream), n,
        )  # fmt: skip
        return None if row is None else self._sealed(row)

    def own_tip(self, stream: StreamId) -> tuple[int, bytes] | None:
        """Number and id of our last sealed set in a stream."""
        return self.tips(stream).get(self.device)

    def tips(self, stream: StreamId) -> dict[DeviceId, tuple[int, bytes]]:
        """Number and id of the last set sealed or applied here, by device."""
        rows = self.rows(
            "SELECT device, n, set_id FROM tip WHERE stream = ?", self.numbers.find_stream(stream)
        )
        return {self.numbers.device_id(device): (n, set_id) for device, n, set_id in rows}

    def seen(self, stream: StreamId) -> dict[DeviceId, dict[DeviceId, tuple[int, bytes]]]:
        """Per observer: what it had applied, by author (number, first 8 bytes of the id)."""
        found: dict[DeviceId, dict[DeviceId, tuple[int, bytes]]] = {}
        rows = self.rows(
            "SELECT observer, device, n, start FROM seen WHERE stream = ?",
            self.numbers.find_stream(stream),
        )
        for observer, device, n, start in rows:
            by_author = found.setdefault(self.numbers.device_id(observer), {})
            by_author[self.numbers.device_id(device)] = (n, start)
        return found

    def purges(self) -> dict[tuple[StreamId, DeviceId], list[int]]:
        """Sets that the server is to drop the bodies of, by stream and author: those of which
        nothing is still to be sent again."""
        rows = self.rows(
            "SELECT stream, device, n FROM purge WHERE NOT EXISTS (SELECT 1 FROM op"
            " WHERE op.unsent IS NOT NULL AND op.stream = purge.stream) ORDER BY stream, device, n"
        )
        found: dict[tuple[StreamId, DeviceId], list[int]] = {}
        for stream, device, n in rows:
            place = self.numbers.stream_id(stream), self.numbers.device_id(device)
            found.setdefault(place, []).append(n)
        return found

    def unexplained(self) -> dict[StreamId, tuple[DeviceId, int]]:
        """Streams with a set that came without a body although nothing was ever erased or
        redacted in them: the first such set."""
        rows = self.rows(
            "SELECT stream, device, min(n) FROM bodiless WHERE NOT EXISTS (SELECT 1 FROM op"
            " WHERE op.stream = bodiless.stream AND (word = 'redact' OR kind = 'erasure'))"
            " GROUP BY stream"
        )
        ids = self.numbers
        return {ids.stream_id(at): (ids.device_id(device), n) for at, device, n in rows}

    def cursors(self) -> dict[StreamId, int]:
        """The last server number applied, per stream; 0 for none."""
        rows = self.rows("SELECT no, cursor FROM stream")
        return {self.numbers.stream_id(number): cursor for number, cursor in rows}

    def parked(self) -> dict[StreamId, str]:
        """Streams that wait for a person, with the reason code."""
        rows = self.rows("SELECT no, parked FROM stream WHERE parked IS NOT NULL")
        return {self.numbers.stream_id(number): reason for number, reason in rows}

    def streams(self) -> dict[StreamId, StreamRow]:
        """Circle and scope of every stream that was declared with ``put_stream``."""
        rows = self.rows("SELECT no, circle, scope FROM stream WHERE circle IS NOT NULL")
        return {self.numbers.stream_id(no): StreamRow(circle, scope) for no, circle, scope in rows}

    def stream(self, stream: StreamId) -> StreamRow | None:
        """Circle and scope of one stream, or None if it was not declared with ``put_stream``."""
        row = self.row(
            "SELECT circle, scope FROM stream WHERE id = ? AND circle IS NOT NULL",
            id_bytes(stream),
        )
        return None if row is None else StreamRow(*row)

    def delivery(
        self, records: Iterable[RecordId]
    ) -> dict[RecordId, tuple[str, frozenset[DeviceId]]]:
        """Per record: ``here`` or ``server``, and the other devices that have all of it.

        ``server`` means that the receipt for every own operation is here.
        """
        found = {}
        vectors: dict[int, dict[int, dict[int, int]]] = {}
        for record in records:
            rows = self.rows(
                "SELECT id >> 40, stream, max(set_n), count(*) - count(set_n), count(unsent)"
                " FROM op WHERE record = ? GROUP BY id >> 40, stream",
                id_bytes(record),
            )
            if not rows:
                continue
            state = "here" if any(unsent for *_, unsent in rows) else "server"
            stream = rows[0][1]
            if stream not in vectors:
                vectors[stream] = self._vectors(stream)
            found[record] = (state, self._readers(rows, vectors[stream]))
        return found

    def unsent_records(self) -> list[tuple[str, RecordId, int, str]]:
        """(kind, record, ms of the last save, ``here`` | ``underway`` | ``parked``)."""
        rows = self.rows(
            "SELECT op.kind, op.record, max(op.ms), min(op.unsent), max(stream.parked IS NOT NULL)"
            " FROM op JOIN stream ON stream.no = op.stream WHERE op.unsent IS NOT NULL"
            " GROUP BY op.kind, op.record"
        )
        return [
            (kind, RecordId(record.hex()), ms, _where(unsent, parked))
            for kind, record, ms, unsent, parked in rows
        ]

    def unsent_count(self) -> int:
        """How many records have operations without a receipt."""
        row = self.row(
            "SELECT count(*) FROM (SELECT DISTINCT kind, record FROM op WHERE unsent IS NOT NULL)"
        )
        return int(row[0]) if row else 0

    def _sealed(self, row: Sequence[Any]) -> SealedRow:
        set_id, stream, n, prev, head, body, seq = row
        return SealedRow(set_id, self.numbers.stream_id(stream), n, prev, head, body, seq)

    def _vectors(self, stream: int) -> dict[int, dict[int, int]]:
        found: dict[int, dict[int, int]] = {}
        rows = self.rows("SELECT observer, device, n FROM seen WHERE stream = ?", stream)
        for observer, device, n in rows:
            found.setdefault(observer, {})[device] = n
        for (device,) in self.rows("SELECT device FROM tip WHERE stream = ?", stream):
            found.setdefault(device, {})
        return found

    def _readers(
        self, rows: Sequence[Any], vectors: Mapping[int, Mapping[int, int]]
    ) -> frozenset[DeviceId]:
        own = self.numbers.find_device(self.device)
        found = set()
        for observer, vector in vectors.items():
            has_all = all(
                author == observer or (not unnumbered and set_n <= vector.get(author, 0))
                for author, _, set_n, unnumbered, _ in rows
            )
            if has_all and observer != own:
                found.add(self.numbers.device_id(observer))
        return frozenset(found)


def _where(unsent: int, parked: int) -> str:
    if parked:
        return "parked"
    return "here" if unsent == 1 else "underway"


class OutboxWrites(Saving, OutboxReads):
    """Sealing, receipts and positions: writer only."""

    def store_sealed(self, sealed: SealedRow, op_ids: Sequence[OpId]) -> None:
        """Keep a sealed set and take its operations out of the unsealed ones."""
        stream = self.numbers.stream(sealed.stream)
        self.connection.execute(
            "INSERT INTO sealed(set_id, stream, n, prev, head, body) VALUES (?, ?, ?, ?, ?, ?)",
            (sealed.set_id, stream, sealed.n, sealed.prev, sealed.head, sealed.body),
        )
        if self._seal_operations(stream, sealed.n, op_ids) != len(op_ids):
            raise BugError("a set names operations that are not waiting to be sealed")
        self._put_tip(stream, self.numbers.device(self.device), sealed.n, sealed.set_id)
        self.sealed_count += 1
        self.changes |= Changes(outbox=True)

    def _seal_operations(self, stream: int, n: int, op_ids: Sequence[OpId]) -> int:
        numbers, changed = [self.numbers.op(op) for op in op_ids], 0
        for start in range(0, len(numbers), _CHUNK):
            part = numbers[start : start + _CHUNK]
            marks = ",".join("?" * len(part))
            # The plus signs keep the search on the ids, away from the index of all that waits.
            wanted = f"id IN ({marks}) AND +unsent = 1 AND +stream = ?"
            sql = f"UPDATE op SET unsent = 2, set_n = ? WHERE {wanted}"  # noqa: S608
            changed += self.connection.execute(sql, (n, *part, stream)).rowcount
        return changed

    def reseal(self, sealed: SealedRow) -> None:
        """Replace the bytes of set *n* that the server has refused for good (its epoch had
        ended): nobody has the old ones. BugError for a set that the server has stored."""
        stream = self.numbers.stream(sealed.stream)
        cursor = self.connection.execute(
            "UPDATE sealed SET set_id = ?, prev = ?, head = ?, body = ?"
            " WHERE stream = ? AND n = ? AND seq IS NULL",
            (sealed.set_id, sealed.prev, sealed.head, sealed.body, stream, sealed.n),
        )
        if cursor.rowcount != 1:
            raise BugError("only a set without a receipt is sealed again")
        self.connection.execute(
            "UPDATE tip SET set_id = ? WHERE stream = ? AND device = ? AND n = ?",
            (sealed.set_id, stream, self.numbers.device(self.device), sealed.n),
        )
        self.changes |= Changes(outbox=True)

    sealed_count: int
    """Own sealed sets, for the store's sequence."""

    def mark_stored(self, set_id: bytes, seq: int, receipt: bytes) -> None:
        """The server has a set: remember its number and signed receipt. Idempotent."""
        row = self.row("SELECT stream, n FROM sealed WHERE set_id = ?", set_id)
        if row is None:
            raise BugError("a receipt for a set that was never sealed here")
        self.connection.execute(
            "UPDATE sealed SET seq = ?, receipt = ? WHERE set_id = ?", (seq, receipt, set_id)
        )
        records = self.rows(
            "SELECT DISTINCT kind, record FROM op WHERE unsent = 2 AND stream = ? AND set_n = ?",
            *row,
        )
        self.connection.execute(
            "UPDATE op SET unsent = NULL WHERE unsent = 2 AND stream = ? AND set_n = ?", row
        )
        own = self.numbers.device(self.device)
        sql = "SELECT 1 FROM purge WHERE stream = ? AND n = ? AND device = ?"
        if self.row(sql, *row, own) is not None:
            self.forget_sealed(*row)
        delivered = frozenset((kind, RecordId(record.hex())) for kind, record in records)
        self.changes |= Changes(delivered, outbox=True)

    def mark_purged(self, stream: StreamId, author: DeviceId, numbers: Iterable[int]) -> None:
        """The server has dropped these bodies."""
        at, device = self.numbers.stream(stream), self.numbers.device(author)
        self.connection.executemany(
            "DELETE FROM purge WHERE stream = ? AND device = ? AND n = ?",
            [(at, device, n) for n in numbers],
        )

    def purge_again(self) -> None:
        """The server was restored: it may have bodies again that it had dropped."""
        own = self.numbers.device(self.device)
        execute = self.connection.execute
        execute(
            "INSERT OR IGNORE INTO purge SELECT stream, ?, n FROM sealed"
            " WHERE body = x'' AND seq IS NOT NULL",
            (own,),
        )
        execute(
            "INSERT OR IGNORE INTO purge SELECT stream, id >> 40, set_n FROM op WHERE set_n IS NOT"
            " NULL AND id >> 40 <> ? AND stream IN (SELECT stream FROM erased)"
            " GROUP BY 1, 2, 3 HAVING min(body = ?)",
            (own, BLANK),
        )

    def park(self, stream: StreamId, reason: str) -> None:
        """A stream waits for a person; the others go on."""
        self._park(stream, reason)

    def unpark(self, stream: StreamId) -> None:
        """A parked stream takes part again."""
        self._park(stream, None)

    def put_stream(self, stream: StreamId, circle: str, scope: str) -> None:
        """Declare to which circle a stream belongs."""
        self.connection.execute(
            "UPDATE stream SET circle = ?, scope = ? WHERE no = ?",
            (circle, scope, self.numbers.stream(stream)),
        )

    def set_cursor(self, stream: StreamId, seq: int) -> None:
        """Everything of a stream up to server number *seq* is applied; never goes back."""
        self.connection.execute(
            "UPDATE stream SET cursor = max(cursor, ?) WHERE no = ?",
            (seq, self.numbers.stream(stream)),
        )

    def rewind_cursor(self, stream: StreamId, seq: int) -> None:
        """The server was restored and is behind: read again after *seq*."""
        self.connection.execute(
            "UPDATE stream SET cursor = ? WHERE no = ?", (seq, self.numbers.stream(stream))
        )

    def record_applied(
        self, stream: StreamId, device: DeviceId, n: int, set_id: bytes,
        seen: Mapping[DeviceId, tuple[int, bytes]],
    ) -> None:  # fmt: skip
        """Set *n* of *device* is applied, in this transaction and those before, and what its
        author had seen."""
        number, author = self.numbers.stream(stream), self.numbers.device(device)
        self._put_tip(number, author, n, set_id)
        self.connection.executemany(
            "INSERT INTO seen VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET n = excluded.n, start = excluded.start WHERE excluded.n > n",
            [
                (number, author, self.numbers.device(other), at, start[:_SEEN_BYTES])
                for other, (at, start) in seen.items()
            ],
        )
        if self.device in seen:
            self.changes |= Changes(outbox=True)

    def note_bodiless(self, stream: StreamId, device: DeviceId, n: int) -> None:
        """The server has shown this set without its body."""
        row = (self.numbers.stream(stream), self.numbers.device(device), n)
        self.connection.execute("INSERT OR IGNORE INTO bodiless VALUES (?, ?, ?)", row)

    def _put_tip(self, stream: int, device: int, n: int, set_id: bytes) -> None:
        self.connection.execute(
            "INSERT INTO tip VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET n = excluded.n, set_id = excluded.set_id WHERE excluded.n > n",
            (stream, device, n, set_id),
        )

    def _park(self, stream: StreamId, reason: str | None) -> None:
        self.connection.execute(
            "UPDATE stream SET parked = ? WHERE no = ?", (reason, self.numbers.stream(stream))
        )
        self.changes |= Changes(outbox=True)
