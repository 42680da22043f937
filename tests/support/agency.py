"""A small agency at work: root, admin, a few workers with a real store each, one circle."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.crypto.device import DeviceKeys
from desktop.domain import records
from desktop.domain.changes import RecordEdit, Value
from desktop.domain.ids import OpId, RecordId, StreamId, new_record_id, new_stream_id
from desktop.domain.kinds import Scope
from desktop.storage.store import Store, Writer
from desktop.sync.client import AgencyClient
from desktop.sync.engine import SyncEngine
from desktop.sync.keyring import enrol
from desktop.sync.state import RoundReport
from desktop.sync.transport import HttpTransport, Transport
from tests.support.agency_server import wall_ms
from tests.support.sample_agency import SampleAgency

assert records  # declares the kinds


def _no_progress(_done: int, _total: int) -> None:
    return


def _never() -> bool:
    return False


class Worker:
    """One social worker with a laptop. ``skew_ms`` is how far its clock is off."""

    def __init__(self, agency: SampleAgency, keys: DeviceKeys, directory: Path) -> None:
        self.agency, self.keys, self.directory = agency, keys, directory
        self.circle = agency.circle.hex()
        self.skew_ms = 0
        self.key, self.store_id = secrets.token_bytes(32), secrets.token_hex(16)
        self.store = Store.create(
            directory, self.key, store_id=self.store_id, device=keys.device_id, now=self.now
        )
        entries = agency.entries
        self.store.write(lambda writer: enrol(writer, keys, agency.root, entries)).result()
        self.engine = SyncEngine(self.store, now=self.now)

    def now(self) -> int:
        """This laptop's clock."""
        return wall_ms() + self.skew_ms

    def restart(self) -> None:
        """Close the store and open it again, as a new process would."""
        self.store.close()
        self.store = Store.open(self.directory, self.key, store_id=self.store_id, now=self.now)
        self.engine = SyncEngine(self.store, now=self.now)

    def client(self, transport: Transport | str) -> AgencyClient:
        """A client over a transport or an address."""
        line = HttpTransport(transport) if isinstance(transport, str) else transport
        return AgencyClient(line, self.keys, self.agency.id)

    def sync(self, transport: Transport | str) -> RoundReport:
        """One round; errors as ``SyncEngine.round``."""
        client = self.client(transport)
        try:
            return self.engine.round(client, _no_progress, _never)
        finally:
            if isinstance(transport, str):
                client.close()

    def new_case(self, **values: Value) -> tuple[RecordId, StreamId]:
        """A case in a stream of its own, shared with the circle."""
        case, stream = new_record_id(self.now()), new_stream_id()

        def work(writer: Writer) -> None:
            writer.put_stream(stream, self.circle, Scope.CASE.value)
            writer.save([RecordEdit(stream, "case", case, values or {"number": "1"})])

        self.store.write(work).result()
        return case, stream

    def new(self, kind: str, stream: StreamId, /, **values: Value) -> RecordId:
        """A new record in a case."""
        record = new_record_id(self.now())
        self.save([RecordEdit(stream, kind, record, values)])
        return record

    def edit(self, kind: str, record: RecordId, /, **values: Value) -> None:
        """Open an editor, type, save: every shown value is named as replaced."""
        view = self.store.read().edit_view(kind, record)
        assert view is not None
        base = {unit: view.bases.get(unit, ()) for unit in values}
        self.save([RecordEdit(view.record.stream, kind, record, values, base)])

    def save(self, edits: Sequence[RecordEdit]) -> None:
        """Durable when this returns."""
        self.store.write(lambda writer: writer.save(edits)).result()

    def values(self, kind: str, record: RecordId, unit: str) -> list[Value]:
        """What stands side by side in a unit, earliest first."""
        return [head.value for head in self.store.read().heads(kind, record).get(unit, ())]

    def base(self, kind: str, record: RecordId) -> Mapping[str, tuple[OpId, ...]]:
        """What an editor that opens now would name as replaced."""
        view = self.store.read().edit_view(kind, record)
        return {} if view is None else view.bases

    def unsent(self) -> int:
        """How many records are only here."""
        return self.store.read().unsent_count()


class SmallAgency:
    """Workers A, B, ... of one agency; close it at the end."""

    def __init__(
        self, directory: Path, workers: int = 2, *, server_key: bytes | None = None
    ) -> None:
        self.sample = SampleAgency(workers, server_key=server_key)
        self.workers = [
            Worker(self.sample, keys, directory / f"worker-{number}")
            for number, keys in enumerate(self.sample.workers)
        ]

    @property
    def root(self) -> bytes:
        """Fingerprint of the agency root."""
        return self.sample.root

    def found(self, url: str) -> None:
        """Give the roster to an empty server."""
        self.sample.found(url).close()

    def close(self) -> None:
        """Close all stores."""
        for worker in self.workers:
            worker.store.close()


def until_quiet(workers: Sequence[Worker], transport: Transport | str, rounds: int = 6) -> None:
    """Rounds of everybody until nobody has anything to say or to hear."""
    for _ in range(rounds):
        reports = [worker.sync(transport) for worker in workers]
        if not any(report.pushed or report.pulled for report in reports):
            return
    raise AssertionError("the exchange does not come to rest")
