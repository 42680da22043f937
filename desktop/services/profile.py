"""The folder of one worker on one laptop: key file and store, made once, opened each day."""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from desktop.crypto import keyfile
from desktop.crypto.device import DeviceKeys
from desktop.crypto.key_slots import DEFAULT_COST, Cost
from desktop.domain.changes import Changes
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, RecordId
from desktop.services.password_tries import FILE, TryGuard
from desktop.services.permits import PASSWORD_SETTING, REHEARSED_SETTING, Permit
from desktop.storage import backup_restore
from desktop.storage.files import store_path
from desktop.storage.head_file import read_ahead
from desktop.storage.store import Store, Writer
from desktop.sync.keyring import Keyring, enrol
from protocol.statements import ADMIN

STAFF_SETTING = "staff"
SERVER_SETTING = "server"
CIRCLE_SETTING = "circle"
AGENCY_SETTING = "agency"
_KEPT_FROM_NOTING = frozenset({ErrorCode.DISK_FULL, ErrorCode.DISK_FAULT, ErrorCode.READ_ONLY})


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a new installation learns from its invitation.

    ``agency`` is the agency's id (16 bytes), ``root`` the 32-byte fingerprint of its root,
    ``staff`` the person's roster id, ``circle`` the circle new cases are shared in, ``server``
    the address of the agency server.
    """

    keys: DeviceKeys
    agency: bytes
    root: bytes
    staff: RecordId
    circle: str
    server: str


def create_profile(
    directory: Path,
    password: str,
    enrolment: Enrolment,
    *,
    now: Callable[[], int],
    cost: Cost = DEFAULT_COST,
) -> str:
    """Make key file and store in *directory*; returns the recovery code, to be printed.

    They are made beside their place and moved in at one stroke: a process that is ended before
    it leaves nothing that counts, one ended after it leaves a profile that opens.

    Raises KnownError STORE_EXISTS when there is anything already; nothing is touched then. Also
    DISK_FULL, READ_ONLY; then there is neither key file nor store.
    """
    backup_restore.finish(directory)
    for name in (*backup_restore.KEY_FILES, store_path(directory).name):
        if (directory / name).exists():
            raise KnownError(ErrorCode.STORE_EXISTS, file=name)
    try:
        code = _make(backup_restore.prepare(directory), password, enrolment, now, cost)
        backup_restore.put_in_place(directory, now())
    except BaseException:
        backup_restore.abandon(directory)
        raise
    return code


def _make(
    folder: Path, password: str, enrolment: Enrolment, now: Callable[[], int], cost: Cost
) -> str:
    store_id = secrets.token_hex(16)
    created = keyfile.create(folder, password, store_id=store_id, cost=cost)
    device = enrolment.keys.device_id
    store = Store.create(folder, created.key, store_id=store_id, device=device, now=now)

    def fill(writer: Writer) -> None:
        enrol(writer, enrolment.keys, enrolment.root)
        writer.put_setting(STAFF_SETTING, enrolment.staff)
        writer.put_setting(SERVER_SETTING, enrolment.server)
        writer.put_setting(CIRCLE_SETTING, enrolment.circle)
        writer.put_setting(AGENCY_SETTING, enrolment.agency.hex())

    try:
        store.write(fill).result()
    finally:
        store.close()
    return created.recovery_code


def mark_set_up(store: Store, at: int) -> None:
    """Note that own password and rehearsed recovery sheet are there; *at* is UTC milliseconds."""

    def note(writer: Writer) -> None:
        writer.put_setting(PASSWORD_SETTING, at)
        writer.put_setting(REHEARSED_SETTING, at)

    store.write(note).result()


class OpenProfile:
    """An unlocked profile. ``close`` notes how far the store has come, then closes it."""

    def __init__(self, directory: Path, key: bytes, store: Store) -> None:
        self._directory = directory
        self._key = key
        self.store = store

    @classmethod
    def unlock(
        cls,
        directory: Path,
        password: str,
        *,
        now: Callable[[], int],
        guard: TryGuard | None = None,
        is_one_of_several: bool = False,
        accept: Collection[ErrorCode] = (),
        claim: Callable[[], object] | None = None,
        cost: Cost = DEFAULT_COST,
    ) -> OpenProfile:
        """Derive the key (about half a second) and open the store.

        A slot that was made with a lower *cost* than is usual now is rewrapped on the way. Where
        several workers share a laptop a folder that is not there is a wrong password, as late.
        *guard* counts wrong tries, by default in the folder itself. *accept*: what is wrong with
        the store and a person goes on with, see ``Store.open``. *claim* is called when the
        password was right, before the store is opened, and may raise KnownError.

        Raises KnownError: WRONG_PASSWORD (fact ``seconds``: the wait it costs), TRY_LATER,
        KEY_FILE_MISSING, KEY_FILE_DAMAGED, FOREIGN_FILE, STORE_MISSING, STORE_EMPTIED,
        STORE_DAMAGED, STORE_ROLLED_BACK, STORE_BEHIND, STORE_MIXED, STORE_NEWER, ...
        """
        backup_restore.finish(directory)
        reading = read_ahead(store_path(directory))  # while the key is derived
        with (guard or TryGuard(directory / FILE)).attempt():
            unlocked = _unlocked(directory, password, cost, hides_missing=is_one_of_several)
        reading.join()
        if claim is not None:
            claim()
        if unlocked.is_behind:
            _rewrap(directory, unlocked.key, password, cost)
        store = Store.open(
            directory,
            unlocked.key,
            store_id=unlocked.store_id,
            min_sequence=unlocked.min_sequence,
            now=now,
            accept=accept,
        )
        return cls(directory, unlocked.key, store)

    def permit(self, now: Callable[[], int]) -> Permit:
        """Leave to change the secrets, for the set-up; others ask for the password again."""
        return Permit(self._directory, self._key, self.store, now)

    @property
    def staff(self) -> RecordId:
        """Whose store this is."""
        return RecordId(str(self.store.read().setting(STAFF_SETTING)))

    @property
    def server(self) -> str:
        """The address of the agency server, or an empty text."""
        return str(self.store.read().setting(SERVER_SETTING) or "")

    @property
    def circle(self) -> str:
        """Where new cases are shared."""
        return str(self.store.read().setting(CIRCLE_SETTING) or "")

    @property
    def agency(self) -> bytes:
        """The agency's id, from the invitation."""
        return bytes.fromhex(str(self.store.read().setting(AGENCY_SETTING)))

    def close(self) -> None:
        """Close the store; a profile that cannot be noted is still closed."""
        sequence = self.store.sequence
        self.store.close()
        try:
            keyfile.update_min_sequence(self._directory, self._key, sequence)
        except KnownError as error:
            if error.code not in _KEPT_FROM_NOTING:
                raise


