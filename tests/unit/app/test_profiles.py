"""Whose folder is opened where several workers share a laptop."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from desktop.app.entrance import Entrance
from desktop.app.options import Options, default_profile, read_options
from desktop.app.profiles import Profiles, folder_name
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.profile import OpenProfile


def use(*folders: Path) -> None:
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "key.json").touch()


def test_one_worker_alone_is_not_asked_for_initials(tmp_path: Path) -> None:
    alone = Profiles(tmp_path)
    for _ in range(2):
        assert not alone.are_several
        assert alone.meant("MK") == alone.home() == tmp_path / "profile"
        (tmp_path / "profile").mkdir(exist_ok=True)
        (tmp_path / "profile" / "key.json").touch()


def test_one_folder_among_the_several_is_opened_without_asking_either(tmp_path: Path) -> None:
    found = Profiles(tmp_path)
    use(found.place_for("MK"))
    assert not found.are_several
    assert found.meant("") == found.home() == found.place_for("MK")


def test_a_second_folder_is_found_by_initials_and_the_first_one_still_is(tmp_path: Path) -> None:
    several = Profiles(tmp_path)
    use(tmp_path / "profile", several.place_for("MK"))
    assert several.are_several
    assert several.home() == tmp_path
    assert several.meant(" mk ") == several.place_for("MK")
    assert several.meant("JA") == tmp_path / "profile"


def test_a_folder_whose_store_waits_to_be_moved_in_is_that_of_its_worker(tmp_path: Path) -> None:
    found = Profiles(tmp_path)
    use(found.place_for("MK") / "restored-20261123-090000")
    assert found.folders() == (found.place_for("MK"),)
    use(tmp_path / "profile")
    assert found.are_several


@pytest.mark.hardening("T07")
def test_a_folder_says_nothing_that_can_be_read(tmp_path: Path) -> None:
    names = {folder_name(initials) for initials in ("MK", "JA", "Ö", "a b", "李")}
    assert len(names) == 5
    assert all(re.fullmatch("[0-9a-f]{16}", name) for name in names)
    assert folder_name("Mk") == folder_name(" mK ") == folder_name("MK")
    assert folder_name("O\u0308") == folder_name("ö")
    assert folder_name("MK") == "2ca61f38d32173b1"


def test_one_folder_named_on_the_command_line_is_the_only_one(tmp_path: Path) -> None:
    use(tmp_path / "profile", Profiles(tmp_path).place_for("MK"))
    only = Profiles(tmp_path, only=tmp_path / "elsewhere")
    assert only.folders() == (tmp_path / "elsewhere",)
    assert not only.are_several


def test_the_command_line_names_one_folder_or_a_root_of_several(tmp_path: Path) -> None:
    usual = read_options([])
    assert (usual.profile, usual.root) == (default_profile(), default_profile().parent)
    one = read_options(["--profile", str(tmp_path)])
    assert (one.profile, one.root) == (tmp_path, None)
    several = read_options(["--profiles", str(tmp_path)])
    assert (several.profile, several.root) == (tmp_path / "profile", tmp_path)


def test_a_store_whose_key_file_is_gone_is_no_wrong_password(tmp_path: Path) -> None:
    several = Profiles(tmp_path)
    use(several.place_for("MK"), several.place_for("JA"))
    (several.place_for("MK") / "key.json").unlink()
    (several.place_for("MK") / "store.db").touch()
    assert several.are_several
    with pytest.raises(KnownError) as fault:
        OpenProfile.unlock(several.meant("MK"), "x", now=lambda: 0, is_one_of_several=True)
    assert fault.value.code is ErrorCode.KEY_FILE_MISSING


@pytest.mark.parametrize(("asked", "least"), [(None, 12), (6, 12), (20, 20)])
def test_the_policy_asks_for_longer_passwords_never_for_shorter_ones(
    tmp_path: Path, asked: int | None, least: int
) -> None:
    policy = tmp_path / "policy.json"
    if asked is not None:
        policy.write_text(json.dumps({"minimum_password": asked}))
    assert Entrance(Options(tmp_path / "profile", policy=policy))._shortest() == least
