"""Body of a change set: operations, what the author had seen, and the author's clock.

Deterministic CBOR, a map with one-letter keys:

    h  [milliseconds, counter] of the author's clock at sealing
    a  version of the program            c  number of its declarations ("schema")
    d  ids of further devices (16 bytes each); index 0 is the set's own device
    s  what the author had applied: [device index, n, first 8 bytes of that set's id]...
    o  operations in the order they were saved

An operation is an array, delta-coded against the one before it in the body:

    [device index, n - n before, ms - ms before, counter, op, kind, record, values, base?, ...]

``n before`` is that of the same device, at first 0; ``ms before`` is that of any device, at
first ``h``. ``op`` is a number for the words of protocol section 3 and text for later ones.
``values`` is [unit, value, unit, value...]. ``base`` is an array of [unit or its position in
``values``, device index, n, device index, n...] and left out when empty. A text of 32 hex
digits (an id) travels as 16 bytes. What follows ``base``, and unknown keys of the map, is kept
verbatim in ``extra`` and written again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from protocol import cbor
from protocol.limits import MAX_COUNT, MAX_PLAIN_BYTES, MAX_SET_OPERATIONS
from protocol.problems import ProblemType, ProtocolError, malformed
from protocol.values import check_text, read_value, write_value

OPERATIONS: Final = (
    "set", "tick", "untick", "note", "amend", "attach", "redact", "close", "reopen", "link",
)  # fmt: skip
"""Words of format version 1, in wire order. Later words travel as text; never renumber."""

_CODES: Final = {word: code for code, word in enumerate(OPERATIONS)}
_ID_BYTES = 16
_SEEN_BYTES = 8
_MAX_MS = 2**48 - 1
_MAX_COUNTER = 2**16 - 1
_MAX_DEVICES = 10_000
_MAX_UNIT = 1024
_MAX_WORD = 64
_FIXED = 8
_KEYS = frozenset("hacdso")

OpRef = tuple[bytes, int]
"""Device id (16 bytes) and that device's operation counter."""


class BodyOp(NamedTuple):
    """One operation in plain types; device and record ids are 16 raw bytes."""

    device: bytes
    n: int
    ms: int
    counter: int
    op: str
    kind: str
    record: bytes
    values: Mapping[str, Any]
    base: Mapping[str, Sequence[OpRef]] = {}
    extra: tuple[Any, ...] = ()


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """The decoded content of a set; ``seen`` maps device id to (n, 8 bytes of the set's id)."""

    hlc: tuple[int, int]
    app: str
    schema: int
    seen: Mapping[bytes, tuple[int, bytes]]
    ops: tuple[BodyOp, ...]
    extra: Mapping[str, Any] = {}


def encode(body: Body, device: bytes) -> bytes:
    """Return the plain bytes of a set sealed by *device*.

    Operations of one device must come in rising order of ``n``. Raises ProtocolError
    ``malformed`` or ``too-large`` for a body that no reader would accept.
    """
    index = {device: 0}
    ops = list(_write_ops(body, index))
    seen = [
        [index.setdefault(other, len(index)), n, start]
        for other, (n, start) in sorted(body.seen.items())
    ]
    fields: dict[str, Any] = {
        **body.extra, "h": list(body.hlc), "a": body.app, "c": body.schema, "s": seen, "o": ops,
    }  # fmt: skip
    if len(index) > 1:
        fields["d"] = list(index)[1:]
    data = cbor.encode(fields)
    decode(data, device)
    return data


def _write_ops(body: Body, index: dict[bytes, int]) -> Iterator[list[Any]]:
    last_n: dict[bytes, int] = {}
    last_ms = body.hlc[0]
    for op in body.ops:
        position = {unit: at for at, unit in enumerate(op.values)}
        fields: list[Any] = [
            index.setdefault(op.device, len(index)),
            op.n - last_n.get(op.device, 0),
            op.ms - last_ms,
            op.counter,
            _CODES.get(op.op, op.op),
            op.kind,
            op.record,
            [part for unit, value in op.values.items() for part in (unit, write_value(value))],
        ]
        base = [
            [position.get(unit, unit)]
            + [part for other, n in refs for part in (index.setdefault(other, len(index)), n)]
            for unit, refs in op.base.items()
            if refs
        ]
        if base or op.extra:
            fields.append(base)
        yield [*fields, *op.extra]
        last_n[op.device], last_ms = op.n, op.ms


