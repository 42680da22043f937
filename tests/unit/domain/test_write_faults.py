"""One table tells a full disk, a failing one and one that refuses apart, whatever is written."""

from __future__ import annotations

import errno
import os

import pytest

from desktop.domain.errors import (
    EXPORT_WRITES,
    OPENING_WRITES,
    STORE_WRITES,
    ErrorCode,
    KnownError,
    WriteCodes,
    code_of_read,
    code_of_write,
    world_faults,
)

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FAULTY = (errno.EIO, errno.ENXIO, errno.ENODEV)
REFUSED = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT, errno.EINVAL, errno.EMFILE)
TABLE = [(n, 0) for n in FULL] + [(n, 1) for n in FAULTY] + [(n, 2) for n in REFUSED]


@pytest.mark.parametrize("codes", [STORE_WRITES, EXPORT_WRITES, OPENING_WRITES])
@pytest.mark.parametrize(("number", "which"), TABLE)
def test_each_number_of_the_system_has_its_code(number: int, which: int, codes: WriteCodes) -> None:
    with pytest.raises(KnownError) as caught, world_faults(codes, file="x"):
        raise OSError(number, os.strerror(number))
    assert caught.value.code is codes[which]
    assert caught.value.facts == {"errno": number, "file": "x"}


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (112, ErrorCode.DISK_FULL),
        (1295, ErrorCode.DISK_FULL),
        (23, ErrorCode.DISK_FAULT),
        (1117, ErrorCode.DISK_FAULT),
        (1167, ErrorCode.DISK_FAULT),
        (19, ErrorCode.READ_ONLY),
        (5, ErrorCode.READ_ONLY),
    ],
)
def test_windows_says_more_than_its_errno_does(system: int, code: ErrorCode) -> None:
    class Reported(OSError):
        winerror = system

    assert code_of_write(Reported(errno.EACCES, "as Python maps it")) is code


def test_what_is_known_already_passes_unchanged() -> None:
    with pytest.raises(KnownError) as caught, world_faults():
        raise KnownError(ErrorCode.CANCELLED)
    assert caught.value.code is ErrorCode.CANCELLED


def test_a_disk_that_fails_while_reading_is_no_damaged_file() -> None:
    damaged = ErrorCode.KEY_FILE_DAMAGED
    assert code_of_read(OSError(errno.EIO, ""), damaged) is ErrorCode.DISK_FAULT
    assert code_of_read(PermissionError(errno.EACCES, ""), damaged) is ErrorCode.NO_ACCESS
    assert code_of_read(OSError(errno.EINVAL, ""), damaged) is damaged
