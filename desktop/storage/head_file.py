"""How far the store had come, kept beside it: ``head.json`` (hardening 1.5).

A write-ahead log that is lost or cut, and old pages copied back in, open cleanly; only something
outside the store can tell. The file names the last own operation and, while the store is closed,
a digest of the whole store file. It is sealed under a key derived from the store key: a missing
or foreign one says nothing, and is only noted.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import logging
import os
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from desktop.domain.small_file import open_regular, read_object, write_fresh
from desktop.storage.files import sync_directory

HEAD_NAME: Final = "head.json"
PAUSE_S: Final = 1.0
"""Least time between two writings while work goes on; the last one is at closing."""
DIGEST_LIMIT: Final = 256 * 1024 * 1024
"""Larger store files get no digest: it would hold up opening and locking, by a second for each
GB. Seal and structure of their pages are looked at behind every opening instead (``checks``), so
that only old pages of the same store put back in go unnoticed. Bytes."""
_FORMAT: Final = "fallmappe-head"
_MAX_BYTES: Final = 4096
_CHUNK: Final = 1 << 20

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Head:
    """``operations``: number of the last own operation; ``sealed``: how many own sets;
    ``mark``: digest of that operation's stamp, "" for none; ``content``: digest of the closed
    store file, "" while it is open and for a large one."""

    store_id: str
    operations: int = 0
    sealed: int = 0
    mark: str = ""
    content: str = ""


def mark_of(number: int, ms: int, counter: int) -> str:
    """The digest by which an own operation is recognised; survives its erasure."""
    return hashlib.sha256(f"{number} {ms} {counter}".encode()).hexdigest()


def read(directory: Path, key: bytes, store_id: str) -> Head | None:
    """The head written last, or None when there is none of this store."""
    try:
        fields: dict[str, Any] = read_object(directory / HEAD_NAME, _MAX_BYTES)
        mac = fields.pop("mac")
        is_ours = fields.pop("format") == _FORMAT and fields.pop("version") == 1
        head = Head(**fields)
        is_ours = is_ours and head.store_id == store_id and _is_sealed(head, mac, key)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    if not is_ours:
        _log.warning("the head file is not of this store")
        return None
    return head


def write(directory: Path, key: bytes, head: Head, *, sync: bool) -> None:
    """Replace the head file; with *sync* it is on the disk afterwards. Raises OSError."""
    path = directory / HEAD_NAME
    fresh = path.with_name(f"{HEAD_NAME}.new")
    fields: dict[str, Any] = {"format": _FORMAT, "version": 1, **asdict(head)}
    fields["mac"] = _mac(head, key)
    try:
        data = json.dumps(fields, sort_keys=True, indent=1).encode() + b"\n"
        write_fresh(fresh, data, durable=sync)
        if head.content:
            # The log has to be gone for good before a head says that there is none.
            sync_directory(directory)
        os.replace(fresh, path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    if sync:
        sync_directory(directory)


def open_again(directory: Path, key: bytes, head: Head) -> None:
    """Take the digest away, durably, before the store file changes; raises OSError.

    A digest that outlived a change would call a good store a mixed one: where it cannot be
    rewritten (full disk), the file goes.
    """
    if not head.content:
        return
    try:
        write(directory, key, replace(head, content=""), sync=True)
    except OSError:
        (directory / HEAD_NAME).unlink(missing_ok=True)
        sync_directory(directory)


def digest(path: Path) -> str:
    """The digest of a closed store file, "" for one over the limit; raises OSError."""
    if path.stat().st_size > DIGEST_LIMIT:
        return ""
    found = hashlib.blake2b(digest_size=32)
    with open_regular(path) as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def read_ahead(path: Path) -> threading.Thread:
    """Begin to read a store file in a thread, so that its digest finds it in memory; what cannot
    be read is left to whoever opens it."""

    def work() -> None:
        with contextlib.suppress(OSError):
            digest(path)

    thread = threading.Thread(target=work, name="read-ahead", daemon=True)
    thread.start()
    return thread


class HeadKeeper:
    """Writes the head behind the commits, in a thread of its own, at most once a second.

    ``note`` returns at once, so that no save waits. What cannot be written (full disk) is left:
    the head is then behind, which is harmless.
    """

    def __init__(self, directory: Path, key: bytes) -> None:
        self._directory = directory
        self._key = key
        self._news = threading.Condition()
        self._head: Head | None = None
        self._is_stopped = False
        self._thread: threading.Thread | None = None

    def note(self, head: Head) -> None:
        """The store has come so far; called after COMMIT."""
        with self._news:
            self._head = head
            if self._thread is None and not self._is_stopped:
                self._thread = threading.Thread(target=self._keep, name="head", daemon=True)
                self._thread.start()
            self._news.notify()

    def stop(self) -> None:
        """Write no more; returns when nothing is being written."""
        with self._news:
            self._is_stopped = True
            self._news.notify()
        if self._thread is not None:
            self._thread.join()

    def close(self, head: Head) -> None:
        """Stop, then write *head* durably."""
        self.stop()
        self._write(head, sync=True)

    def _keep(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._head is not None or self._is_stopped)
                if self._is_stopped:
                    return
                head, self._head = self._head, None
            assert head is not None
            self._write(head, sync=False)
            with self._news:
                self._news.wait_for(lambda: self._is_stopped, PAUSE_S)

    def _write(self, head: Head, *, sync: bool) -> None:
        try:
            write(self._directory, self._key, head, sync=sync)
        except OSError as error:
            _log.warning("the head file was not written: %s", error.errno)


def _is_sealed(head: Head, mac: object, key: bytes) -> bool:
    if not isinstance(mac, str) or not mac.isascii():
        return False
    return hmac.compare_digest(mac, _mac(head, key))


def _mac(head: Head, key: bytes) -> str:
    mac_key = hmac.digest(key, b"fallmappe/1|head-file-mac", hashlib.sha256)
    data = json.dumps(asdict(head), sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(mac_key, data, hashlib.sha256).hexdigest()
