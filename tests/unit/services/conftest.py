"""A worker's services over a real encrypted store, with a clock that tests can set."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.ids import DeviceId, RecordId, StreamId, new_record_id, new_stream_id
from desktop.services.people import StaffDirectory
from desktop.services.services import Services, compose
from desktop.services.views import Me
from desktop.storage.store import Store, Writer
from tests.support.backed_up import Laptop

MONDAY_NINE = 1_795_420_800_000
"""2026-11-23 09:00 in Berlin."""


@dataclass
class Desk:
    """One worker: store, services, clock."""

    store: Store
    services: Services
    me: Me
    clock: Callable[[], int]
    times: list[int]

    def set_time(self, ms: int) -> None:
        """Move this laptop's clock."""
        self.times[0] = ms

    def save(self, kind: str, stream: StreamId, /, **values: Value) -> RecordId:
        """Write a record directly, as a pull would have brought it."""
        record = new_record_id(self.clock())
        edit = RecordEdit(stream, kind, record, values)
        self.store.write(lambda writer: writer.save([edit])).result()
        return record

    def family(self, name: str, **person: Value) -> tuple[RecordId, RecordId]:
        """A case with one person; returns both ids."""
        stream = new_stream_id()
        case, main = new_record_id(self.clock()), new_record_id(self.clock())
        values: dict[str, Value] = {"case": case, "family_name": name, **person}
        edits = [
            RecordEdit(
                stream,
                "case",
                case,
                {"number": f"DD-{name}", "main_person": main, "phase": "intake"},
            ),
            RecordEdit(stream, "person", main, values),
        ]

        def work(writer: Writer) -> None:
            writer.put_stream(stream, "00" * 16, "case")
            writer.save(edits)

        self.store.write(work).result()
        return case, main


def make_desk(directory: Path, name: str = "Miriam Köhler") -> Desk:
    """A store of its own with services; close ``desk.store`` in the end."""
    times = [MONDAY_NINE]
    device = DeviceId(secrets.token_hex(16))
    store = Store.create(
        directory, secrets.token_bytes(32), store_id="0" * 32, device=device, now=lambda: times[0]
    )
    staff = RecordId(secrets.token_hex(16))
    me = Me(staff, name, "MK")
    directory_of = StaffDirectory(lambda one: staff if one == device else None)
    services = compose(store, me, directory_of, "00" * 16, lambda: times[0])
    desk = Desk(store, services, me, lambda: times[0], times)
    agency = new_stream_id()
    edit = RecordEdit(agency, "staff", staff, {"name": name, "initials": "MK"})
    store.write(lambda writer: writer.save([edit])).result()
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A worker's desk on a Monday at nine."""
    made = make_desk(tmp_path / "store")
    yield made
    made.store.close()


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    """A profile with one note in its store; backups of it can be made and brought back."""
    made = Laptop(tmp_path / "profile")
    made.note()
    yield made
    made.store.close()


@pytest.fixture
def stick(laptop: Laptop, tmp_path: Path) -> Path:
    """The second folder, chosen."""
    place = tmp_path / "stick"
    place.mkdir()
    laptop.backups.choose_folder(place)
    return place
