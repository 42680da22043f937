"""Which folder a backup is brought back into, and why it is not: on laptops of one and of more."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.app.bringing_back import Way
from desktop.app.entrance import Entrance
from desktop.app.options import Options
from desktop.app.profiles import ALONE, SEVERAL, folder_name
from desktop.crypto import key_slots, keyfile
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.password_tries import FREE, pause_after
from tests.support import backed_up
from tests.support.backed_up import PASSWORD, Laptop


class _Quick:
    """Argon2id without its cost: what is asked here is which folder, not how long."""

    def __init__(self, *, salt: bytes, length: int, **_: int) -> None:
        self._salt, self._length = salt, length

    def derive(self, secret: bytes) -> bytes:
        return hashlib.blake2b(secret + self._salt, digest_size=self._length).digest()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_slots, "Argon2id", _Quick)
    monkeypatch.setattr(backed_up, "WEAK", key_slots.DEFAULT_COST)


@pytest.fixture
def stick(tmp_path: Path) -> Laptop:
    """A worker with the initials ZZ, whose backups come from elsewhere."""
    elsewhere = Laptop(tmp_path / "elsewhere")
    elsewhere.note()
    return elsewhere


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder for a laptop; nobody works there yet."""
    place = tmp_path / "laptop"
    place.mkdir()
    return place


def works(root: Path, initials: str | None) -> Laptop:
    """Somebody has a store here; None: from when there was nobody else."""
    name = ALONE if initials is None else f"{SEVERAL}/{folder_name(initials)}"
    laptop = Laptop(root / name)
    laptop.note()
    laptop.backups.make()
    laptop.close()
    return laptop


def way_of(root: Path, initials: str = "") -> Way:
    """A start of the program and the dialog of whoever typed *initials*."""
    way = Way(Entrance(Options(root / ALONE, root=root)), initials, lambda _place: None)
    way.begin()
    return way


def fault(work: Callable[[], object]) -> KnownError:
    with pytest.raises(KnownError) as error:
        work()
    return error.value


def with_key_file(laptop: Laptop, **changed: int) -> Path:
    """A backup whose key file says something else."""
    fields = json.loads((laptop.profile / "key.json").read_bytes()) | changed
    laptop.backups._key_file = lambda: json.dumps(fields).encode()  # type: ignore[method-assign]
    return laptop.backups.make().path


def only_backups_left(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()


UNREADABLE = [
    ({"version": 2}, ErrorCode.STORE_NEWER),
    ({"generation": 99}, ErrorCode.BACKUP_DAMAGED),
]


@pytest.mark.parametrize(("changed", "expected"), UNREADABLE)
def test_on_a_new_laptop_a_key_file_that_cannot_be_read_is_no_wrong_password(
    root: Path, stick: Laptop, changed: dict[str, int], expected: ErrorCode
) -> None:
    backup, way = with_key_file(stick, **changed), way_of(root)
    for _ in range(FREE + 1):
        assert fault(lambda: way.bring_back(backup, PASSWORD)).code is expected
    assert not list(root.iterdir())


@pytest.mark.hardening("T14")
@pytest.mark.hardening("T07")
@pytest.mark.parametrize("initials", ["ZZ", "MK"])
@pytest.mark.parametrize(("changed", "expected"), UNREADABLE)
def test_on_a_shared_laptop_it_is_said_and_still_no_way_to_guess_or_to_learn_who_is_here(
    root: Path, stick: Laptop, initials: str, changed: dict[str, int], expected: ErrorCode
) -> None:
    backup = with_key_file(stick, **changed)
    works(root, "JA")
    works(root, "MK")
    way = way_of(root, initials)
    for _ in range(FREE):
        assert fault(lambda: way.bring_back(backup, "geraten")).code is expected
    assert fault(lambda: way.bring_back(backup, "geraten")).code is ErrorCode.TRY_LATER


def test_the_own_key_file_still_opens_a_backup_whose_key_file_is_torn(root: Path) -> None:
    mine = works(root, "MK")
    works(root, "JA")
    mine.open()
    mine.now += backed_up.DAY
    mine.note()
    backup = with_key_file(mine, generation=99)
    mine.store.close()
    way_of(root, "MK").bring_back(backup, PASSWORD)
    mine.open()


def test_of_two_workers_one_who_has_only_backups_left_is_not_taken_for_the_other(
    root: Path,
) -> None:
    lost = works(root, "AB")
    works(root, "JA")
    only_backups_left(lost.profile)
    way = way_of(root, "AB")
    assert way.is_shared
    assert way.find(None) == ()
    ((row,), _) = way.prove(PASSWORD)
    assert row.path.parent.parent == lost.profile
    way.bring_back(row.path, PASSWORD)
    lost.open()


@pytest.mark.parametrize("others", [(None, "JA"), (None, "JA", "MK"), ("JA", "MK")])
@pytest.mark.parametrize("is_code", [False, True])
def test_a_further_worker_gets_a_folder_of_the_own_initials(
    root: Path, stick: Laptop, others: tuple[str | None, ...], is_code: bool
) -> None:
    for one in others:
        works(root, one)
    if None in others and len(others) == 3:
        only_backups_left(root / ALONE)
    before = {path: path.read_bytes() for path in (root / ALONE).rglob("*") if path.is_file()}
    new = root / SEVERAL / folder_name("ZZ")
    backup, way = stick.backups.make().path, way_of(root, "ZZ")
    assert fault(lambda: way.bring_back(backup, "geraten")).code is ErrorCode.WRONG_PASSWORD
    assert not new.exists()
    way.bring_back(backup, stick.code if is_code else PASSWORD)
    assert keyfile.unlock(new, PASSWORD).store_id == stick.store.store_id
    assert way_of(root, "zz").profile == new
    assert all(path.read_bytes() == data for path, data in before.items())


@pytest.mark.parametrize("is_lost", [False, True])
def test_who_was_alone_once_still_gets_the_own_backup_into_the_own_folder(
    root: Path, is_lost: bool, tmp_path: Path
) -> None:
    alone = works(root, None)
    works(root, "JA")
    (made,) = (alone.profile / "backups").glob("*.fmb")
    backup = Path(shutil.copy(made, tmp_path))
    if is_lost:
        only_backups_left(alone.profile)
    way_of(root, "MK").bring_back(backup, PASSWORD)
    assert not (root / SEVERAL / folder_name("MK")).exists()
    alone.open()


@pytest.mark.hardening("T14")
def test_a_backup_of_ones_own_ends_no_waiting_for_who_was_alone_once(
    root: Path, stick: Laptop
) -> None:
    works(root, None)
    works(root, "JA")
    guard = Entrance(Options(root / ALONE, root=root)).guard("MK")
    for _ in range(FREE - 1):
        with pytest.raises(KnownError), guard.attempt():
            raise KnownError(ErrorCode.WRONG_PASSWORD)
    way_of(root, "ZZ").bring_back(stick.backups.make().path, PASSWORD)
    with pytest.raises(KnownError) as error, guard.attempt():
        raise KnownError(ErrorCode.WRONG_PASSWORD)
    assert error.value.facts["seconds"] == pause_after(FREE)
