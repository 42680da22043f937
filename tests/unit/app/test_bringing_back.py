"""On a shared laptop a backup that somebody crafted ends no waiting and takes no place (T14)."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.app.bringing_back import Way
from desktop.app.entrance import Entrance
from desktop.app.options import Options
from desktop.app.profiles import SEVERAL, folder_name
from desktop.crypto import keyfile
from desktop.crypto.device import DeviceKeys
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.backups import BackupService
from desktop.services.password_tries import FREE, pause_after
from desktop.storage.store import Store
from desktop.sync.keyring import enrol
from tests.support.backed_up import NINE, PASSWORD, WEAK

pytestmark = [pytest.mark.hardening("T14"), pytest.mark.hardening("T15")]
MALLORY = "wer anders hat das erdacht"
NAME = "ab" * 16


@pytest.fixture
def entrance(tmp_path: Path) -> Entrance:
    """A laptop with two workers, MK and JA."""
    several = tmp_path / SEVERAL
    for initials, name in (("MK", NAME), ("JA", "cd" * 16)):
        keyfile.create(several / folder_name(initials), PASSWORD, store_id=name, cost=WEAK)
    return Entrance(Options(tmp_path / "profile", root=tmp_path))


@pytest.fixture
def crafted(tmp_path: Path) -> Path:
    """A backup with the id of MK's store and a password of its maker."""
    place = tmp_path / "mallory"
    key = keyfile.create(place, MALLORY, store_id=NAME).key
    keys = DeviceKeys.generate()
    store = Store.create(place, key, store_id=NAME, device=keys.device_id, now=lambda: NINE)
    store.write(lambda writer: enrol(writer, keys, bytes(32))).result()
    made = BackupService(store, lambda: NINE).make().path
    store.close()
    return made


def guess_wrongly(entrance: Entrance) -> int:
    """Seconds that a wrong password for MK costs."""
    with (
        pytest.raises(KnownError) as error,
        entrance.guard("MK").attempt(),
    ):
        raise KnownError(ErrorCode.WRONG_PASSWORD)
    return int(error.value.facts["seconds"] or 0)


def test_a_crafted_backup_ends_no_waiting(entrance: Entrance, crafted: Path) -> None:
    for _ in range(FREE - 1):
        assert guess_wrongly(entrance) == 0
    way = Way(entrance, "MK", lambda _place: None)
    folder = way.profile
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(KnownError) as error:
        way.bring_back(crafted, MALLORY)
    assert error.value.code is ErrorCode.BACKUP_OTHER
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert guess_wrongly(entrance) == pause_after(FREE)
