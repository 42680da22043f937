"""Encrypted files that nothing names any more: when they may go.

A store that was put back names less than there is, and the rest comes back with the next
exchange: a file that is gone by then is lost. Without its key, which stood in the record, a file
is noise; so there is no hurry.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Final

from desktop.domain.attachment import StoredFile, attached_of
from desktop.domain.changes import Value
from desktop.domain.companions import Companions
from desktop.services.backups_restore import REPLACED_SETTING
from desktop.storage.attachments import PART, TO_GO_SETTING
from desktop.storage.backup_restore import has_replaced
from desktop.storage.guard import ACCEPTED_SETTING
from desktop.storage.store import Reader, Store
from desktop.sync.renewal import awaits_enrolment

SEEN_SETTING: Final = "attachments/orphans"
"""{name of a file: UTC ms since when nothing names it}."""
WAIT_MS: Final = 30 * 24 * 3600 * 1000
"""As long as a backup is kept: nothing that could name such a file again is older."""


def due(store: Store, there: Set[str], now_ms: int) -> frozenset[str]:
    """Which of the files *there* are to be removed now: what was left half written, what an
    erasure asked to go, and what nothing has named for ``WAIT_MS``.

    The last only where no older store was ever put in the place of a newer one. Notes since
    when a file belongs to nothing; blocks for a commit if that is news. Raises KnownError as
    any save does.
    """
    reader = store.read()
    loose = there - {file.name for file in named_files(reader)}
    asked = set(reader.setting(TO_GO_SETTING) or ()) & there
    gone = {name for name in loose if name.endswith(PART)} | loose & asked
    known = reader.setting(SEEN_SETTING) or {}
    seen = {}
    if not _may_name_more(store, reader):
        # A moment that lies ahead is of a clock that was wrong.
        seen = {name: min(known.get(name, now_ms), now_ms) for name in sorted(loose - gone)}
    late = {name for name, at in seen.items() if now_ms - at >= WAIT_MS}
    _note(store, TO_GO_SETTING, sorted(asked))
    _note(store, SEEN_SETTING, {name: at for name, at in seen.items() if name not in late})
    return frozenset(gone | late)


def _may_name_more(store: Store, reader: Reader) -> bool:
    """Whether records may come back that this store does not know."""
    return (
        has_replaced(store.directory)
        or awaits_enrolment(reader)
        or any(reader.setting(name) is not None for name in (ACCEPTED_SETTING, REPLACED_SETTING))
    )


def named_files(reader: Reader) -> Iterator[StoredFile]:
    """The files that records and drafts name, whether they are here or not."""
    for record in reader.find("attachment"):
        attached = attached_of(record)
        yield from () if attached is None else attached.files()
    for draft in reader.drafts():
        for kept in Companions.from_plain(draft.companions).attachments.values():
            yield from kept.files()


def _note(store: Store, name: str, news: Value) -> None:
    if (store.read().setting(name) or None) != (news or None):
        store.write(lambda writer: writer.put_setting(name, news or None)).result()
