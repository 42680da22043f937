"""``erased.json``: what was erased or redacted, kept beside the store, so that an older copy of
the store that is put back does not bring it to life again. Ids, places in forms and times only.

It is sealed under a key derived from the store key. Entries are only ever added.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from desktop.domain.ids import DeviceId, OpId, RecordId, StreamId
from desktop.domain.small_file import read_object, replace_small
from desktop.storage.files import sync_directory

ERASED_NAME: Final = "erased.json"
_FORMAT: Final = "fallmappe-erased"
_MAX_BYTES: Final = 64 * 1024 * 1024

_log = logging.getLogger(__name__)


class ErasedEntry(NamedTuple):
    """``record`` is empty for everything in the stream; ``at`` in UTC milliseconds."""

    stream: StreamId
    record: RecordId
    erasure: RecordId
    at: int


class RedactedEntry(NamedTuple):
    """One merge unit of one operation."""

    op: OpId
    unit: str


@dataclass(frozen=True, slots=True)
class Erased:
    """All of it."""

    records: frozenset[ErasedEntry] = frozenset()
    redactions: frozenset[RedactedEntry] = frozenset()

    def __or__(self, other: Erased) -> Erased:
        return Erased(self.records | other.records, self.redactions | other.redactions)

    def __bool__(self) -> bool:
        return bool(self.records or self.redactions)


def read(directory: Path, key: bytes) -> Erased:
    """What the file names; nothing, and a line in the log, for one that is not ours."""
    try:
        fields: dict[str, Any] = read_object(directory / ERASED_NAME, _MAX_BYTES)
        mac, content = fields["mac"], fields["content"]
        if fields["format"] != _FORMAT or fields["version"] != 1:
            raise ValueError
        if not hmac.compare_digest(str(mac).encode(), _mac(content, key).encode()):
            raise ValueError
        return _from_plain(content)
    except FileNotFoundError:
        return Erased()
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        _log.warning("the list of what was erased cannot be read")
        return Erased()


def add(directory: Path, key: bytes, erased: Erased) -> bool:
    """Durably add to the file; False, and a line in the log, when it cannot be written."""
    known = read(directory, key)
    whole = known | erased
    if whole == known:
        return True
    content = _to_plain(whole)
    fields = {"format": _FORMAT, "version": 1, "content": content, "mac": _mac(content, key)}
    data = json.dumps(fields, sort_keys=True).encode() + b"\n"
    try:
        replace_small(directory / ERASED_NAME, data, durable=True)
        sync_directory(directory)
    except OSError as error:
        _log.warning("the list of what was erased was not written: %s", error.errno)
        return False
    return True


def _to_plain(erased: Erased) -> dict[str, Any]:
    return {
        "records": [list(entry) for entry in sorted(erased.records)],
        "redactions": [[*entry.op, entry.unit] for entry in sorted(erased.redactions)],
    }


def _from_plain(content: dict[str, Any]) -> Erased:
    return Erased(
        frozenset(
            ErasedEntry(StreamId(stream), RecordId(record), RecordId(erasure), int(at))
            for stream, record, erasure, at in content["records"]
        ),
        frozenset(
            RedactedEntry(OpId(DeviceId(device), int(n)), str(unit))
            for device, n, unit in content["redactions"]
        ),
    )


def _mac(content: Any, key: bytes) -> str:
    mac_key = hmac.digest(key, b"fallmappe/1|erased-file-mac", hashlib.sha256)
    data = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(mac_key, data, hashlib.sha256).hexdigest()
