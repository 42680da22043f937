"""A copy of a store is noticed when it is opened, before it sends anything (hardening T23)."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.app.holding import LOCK_FILE, Hold
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.installation import check_installation
from desktop.sync.renewal import awaits_enrolment
from tests.support.backed_up import NINE, Laptop, bring_back
from tests.support.restored import CopiedWorker, take_copy
from tests.unit.sync.conftest import Office, office

assert office
ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.hardening("T23")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """This user's folder for the state of programs, on this laptop."""
    return tmp_path / "state"


@pytest.fixture
def laptop(tmp_path: Path, state: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "profile")
    assert not check_installation(made.store, state, NINE)
    yield made
    made.store.close()


def test_the_same_store_in_the_same_place_stays_what_it_is(laptop: Laptop, state: Path) -> None:
    device = laptop.store.device
    laptop.close()
    laptop.open()
    assert not check_installation(laptop.store, state, NINE)
    assert laptop.store.device == device
    assert [path.name for path in state.rglob("*") if path.is_file()] == [
        laptop.store.read().setting("device/installation")
    ]


def test_a_copy_on_another_laptop_is_a_new_device_before_it_does_anything(
    laptop: Laptop, tmp_path: Path
) -> None:
    copy = _copied(laptop, tmp_path / "other" / "profile")
    device = copy.store.device
    assert check_installation(copy.store, tmp_path / "other" / "state", NINE)
    assert copy.store.device != device
    assert awaits_enrolment(copy.store.read())
    renewed = copy.store.device
    copy.note()
    assert {op.id.device for op in copy.store.read().operations(laptop.stream)} == {renewed}
    copy.close()
    copy.open()
    assert not check_installation(copy.store, tmp_path / "other" / "state", NINE)
    assert copy.store.device == renewed
    copy.close()


def test_a_copy_beside_the_original_is_the_copy_and_the_original_the_original(
    laptop: Laptop, tmp_path: Path, state: Path
) -> None:
    copy = _copied(laptop, tmp_path / "profile-copy")
    assert check_installation(copy.store, state, NINE)
    copy.close()
    assert not check_installation(laptop.store, state, NINE)


def test_a_profile_that_was_moved_is_no_copy(laptop: Laptop, tmp_path: Path, state: Path) -> None:
    laptop.close()
    laptop.profile = laptop.profile.rename(tmp_path / "elsewhere")
    for _ in range(2):
        laptop.open()
        assert not check_installation(laptop.store, state, NINE)
        laptop.close()
    laptop.open()


def test_a_restored_store_becomes_one_new_device_and_not_two(
    laptop: Laptop, tmp_path: Path, state: Path
) -> None:
    row = laptop.backups.make()
    laptop.close()
    bring_back(laptop.profile, row.path)
    laptop.open()
    device = laptop.store.device
    assert not check_installation(laptop.store, state, NINE)
    assert laptop.store.device == device


