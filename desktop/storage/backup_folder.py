"""A folder of backups: names, what is kept how long, and the attachments beside them."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from desktop.domain.errors import ErrorCode, KnownError
from desktop.storage.attachments import FOLDER as ATTACHMENTS
from desktop.storage.backup_attachments import attachments_in, half_attachments_in
from desktop.storage.backup_file import END, Manifest, read_manifest
from desktop.storage.files import STORE_NAME, sync_directory

FOLDER: Final = "backups"
DAYS: Final = 7
LAST_DAY: Final = 30
"""Nothing is kept longer, but the newest while no other can be made: see ``kept``."""
_DAY_MS: Final = 24 * 3600 * 1000
LAST_MS: Final = LAST_DAY * _DAY_MS
_NAME: Final = re.compile(r"store-\d{8}-\d{4,6}\.fmb")
_HALF: Final = re.compile(_NAME.pattern + r"\.part(-wal|-shm|-journal)?")

Read = Callable[[Path], Manifest]
"""Asks a backup what it is: ``read_manifest``, or ``Store.read_backup``, which proves it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """A backup in a folder. ``manifest`` is None when the file does not say what it is; nothing
    in it is proved yet. ``size``: bytes of the file alone; ``whole_size``: with attachments."""

    path: Path
    manifest: Manifest | None
    size: int
    fault: ErrorCode | None = None

    @property
    def whole_size(self) -> int:
        """What has to be brought back, bytes; for a damaged one what there is of it."""
        files = () if self.manifest is None else self.manifest.attachments
        return self.size + sum(one.size for one in files)


def name_for(created_at: int, folder: Path) -> str:
    """The name of a backup made now, by this laptop's time of day; one that is still free."""
    moment = datetime.fromtimestamp(created_at / 1000)
    short = f"store-{moment:%Y%m%d-%H%M}{END}"
    return short if not (folder / short).exists() else f"store-{moment:%Y%m%d-%H%M%S}{END}"


