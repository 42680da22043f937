"""A disk of a given size, as far as the program asks how much of it is free."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest


class Usage(NamedTuple):
    """What ``shutil.disk_usage`` answers, bytes."""

    total: int
    used: int
    free: int


class SmallDisk:
    """*place* holds ``room`` bytes, ``others`` of them taken by what is not looked at; everything
    else is as large as it is. An ``error`` is what asking for it gives instead."""

    def __init__(self, place: Path, room: int) -> None:
        self.place, self.room = place, room
        self.others = 0
        self.error: OSError | None = None
        self._real = shutil.disk_usage

    def usage(self, path: Path) -> Usage:
        """In the place of ``shutil.disk_usage``."""
        if self.place not in (Path(path), *Path(path).parents):
            return Usage(*self._real(path))
        if self.error is not None:
            raise self.error
        used = self.others + sum(
            one.stat().st_size for one in self.place.rglob("*") if one.is_file()
        )
        return Usage(self.room, used, self.room - used)


def small_disk(monkeypatch: pytest.MonkeyPatch, place: Path, room: int) -> SmallDisk:
    """Until the test ends *place* lies on a disk of *room* bytes."""
    disk = SmallDisk(place, room)
    monkeypatch.setattr(shutil, "disk_usage", disk.usage)
    return disk
