"""What the store hands out and takes in beside domain records: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.domain.changes import Value
from desktop.domain.clock import Stamp
from desktop.domain.ids import OpId, RecordId, StreamId
from desktop.domain.register import Head


@dataclass(frozen=True, slots=True)
class EditView:
    """A record together with what an editor that opens it now has to name as replaced."""

    record: Any
    bases: Mapping[str, tuple[OpId, ...]]
    conflicts: Mapping[str, tuple[Head, ...]]


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One unit with several values; ``heads`` earliest first."""

    kind: str
    record: RecordId
    unit: str
    stream: StreamId
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One operation on one unit. ``value`` is None when ``is_redacted``."""

    op: OpId
    stamp: Stamp
    word: str
    value: Value
    base: tuple[OpId, ...]
    is_head: bool
    is_redacted: bool


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A record that was found; ``field`` and ``snippet`` say why."""

    kind: str
    record: RecordId
    case: RecordId | None
    field: str
    snippet: str


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A sealed change set of this device; ``seq`` is None until the server has stored it."""

    set_id: bytes
    stream: StreamId
    n: int
    prev: bytes | None
    head: bytes
    body: bytes
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class StreamRow:
    """To which circle a stream belongs, and its scope (a value of ``kinds.Scope``)."""

    circle: str
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form begun and not finished on this device; never sent, makes no operations."""

    id: RecordId
    case: RecordId | None
    visit: RecordId | None
    form_id: str
    form_version: str
    worker_language: str
    client_language: str
    answers: Mapping[str, str]
    bases: Mapping[str, tuple[OpId, ...]] = field(default_factory=dict)
    position: str = ""
    saved_at: int = 0
    companions: Mapping[str, Any] = field(default_factory=dict)
    """``Companions.to_plain``; drafts of older versions have none."""
