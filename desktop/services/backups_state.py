"""What is remembered between two backups of a store; local to this laptop, never sent."""

from __future__ import annotations

from typing import Any, Final

from desktop.storage.store import Store

STATE_SETTING: Final = "backup/state"


class BackupState:
    """``fault``: code of why the last try failed; ``second_at``: UTC ms of the newest backup known
    to lie in the second folder; ``second_since``: UTC ms when that folder was chosen. Any thread.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def read(self) -> dict[str, Any]:
        """All there is; what is not known is missing."""
        state = self._store.read().setting(STATE_SETTING)
        return state if isinstance(state, dict) else {}

    def note(self, **news: Any) -> None:
        """Remember *news*, None to forget; blocks for a commit if they are any. Raises KnownError
        as any save does."""
        before = self.read()
        state = {name: value for name, value in {**before, **news}.items() if value is not None}
        if state != before:
            self._store.write(lambda writer: writer.put_setting(STATE_SETTING, state)).result()
