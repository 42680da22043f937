"""Compact bytes for values kept in blobs (MessagePack): None, bool, int, float, str, bytes,
lists and mappings come back exactly as they were given."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from desktop.domain.errors import BugError, ErrorCode, KnownError

_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder()


def pack(value: Any) -> bytes:
    """Return *value* as bytes; KnownError INVALID_VALUE for what cannot be kept (integers
    beyond 64 bits, half surrogates)."""
    try:
        return _encoder.encode(value)
    except (OverflowError, UnicodeEncodeError, RecursionError) as error:
        raise KnownError(ErrorCode.INVALID_VALUE, cause=type(error).__name__) from None
    except TypeError as error:
        raise BugError(f"not a plain value: {error}") from None


def unpack(data: bytes) -> Any:
    """Return what was packed; KnownError STORE_DAMAGED if this is no such bytes."""
    try:
        return _decoder.decode(data)
    except msgspec.DecodeError:
        raise KnownError(ErrorCode.STORE_DAMAGED, bytes=len(data)) from None


def id_bytes(identifier: str) -> bytes:
    """The 16 bytes of an id of 32 lower-case hex digits; BugError for anything else."""
    try:
        data = bytes.fromhex(identifier)
    except (ValueError, TypeError):
        data = b""
    if len(data) != 16 or len(identifier) != 32:
        raise BugError("an id has 32 hex digits")
    return data
