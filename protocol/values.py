"""Plain values of operations on the wire: checked, ids packed into bytes."""

from __future__ import annotations

import math
import re
from typing import Any

from protocol.problems import malformed

_HEX_ID = re.compile("[0-9a-f]{32}")
_ID_BYTES = 16
_MAX_INT = 2**63 - 1


def write_value(value: Any) -> Any:
    """Return *value* as it travels: a text of 32 hex digits becomes 16 bytes, at any depth."""
    if isinstance(value, str):
        if len(value) == 2 * _ID_BYTES and _HEX_ID.fullmatch(value):
            return bytes.fromhex(value)
        return value
    if isinstance(value, (list, tuple)):
        return [write_value(part) for part in value]
    if isinstance(value, dict):
        return {key: write_value(part) for key, part in value.items()}
    return value


def read_value(value: Any) -> Any:
    """Return the plain value again.

    Raises ProtocolError ``malformed`` for what is no value: other bytes, integers beyond 64
    bits, NaN and infinities, map keys that are not text, CBOR specials.
    """
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is bytes and len(value) == _ID_BYTES:
        return value.hex()
    if kind is int and -_MAX_INT - 1 <= value <= _MAX_INT:
        return value
    if kind is float and math.isfinite(value):
        return value
    if kind is list:
        return [read_value(part) for part in value]
    if kind is dict and all(type(key) is str for key in value):
        return {key: read_value(part) for key, part in value.items()}
    raise malformed("value")


def check_text(value: object, longest: int) -> str:
    """Return *value* if it is a text of 1 to *longest* characters; ``malformed`` otherwise."""
    if type(value) is not str or not 0 < len(value) <= longest:
        raise malformed("text")
    return value
