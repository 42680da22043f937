"""Identifiers: random, made on the client, meaningless to the server."""

from __future__ import annotations

import secrets
import time
from typing import NamedTuple, NewType

RecordId = NewType("RecordId", str)
"""32 lower-case hex digits, a UUIDv7 (RFC 9562, 5.7): sorts by creation time."""

StreamId = NewType("StreamId", str)
"""32 lower-case hex digits, random: names one append-only log of change sets."""

DeviceId = NewType("DeviceId", str)
"""32 lower-case hex digits: the first 16 bytes of SHA-256 over the device's public keys."""


class OpId(NamedTuple):
    """One operation: the device that made it and that device's operation counter, from 1."""

    device: DeviceId
    n: int


def new_record_id(now_ms: int | None = None) -> RecordId:
    """Return a fresh UUIDv7; *now_ms* (UTC milliseconds) is injected by tests and demo data."""
    ms = int(time.time() * 1000) if now_ms is None else now_ms
    tail = int.from_bytes(secrets.token_bytes(10), "big")
    value = (ms & 0xFFFFFFFFFFFF) << 80 | tail
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return RecordId(f"{value:032x}")


def new_stream_id() -> StreamId:
    """Return a fresh random stream id."""
    return StreamId(secrets.token_hex(16))
