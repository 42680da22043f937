"""``python -m tests.support.restore_kills FOLDER STEP``: a restore killed before every STEPth
touch of a file, and what opens afterwards; prints one JSON object.

Each try is a forked process that ends itself (SIGKILL) from Python's audit hook, before the nth
opening, renaming, linking or removing of a file. The forking process has one thread.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from desktop.storage import backup_restore
from tests.support.backed_up import NINE, Laptop, bring_back
from tests.support.restored import row_hash

TOUCHES = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "shutil.rmtree"}


def killed_before(nth: int, work: Callable[[], object]) -> bool:
    """Do *work* in a process that dies before its *nth* touch; False if it came to its end."""
    process = os.fork()
    if not process:
        count = 0

        def hook(event: str, _arguments: tuple[object, ...]) -> None:
            nonlocal count
            if event in TOUCHES:
                count += 1
                if count == nth:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        work()
        os._exit(0)
    _, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the restore failed by itself"
    return False


def what_opens(profile: Path) -> str:
    """The next start of the program: which store is there."""
    backup_restore.finish(profile)
    laptop = Laptop(profile, make=False)
    found = row_hash(laptop.store)
    laptop.close()
    return found


def main(folder: Path, step: int) -> dict[str, int]:
    """Kill at every *step*th touch, restoring over a store and into an empty folder."""
    laptop = Laptop(folder / "whole")
    laptop.note()
    backup = laptop.backups.make().path
    restored = row_hash(laptop.store)
    laptop.note("danach")
    old = row_hash(laptop.store)
    laptop.close()
    seen: Counter[str] = Counter()
    profile = folder / "profile"
    nth = 0
    while True:
        nth += step
        shutil.copytree(folder / "whole", profile)
        dies = killed_before(nth, lambda: bring_back(profile, backup, now=NINE))
        waits = backup_restore.is_waiting(profile)
        if waits:
            killed_before(nth % 9 + 1, lambda: backup_restore.finish(profile))
        found = what_opens(profile)
        seen["waiting"] += waits
        seen["old" if found == old else "restored" if found == restored else "neither"] += 1
        left = [path.name for path in profile.iterdir() if path.name.startswith("restored-")]
        seen["left"] += len(left)
        shutil.rmtree(profile)
        if not dies:
            return dict(seen)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
