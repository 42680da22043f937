"""T08: words entered everywhere stand in no file but the store, however the program ends."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.app.demo_agency import PASSWORD, DemoAgency
from desktop.app.running import Running
from desktop.domain.kinds import kinds
from desktop.services.form_reading import questions
from tests.conftest import Figure, Rounds
from tests.privacy.test_file_modes import open_to_others
from tests.privacy.worked_day import CHANNELS
from tests.support.leak_scan import Hit, files, hits, in_bytes, needles

pytestmark = pytest.mark.hardening("T08")

ROOT = Path(__file__).resolve().parents[2]
SHARED = tuple(map(Path, ("/tmp", "/var/tmp", "/dev/shm")))
KEPT = ("person", "phone", "note", "visit", "intake", "title", "client")
"""What the first day leaves in the store; the rest was seen, copied, called off or a fault."""
ABSENT = re.compile(r"^(/dev/(null|tty|shm/sem\.\w+)|/proc/.*|.*/__pycache__/.*|.*\.pyc\.\d+)$")
CALLS = "trace=open,openat,openat2,creat,memfd_create,rename,renameat,renameat2,link,linkat"


@dataclass
class Laptop:
    """A user's folders with a profile in them; nothing else knows them."""

    root: Path
    words: dict[str, str]
    said: list[str] = field(default_factory=list)

    @property
    def profile(self) -> Path:
        return self.root / "home" / "data" / "profile"

    @property
    def traced(self) -> Path:
        return self.root / "calls"

    def start(self, *how: str) -> subprocess.Popen[str]:
        home = self.root / "home"
        own = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
        variables = {
            **own, "HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONPATH": str(ROOT),
            "XDG_RUNTIME_DIR": str(home / "run"), "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip
        tracer = [
            "strace",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-s",
            "400",
            "-e",
            CALLS,
            "-o",
            str(self.traced),
        ]
        driver = [sys.executable, "-m", "tests.privacy.worked_day"]
        child = subprocess.Popen(
            [*tracer, *driver, str(self.profile), str(home / "out"), *how],
            cwd=home, env=variables, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert child.stdin is not None
        child.stdin.write(json.dumps(self.words) + "\n")
        child.stdin.flush()
        return child

    def run(self, *how: str) -> int:
        """Let the day be done; returns the exit code. With ``kill`` it ends by SIGKILL."""
        with self.start(*how) as child:
            assert child.stdout is not None
            for line in child.stdout:
                self.said.append(line)
                if line.startswith("done ") and "kill" in how:
                    os.kill(int(line.split()[1]), signal.SIGKILL)
        reports = [path.read_text() for path in sorted((self.profile / "log").glob("crash*"))]
        assert any(line.startswith("done ") for line in self.said), (self.said[-5:], reports)
        return child.returncode

    def found(self) -> list[Hit]:
        """The words in all the user's files, in what the process said and in what it opened."""
        calls = self.traced.read_bytes().replace(self.words["folder"].encode(), b"")
        said = "".join(self.said).encode() + calls
        own = hits([self.root / "home"], self.words.values())
        return [*own, *in_bytes(said, self.words.values(), "said or opened")]

    def written(self) -> set[str]:
        """Every path that any process of the day opened to write, renamed to or linked."""
        found = set()
        for line in self.traced.read_text(errors="replace").splitlines():
            call = re.search(r" (\w+)\((.*)", line)
            if call is None or " = -1 " in line:
                continue
            name, arguments = call[1], call[2]
            is_writing = re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE", arguments)
            if is_writing or not name.startswith("open"):
                paths = re.findall(r'"([^"]*)"', arguments)
                found.update(paths[-1:])
        home = self.root / "home"
        return {str(home / path) for path in found if not ABSENT.match(path)}

    def strangers(self) -> set[str]:
        """What was written outside the profile."""
        return {path for path in self.written() if not path.startswith(str(self.profile))}


@pytest.fixture
def laptop(founded: DemoAgency, tmp_path: Path) -> Iterator[Laptop]:
    mark = secrets.token_hex(3)
    words = {name: f"Zäk{mark}lmörz{name}Qv" for name in CHANNELS}
    made = Laptop(tmp_path, words)
    made.profile.parent.mkdir(parents=True)
    for name in ("tmp", "run", "out"):
        (tmp_path / "home" / name).mkdir(mode=0o700)
    shutil.copytree(founded.profile("A"), made.profile)
    yield made
    shutil.rmtree(tmp_path / "home")


def stored(profile: Path) -> str:
    """All records and drafts of a store as text."""
    running = Running.open(profile, PASSWORD)
    try:
        reader = running.store.read()
        records = [repr(list(reader.find(kind.name))) for kind in kinds()]
        drafts = running.services.today.view().drafts
        forms = [running.services.visits.resume(draft.draft).session for draft in drafts]
        answers = [form.state(ref).value for form in forms for ref in questions(form.body())]
        return "".join(records + answers)
    finally:
        running.close()


@pytest.mark.slow
@pytest.mark.hardening("T07")
def test_words_entered_everywhere_are_in_the_store_and_nowhere_else(
    laptop: Laptop, figure: Figure, rounds: Rounds
) -> None:
    """Killed at the end of a whole day, then crashed: processes buy what none can show of itself.

    The last one writes a word to the log, which has to be found. The long run ends a third by
    hand.
    """
    laptop.run("kill")
    assert laptop.found() == []
    assert laptop.strangers() <= passing(laptop)
    assert open_to_others(laptop.profile) == []
    for _ in range(rounds(0, 1)):
        assert laptop.run("again", "close") == 0
        assert laptop.found() == []
    assert laptop.run("again", "canary", "crash") in (-signal.SIGSEGV, 128 + signal.SIGSEGV)
    log = str(laptop.profile / "log" / "program.log")
    assert {(hit.path, hit.word) for hit in laptop.found()} == {(log, laptop.words["log"])}
    assert "Segmentation fault" in (laptop.profile / "log" / "fault.txt").read_text()
    inside = stored(laptop.profile)
    assert [name for name in KEPT if laptop.words[name] not in inside] == []
    forms = sum(len(needles(word)) for word in laptop.words.values())
    number = sum(1 for _ in files([laptop.root / "home"]))
    figure(f"T08: {forms} spellings of {len(laptop.words)} words in {number} files: 0 found")


def passing(laptop: Laptop) -> set[str]:
    """What the program may write outside the profile: Qt's note of how wide a dialog was, and
    the note of where the profile lies, by which a copy of it is told.

    Qt writes it to a file with a passing name, or none, in that folder, which is then renamed.
    """
    settings = laptop.root / "home" / ".config" / "QtProject.conf"
    notes = laptop.root / "home" / ".local" / "state" / "fallmappe" / "installations"
    known = (f"{settings}.", f"{notes}/", str(notes))
    beside = {path for path in laptop.written() if path.startswith(known)}
    return {str(settings.parent), str(settings), *beside}


WORD = "Zäkölmörz-Qv 73"


@pytest.mark.parametrize("form", list(needles(WORD)))
def test_the_scanner_finds_a_word_in_every_spelling(tmp_path: Path, form: str) -> None:
    before = secrets.token_bytes(99)
    (tmp_path / "inside").write_bytes(before + needles(WORD)[form] + before)
    (tmp_path / "other").write_bytes(before + before)
    assert Hit(str(tmp_path / "inside"), WORD, form) in hits([tmp_path], [WORD])
    assert {hit.path for hit in hits([tmp_path], [WORD])} == {str(tmp_path / "inside")}
    assert hits([tmp_path], [WORD], since=time.time() + 60) == []


def test_words_that_begin_alike_are_told_apart(tmp_path: Path) -> None:
    words = [f"{WORD}{name}" for name in CHANNELS]
    for form in needles(words[0]):
        data = secrets.token_bytes(50) + needles(words[0])[form] + secrets.token_bytes(50)
        assert {hit.word for hit in in_bytes(data, words)} == {words[0]}, form


def test_the_spellings_are_those_of_the_libraries(tmp_path: Path) -> None:
    """So that the test above does not look for what nothing would ever write."""
    import base64
    import html
    import sqlite3
    from urllib.parse import quote

    samples = {
        "json": json.dumps({"a": WORD}).encode(),
        "form": quote(WORD).encode(),
        "html": html.escape(WORD).encode("ascii", "xmlcharrefreplace"),
        "name": b"",
        **{f"base64 {n}": base64.b64encode(b"x" * n + WORD.encode() + b"yz") for n in range(3)},
        **{f"wide {n}": base64.b64encode(b"x" * n + WORD.encode("utf-16-le")) for n in range(3)},
    }
    for name, data in samples.items():
        path = tmp_path / (WORD if name == "name" else name)
        path.write_bytes(data)
    with sqlite3.connect(tmp_path / "plain.db") as plain:
        plain.execute("create virtual table t using fts5(a)")
        plain.execute("insert into t values (?)", (WORD,))
    found = {Path(hit.path).name for hit in hits([tmp_path], [WORD])}
    assert found == {WORD, "plain.db", *samples} - {"name"}
