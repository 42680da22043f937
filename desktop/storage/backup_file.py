"""One backup as one file ``*.fmb``: store copy, key file, manifest; read with suspicion.

Layout, from the first byte: the parts in the order of the manifest, without gaps; the manifest
(JSON); 32 bytes HMAC-SHA256 of the manifest under a key derived from the store key; its length
(4 bytes, big endian); the mark ``FMBACKUP1``. The end comes last, so that a file cut short is
never taken for a backup. The store copy stands first, so that its pages are written once.
The manifest names no person; attachments, which never change, lie beside the file in
``attachments`` and are named with size and hash.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO, Final, Literal

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop.crypto import key_document
from desktop.domain.errors import ErrorCode, KnownError, world_faults
from desktop.domain.small_file import NotRegularError, open_regular
from desktop.storage.backup import copy_store, discard
from desktop.storage.files import create_private, sync_directory

MARK: Final = b"FMBACKUP1"
END: Final = ".fmb"
STORE: Final = "store.db"
KEY: Final = "key.json"
_MAC_BYTES, _LENGTH_BYTES = 32, 4
_TAIL_BYTES: Final = _MAC_BYTES + _LENGTH_BYTES + len(MARK)
_MAX_MANIFEST: Final = 8 * 1024 * 1024
_MAX_ATTACHMENTS: Final = 50_000
_CHUNK: Final = 1024 * 1024
_MAC_INFO: Final = b"fallmappe/1|backup-mac"

Size = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
FIRST_MS, LAST_MS = 946_684_800_000, 7_258_118_400_000
"""2000-01-01 and 2200-01-01, UTC ms: what can be shown as a day everywhere."""
Moment = Annotated[int, msgspec.Meta(ge=FIRST_MS, le=LAST_MS)]
Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of the file. ``sha256`` is of its bytes."""

    name: Literal["store.db", "key.json"]
    size: Size
    sha256: Hash


class KeptFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An attachment that belongs to the backup; ``sha256`` is of its encrypted bytes."""

    id: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    size: Size
    sha256: Hash


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup is. ``created_at``: UTC ms; ``sequence``: the store's, see ``Store``;
    ``mark`` changes with what the store holds and says nothing about it."""

    format: Literal["fallmappe-backup"] = "fallmappe-backup"
    version: Literal[1] = 1
    store_id: Annotated[str, msgspec.Meta(pattern="^[0-9A-Za-z-]{1,64}$")]
    sequence: Size
    created_at: Moment
    mark: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{0,64}$")] = ""
    parts: Annotated[tuple[Part, ...], msgspec.Meta(min_length=2, max_length=2)]
    attachments: Annotated[tuple[KeptFile, ...], msgspec.Meta(max_length=_MAX_ATTACHMENTS)] = ()

    def part(self, name: str) -> tuple[int, Part]:
        """Where a part begins, and the part."""
        start = 0
        for part in self.parts:
            if part.name == name:
                return start, part
            start += part.size
        raise _damaged(name)


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a new backup besides the store."""

    key_file: bytes
    store_id: str
    sequence: int
    created_at: int
    mark: str
    attachments: tuple[KeptFile, ...]


def write(
    store: Path, key: bytes, target: Path, contents: Contents, cancelled: Callable[[], bool]
) -> Manifest:
    """Write the new backup *target* of the open *store*, verified by opening it.

    The file has its name only when all of it is on the disk. Raises KnownError as
    ``copy_store``, and STORE_EXISTS; then nothing is left.
    """
    part = target.with_name(target.name + ".part")
    with world_faults():
        if target.exists():
            raise KnownError(ErrorCode.STORE_EXISTS, file=target.name)
        copy_store(store, key, part, cancelled)
        try:
            manifest = _finish(part, key, contents)
            os.replace(part, target)
        except BaseException:
            discard(part)
            raise
        sync_directory(target.parent)
    return manifest


def _finish(part: Path, key: bytes, contents: Contents) -> Manifest:
    with part.open("r+b") as file:
        size, digest = _digest(file)
        key_file = contents.key_file
        manifest = Manifest(
            store_id=contents.store_id,
            sequence=contents.sequence,
            created_at=contents.created_at,
            mark=contents.mark,
            parts=(
                Part(STORE, size, digest),
                Part(KEY, len(key_file), hashlib.sha256(key_file).hexdigest()),
            ),
            attachments=contents.attachments,
        )
        data = msgspec.json.encode(manifest)
        file.seek(0, os.SEEK_END)
        file.write(key_file + data + _mac(key, data))
        file.write(len(data).to_bytes(_LENGTH_BYTES, "big") + MARK)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def read_manifest(path: Path) -> Manifest:
    """What a file says of itself; believed only after ``check`` with the key.

    Raises KnownError BACKUP_DAMAGED, STORE_NEWER, BACKUP_UNREADABLE.
    """
    with _reading(path) as file:
        return _manifest(file, path.name)[0]


def read_own(path: Path, key: bytes, store_id: str) -> Manifest:
    """The same, and BACKUP_DAMAGED for one that names the store *store_id* and was not made by
    somebody with its *key*. The parts are not looked at."""
    with _reading(path) as file:
        manifest = _manifest(file, path.name)[0]
        return _proved(file, path.name, key) if manifest.store_id == store_id else manifest


def check(path: Path, key: bytes, cancelled: Callable[[], bool] = lambda: False) -> Manifest:
    """Read the whole file and prove it: MAC, sizes and hashes of all parts.

    Raises KnownError as ``read_manifest``; BACKUP_DAMAGED names the ``part``; CANCELLED.
    """
    with _reading(path) as file:
        manifest = _proved(file, path.name, key)
        _check_parts(file, path.name, manifest, cancelled)
    return manifest


def look_over(path: Path, cancelled: Callable[[], bool] = lambda: False) -> None:
    """The same without a key: a bad disk is noticed, what somebody made up is not."""
    with _reading(path) as file:
        _check_parts(file, path.name, _manifest(file, path.name)[0], cancelled)


def _check_parts(
    file: BinaryIO, name: str, manifest: Manifest, cancelled: Callable[[], bool]
) -> None:
    start = 0
    for part in manifest.parts:
        file.seek(start)
        if _digest(file, part.size, cancelled) != (part.size, part.sha256):
            raise _damaged(name, part.name)
        start += part.size


def read_key_file(path: Path) -> bytes:
    """The key file of a backup, to be opened with a password. Errors as ``read_manifest``."""
    with _reading(path) as file:
        manifest, _, _ = _manifest(file, path.name)
        start, part = manifest.part(KEY)
        file.seek(start)
        data = file.read(part.size)
    if hashlib.sha256(data).hexdigest() != part.sha256:
        raise _damaged(path.name, KEY)
    return data


def extract_store(path: Path, key: bytes, target: Path) -> Manifest:
    """Write the store copy to the new private file *target*; hash and MAC are proved.

    Raises KnownError as ``check``, DISK_FULL, STORE_EXISTS. Not yet flushed to the disk.
    """
    with _reading(path) as file:
        manifest = _proved(file, path.name, key)
        start, part = manifest.part(STORE)
        file.seek(start)
        create_private(target)
        with world_faults(), target.open("wb") as out:
            digest = hashlib.sha256()
            for data in _pieces(file, part.size):
                digest.update(data)
                out.write(data)
    if digest.hexdigest() != part.sha256:
        raise _damaged(path.name, STORE)
    return manifest


def within_reason(now_ms: int) -> int:
    """The time of a clock that may be wrong, as a backup can name it."""
    return min(max(now_ms, FIRST_MS), LAST_MS)


def is_whole(path: Path, kept: KeptFile) -> bool:
    """Whether an attachment lies at *path* as it was kept; what is no file or has another size
    is not read."""
    try:
        with open_regular(path) as file:
            if os.fstat(file.fileno()).st_size != kept.size:
                return False
            return _digest(file, kept.size) == (kept.size, kept.sha256)
    except OSError:
        return False


def _proved(file: BinaryIO, name: str, key: bytes) -> Manifest:
    manifest, data, mac = _manifest(file, name)
    if not hmac.compare_digest(mac, _mac(key, data)):
        raise _damaged(name, "manifest")
    return manifest


def _manifest(file: BinaryIO, name: str) -> tuple[Manifest, bytes, bytes]:
    size = file.seek(0, os.SEEK_END)
    if size < _TAIL_BYTES:
        raise _damaged(name)
    file.seek(size - _TAIL_BYTES)
    tail = file.read(_TAIL_BYTES)
    if not tail.endswith(MARK):
        raise _not_ours(tail, name)
    mac = tail[:_MAC_BYTES]
    length = int.from_bytes(tail[_MAC_BYTES : _MAC_BYTES + _LENGTH_BYTES], "big")
    if length > min(_MAX_MANIFEST, size - _TAIL_BYTES):
        raise _damaged(name)
    file.seek(size - _TAIL_BYTES - length)
    data = file.read(length)
    manifest = _decode(data, name)
    names = [part.name for part in manifest.parts]
    sizes = sum(part.size for part in manifest.parts)
    key_bytes = manifest.part(KEY)[1].size
    if len(set(names)) != len(names) or sizes + length + _TAIL_BYTES != size:
        raise _damaged(name)
    if not 0 < key_bytes <= key_document.MAX_BYTES:
        raise _damaged(name, KEY)
    return manifest, data, mac


def _decode(data: bytes, name: str) -> Manifest:
    try:
        return msgspec.json.decode(data, type=Manifest, strict=True)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise _damaged(name, "manifest") from None


def _not_ours(tail: bytes, name: str) -> KnownError:
    """A mark with another digit is of a later program; no mark at all, no backup."""
    is_newer = tail[-len(MARK) : -1] == MARK[:-1] and tail[-1:].isdigit()
    return KnownError(ErrorCode.STORE_NEWER, file=name) if is_newer else _damaged(name)


def _mac(key: bytes, data: bytes) -> bytes:
    mac_key = HKDF(hashes.SHA256(), 32, None, _MAC_INFO).derive(key)
    return hmac.digest(mac_key, MARK + data, "sha256")


def _pieces(file: BinaryIO, size: int | None) -> Iterator[bytes]:
    left = size
    while left is None or left > 0:
        data = file.read(_CHUNK if left is None else min(_CHUNK, left))
        if not data:
            return
        left = None if left is None else left - len(data)
        yield data


def _digest(
    file: BinaryIO, size: int | None = None, cancelled: Callable[[], bool] = lambda: False
) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    for data in _pieces(file, size):
        if cancelled():
            raise KnownError(ErrorCode.CANCELLED)
        digest.update(data)
        count += len(data)
    return count, digest.hexdigest()


def _damaged(name: str, part: str = "") -> KnownError:
    return KnownError(ErrorCode.BACKUP_DAMAGED, file=name, part=part)


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    try:
        with open_regular(path) as file:
            yield file
    except NotRegularError:
        raise _damaged(path.name) from None
    except OSError as error:
        raise KnownError(ErrorCode.BACKUP_UNREADABLE, file=path.name, errno=error.errno) from None
