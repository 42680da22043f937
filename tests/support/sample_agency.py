"""An agency with an admin, one circle and as many workers as a test wants; real keys."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from desktop.crypto.agency import AgencySecrets, RosterAuthor, found_agency
from desktop.crypto.device import DeviceKeys
from desktop.crypto.streams import stream_key
from desktop.sync.client import AgencyClient
from desktop.sync.transport import HttpTransport
from protocol import changeset
from protocol.changeset import SealedSet
from tests.support.agency_server import wall_ms


class SampleAgency:
    """Writes its roster like set-up does; ``entries`` are all entries so far, in order."""

    def __init__(self, workers: int = 1, *, server_key: bytes | None = None) -> None:
        self.paper = AgencySecrets.generate()
        self.admin = DeviceKeys.generate()
        founding = found_agency(
            self.paper,
            [(secrets.token_bytes(16), self.admin.public)],
            now=wall_ms,
            server_key=server_key,
        )
        self.author = RosterAuthor(founding.state, self.admin, wall_ms)
        self.entries: list[bytes] = list(founding.entries)
        self.workers = [self.enrol() for _ in range(workers)]
        devices = [self.admin.id, *(worker.id for worker in self.workers)]
        self.circle, self.circle_key = self.author.open_circle(devices)
        self.collect()

    @property
    def root(self) -> bytes:
        return self.paper.fingerprint

    @property
    def id(self) -> bytes:
        return self.author.state.agency

    def enrol(self) -> DeviceKeys:
        """A new worker with a device, in no circle yet."""
        keys, person = DeviceKeys.generate(), secrets.token_bytes(16)
        self.author.add_person(person, "social_worker")
        self.author.add_device(person, keys.public)
        return keys

    def collect(self) -> tuple[int, list[bytes]]:
        """Take the entries written since the last call: (index of the first, entries)."""
        new = list(self.author.entries)
        self.author.entries.clear()
        after = len(self.entries)
        self.entries += new
        return after, new

    def client(self, url: str, keys: DeviceKeys) -> AgencyClient:
        return AgencyClient(HttpTransport(url), keys, self.id)

    def found(self, url: str) -> AgencyClient:
        """Post the whole roster to an empty server; return the admin's client."""
        client = self.client(url, self.admin)
        client.post_founding(self.entries)
        return client

    def publish(self, client: AgencyClient) -> int:
        """Post what was written since; return the roster's length."""
        after, new = self.collect()
        return client.post_roster(new, after=after)

    def chain(self, keys: DeviceKeys, stream: bytes | None = None) -> Chain:
        return Chain(self, keys, stream or secrets.token_bytes(16))


@dataclass
class Chain:
    """One device's sets in one stream, sealed as it goes."""

    agency: SampleAgency
    keys: DeviceKeys
    stream: bytes
    n: int = 0
    prev: bytes = b""
    epoch: int = 1

    def seal(self, plain: bytes = b"a visit", *, circle: bytes | None = None) -> SealedSet:
        """The next set of the chain."""
        key = stream_key(self.agency.circle_key, self.stream, self.epoch)
        sealed = changeset.seal(
            agency=self.agency.id,
            stream=self.stream,
            circle=circle or self.agency.circle,
            epoch=self.epoch,
            device=self.keys.id,
            n=self.n + 1,
            prev=self.prev,
            plain_body=plain,
            stream_key=key,
            signing_key=self.keys.sign_private,
        )
        self.n += 1
        self.prev = changeset.set_id(sealed)
        return sealed

    def many(self, count: int, plain: bytes = b"a visit") -> list[SealedSet]:
        return [self.seal(plain) for _ in range(count)]
