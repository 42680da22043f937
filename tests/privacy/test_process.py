"""T34, crash: no core, no memory for others, and reports that hold no values."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.hardening("T34"),
    pytest.mark.skipif(sys.platform != "linux", reason="what Windows has is asked for, not shown"),
]

resource = pytest.importorskip("resource")
ROOT = Path(__file__).resolve().parents[2]
NAME = "Selam Tesfay"
NOTE = "hat Angst vor dem Vater"

_START = """
import sys, logging
from pathlib import Path
from desktop.app import crash, logs, process_guard
process_guard.guard()
log = Path(sys.argv[1]) / "log"
crash.install(log)
logs.install(log)
faults = crash.FaultReport(log)
name, note = sys.stdin.read().split("|")
"""
ENDINGS = {
    "bad memory": "import ctypes\ndef of_a_person(who): ctypes.string_at(0)\nof_a_person(name)",
    "abort": "import os; who = name; os.abort()",
    "unhandled": "client = name\nraise ValueError(f'{client} {note}')",
    "chained": "try: {}[name]\nexcept KeyError as e: raise RuntimeError(note) from e",
    "thread": "import threading\ndef of_a_person(): raise ValueError(name)\n"
              "t = threading.Thread(target=of_a_person, name=name); t.start(); t.join()",
    "destructor": "class Row:\n  def __del__(self): raise ValueError(name)\nrow = Row(); del row",
    "interrupted": "try: {}[name]\nexcept KeyError: raise KeyboardInterrupt",
    "slot": "from PySide6.QtCore import QCoreApplication, QTimer\n"
            "app = QCoreApplication([])\n"
            "def on_time():\n  try: raise ValueError(name)\n  finally: app.quit()\n"
            "QTimer.singleShot(0, on_time); app.exec()",
    "logged": "try: {}[name]\n"
              "except KeyError as e:\n"
              "  logging.getLogger('x').exception('ended by %s', e)\n"
              "  logging.getLogger('x').warning('index waits: %s', e, stack_info=True)",
}  # fmt: skip
KILLED = {"bad memory": -11, "abort": -6}


def ended(directory: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run *code* after the start of the program, with the two secrets in ``name`` and ``note``.

    The shell around it would allow core files of any size; they would lie in *directory*.
    """
    return subprocess.run(
        ["/bin/sh", "-c", 'ulimit -c unlimited 2>/dev/null; exec "$@"', "sh",
         sys.executable, "-c", _START + code, str(directory)],
        input=f"{NAME}|{NOTE}", capture_output=True, text=True, check=False, cwd=directory,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(directory)},
    )  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_whatever_ends_it_no_report_holds_a_value(tmp_path: Path, ending: str) -> None:
    done = ended(tmp_path, ENDINGS[ending])
    files = {
        p.relative_to(tmp_path).as_posix(): p.read_bytes()
        for p in tmp_path.rglob("*")
        if p.is_file()
    }
    said = (done.stdout + done.stderr).encode() + b"".join(files.values())
    assert done.returncode == KILLED.get(ending, done.returncode)
    for secret in (*NAME.split(), *NOTE.split()):
        assert not re.search(rb"\b%s\b" % secret.encode(), said), (ending, secret, said)
    assert done.stdout == ""
    if ending != "interrupted":
        assert any(p.startswith("log/") and text for p, text in files.items()), "a report is there"
    assert [p for p in files if not p.startswith("log/")] == [], "no core file"


def test_control_without_the_guard_the_same_end_leaves_a_core_file(tmp_path: Path) -> None:
    pattern = Path("/proc/sys/kernel/core_pattern").read_text().strip()
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    if not re.fullmatch(r"[\w.%-]+", pattern) or most == 0:
        pytest.skip(f"core files of this system: {pattern}, at most {most} bytes")
    subprocess.run(
        ["/bin/sh", "-c", 'ulimit -c unlimited && exec "$@"', "sh",
         sys.executable, "-c", "import os; os.abort()"],
        check=False, cwd=tmp_path,
    )  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] != []


def test_reports_of_a_fault_name_the_place(tmp_path: Path) -> None:
    ended(tmp_path, ENDINGS["bad memory"])
    text = (tmp_path / "log" / "fault.txt").read_text()
    assert "Segmentation fault" in text
    assert "in of_a_person" in text
    ended(tmp_path, ENDINGS["bad memory"])
    assert len(list((tmp_path / "log").glob("fault*.txt"))) == 2, "the earlier one is kept"
    ended(tmp_path, "faults.close()")
    assert not (tmp_path / "log" / "fault.txt").exists(), "an empty one goes"
    modes = {p.name: p.stat().st_mode & 0o777 for p in (tmp_path / "log").iterdir()}
    assert set(modes.values()) == {0o600}


def test_a_start_without_a_profile_makes_no_folder(tmp_path: Path) -> None:
    code = _START.replace("sys.argv[1]", "sys.argv[1], 'nothing'") + "logging.warning('x')"
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        input="a|b", text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


_LOOK = """
import resource, ctypes
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def test_core_files_are_off_and_the_memory_is_closed(tmp_path: Path) -> None:
    assert ended(tmp_path, _LOOK).stdout == "(0, 0) 0\n"


def test_only_an_option_of_the_interpreter_opens_the_memory(tmp_path: Path) -> None:
    """For developers' tools; an installed program is no interpreter that takes options."""
    guarded = "from desktop.app import process_guard; process_guard.guard()" + _LOOK

    def looked(*options: str, frozen: bool = False, **variables: str) -> str:
        first = "import sys; sys.frozen = True; " if frozen else ""
        return subprocess.run(
            [sys.executable, *options, "-c", first + guarded], check=True, text=True,
            capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        ).stdout.split()[-1]  # fmt: skip

    assert looked() == "0"
    assert looked("-X", "fallmappe-readable") == "1"
    assert looked("-X", "fallmappe-readable", frozen=True) == "0"
    assert looked(FALLMAPPE_READABLE="1", fallmappe_readable="1") == "0"


_CHILD = """
import ctypes, os, resource, sys
from desktop.app import process_guard
os.setgid(65534); os.setuid(65534)
if sys.argv[1] == "guarded":
    process_guard.guard()
else:
    os.umask(0o077)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
secret = sys.stdin.readline()
print("ready", flush=True)
sys.stdin.readline()
"""
_READER = """
import os, sys
os.setgid(65534); os.setuid(65534)
try:
    open(f"/proc/{sys.argv[1]}/mem", "rb").close()
    print("open")
except PermissionError:
    print("refused")
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user, which only root can")
@pytest.mark.parametrize(("start", "expected"), [("guarded", "refused"), ("bare", "open")])
def test_another_program_of_the_user_cannot_read_the_memory(start: str, expected: str) -> None:
    """The second line is the control: without the guard the same reader gets in.

    Where the system forbids that anyway (ptrace_scope), the control says so.
    """
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD, start], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
    ) as child:  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(f"{NAME}\n")
        child.stdin.flush()
        assert child.stdout.readline() == "ready\n"
        read = subprocess.run(
            [sys.executable, "-c", _READER, str(child.pid)], text=True, capture_output=True,
            check=True,
        )  # fmt: skip
        child.stdin.write("\n")
    scope = Path("/proc/sys/kernel/yama/ptrace_scope")
    if start == "bare" and scope.exists() and scope.read_text().strip() != "0":
        expected = "refused"
    assert read.stdout == f"{expected}\n"
