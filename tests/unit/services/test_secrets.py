"""Password, recovery code and set-up of a profile, over real key files and stores."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from desktop.crypto.device import DeviceKeys
from desktop.crypto.key_slots import DEFAULT_COST, Cost
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.services.permits import mark_of
from desktop.services.profile import Enrolment, OpenProfile, create_profile
from desktop.services.secrets import SecretService, Step, look_at, permit_by_code

PASSWORD = "sonne ufer lampe nuss"
NEW = "kolibri trommel ufer stempel birne"


def now() -> int:
    return 1_763_971_200_000


def make(folder: Path) -> str:
    enrolment = Enrolment(
        DeviceKeys.generate(), bytes(16), bytes(32), RecordId("ab" * 16), "cd" * 16, ""
    )
    return create_profile(folder, PASSWORD, enrolment, now=now)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A profile as an enrolment leaves it, and its first recovery code; not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "profile"
    return folder, make(folder)


@pytest.fixture
def folder(made: tuple[Path, str], tmp_path: Path) -> Path:
    target = tmp_path / "profile"
    target.mkdir(mode=0o700)
    for path in made[0].iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    return target


@pytest.fixture
def opened(folder: Path) -> Iterator[OpenProfile]:
    profile = OpenProfile.unlock(folder, PASSWORD, now=now)
    yield profile
    profile.close()


def code_of(call: Callable[[], object]) -> ErrorCode:
    with pytest.raises(KnownError) as fault:
        call()
    return fault.value.code


@pytest.mark.hardening("T14")
def test_the_set_up_goes_from_own_password_over_a_sheet_to_the_rehearsal(
    opened: OpenProfile, folder: Path
) -> None:
    service = SecretService(opened.store, ("Miriam Köhler", "MK"), now)
    permit = opened.permit(now)
    assert service.step() is Step.PASSWORD
    permit.set_password(NEW)
    assert service.step() is Step.CODE
    code = permit.new_code()
    assert len(code.words) == 14
    assert code.mark == mark_of(folder)
    not_yet = partial(permit_by_code, folder, " ".join(code.words), now)
    assert code_of(not_yet) is ErrorCode.RECOVERY_WRONG
    permit.adopt(code)
    assert service.step() is Step.DONE
    for typed in (" ".join(code.words), code.letters, " ".join(word[:4] for word in code.words)):
        permit_by_code(folder, typed, now)


@pytest.mark.hardening("T14")
def test_a_code_opens_only_its_own_store_and_only_while_it_is_the_newest(
    folder: Path, made: tuple[Path, str], tmp_path: Path
) -> None:
    first = made[1]
    permit = permit_by_code(folder, first, now)
    permit.adopt(permit.new_code())
    for where in (folder, tmp_path / "nobody"):
        assert code_of(partial(permit_by_code, where, first, now)) is ErrorCode.RECOVERY_WRONG
    assert not (tmp_path / "nobody").exists()


def test_an_error_and_a_code_show_no_secret(opened: OpenProfile) -> None:
    code = opened.permit(now).new_code()
    shown = repr(code)
    assert code.secret.hex() not in shown
    assert str(code.secret) not in shown
    assert not any(word in shown for word in code.words)


def test_a_weak_password_never_gets_into_the_key_file(opened: OpenProfile, folder: Path) -> None:
    before = (folder / "key.json").read_bytes()
    for weak in ("kurz", "Passwort123!", "aaaaaaaaaaaaaaaa"):
        with pytest.raises(BugError):
            opened.permit(now).set_password(weak)
    with pytest.raises(BugError):
        opened.permit(now).set_password("xK9#mQ2$vL7p", shortest=20)
    assert (folder / "key.json").read_bytes() == before


def test_the_own_name_is_known_to_be_weak(opened: OpenProfile) -> None:
    service = SecretService(opened.store, ("Miriam Köhler", "MK"), now)
    assert service.judge("koehlermiriam99").bits < 30


@pytest.mark.hardening("T16")
def test_an_older_cost_is_raised_at_the_next_unlocking_and_never_lowered(folder: Path) -> None:
    dearer = Cost(DEFAULT_COST.memory_kib + 16 * 1024, 3, 4)
    OpenProfile.unlock(folder, PASSWORD, now=now, cost=dearer).close()
    raised = (folder / "key.json").read_bytes()
    assert str(dearer.memory_kib).encode() in raised
    assert (folder / "key.backup.json").read_bytes() == raised
    OpenProfile.unlock(folder, PASSWORD, now=now).close()
    assert str(dearer.memory_kib).encode() in (folder / "key.json").read_bytes()


@pytest.mark.hardening("T09")
def test_two_profiles_share_neither_salt_nor_nonce_nor_key(
    made: tuple[Path, str], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    code = make(other)
    assert code != made[1]
    texts = [(each / "key.json").read_text() for each in (made[0], other)]
    marks = [
        set(part for part in text.split('"') if len(part) >= 16 and "=" in part) for text in texts
    ]
    assert marks[0]
    assert not marks[0] & marks[1]
    assert mark_of(other) != mark_of(made[0])
    for each in (made[0], other):
        assert (each / "store.db").read_bytes()[:15] != b"SQLite format 3"


def test_where_several_share_a_laptop_a_missing_folder_takes_as_long_as_a_wrong_password(
    folder: Path, tmp_path: Path
) -> None:
    def seconds(where: Path) -> float:
        started = time.perf_counter()
        found = code_of(
            lambda: OpenProfile.unlock(where, "falsch", now=now, is_one_of_several=True)
        )
        assert found is ErrorCode.WRONG_PASSWORD
        return time.perf_counter() - started

    gone = tmp_path / "nobody"
    pairs = [(seconds(folder), seconds(gone)) for _ in range(2)]
    known, unknown = (min(times) for times in zip(*pairs, strict=True))
    assert 0.4 < known / unknown < 2.5
    assert not gone.exists()


@pytest.mark.hardening("T13")
def test_the_password_alone_is_enough(folder: Path) -> None:
    """Key file and store carried to another place open with nothing else from the old one."""
    profile = OpenProfile.unlock(folder, PASSWORD, now=now)
    assert profile.staff == "ab" * 16
    profile.close()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", (0, 14, True, 0)),
        ("aben", (1, 14, True, 0)),
        ("gallerie", (1, 14, True, 0)),
        ("gallerie ", (1, 14, True, 1)),
        ("abend akte gallerie gitarre", (4, 14, True, 3)),
        ("1. abend 2. akte", (2, 14, True, 0)),
        ("000G-40R4", (8, 32, False, 0)),
    ],
)
def test_what_is_typed_of_a_code_is_looked_at_on_the_way(
    typed: str, expected: tuple[int, int, bool, int]
) -> None:
    found = look_at(typed)
    assert (found.count, found.total, found.is_words, found.unknown) == expected