def look(folder: Path, read: Read = read_manifest) -> list[Found]:
    """All backups of a folder, newest first; damaged ones last. KnownError BACKUP_UNREADABLE."""
    try:
        paths = [entry for entry in folder.iterdir() if entry.name.endswith(END)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise KnownError(ErrorCode.BACKUP_UNREADABLE, errno=error.errno) from None
    found = [one for path in paths if (one := look_at(path, read)) is not None]
    return sorted(found, key=lambda one: (-_created(one), one.path.name))


def look_at(path: Path, read: Read = read_manifest) -> Found | None:
    """One file as a backup; None if it has gone. Never raises: one odd file among good ones must
    not hide them."""
    size = 0
    try:
        size = path.stat().st_size
        return Found(path, read(path), size)
    except FileNotFoundError:
        return None
    except OSError:
        return Found(path, None, 0, ErrorCode.BACKUP_UNREADABLE)
    except KnownError as error:
        return Found(path, None, size, error.code)
    except (ValueError, ArithmeticError, RuntimeError):
        return Found(path, None, size, ErrorCode.BACKUP_DAMAGED)


def kept(times: Iterable[int], now_ms: int) -> set[int]:
    """Which of these moments (UTC ms) stay: the last of each of the last 7 days, before that
    the last of each calendar week, none more than 30 days off. The newest stays in any case:
    it is only that old if no other could be made.

    A moment that lies ahead, by a clock that was wrong once, counts as far as it is off; the
    newest is one of them only if all of them lie ahead.
    """
    newest_first = sorted(set(times), reverse=True)
    today = _day(now_ms)
    past = [moment for moment in newest_first if moment <= now_ms + _DAY_MS]
    stay: dict[tuple[int, int, int], int] = {}
    for moment in newest_first:
        if abs(now_ms - moment) > LAST_MS:
            continue
        day = _day(moment)
        year, week, _ = day.isocalendar()
        is_daily = abs((today - day).days) < DAYS
        group = (day.year, day.month, day.day) if is_daily else (year, -week, 0)
        stay.setdefault(group, moment)
    return set(stay.values()) | set((past or newest_first)[:1])


def prune(
    folder: Path,
    store_id: str,
    now_ms: int,
    read: Read,
    *,
    spared: Collection[str] = (),
) -> int:
    """Remove what is not kept any more of one store's backups, and attachments that no backup
    here needs, but *spared* ones; returns how many backups went. Half files of a crash go, too.

    *read* proves: a backup that somebody else made in this store's name displaces none. While a
    backup cannot be read for now, nobody knows what it needs: all attachments stay, and the log
    says so.
    """
    found = [one for one in look(folder, read) if one.manifest is None or _is_of(one, store_id)]
    stay = kept((_created(one) for one in found if one.manifest is not None), now_ms)
    gone = 0
    for one in found:
        with contextlib.suppress(OSError):
            if _is_stale(one, stay, now_ms):
                one.path.unlink(missing_ok=True)
                gone += 1
    halves = [path for path in folder.glob(f"*{END}.part*") if _HALF.fullmatch(path.name)]
    for left in (*halves, *half_attachments_in(folder / ATTACHMENTS)):
        with contextlib.suppress(OSError):
            left.unlink()
    drop_attachments(folder, now_ms, spared)
    if gone:
        sync_directory(folder)
    return gone


def drop_older(folder: Path, store_id: str, known_ms: int, read: Read) -> None:
    """Remove what was too old at *known_ms*, when the clock was right, but the newest: by a clock
    that has leapt ahead since, and may be wrong now."""
    found = look(folder, read)
    ours = [one for one in found if _is_of(one, store_id)]
    going = [one for one in ours[1:] if is_late(one, known_ms)]
    for one in going:
        with contextlib.suppress(OSError):
            one.path.unlink(missing_ok=True)
    if going and all(one.manifest is not None for one in found):
        drop_attachments(folder, known_ms)


def _is_stale(one: Found, stay: set[int], now_ms: int) -> bool:
    if one.manifest is not None:
        return _created(one) not in stay
    if not _NAME.fullmatch(one.path.name):
        return False
    # Nobody knows what a damaged file of ours holds: it does not outlast the others.
    return _is_old(one.path, now_ms)


def _is_old(path: Path, now_ms: int) -> bool:
    age = now_ms - path.lstat().st_mtime_ns // 1_000_000
    return abs(age) > LAST_MS


def drop_old_copies(profile: Path, now_ms: int) -> None:
    """Copies made before an update, and logs put aside, hold what was erased since, too: they
    last no longer than a backup."""
    for pattern in (f"{STORE_NAME}.before-*", "*.stray"):
        for path in profile.glob(pattern):
            with contextlib.suppress(OSError):
                age = now_ms - path.stat().st_mtime_ns // 1_000_000
                if age > LAST_MS:
                    path.unlink()


def is_late(one: Found, now_ms: int) -> bool:
    """Whether a backup is older than any should be."""
    return now_ms - _created(one) > LAST_MS


def drop_attachments(folder: Path, now_ms: int, spared: Collection[str] = ()) -> None:
    """Remove attachments that no backup in *folder* needs, but *spared* ones; see ``prune``."""
    if (folder / ATTACHMENTS).is_symlink():
        return
    found = look(folder)
    unknown = sum(_may_need_any(one, now_ms) for one in found)
    if unknown:
        _log.warning("attachments of backups stay: %d backups cannot be read now", unknown)
        return
    needed = set(spared)
    for one in found:
        if one.manifest is not None:
            needed.update(kept_file.id for kept_file in one.manifest.attachments)
    for path in attachments_in(folder / ATTACHMENTS):
        if path.name not in needed:
            with contextlib.suppress(OSError):
                path.unlink()


def _may_need_any(one: Found, now_ms: int) -> bool:
    """Whether this is a backup that may be read again one day and does not say now which
    attachments it needs. A damaged one can never be brought back; an old one should have gone."""
    if one.manifest is not None or one.fault is ErrorCode.BACKUP_DAMAGED:
        return False
    try:
        return not _is_old(one.path, now_ms)
    except OSError:
        return True


def _created(one: Found) -> int:
    return -1 if one.manifest is None else one.manifest.created_at


def _is_of(one: Found, store_id: str) -> bool:
    return one.manifest is not None and one.manifest.store_id == store_id


def _day(moment: int) -> date:
    return datetime.fromtimestamp(moment / 1000).date()
