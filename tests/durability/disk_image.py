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


@dataclass
class Names:
    """What stands in a directory and those below it."""

    files: dict[str, File]
    folders: set[str] = field(default_factory=lambda: {""})

    def copy(self) -> Names:
        return Names(dict(self.files), set(self.folders))

    def take(self, step: Named, file: File | None) -> None:
        """A name appears, changes or goes; *file* is None for a folder."""
        if file is not None:
            if step.source and not step.keeps_source:
                self.files.pop(step.source, None)
            if step.name:
                self.files[step.name] = file
            return
        self.folders.add(step.name)
        if step.source:
            self.folders.discard(step.source)
            for name in [name for name in self.files if name.startswith(step.source)]:
                self.files[_moved(name, step)] = self.files.pop(name)

    def reachable(self) -> dict[str, File]:
        """Files whose folder is there."""
        return {name: file for name, file in self.files.items() if _folder(name) in self.folders}


class Disk:
    """A directory on a disk, step by step; ``told`` is what a person was told so far."""

    def __init__(self, start: Mapping[str, bytes]) -> None:
        self.told: list[str] = []
        self._durable = Names({name: File(bytearray(data)) for name, data in start.items()})
        self._durable.folders.update(map(_folder, start))
        self._now = self._durable.copy()
        self._pending: list[tuple[Named, File | None]] = []

    def take(self, step: Step) -> None:
        """Let the process do its next step."""
        if isinstance(step, Told):
            self.told.append(step.line)
        elif isinstance(step, Named):
            self._name(step)
        elif not isinstance(step, Synced):
            self._now.files[step.name].pending.append(step)
        elif step.name in self._now.files:
            self._now.files[step.name].sync()
        else:
            self._sync_names(step.name)

    def after_a_cut(self, chance: random.Random) -> dict[str, bytes]:
        """The files that may be found when the power comes back."""
        names = self._durable.copy()
        is_in_order = chance.random() < 0.5
        reach = chance.randint(0, len(self._pending))
        for at, (step, file) in enumerate(self._pending):
            if at < reach if is_in_order else chance.random() < 0.5:
                names.take(step, file)
        return {name: file.after_a_cut(chance) for name, file in names.reachable().items()}

    def _name(self, step: Named) -> None:
        is_folder = step.name.endswith("/")
        is_there = step.name in self._now.files or step.name in self._now.folders
        if step.name and not step.source and is_there:
            return
        file = None if is_folder else self._now.files[step.source] if step.source else File()
        if is_folder and step.source:
            self._pending = [(_within(one, step), which) for one, which in self._pending]
        self._now.take(step, file)
        self._pending.append((step, file))

    def _sync_names(self, folder: str) -> None:
        left = []
        for step, file in self._pending:
            if folder in {_folder(name) for name in (step.name, step.source) if name}:
                self._durable.take(step, file)
            else:
                left.append((step, file))
        self._pending = left


def _folder(name: str) -> str:
    """The folder a name stands in; "" for the outermost, which "" itself stands in."""
    head, slash, _ = name.rstrip("/").rpartition("/")
    return head + slash


def _moved(name: str, step: Named) -> str:
    return step.name + name.removeprefix(step.source)


def _within(one: Named, step: Named) -> Named:
    """*one*, which happened in a folder, under the folder's new name."""
    name, source = (
        _moved(part, step) if part != step.source and part.startswith(step.source) else part
        for part in (one.name, one.source)
    )
    return Named(name, source, one.keeps_source)


def cuts(
    start: Mapping[str, bytes], steps: Sequence[Step], count: int, chance: random.Random
) -> list[tuple[dict[str, bytes], list[str]]]:
    """*count* cuts at random moments, half of them where something else than a write happens,
    the last one when all is done: the files found, and what had been told by then."""
    disk, found = Disk(start), []
    turns = [at for at, step in enumerate(steps) if not isinstance(step, Write)]
    moments = sorted(
        chance.choice(turns) + chance.randint(0, 1) if at % 2 else chance.randint(0, len(steps))
        for at in range(count - 1)
    )
    moments.append(len(steps))
    at = 0
    for moment in moments:
        for step in steps[at:moment]:
            disk.take(step)
        at = moment
        found.append((disk.after_a_cut(chance), list(disk.told)))
    return found


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
