"""A process that saves when told, and says what became of it; its disk fails behind its back.

Arguments: directory, key (hex). Reads one JSON object per line, ``{"do": ..., ...}``, and answers
with one: ``{"ok": ...}`` or ``{"error": code}``. ``Clerk`` is the side of the tests.
"""

from __future__ import annotations

import json
import os
import random
import string
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from desktop.crypto import keyfile
from desktop.crypto.key_slots import Cost
from desktop.domain.changes import RecordEdit
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import RecordId, StreamId
from desktop.storage.drafts import Draft
from desktop.storage.store import Store
from tests.durability.faulty_disk import let_be_traced

ROOT = Path(__file__).resolve().parents[2]
STREAM = StreamId("5" * 32)
CHEAP = Cost(64, 1, 1)


class Clerk:
    """The child process. Attribute: ``process``, its id."""

    def __init__(self, directory: Path, key: bytes) -> None:
        command = [sys.executable, "-m", "tests.durability.clerk", str(directory), key.hex()]
        self._child = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.process = self._child.pid
        assert self._answer() == {"ok": "ready"}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.kill()
        self._child.communicate()

    def ask(self, do: str, **more: str) -> Any:
        """Have something done; returns what was answered, or the KnownError's code."""
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self._child.stdin.flush()
        answer = self._answer()
        return answer["ok"] if "ok" in answer else ErrorCode(answer["error"])

    def _answer(self) -> dict[str, str]:
        assert self._child.stdout is not None
        found: dict[str, str] = json.loads(self._child.stdout.readline())
        return found


class _Work:
    def __init__(self, directory: Path, key: bytes) -> None:
        self._directory, self._key = directory, key
        self._store = self._opened()

    def save(self, visit: str) -> str:
        """A visit with twenty notes and its draft gone, in one transaction."""
        edits = [RecordEdit(STREAM, "visit", RecordId(visit), {"state": "recorded"})]
        for at in range(20):
            note = RecordId(f"{visit[:-2]}{at + 1:02x}")
            letters = random.Random(f"{visit} {at}").choices(string.ascii_letters, k=1400)
            text = f"{visit} {at} {''.join(letters)}"
            edits.append(RecordEdit(STREAM, "note", note, {"visit": visit, "text": text}))
        self._store.write(lambda writer: writer.save(edits)).result()
        return visit

    def keep_draft(self, visit: str) -> str:
        """The answers so far."""
        kept = Draft(
            id=RecordId(visit), case=None, visit=None, form_id="f2", form_version="1",
            worker_language="de", client_language="ar", answers={"/data/x": "Wort " * 500},
        )  # fmt: skip
        self._store.write(lambda writer: writer.save_draft(kept)).result()
        return visit

    def reopen(self) -> str:
        """Close, which copies the log into the store, and open."""
        self._store.close()
        self._store = self._opened()
        return ""

    def reserve(self) -> str:
        """Whether the reserve was used."""
        return str(self._store.guard.reserve_used)

    def note_sequence(self) -> str:
        """Write both key files."""
        keyfile.update_min_sequence(self._directory, self._key, self._store.sequence)
        return ""

    def change_password(self, password: str) -> str:
        """Write both key files with another slot."""
        keyfile.change_password(self._directory, self._key, password, cost=CHEAP)
        return password

    def _opened(self) -> Store:
        return Store.open(self._directory, self._key, store_id=self._directory.name)


def main() -> None:
    """Answer until nobody asks any more."""
    let_be_traced()
    work = _Work(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
    _tell({"ok": "ready"})
    for line in sys.stdin:
        asked = json.loads(line)
        do: Callable[..., str] = getattr(work, asked.pop("do"))
        try:
            _tell({"ok": do(**asked)})
        except KnownError as error:
            _tell({"error": error.code.value})
        except BugError as error:
            _tell({"bug": str(error)})


def _tell(answer: dict[str, str]) -> None:
    os.write(1, f"{json.dumps(answer)}\n".encode())


if __name__ == "__main__":
    main()
