"""The roster is believed because of signatures and the pinned root, and for nothing else (T27)."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from protocol import cose, rights, roster, statements
from protocol.changeset import read_head
from protocol.problems import ProblemType, ProtocolError
from protocol.roster import RosterState
from protocol.statements import ADMIN, ROOT
from tests.unit.protocol.sealing import sealed_set

NOW = 1_763_971_200_000


class Signer:
    """Keys of a device as the roster sees them; HPKE parts are only bytes here."""

    def __init__(self, name: bytes) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(name.ljust(32, b"-"))
        self.sign = self.key.public_key().public_bytes_raw()
        self.hpke = name.ljust(1216, b"-")
        self.person = name.ljust(16, b"-")
        self.id = statements.device_id(self.sign, self.hpke)

    def enrolment(self) -> statements.Device:
        return statements.Device(self.id, self.person, self.sign, self.hpke)


ROOT_KEY = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
ROOT_PUBLIC = ROOT_KEY.public_key().public_bytes_raw()
PIN = statements.root_fingerprint(ROOT_PUBLIC)
AGENCY = b"a" * 16
CIRCLE = b"c" * 16
ADA, BO, EVE = Signer(b"ada"), Signer(b"bo"), Signer(b"eve")
CHECK = bytes(16)
SEALED = bytes(1168)


class Log:
    """A roster under construction."""

    def __init__(self) -> None:
        self.state = RosterState(PIN)
        self.entries: list[bytes] = []

    def say(self, statement: statements.AnyStatement, by: Signer | None = None) -> None:
        signer, key = (by.id, by.key) if by else (ROOT, ROOT_KEY)
        self.state, entry = roster.write(self.state, statement, at=NOW, signer=signer, key=key)
        self.entries.append(entry)


def _founded() -> Log:
    """An agency with the admin Ada, the worker Bo and a circle of both."""
    log = Log()
    log.say(statements.Agency(AGENCY, ROOT_PUBLIC, bytes(1216)))
    log.say(statements.Person(ADA.person, ADMIN))
    log.say(ADA.enrolment())
    log.say(statements.Person(BO.person, "worker"), ADA)
    log.say(BO.enrolment(), ADA)
    log.say(statements.Circle(CIRCLE, CHECK), ADA)
    log.say(statements.Grant(CIRCLE, 1, {ADA.id: SEALED, BO.id: SEALED}, SEALED), ADA)
    return log


FOUNDED = _founded()


def _problem(entries: list[bytes], pin: bytes = PIN) -> ProblemType:
    with pytest.raises(ProtocolError) as refused:
        roster.replay(entries, pin)
    return refused.value.problem


def _refused(statement: statements.AnyStatement, by: Signer | None) -> ProblemType:
    log = _founded()
    before = log.state
    with pytest.raises(ProtocolError) as refused:
        log.say(statement, by)
    assert log.state is before
    return refused.value.problem


def test_replay_tells_who_is_who() -> None:
    state = roster.replay(FOUNDED.entries, PIN)
    assert state == FOUNDED.state
    assert (state.agency, state.length) == (AGENCY, 7)
    assert state.device(BO.id).person == BO.person
    assert state.members(CIRCLE) == {ADA.id, BO.id}
    assert state.is_admin(ADA.id)
    assert not state.is_admin(BO.id)
    assert [(g.circle, g.epoch) for g in state.grants_for(BO.id)] == [(CIRCLE, 1)]
    assert not state.is_active(EVE.id)


def test_another_root_is_refused() -> None:
    assert _problem(FOUNDED.entries, b"x" * 32) is ProblemType.BAD_SIGNATURE
    other = Ed25519PrivateKey.generate()
    claim = statements.Agency(AGENCY, ROOT_PUBLIC, bytes(1216))
    forged = statements.sign_entry(claim, index=0, prev=b"", at=NOW, signer=ROOT, key=other)
    assert _problem([forged]) is ProblemType.BAD_SIGNATURE


@given(st.data())
def test_no_changed_byte_is_believed(data: st.DataObject) -> None:
    entries = list(FOUNDED.entries)
    which = data.draw(st.integers(0, len(entries) - 1))
    raw = bytearray(entries[which])
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    entries[which] = bytes(raw)
    _problem(entries)


@given(st.permutations(range(7)))
def test_only_the_written_order_is_believed(order: list[int]) -> None:
    entries = [FOUNDED.entries[at] for at in order]
    if order != sorted(order):
        _problem(entries)


@pytest.mark.parametrize("missing", range(6))
def test_an_entry_cut_from_the_middle_is_noticed(missing: int) -> None:
    _problem(FOUNDED.entries[:missing] + FOUNDED.entries[missing + 1 :])


def test_a_doubled_entry_is_noticed() -> None:
    assert _problem([*FOUNDED.entries, FOUNDED.entries[-1]]) is ProblemType.GAP


def test_another_history_after_the_known_one_is_noticed() -> None:
    """A server that shows two devices two rosters is caught at the next entry."""
    mine, other = _founded(), _founded()
    mine.say(statements.Person(EVE.person, "worker"), ADA)
    other.say(statements.Person(EVE.person, "lead"), ADA)
    other.say(statements.Revoke(BO.id), ADA)
    with pytest.raises(ProtocolError) as refused:
        roster.apply(mine.state, other.entries[-1])
    assert refused.value.problem is ProblemType.BAD_SIGNATURE


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        roster.apply(FOUNDED.state, data)
    _problem([data])


_GRANT = statements.Grant(CIRCLE, 1, {BO.id: SEALED}, SEALED)


@pytest.mark.parametrize(
    "statement",
    [
        statements.Person(EVE.person, "worker"),
        statements.Person(BO.person, ADMIN),
        EVE.enrolment(),
        statements.Circle(b"n" * 16, CHECK),
        statements.Epoch(CIRCLE, 2, CHECK),
        _GRANT,
        statements.Revoke(ADA.id),
        statements.Server(bytes(32)),
    ],
    ids=lambda statement: type(statement).__name__,
)
def test_who_is_no_admin_says_nothing(statement: statements.AnyStatement) -> None:
    assert _refused(statement, BO) is ProblemType.UNAUTHORISED
    assert _refused(statement, EVE) is ProblemType.UNAUTHORISED


@pytest.mark.parametrize(
    "statement",
    [
        statements.Person(EVE.person, "worker"),
        statements.Circle(b"n" * 16, CHECK),
        statements.Epoch(CIRCLE, 2, CHECK),
        _GRANT,
        statements.Device(statements.device_id(EVE.sign, EVE.hpke), BO.person, EVE.sign, EVE.hpke),
    ],
    ids=lambda statement: type(statement).__name__,
)
def test_the_root_makes_admins_and_reads_nothing(statement: statements.AnyStatement) -> None:
    assert _refused(statement, None) is ProblemType.UNAUTHORISED


def test_after_the_loss_of_all_admins_the_root_begins_again() -> None:
    log = _founded()
    log.say(statements.Revoke(ADA.id))
    log.say(statements.Person(EVE.person, ADMIN))
    log.say(EVE.enrolment())
    log.say(statements.Epoch(CIRCLE, 2, CHECK), EVE)
    assert log.state.is_admin(EVE.id)


def test_an_agency_is_founded_once() -> None:
    again = statements.Agency(AGENCY, ROOT_PUBLIC, bytes(1216))
    assert _refused(again, None) is ProblemType.UNAUTHORISED
    log = Log()
    with pytest.raises(ProtocolError):
        log.say(statements.Person(ADA.person, ADMIN))


@pytest.mark.parametrize(
    "statement",
    [
        statements.Device(b"x" * 16, BO.person, EVE.sign, EVE.hpke),
        statements.Device(EVE.id, b"nobody".ljust(16), EVE.sign, EVE.hpke),
        statements.Device(BO.id, BO.person, BO.sign, BO.hpke),
        statements.Circle(CIRCLE, CHECK),
        statements.Circle(b"n" * 16, CHECK, (b"nobody".ljust(16),)),
        statements.Epoch(CIRCLE, 1, CHECK),
        statements.Epoch(CIRCLE, 3, CHECK),
        statements.Epoch(b"n" * 16, 1, CHECK),
        statements.Grant(CIRCLE, 2, {BO.id: SEALED}, SEALED),
        statements.Grant(CIRCLE, 1, {EVE.id: SEALED}, SEALED),
        statements.Revoke(EVE.id),
        statements.Grant(CIRCLE, 1, {BO.id: b"short"}, SEALED),
        statements.Grant(CIRCLE, 1, {BO.id: SEALED}, b""),
        statements.Person(b"short", "worker"),
        statements.Person(EVE.person, "Rosa Beispiel"),
    ],
    ids=lambda statement: type(statement).__name__,
)
def test_even_an_admin_cannot_say_what_makes_no_sense(statement: statements.AnyStatement) -> None:
    assert _refused(statement, ADA) is ProblemType.MALFORMED


def test_a_lead_renews_her_circle_and_no_other() -> None:
    log = _founded()
    led = b"l" * 16
    log.say(statements.Circle(led, CHECK, (BO.person,)), ADA)
    log.say(statements.Grant(led, 1, {BO.id: SEALED}, SEALED), BO)
    log.say(statements.Epoch(led, 2, CHECK), BO)
    assert log.state.circle_epoch(led) == 2
    with pytest.raises(ProtocolError):
        log.say(statements.Epoch(CIRCLE, 2, CHECK), BO)


def test_a_revoked_device_has_no_rights_but_stays_known() -> None:
    log = _founded()
    log.say(statements.Person(BO.person, ADMIN), ADA)
    log.say(statements.Revoke(ADA.id), BO)
    assert not log.state.is_active(ADA.id)
    assert not log.state.is_admin(ADA.id)
    assert log.state.device(ADA.id).sign == ADA.sign
    assert log.state.members(CIRCLE) == {BO.id}
    for again in (ADA.enrolment(), statements.Revoke(ADA.id)):
        with pytest.raises(ProtocolError):
            log.say(again, BO)
    with pytest.raises(ProtocolError):
        log.say(statements.Person(EVE.person, "worker"), ADA)
    with pytest.raises(ProtocolError):
        log.say(statements.Grant(CIRCLE, 1, {ADA.id: SEALED}, SEALED), BO)


def test_a_new_epoch_leaves_out_who_is_not_granted_it() -> None:
    log = _founded()
    log.say(statements.Epoch(CIRCLE, 2, b"2" * 16), ADA)
    assert log.state.members(CIRCLE) == frozenset()
    log.say(statements.Grant(CIRCLE, 2, {ADA.id: SEALED}, SEALED), ADA)
    assert log.state.members(CIRCLE) == {ADA.id}
    assert [grant.epoch for grant in log.state.grants_for(ADA.id)] == [1, 2]
    assert [grant.epoch for grant in log.state.grants_for(BO.id)] == [1]
    assert log.state.grants_for(ADA.id)[1].check == b"2" * 16


def test_a_statement_of_a_newer_program_asks_for_an_update() -> None:
    for change in ({"v": 2}, {"e": {"t": "committee", "id": b"x"}}):
        fields = {
            "v": 1, "i": 7, "prev": FOUNDED.state.tip, "at": NOW, "e": {"t": "person"},
        } | change  # fmt: skip
        payload = cbor2.dumps(fields, canonical=True)
        entry = cose.sign1(payload, ADA.key, kid=ADA.id, aad=statements.PURPOSE)
        with pytest.raises(ProtocolError) as refused:
            roster.apply(FOUNDED.state, entry)
        assert refused.value.problem is ProblemType.UPGRADE_REQUIRED


def test_a_change_sets_signature_is_no_roster_entry() -> None:
    entry = FOUNDED.entries[-1]
    payload = cose.unverified_payload(entry)
    moved = cose.sign1(payload, ADA.key, kid=ADA.id, aad=b"fallmappe/1|set")
    assert _problem([*FOUNDED.entries[:-1], moved]) is ProblemType.BAD_SIGNATURE


def _may(state: RosterState, **head: Any) -> ProblemType | None:
    fields: dict[str, Any] = {"agency": AGENCY, "circle": CIRCLE, "device": BO.id} | head
    found = read_head(sealed_set(**fields).head)
    try:
        rights.check_push(state, found)
    except ProtocolError as refused:
        return refused.problem
    rights.check_author(state, found)
    return None


def test_who_may_push_to_a_circle() -> None:
    assert _may(FOUNDED.state) is None
    assert _may(FOUNDED.state, device=EVE.id) is ProblemType.UNAUTHORISED
    assert _may(FOUNDED.state, agency=b"x" * 16) is ProblemType.NOT_A_MEMBER
    assert _may(FOUNDED.state, circle=b"x" * 16) is ProblemType.NOT_A_MEMBER
    assert _may(FOUNDED.state, epoch=2) is ProblemType.EPOCH_STALE
    log = _founded()
    log.say(statements.Epoch(CIRCLE, 2, CHECK), ADA)
    log.say(statements.Grant(CIRCLE, 2, {BO.id: SEALED}, SEALED), ADA)
    assert _may(log.state) is ProblemType.EPOCH_STALE
    assert _may(log.state, epoch=2) is None
    assert _may(log.state, device=ADA.id, epoch=2) is ProblemType.NOT_A_MEMBER
    log.say(statements.Revoke(BO.id), ADA)
    assert _may(log.state, epoch=2) is ProblemType.DEVICE_REVOKED


def test_history_of_a_revoked_author_stays_valid() -> None:
    log = _founded()
    log.say(statements.Revoke(BO.id), ADA)
    old = read_head(sealed_set(agency=AGENCY, circle=CIRCLE, device=BO.id).head)
    rights.check_author(log.state, old)
    never = read_head(sealed_set(agency=AGENCY, circle=CIRCLE, device=BO.id, epoch=2).head)
    with pytest.raises(ProtocolError):
        rights.check_author(log.state, never)
