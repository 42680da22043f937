"""Messages of every route: read strictly, limits first."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import cbor, messages, session
from protocol.messages import (
    ChangesResponse,
    HeadsResponse,
    Problem,
    PushRequest,
    PushResponse,
    PushResult,
    SentSet,
    SessionRequest,
    StoredSet,
)
from protocol.problems import HTTP_STATUS, ProblemType, ProtocolError
from tests.unit.protocol.sealing import AGENCY, PUBLIC, SIGNING, sealed_set


def test_a_push_and_its_answer_cross_the_wire() -> None:
    sealed = sealed_set()
    push = PushRequest((SentSet(sealed.head, sealed.body),))
    assert messages.from_cbor(messages.to_cbor(push), PushRequest, limit=2000) == push
    refused = messages.problem(ProblemType.GAP, expected=3)
    answer = PushResponse(
        (
            PushResult(bytes(32), "stored", 4, b"receipt"),
            PushResult(bytes(32), "duplicate", 2, b"receipt"),
            PushResult(bytes(32), "problem", problem=refused),
        )
    )
    assert messages.from_cbor(messages.to_cbor(answer), PushResponse, limit=2000) == answer


def test_a_purged_body_is_none() -> None:
    answer = ChangesResponse((StoredSet(1, b"head", None), StoredSet(2, b"head", b"body")), 2)
    assert messages.from_cbor(messages.to_cbor(answer), ChangesResponse, limit=500) == answer


def test_unknown_fields_of_a_newer_server_are_ignored() -> None:
    data = cbor.encode({"sets": [], "head_seq": 0, "more": False, "later": {"x": b"1"}})
    assert messages.from_cbor(data, ChangesResponse, limit=500) == ChangesResponse((), 0)


def test_ids_are_hex_in_json() -> None:
    heads = HeadsResponse({"0a" * 16: 3}, 9)
    data = messages.to_json(heads)
    assert b'"' + b"0a" * 16 + b'":3' in data
    assert messages.from_json(data, HeadsResponse) == heads
    for wrong in ("0A" * 16, "0a" * 15, "../../etc"):
        with pytest.raises(ProtocolError):
            messages.from_json(messages.to_json(HeadsResponse({wrong: 3}, 9)), HeadsResponse)


def test_every_problem_has_a_status_and_comes_back() -> None:
    for kind in ProblemType:
        data = messages.to_json(messages.problem(kind, limit=5))
        found = messages.from_json(data, Problem)
        assert (found.problem, found.status, found.facts) == (
            kind,
            HTTP_STATUS[kind],
            {"limit": 5},
        )
    assert messages.from_json(b'{"type":"about:blank"}', Problem).problem is None


def test_limits_come_first() -> None:
    for call in (
        lambda: messages.from_cbor(bytes(501), PushRequest, limit=500),
        lambda: messages.from_json(b" " * 501, Problem, limit=500),
    ):
        with pytest.raises(ProtocolError) as refused:
            call()
        assert refused.value.problem is ProblemType.TOO_LARGE


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_refused_or_a_message(data: bytes) -> None:
    for type_ in (PushRequest, PushResponse, ChangesResponse):
        with contextlib.suppress(ProtocolError):
            messages.from_cbor(data, type_, limit=1000)
    for shape in (HeadsResponse, SessionRequest, Problem):
        with contextlib.suppress(ProtocolError):
            messages.from_json(data, shape)


@pytest.mark.parametrize("data", [b"[" * 5000, b'{"a":' * 5000, b"\xff", b"1e999", b""])
def test_json_traps_are_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        messages.from_json(data, Problem)


def test_a_session_is_proved_by_the_devices_key_for_this_agency_only() -> None:
    challenge = bytes(range(32))
    signature = SIGNING.sign(session.session_message(AGENCY, challenge))
    session.verify_session(AGENCY, challenge, signature, PUBLIC)
    for agency, other in ((b"x" * 16, challenge), (AGENCY, bytes(32))):
        with pytest.raises(ProtocolError) as refused:
            session.verify_session(agency, other, signature, PUBLIC)
        assert refused.value.problem is ProblemType.UNAUTHORISED
    with pytest.raises(ProtocolError):
        session.session_message(AGENCY, b"sign this roster entry")
