"""A running server that knows one agency."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from desktop.crypto.device import DeviceKeys
from desktop.sync.client import AgencyClient
from server.key import load_or_create
from server.limits import Limits
from tests.support.agency_server import ServerThread
from tests.support.sample_agency import SampleAgency


class Office:
    """An agency of two workers and its server; clients are closed at the end."""

    def __init__(self, directory: Path, stack: ExitStack, limits: Limits) -> None:
        directory.mkdir(exist_ok=True)
        self.directory = directory
        self._stack = stack
        server_key = load_or_create(directory).public_key().public_bytes_raw()
        self.agency = SampleAgency(2, server_key=server_key)
        self.anna, self.bela = self.agency.workers
        self.server = stack.enter_context(ServerThread(directory, self.agency.root, limits=limits))
        self.admin = self.agency.found(self.server.url)
        stack.callback(self.admin.close)

    def client(self, keys: DeviceKeys) -> AgencyClient:
        client = self.agency.client(self.server.url, keys)
        self._stack.callback(client.close)
        return client


OpenOffice = Callable[..., Office]


@pytest.fixture
def open_office(tmp_path: Path) -> Iterator[OpenOffice]:
    with ExitStack() as stack:
        yield lambda limits=None: Office(tmp_path / "server", stack, limits or Limits())


@pytest.fixture
def office(open_office: OpenOffice) -> Office:
    return open_office()
