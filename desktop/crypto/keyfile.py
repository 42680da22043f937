"""The key file of a store: two copies, a password slot and a recovery slot (protocol section 2).

The store key is 32 random bytes and never changes; changing a password rewraps one slot. The
file is written whole to a temporary name, synced and renamed, first ``key.json``, then
``key.backup.json``: at any moment one copy is whole. Functions may be called in any thread.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.crypto import key_document, key_slots
from desktop.crypto.key_document import KeyDocument
from desktop.crypto.key_slots import DEFAULT_COST, KEY_BYTES, RECOVERY_BYTES, Cost, Slot
from desktop.crypto.paper_code import from_code, to_code
from desktop.domain.errors import ErrorCode, KnownError

KEY_FILE = "key.json"
BACKUP_FILE = "key.backup.json"
_COPIES = (KEY_FILE, BACKUP_FILE)
_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Created:
    """A new key, and the recovery code to be printed and not stored."""

    key: bytes
    recovery_code: str


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What an opened slot yields; the store is refused if it is behind ``min_sequence``."""

    key: bytes
    store_id: str
    min_sequence: int


def create(directory: Path, password: str, *, store_id: str, cost: Cost = DEFAULT_COST) -> Created:
    """Make a key and write both copies; *directory* is made with mode 0700 if missing.

    Raises KnownError STORE_EXISTS when a copy is there already, DISK_FULL, READ_ONLY.
    """
    key, code = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(RECOVERY_BYTES)
    slots = (
        key_slots.password_slot(key, password, store_id, cost),
        key_slots.recovery_slot(key, code, store_id),
    )
    document = KeyDocument(store_id=store_id, slots=slots).sealed(key)
    with _writing, _world_faults():
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any((directory / name).exists() for name in _COPIES):
            raise KnownError(ErrorCode.STORE_EXISTS, file=KEY_FILE)
        _write_copies(directory, document)
    return Created(key, to_code(code))


def unlock(directory: Path, password: str, *, allow_weak: bool = False) -> Unlocked:
    """Open the password slot; takes as long as its cost says. Writes nothing but a lost copy.

    Raises KnownError WRONG_PASSWORD, KEY_FILE_MISSING, KEY_FILE_DAMAGED, FOREIGN_FILE,
    STORE_NEWER. *allow_weak* is for tests that save time; the program never sets it.
    """
    return _unlock(
        directory, "password", allow_weak,
        lambda slot, store_id: key_slots.open_password(slot, password, store_id),
    )  # fmt: skip


def unlock_with_recovery(directory: Path, code: str, *, allow_weak: bool = False) -> Unlocked:
    """Open the recovery slot with the printed code; errors as ``unlock``.

    A mistyped code is KnownError INVALID_VALUE, one of another store WRONG_PASSWORD.
    """
    secret = from_code(code, RECOVERY_BYTES)
    return _unlock(
        directory, "recovery", allow_weak,
        lambda slot, store_id: key_slots.open_recovery(slot, secret, store_id),
    )  # fmt: skip


def change_password(
    directory: Path, key: bytes, password: str, *, cost: Cost = DEFAULT_COST
) -> None:
    """Wrap the unlocked store *key* under a new password; the recovery code stays valid.

    Interrupted at any point, the file opens with the old password or the new one.
    """

    def rewrap(document: KeyDocument) -> KeyDocument:
        fresh = key_slots.password_slot(key, password, document.store_id, cost)
        return _with_slot(document, fresh)

    _rewrite(directory, key, rewrap)


def renew_recovery_code(directory: Path, key: bytes) -> str:
    """Replace the recovery slot; return the new code. The old code opens nothing any more."""
    code = secrets.token_bytes(RECOVERY_BYTES)

    def rewrap(document: KeyDocument) -> KeyDocument:
        fresh = key_slots.recovery_slot(key, code, document.store_id)
        return _with_slot(document, fresh)

    _rewrite(directory, key, rewrap)
    return to_code(code)


