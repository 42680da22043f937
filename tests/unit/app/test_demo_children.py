"""The demo leaves no process behind, whatever ends it; processes are real."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.app.server_process import ServerFolderInUseError, ServerProcess

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 30.0

STARTER = """
import sys
from pathlib import Path
from desktop.app import demo_agency, demo
from desktop.app.server_process import ServerProcess
demo._end_politely_when_told()
server = ServerProcess(Path(sys.argv[1]), bytes(32))
try:
    server.start()
    print(server._process.pid, flush=True)
    sys.stdin.read()
finally:
    if sys.argv[2] == "tidy":
        server.stop()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "server"


@pytest.fixture
def server(folder: Path) -> Iterator[ServerProcess]:
    server = ServerProcess(folder, bytes(32))
    yield server
    server.kill()


def starter(folder: Path, *how: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder), *how],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip().isdecimal()
    return process


def comes_up_soon(server: ServerProcess) -> bool:
    """The folder is free as soon as the old server has ended: within one grace period."""
    for _ in range(20):
        try:
            server.start()
        except ServerFolderInUseError:
            continue
        return server.is_running
    return False


def test_a_second_server_on_the_folder_is_told_by_name(folder: Path, server: ServerProcess) -> None:
    server.start()
    with pytest.raises(ServerFolderInUseError):
        ServerProcess(folder, bytes(32)).start()
    assert server.is_running


@pytest.mark.parametrize("signal", ["terminate", "kill"])
def test_the_server_ends_with_the_process_that_started_it(
    folder: Path, server: ServerProcess, signal: str
) -> None:
    with starter(folder, "tidy") as process:
        getattr(process, signal)()
        process.wait(PATIENCE_S)
    assert comes_up_soon(server)


def test_a_client_ends_when_its_parent_is_gone_even_in_the_middle_of_a_command() -> None:
    script = (
        "import sys, threading\n"
        "from desktop.app import headless_client as h\n"
        "h.HeadlessClient.hang = lambda self: threading.Event().wait()\n"
        "h.serve(h.commands(sys.stdin), sys.stdout)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE, text=True
    ) as client:
        assert client.stdin is not None
        client.stdin.write('{"do": "hang"}\n')
        client.stdin.close()
        assert client.wait(PATIENCE_S) == 1
