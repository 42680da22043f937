"""Leave to change the secrets of a profile: the store's key, for as long as a dialog is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from desktop.crypto import keyfile, paper_words
from desktop.crypto.key_slots import DEFAULT_COST, Cost
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
"""The same of a sheet that was shown and not rehearsed yet: it opens nothing; local."""
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

        Raises KnownError DISK_FULL, READ_ONLY, KEY_FILE_DAMAGED; the old password holds then.
        """
        if not judge(password, shortest=shortest).is_accepted:
            raise BugError("weak password")
        keyfile.change_password(self._directory, self._key, password, cost=self._cost)
        self._note(**{PASSWORD_SETTING: self._now()})

    def new_code(self) -> RecoveryCode:
        """A new code; it opens nothing before ``adopt``. That it was begun is noted."""
        made_at = self._now()
        if self._store is not None:  # nobody waits for it: a full disk is no reason to stop
            self._store.write(lambda writer: writer.put_setting(BEGUN_SETTING, made_at))
        return RecoveryCode(keyfile.new_recovery_secret(), mark_of(self._directory), made_at)

    def adopt(self, code: RecoveryCode) -> None:
        """Words of *code* were typed back: it holds from now on, the one before no more.

        Raises KnownError as ``set_password``.
        """
        keyfile.replace_recovery_secret(self._directory, self._key, code.secret)
        at = self._now()
        self._note(**{REHEARSED_SETTING: at, SHEET_SETTING: code.made_at, BEGUN_SETTING: None})

    def _note(self, **settings: int | None) -> None:
        def put(writer: Writer) -> None:
            for name, value in settings.items():
                writer.put_setting(name, value)

        if self._store is not None:
            self._store.write(put).result()
