"""Deterministic CBOR (RFC 8949 section 4.2.1) for hostile input.

One rule for everything that crosses a border: shortest heads, sorted keys, no tags, no
indefinite lengths, no doubled keys, nothing behind the end. Whatever decodes, encodes to the
very same bytes, so hashes and signatures name one value only.
"""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

import cbor2
import msgspec

from protocol.limits import MAX_DEPTH
from protocol.problems import ProblemType, ProtocolError, malformed

T = TypeVar("T")

# cbor2 decodes these natively (dates, big numbers, regular expressions, mail, shared
# references, ...); each is a door for hostile input and none belongs to the format.
_NATIVE_TAGS = (
    *range(6), 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799,
)  # fmt: skip


def _refuse_tag(*_: object) -> NoReturn:
    raise ValueError("tag")


_NO_TAGS = dict.fromkeys(_NATIVE_TAGS, _refuse_tag)


def encode(value: object) -> bytes:
    """Return the deterministic encoding of *value*; map keys must all be text, or all small ints.

    Within one key type cbor2's canonical order (shorter first) equals RFC 8949's bytewise order.
    """
    return cbor2.dumps(value, canonical=True)


def decode(data: bytes, *, limit: int, where: str) -> Any:
    """Return the value of *data*, of at most *limit* bytes.

    Raises ProtocolError ``too-large`` or ``malformed`` with the fact ``where``; nothing else.
    """
    if len(data) > limit:
        raise ProtocolError(ProblemType.TOO_LARGE, where=where, limit=limit)
    try:
        value = cbor2.loads(
            data,
            semantic_decoders=_NO_TAGS,
            tag_hook=_refuse_tag,
            max_depth=MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
        )
        again = cbor2.dumps(value, canonical=True)
    except (cbor2.CBORError, ValueError, TypeError, RecursionError) as error:
        raise malformed(where) from error
    if again != data:
        raise malformed(where, reason="not-canonical")
    return value


def decode_as(data: bytes, type_: type[T], *, limit: int, where: str) -> T:
    """Decode *data* and check it against a msgspec type; errors as ``decode``."""
    return convert(decode(data, limit=limit, where=where), type_, where=where)


def convert(value: object, type_: type[T], *, where: str) -> T:
    """Check a decoded value against a msgspec type; ProtocolError ``malformed`` otherwise."""
    try:
        return msgspec.convert(value, type_, strict=True, builtin_types=(bytes,))
    except (msgspec.ValidationError, TypeError, ValueError, OverflowError) as error:
        raise malformed(where) from error


def plain(message: object) -> Any:
    """Return a msgspec Struct as maps and lists, bytes kept as bytes, for ``encode``."""
    return msgspec.to_builtins(message, builtin_types=(bytes,))
