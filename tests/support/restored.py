"""A worker's store that came back: from a copy taken earlier, as a backup would be."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from pathlib import Path

from desktop.crypto.device import DeviceKeys
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.kinds import kinds
from desktop.storage.store import Store
from desktop.sync.client import AgencyClient
from desktop.sync.engine import SyncEngine
from desktop.sync.keyring import DEVICE_SECRET
from desktop.sync.renewal import become_new_device
from desktop.sync.transport import Response, Transport
from protocol.messages import PUSH
from tests.support.agency import Worker
from tests.support.lines import Go, Line


def take_copy(worker: Worker, target: Path) -> Path:
    """The profile's folder as it is now; the worker goes on afterwards."""
    worker.store.close()
    shutil.copytree(worker.directory, target)
    worker.restart()
    return target


class CopiedWorker(Worker):
    """The same worker at a copy of the store; still the old device until it becomes a new one."""

    def __init__(self, original: Worker, directory: Path) -> None:
        self.agency, self.keys, self.directory = original.agency, original.keys, directory
        self.circle, self.skew_ms = original.circle, original.skew_ms
        self.key, self.store_id = original.key, original.store_id
        self.store = Store.open(directory, self.key, store_id=self.store_id, now=self.now)
        self.engine = SyncEngine(self.store, now=self.now)

    def become_new_device(self) -> None:
        """As after a restore."""
        become_new_device(self.store, self.now())
        self.take_keys()

    def take_keys(self) -> None:
        """Speak to the server with the keys that stand in the store now."""
        stored = self.store.read().secret(DEVICE_SECRET)
        assert stored is not None
        self.keys = DeviceKeys.from_bytes(stored)


def enrol_again(
    worker: CopiedWorker, server: Transport, former: DeviceKeys, *, revokes: bool = True
) -> None:
    """What an administrator does: revoke the former device (unless it lives on), enter the new
    one for the same person, grant the key."""
    author = worker.agency.author
    person = author.state.device(former.id).person
    if revokes:
        author.revoke(former.id)
    author.add_device(person, worker.keys.public)
    circle = worker.agency.circle
    epoch = author.state.circle_epoch(circle)
    author.grant(circle, epoch, worker.agency.circle_key, [worker.keys.id])
    worker.agency.publish(AgencyClient(server, worker.agency.admin, worker.agency.id))


class DeafLine(Line):
    """Requests arrive; the answers to pushes are lost."""

    def carry(self, path: str, go: Go) -> Response:
        """Pass it on."""
        answer = go()
        if path == PUSH:
            raise KnownError(ErrorCode.OFFLINE)
        return answer


Contents = dict[tuple[str, str], dict[str, object]]


def contents(store: Store) -> Contents:
    """Every record with all that stands in its units: operation, stamp and value of each head."""
    reader = store.read()
    return {
        (kind.name, record.id): dict(reader.heads(kind.name, record.id))
        for kind in kinds()
        for record in reader.find(kind.name)
    }


def row_hash(store: Store) -> str:
    """One digest over all of it."""
    return hashlib.sha256(repr(sorted(contents(store).items())).encode()).hexdigest()


def typed(store: Store, kind: str, unit: str) -> Counter[str]:
    """How often each value of a unit stands in the log, whoever wrote it."""
    reader = store.read()
    return Counter(
        str(operation.values[unit])
        for stream in reader.cursors()
        for operation in reader.operations(stream)
        if operation.kind == kind and unit in operation.values
    )
