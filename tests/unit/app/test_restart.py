"""The fresh process: the same command, detached, and this one ends at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.app import restart

pytestmark = pytest.mark.hardening("T11")
ROOT = Path(__file__).resolve().parents[3]
ONCE = """
import os, sys, threading
from pathlib import Path
from desktop.app import restart
runs = Path(sys.argv[1])
with runs.open("a") as file:
    file.write(f"{os.getpid()} {os.getsid(0)} {sys.orig_argv[1:3]} {sys.argv[1:]}\\n")
if len(runs.read_text().splitlines()) == 1:
    threading.Thread(target=threading.Event().wait).start()  # a server that does not answer
    restart.restart()
print("the second says so", flush=True)
"""


def test_it_outlives_the_old_process_which_waits_for_no_thread(tmp_path: Path) -> None:
    script, runs = tmp_path / "once.py", tmp_path / "runs"
    script.write_text(ONCE)
    arguments = [sys.executable, "-X", "utf8", str(script), str(runs), "--place", "A · Büro"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(arguments, env=env, capture_output=True, timeout=60, check=True)
    assert done.stdout.splitlines() == [b"the second says so"], "it shares the output"
    first, second = runs.read_text().splitlines()
    assert first.split("[", 1)[1] == second.split("[", 1)[1], "the same options"
    pid, session = second.split()[:2]
    assert pid != first.split()[0]
    assert pid == session, "a closed terminal does not take it along"


def test_a_frozen_program_is_its_own_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/fallmappe/fallmappe")
    monkeypatch.setattr(sys, "argv", ["/opt/fallmappe/fallmappe", "--language", "ar"])
    assert restart.command() == ["/opt/fallmappe/fallmappe", "--language", "ar"]
    assert restart.environment({"A": "b"}) == {"A": "b", "PYINSTALLER_RESET_ENVIRONMENT": "1"}


def test_no_option_takes_a_password() -> None:
    from desktop.app.demo import window_command
    from desktop.app.demo_agency import PASSWORD, DemoAgency, DemoWorker
    from desktop.app.options import read_options
    from desktop.app.server_process import ServerProcess

    worker = DemoWorker("A", "Maren Kühn", "MK", "00")
    agency = DemoAgency(Path("demo"), "", 1, (worker, worker))
    command = window_command(agency, worker, ServerProcess(Path("demo"), bytes(32)), "de")
    assert PASSWORD not in " ".join(command)
    assert read_options(command[3:]).demo_password == PASSWORD, "and yet it is shown"
