"""Several workers on one laptop: a folder each, nothing of them or of cases before a password."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.app.demo_agency import PASSWORD
from desktop.app.holding import Hold
from desktop.app.profiles import folder_name
from desktop.app.running import Running
from desktop.domain.errors import KnownError
from desktop.services.attachment_copies import OpenedCopies
from desktop.ui.unlock_window import WRONG_OR_UNKNOWN
from tests.support.desk_windows import Office
from tests.support.shared_laptop import SharedLaptop
from tests.support.window_texts import texts


def said(window: QWidget) -> list[str]:
    """The switches above fill their menus some time after the first paint."""
    return texts(window, without=(QToolButton,))


@pytest.mark.hardening("T07")
def test_nothing_of_workers_or_cases_is_readable_before_the_password(
    office: Office, shared: SharedLaptop
) -> None:
    running = Running.open(office.profile("B"), PASSWORD)
    reader = running.store.read()
    people = {one.name for one in reader.find("staff", limit=9)}
    people |= {one.family_name for one in reader.find("person", limit=99)}
    running.close()
    words = {part for name in people for part in name.split() if len(part) > 2}
    assert {"Köhler", "Albrecht"} <= words
    shown = " ".join(
        [*texts(shared.unlock_window, spoken=True), shared.unlock_window.windowTitle()]
    )
    paths = [str(path.relative_to(shared.profile)) for path in shared.profile.rglob("*")]
    plain = [
        path.read_bytes()
        for path in shared.profile.rglob("*")
        if path.is_file() and not path.name.startswith("store.db")
    ]
    for word in words:
        assert word not in shown
        assert not any(word.lower() in path.lower() for path in paths)
        assert not any(word.encode() in content for content in plain)
    assert {path.name for path in (shared.profile / "profiles").iterdir()} == {
        folder_name("mk "),
        folder_name("ja"),
    }


def test_each_worker_opens_the_own_folder_by_initials(shared: SharedLaptop) -> None:
    assert shared.unlock_window._initials.isVisible()
    assert shared.unlock_window._initials.text() == ""
    shared.sign_in("ja")
    shared.wait(lambda: shared.is_open)
    assert shared.services.me.initials == "JA"
    folder = shared.profile / "profiles" / folder_name("JA")
    assert (folder / "running.lock").exists()
    other = shared.profile / "profiles" / folder_name("MK")
    assert not (other / "running.lock").exists()
    with pytest.raises(KnownError):
        shared.services.secrets.confirm("falsch")
    counted = json.loads((shared.profile / "tries.json").read_text())["tries"]
    assert set(counted) == {folder_name("JA"), ""}, "her own, and all on this laptop"


def test_unknown_initials_look_like_a_wrong_password(shared: SharedLaptop) -> None:
    answers = []
    for initials in ("MK", "XY"):
        shared.sign_in(initials, "falsch")
        shared.wait(lambda: WRONG_OR_UNKNOWN in texts(shared.unlock_window))
        shared.unlock_window._initials.clear()
        answers.append(said(shared.unlock_window))
        shared.unlock_window.show_password()
    assert answers[0] == answers[1]
    assert {path.name for path in (shared.profile / "profiles").iterdir()} == {
        folder_name("MK"),
        folder_name("JA"),
    }


def test_copies_that_a_crash_left_are_gone_before_anybody_unlocks(
    shared: SharedLaptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever starts the program next, and whatever the system calls its folder in memory by
    then. A colleague who has the own folder open keeps what is open in another program."""
    first, second = tmp_path / "run-1", tmp_path / "run-2"
    for runtime in (first, second):
        runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(first))
    at_work, gone = (shared.profile / "profiles" / folder_name(who) for who in ("MK", "JA"))
    copies = [OpenedCopies(folder).put(b"%PDF-1.7", "Dokument-1.pdf") for folder in (at_work, gone)]
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(second))
    colleague = Hold(at_work)
    shared.close()
    started = SharedLaptop(shared.qtbot, shared.profile)
    started.wait(lambda: not copies[1].exists())
    assert copies[0].exists()
    colleague.release()
    started.close()
    started = SharedLaptop(shared.qtbot, shared.profile)
    started.wait(lambda: not copies[0].exists())
    started.close()
    assert list(first.iterdir()) == []
