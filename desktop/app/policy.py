"""What the IT of the agency asks of every worker's program on a laptop. It can only tighten."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from desktop.app.times import COVER_CHOICES, LOCK_CHOICES
from desktop.domain.small_file import read_object

_log = logging.getLogger(__name__)

_MOST_MINUTES, _MOST_MONTHS, _LONGEST_PASSWORD = 24 * 60, 1200, 128
_MOST_BYTES = 64 * 1024


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
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Fallmappe" / "policy.json"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/Fallmappe/policy.json")
    return Path("/etc/fallmappe/policy.json")


def read_policy(path: Path | None = None) -> Policy:
    """The policy of this laptop; a missing file asks for nothing.

    A file or value that cannot be understood is logged (names only, never values) and counts as
    missing: a slip of IT must not keep a worker from the cases.
    """
    file = policy_file() if path is None else path
    try:
        data = read_object(file, _MOST_BYTES)
    except FileNotFoundError:
        return Policy()
    except (OSError, ValueError) as error:
        _log.warning("policy not read: %s", type(error).__name__)
        return Policy()
    for name in sorted(set(data) - {field.name for field in fields(Policy)}):
        _log.warning("policy: unknown %s", ascii(name[:40]))
    return Policy(**{name: _value(data, name, read) for name, read in _READERS.items()})


def _value(data: dict[str, Any], name: str, read: Callable[[Any], Any]) -> Any:
    if name not in data:
        return None
    value = read(data[name])
    if value is None:
        _log.warning("policy: wrong value of %s", name)
    return value


def _whole(most: int) -> Callable[[Any], int | None]:
    def read(value: Any) -> int | None:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return value if is_whole and 1 <= value <= most else None

    return read


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


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "cover_minutes": _whole(_MOST_MINUTES),
    "lock_minutes": _whole(_MOST_MINUTES),
    "backup_folder": _folder,
    "retention_months": _whole(_MOST_MONTHS),
    "minimum_password": _whole(_LONGEST_PASSWORD),
}


def _tighter(chosen: int, most: int | None) -> int:
    return chosen if most is None else min(chosen, most)


def _choices(offered: tuple[int, ...], most: int | None) -> tuple[int, ...]:
    if most is None or most >= offered[-1]:
        return offered
    return (*(minutes for minutes in offered if minutes < most), most)
