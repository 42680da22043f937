"""Sets that were sealed, not stored, and overtaken by a new epoch of their circle.

The server refuses them for good (``epoch-stale``), so nobody has them: the same bodies are
sealed again with the new key, under the same numbers. Where the body has gone with what was
erased, it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from desktop.domain.ids import StreamId
from desktop.storage.rows import SealedRow
from desktop.sync.envelope import to_body
from desktop.sync.keyring import Keyring
from protocol import body as wire
from protocol import changeset
from protocol.changeset import SealedSet


def stale_streams(rows: Iterable[SealedRow], keyring: Keyring) -> set[StreamId]:
    """Streams with a set of an epoch that has ended, where we hold the key of the new one."""
    found: set[StreamId] = set()
    for row in rows:
        head = changeset.read_head(row.head)
        place = keyring.place(row.stream, head.circle.hex())
        if place is not None and head.epoch < place.epoch:
            found.add(row.stream)
    return found


def sealed_again(rows: Iterable[SealedRow], keyring: Keyring) -> list[SealedRow]:
    """Return *rows*, the waiting sets of one stream in order, sealed for the current epoch."""
    again: list[SealedRow] = []
    for row in rows:
        old = SealedSet(row.head, row.body)
        head = keyring.verify(old) if row.body else keyring.verify_purged(row.head)
        circle = head.circle.hex()
        place = keyring.place(row.stream, circle)
        key = keyring.stream_key(row.stream, circle, head.epoch)
        assert place is not None
        assert key is not None
        new = changeset.seal(
            agency=place.agency,
            stream=head.stream,
            circle=head.circle,
            epoch=place.epoch,
            device=head.dev,
            n=head.n,
            prev=again[-1].set_id if again else head.prev,
            plain_body=changeset.open_body(old, head, key) if row.body else _nothing(head.dev),
            stream_key=place.stream_key,
            signing_key=keyring.signing_key,
            blobs=head.blobs,
        )
        prev = again[-1].set_id if again else row.prev
        set_id = changeset.set_id(new)
        again.append(replace(row, set_id=set_id, prev=prev, head=new.head, body=new.body))
    return again


def _nothing(device: bytes) -> bytes:
    return wire.encode(to_body((), {}, "-"), device)
