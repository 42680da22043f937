"""Files of attachments outlast an older store that is put back: their records come again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from desktop.app.demo_agency import PASSWORD
from desktop.app.running import wall_ms
from desktop.services.backups_restore import restore
from desktop.ui.widgets.picture_cleaning import QtPictureCleaner
from tests.support import odd_files
from tests.support.desk_windows import Desk, Office, tap
from tests.support.window_texts import button, texts

pytestmark = pytest.mark.hardening("T05")
GO_ON = "Mit diesem Stand weiterarbeiten"
STORE = ("store.db", "store.db-wal")


def add_a_paper(desk: Desk) -> None:
    """A PDF in the case that is open."""
    assert desk.main.case.case is not None
    attachments = desk.services.attachments
    taken = attachments.take(attachments.look(odd_files.pdf()), QtPictureCleaner())
    attachments.add(desk.main.case.case, taken)


def files(desk: Desk) -> list[str]:
    return sorted(os.listdir(desk.profile / "attachments"))


def copy_store(source: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for name in STORE:
        (target / name).unlink(missing_ok=True)
        if (source / name).exists():
            shutil.copy(source / name, target / name)


def test_going_on_with_an_older_store_loses_no_file(office: Office, tmp_path: Path) -> None:
    desk = office.desk()
    desk.unlock()
    desk.lock()
    copy_store(desk.profile, tmp_path / "old")
    desk.unlock()
    desk.open_case("Mahmoud")
    add_a_paper(desk)
    office.server.start()
    desk.wait(lambda: "alles gesendet" in desk.chip())
    desk.lock()
    before = files(desk)
    copy_store(tmp_path / "old", desk.profile)
    desk.type_password()
    desk.wait(lambda: GO_ON in texts(desk.unlock_window))
    tap(button(desk.unlock_window, GO_ON))
    desk.wait_text("Mit dem Passwort geht es", desk.unlock_window)
    desk.unlock()
    assert files(desk) == before
    desk.lock()
    desk.unlock()
    assert files(desk) == before
    assert len(before) == 1


def test_a_restore_loses_no_file_with_the_next_backup(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    backup = desk.services.backups.make()
    add_a_paper(desk)
    before = files(desk)
    desk.lock()
    restore(desk.profile, backup.path, PASSWORD, now=wall_ms)
    desk.unlock()
    desk.services.backups.make()
    assert not list(desk.profile.glob("*.replaced-*"))
    desk.lock()
    desk.unlock()
    assert files(desk) == before
    assert len(before) == 1
