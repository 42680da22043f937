"""A small profile with a weak key cost: quick to unlock, to back up and to bring back."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path

from desktop.crypto import keyfile
from desktop.crypto.device import DeviceKeys
from desktop.crypto.key_slots import Cost
from desktop.domain.changes import RecordEdit, Value
from desktop.domain.ids import RecordId, StreamId, new_record_id, new_stream_id
from desktop.services.backups import BackupService
from desktop.services.backups_restore import Restored, restore
from desktop.storage.attachments import FOLDER as ATTACHMENTS
from desktop.storage.store import Store
from desktop.sync.keyring import enrol

PASSWORD = "vier worte und mehr"
MARKER = "Zeugnis-der-Sicherung-4711"
WEAK = Cost(memory_kib=64, passes=1, lanes=1)
NINE = 1_795_420_800_000
"""2026-11-23 09:00 in Berlin."""
DAY = 24 * 3600 * 1000


class Laptop:
    """One worker's profile; ``now`` is its clock, ``store`` open unless ``close`` was called."""

    def __init__(self, profile: Path, *, make: bool = True) -> None:
        self.profile, self.now = profile, NINE
        self.stream = StreamId("")
        if make:
            created = keyfile.create(profile, PASSWORD, store_id=secrets.token_hex(16), cost=WEAK)
            self.code = created.recovery_code
            keys = DeviceKeys.generate()
            unlocked = self.unlocked()
            self.store = Store.create(
                profile, unlocked.key, store_id=unlocked.store_id, device=keys.device_id,
                now=self.clock,
            )  # fmt: skip
            self.store.write(lambda writer: enrol(writer, keys, bytes(32))).result()
            self.stream = new_stream_id()
            self.store.write(lambda w: w.put_stream(self.stream, "ab" * 16, "case")).result()
        else:
            self.open()
        self.backups = BackupService(self.store, self.clock)

    def clock(self) -> int:
        """UTC milliseconds."""
        return self.now

    def unlocked(self, password: str = PASSWORD) -> keyfile.Unlocked:
        """What the key file yields."""
        return keyfile.unlock(self.profile, password, allow_weak=True)

    def open(self, password: str = PASSWORD) -> None:
        """Open the store as the program does."""
        unlocked = self.unlocked(password)
        self.store = Store.open(
            self.profile, unlocked.key, store_id=unlocked.store_id,
            min_sequence=unlocked.min_sequence, now=self.clock,
        )  # fmt: skip
        self.backups = BackupService(self.store, self.clock)

    def close(self) -> None:
        """Close it and note how far it has come."""
        key, sequence = self.unlocked().key, self.store.sequence
        self.backups.stop()
        self.store.close()
        keyfile.update_min_sequence(self.profile, key, sequence)

    def note(self, text: str = MARKER) -> RecordId:
        """Save a note."""
        return self.save("note", text=text)

    def save(self, kind: str, /, **values: Value) -> RecordId:
        """Save a new record in the case."""
        record = new_record_id(self.now)
        edit = RecordEdit(self.stream, kind, record, values)
        self.store.write(lambda writer: writer.save([edit])).result()
        return record

    def attachment(self, size: int = 5000) -> str:
        """An encrypted file of the attachments."""
        name = secrets.token_hex(16)
        folder = self.profile / ATTACHMENTS
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(secrets.token_bytes(size))
        return name


def bring_back(profile: Path, backup: Path, secret: str = PASSWORD, now: int = NINE) -> Restored:
    """As the unlock window does, with a weak key."""
    return restore(profile, backup, secret, now=partial(int, now), allow_weak=True)
