"""Writes .xls workbooks byte by byte ([MS-CFB], [MS-XLS]), as old Excel did and as attackers do."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def write_xls(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    """A workbook of text cells."""
    return write_raw(path, {name: [_cells(rows)] for name, rows in sheets.items()})


def write_raw(path: Path, sheets: Mapping[str, Sequence[bytes]]) -> Path:
    """A workbook whose sheets consist of the given records."""
    bodies = [_sheet(b"".join(records)) for records in sheets.values()]
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    tail = _record(0x000A, b"")
    named = [name.encode("ascii") for name in sheets]
    start = len(head) + sum(len(name) + 12 for name in named) + len(tail)
    bounds = b""
    for name, body in zip(named, bodies, strict=True):
        bounds += _record(0x0085, struct.pack("<IBBBB", start, 0, 0, len(name), 0) + name)
        start += len(body)
    path.write_bytes(_compound(head + bounds + tail + b"".join(bodies)))
    return path


def label(row: int, column: int, text: str) -> bytes:
    """A cell with a text of its own (LABEL)."""
    data = text.encode("utf-16-le")
    return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + data)


def number(row: int, column: int, value: float) -> bytes:
    """A cell with a number (NUMBER)."""
    return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def _cells(rows: Sequence[Sequence[str]]) -> bytes:
    return b"".join(
        label(at, column, text)
        for at, row in enumerate(rows)
        for column, text in enumerate(row)
        if text
    )


def _sheet(cells: bytes) -> bytes:
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    return head + cells + _record(0x000A, b"")


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _compound(stream: bytes) -> bytes:
    """A compound file with the one stream *Workbook*; FAT first, then directory, then stream."""
    stream += bytes(-len(stream) % _SECTOR)
    stream += bytes(max(0, 4096 - len(stream)))
    count = len(stream) // _SECTOR
    fats = 1
    while fats * 128 < fats + 1 + count:
        fats += 1
    table = [_FAT] * fats + [_END]
    first = fats + 1
    table += [*range(first + 1, first + count), _END]
    table += [_FREE] * (fats * 128 - len(table))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6,
        0, fats, fats, 0, 4096, _END, 0, _END, 0,
    )  # fmt: skip
    assert fats <= 109, "larger files need more tables"
    header += struct.pack("<109I", *range(fats), *[_FREE] * (109 - fats))
    entries = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, first, len(stream))
    directory = entries + bytes(_SECTOR - len(entries))
    return header + struct.pack(f"<{len(table)}I", *table) + directory + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sI8s8sIII",
        text, len(text), kind, 1, _FREE, _FREE, child, bytes(16), 0, bytes(8), bytes(8),
        start, size, 0,
    )  # fmt: skip
