"""A crash report says where, never what: no message, no value, no name."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.app.crash import write_report
from desktop.domain.errors import BugError, ErrorCode, KnownError

pytestmark = pytest.mark.hardening("T34")

NAME = "Selam Tesfay"


def _fail() -> None:
    client = NAME
    try:
        raise KnownError(ErrorCode.INVALID_VALUE, field=client)
    except KnownError as error:
        raise BugError(f"cannot save {client}") from error


def test_a_report_names_types_codes_and_lines_only(tmp_path: Path) -> None:
    try:
        _fail()
    except BugError as error:
        path = write_report(tmp_path / "log", error)
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert NAME not in text
    assert "BugError" in text
    assert "KnownError invalid-value" in text
    assert "test_crash_report.py" in text
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_gives_no_report_and_no_second_crash(
    tmp_path: Path,
) -> None:
    (tmp_path / "log").write_text("a file in the way")
    assert write_report(tmp_path / "log", BugError("x")) is None
