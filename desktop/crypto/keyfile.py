"""The key file of a store: two copies, a password slot and a recovery slot (protocol section 2).

The store key is 32 random bytes and never changes; changing a password rewraps one slot. Both
copies are written whole to temporary names and synced, then renamed, first ``key.json``, then
``key.backup.json``: at any moment each copy is whole. The first renaming decides: what was before
holds until then, and afterwards the change, whether the second copy follows or not.

What changes a slot raises KnownError DISK_FULL, READ_ONLY, KEY_FILE_DAMAGED only when what was
before still holds; DISK_FAULT leaves open which of the two holds after a power cut. Functions may
be called in any thread.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn

import msgspec

from desktop.crypto import key_document, key_slots
from desktop.crypto.key_document import KeyDocument
from desktop.crypto.key_slots import DEFAULT_COST, KEY_BYTES, RECOVERY_BYTES, Cost, Slot
from desktop.crypto.paper_code import from_code, to_code
from desktop.domain.errors import ErrorCode, KnownError, code_of_read, world_faults
from desktop.domain.small_file import NotRegularError, read_small, write_fresh

KEY_FILE = "key.json"
BACKUP_FILE = "key.backup.json"
_COPIES = (KEY_FILE, BACKUP_FILE)
_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Created:
    """A new key, and the recovery code to be printed and not stored."""

    key: bytes = field(repr=False)
    recovery_code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What an opened slot yields; the store is refused if it is behind ``min_sequence``.

    ``is_behind``: the password slot was made with a lower cost than is usual now.
    """

    key: bytes = field(repr=False)
    store_id: str
    min_sequence: int
    is_behind: bool = field(default=False, compare=False)


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
    with _writing, world_faults(file=KEY_FILE):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_directory(directory.parent)
        if any((directory / name).exists() for name in _COPIES):
            raise KnownError(ErrorCode.STORE_EXISTS, file=KEY_FILE)
        _write_copies(directory, document)
    return Created(key, to_code(code))


def unlock(
    directory: Path, password: str, *, allow_weak: bool = False, cost: Cost = DEFAULT_COST
) -> Unlocked:
    """Open the password slot; takes as long as its cost says. Writes nothing but a lost copy.

    *cost* is what is usual now, to tell whether the slot is behind it.

    Raises KnownError WRONG_PASSWORD, KEY_FILE_MISSING, KEY_FILE_DAMAGED, FOREIGN_FILE,
    STORE_NEWER. *allow_weak* is for tests that save time; the program never sets it.
    """
    behind: list[bool] = []

    def opens(slot: Slot, store_id: str) -> bytes | None:
        behind[:] = [slot.cost.is_behind(cost)]
        return key_slots.open_password(slot, password, store_id)

    return replace(_unlock(directory, "password", allow_weak, opens), is_behind=behind[0])


def unlock_in_vain(password: str, cost: Cost = DEFAULT_COST) -> NoReturn:
    """Take as long as a wrong password does where there is no key file, and say the same.

    Raises KnownError WRONG_PASSWORD.
    """
    key_slots.stretch(password.encode("utf-8", "surrogatepass"), bytes(16), cost)
    raise KnownError(ErrorCode.WRONG_PASSWORD)


def unlock_with_recovery(directory: Path, code: str, *, allow_weak: bool = False) -> Unlocked:
    """Open the recovery slot with the printed letters; errors as ``unlock``.

    A mistyped code is KnownError INVALID_VALUE, one of another store WRONG_PASSWORD.
    """
    secret = from_code(code, RECOVERY_BYTES)
    return unlock_with_secret(directory, secret, allow_weak=allow_weak)


def unlock_with_secret(directory: Path, secret: bytes, *, allow_weak: bool = False) -> Unlocked:
    """Open the recovery slot with what the code stands for; errors as ``unlock``."""
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
    secret = new_recovery_secret()
    replace_recovery_secret(directory, key, secret)
    return to_code(secret)


def new_recovery_secret() -> bytes:
    """Sixteen random bytes for ``replace_recovery_secret``, to be printed and not stored."""
    return secrets.token_bytes(RECOVERY_BYTES)


def replace_recovery_secret(directory: Path, key: bytes, secret: bytes) -> None:
    """Let *secret* open the store from now on; what did so before opens nothing any more."""
    put_slot(directory, key, recovery_slot(directory, key, secret))


def recovery_slot(directory: Path, key: bytes, secret: bytes) -> Slot:
    """A slot for *secret* that opens nothing before ``put_slot``; errors as ``unlock``."""
    return key_slots.recovery_slot(key, secret, store_id(directory))


