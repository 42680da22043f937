"""What was erased leaves the newest backup, too, where none can follow it."""

from __future__ import annotations

from desktop.storage import backup_folder
from desktop.storage.backup_folder import Found
from desktop.storage.store import Store


def forget_newest(store: Store, newest: Found | None, now_ms: int) -> None:
    """The *newest* of a folder stays as long as none could follow it, but not with what was to be
    gone from it by now; beside a store that is damaged it stays even so. *now_ms* is believed.

    Raises KnownError as any save does, and those of ``Store.examine``; OSError.
    """
    if newest is None or newest.manifest is None or not backup_folder.is_late(newest, now_ms):
        return
    erased = store.write(lambda writer: writer.erased()).result().records
    made, latest = newest.manifest.created_at, now_ms - backup_folder.LAST_MS
    if any(made < one.at <= latest for one in erased) and not store.examine():
        newest.path.unlink()
