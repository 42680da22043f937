"""Content of the key file: read with suspicion, written deterministically.

JSON object, keys sorted. ``checksum`` (SHA-256 of the rest) tells damage from a wrong password;
``mac`` (HMAC-SHA256 under a key derived from the store key) lets nobody but an owner of the
store change slots or sequence. ``generation`` rises with each writing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Annotated, Any, Literal

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.crypto.key_slots import KEY_BYTES, Slot
from desktop.domain.errors import ErrorCode, KnownError

MAGIC = "fallmappe-key"
VERSION = 1
MAX_BYTES = 16 * 1024
_MAC_INFO = b"fallmappe/1|key-file-mac"

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
HexDigest = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")]


class KeyDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of the key file."""

    format: Literal["fallmappe-key"] = "fallmappe-key"
    version: Literal[1] = 1
    store_id: Annotated[str, msgspec.Meta(pattern="^[0-9A-Za-z-]{1,64}$")]
    min_sequence: Count = 0
    generation: Count = 1
    slots: Annotated[tuple[Slot, ...], msgspec.Meta(min_length=1, max_length=8)]
    mac: HexDigest = ""
    checksum: HexDigest = ""

    def sealed(self, key: bytes) -> KeyDocument:
        """Return this document with mac and checksum for the store *key*."""
        marked = msgspec.structs.replace(self, mac=_mac(self, key))
        return msgspec.structs.replace(marked, checksum=_checksum(marked))

    def is_by_owner_of(self, key: bytes) -> bool:
        """Tell whether whoever wrote this knew the store *key*."""
        return hmac.compare_digest(self.mac, _mac(self, key))

    def encode(self) -> bytes:
        """Return the bytes of the file."""
        return _json(msgspec.to_builtins(self), indent=1) + b"\n"


def decode(data: bytes, *, file: str, allow_weak: bool) -> KeyDocument:
    """Return the document in *data*; *file* is the name told to the person.

    Raises KnownError FOREIGN_FILE, STORE_NEWER or KEY_FILE_DAMAGED (``reason="weak"`` when the
    cost of a slot was lowered below what this program accepts).
    """
    fields = _fields(data, file)
    version = fields.get("version")
    if type(version) is int and version > VERSION:
        raise KnownError(ErrorCode.STORE_NEWER, file=file)
    try:
        document = msgspec.convert(fields, KeyDocument, strict=True)
    except msgspec.ValidationError as error:
        raise KnownError(ErrorCode.KEY_FILE_DAMAGED, file=file) from error
    if not hmac.compare_digest(document.checksum, _checksum(document)):
        raise KnownError(ErrorCode.KEY_FILE_DAMAGED, file=file)
    if not all(slot.is_sound(allow_weak=allow_weak) for slot in document.slots):
        raise KnownError(ErrorCode.KEY_FILE_DAMAGED, file=file, reason="weak")
    return document


def _fields(data: bytes, file: str) -> dict[str, Any]:
    ours = MAGIC.encode() in data or not data
    damaged = KnownError(ErrorCode.KEY_FILE_DAMAGED if ours else ErrorCode.FOREIGN_FILE, file=file)
    if len(data) > MAX_BYTES:
        raise damaged
    try:
        fields = msgspec.json.decode(data, strict=True)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise damaged from error
    if not isinstance(fields, dict) or fields.get("format") != MAGIC:
        raise damaged
    return fields


def _mac(document: KeyDocument, key: bytes) -> str:
    bare = msgspec.structs.replace(document, mac="", checksum="")
    mac_key = HKDF(hashes.SHA256(), KEY_BYTES, None, _MAC_INFO).derive(key)
    return hmac.digest(mac_key, _json(msgspec.to_builtins(bare)), "sha256").hex()


def _checksum(document: KeyDocument) -> str:
    bare = msgspec.structs.replace(document, checksum="")
    return hashlib.sha256(_json(msgspec.to_builtins(bare))).hexdigest()


def _json(value: Any, indent: int | None = None) -> bytes:
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(value, sort_keys=True, indent=indent, separators=separators).encode()
