"""The disk as a power cut may leave it: what was synced is there, of the rest anything.

Writes since the last sync of their file are kept, dropped, or torn: some of their sectors of 512
bytes are new, the others old. Names since the last sync of the directory are there or not.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.durability.write_log import Cut, Named, Step, Synced, Told, Write

SECTOR = 512


@dataclass(eq=False)
class File:
    """A file's content on the disk, and what was written since and may be lost."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Write | Cut] = field(default_factory=list)

    def sync(self) -> None:
        """What was written is safe now."""
        for change in self.pending:
            _apply(self.durable, change)
        self.pending.clear()

    def after_a_cut(self, chance: random.Random) -> bytes:
        """What may be found when the power comes back."""
        content = bytearray(self.durable)
        reach = chance.choice(("nothing", "a part", "anything", "anything"))
        kept = {"nothing": 0, "a part": chance.randint(0, len(self.pending))}
        for change in self.pending[: kept.get(reach, len(self.pending))]:
            fate = "kept" if reach == "a part" else chance.choice(("kept", "dropped", "torn"))
            if fate == "kept":
                _apply(content, change)
            elif fate == "torn":
                _tear(content, change, chance)
        return bytes(content)


class Disk:
    """A directory on a disk, step by step; ``told`` is what a person was told so far."""

    def __init__(self, start: Mapping[str, bytes]) -> None:
        self.told: list[str] = []
        self._durable = {name: File(bytearray(data)) for name, data in start.items()}
        self._now = dict(self._durable)
        self._pending: list[tuple[Named, File]] = []

    def take(self, step: Step) -> None:
        """Let the process do its next step."""
        if isinstance(step, Told):
            self.told.append(step.line)
        elif isinstance(step, Synced):
            self._sync(step.name)
        elif isinstance(step, Named):
            if step.name and not step.source and step.name in self._now:
                return
            file = self._now[step.source] if step.source else File()
            _rename(self._now, step, file)
            self._pending.append((step, file))
        else:
            self._now[step.name].pending.append(step)

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """The files that may be found when the power comes back."""
        names = dict(self._durable)
        for step, file in self._pending:
            if chance.random() < 0.5:
                _rename(names, step, file)
        return {name: file.after_a_cut(chance) for name, file in names.items()}

    def _sync(self, name: str) -> None:
        if name:
            self._now[name].sync()
            return
        for step, file in self._pending:
            _rename(self._durable, step, file)
        self._pending.clear()


def cuts(
    start: Mapping[str, bytes], steps: Sequence[Step], count: int, chance: random.Random
) -> list[tuple[dict[str, bytes], list[str]]]:
    """*count* cuts at random moments: the files found, and what had been told by then."""
    disk, found = Disk(start), []
    moments = sorted(chance.randint(0, len(steps)) for _ in range(count))
    at = 0
    for moment in moments:
        for step in steps[at:moment]:
            disk.take(step)
        at = moment
        found.append((disk.after_a_cut(chance), list(disk.told)))
    return found


def _rename(names: dict[str, File], step: Named, file: File) -> None:
    if step.source and not step.keeps_source:
        names.pop(step.source, None)
    if step.name:
        names[step.name] = file


def _apply(content: bytearray, change: Write | Cut) -> None:
    if isinstance(change, Cut):
        del content[change.size :]
        content.extend(bytes(change.size - len(content)))
        return
    end = change.offset + len(change.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[change.offset : end] = change.data


def _tear(content: bytearray, change: Write | Cut, chance: random.Random) -> None:
    if isinstance(change, Cut):
        return
    start, end = change.offset, change.offset + len(change.data)
    for sector in range(start - start % SECTOR, end, SECTOR):
        low, high = max(sector, start), min(sector + SECTOR, end)
        if chance.random() < 0.5:
            _apply(content, Write(change.name, low, change.data[low - start : high - start]))
