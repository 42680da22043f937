"""Copies of backups in a second folder: a stick that is full, or that somebody prepared."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from desktop.domain.errors import ErrorCode, KnownError
from desktop.storage import backup_folder
from desktop.storage.attachments import FOLDER as ATTACHMENTS
from desktop.storage.backup_attachments import copy_file, is_there, real_folder
from desktop.storage.backup_file import KeptFile, Manifest, is_whole
from desktop.storage.backup_folder import Found, Read

_SPARE: Final = 1024 * 1024
"""Bytes that a copy leaves free."""


def own_folder(second: Path, store_id: str) -> Path:
    """Several workers may share a folder: one each, which names nobody."""
    return second / f"fallmappe-{store_id[:8]}"


def bring(
    backup: Path,
    manifest: Manifest,
    own: Path,
    now_ms: int,
    read: Read,
    cancelled: Callable[[], bool],
    damaged: Collection[Path] = (),
) -> Path | None:
    """Copy *backup* and the attachments that are missing there, or known as *damaged*, to *own*;
    the copy, which is to be proved yet, or None if all of it was there.

    Where there is no room the oldest copies make some; the newest stays. Nothing is written, or
    removed, behind a link. Raises KnownError BACKUP_FOLDER for one, BACKUP_FULL, CANCELLED;
    OSError as they come.
    """
    source, there = backup.parent / ATTACHMENTS, own / ATTACHMENTS
    real_folder(own)
    missing = [
        one
        for one in manifest.attachments
        if there / one.id in damaged or not is_there(there / one.id, one.size)
    ]
    wanted = [one for one in missing if _is_to_come(source / one.id, one, cancelled)]
    target, size = own / backup.name, backup.stat().st_size
    has_file = is_there(target, size) and _says(target, manifest, read)
    if has_file and not wanted:
        return None
    needed = sum(one.size for one in wanted) + (0 if has_file else size)
    spared = {one.id for one in manifest.attachments}
    _make_room(own, needed, manifest.store_id, now_ms, read, spared)
    for one in wanted:
        real_folder(there)
        copy_file(source / one.id, there / one.id, cancelled)
    if not has_file:
        copy_file(backup, target, cancelled)
    return target


def _is_to_come(path: Path, kept: KeptFile, cancelled: Callable[[], bool]) -> bool:
    if cancelled():
        raise KnownError(ErrorCode.CANCELLED)
    return is_whole(path, kept)


def _says(path: Path, manifest: Manifest, read: Read) -> bool:
    found = backup_folder.look_at(path, read)
    return found is not None and found.manifest == manifest


def _make_room(
    own: Path, needed: int, store_id: str, now_ms: int, read: Read, spared: Collection[str]
) -> None:
    """Remove the oldest copies, if that is enough for *needed* bytes; the newest stays until
    another is whole there, however old it is."""
    found = [one for one in backup_folder.look(own, read) if _is_of(one, store_id)]
    older = found[1:]
    while shutil.disk_usage(own).free < needed + _SPARE:
        is_enough = shutil.disk_usage(own).free + _gain(older, found, spared) >= needed + _SPARE
        if not (older and is_enough):
            raise KnownError(ErrorCode.BACKUP_FULL)
        oldest = older.pop()
        oldest.path.unlink()
        found.remove(oldest)
        backup_folder.drop_attachments(own, now_ms, spared)


def _gain(going: list[Found], found: list[Found], spared: Collection[str]) -> int:
    """How many bytes come free with *going* at most."""
    stay = [one.manifest for one in found if one not in going and one.manifest is not None]
    needed = {one.id for manifest in stay for one in manifest.attachments} | set(spared)
    beside = {one for gone in going if gone.manifest for one in gone.manifest.attachments}
    sizes = [one.size for one in beside if one.id not in needed]
    return sum(one.size for one in going) + sum(sizes)


def _is_of(one: Found, store_id: str) -> bool:
    return one.manifest is not None and one.manifest.store_id == store_id
