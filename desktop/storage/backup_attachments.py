"""The attachments of backups: laid beside them once, proved, and healed where a whole copy is."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.domain.errors import ErrorCode, KnownError, code_of_read, world_faults
from desktop.domain.small_file import open_regular
from desktop.storage.attachments import CHUNK_BYTES
from desktop.storage.attachments import FOLDER as ATTACHMENTS
from desktop.storage.backup_file import KeptFile, is_whole
from desktop.storage.files import FILE_MODE, private_directory, sync_directory, sync_file

PART: Final = ".part"
_NAME: Final = re.compile(r"[0-9a-f]{32}")
_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Laid:
    """``kept``: what the backup is to name; ``broken``: how many of the profile's attachments are
    whole neither there nor in any copy that can be reached."""

    kept: tuple[KeptFile, ...]
    broken: int = 0


def lay_attachments(
    profile: Path,
    folder: Path,
    known: Sequence[KeptFile],
    named: Mapping[str, Sequence[str]],
    others: Sequence[Path],
    cancelled: Callable[[], bool],
) -> Laid:
    """Lay the profile's attachments beside the backups, each once, and name them.

    All are read. One is whole if its pieces are those in *named* (id: SHA-256 of each piece, as
    the store has them), else if it is what the last backup said (*known*): they never change. A
    damaged or lost one is replaced by a whole copy, here or in *others* (folders). Where there is
    none, the backup goes on naming it as it was, so that a copy out of reach stays needed.
    Raises KnownError CANCELLED, DISK_FULL, DISK_FAULT, READ_ONLY, BACKUP_FOLDER.
    """
    source, target = profile / ATTACHMENTS, folder / ATTACHMENTS
    said = {one.id: one for one in known}
    here = {path.name for path in attachments_in(source)}
    lost = {name for name in said if name in named} - here
    kept: list[KeptFile] = []
    broken = 0
    for name in sorted(here | lost):
        one = _read_through(source / name, named.get(name), said.get(name), cancelled)
        with world_faults():
            real_folder(target)
            before = said.get(name)
            is_wanted = name in named or os.path.lexists(source / name)
            if one is None and before is not None and is_wanted:
                one = _healed(source / name, before, (target, *others))
            if one is not None and not _lay(source / name, target / name, one):
                continue  # erased while the backup was being made
        if one is not None:
            kept.append(one)
        elif is_wanted:
            broken += 1
            kept += [] if before is None else [before]
    return Laid(tuple(kept), broken)


def attachments_in(folder: Path) -> list[Path]:
    """The attachments that lie in *folder*, sorted; links are none. KnownError DISK_FAULT,
    NO_ACCESS."""
    try:
        with os.scandir(folder) as entries:
            found = [Path(one.path) for one in entries if one.is_file(follow_symlinks=False)]
    except FileNotFoundError:
        return []
    except OSError as error:
        code = code_of_read(error, ErrorCode.DISK_FAULT)
        raise KnownError(code, errno=error.errno) from None
    return sorted(path for path in found if _NAME.fullmatch(path.name))


def half_attachments_in(folder: Path) -> list[Path]:
    """What a crash left of them while they were copied; nothing behind a link."""
    if folder.is_symlink():
        return []
    return [path for path in folder.glob(f"*{PART}") if _NAME.fullmatch(path.stem)]


def real_folder(folder: Path) -> None:
    """Make a private folder if it is not there yet. What is written there stays there: one that
    leads elsewhere by a link is refused. Raises KnownError BACKUP_FOLDER, and OSError."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise KnownError(ErrorCode.BACKUP_FOLDER)
    if not folder.is_dir():
        private_directory(folder)


def is_there(path: Path, size: int) -> bool:
    """Whether a file of this size, and no link to one, lies at *path*; it is not read."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == size


def copy_file(source: Path, target: Path, cancelled: Callable[[], bool]) -> None:
    """Copy durably: the target has its name only when all of it is on the disk. A link in its
    place is replaced, never followed.

    Raises KnownError CANCELLED, and OSError as they come.
    """
    part = target.with_name(target.name + PART)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    part.unlink(missing_ok=True)
    try:
        with open_regular(source) as file, open(os.open(part, flags, FILE_MODE), "wb") as out:
            while data := file.read(_CHUNK):
                if cancelled():
                    raise KnownError(ErrorCode.CANCELLED)
                out.write(data)
        sync_file(part)
        os.replace(part, target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_directory(target.parent)


def _read_through(
    path: Path,
    pieces: Sequence[str] | None,
    said: KeptFile | None,
    cancelled: Callable[[], bool],
) -> KeptFile | None:
    """What lies at *path*, if that is what it should be."""
    digest, ids, size = hashlib.sha256(), [], 0
    try:
        with open_regular(path) as file:
            while data := file.read(CHUNK_BYTES):
                if cancelled():
                    raise KnownError(ErrorCode.CANCELLED)
                digest.update(data)
                ids.append(hashlib.sha256(data).hexdigest())
                size += len(data)
    except OSError:
        return None
    found = KeptFile(path.name, size, digest.hexdigest())
    if pieces is not None:
        return found if ids == list(pieces) else None
    return found if said is None or said == found else None


def _healed(place: Path, said: KeptFile, folders: Sequence[Path]) -> KeptFile | None:
    for folder in folders:
        if is_whole(folder / said.id, said):
            real_folder(place.parent)
            copy_file(folder / said.id, place, lambda: False)
            return said
    return None


def _lay(source: Path, target: Path, kept: KeptFile) -> bool:
    """Put a file that never changes at a second place: by a link, else by a durable copy; False
    without a source. Other OSError as they come."""
    if _is_same(source, target) or (not target.is_symlink() and is_whole(target, kept)):
        return True
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except FileNotFoundError:
        return False
    except OSError:
        copy_file(source, target, lambda: False)
    return True


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samestat(one.lstat(), other.lstat())
    except OSError:
        return False
