"""The server as a process: quick to start, killed at any moment, nothing acknowledged lost."""

from __future__ import annotations

import random
import secrets
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop.domain.errors import KnownError
from desktop.sync.client import AgencyClient
from protocol import changeset
from protocol.changeset import SealedSet
from protocol.receipt import verify_receipt
from server.__main__ import EXIT_IN_USE
from server.key import KEY_FILE, load_or_create
from server.process import tell_port
from tests.support.agency_server import ROOT, START_S, ServerProcess
from tests.support.sample_agency import Chain, SampleAgency

KILLS = 12


def run_server(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=START_S,
        check=False,
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def agency(data: Path) -> SampleAgency:
    data.mkdir()
    return SampleAgency(2, server_key=load_or_create(data).public_key().public_bytes_raw())


@pytest.fixture
def process(data: Path, agency: SampleAgency, tmp_path: Path) -> Iterator[ServerProcess]:
    with ServerProcess(data, agency.root, "--port-file", str(tmp_path / "port")) as running:
        agency.found(running.url).close()
        yield running


def test_the_port_file_tells_where_it_listens(process: ServerProcess, tmp_path: Path) -> None:
    assert (tmp_path / "port").read_text() == f"{process.port}\n"


def test_sigterm_ends_it_cleanly_and_it_starts_again_quickly(process: ServerProcess) -> None:
    if sys.platform != "win32":
        assert process.stop() == 0
    else:
        process.kill()
    seconds = [process.start()]
    for _ in range(3):
        process.kill()
        seconds.append(process.start())
    assert min(seconds) < 0.6


class Visitor:
    """A laptop that pushes and writes down every receipt; it goes on after each fault."""

    def __init__(self, client: AgencyClient, chain: Chain, stop: threading.Event) -> None:
        self.client, self.chain, self.stop = client, chain, stop
        self.receipts: dict[bytes, tuple[int, bytes]] = {}
        self.faults = 0

    def work(self) -> None:
        waiting: list[SealedSet] = []
        pause = threading.Event()
        while not (self.stop.is_set() and not waiting):
            if not waiting:
                waiting = self.chain.many(random.randint(1, 4), secrets.token_bytes(3_000))
            try:
                results = self.client.push(waiting).results
            except KnownError:
                self.faults += 1
                pause.wait(0.01)
                continue
            for result in results:
                assert result.state in {"stored", "duplicate"}, result.problem
                assert result.seq is not None
                assert result.receipt is not None
                self.receipts[result.id] = (result.seq, result.receipt)
            waiting = []


def test_killed_during_pushes_every_receipt_is_still_true(
    process: ServerProcess, agency: SampleAgency, data: Path
) -> None:
    stop = threading.Event()
    stream = secrets.token_bytes(16)
    visitors = [
        Visitor(agency.client(process.url, keys), agency.chain(keys, stream), stop)
        for keys in agency.workers
    ]
    dice = random.Random()
    pause = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        work = [pool.submit(visitor.work) for visitor in visitors]
        for _ in range(KILLS):
            pause.wait(dice.uniform(0.005, 0.08))
            process.kill()
            process.start()
        pause.wait(0.05)
        stop.set()
        for each in work:
            each.result(START_S)
    check_receipts(agency, visitors, stream)
    database = sqlite3.connect(data / "agency.db")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    for visitor in visitors:
        visitor.client.close()


def check_receipts(agency: SampleAgency, visitors: list[Visitor], stream: bytes) -> None:
    key = Ed25519PublicKey.from_public_bytes(agency.author.state.server)
    stored: dict[bytes, int] = {}
    after = 0
    while True:
        page = visitors[0].client.changes(stream.hex(), after=after)
        for one in page.sets:
            stored[changeset.set_id(SealedSet(one.head, one.body or b""))] = one.seq
            after = one.seq
        if not page.more:
            break
    assert list(stored.values()) == list(range(1, len(stored) + 1))
    receipts = {name: each for v in visitors for name, each in v.receipts.items()}
    assert len(receipts) == sum(visitor.chain.n for visitor in visitors) == len(stored)
    for name, (seq, signed) in receipts.items():
        assert stored[name] == seq == verify_receipt(signed, key).seq
    assert sum(visitor.faults for visitor in visitors) > 0


def test_show_key_prints_the_key_that_signs_receipts(tmp_path: Path) -> None:
    shown = run_server("--data", tmp_path, "--show-key")
    assert shown.returncode == 0
    assert bytes.fromhex(shown.stdout) == load_or_create(tmp_path).public_key().public_bytes_raw()
    assert run_server("--data", tmp_path, "--show-key").stdout == shown.stdout
    if sys.platform != "win32":
        assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0


def test_it_says_in_one_line_why_it_cannot_start(
    process: ServerProcess, data: Path, tmp_path: Path
) -> None:
    root = "00" * 32
    other = tmp_path / "other"
    process.kill()
    shutil.copytree(data, other)
    process.start()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / KEY_FILE).write_text("half a key")
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "agency.db").write_bytes(b"no database " * 500)
    for arguments in (
        ("--data", other, "--root", root, "--port", 0),
        ("--data", broken, "--root", root, "--port", 0),
        ("--data", foreign, "--root", root, "--port", 0),
        ("--data", tmp_path / "new", "--root", root, "--port", process.port),
    ):
        ended = run_server(*arguments)
        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr
        assert ended.stderr.splitlines()[-1].startswith("fallmappe-server: ")
    assert (broken / KEY_FILE).read_text() == "half a key"
    assert run_server("--data", tmp_path / "new").returncode == 2


def test_a_port_file_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "port"
    tell_port(path, 4711)
    tell_port(path, 8443)
    assert path.read_text() == "8443\n"
    assert [each.name for each in tmp_path.iterdir()] == ["port"]


def test_a_second_server_leaves_the_data_folder_alone(
    process: ServerProcess, agency: SampleAgency, data: Path
) -> None:
    second = run_server("--data", data, "--root", agency.root.hex(), "--port", "0")
    assert second.returncode == EXIT_IN_USE
    assert second.stderr == "fallmappe-server: another server uses this data folder already\n"
    process.kill()
    process.start()


def test_it_ends_when_the_process_that_started_it_is_gone(agency: SampleAgency, data: Path) -> None:
    command = [sys.executable, "-m", "server", "--data", str(data), "--root", agency.root.hex()]
    with subprocess.Popen(
        [*command, "--port", "0", "--end-with-input"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        assert any("ready on port" in line for line in process.stderr)
        process.stdin.close()
        assert process.wait(START_S) == 0
