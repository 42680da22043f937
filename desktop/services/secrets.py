"""Password and recovery code of a profile: changed with the key in hand, never with less.

A ``Permit`` is given for the right password, at set-up by the unlocking, or for the printed code.
What compares or sets a password or a code blocks, half a second where a key is derived, and is
called through ``ui.tasks``; what only judges is quick enough for each key pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from desktop.crypto import keyfile, paper_words
from desktop.documents.model import Document
from desktop.documents.recovery_sheet import recovery_sheet
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.password_strength import SHORTEST, Judgement, judge
from desktop.services.password_tries import FILE, TryGuard
from desktop.services.permits import (
    BEGUN_SETTING,
    BEGUN_TRACE_SETTING,
    PASSWORD_SETTING,
    REHEARSED_SETTING,
    SHEET_SETTING,
    Permit,
    RecoveryCode,
    begun_sheet,
    note_adopted,
)
from desktop.storage.store import Store, Writer

SUGGESTED_WORDS = 5


class Step(IntEnum):
    """What is left of the set-up."""

    PASSWORD = 0
    CODE = 1
    DONE = 2


def sheet_of(code: RecoveryCode) -> Document:
    """The page to print."""
    return recovery_sheet(code.words, code.letters, code.mark, code.made_at)


def suggest_password() -> str:
    """Five random words with spaces between."""
    return " ".join(paper_words.random_phrase(SUGGESTED_WORDS))


@dataclass(frozen=True, slots=True)
class Typed:
    """How far the typing of a code has come: *count* of *total* words or characters.

    *unknown* is the number (from 1) of the first word that is not in the list, 0 if there is
    none, and *nearest* the word it may be. The last word is not judged: it may not be whole.
    """

    count: int
    total: int
    is_words: bool
    unknown: int = 0
    nearest: str = ""


def look_at(text: str) -> Typed:
    """What has been typed of a recovery code, in under a millisecond."""
    if paper_words.looks_like_code(text):
        letters = sum(letter.isalnum() for letter in text)
        return Typed(letters, paper_words.CODE_LETTERS, is_words=False)
    words = paper_words.split_words(text)
    total = paper_words.WORD_COUNT
    is_whole = text[-1:].isspace() or len(words) >= total
    for number, word in enumerate(words if is_whole else words[:-1], 1):
        if paper_words.meant(word) is None:
            near = paper_words.nearest(text, number)
            return Typed(len(words), total, is_words=True, unknown=number, nearest=near)
    return Typed(len(words), total, is_words=True)


class SecretService:
    """The secrets of the open profile. Thread-safe."""

    def __init__(
        self,
        store: Store,
        about: tuple[str, ...],
        now: Callable[[], int],
        guard: TryGuard | None = None,
    ) -> None:
        self._store, self._about, self._now = store, about, now
        self.guard = guard or TryGuard(store.directory / FILE)
        """Counts wrong tries; the same as before unlocking, so that they count together."""
        self.shortest = SHORTEST
        """Characters a password needs; a policy may raise it."""

    def step(self) -> Step:
        """Where the set-up stands."""
        reader = self._store.read()
        begun = begun_sheet(self._store)
        if reader.setting(REHEARSED_SETTING) is not None or (begun and begun.holds):
            return Step.DONE
        return Step.PASSWORD if reader.setting(PASSWORD_SETTING) is None else Step.CODE

    def sheet_made_at(self) -> int | None:
        """When the recovery sheet that holds was made, UTC milliseconds; None if not known."""
        begun = begun_sheet(self._store)
        if begun is not None and begun.holds is not False:
            return begun.made_at if begun.holds else None
        found = self._store.read().setting(SHEET_SETTING)
        return found if isinstance(found, int) and found > 0 else None

    def void_sheet_made_at(self) -> int | None:
        """The same of a sheet that was begun and opens nothing, as the key file says; None when
        that cannot be read."""
        begun = begun_sheet(self._store)
        return begun.made_at if begun is not None and begun.holds is False else None

    def forget_void_sheet(self) -> None:
        """The person was told of it. Does not wait for the disk."""

        def forget(writer: Writer) -> None:
            for name in (BEGUN_SETTING, BEGUN_TRACE_SETTING):
                writer.put_setting(name, None)

        self._store.write(forget)

    def settle_sheet(self) -> bool:
        """Note a sheet that holds, which could not be noted when it was rehearsed; whether it
        has replaced another one, of which nobody was told. False, too, while the disk does not
        confirm it: the other one might be back after a power cut."""
        begun = begun_sheet(self._store)
        if begun is None or not begun.holds or not keyfile.is_on_disk(self._store.directory):
            return False
        is_renewal = self._store.read().setting(REHEARSED_SETTING) is not None
        note_adopted(self._store, begun.made_at, self._now())
        return is_renewal

    def judge(self, password: str) -> Judgement:
        """How good a new password is; under a millisecond."""
        return judge(password, self._about, self.shortest)

    def confirm(self, password: str) -> Permit:
        """Compare with the password of the key file.

        Raises KnownError WRONG_PASSWORD (fact ``seconds``: the wait it costs), TRY_LATER, and
        the faults of the key file.
        """
        with self.guard.attempt():
            unlocked = keyfile.unlock(self._store.directory, password)
        return Permit(self._store.directory, unlocked.key, self._store, self._now)

    def unlock(self, _directory: Path, password: str) -> None:
        """``confirm`` for those who only want to know; wrong tries count together."""
        self.confirm(password)


def permit_by_code(directory: Path, text: str, now: Callable[[], int]) -> Permit:
    """Open the recovery slot with the printed words or letters, before the store is open.

    Raises KnownError RECOVERY_WORD, RECOVERY_LENGTH, RECOVERY_CHECK for what is mistyped,
    RECOVERY_WRONG for the code of another laptop, an older sheet or a folder that is not there,
    and the faults of the key file. No waits: nobody guesses 128 bits.
    """
    secret = paper_words.read_secret(text)
    try:
        unlocked = keyfile.unlock_with_secret(directory, secret)
    except KnownError as error:
        if error.code in (ErrorCode.WRONG_PASSWORD, ErrorCode.KEY_FILE_MISSING):
            raise KnownError(ErrorCode.RECOVERY_WRONG) from error
        raise
    return Permit(directory, unlocked.key, None, now)
