"""The signed head of a change set (protocol section 3)."""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec

from protocol import cbor
from protocol.limits import MAX_COUNT, MAX_HEAD_BYTES, MAX_SET_BLOBS
from protocol.problems import ProblemType, ProtocolError, malformed

VERSION = 1
"""Format version: suite, padding, compression and body layout go with it."""

Id16 = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
Hash32 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Count = Annotated[int, msgspec.Meta(ge=1, le=MAX_COUNT)]


class Head(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """What the server sees of a change set and the author signs; ids are raw bytes.

    ``n`` counts this device's sets in this stream from 1 without gaps; ``prev`` is the id of
    its previous set there, empty for the first. ``bodyhash`` is SHA-256 of the sealed body, so
    that a purged body leaves a chain that still verifies. ``blobs`` are attachment ids.
    """

    v: Annotated[int, msgspec.Meta(ge=0, le=MAX_COUNT)]
    agency: Id16
    stream: Id16
    circle: Id16
    epoch: Count
    dev: Id16
    n: Count
    prev: Annotated[bytes, msgspec.Meta(max_length=32)]
    bodyhash: Hash32
    blobs: Annotated[tuple[Hash32, ...], msgspec.Meta(max_length=MAX_SET_BLOBS)] = ()

    def encode(self) -> bytes:
        """Return the canonical CBOR bytes that are signed and hashed."""
        return cbor.encode(cbor.plain(self))

    def binding(self) -> bytes:
        """Return the head without ``bodyhash``: the associated data of the sealed body."""
        fields = cbor.plain(self)
        del fields["bodyhash"]
        return cbor.encode(fields)

    @property
    def id(self) -> bytes:
        """The set's id: SHA-256 of the canonical head, 32 bytes."""
        return hashlib.sha256(self.encode()).digest()


def decode(data: bytes) -> Head:
    """Return the head in *data*.

    Raises ProtocolError ``upgrade-required`` for a newer version, ``malformed`` for anything
    else that is not exactly what ``Head.encode`` writes.
    """
    fields = cbor.decode(data, limit=MAX_HEAD_BYTES, where="head")
    version = fields.get("v") if isinstance(fields, dict) else None
    if type(version) is int and version > VERSION:
        raise ProtocolError(ProblemType.UPGRADE_REQUIRED, where="head")
    head = cbor.convert(fields, Head, where="head")
    if head.v != VERSION or len(head.prev) != (0 if head.n == 1 else 32):
        raise malformed("head")
    if head.encode() != data:
        raise malformed("head")
    return head
