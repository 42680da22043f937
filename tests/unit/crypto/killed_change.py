"""Changes the secrets of a key file and is killed, or failed by the disk, in the middle: a fork for
every step.

``python -m tests.unit.crypto.killed_change FOLDER`` prints a JSON line for each fork: what was
changed, which copies were whole before, before which step the worker was killed or failed (or that
it came to its end), what was said then, and which secrets open the folder afterwards. One process
does it all, so that a kill costs milliseconds.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import stat
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from desktop.crypto import keyfile
from desktop.crypto.key_slots import Cost
from desktop.domain.errors import ErrorCode, KnownError

CHEAP, DEARER = Cost(32, 1, 1), Cost(64, 2, 1)
OLD, NEW = "altes passwort", "neues passwort"
COPIES = (keyfile.KEY_FILE, keyfile.BACKUP_FILE)
STEPS = ("open", "write", "fsync", "replace", "close", "unlink")
HOW = ("kill", "torn", "full")
"""Killed; killed with half of what was written last; the disk is full at that step."""
SAID = {0: "done", 3: "full", 4: "unsure", 6: "done"}
"""By exit code; 6: done although a step failed."""


def password(folder: Path, key: bytes, _code: bytes) -> None:
    """A new password."""
    keyfile.change_password(folder, key, NEW, cost=CHEAP)


def upgrade(folder: Path, key: bytes, _code: bytes) -> None:
    """The same password at a higher cost, as at an unlocking."""
    unlocked = keyfile.unlock(folder, OLD, allow_weak=True, cost=DEARER)
    assert unlocked.is_behind
    keyfile.change_password(folder, key, OLD, cost=DEARER)


def code(folder: Path, key: bytes, new_code: bytes) -> None:
    """A new recovery code."""
    keyfile.replace_recovery_secret(folder, key, new_code)


def careless(folder: Path, key: bytes, new_code: bytes) -> None:
    """What must not be: both copies are written over where they lie."""
    keyfile.replace_recovery_secret(folder, key, new_code)
    data = (folder / COPIES[0]).read_bytes()
    handles = [os.open(folder / name, os.O_WRONLY | os.O_TRUNC) for name in COPIES]
    for handle in handles:
        os.write(handle, data)
        os.fsync(handle)


CHANGES = (password, upgrade, code, careless)


def main() -> None:
    """Every change, from every state of the copies, killed before every step."""
    folder = Path(sys.argv[1])
    base = folder / "base"
    created = keyfile.create(base, OLD, store_id="0192f3a4" * 4, cost=CHEAP)
    secrets = (keyfile.new_recovery_secret(), keyfile.new_recovery_secret())
    keyfile.replace_recovery_secret(base, created.key, secrets[0])
    for change in CHANGES:
        for how in HOW[:2] if change is careless else HOW:
            _run(folder, base, created.key, secrets, change, None, how)
        for lost in () if change is careless else COPIES:
            _run(folder, base, created.key, secrets, change, lost, "kill")


def _run(
    folder: Path,
    base: Path,
    key: bytes,
    secrets: tuple[bytes, bytes],
    change: Callable[[Path, bytes, bytes], None],
    lost: str | None,
    how: str,
) -> None:
    for step in range(100):
        work = folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(base, work)
        if lost is not None:
            (work / lost).unlink()
        code = _fork(partial(change, work, key, secrets[1]), step, how)
        is_over = code == 0
        line = {
            "change": change.__name__,
            "lost": lost,
            "how": how,
            "step": None if is_over else step,
            "said": None if code is None else SAID[code],
            "opens": _opens(work, key, secrets),
            "left": sorted(path.name for path in work.glob("*.tmp")),
        }
        print(json.dumps(line))
        if is_over:
            return


def _fork(work: Callable[[], None], step: int, how: str) -> int | None:
    """Do *work* in a fork that is stopped before its *step*-th step; None if it was killed."""
    process = os.fork()
    if not process:
        is_reached = _arm(step, how)
        try:
            work()
        except KnownError as error:
            os._exit({ErrorCode.DISK_FULL: 3, ErrorCode.DISK_FAULT: 4}.get(error.code, 5))
        except BaseException:
            os._exit(5)
        os._exit(6 if is_reached() else 0)
    _, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return None
    code = os.WEXITSTATUS(status)
    assert code in SAID, code
    return code


def _arm(step: int, how: str) -> Callable[[], bool]:
    """Stop this process before its *step*-th step; the answer tells whether it came to that."""
    left = step

    def armed(real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            nonlocal left
            left -= 1
            if left == -1:
                if how == "full":
                    raise OSError(errno.ENOSPC, "full")
                if how == "torn" and name == "fsync":
                    found = os.fstat(arguments[0])
                    if stat.S_ISREG(found.st_mode):
                        os.truncate(f"/proc/self/fd/{arguments[0]}", found.st_size // 2)
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **more)

        return call

    for name in STEPS:
        setattr(os, name, armed(getattr(os, name), name))
    return lambda: left < 0


def _opens(folder: Path, key: bytes, secrets: tuple[bytes, bytes]) -> list[str]:
    """Which secrets open the folder; "other key" if one yields what it must not."""
    ways: dict[str, Callable[[], keyfile.Unlocked]] = {
        "old": partial(keyfile.unlock, folder, OLD, allow_weak=True),
        "new": partial(keyfile.unlock, folder, NEW, allow_weak=True),
        "old code": partial(keyfile.unlock_with_secret, folder, secrets[0], allow_weak=True),
        "new code": partial(keyfile.unlock_with_secret, folder, secrets[1], allow_weak=True),
    }
    before = {name: (folder / name).read_bytes() for name in COPIES if (folder / name).exists()}
    found = []
    for name, way in ways.items():
        for copy, data in before.items():
            (folder / copy).write_bytes(data)
        try:
            found.append(name if way().key == key else "other key")
        except KnownError:
            continue
    return found


if __name__ == "__main__":
    main()
