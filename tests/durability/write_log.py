"""What a process wrote to a directory, in order, with its syncs and its words to the person.

Recorded with strace, which sees the calls of the real program with their data. The shared
memory beside a write-ahead log is left out: it is rebuilt by whoever opens the store next.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    "openat,pwrite64,write,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,"
    "link,linkat,mkdir,mkdirat,lseek"
)
IGNORED = ("-shm",)
_CALL = re.compile(r"\d+ +(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_PLACE = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)")
_ENDS = re.compile(r"<\.\.\. \w+ resumed>")


@dataclass(frozen=True, slots=True)
class Write:
    """*data* at *offset* of a file; durable once the file is synced."""

    name: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """A file has *size* bytes from now on; durable once it is synced."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Named:
    """A name appears (``source`` is empty), is given to what had another, or goes (``name`` is
    empty); durable once the directory it stands in is synced. Names of directories end in a
    slash, those of things in them begin with theirs."""

    name: str
    source: str = ""
    keeps_source: bool = False


@dataclass(frozen=True, slots=True)
class Synced:
    """All of a file, or the names in a directory, is on the disk; empty for the outermost."""

    name: str


@dataclass(frozen=True, slots=True)
class Told:
    """A line on standard output: what a person was told."""

    line: str


Step = Write | Cut | Named | Synced | Told


def record(command: Sequence[str], directory: Path, log: Path, cwd: Path) -> list[Step]:
    """Run *command* to its end under strace; return its steps in *directory*."""
    tracing = ["strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "100000000", "-o", str(log)]
    tracing += ["-e", f"trace={CALLS}", "-e", "signal=none"]
    subprocess.run([*tracing, *command], cwd=cwd, check=True, stdout=subprocess.PIPE)
    steps = list(_steps(log, f"{directory}/"))
    log.unlink()
    return steps


def _steps(log: Path, below: str) -> Iterator[Step]:
    reading = _Reading(below)
    with log.open(encoding="ascii") as lines:
        for line in _whole(lines):
            found = _CALL.match(line)
            if found is not None and int(found[3]) >= 0:
                yield from reading.steps(found[1], found[2], int(found[3]))


def _whole(lines: Iterator[str]) -> Iterator[str]:
    """Calls that another thread's call cut in two count when they return."""
    begun: dict[str, str] = {}
    for line in lines:
        process = line.split(" ", 1)[0]
        if " <unfinished ...>" in line:
            begun[process] = line.partition(" <unfinished ...>")[0]
        elif _ENDS.search(line):
            yield begun.pop(process) + _ENDS.split(line, maxsplit=1)[1]
        else:
            yield line


class _Reading:
    """Knows which names there are and how far files written without offsets have come."""

    def __init__(self, below: str) -> None:
        self._below = below
        self._ends: dict[str, int] = {}
        self._folders: set[str] = set()

    def steps(self, call: str, arguments: str, result: int) -> Iterator[Step]:
        """The steps a call was; none if it changes nothing in the directory."""
        if call == "openat":
            yield from self._opened(arguments)
        elif (step := self._step(call, arguments, result)) is not None:
            yield step

    def _step(self, call: str, arguments: str, result: int) -> Step | None:
        place = _PLACE.match(arguments)
        if call in ("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat"):
            return self._naming(call, arguments)
        if call in ("mkdir", "mkdirat"):
            return self._made(self._name(_text(arguments).decode()))
        if place is None:
            return None
        if call == "write" and place[1] == "1":
            return Told(_text(arguments).decode().strip())
        path = _bytes(place[2]).decode()
        if path + "/" == self._below:
            return Synced("") if "sync" in call else None
        name = self._name(path)
        if not name:
            return None
        if "sync" in call:
            return Synced(self._as_folder(name))
        if call == "lseek":
            self._ends[name] = result
            return None
        if call == "ftruncate":
            return Cut(name, int(arguments.rpartition(", ")[2]))
        data = _text(arguments)[:result]
        if call == "pwrite64":
            return Write(name, int(arguments.rpartition(", ")[2]), data)
        start = self._ends.get(name, 0)
        self._ends[name] = start + len(data)
        return Write(name, start, data)

    def _opened(self, arguments: str) -> Iterator[Step]:
        name = self._name(_text(arguments).decode(errors="replace"))
        if not name or "O_RDONLY" in arguments:
            return
        self._ends[name] = 0
        if "O_CREAT" in arguments:
            yield Named(name)
        if "O_TRUNC" in arguments:
            yield Cut(name, 0)

    def _naming(self, call: str, arguments: str) -> Step | None:
        names = [self._name(_bytes(text).decode()) for text in _TEXT.findall(arguments)]
        if not any(names):
            return None
        if call.startswith("unlink"):
            return None if "AT_REMOVEDIR" in arguments else Named("", names[0])
        if names[0] in self._folders:
            self._folders.add(names[1])
            return Named(f"{names[1]}/", f"{names[0]}/")
        return Named(names[1], names[0], keeps_source=call.startswith("link"))

    def _made(self, name: str) -> Step | None:
        if not name:
            return None
        self._folders.add(name)
        return Named(f"{name}/")

    def _as_folder(self, name: str) -> str:
        return f"{name}/" if name in self._folders else name

    def _name(self, path: str) -> str:
        if not path.startswith(self._below) or path.endswith(IGNORED):
            return ""
        return path.removeprefix(self._below)


def _text(arguments: str) -> bytes:
    found = _TEXT.search(arguments)
    assert found is not None, arguments[:100]
    return _bytes(found[1])


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))
