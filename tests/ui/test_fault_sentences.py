"""Every fault of the store has its sentence and its next step, in German and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from desktop.domain.errors import (
    EXPORT_WRITES,
    OPENING_WRITES,
    STORE_WRITES,
    ErrorCode,
    Fact,
    KnownError,
)
from desktop.i18n.context import LocaleContext
from desktop.ui.attachment_errors import ErrorText
from desktop.ui.error_texts import ERROR_TEXTS, describe
from desktop.ui.place_texts import (
    ADDING_TEXTS,
    BACKUP_TEXTS,
    DRAFT_TEXTS,
    ERASING_TEXTS,
    RESTORE_TEXTS,
    SECRET_TEXTS,
    UNLOCK_TEXTS,
)

pytestmark = pytest.mark.hardening("T06")

FAULTS: dict[str, dict[ErrorCode, dict[str, Fact]]] = {
    "an error of the disk": {ErrorCode.DISK_FAULT: {}},
    "disk full": {
        ErrorCode.DISK_FULL: {},
        ErrorCode.DISK_LOW: {"free": 499},
        ErrorCode.DISK_VERY_LOW: {"free": 99},
        ErrorCode.RESERVE_USED: {},
    },
    "a flipped bit": {ErrorCode.STORE_DAMAGED: {"pages": 1}, ErrorCode.PAGES_DAMAGED: {"pages": 1}},
    "cut to nothing": {ErrorCode.STORE_EMPTIED: {}, ErrorCode.STORE_MISSING: {}},
    "log missing or cut": {
        ErrorCode.STORE_BEHIND: {"missing": 24},
        ErrorCode.LOSS_ACCEPTED: {"missing": 24},
    },
    "old pages": {ErrorCode.STORE_MIXED: {}, ErrorCode.STORE_ROLLED_BACK: {"missing": 24}},
    "wrong key": {
        ErrorCode.WRONG_PASSWORD: {},
        ErrorCode.KEY_FILE_DAMAGED: {},
        ErrorCode.KEY_FILE_MISSING: {},
        ErrorCode.STORE_OTHER_KEY: {},
        ErrorCode.FOREIGN_FILE: {},
        ErrorCode.STORE_PLAIN: {},
    },
    "a second process": {ErrorCode.ALREADY_RUNNING: {}, ErrorCode.STORE_BUSY: {}},
    "read-only": {
        ErrorCode.READ_ONLY: {}, ErrorCode.NO_ACCESS: {}, ErrorCode.OTHER_OWNER: {},
    },
    "clock": {
        ErrorCode.CLOCK_BEHIND: {"days": 2},
        ErrorCode.CLOCK_AHEAD: {"days": 2},
        ErrorCode.CLOCK_ELSEWHERE: {},
    },
}  # fmt: skip
ROWS = [(name, code, facts) for name, codes in FAULTS.items() for code, facts in codes.items()]
JARGON = re.compile(r"\b(WAL|SQL\w*|Datei-?system|checksum|header|inode|Backup|fsync|MAC)\b")


@pytest.mark.parametrize(("fault", "code", "facts"), ROWS)
def test_it_is_said_in_both_languages_with_what_to_do(
    fault: str, code: ErrorCode, facts: dict[str, Fact]
) -> None:
    german = describe(KnownError(code, **facts), LocaleContext("de"))
    english = describe(KnownError(code, **facts), LocaleContext("en"))
    for words in (*german, *english):
        assert words.endswith("."), fault
        assert "{" not in words
        assert not JARGON.search(words)
    assert german[0] != english[0]
    assert german[1] != english[1]
    for fact in facts.values():
        if "{" in ERROR_TEXTS[code].sentence:
            assert str(fact) in german[0]
            assert str(fact) in english[0]


def test_no_two_faults_share_a_sentence() -> None:
    said = [ERROR_TEXTS[code].sentence for _, code, _ in ROWS]
    assert len(set(said)) == len(said)


PLACES: dict[str, Mapping[ErrorCode, ErrorText]] = {
    "saving": {code: ERROR_TEXTS[code] for code in STORE_WRITES},
    "exporting": {code: ERROR_TEXTS[code] for code in EXPORT_WRITES},
    "opening a document elsewhere": {code: ERROR_TEXTS[code] for code in OPENING_WRITES},
    "unlocking": UNLOCK_TEXTS,
    "adding a file": ADDING_TEXTS,
    "erasing": ERASING_TEXTS,
    "changing the password": SECRET_TEXTS,
    "keeping a draft": DRAFT_TEXTS,
    "bringing a backup back": RESTORE_TEXTS,
    "backing up": BACKUP_TEXTS,
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_full_a_failing_and_a_closed_disk_are_told_apart_everywhere(
    place: str, language: str
) -> None:
    tr = LocaleContext(language)
    said = [
        describe(KnownError(code), tr, PLACES[place], size=tr.text("{size} MB", size="47,5"))
        for code in PLACES[place]
    ]
    assert len(set(said)) == len(said) >= 2
    for sentence, step in said:
        assert "{" not in sentence + step
        assert not JARGON.search(f"{sentence} {step}")
    if place != "saving":
        entry = "last entry" if language == "en" else "letzte Eingabe"
        assert not any(entry in sentence for sentence, _ in said), "nothing was being typed"
