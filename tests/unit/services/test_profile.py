"""A profile is made once and opened each day."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from desktop.crypto.device import DeviceKeys
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.services.profile import Enrolment, OpenProfile, create_profile

PASSWORD = "vier worte und mehr"


def wall_ms() -> int:
    return time.time_ns() // 1_000_000


def enrolment() -> Enrolment:
    return Enrolment(
        keys=DeviceKeys.generate(),
        agency=bytes(16),
        root=bytes(32),
        staff=RecordId("ab" * 16),
        circle="cd" * 16,
        server="http://127.0.0.1:1",
    )


def test_what_was_enrolled_is_there_after_unlocking(tmp_path: Path) -> None:
    recovery_code = create_profile(tmp_path / "p", PASSWORD, enrolment(), now=wall_ms)
    assert len(recovery_code) > 20
    profile = OpenProfile.unlock(tmp_path / "p", PASSWORD, now=wall_ms)
    try:
        assert profile.staff == "ab" * 16
        assert profile.circle == "cd" * 16
        assert profile.agency == bytes(16)
    finally:
        profile.close()


def test_a_store_that_is_there_is_never_made_anew(tmp_path: Path) -> None:
    create_profile(tmp_path / "p", PASSWORD, enrolment(), now=wall_ms)
    before = {path.name: path.read_bytes() for path in (tmp_path / "p").iterdir()}
    with pytest.raises(KnownError) as refused:
        create_profile(tmp_path / "p", PASSWORD, enrolment(), now=wall_ms)
    assert refused.value.code is ErrorCode.STORE_EXISTS
    assert {path.name: path.read_bytes() for path in (tmp_path / "p").iterdir()} == before


def test_a_store_without_its_key_file_gets_no_new_one(tmp_path: Path) -> None:
    create_profile(tmp_path / "p", PASSWORD, enrolment(), now=wall_ms)
    for name in ("key.json", "key.backup.json"):
        (tmp_path / "p" / name).unlink()
    with pytest.raises(KnownError) as refused:
        create_profile(tmp_path / "p", PASSWORD, enrolment(), now=wall_ms)
    assert refused.value.code is ErrorCode.STORE_EXISTS
    assert not (tmp_path / "p" / "key.json").exists()


def test_a_store_older_than_the_key_file_remembers_is_noticed(tmp_path: Path) -> None:
    create_profile(tmp_path / "p", PASSWORD, enrolment(), now=wall_ms)
    old = (tmp_path / "p" / "store.db").read_bytes()
    profile = OpenProfile.unlock(tmp_path / "p", PASSWORD, now=wall_ms)
    from desktop.domain.changes import RecordEdit
    from desktop.domain.ids import new_record_id, new_stream_id

    edit = RecordEdit(new_stream_id(), "staff", new_record_id(), {"name": "A"})
    profile.store.write(lambda writer: writer.save([edit])).result()
    profile.close()
    (tmp_path / "p" / "store.db").write_bytes(old)
    with pytest.raises(KnownError) as refused:
        OpenProfile.unlock(tmp_path / "p", PASSWORD, now=wall_ms)
    assert refused.value.code is ErrorCode.STORE_ROLLED_BACK
