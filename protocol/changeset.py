"""Change sets: sealed bodies behind signed heads (protocol section 3).

Order of reading, never another: ``read_head`` (whose key is needed), ``verify`` (signature and
body hash), then the roster's rights, then ``open_body``, then ``protocol.body.decode``.
"""

from __future__ import annotations

import hashlib
import hmac

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from protocol import cose, envelope
from protocol.head import VERSION, Head
from protocol.head import decode as decode_head
from protocol.limits import MAX_HEAD_BYTES, MAX_SET_BYTES
from protocol.problems import ProblemType, ProtocolError

PURPOSE = b"fallmappe/1|set"
"""External associated data of a head's signature."""


class SealedSet(msgspec.Struct, frozen=True):
    """One change set as stored and sent: ``head`` COSE_Sign1, ``body`` COSE_Encrypt0."""

    head: bytes
    body: bytes


def seal(
    *,
    agency: bytes,
    stream: bytes,
    circle: bytes,
    epoch: int,
    device: bytes,
    n: int,
    prev: bytes,
    plain_body: bytes,
    stream_key: bytes,
    signing_key: Ed25519PrivateKey,
    blobs: tuple[bytes, ...] = (),
) -> SealedSet:
    """Compress, pad, encrypt and sign *plain_body* (bytes of ``protocol.body.encode``).

    Ids are 16 bytes; *prev* is the id of this device's previous set in the stream, b"" for
    ``n`` = 1. Raises ProtocolError ``too-large`` when the set must be split.
    """
    head = Head(
        v=VERSION, agency=agency, stream=stream, circle=circle, epoch=epoch,
        dev=device, n=n, prev=prev, bodyhash=bytes(32), blobs=blobs,
    )  # fmt: skip
    body = cose.encrypt0(envelope.pack(plain_body), stream_key, aad=head.binding())
    head = msgspec.structs.replace(head, bodyhash=hashlib.sha256(body).digest())
    payload = head.encode()
    decode_head(payload)
    sealed = SealedSet(cose.sign1(payload, signing_key, aad=PURPOSE), body)
    check_size(sealed)
    return sealed


def check_size(sealed: SealedSet) -> None:
    """Raise ProtocolError ``too-large`` with the fact ``limit`` when a bound is passed."""
    if len(sealed.head) > MAX_HEAD_BYTES:
        raise ProtocolError(ProblemType.TOO_LARGE, where="head", limit=MAX_HEAD_BYTES)
    if len(sealed.head) + len(sealed.body) > MAX_SET_BYTES:
        raise ProtocolError(ProblemType.TOO_LARGE, where="set", limit=MAX_SET_BYTES)


def set_id(sealed: SealedSet) -> bytes:
    """Return the 32-byte id of a set: SHA-256 of its head's payload. Nothing is verified."""
    return hashlib.sha256(cose.unverified_payload(sealed.head)).digest()


def read_head(sealed_head: bytes) -> Head:
    """Return the head inside a COSE_Sign1 without believing it."""
    if len(sealed_head) > MAX_HEAD_BYTES:
        raise ProtocolError(ProblemType.TOO_LARGE, where="head", limit=MAX_HEAD_BYTES)
    return decode_head(cose.unverified_payload(sealed_head))


def verify_head(sealed_head: bytes, public_key: Ed25519PublicKey) -> Head:
    """Return the head after checking its signature: for sets whose body has been purged."""
    read_head(sealed_head)
    return decode_head(cose.verify1(sealed_head, public_key, aad=PURPOSE))


def verify(sealed: SealedSet, public_key: Ed25519PublicKey) -> Head:
    """Return the head after checking sizes, signature and the hash of the body.

    Raises ProtocolError ``too-large``, ``malformed``, ``upgrade-required`` or
    ``bad-signature``. Says nothing about the author's rights: ask the roster.
    """
    check_size(sealed)
    head = verify_head(sealed.head, public_key)
    if not hmac.compare_digest(hashlib.sha256(sealed.body).digest(), head.bodyhash):
        raise ProtocolError(ProblemType.BAD_SIGNATURE, where="body")
    return head


def open_body(sealed: SealedSet, head: Head, stream_key: bytes) -> bytes:
    """Decrypt and inflate the body of a set that ``verify`` has accepted.

    Raises ProtocolError ``bad-signature`` for a wrong key, ``malformed`` or ``too-large``.
    """
    return envelope.unpack(cose.decrypt0(sealed.body, stream_key, aad=head.binding()))