def _rewrap(directory: Path, key: bytes, password: str, cost: Cost) -> None:
    """Raise the cost of the password slot; where nothing can be written, another time."""
    with contextlib.suppress(KnownError):
        keyfile.change_password(directory, key, password, cost=cost)


def _unlocked(
    directory: Path, password: str, cost: Cost, *, hides_missing: bool
) -> keyfile.Unlocked:
    try:
        return keyfile.unlock(directory, password, cost=cost)
    except KnownError as error:
        is_nobody = hides_missing and not store_path(directory).exists()
        if error.code is ErrorCode.KEY_FILE_MISSING and is_nobody:
            keyfile.unlock_in_vain(password)
        if error.code is not ErrorCode.FOREIGN_FILE:
            raise
        # FOREIGN_FILE speaks of the store to a person; here it is the key file that is not ours.
        raise KnownError(ErrorCode.KEY_FILE_DAMAGED, **error.facts) from error


class RosterPeople:
    """Which person a device belongs to; replays the roster when first asked and when it grew."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._persons: dict[DeviceId, RecordId] | None = None
        self._admins: frozenset[RecordId] = frozenset()
        self._lock = threading.Lock()
        store.subscribe(self._changed)

    def person_of(self, device: DeviceId) -> RecordId | None:
        """The person's id, or None for a device that the roster here does not know."""
        with self._lock:
            return self._known().get(device)

    def is_admin(self, device: DeviceId) -> bool:
        """Whether the device belongs to a person who is an administrator now."""
        with self._lock:
            return self._known().get(device) in self._admins

    def _known(self) -> dict[DeviceId, RecordId]:
        if self._persons is None:
            state = Keyring.load(self._store.read()).state
            self._persons = {
                DeviceId(one.id.hex()): RecordId(one.person.hex()) for one in state.devices.values()
            }
            self._admins = frozenset(
                RecordId(person.hex()) for person, role in state.persons.items() if role == ADMIN
            )
        return self._persons

    def _changed(self, changes: Changes, _initiator: object | None) -> None:
        if changes.roster:
            with self._lock:
                self._persons = None
