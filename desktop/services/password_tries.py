"""Wrong passwords slow the next try down: 2, 4, 8 ... 60 seconds, never longer, never for good.

Counted in a small file beside the key, before the password is known: whose folder (its name, no
person), how often, when. A try is counted before the key is derived, so that ending the program
gains nothing. The file is against people at the keyboard: who can copy the key file needs no
window to guess, and meets Argon2id alone.
"""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.small_file import read_object, replace_small

FILE = "tries.json"
FREE = 3
"""So many wrong tries cost nothing: people mistype."""
FIRST_WAIT, LONGEST_WAIT = 2, 60
_ALL = ""
"""The name under which a whole file is counted; that of no folder."""
_MOST_FOLDERS = 64
_MOST_BYTES = 16 * 1024


def pause_after(wrong: int) -> int:
    """Seconds between the *wrong*-th wrong try and the next one."""
    if wrong < FREE:
        return 0
    return int(min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(wrong - FREE, 10)))


class _Tries(msgspec.Struct, frozen=True):
    """*at*: seconds of the wall clock; *up*: seconds of the clock that runs since the start."""

    wrong: int = 0
    at: float = 0.0
    up: float = 0.0


class _File(msgspec.Struct):
    tries: dict[str, _Tries] = {}


_unwritten: dict[tuple[Path, str], _Tries] = {}
"""What this process knows even when the disk is full."""
_lock = threading.Lock()


class TryGuard:
    """Counts tries for one folder; *who* tells folders apart that share a file. Thread-safe.

    Where folders share a file all of them together are counted as well, and the longer wait
    holds: names that nobody has, tried one after the other, are no fresh tries. A right password
    ends the waiting for all and for its own folder, never that for another one.

    *wall* and *up* are clocks in seconds: the one people set, and one that runs on since the
    computer was started. A clock set back makes no wait longer than it was, one set forward ends
    none before the other has run as far.
    """

    def __init__(
        self,
        file: Path,
        who: str = "",
        *,
        wall: Callable[[], float] = time.time,
        up: Callable[[], float] = time.monotonic,
    ) -> None:
        self._file = file
        self._names = (who, _ALL) if who else (_ALL,)
        self._wall, self._up = wall, up

    def wait(self) -> int:
        """Whole seconds until a try is read, 0 for at once."""
        with _lock:
            return self._wait(self._read())

    @contextlib.contextmanager
    def attempt(self, *, proves: bool = True) -> Iterator[None]:
        """Around one try. WRONG_PASSWORD passes with the fact ``seconds``: the wait it costs.
        A right one ends the waiting, unless it *proves* nothing: it opened what anybody may
        have brought along.

        Raises KnownError TRY_LATER (fact ``seconds``) when it comes too soon; nothing is counted.
        """
        with _lock:
            before = self._read()
            seconds = self._wait(before)
            if seconds:
                raise KnownError(ErrorCode.TRY_LATER, seconds=seconds)
            self._write(self._one_more(before))
        try:
            yield
        except KnownError as error:
            with _lock:
                if error.code is not ErrorCode.WRONG_PASSWORD:
                    self._write(before)
                    raise
                self._write(self._one_more(before))
                seconds = max(pause_after(tries.wrong + 1) for tries in before.values())
            raise KnownError(error.code, seconds=seconds) from error
        except Exception:
            with _lock:
                self._write(before)
            raise
        with _lock:
            self._write({} if proves else before)

    def forget(self) -> None:
        """The right password was given: the next mistake is the first one."""
        with _lock:
            self._write({})

    def _one_more(self, before: dict[str, _Tries]) -> dict[str, _Tries]:
        return {name: self._now(tries.wrong + 1) for name, tries in before.items()}

    def _now(self, wrong: int) -> _Tries:
        return _Tries(min(wrong, 1000), self._wall(), self._up())

    def _wait(self, found: dict[str, _Tries]) -> int:
        return max(self._wait_of(name, tries) for name, tries in found.items())

    def _wait_of(self, name: str, tries: _Tries) -> int:
        pause = pause_after(tries.wrong)
        if not pause:
            return 0
        gone = [self._wall() - tries.at, self._up() - tries.up]
        passed = [seconds for seconds in gone if seconds >= 0]
        if not passed:
            # Started anew and the clock set back: wait once more, from now on.
            self._write(self._read() | {name: self._now(tries.wrong)})
        return max(0, math.ceil(pause - min(passed, default=0.0)))

    def _read(self) -> dict[str, _Tries]:
        content = self._load().tries
        found = {}
        for name in self._names:
            kept = content.get(name, _Tries())
            known = _unwritten.get((self._file, name), kept)
            found[name] = max(kept, known, key=lambda tries: tries.wrong)
        return found

    def _load(self) -> _File:
        try:
            return msgspec.convert(read_object(self._file, _MOST_BYTES), _File)
        except (OSError, ValueError, RecursionError):
            return _File()

    def _write(self, found: dict[str, _Tries]) -> None:
        """Keep *found*, and nothing of what is not in it. A full disk is no reason to stop."""
        content = self._load()
        for name in self._names:
            content.tries.pop(name, None)
            _unwritten.pop((self._file, name), None)
            if (tries := found.get(name)) is not None and tries.wrong:
                content.tries[name] = _unwritten[self._file, name] = tries
        for least in sorted(content.tries, key=partial(_weight, content.tries))[:-_MOST_FOLDERS]:
            del content.tries[least]
        with contextlib.suppress(OSError):
            if not content.tries:
                self._file.unlink(missing_ok=True)
                return
            replace_small(self._file, msgspec.json.encode(content))


def _weight(tries: dict[str, _Tries], name: str) -> tuple[bool, int, float]:
    """What may be forgotten first: tries at many names push out no count of many tries."""
    return (name == _ALL, tries[name].wrong, tries[name].at)
