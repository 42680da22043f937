"""A window of the demo that locked itself is another process, and the demo stays with it."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from desktop.app.demo_window import DemoWindow
from desktop.app.holding import LOCK_FILE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="waits for a signal")
ROOT = Path(__file__).resolve().parents[3]
LOCKS_ITSELF = """
import os, signal, sys
from pathlib import Path
from desktop.app import restart
folder = Path(sys.argv[1])
if not (folder / "locked").exists():
    (folder / "locked").touch()
    restart.restart()
(folder / "running.lock").write_text(f"{os.getpid()}\\nfallmappe\\n")
print("asks for the password", flush=True)
signal.pause()
"""


@pytest.fixture
def window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DemoWindow:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    script = tmp_path / "locks_itself.py"
    script.write_text(LOCKS_ITSELF)
    return DemoWindow([sys.executable, str(script), str(tmp_path)], tmp_path)


def test_it_waits_for_the_last_and_ends_the_last(
    window: DemoWindow, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    waiting = threading.Thread(target=window.wait)
    waiting.start()
    assert window._process.wait(timeout=30) == 0, "the first one has locked itself"
    said = b""
    while b"asks for the password" not in said and waiting.is_alive():
        said += capfdbinary.readouterr().out
    assert waiting.is_alive(), "but the demo goes on"
    follower = int((tmp_path / LOCK_FILE).read_text().splitlines()[0])
    assert follower != window._process.pid
    window.end()
    waiting.join(timeout=30)
    assert not waiting.is_alive(), "nobody writes any more: the follower has ended"


def test_without_a_lock_file_only_the_first_is_ended(tmp_path: Path) -> None:
    window = DemoWindow([sys.executable, "-c", "import signal; signal.pause()"], tmp_path)
    window.end()
    window.wait()
    assert window._process.returncode != 0