def update_min_sequence(directory: Path, key: bytes, min_sequence: int) -> None:
    """Note that the store has reached *min_sequence*; a lower number is ignored."""

    def raised(document: KeyDocument) -> KeyDocument:
        if min_sequence <= document.min_sequence:
            return document
        return msgspec.structs.replace(document, min_sequence=min_sequence)

    _rewrite(directory, key, raised)


def _with_slot(document: KeyDocument, fresh: Slot) -> KeyDocument:
    others = tuple(slot for slot in document.slots if slot.slot != fresh.slot)
    return msgspec.structs.replace(document, slots=(fresh, *others))


def _unlock(
    directory: Path,
    kind: str,
    allow_weak: bool,
    opens: Callable[[Slot, str], bytes | None],
) -> Unlocked:
    documents = _read_copies(directory, allow_weak=allow_weak)
    tried: set[Slot] = set()
    for document in documents:
        for slot in document.slots:
            if slot.slot != kind or slot in tried:
                continue
            tried.add(slot)
            key = opens(slot, document.store_id)
            if key is not None:
                return _accept(directory, documents, document, key)
    raise KnownError(ErrorCode.WRONG_PASSWORD)


def _accept(
    directory: Path, documents: list[KeyDocument], opened: KeyDocument, key: bytes
) -> Unlocked:
    own = [document for document in documents if document.is_by_owner_of(key)]
    if opened not in own:
        raise KnownError(ErrorCode.KEY_FILE_DAMAGED, file=KEY_FILE, reason="mac")
    if opened is own[0] and (len(own) < len(_COPIES) or own[1] != opened):
        # The other copy is lost, damaged or was not reached by the last change.
        with contextlib.suppress(OSError), _writing:
            _write_copies(directory, opened)
    return Unlocked(key, opened.store_id, max(document.min_sequence for document in own))


def _rewrite(directory: Path, key: bytes, change: Callable[[KeyDocument], KeyDocument]) -> None:
    with _writing:
        documents = _read_copies(directory, allow_weak=True)
        own = [document for document in documents if document.is_by_owner_of(key)]
        if not own:
            raise KnownError(ErrorCode.KEY_FILE_DAMAGED, file=KEY_FILE, reason="mac")
        changed = change(own[0])
        if changed is own[0]:
            return
        changed = msgspec.structs.replace(changed, generation=own[0].generation + 1)
        with _world_faults():
            _write_copies(directory, changed.sealed(key))


def _read_copies(directory: Path, *, allow_weak: bool) -> list[KeyDocument]:
    """Return the readable copies, newest first; raise what is wrong if there is none."""
    found: list[KeyDocument] = []
    faults: list[KnownError] = []
    for name in _COPIES:
        try:
            data = _read(directory / name)
            found.append(key_document.decode(data, file=name, allow_weak=allow_weak))
        except FileNotFoundError:
            continue
        except KnownError as fault:
            faults.append(fault)
        except OSError as error:
            faults.append(KnownError(ErrorCode.KEY_FILE_DAMAGED, file=name, errno=error.errno))
    if not found:
        raise faults[0] if faults else KnownError(ErrorCode.KEY_FILE_MISSING, file=KEY_FILE)
    return sorted(found, key=lambda document: -document.generation)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(key_document.MAX_BYTES + 1)


def _write_copies(directory: Path, document: KeyDocument) -> None:
    data = document.encode()
    for name in _COPIES:
        _write(directory / name, data)
    for left_by_a_crash in directory.glob("key*.json.*.tmp"):
        left_by_a_crash.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    """Replace *path* durably: a crash leaves the old or the new content, never half of it."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(fresh, flags, 0o600)
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _world_faults() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        code = ErrorCode.DISK_FULL if full else ErrorCode.READ_ONLY
        raise KnownError(code, file=KEY_FILE, errno=error.errno) from error
