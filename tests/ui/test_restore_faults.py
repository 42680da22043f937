"""A backup that cannot be brought back: what is said, what to free, that nothing was changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import ErrorCode, KnownError
from desktop.i18n.context import LocaleContext
from desktop.services.backups_restore import Restorable, Restored
from desktop.ui.dialogs.restore_dialog import RestoreDialog
from desktop.ui.tasks import Tasks

BACKUP = Restorable(Path("store-20261120-1800.fmb"), 1_795_190_400_000, 61_250_000)


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    found = Tasks()
    yield found
    found.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    qtbot.addWidget(shown)
    return shown


def failed(
    qtbot: QtBot, window: QWidget, tasks: Tasks, language: str, code: ErrorCode
) -> RestoreDialog:
    """The dialog after a try that ended with *code*."""

    def bring_back(_backup: Path, _secret: str) -> Restored:
        raise KnownError(code, errno=28)

    dialog = RestoreDialog(
        window, LocaleContext(language), tasks, lambda _place: (BACKUP,), bring_back,
        saved_at=None, now=lambda: BACKUP.created_at + 3_600_000,
    )  # fmt: skip
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.rows()))
    dialog.rows()[0].opened.emit()
    dialog.password.line.setText("sonne ufer lampe")
    dialog.primary.click()
    qtbot.waitUntil(dialog.message.isVisible)
    return dialog


@pytest.mark.parametrize(
    ("language", "size", "unchanged"),
    [
        ("de", "61,2 MB", "Der bisherige Datenspeicher ist unverändert."),
        ("en", "61.2 MB", "The existing data store is unchanged."),
    ],
)
def test_a_full_disk_names_what_to_free_and_that_the_old_store_is_there(
    qtbot: QtBot, window: QWidget, tasks: Tasks, language: str, size: str, unchanged: str
) -> None:
    said = failed(qtbot, window, tasks, language, ErrorCode.DISK_FULL).message.text()
    assert size in said
    assert unchanged in said


@pytest.mark.parametrize("code", [ErrorCode.DISK_FAULT, ErrorCode.READ_ONLY])
def test_a_failing_and_a_closed_disk_leave_the_old_store_as_it_was(
    qtbot: QtBot, window: QWidget, tasks: Tasks, code: ErrorCode
) -> None:
    dialog = failed(qtbot, window, tasks, "de", code)
    assert "Der bisherige Datenspeicher ist unverändert." in dialog.message.text()
    assert "letzte Eingabe" not in dialog.message.text()
    assert dialog.primary.isEnabled(), "another try is offered"


def test_a_backup_that_shows_to_be_damaged_gives_way_to_its_copy_or_is_marked(
    qtbot: QtBot, window: QWidget, tasks: Tasks
) -> None:
    stick = Path("stick") / BACKUP.path
    tried = []

    def bring_back(backup: Path, _secret: str) -> Restored:
        tried.append(backup)
        raise KnownError(ErrorCode.BACKUP_DAMAGED)

    found = (replace(BACKUP, copies=(stick,)),)
    dialog = RestoreDialog(
        window, LocaleContext("de"), tasks, lambda _place: found, bring_back,
        saved_at=None, now=lambda: BACKUP.created_at,
    )  # fmt: skip
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.rows()))

    def has_tried(*backups: Path) -> bool:
        return tried == [*backups] and dialog.other.isEnabled()

    for backups in ((BACKUP.path,), (BACKUP.path, stick)):
        dialog.rows()[0].opened.emit()
        dialog.password.line.setText("sonne ufer lampe")
        dialog.primary.click()
        qtbot.waitUntil(partial(has_tried, *backups))
        assert dialog.message.isVisible()
        dialog.other.click()
    assert not dialog.rows()[0].isEnabled()
