"""A store that cannot be opened: a clear sentence in both languages, nothing touched."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.app.demo_agency import PASSWORD
from desktop.crypto import keyfile
from desktop.storage import driver
from tests.support.agency_server import ROOT
from tests.support.desk_windows import Desk, Office, tap
from tests.support.window_texts import button, texts

pytestmark = [pytest.mark.hardening("T05"), pytest.mark.hardening("T06")]

Damage = Callable[[Path], object]
Sentences = tuple[str, str]

DAMAGED = (
    "Der Datenspeicher ist beschädigt. Es wurde nichts verändert.",
    "The data store is damaged. Nothing was changed.",
)
EMPTIED = (
    "Der Datenspeicher ist leer, obwohl er schon Einträge hatte.",
    "The data store is empty although it had entries before.",
)
FOREIGN = (
    "Am Ort des Datenspeichers liegt eine fremde Datei. Sie wurde nicht angefasst.",
    "There is another program's file where the data store should be. It was not touched.",
)
PLAIN = (
    "Am Ort des Datenspeichers liegt eine unverschlüsselte Datenbank. Sie wurde nicht angefasst.",
    "There is an unencrypted database where the data store should be. It was not touched.",
)
OTHER_KEY = (
    "Die Schlüsseldatei passt nicht zum Datenspeicher: Er gehört zu einem anderen Profil, oder"
    " sein Anfang ist beschädigt. Es wurde nichts verändert.",
    "The key file does not fit the data store: it belongs to another profile, or its beginning is"
    " damaged. Nothing was changed.",
)
BEHIND = (
    "Die letzten Änderungen fehlen: 1. Vermutlich ging eine Datei verloren.",
    "The latest changes are missing: 1. A file was probably lost.",
)
ACCEPTED = (
    "Hier wird mit einem älteren Stand weitergearbeitet. Fehlende Änderungen: 1.",
    "Work goes on here with an older state. Missing changes: 1.",
)
ONE_PAGE = (
    "Im Datenspeicher sind Stellen beschädigt: 1. Alles andere ist lesbar.",
    "Places in the data store are damaged: 1. Everything else can be read.",
)
NO_KEY = (
    "Die Schlüsseldatei fehlt. Ohne sie öffnet weder Passwort noch Code den Datenspeicher.",
    "The key file is missing. Without it neither password nor code opens the data store.",
)
BAD_KEY = (
    "Die Schlüsseldatei ist beschädigt. Ohne sie öffnet weder Passwort noch Code den"
    " Datenspeicher; er ist unverändert.",
    "The key file is damaged. Without it neither password nor code opens the data store, which is"
    " unchanged.",
)
NO_STORE = (
    "Der Datenspeicher fehlt. Der Schlüssel ist da, die Daten dazu nicht.",
    "The data store is missing. The key is there, its data are not.",
)
NOT_SET_UP = (
    "Auf diesem Gerät ist Fallmappe noch nicht eingerichtet: Schlüssel und Daten fehlen.",
    "Fallmappe is not set up on this device yet: key and data are missing.",
)
NEWER = (
    "Die Daten wurden mit einer neueren Fassung des Programms geschrieben.",
    "The data were written with a newer version of the program.",
)
OLDER = (
    "Der Datenspeicher ist älter als beim letzten Öffnen: Vermutlich wurde eine alte Kopie"
    " zurückgespielt.",
    "The data store is older than when last opened: an old copy was probably put back.",
)
RUNNING = (
    "Fallmappe ist auf diesem Gerät schon geöffnet.",
    "Fallmappe is already open on this device.",
)
GO_ON = "Mit diesem Stand weiterarbeiten"
OTHER = "worker-b"
KEYS = ("key.json", "key.backup.json")
WRONG_PASSWORD = ("Das Passwort passt nicht.", "The password does not fit.")


def fingerprint(folder: Path) -> dict[str, str]:
    """Name and hash of every file below *folder*.

    Left out: the lock of a running program, the look of its window, the count of wrong passwords,
    SQLite's shared memory and an empty log of it.
    """
    passing = ("running.lock", "window.json", "tries.json", "store.db-shm")
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name not in passing
        and (path.name != "store.db-wal" or path.stat().st_size)
    }


def store(profile: Path) -> Path:
    return profile / "store.db"


def flip_the_first_page(profile: Path) -> None:
    """One byte behind the salt: the page no longer fits its seal."""
    data = bytearray(store(profile).read_bytes())
    data[2000] ^= 1
    store(profile).write_bytes(data)


def cut(profile: Path) -> None:
    size = store(profile).stat().st_size
    with store(profile).open("r+b") as file:
        file.truncate(size // 2 + 100)


def cut_at_a_page(profile: Path) -> None:
    size = store(profile).stat().st_size
    with store(profile).open("r+b") as file:
        file.truncate(size // 2 // 4096 * 4096)


def put_a_plain_database(profile: Path) -> None:
    store(profile).unlink()
    connection = sqlite3.connect(store(profile))
    connection.execute("CREATE TABLE other (x)")
    connection.close()


def lose_both_keys(profile: Path) -> None:
    (profile / "key.json").unlink()
    (profile / "key.backup.json").unlink()


def spoil_both_keys(profile: Path) -> None:
    for name in ("key.json", "key.backup.json"):
        (profile / name).write_bytes((profile / name).read_bytes()[:100])


def put_another_profiles_store(profile: Path) -> None:
    shutil.copy(store(profile.with_name(OTHER)), store(profile))


def raise_version(profile: Path) -> None:
    key = keyfile.unlock(profile, PASSWORD).key
    connection = driver.connect(store(profile), key)
    connection.execute("PRAGMA user_version=99")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()


CASES: dict[str, tuple[Damage, Sentences, bool]] = {
    "flipped": (flip_the_first_page, DAMAGED, True),
    "cut": (cut, DAMAGED, True),
    "cut at a page": (cut_at_a_page, DAMAGED, True),
    "emptied": (lambda profile: store(profile).write_bytes(b""), EMPTIED, True),
    "gone": (lambda profile: store(profile).unlink(), NO_STORE, True),
    "a letter": (lambda p: store(p).write_bytes(b"%PDF-1.7 Sehr geehrte" * 400), FOREIGN, True),
    "another database": (put_a_plain_database, PLAIN, True),
    "noise": (lambda p: store(p).write_bytes(os.urandom(40_960)), OTHER_KEY, True),
    "of another profile": (put_another_profiles_store, OTHER_KEY, True),
    "newer": (raise_version, NEWER, True),
    "no keys": (lose_both_keys, NO_KEY, False),
    "spoilt keys": (spoil_both_keys, BAD_KEY, True),
}


def says(desk: Desk, sentences: Sentences) -> None:
    """The window says it in German and, after a switch, in English; no inner words are seen."""
    german, english = sentences
    desk.wait(lambda: german in texts(desk.unlock_window))
    desk.switch("en")
    seen = texts(desk.unlock_window, spoken=True)
    assert english in seen
    assert german not in seen
    assert not any("Traceback" in text or "Error" in text for text in seen)
    desk.switch("de")
    assert german in texts(desk.unlock_window)


@pytest.mark.parametrize("name", CASES)
def test_a_store_that_cannot_be_opened_is_explained_and_left_alone(
    office: Office, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    damage, sentences, asks = CASES[name]
    profile = office.profile("A")
    for rest in ("store.db-wal", "store.db-shm"):
        (profile / rest).unlink(missing_ok=True)
    damage(profile)
    before = fingerprint(profile)
    desk = office.desk()
    if asks:
        desk.type_password()
    says(desk, sentences)
    assert "Passwort" not in texts(desk.unlock_window)
    desk.close()
    assert fingerprint(profile) == before
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_wrong_password_is_said_under_the_field_and_the_right_one_still_opens(
    office: Office,
) -> None:
    before = fingerprint(office.profile("A"))
    desk = office.desk()
    desk.type_password("sonne ufer lampe")
    says(desk, WRONG_PASSWORD)
    assert fingerprint(office.profile("A")) == before
    desk.unlock()


def test_an_old_copy_put_back_is_noticed(office: Office) -> None:
    profile, old = office.profile("A"), office.profile("A").with_name("old.db")
    desk = office.desk()
    desk.unlock()
    desk.close()
    shutil.copy(store(profile), old)
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    desk.edit_field("Telefonnummer", "0351 555 01")
    desk.close()
    log = store(profile).with_name("store.db-wal")
    assert not log.exists() or log.stat().st_size == 0
    shutil.copy(old, store(profile))
    before = fingerprint(profile)
    desk = office.desk()
    desk.type_password()
    says(desk, OLDER)
    desk.close()
    assert fingerprint(profile) == before


def test_damage_deep_in_the_store_is_said_where_it_is_met(office: Office) -> None:
    profile = office.profile("A")
    office.desk().unlock()
    office.desks.pop().close()
    data = bytearray(store(profile).read_bytes())
    for page in range(len(data) // 4096 // 3, len(data) // 4096):
        data[page * 4096 + 1000] ^= 1
    store(profile).write_bytes(data)
    before = store(profile).read_bytes()
    desk = office.desk()
    desk.type_password()
    desk.wait(lambda: DAMAGED[0] in texts(desk.main if desk.is_open else desk.unlock_window))
    desk.switch("en")
    assert DAMAGED[1] in texts(desk.main if desk.is_open else desk.unlock_window)
    desk.close()
    assert store(profile).read_bytes() == before


def test_a_lost_log_is_counted_and_the_work_goes_on_on_the_record(office: Office) -> None:
    profile = office.profile("A")
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    before = {name: (profile / name).read_bytes() for name in ("store.db", *KEYS)}
    held = (profile / "head.json").read_bytes()
    desk.edit_field("Telefonnummer", "0351 555 01")
    desk.wait(lambda: (profile / "head.json").read_bytes() != held)
    before["head.json"] = (profile / "head.json").read_bytes()
    desk.close()
    for name, data in before.items():
        (profile / name).write_bytes(data)
    desk = office.desk()
    desk.type_password()
    says(desk, BEHIND)
    tap(button(desk.unlock_window, GO_ON))
    desk.wait_text("Mit dem Passwort geht es mit diesem Stand weiter.", desk.unlock_window)
    desk.unlock()
    desk.wait_text(ACCEPTED[0])
    desk.switch("en")
    desk.wait_text(ACCEPTED[1])
    desk.switch("de")
    desk.open_case("Mahmoud")
    desk.edit_field("Telefonnummer", "0351 555 02")
    desk.close()
    office.desk().unlock()


def test_with_one_damaged_page_everything_else_can_still_be_read(office: Office) -> None:
    profile = office.profile("A")
    office.desk().unlock()
    office.desks.pop().close()
    data = bytearray(store(profile).read_bytes())
    data[page_nobody_needs(profile) * 4096 + 1000] ^= 1
    store(profile).write_bytes(data)
    desk = office.desk()
    desk.type_password()
    says(desk, DAMAGED)
    tap(button(desk.unlock_window, GO_ON))
    desk.unlock()
    desk.wait_text(ONE_PAGE[0])
    desk.switch("en")
    desk.wait_text(ONE_PAGE[1])
    desk.close()


def page_nobody_needs(profile: Path) -> int:
    """A page (counted from 0) without which every list and page can be shown."""
    key = keyfile.unlock(profile, PASSWORD).key
    connection = driver.connect(store(profile), key, read_only=True)
    sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'r_pledge_valid_until'"
    found = connection.execute(sql).fetchone()
    connection.close()
    return int(found[0]) - 1


def test_one_damaged_key_file_is_no_reason_to_stay_outside(office: Office) -> None:
    (office.profile("A") / "key.json").write_text("{}")
    office.desk().unlock()


def test_a_second_start_points_to_the_open_window_and_opens_once_that_is_closed(
    office: Office,
) -> None:
    before = fingerprint(office.profile("A"))
    hold = (
        "import sys; from PySide6.QtCore import QLockFile;"
        "lock = QLockFile(sys.argv[1]); assert lock.tryLock(0);"
        "print('held', flush=True); sys.stdin.read(); lock.unlock()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(office.profile("A") / "running.lock")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"
        desk = office.desk()
        says(desk, RUNNING)
        tap(button(desk.unlock_window, "Noch einmal versuchen"))
        says(desk, RUNNING)
        assert fingerprint(office.profile("A")) == before
        first.communicate(timeout=20)
    QTest.keyClick(button(desk.unlock_window, "Noch einmal versuchen"), Qt.Key.Key_Space)
    desk.unlock()


def test_a_folder_that_is_not_there_is_not_made(office: Office) -> None:
    shutil.rmtree(office.profile("A"))
    desk = office.desk()
    says(desk, NOT_SET_UP)
    tap(button(desk.unlock_window, "Noch einmal versuchen"))
    says(desk, NOT_SET_UP)
    desk.close()
    assert not office.profile("A").exists()
