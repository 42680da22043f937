"""Leave to change the secrets of a profile: the store's key, for as long as a dialog is open."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from desktop.crypto import keyfile, paper_words
from desktop.crypto.key_slots import DEFAULT_COST, Cost, Slot
from desktop.crypto.paper_code import to_code
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.services.password_strength import SHORTEST, judge
from desktop.storage.store import Store, Writer

PASSWORD_SETTING: Final = "own_password_at"  # noqa: S105 - a name, not a secret
"""UTC milliseconds: when the worker chose a password of their own; local to this laptop."""
REHEARSED_SETTING: Final = "recovery_rehearsed_at"
"""UTC milliseconds: when words of the recovery sheet were last typed back; local."""
SHEET_SETTING: Final = "recovery_sheet_at"
"""UTC milliseconds: when the sheet that holds was made, as is printed on it; local."""
BEGUN_SETTING: Final = "recovery_begun_at"
"""The same of a sheet that was shown and not noted as rehearsed; local."""
BEGUN_TRACE_SETTING: Final = "recovery_begun_trace"
"""``keyfile.trace_of`` the slot of that sheet, noted before it is put into the key file; local."""
_MARK_DIGITS = 8


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """What is printed: the same secret as *words* and as *letters*; *mark* names the laptop.

    ``made_at``, UTC milliseconds, tells one sheet from another and says nothing of the secret.
    """

    secret: bytes = field(repr=False)
    mark: str
    made_at: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """Fourteen words, in order."""
        return paper_words.to_words(self.secret)

    @property
    def letters(self) -> str:
        """Eight groups of four letters and digits."""
        return to_code(self.secret)

    def has_word(self, number: int, typed: str) -> bool:
        """Whether *typed* is word *number* (from 1); its first four letters are enough."""
        return paper_words.same_word(typed, self.words[number - 1])


@dataclass(frozen=True, slots=True)
class BegunSheet:
    """A sheet that was shown and not noted as rehearsed: made *made_at* (UTC milliseconds).

    *holds*: what the key file says; None if it cannot be read.
    """

    made_at: int
    holds: bool | None


def begun_sheet(store: Store) -> BegunSheet | None:
    """The last one of this profile, if there is one."""
    reader = store.read()
    made_at, trace = reader.setting(BEGUN_SETTING), reader.setting(BEGUN_TRACE_SETTING)
    if not isinstance(made_at, int) or made_at <= 0:
        return None
    try:
        return BegunSheet(made_at, trace == keyfile.recovery_trace(store.directory))
    except KnownError:
        return BegunSheet(made_at, None)


def mark_of(directory: Path) -> str:
    """The mark of a laptop's store, from its key file: ``3F2A-91BC``; empty if there is none."""
    try:
        digits = keyfile.store_id(directory)[:_MARK_DIGITS].upper()
    except KnownError:
        return ""
    return f"{digits[:4]}-{digits[4:]}"


class Permit:
    """Leave to change the secrets of the profile in *directory*, whose store has *key*.

    *store* is None before it is open: what was done is noted there at the next opportunity.
    """

    def __init__(
        self,
        directory: Path,
        key: bytes,
        store: Store | None,
        now: Callable[[], int],
        cost: Cost = DEFAULT_COST,
    ) -> None:
        self._directory, self._key, self._store = directory, key, store
        self._now, self._cost = now, cost
        self._slots: dict[bytes, Slot] = {}

    def is_held_by(self, password: str) -> bool:
        """Whether *password* is the one that opens the profile now; takes half a second.

        Nothing is counted: whoever asks has the key. Raises the faults of the key file.
        """
        try:
            keyfile.unlock(self._directory, password)
        except KnownError as error:
            if error.code is not ErrorCode.WRONG_PASSWORD:
                raise
            return False
        return True

    def set_password(self, password: str, *, shortest: int = SHORTEST) -> None:
        """Rewrap the password slot; blocks for half a second. BugError for a weak password: ask
        before (``judge``).

        Raises KnownError DISK_FULL, READ_ONLY, KEY_FILE_DAMAGED: the old password holds then.
        After DISK_FAULT nobody knows which of the two outlasts a power cut.
        """
        if not judge(password, shortest=shortest).is_accepted:
            raise BugError("weak password")
        keyfile.change_password(self._directory, self._key, password, cost=self._cost)
        self._note_done({PASSWORD_SETTING: self._now()})

    def new_code(self) -> RecoveryCode:
        """A new code; it opens nothing before ``adopt``. That it was begun is noted."""
        made_at = self._now()
        if self._store is not None:  # nobody waits for it: a full disk is no reason to stop
            before = begun_sheet(self._store)
            if before is not None and before.holds:
                note_adopted(self._store, before.made_at, made_at)
            _put(self._store, {BEGUN_SETTING: made_at, BEGUN_TRACE_SETTING: None})
        return RecoveryCode(keyfile.new_recovery_secret(), mark_of(self._directory), made_at)

    def adopt(self, code: RecoveryCode) -> None:
        """Words of *code* were typed back: it holds from now on, the one before no more.

        Raises KnownError as ``set_password``: the code before holds then. May be tried again.
        """
        slot = self._slots.get(code.secret)
        if slot is None:  # the same at every attempt: an earlier one may be in the key file
            slot = keyfile.recovery_slot(self._directory, self._key, code.secret)
            self._slots[code.secret] = slot
        if self._store is not None:
            trace = keyfile.trace_of(slot)
            _put(self._store, {BEGUN_SETTING: code.made_at, BEGUN_TRACE_SETTING: trace}).result()
        keyfile.put_slot(self._directory, self._key, slot)
        self._note_done(_adopted(code.made_at, self._now()))

    def _note_done(self, settings: Mapping[str, int | str | None]) -> None:
        """What holds, holds: that it could not be noted is no failure of it."""
        if self._store is not None:
            with contextlib.suppress(KnownError, BugError):
                _put(self._store, settings).result()


def note_adopted(store: Store, made_at: int, at: int) -> Future[None]:
    """Note that the sheet of *made_at* holds, rehearsed *at* (UTC milliseconds)."""
    return _put(store, _adopted(made_at, at))


def _adopted(made_at: int, at: int) -> dict[str, int | str | None]:
    gone: dict[str, int | str | None] = {BEGUN_SETTING: None, BEGUN_TRACE_SETTING: None}
    return {REHEARSED_SETTING: at, SHEET_SETTING: made_at, **gone}


def _put(store: Store, settings: Mapping[str, int | str | None]) -> Future[None]:
    def put(writer: Writer) -> None:
        for name, value in settings.items():
            writer.put_setting(name, value)

    return store.write(put)
