"""What can be said in the roster: signed, hash-chained entries (protocol section 2).

    payload = {v, i, prev, at, e}      canonical CBOR;  entry = COSE_Sign1(payload)

``i`` is the entry's index from 0, ``prev`` SHA-256 of the whole entry before (empty at 0),
``at`` UTC milliseconds by the author's clock (information only), ``e`` one statement. The key
id names the signing device, or is ``ROOT``. The server sees all of this and no names.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from protocol import cbor, cose
from protocol.head import Count, Hash32, Id16
from protocol.limits import MAX_COUNT, MAX_GRANT_DEVICES, MAX_ROSTER_ENTRY_BYTES
from protocol.problems import ProblemType, ProtocolError, malformed

VERSION = 1
ROOT: Final = b"root"
"""Key id of the agency root."""
PURPOSE = b"fallmappe/1|roster"
"""External associated data of an entry's signature."""
ADMIN: Final = "admin"
"""The only role that the roster itself gives rights to; others are for the client."""

SignKey = Hash32
HpkeKey = Annotated[bytes, msgspec.Meta(min_length=1216, max_length=1216)]
"""ML-KEM-768 public key (1184 bytes) then X25519 public key (32 bytes)."""
HpkeSealed = Annotated[bytes, msgspec.Meta(min_length=1168, max_length=1168)]
"""Encapsulation (1120 bytes) then a sealed 32-byte key (48 bytes)."""
KeyCheck = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
"""Derived from an epoch key: proves that every reader was granted the same key."""


class Statement(
    msgspec.Struct, frozen=True, tag_field="t", forbid_unknown_fields=True, omit_defaults=True
):
    """Base of all statements."""


class Agency(Statement, frozen=True, tag="agency"):
    """Entry 0: who the agency is. ``recovery`` is a recipient of every grant."""

    id: Id16
    root: SignKey
    recovery: HpkeKey


class Server(Statement, frozen=True, tag="server"):
    """The key that signs receipts; a later entry replaces it."""

    key: SignKey


class Person(Statement, frozen=True, tag="person"):
    """A person by random id, and the role; a later entry changes the role."""

    id: Id16
    role: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z_-]{0,31}$")]


class Device(Statement, frozen=True, tag="device"):
    """A device of a person; ``id`` follows from the keys and is never used again."""

    id: Id16
    person: Id16
    sign: SignKey
    hpke: HpkeKey


class Circle(Statement, frozen=True, tag="circle"):
    """A new circle with epoch 1; ``leads`` are persons who may grant and renew it."""

    id: Id16
    check: KeyCheck
    leads: Annotated[tuple[Id16, ...], msgspec.Meta(max_length=20)] = ()


class Epoch(Statement, frozen=True, tag="epoch"):
    """The next epoch of a circle: from here on only devices granted it are members."""

    circle: Id16
    epoch: Count
    check: KeyCheck


class Grant(Statement, frozen=True, tag="grant"):
    """The key of one epoch for some devices and, always, for the agency's recovery key."""

    circle: Id16
    epoch: Count
    devices: Annotated[dict[Id16, HpkeSealed], msgspec.Meta(max_length=MAX_GRANT_DEVICES)]
    recovery: HpkeSealed


class Revoke(Statement, frozen=True, tag="revoke"):
    """A device loses every right, for ever; what it signed before stays valid."""

    device: Id16


AnyStatement = Agency | Server | Person | Device | Circle | Epoch | Grant | Revoke
_TAGS = frozenset({"agency", "server", "person", "device", "circle", "epoch", "grant", "revoke"})


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The signed payload of one roster entry."""

    v: Annotated[int, msgspec.Meta(ge=0, le=MAX_COUNT)]
    i: Annotated[int, msgspec.Meta(ge=0, le=MAX_COUNT)]
    prev: Annotated[bytes, msgspec.Meta(max_length=32)]
    at: Annotated[int, msgspec.Meta(ge=0, le=MAX_COUNT)]
    e: AnyStatement


def device_id(sign: bytes, hpke: bytes) -> bytes:
    """Return a device's id: the first 16 bytes of SHA-256 over both public keys."""
    return hashlib.sha256(sign + hpke).digest()[:16]


def root_fingerprint(root: bytes) -> bytes:
    """Return what people pin and print: SHA-256 of the root's 32-byte public key."""
    return hashlib.sha256(root).digest()


def entry_hash(data: bytes) -> bytes:
    """Return what the next entry names as ``prev``."""
    return hashlib.sha256(data).digest()


def sign_entry(
    statement: AnyStatement,
    *,
    index: int,
    prev: bytes,
    at: int,
    signer: bytes,
    key: Ed25519PrivateKey,
) -> bytes:
    """Return one signed entry; *signer* is a device id or ``ROOT``."""
    payload = cbor.encode(cbor.plain(Entry(VERSION, index, prev, at, statement)))
    return cose.sign1(payload, key, kid=signer, aad=PURPOSE)


def check_entry_size(data: bytes) -> None:
    """Raise ProtocolError ``too-large`` for an entry beyond MAX_ROSTER_ENTRY_BYTES."""
    if len(data) > MAX_ROSTER_ENTRY_BYTES:
        limit = MAX_ROSTER_ENTRY_BYTES
        raise ProtocolError(ProblemType.TOO_LARGE, where="roster", limit=limit)


def open_entry(data: bytes, key: Ed25519PublicKey) -> Entry:
    """Return the payload of an entry signed by *key*.

    Raises ProtocolError ``bad-signature``, ``malformed``, or ``upgrade-required`` for a kind of
    statement or version of a newer program: its meaning for anybody's rights is unknown.
    """
    check_entry_size(data)
    payload = cose.verify1(data, key, aad=PURPOSE)
    fields = cbor.decode(payload, limit=MAX_ROSTER_ENTRY_BYTES, where="roster")
    _refuse_newer(fields)
    return cbor.convert(fields, Entry, where="roster")


def first_root(data: bytes) -> bytes:
    """Return the (unverified) root key that entry 0 claims."""
    check_entry_size(data)
    payload = cose.unverified_payload(data)
    fields = cbor.decode(payload, limit=MAX_ROSTER_ENTRY_BYTES, where="roster")
    _refuse_newer(fields)
    entry = cbor.convert(fields, Entry, where="roster")
    if not isinstance(entry.e, Agency):
        raise malformed("roster", reason="no-agency")
    return entry.e.root


def _refuse_newer(fields: object) -> None:
    if not isinstance(fields, dict) or type(fields.get("v")) is not int:
        raise malformed("roster")
    statement = fields.get("e")
    tag = statement.get("t") if isinstance(statement, dict) else None
    if fields["v"] > VERSION or (isinstance(tag, str) and tag not in _TAGS):
        raise ProtocolError(ProblemType.UPGRADE_REQUIRED, where="roster")
    if fields["v"] != VERSION:
        raise malformed("roster")
