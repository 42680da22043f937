"""The two families of errors: the world's fault (KnownError) and ours (BugError)."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

Fact = str | int | float | bool | None


class ErrorCode(StrEnum):
    """What can go wrong outside our control. The ui has a sentence and a next step for each."""

    # store and key file
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - a code, not a secret
    TRY_LATER = "try-later"
    RECOVERY_WORD = "recovery-word"
    RECOVERY_LENGTH = "recovery-length"
    RECOVERY_CHECK = "recovery-check"
    RECOVERY_WRONG = "recovery-wrong"
    STORE_DAMAGED = "store-damaged"
    STORE_EMPTIED = "store-emptied"
    STORE_ROLLED_BACK = "store-rolled-back"
    STORE_BEHIND = "store-behind"
    STORE_MIXED = "store-mixed"
    STORE_OTHER_KEY = "store-other-key"
    STORE_PLAIN = "store-plain"
    STORE_MISSING = "store-missing"
    PROFILE_MISSING = "profile-missing"
    STORE_NEWER = "store-newer"
    KEY_FILE_MISSING = "key-file-missing"
    KEY_FILE_DAMAGED = "key-file-damaged"
    FOREIGN_FILE = "foreign-file"
    STORE_EXISTS = "store-exists"
    ALREADY_RUNNING = "already-running"
    DISK_FULL = "disk-full"
    STORE_BUSY = "store-busy"
    READ_ONLY = "read-only"
    BACKUP_DAMAGED = "backup-damaged"
    BACKUP_UNREADABLE = "backup-unreadable"
    BACKUP_FOLDER = "backup-folder"
    BACKUP_OTHER = "backup-other"
    BACKUP_OTHER_INITIALS = "backup-other-initials"
    BACKUP_FULL = "backup-full"
    BACKUP_INCOMPLETE = "backup-incomplete"
    NO_ACCESS = "no-access"
    DISK_FAULT = "disk-fault"
    RECORD_GONE = "record-gone"
    CHANGED_MEANWHILE = "changed-meanwhile"
    INVALID_VALUE = "invalid-value"
    ERASURE_HELD = "erasure-held"
    # what the store's health service finds while work goes on
    DISK_LOW = "disk-low"
    DISK_VERY_LOW = "disk-very-low"
    RESERVE_USED = "reserve-used"
    PAGES_DAMAGED = "pages-damaged"
    LOSS_ACCEPTED = "loss-accepted"
    OTHER_OWNER = "other-owner"
    CLOCK_BEHIND = "clock-behind"
    CLOCK_AHEAD = "clock-ahead"
    CLOCK_ELSEWHERE = "clock-elsewhere"
    # forms
    FORM_NOT_XLSFORM = "form-not-xlsform"
    FORM_UNREADABLE = "form-unreadable"
    FORM_TOO_LARGE = "form-too-large"
    FORM_INVALID = "form-invalid"
    FORM_CYCLE = "form-cycle"
    FORM_EXISTS = "form-exists"
    FORM_UNKNOWN = "form-unknown"
    FORM_INCOMPLETE = "form-incomplete"
    FORM_UNSUPPORTED = "form-unsupported"
    FORM_NOT_ADMIN = "form-not-admin"
    FORM_FULL = "form-full"
    RULE_NOT_ADMIN = "rule-not-admin"
    # attachments
    ATTACHMENT_TYPE = "attachment-type"
    ATTACHMENT_HEIC = "attachment-heic"
    ATTACHMENT_EMPTY = "attachment-empty"
    ATTACHMENT_TOO_LARGE = "attachment-too-large"
    ATTACHMENT_PIXELS = "attachment-pixels"
    ATTACHMENT_BROKEN = "attachment-broken"
    ATTACHMENT_SEVERAL = "attachment-several"
    ATTACHMENT_TWOFOLD = "attachment-twofold"
    ATTACHMENT_UNREADABLE = "attachment-unreadable"
    ATTACHMENT_MISSING = "attachment-missing"
    ATTACHMENT_DAMAGED = "attachment-damaged"
    ATTACHMENT_NO_VIEWER = "attachment-no-viewer"
    ATTACHMENT_NOT_TAKEN = "attachment-not-taken"
    ATTACHMENT_OPEN_FULL = "attachment-open-full"
    ATTACHMENT_OPEN_FAULT = "attachment-open-fault"
    ATTACHMENT_OPEN_REFUSED = "attachment-open-refused"
    # export
    EXPORT_TARGET = "export-target"
    EXPORT_EXISTS = "export-exists"
    EXPORT_FOREIGN = "export-foreign"
    EXPORT_INSIDE = "export-inside"
    EXPORT_FULL = "export-full"
    EXPORT_FAULT = "export-fault"
    EXPORT_REFUSED = "export-refused"
    EXPORT_EMPTY = "export-empty"
    # network and server
    OFFLINE = "offline"
    CAPTIVE_PORTAL = "captive-portal"
    CERTIFICATE_UNKNOWN = "certificate-unknown"
    NOT_OUR_SERVER = "not-our-server"
    SERVER_REFUSED = "server-refused"
    SERVER_BUSY = "server-busy"
    DEVICE_REVOKED = "device-revoked"
    DEVICE_NEW = "device-new"
    UPGRADE_REQUIRED = "upgrade-required"
    SERVER_RESTORED = "server-restored"
    TAMPERED = "tampered"
    CANCELLED = "cancelled"


class KnownError(Exception):
    """A fault of the world (file, network, input, person); *facts* fill the sentence shown.

    Facts hold ids, counts, codes and file names only: never names of people or free text.
    """

    def __init__(self, code: ErrorCode, **facts: Fact) -> None:
        super().__init__(code.value)
        self.code = code
        self.facts = facts


class BugError(Exception):
    """A fault of ours: a broken promise between modules. Never shown raw to a person."""


class WriteCodes(NamedTuple):
    """What a failed writing is called, by what was being written."""

    full: ErrorCode = ErrorCode.DISK_FULL
    faulty: ErrorCode = ErrorCode.DISK_FAULT
    refused: ErrorCode = ErrorCode.READ_ONLY


STORE_WRITES: Final = WriteCodes()
EXPORT_WRITES: Final = WriteCodes(
    ErrorCode.EXPORT_FULL, ErrorCode.EXPORT_FAULT, ErrorCode.EXPORT_TARGET
)
OPENING_WRITES: Final = WriteCodes(
    ErrorCode.ATTACHMENT_OPEN_FULL,
    ErrorCode.ATTACHMENT_OPEN_FAULT,
    ErrorCode.ATTACHMENT_OPEN_REFUSED,
)
"""Of a copy for another program."""

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FAULTY: Final = frozenset(
    getattr(errno, name)
    for name in ("EIO", "ENXIO", "ENODEV", "ESTALE", "EREMOTEIO", "EUCLEAN", "EBADMSG")
    if hasattr(errno, name)
)
"""The disk or stick itself, or what it holds, has failed, or it has gone."""
_FULL_WINDOWS: Final = frozenset({39, 112, 1295})
_FAULTY_WINDOWS: Final = frozenset({23, 25, 27, 29, 30, 31, 483, 1117, 1167})
"""System error codes of Windows (winerror.h) that Python gives no errno of their own."""


def code_of_write(error: OSError, codes: WriteCodes = STORE_WRITES) -> ErrorCode:
    """What a person is told when writing a file failed with *error*: the disk is full, it is
    failing, or it refuses (rights, write protection, a place that is none)."""
    system = getattr(error, "winerror", None)
    if error.errno in _FULL or system in _FULL_WINDOWS:
        return codes.full
    return codes.faulty if is_faulty(error) else codes.refused


def code_of_read(error: OSError, otherwise: ErrorCode) -> ErrorCode:
    """What a person is told when reading a file failed: NO_ACCESS, DISK_FAULT, *otherwise*."""
    if is_faulty(error):
        return ErrorCode.DISK_FAULT
    return ErrorCode.NO_ACCESS if isinstance(error, PermissionError) else otherwise


def is_faulty(error: OSError) -> bool:
    """Whether the disk itself has failed, or has gone."""
    return error.errno in _FAULTY or getattr(error, "winerror", None) in _FAULTY_WINDOWS


@contextlib.contextmanager
def world_faults(codes: WriteCodes = STORE_WRITES, **facts: Fact) -> Iterator[None]:
    """Around writing: every OSError becomes the KnownError of ``code_of_write``, with *facts*."""
    try:
        yield
    except OSError as error:
        raise KnownError(code_of_write(error, codes), errno=error.errno, **facts) from error
