"""What this installation is and may read: keys, roster, pins; and its settings. Local only."""

from __future__ import annotations

from typing import Any

from desktop.domain.changes import Changes, Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.storage.codec import pack, unpack
from desktop.storage.session import Session


class IdentityReads(Session):
    """Reading keys, roster and settings."""

    def secret(self, name: str) -> bytes | None:
        """Bytes kept under a name: device keys, pinned root, server key."""
        row = self.row("SELECT value FROM secret WHERE name = ?", name)
        return None if row is None else row[0]

    def roster(self) -> list[bytes]:
        """The entries of the signed log, in order."""
        return [row[0] for row in self.rows("SELECT entry FROM roster ORDER BY no")]

    def epoch_keys(self) -> dict[tuple[str, int], bytes]:
        """The circle keys granted to this device, by (circle, epoch)."""
        rows = self.rows("SELECT circle, epoch, key FROM epoch_key")
        return {(circle, epoch): key for circle, epoch, key in rows}

    def setting(self, name: str) -> Any:
        """A plain value kept under a name, or None."""
        row = self.row("SELECT value FROM setting WHERE name = ?", name)
        return None if row is None else unpack(row[0])

    def settings(self, prefix: str = "") -> list[str]:
        """The names of settings that begin with *prefix*, sorted."""
        rows = self.rows("SELECT name FROM setting ORDER BY name")
        return [name for (name,) in rows if name.startswith(prefix)]


class IdentityWrites(IdentityReads):
    """Keeping them: writer only."""

    changes: Changes

    def put_secret(self, name: str, value: bytes) -> None:
        """Keep bytes under a name; None of them ever leaves the store."""
        self.connection.execute("INSERT OR REPLACE INTO secret VALUES (?, ?)", (name, value))

    def put_roster_entry(self, index: int, entry: bytes) -> None:
        """Append the (verified) entry number *index*, from 0.

        An entry that stands already is skipped; KnownError TAMPERED for another one in its
        place or for a gap.
        """
        row = self.row("SELECT entry FROM roster WHERE no = ?", index)
        if row is not None and row[0] == entry:
            return
        count = self.row("SELECT count(*) FROM roster")
        if row is not None or count is None or count[0] != index:
            raise KnownError(ErrorCode.TAMPERED, entry=index)
        self.connection.execute("INSERT INTO roster VALUES (?, ?)", (index, entry))
        self.changes |= Changes(roster=True)

    def put_epoch_key(self, circle: str, epoch: int, key: bytes) -> None:
        """Keep the key of a circle's epoch; old epochs stay."""
        self.connection.execute(
            "INSERT OR REPLACE INTO epoch_key VALUES (?, ?, ?)", (circle, epoch, key)
        )

    def put_setting(self, name: str, value: Value) -> None:
        """Keep a plain value under a name; None removes it."""
        if value is None:
            self.connection.execute("DELETE FROM setting WHERE name = ?", (name,))
        else:
            self.connection.execute(
                "INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, pack(value))
            )
