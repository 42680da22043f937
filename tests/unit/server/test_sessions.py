"""Sessions: a challenge is good once and for a short time, a token for one device."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from desktop.crypto.device import DeviceKeys
from desktop.domain.errors import ErrorCode, KnownError
from desktop.sync.client import AgencyClient, ServerProblem
from desktop.sync.transport import HttpTransport
from protocol import messages
from protocol.messages import SessionChallenge, SessionRequest, SessionToken
from protocol.problems import ProblemType, ProtocolError
from server.auth import Sessions
from server.limits import Limits
from tests.support.agency_server import running_server
from tests.unit.server.conftest import Office

DEVICE = b"d" * 16


class Hand:
    """A clock moved by hand, UTC milliseconds."""

    def __init__(self) -> None:
        self.ms = 1_700_000_000_000

    def __call__(self) -> int:
        return self.ms


def new_sessions(clock: Hand, limits: Limits | None = None) -> Sessions:
    return Sessions(b"s" * 32, limits or Limits(), clock)


def test_a_challenge_is_good_once() -> None:
    sessions = new_sessions(Hand())
    challenge = sessions.challenge()
    token, _ = sessions.redeem(challenge, DEVICE)
    assert sessions.device_of(f"Bearer {token}") == DEVICE
    with pytest.raises(ProtocolError, match="unauthorised"):
        sessions.redeem(challenge, DEVICE)


def test_challenges_and_tokens_end() -> None:
    clock = Hand()
    sessions = new_sessions(clock)
    late, challenge = sessions.challenge(), sessions.challenge()
    token, expires = sessions.redeem(challenge, DEVICE)
    clock.ms += 60_001
    with pytest.raises(ProtocolError):
        sessions.check(late)
    clock.ms = expires
    sessions.device_of(f"bearer {token}")
    clock.ms += 1
    with pytest.raises(ProtocolError):
        sessions.device_of(f"Bearer {token}")


def test_a_token_outlives_a_restart_but_a_challenge_does_not() -> None:
    clock = Hand()
    before, after = new_sessions(clock), new_sessions(clock)
    token, _ = before.redeem(before.challenge(), DEVICE)
    assert after.device_of(f"Bearer {token}") == DEVICE
    with pytest.raises(ProtocolError):
        after.check(before.challenge())


def test_what_the_server_remembers_is_bounded_and_forgotten() -> None:
    clock = Hand()
    sessions = new_sessions(clock, Limits(redeemed_challenges=3))
    for _ in range(3):
        sessions.redeem(sessions.challenge(), DEVICE)
    with pytest.raises(ProtocolError, match="busy"):
        sessions.redeem(sessions.challenge(), DEVICE)
    clock.ms += 60_001
    sessions.redeem(sessions.challenge(), DEVICE)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Bearer ÄÖÜ", "Basic abcd", "Bearer " + "A" * 52]
)
def test_made_up_tokens_are_refused(header: str) -> None:
    with pytest.raises(ProtocolError, match="unauthorised"):
        new_sessions(Hand()).device_of(header)


def test_every_changed_byte_of_a_token_is_noticed() -> None:
    sessions = new_sessions(Hand())
    token, _ = sessions.redeem(sessions.challenge(), DEVICE)
    for index in range(len(token) - 3):
        other = "A" if token[index] != "A" else "B"
        with pytest.raises(ProtocolError):
            sessions.device_of(f"Bearer {token[:index]}{other}{token[index + 1 :]}")


def ask(transport: HttpTransport, request: SessionRequest) -> tuple[int, bytes]:
    answer = transport.request(
        "POST", messages.SESSION, body=messages.to_json(request), content_type=messages.JSON
    )
    return answer.status, answer.body


def test_a_replayed_login_is_refused(office: Office) -> None:
    transport = HttpTransport(office.server.url)
    device = office.anna.device_id
    _, body = ask(transport, SessionRequest(device))
    challenge = messages.from_json(body, SessionChallenge).challenge
    signature = office.anna.sign_session(office.agency.id, bytes.fromhex(challenge))
    login = SessionRequest(device, challenge, signature)
    status, body = ask(transport, login)
    assert status == 200
    assert messages.from_json(body, SessionToken).token
    assert ask(transport, login)[0] == 401
    transport.close()


def test_only_the_device_itself_gets_in(office: Office) -> None:
    transport = HttpTransport(office.server.url)
    _, body = ask(transport, SessionRequest(office.anna.device_id))
    challenge = messages.from_json(body, SessionChallenge).challenge
    by_bela = office.bela.sign_session(office.agency.id, bytes.fromhex(challenge))
    assert ask(transport, SessionRequest(office.anna.device_id, challenge, by_bela))[0] == 401
    made_up = secrets.token_hex(32)
    by_anna = office.anna.sign_session(office.agency.id, bytes.fromhex(made_up))
    assert ask(transport, SessionRequest(office.anna.device_id, made_up, by_anna))[0] == 401
    transport.close()


def test_an_unknown_device_is_refused_without_a_word_why(office: Office) -> None:
    client = office.client(DeviceKeys.generate())
    with pytest.raises(ServerProblem) as caught:
        client.heads()
    assert caught.value.problem is ProblemType.UNAUTHORISED
    assert caught.value.code is ErrorCode.SERVER_REFUSED


def test_an_ended_token_is_renewed_without_anybody_noticing(office: Office) -> None:
    client = office.client(office.anna)
    client.open_session()
    client._token = "expired"  # as after fifteen minutes
    assert client.heads().roster == len(office.agency.entries)


def test_the_server_of_another_agency_is_told_apart(office: Office) -> None:
    transport = HttpTransport(office.server.url)
    client = AgencyClient(transport, office.anna, secrets.token_bytes(16))
    with pytest.raises(KnownError) as caught:
        client.heads()
    assert caught.value.code is ErrorCode.NOT_OUR_SERVER
    assert caught.value.facts["reason"] == "other-agency"
    client.close()


def test_an_emptied_server_is_told_apart(office: Office, tmp_path: Path) -> None:
    with running_server(tmp_path / "emptied", office.agency.root) as emptied:
        client = office.agency.client(emptied.url, office.anna)
        with pytest.raises(KnownError) as caught:
            client.heads()
        client.close()
    assert caught.value.code is ErrorCode.SERVER_RESTORED
