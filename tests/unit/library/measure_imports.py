"""Imports every file of a folder in turn and begins to fill in what was accepted, in one process
of its own; prints a JSON line per file.

``name``, ``code`` (of the refusal, or *accepted*), ``what``, ``seconds`` of work (what other
programs of a busy computer take is not counted; ``wall`` is with it), and ``peak``: the most memory
this process has ever held, in MB (0 where the system does not tell).
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC
from pathlib import Path

from desktop.domain.errors import KnownError
from desktop.forms import xlsform
from desktop.forms.definition import FormDefinition
from desktop.forms.environment import Environment
from desktop.forms.importer import import_form
from desktop.forms.session import FormSession
from desktop.forms.trial import open_every_repeat

assert xlsform, "loaded before the clock starts, as it is once a day"


def begin(definition: FormDefinition) -> None:
    """As the preview and the first filling do."""
    session = FormSession(definition, environment=Environment(UTC))
    open_every_repeat(session)
    session.stored_answers(hidden=True)


def most_memory() -> int:
    """In MB. Not ``ru_maxrss``, which a process inherits from the one that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    words = status.read_text().split()
    return int(words[words.index("VmHWM:") + 1]) // 1024


def measure(folder: Path) -> None:
    """See the module."""
    for path in sorted(folder.iterdir()):
        begun, since = time.process_time(), time.perf_counter()
        try:
            begin(import_form(path).definition)
            code, what = "accepted", ""
        except KnownError as error:
            code, what = error.code.value, str(error.facts.get("what") or "")
        seconds, wall = time.process_time() - begun, time.perf_counter() - since
        line = {"name": path.name, "code": code, "what": what, "seconds": seconds}
        line |= {"wall": wall, "peak": most_memory()}
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
