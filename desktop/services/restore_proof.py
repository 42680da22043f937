"""Whose store a secret opens: asked before a word is said about what lies on a shared laptop."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from desktop.crypto import key_document, key_slots, keyfile, paper_words
from desktop.crypto.key_document import KeyDocument
from desktop.crypto.key_slots import Slot
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.small_file import read_small
from desktop.services.backups_restore import as_of_backup
from desktop.storage import backup_file, backup_folder, backup_restore

_MOST_SLOTS = 4
"""So many passwords are tried: those of today and of the last changes, half a second each."""


def prove(profile: Path, secret: str, backup: Path | None = None) -> str:
    """The id of the store that *secret*, password or recovery code, opens with the key file of
    *backup*, of the profile or of its own backups. Nothing is written. A key file that cannot be
    read is passed over, that of *backup* too: see ``fault_of``.

    A wrong one takes as long and is told the same however many key files there are, or none.
    Raises KnownError WRONG_PASSWORD; TRY_LATER is up to whoever calls.
    """
    chosen = [] if backup is None else list(_of_backup(backup))
    own = list(_documents(profile))
    with contextlib.suppress(KnownError):
        code = paper_words.read_secret(secret)
        for document, slot in _slots([*chosen, *own], "recovery"):
            key = key_slots.open_recovery(slot, code, document.store_id)
            if key is not None and document.is_by_owner_of(key):
                return document.store_id
    passwords = _slots(own, "password")[:_MOST_SLOTS]
    # Counted apart: how long it takes shall not tell whose backup was chosen.
    for document, slot in (*_slots(chosen, "password"), *passwords):
        key = key_slots.open_password(slot, secret, document.store_id)
        if key is not None and document.is_by_owner_of(key):
            return document.store_id
    for _ in range(_MOST_SLOTS - len(passwords)):
        with contextlib.suppress(KnownError):
            keyfile.unlock_in_vain(secret)
    raise KnownError(ErrorCode.WRONG_PASSWORD)


def fault_of(backup: Path) -> KnownError | None:
    """Why no secret opens the key file of *backup*, as ``restore`` says it; None where one may.

    The fault, not raised: STORE_NEWER, BACKUP_DAMAGED, BACKUP_UNREADABLE. It is the same whatever
    else lies on the laptop.
    """
    try:
        _read(backup_file.read_key_file(backup))
    except KnownError as error:
        return as_of_backup(error, backup)
    return None


def examine(
    backup: Path,
    *,
    progress: Callable[[int, int], object],
    cancelled: Callable[[], bool],
) -> None:
    """Read a whole backup and compare it with what it says of itself; nothing is proved by that.

    Raises KnownError BACKUP_DAMAGED, BACKUP_UNREADABLE, STORE_NEWER, CANCELLED.
    """
    backup_file.look_over(backup, cancelled)


def _of_backup(backup: Path) -> Iterator[KeyDocument]:
    with contextlib.suppress(KnownError):
        yield _read(backup_file.read_key_file(backup))


def _documents(profile: Path) -> Iterator[KeyDocument]:
    for name in backup_restore.KEY_FILES:
        with contextlib.suppress(KnownError, OSError):
            yield _read(read_small(profile / name, key_document.MAX_BYTES + 1))
    with contextlib.suppress(KnownError):
        for found in backup_folder.look(profile / backup_folder.FOLDER):
            yield from _of_backup(found.path)


def _read(data: bytes) -> KeyDocument:
    return key_document.decode(data, file=keyfile.KEY_FILE, allow_weak=False)


def _slots(documents: Iterable[KeyDocument], kind: str) -> list[tuple[KeyDocument, Slot]]:
    """Each slot of that kind once, though most key files hold the same."""
    found: dict[Slot, KeyDocument] = {}
    for document in documents:
        for slot in document.slots:
            if slot.slot == kind:
                found.setdefault(slot, document)
    return [(document, slot) for slot, document in found.items()]