def decode(data: bytes, device: bytes) -> Body:
    """Return the body of a set by *device* (16 bytes, from the verified head).

    Every type, range and count is checked before it is used. Raises ProtocolError
    ``malformed`` or ``too-large``; nothing else, whatever the bytes are.
    """
    fields = cbor.decode(data, limit=MAX_PLAIN_BYTES, where="body")
    if not isinstance(fields, dict) or not all(isinstance(key, str) for key in fields):
        raise malformed("body")
    devices = [device, *_array(fields.get("d", []), _MAX_DEVICES)]
    for other in devices:
        _id(other)
    if len(set(devices)) != len(devices):
        raise malformed("devices")
    hlc = _array(fields.get("h"), 2)
    if len(hlc) != 2:
        raise malformed("clock")
    stamp = _count(hlc[0], _MAX_MS), _count(hlc[1], _MAX_COUNTER)
    return Body(
        hlc=stamp,
        app=check_text(fields.get("a"), _MAX_WORD),
        schema=_count(fields.get("c"), MAX_COUNT),
        seen=_read_seen(fields.get("s"), devices),
        ops=tuple(_read_ops(fields.get("o"), devices, stamp[0])),
        extra={key: value for key, value in fields.items() if key not in _KEYS},
    )


def _read_seen(value: object, devices: list[bytes]) -> dict[bytes, tuple[int, bytes]]:
    seen: dict[bytes, tuple[int, bytes]] = {}
    for entry in _array(value, _MAX_DEVICES):
        parts = _array(entry, 3)
        if len(parts) != 3 or not isinstance(parts[2], bytes) or len(parts[2]) != _SEEN_BYTES:
            raise malformed("seen")
        other = devices[_count(parts[0], len(devices) - 1)]
        if other in seen:
            raise malformed("seen")
        seen[other] = _count(parts[1], MAX_COUNT, 1), parts[2]
    return seen


def _read_ops(value: object, devices: list[bytes], ms: int) -> Iterator[BodyOp]:
    last_n: dict[bytes, int] = {}
    for entry in _array(value, MAX_SET_OPERATIONS):
        fields = _array(entry, 64)
        if len(fields) < _FIXED:
            raise malformed("operation")
        device = devices[_count(fields[0], len(devices) - 1)]
        step = _count(fields[1], MAX_COUNT, 1)
        last_n[device] = n = _count(last_n.get(device, 0) + step, MAX_COUNT)
        ms = _count(ms + _integer(fields[2]), _MAX_MS)
        values = _read_values(fields[7])
        yield BodyOp(
            device,
            n,
            ms,
            _count(fields[3], _MAX_COUNTER),
            _word(fields[4]),
            check_text(fields[5], _MAX_WORD),
            _id(fields[6]),
            values,
            _read_base(fields[8], list(values), devices) if len(fields) > _FIXED else {},
            tuple(fields[9:]),
        )


def _read_values(value: object) -> dict[str, Any]:
    parts = _array(value, MAX_PLAIN_BYTES)
    if len(parts) % 2:
        raise malformed("values")
    values = {
        check_text(unit, _MAX_UNIT): read_value(content)
        for unit, content in zip(parts[::2], parts[1::2], strict=True)
    }
    if len(values) * 2 != len(parts):
        raise malformed("values", reason="doubled")
    return values


def _read_base(
    value: object, units: list[str], devices: list[bytes]
) -> dict[str, tuple[OpRef, ...]]:
    base: dict[str, tuple[OpRef, ...]] = {}
    for entry in _array(value, MAX_PLAIN_BYTES):
        parts = _array(entry, 2 * _MAX_DEVICES + 1)
        if len(parts) < 3 or not len(parts) % 2:
            raise malformed("base")
        if isinstance(parts[0], str):
            unit = check_text(parts[0], _MAX_UNIT)
        else:
            unit = units[_count(parts[0], len(units) - 1)]
        if unit in base:
            raise malformed("base", reason="doubled")
        base[unit] = tuple(
            (devices[_count(other, len(devices) - 1)], _count(n, MAX_COUNT, 1))
            for other, n in zip(parts[1::2], parts[2::2], strict=True)
        )
    return base


def _word(value: object) -> str:
    if type(value) is int:
        return OPERATIONS[_count(value, len(OPERATIONS) - 1)]
    word = check_text(value, _MAX_WORD)
    if word in _CODES or not re.fullmatch("[a-z][a-z0-9-]*", word):
        raise malformed("op")
    return word


def _array(value: object, longest: int) -> list[Any]:
    if not isinstance(value, list):
        raise malformed("body")
    if len(value) > longest:
        raise ProtocolError(ProblemType.TOO_LARGE, where="body", limit=longest)
    return value


def _id(value: object) -> bytes:
    if not isinstance(value, bytes) or len(value) != _ID_BYTES:
        raise malformed("id")
    return value


def _integer(value: object) -> int:
    if type(value) is not int:
        raise malformed("number")
    return value


def _count(value: object, largest: int, smallest: int = 0) -> int:
    number = _integer(value)
    if not smallest <= number <= largest:
        raise malformed("number")
    return number
