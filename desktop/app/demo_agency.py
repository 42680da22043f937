"""Founds the demo agency: roster, server, two workers with a store each, houses and cases."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec

from desktop.app import demo_folder
from desktop.app.demo_cases import DemoFiller
from desktop.app.options import DEMO_PASSWORD
from desktop.app.running import Running, wall_ms
from desktop.app.server_process import ServerProcess
from desktop.crypto.agency import AgencySecrets, RosterAuthor, found_agency
from desktop.crypto.device import DeviceKeys
from desktop.domain.ids import RecordId
from desktop.services.profile import Enrolment, create_profile, mark_set_up
from desktop.sync.client import AgencyClient
from desktop.sync.transport import HttpTransport
from protocol.statements import ADMIN

_WORKER_ROLE = "refugee_social_worker"
_ADMIN = "A"
"""This worker may publish forms, so that the demo can show it."""
PASSWORD = DEMO_PASSWORD

Progress = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class DemoWorker:
    """One of the two workers: letter, name, initials, roster id."""

    letter: str
    name: str
    initials: str
    staff: str


@dataclass(frozen=True, slots=True)
class DemoAgency:
    """A founded demo agency below ``directory``."""

    directory: Path
    root: str
    port: int
    workers: tuple[DemoWorker, DemoWorker]

    def profile(self, letter: str) -> Path:
        """The profile folder of worker A or B."""
        return self.directory / f"worker-{letter.lower()}"

    def server(self) -> ServerProcess:
        """The agency's server, not started."""
        return ServerProcess(self.directory / "server", bytes.fromhex(self.root), self.port)


class _Remembered(msgspec.Struct):
    """What the marker of a founded agency says."""

    root: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)]
    workers: tuple[DemoWorker, DemoWorker]


def load(directory: Path) -> DemoAgency | None:
    """The agency founded here before, or None; a half-made one counts as none."""
    try:
        text = (directory / demo_folder.MARKER).read_text(encoding="utf-8")
        data = msgspec.json.decode(text, type=_Remembered)
    except (OSError, ValueError):
        return None
    agency = DemoAgency(directory, data.root, data.port, data.workers)
    profiles = [agency.profile(worker.letter) for worker in data.workers]
    return agency if all(profile.is_dir() for profile in profiles) else None


def remember(agency: DemoAgency, port: int) -> None:
    """Note the port, so that the next start uses the same address."""
    data = {
        "root": agency.root,
        "port": port,
        "workers": [asdict(worker) for worker in agency.workers],
    }
    path = agency.directory / demo_folder.MARKER
    half = path.with_suffix(".new")
    half.write_text(json.dumps(data), encoding="utf-8")
    half.replace(path)


def found(directory: Path, *, cases: int = 40, progress: Progress = print) -> DemoAgency:
    """Make everything anew below *directory*; returns with the server stopped.

    Raises DemoFolderError for a folder that is neither empty nor a demo folder. The agency's
    paper keys are thrown away: nobody needs to recover invented people.
    """
    demo_folder.clear(directory)
    workers = (
        DemoWorker("A", "Miriam Köhler", "MK", secrets.token_hex(16)),
        DemoWorker("B", "Jonas Albrecht", "JA", secrets.token_hex(16)),
    )
    paper = AgencySecrets.generate()
    agency = DemoAgency(directory, paper.fingerprint.hex(), 0, workers)
    server = agency.server()
    admin, keys = DeviceKeys.generate(), [DeviceKeys.generate() for _ in workers]
    progress("Schlüssel und Mitarbeitende ...")
    first, author, circle = _roster(paper, server.public_key(), admin, workers, keys)
    try:
        server.start()
        _post(server.address, admin, first, author)
        _make_profiles(agency, author.state.agency, keys, circle, server.address)
        progress("Häuser, Fälle und Besuche ...")
        _fill(agency, cases)
        progress("Erster Abgleich ...")
        exchange(agency, server.address, cases)
    finally:
        server.stop()
    agency = DemoAgency(directory, agency.root, server.port, workers)
    remember(agency, server.port)
    return agency


def exchange(agency: DemoAgency, address: str, cases: int, timeout: float = 120.0) -> None:
    """Connect both workers until neither has anything unsent and both have all cases."""
    both = [
        Running.open(agency.profile(worker.letter), PASSWORD, server=address)
        for worker in agency.workers
    ]
    try:
        for running in both:
            running.connect()
        for running in both:
            running.wait_for(partial(_is_sent, running), timeout)
        for running in both:
            running.wait_for(partial(_has_cases, running, cases), timeout)
    finally:
        for running in both:
            running.close()


def _is_sent(running: Running) -> bool:
    return running.services.sync.status().unsent == 0


def _has_cases(running: Running, count: int) -> bool:
    return running.store.read().count("case") == count


def _roster(
    paper: AgencySecrets,
    server_key: bytes,
    admin: DeviceKeys,
    workers: tuple[DemoWorker, DemoWorker],
    keys: list[DeviceKeys],
) -> tuple[RosterAuthor, RosterAuthor, str]:
    """The signed log, by root and by admin: agency, server key, two workers, one circle."""
    first = found_agency(
        paper, [(secrets.token_bytes(16), admin.public)], now=wall_ms, server_key=server_key
    )
    author = RosterAuthor(first.state, admin, wall_ms)
    for worker, key in zip(workers, keys, strict=True):
        role = ADMIN if worker.letter == _ADMIN else _WORKER_ROLE
        author.add_person(bytes.fromhex(worker.staff), role)
        author.add_device(bytes.fromhex(worker.staff), key.public)
    circle, _ = author.open_circle([key.id for key in keys])
    return first, author, circle.hex()


def _post(address: str, admin: DeviceKeys, first: RosterAuthor, author: RosterAuthor) -> None:
    client = AgencyClient(HttpTransport(address), admin, author.state.agency)
    try:
        length = client.post_founding(first.entries)
        client.post_roster(author.entries, after=length)
    finally:
        client.close()


def _make_profiles(
    agency: DemoAgency, agency_id: bytes, keys: list[DeviceKeys], circle: str, address: str
) -> None:
    def make(worker: DemoWorker, key: DeviceKeys) -> None:
        enrolment = Enrolment(
            keys=key,
            agency=agency_id,
            root=bytes.fromhex(agency.root),
            staff=RecordId(worker.staff),
            circle=circle,
            server=address,
        )
        create_profile(agency.profile(worker.letter), PASSWORD, enrolment, now=wall_ms)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(make, agency.workers, keys))


def _fill(agency: DemoAgency, cases: int) -> None:
    share = cases // 2
    first, second = agency.workers
    houses = DemoFiller.new_houses()
    for worker, start, is_first in ((first, 0, True), (second, share, False)):
        running = Running.open(agency.profile(worker.letter), PASSWORD)
        try:
            mark_set_up(running.store, wall_ms())  # nobody keeps a sheet for invented people
            filler = DemoFiller(running, worker.staff, houses, seed=worker.letter)
            if is_first:
                filler.agency([(w.staff, w.name, w.initials) for w in agency.workers])
            filler.cases(start, share if is_first else cases - share)
        finally:
            running.close()