def test_where_nothing_can_be_noted_the_store_stays_what_it_is(
    laptop: Laptop, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert not check_installation(laptop.store, blocked, NINE)


def test_two_stores_below_one_root_are_each_their_own(tmp_path: Path, state: Path) -> None:
    laptops = [Laptop(tmp_path / "profiles" / name) for name in ("one", "two")]
    for one in laptops:
        assert not check_installation(one.store, state, NINE)
    laptops[0].note()
    first, second = (one.backups.make().path for one in laptops)
    for one in laptops:
        one.close()
        one.open()
        assert not check_installation(one.store, state, NINE)
        assert len(one.backups.rows()) == 1
        one.close()
    with pytest.raises(KnownError) as error:
        bring_back(laptops[0].profile, second)
    assert error.value.code is ErrorCode.BACKUP_OTHER
    assert first.exists()


def test_a_copied_store_never_pushes_under_the_old_name(office: Office, tmp_path: Path) -> None:
    assert not check_installation(office.a.store, tmp_path / "state-a", NINE)
    copy = CopiedWorker(office.a, take_copy(office.a, tmp_path / "copy"))
    sets = office.server.store.counts().sets
    assert check_installation(copy.store, tmp_path / "state-b", NINE)
    copy.new("note", office.stream, text="aus der Kopie")
    for _ in range(2):  # first with the old keys, which the server still knows
        with pytest.raises(KnownError) as error:
            copy.sync(office.server)
        assert error.value.code is ErrorCode.DEVICE_NEW
        copy.take_keys()
    assert office.server.store.counts().sets == sets
    copy.store.close()


def _copied(laptop: Laptop, target: Path) -> Laptop:
    laptop.close()
    shutil.copytree(laptop.profile, target)
    laptop.open()
    copy = Laptop(target, make=False)
    copy.stream = laptop.stream
    return copy


def test_a_second_process_is_refused_while_the_first_has_the_store(tmp_path: Path) -> None:
    Laptop(tmp_path / "one").close()
    Laptop(tmp_path / "two").close()
    with _started(tmp_path / "one") as (first, said):
        assert said == "password"
        with _started(tmp_path / "one") as (_, refused), _started(tmp_path / "two") as (_, other):
            assert refused == ErrorCode.ALREADY_RUNNING
            assert other == "password"
        first.kill()
        first.wait()
        with _started(tmp_path / "one") as (_, after_a_crash):
            assert after_a_crash == "password"


FOREIGN_LOCK = "1\nfallmappe\nanderer-laptop\n" + "b" * 32 + "\n" + "c" * 36 + "\n"


@pytest.mark.parametrize(
    "content",
    [FOREIGN_LOCK, f"{os.getpid()}\n", "", "\0" * 99],
    ids=["another laptop", "this process", "empty", "zeros"],
)
def test_a_lock_file_copied_from_elsewhere_holds_nothing(tmp_path: Path, content: str) -> None:
    Laptop(tmp_path / "one").close()
    (tmp_path / "one" / LOCK_FILE).write_text(content)
    hold = Hold(tmp_path / "one")
    with pytest.raises(KnownError) as refused:
        Hold(tmp_path / "one")
    assert refused.value.code is ErrorCode.ALREADY_RUNNING
    hold.release()
    assert not (tmp_path / "one" / LOCK_FILE).exists()


def test_a_copy_made_while_the_program_ran_opens_at_once(tmp_path: Path) -> None:
    Laptop(tmp_path / "one").close()
    with _started(tmp_path / "one") as (_, said):
        assert said == "password"
        shutil.copytree(tmp_path / "one", tmp_path / "copy")
        assert (tmp_path / "copy" / LOCK_FILE).exists()
        with _started(tmp_path / "copy") as (_, copied), _started(tmp_path / "one") as (_, second):
            assert copied == "password"
            assert second == ErrorCode.ALREADY_RUNNING


def test_of_several_that_start_at_a_lock_left_behind_one_gets_in(tmp_path: Path) -> None:
    Laptop(tmp_path / "one").close()
    (tmp_path / "one" / LOCK_FILE).write_text(FOREIGN_LOCK)
    code = (
        "import sys; from pathlib import Path; from desktop.app.holding import Hold\n"
        "from desktop.domain.errors import KnownError\n"
        "sys.stdin.readline(); held = 0\n"
        "try:\n    Hold(Path(sys.argv[1])); held = 1\nexcept KnownError: pass\n"
        "print(held, flush=True); sys.stdin.read()"
    )
    with contextlib.ExitStack() as stack:
        several = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", code, str(tmp_path / "one")],
                    cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                )
            )
            for _ in range(6)
        ]  # fmt: skip
        for one in several:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        held = [one.stdout.readline().strip() for one in several if one.stdout is not None]
        for one in several:
            one.kill()
    assert sorted(held) == ["0"] * 5 + ["1"]


def test_hand_over_between_many_threads_never_lets_two_in(tmp_path: Path) -> None:
    inside, most, passed = 0, 0, 0
    seen = threading.Lock()

    def come_and_go() -> None:
        nonlocal inside, most, passed
        for _ in range(200):
            try:
                hold = Hold(tmp_path)
            except KnownError:
                continue
            with seen:
                inside, passed = inside + 1, passed + 1
                most = max(most, inside)
            with seen:
                inside -= 1
            hold.release()

    threads = [threading.Thread(target=come_and_go) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert passed > 4
    assert most == 1


@contextlib.contextmanager
def _started(profile: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process of its own with the unlock window on screen, and what that says."""
    command = [sys.executable, "-m", "tests.support.second_start", str(profile)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
        process.kill()
