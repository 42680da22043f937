"""Any bytes from a member's own device: an exact answer, never a fault of the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.sync.transport import HttpTransport, Response
from protocol import cbor, messages
from protocol.changeset import SealedSet
from protocol.messages import CBOR, JSON, PushRequest, RosterPost, SentSet
from server.limits import Limits
from tests.unit.server.conftest import Office

PATHS = [messages.PUSH, messages.ROSTER, messages.SESSION]
EDITS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8)
JUNK = st.one_of(
    st.binary(max_size=200),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.binary(max_size=9) | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
        max_leaves=12,
    ),
)


class Line:
    """A running server, a session, and one good request of each kind to spoil."""

    def __init__(self, office: Office) -> None:
        client = office.client(office.anna)
        client.open_session()
        self._token = client._token
        self._transport = HttpTransport(office.server.url)
        sealed = office.agency.chain(office.anna).seal(b"never stored as it is")
        office.agency.enrol()
        after, new = office.agency.collect()
        self.sealed: SealedSet = sealed
        self.good = {
            messages.PUSH: messages.to_cbor(PushRequest((SentSet(sealed.head, sealed.body),))),
            messages.ROSTER: messages.to_cbor(RosterPost(after, tuple(new))),
            messages.SESSION: messages.to_json(messages.SessionRequest(office.anna.device_id)),
        }
        self.office = office

    def post(self, path: str, body: bytes) -> Response:
        kind = JSON if path == messages.SESSION else CBOR
        return self._transport.request(
            "POST", path, body=body, content_type=kind, token=self._token
        )


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    limits = Limits(rate_per_s=10_000.0, burst=100_000)
    with ExitStack() as stack:
        yield Line(Office(tmp_path_factory.mktemp("hostile"), stack, limits))


@settings(max_examples=150, deadline=None)
@given(path=st.sampled_from(PATHS), edits=EDITS, cut=st.integers(0, 10**6))
def test_spoiled_requests_are_refused(
    line: Line, path: str, edits: list[tuple[int, int]], cut: int
) -> None:
    body = bytearray(line.good[path])
    for place, value in edits:
        body[place % len(body)] = value
    if cut % 3 == 0:
        del body[cut % len(body) :]
    answer = line.post(path, bytes(body))
    assert answer.status in {200, 400, 401, 409, 413, 422, 426}
    if path == messages.PUSH and bytes(body) != line.good[path] and answer.status == 200:
        response = messages.from_cbor(answer.body, messages.PushResponse, limit=10**6)
        assert {result.state for result in response.results} <= {"problem"}


@settings(max_examples=100, deadline=None)
@given(path=st.sampled_from(PATHS), junk=JUNK)
def test_junk_is_refused(line: Line, path: str, junk: Any) -> None:
    try:
        body = junk if isinstance(junk, bytes) else cbor.encode(junk)
    except (TypeError, ValueError):
        return
    assert line.post(path, body).status in {400, 401, 409, 413, 422, 426}
