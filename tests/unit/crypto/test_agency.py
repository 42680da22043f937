"""From set-up to a colleague's first key, and back from paper."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crypto import hpke_keys
from desktop.crypto.agency import AgencySecrets, RosterAuthor, found_agency
from desktop.crypto.device import DeviceKeys
from desktop.crypto.grants import RECOVERY, grant_info, open_grant, open_recovery, seal_grant
from desktop.crypto.hpke_keys import HpkeKeys
from desktop.crypto.paper_code import from_code, to_code
from desktop.crypto.streams import key_check, stream_key
from desktop.domain.errors import ErrorCode, KnownError
from protocol import changeset, rights, session
from protocol.limits import MAX_GRANT_DEVICES
from protocol.problems import ProblemType, ProtocolError
from protocol.roster import DeviceGrant, RosterState, replay
from tests.unit.protocol.sealing import sealed_set

PAPER = AgencySecrets(b"r" * 32, b"s" * 32)
ADA, BEA, BO = (DeviceKeys.generate() for _ in range(3))
PERSONS = {"ada": b"a" * 16, "bea": b"b" * 16, "bo": b"o" * 16}


class Agency:
    """Two admins, a worker, one circle of all three."""

    def __init__(self) -> None:
        times = count(1_763_971_200_000)
        founders = [(PERSONS["ada"], ADA.public), (PERSONS["bea"], BEA.public)]
        root = found_agency(PAPER, founders, now=lambda: next(times), server_key=b"k" * 32)
        self.author = RosterAuthor(root.state, ADA, lambda: next(times))
        self.author.add_person(PERSONS["bo"], "worker")
        self.author.add_device(PERSONS["bo"], BO.public)
        self.circle, self.key = self.author.open_circle([ADA.id, BEA.id, BO.id])
        self._first = root.entries

    @property
    def entries(self) -> list[bytes]:
        return self._first + self.author.entries

    @property
    def state(self) -> RosterState:
        return self.author.state


def _problem(call: object) -> ProblemType:
    assert callable(call)
    with pytest.raises(ProtocolError) as refused:
        call()
    return refused.value.problem


def test_every_device_finds_the_circles_key_in_the_roster() -> None:
    agency = Agency()
    state = replay(agency.entries, PAPER.fingerprint)
    assert state.server == b"k" * 32
    for device in (ADA, BEA, BO):
        (grant,) = state.grants_for(device.id)
        key = open_grant(grant, device.hpke_private, agency=state.agency, device=device.id)
        assert key == agency.key


def test_paper_brings_every_key_back() -> None:
    agency = Agency()
    second = agency.author.next_epoch(agency.circle, [ADA.id])
    code = to_code(PAPER.recovery_seed)
    recovery = HpkeKeys.from_seed(from_code(code, 32))
    found = open_recovery(agency.state, recovery)
    assert found == {(agency.circle, 1): agency.key, (agency.circle, 2): second}


def test_who_left_does_not_get_the_next_key() -> None:
    agency = Agency()
    agency.author.revoke(BO.id)
    second = agency.author.next_epoch(agency.circle, [ADA.id, BEA.id])
    assert agency.state.members(agency.circle) == {ADA.id, BEA.id}
    assert [grant.epoch for grant in agency.state.grants_for(BO.id)] == [1]
    newest = agency.state.grants_for(BEA.id)[-1]
    opened = open_grant(newest, BEA.hpke_private, agency=agency.state.agency, device=BEA.id)
    assert opened == second != agency.key


def test_a_worker_cannot_open_circles_or_grant() -> None:
    agency = Agency()
    author = RosterAuthor(agency.state, BO, lambda: 1)
    assert _problem(lambda: author.open_circle([BO.id])) is ProblemType.UNAUTHORISED
    assert _problem(lambda: author.revoke(ADA.id)) is ProblemType.UNAUTHORISED
    assert author.entries == []


def test_a_grant_opens_for_its_device_circle_epoch_and_agency_only() -> None:
    agency = Agency()
    ids = agency.state.agency
    (grant,) = agency.state.grants_for(BO.id)
    refused = ProblemType.BAD_SIGNATURE
    keys = BO.hpke_private
    assert (
        _problem(lambda: open_grant(grant, ADA.hpke_private, agency=ids, device=BO.id)) is refused
    )
    assert _problem(lambda: open_grant(grant, keys, agency=ids, device=ADA.id)) is refused
    assert _problem(lambda: open_grant(grant, keys, agency=b"x" * 16, device=BO.id)) is refused
    for circle, epoch in ((b"x" * 16, 1), (agency.circle, 2)):
        moved = DeviceGrant(circle, epoch, grant.sealed, grant.check)
        assert _problem(lambda m=moved: open_grant(m, keys, agency=ids, device=BO.id)) is refused


def test_a_grant_of_another_key_than_the_others_got_is_noticed() -> None:
    agency = Agency()
    where = {"agency": agency.state.agency, "circle": agency.circle, "epoch": 1}
    sealed = seal_grant(b"z" * 32, BO.public.hpke, device=BO.id, **where)  # type: ignore[arg-type]
    check = key_check(agency.key, agency.circle, 1)
    grant = DeviceGrant(agency.circle, 1, sealed, check)
    call = lambda: open_grant(  # noqa: E731
        grant, BO.hpke_private, agency=agency.state.agency, device=BO.id
    )
    assert _problem(call) is ProblemType.BAD_SIGNATURE


def test_a_set_sealed_by_one_is_opened_by_the_other() -> None:
    agency = Agency()
    stream = b"s" * 16
    sealed = sealed_set(
        b"a visit", agency=agency.state.agency, circle=agency.circle, stream=stream,
        device=BO.id, stream_key=stream_key(agency.key, stream, 1), signing_key=BO.sign_private,
    )  # fmt: skip
    claimed = changeset.read_head(sealed.head)
    head = changeset.verify(sealed, agency.state.device(claimed.dev).verify_key)
    rights.check_push(agency.state, head)
    (grant,) = agency.state.grants_for(ADA.id)
    key = open_grant(grant, ADA.hpke_private, agency=agency.state.agency, device=ADA.id)
    assert changeset.open_body(sealed, head, stream_key(key, stream, 1)) == b"a visit"


def test_many_devices_take_several_grants_of_one_epoch() -> None:
    agency = Agency()
    many = [DeviceKeys.generate() for _ in range(MAX_GRANT_DEVICES + 2)]
    for device in many:
        agency.author.add_device(PERSONS["bo"], device.public)
    circle, _ = agency.author.open_circle(device.id for device in many)
    assert len(agency.state.members(circle)) == len(many)
    assert replay(agency.entries, PAPER.fingerprint) == agency.state


def test_stream_keys_differ_by_stream_and_epoch() -> None:
    keys = {stream_key(b"k" * 32, stream, epoch) for stream in (b"a" * 16, b"b" * 16)
            for epoch in (1, 2, 11)}  # fmt: skip
    assert len(keys) == 6
    assert {len(key) for key in keys} == {32}


def test_the_info_string_is_the_one_of_the_protocol() -> None:
    info = grant_info(b"\1" * 16, b"\2" * 16, 7, b"\3" * 16)
    assert info == b"fallmappe/1|grant|" + b"|".join([b"01" * 16, b"02" * 16, b"7", b"03" * 16])
    assert grant_info(b"\1" * 16, b"\2" * 16, 7, RECOVERY).endswith(b"|7|recovery")


def test_device_keys_survive_the_store_and_prove_a_session() -> None:
    again = DeviceKeys.from_bytes(BO.to_bytes())
    assert (again.id, again.public, again.device_id) == (BO.id, BO.public, BO.id.hex())
    challenge = bytes(32)
    signature = again.sign_session(b"a" * 16, challenge)
    session.verify_session(b"a" * 16, challenge, signature, BO.sign_private.public_key())
    for wrong in (b"", BO.to_bytes()[:-1], b"\2" + BO.to_bytes()[1:]):
        assert _problem(lambda w=wrong: DeviceKeys.from_bytes(w)) is ProblemType.MALFORMED


@given(st.integers(0, 1167), st.integers(1, 255))
def test_a_changed_grant_never_opens(at: int, flip: int) -> None:
    sealed = bytearray(hpke_keys.seal(b"k" * 32, BO.public.hpke, b"info"))
    sealed[at] ^= flip
    keys = BO.hpke_private
    assert _problem(lambda: keys.open(bytes(sealed), b"info")) is ProblemType.BAD_SIGNATURE


@given(st.binary(max_size=1300))
def test_random_bytes_never_open_and_never_crash(data: bytes) -> None:
    keys = BO.hpke_private
    assert _problem(lambda: keys.open(data, b"info")) is ProblemType.BAD_SIGNATURE


@pytest.mark.parametrize("public", [b"", bytes(1215), b"\xff" * 1216, bytes(1216)])
def test_a_broken_public_key_is_refused(public: bytes) -> None:
    assert _problem(lambda: hpke_keys.seal(b"k" * 32, public, b"")) is ProblemType.MALFORMED


@given(st.binary(min_size=16, max_size=16) | st.binary(min_size=32, max_size=32), st.data())
def test_a_code_on_paper_is_read_back_and_one_wrong_letter_is_noticed(
    secret: bytes, data: st.DataObject
) -> None:
    code = to_code(secret)
    assert from_code(code.lower().replace("-", ""), len(secret)) == secret
    at = data.draw(st.sampled_from([n for n, letter in enumerate(code) if letter != "-"]))
    other = data.draw(
        st.sampled_from([c for c in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if c != code[at]])
    )
    with pytest.raises(KnownError) as fault:
        from_code(code[:at] + other + code[at + 1 :], len(secret))
    assert fault.value.code is ErrorCode.INVALID_VALUE