def put_slot(directory: Path, key: bytes, slot: Slot) -> None:
    """Put *slot* in the place of the one of its kind."""
    _rewrite(directory, key, lambda document: _with_slot(document, slot))


def trace_of(slot: Slot) -> str:
    """What tells *slot* from any other and says nothing of its secret: SHA-256, hexadecimal."""
    return hashlib.sha256("|".join((slot.salt, slot.nonce, slot.sealed)).encode()).hexdigest()


def recovery_trace(directory: Path) -> str:
    """``trace_of`` the recovery slot that holds, readable without a password; empty when there is
    none. Errors as ``unlock``, also when one copy alone cannot be read: it may be the newer."""
    newest = _read_copies(directory, allow_weak=True, needs_all=True)[0]
    return next((trace_of(slot) for slot in newest.slots if slot.slot == "recovery"), "")


def is_on_disk(directory: Path) -> bool:
    """Whether the disk confirms that what the copies say outlasts a power cut; a few ms."""
    try:
        _sync_directory(directory)
    except OSError:
        return False
    return True


def store_id(directory: Path) -> str:
    """The id written in the key file, readable without a password; errors as ``unlock``."""
    return _read_copies(directory, allow_weak=True)[0].store_id


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
    refused = KnownError(ErrorCode.WRONG_PASSWORD)
    for document in documents:
        for slot in document.slots:
            if slot.slot != kind or slot in tried:
                continue
            tried.add(slot)
            key = opens(slot, document.store_id)
            if key is None:
                continue
            own = [one for one in documents if one.is_by_owner_of(key)]
            if own and slot in own[0].slots:
                return _accept(directory, own, key)
            if document not in own:
                refused = KnownError(ErrorCode.KEY_FILE_DAMAGED, file=KEY_FILE, reason="mac")
            # Else it is the slot of a copy that was left behind: what opened it was replaced.
    raise refused


def _accept(directory: Path, own: list[KeyDocument], key: bytes) -> Unlocked:
    """*own*: the copies that were written with *key*, newest first. Any other counts for
    nothing, however new it says it is."""
    newest = own[0]
    if len(own) < len(_COPIES) or own[1] != newest:
        # The other copy is lost, damaged or was not reached by the last change.
        with contextlib.suppress(OSError), _writing:
            _write_copies(directory, newest)
    return Unlocked(key, newest.store_id, max(document.min_sequence for document in own))


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
        with world_faults(file=KEY_FILE):
            _write_copies(directory, changed.sealed(key))


def _read_copies(
    directory: Path, *, allow_weak: bool, needs_all: bool = False
) -> list[KeyDocument]:
    """Return the readable copies, newest first; raise what is wrong if there is none, or with
    *needs_all* if one that is there cannot be read."""
    found: list[KeyDocument] = []
    faults: list[KnownError] = []
    for name in _COPIES:
        try:
            data = read_small(directory / name, key_document.MAX_BYTES + 1)
            found.append(key_document.decode(data, file=name, allow_weak=allow_weak))
        except FileNotFoundError:
            continue
        except KnownError as fault:
            faults.append(fault)
        except NotRegularError:
            faults.append(KnownError(ErrorCode.FOREIGN_FILE, file=name))
        except OSError as error:
            code = code_of_read(error, ErrorCode.KEY_FILE_DAMAGED)
            faults.append(KnownError(code, file=name, errno=error.errno))
    if not found or (needs_all and faults):
        raise faults[0] if faults else KnownError(ErrorCode.KEY_FILE_MISSING, file=KEY_FILE)
    return sorted(found, key=lambda document: -document.generation)


def _write_copies(directory: Path, document: KeyDocument) -> None:
    """Replace both copies. A full disk is noticed before the first one is touched.

    Raises OSError while nothing has changed, and EIO when it may not outlast a power cut. The
    second copy may stay as it was: it counts for nothing then, and the next opening mends it.
    """
    data = document.encode()
    staged: list[tuple[Path, Path]] = []
    try:
        for name in _COPIES:
            path = directory / name
            fresh = path.with_name(f"{name}.{secrets.token_hex(4)}.tmp")
            staged.append((fresh, path))
            write_fresh(fresh, data, durable=True)
        os.replace(*staged[0])
    except BaseException:
        for fresh, _ in staged:
            _remove(fresh)
        raise
    with contextlib.suppress(OSError):
        os.replace(*staged[1])
    try:
        _sync_directory(directory)
    except OSError as error:
        raise OSError(errno.EIO, "renamed, but not known to be on the disk") from error
    for left_by_a_crash in directory.glob("key*.json.*.tmp"):
        _remove(left_by_a_crash)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _sync_directory(directory: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
