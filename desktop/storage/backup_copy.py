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
from desktop.storage.backup_file import Manifest, is_whole
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
) -> Path | None:
    """Copy *backup* and the attachments that are missing there to *own*; the copy, which is to be
    proved yet, or None if all of it was there.

    Where there is no room the oldest copies make some. Nothing is written, or removed, behind a
    link. Raises KnownError BACKUP_FOLDER for one, BACKUP_FULL, CANCELLED; OSError as they come.
    """
    source, there = backup.parent / ATTACHMENTS, own / ATTACHMENTS
    real_folder(own)
    missing = [one for one in manifest.attachments if not is_there(there / one.id, one.size)]
    wanted = [one for one in missing if is_whole(source / one.id, one)]
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


def _says(path: Path, manifest: Manifest, read: Read) -> bool:
    found = backup_folder.look_at(path, read)
    return found is not None and found.manifest == manifest


def _make_room(
    own: Path, needed: int, store_id: str, now_ms: int, read: Read, spared: Collection[str]
) -> None:
    """The last copy stays, unless it is so old that it should have gone."""
    while shutil.disk_usage(own).free < needed + _SPARE:
        found = [one for one in backup_folder.look(own, read) if _is_of(one, store_id)]
        is_last_old = len(found) == 1 and backup_folder.is_late(found[0], now_ms)
        if len(found) < 2 and not is_last_old:
            raise KnownError(ErrorCode.BACKUP_FULL)
        found[-1].path.unlink()
        backup_folder.drop_attachments(own, now_ms, spared)


def _is_of(one: Found, store_id: str) -> bool:
    return one.manifest is not None and one.manifest.store_id == store_id
