"""What the IT of the agency asks of every worker's program on a laptop. It can only tighten."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, NamedTuple

from desktop.app.times import COVER_CHOICES, LOCK_CHOICES
from desktop.domain.small_file import read_object

_log = logging.getLogger(__name__)

_MOST_MINUTES, _MOST_MONTHS, _LONGEST_PASSWORD = 24 * 60, 1200, 128
_MOST_BYTES = 64 * 1024
_SHELL_FOLDERS: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders"


@dataclass(frozen=True, slots=True)
class Policy:
    """None where the policy says nothing.

    ``cover_minutes`` and ``lock_minutes`` are the longest a worker may choose;
    ``backup_folder`` is where backups go beside the profile; ``retention_months`` the longest
    that anything is kept after a case was closed; ``minimum_password`` the fewest characters of
    a password.
    """

    cover_minutes: int | None = None
    lock_minutes: int | None = None
    backup_folder: Path | None = None
    retention_months: int | None = None
    minimum_password: int | None = None

    def tightened(self, other: Policy) -> Policy:
        """Of each line the tighter; of two folders for backups this one's."""
        return Policy(
            cover_minutes=_of_both(min, self.cover_minutes, other.cover_minutes),
            lock_minutes=_of_both(min, self.lock_minutes, other.lock_minutes),
            backup_folder=self.backup_folder or other.backup_folder,
            retention_months=_of_both(min, self.retention_months, other.retention_months),
            minimum_password=_of_both(max, self.minimum_password, other.minimum_password),
        )

    def cover_after(self, chosen: int) -> int:
        """Minutes without input until everything is covered."""
        return _tighter(chosen, self.cover_minutes)

    def lock_after(self, chosen: int) -> int:
        """Minutes without input until the store is closed."""
        return _tighter(chosen, self.lock_minutes)

    def cover_choices(self) -> tuple[int, ...]:
        """What the worker may choose from, in minutes, shortest first; never empty."""
        return _choices(COVER_CHOICES, self.cover_minutes)

    def lock_choices(self) -> tuple[int, ...]:
        """As ``cover_choices``, for the lock."""
        return _choices(LOCK_CHOICES, self.lock_minutes)


def policy_file() -> Path:
    """Where IT puts the policy; only an administrator may write there."""
    if sys.platform == "win32":
        return _program_data() / "Fallmappe" / "policy.json"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/Fallmappe/policy.json")
    return Path("/etc/fallmappe/policy.json")


if sys.platform == "win32":

    def _program_data() -> Path:
        """As the system says it: the variable PROGRAMDATA is whatever a worker sets it to."""
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _SHELL_FOLDERS) as key:
                found = winreg.QueryValueEx(key, "Common AppData")[0]
        except OSError:
            found = None
        is_place = isinstance(found, str) and Path(found).is_absolute()
        return Path(found if is_place else r"C:\ProgramData")


def read_policy(path: Path | None = None, *, laptop: Path | None = None) -> Policy:
    """The policy of this laptop, and with the file *path*, that a command line names, what is
    tighter of both; a missing file asks for nothing. *laptop* stands for ``policy_file()``.

    A file or value that cannot be understood is logged (names only, never values) and counts as
    missing: a slip of IT must not keep a worker from the cases.
    """
    policy = _read(policy_file() if laptop is None else laptop)
    return policy if path is None else policy.tightened(_read(path))


def _read(file: Path) -> Policy:
    if not os.path.lexists(file):
        return Policy()
    policy, slips = examine(file)
    for slip in slips:
        _log.warning("policy: %s", slip)
    return policy


def examine(file: Path) -> tuple[Policy, tuple[str, ...]]:
    """What *file* asks for, and a line for each thing in it that is left out: what stands there
    by name, never by value, and what should."""
    try:
        data = read_object(file, _MOST_BYTES)
    except (OSError, ValueError) as error:
        return Policy(), (f"not read: {type(error).__name__}",)
    unknown = sorted(set(data) - set(_READERS))
    slips = [f"{ascii(name[:40])[1:-1]}: unknown" for name in unknown]
    found = {}
    for name, reader in _READERS.items():
        if name in data and (value := reader.read(data[name])) is not None:
            found[name] = value
        elif name in data:
            slips.append(f"{name}: not {reader.wants}")
    return Policy(**found), tuple(slips)


def report(file: Path | None = None) -> tuple[str, bool]:
    """What a policy says, for the person who wrote it: lines of text, and whether every word of
    it counts. A missing file is no policy, and that is well."""
    path = policy_file() if file is None else file
    if not os.path.lexists(path):
        return f"{path}: no such file, so nothing is asked for", file is None
    policy, slips = examine(path)
    asked = [(field.name, getattr(policy, field.name)) for field in fields(Policy)]
    holds = [f"  {name}: {value}" for name, value in asked if value is not None]
    lines = ["in force:", *(holds or ["  nothing"])]
    lines += ["left out:", *(f"  {slip}" for slip in slips)] if slips else []
    return "\n".join([str(path), *lines]), not slips


class _Reader(NamedTuple):
    """How a value is read (None: not understood), and in words what it has to be."""

    read: Callable[[Any], Any]
    wants: str


def _whole(most: int) -> _Reader:
    def read(value: Any) -> int | None:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return value if is_whole and 1 <= value <= most else None

    return _Reader(read, f"a whole number from 1 to {most}")


def _folder(value: Any) -> Path | None:
    if not isinstance(value, str) or "\0" in value:
        return None
    try:
        value.encode()
        os.fsencode(value)
    except UnicodeEncodeError:
        return None  # half a character: no file has such a name, and no window can show it
    path = Path(value)
    return path if path.is_absolute() else None


_READERS: Final[dict[str, _Reader]] = {
    "cover_minutes": _whole(_MOST_MINUTES),
    "lock_minutes": _whole(_MOST_MINUTES),
    "backup_folder": _Reader(_folder, "the whole path of a folder"),
    "retention_months": _whole(_MOST_MONTHS),
    "minimum_password": _whole(_LONGEST_PASSWORD),
}


def _of_both(tighter: Callable[[int, int], int], one: int | None, two: int | None) -> int | None:
    if one is None or two is None:
        return two if one is None else one
    return tighter(one, two)


def _tighter(chosen: int, most: int | None) -> int:
    return chosen if most is None else min(chosen, most)


def _choices(offered: tuple[int, ...], most: int | None) -> tuple[int, ...]:
    if most is None or most >= offered[-1]:
        return offered
    return (*(minutes for minutes in offered if minutes < most), most)
