"""Operations that this version could not merge: kept, and merged after an update."""

from __future__ import annotations

from desktop.domain.changes import Changes, Operation
from desktop.storage.change_log import COLUMNS
from desktop.storage.merge import Merging


class Pending(Merging):
    """Reading and replaying what waits."""

    def pending(self) -> list[tuple[Operation, tuple[str, ...]]]:
        """Operations that wait, with the units concerned (``""``: all of it)."""
        units: dict[int, list[str]] = {}
        for number, unit in self.rows("SELECT op, unit FROM pending ORDER BY op, unit"):
            units.setdefault(number, []).append(unit)
        found = []
        for number, waiting in units.items():
            row = self.row(f"SELECT {COLUMNS} FROM op WHERE id = ?", number)  # noqa: S608
            if row is not None:
                found.append((self.operation(row), tuple(waiting)))
        return found

    def replay_pending(self) -> Changes:
        """Try to merge everything that waits; what still does not fit waits on."""
        waiting = self.pending()
        self.connection.execute("DELETE FROM pending")
        changes = Changes()
        whole = [op for op, units in waiting if "" in units]
        records, conflicts = self.merge_logged(
            [(self.numbers.op(op.id), op) for op in whole], own=False
        )
        changes |= Changes(frozenset(records), conflicts=conflicts)
        for operation, units in waiting:
            if "" not in units:
                records, conflicts = self.merge_logged(
                    [(self.numbers.op(operation.id), operation)], own=False,
                    only=frozenset(units),
                )  # fmt: skip
                changes |= Changes(frozenset(records), conflicts=conflicts)
        return changes
