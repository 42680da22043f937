"""Pushing change sets: what is stored, what is refused, and what the receipts say."""

from __future__ import annotations

import dataclasses
import secrets
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop.crypto.device import DeviceKeys
from desktop.sync.client import AgencyClient, ServerProblem
from protocol import changeset
from protocol.changeset import SealedSet
from protocol.limits import MAX_SET_BYTES
from protocol.messages import PushResult
from protocol.problems import ProblemType
from protocol.receipt import verify_receipt
from server.limits import Limits
from tests.unit.server.conftest import Office, OpenOffice


def refused(result: PushResult) -> ProblemType | None:
    assert result.state == "problem"
    assert result.problem is not None
    return result.problem.problem


def push_one(client: AgencyClient, sealed: SealedSet) -> PushResult:
    return client.push([sealed]).results[0]


def test_a_stored_set_comes_with_a_receipt_signed_by_the_key_in_the_roster(office: Office) -> None:
    chain = office.agency.chain(office.anna)
    sets = chain.many(3)
    results = office.client(office.anna).push(sets).results
    assert [r.seq for r in results] == [1, 2, 3]
    key = Ed25519PublicKey.from_public_bytes(office.agency.author.state.server)
    for sealed, result in zip(sets, results, strict=True):
        assert result.receipt is not None
        receipt = verify_receipt(result.receipt, key)
        assert (receipt.id, receipt.stream) == (changeset.set_id(sealed), chain.stream)
        assert receipt.seq == result.seq


def test_a_lost_answer_does_no_harm(office: Office) -> None:
    client = office.client(office.anna)
    sets = office.agency.chain(office.anna).many(2)
    first = client.push(sets).results
    again = client.push(sets).results
    assert [r.state for r in again] == ["duplicate", "duplicate"]
    assert [(r.seq, r.receipt) for r in again] == [(r.seq, r.receipt) for r in first]


def test_a_gap_stops_its_stream_only(office: Office) -> None:
    client = office.client(office.anna)
    one, two = office.agency.chain(office.anna), office.agency.chain(office.anna)
    first, lost, third = one.many(3)
    results = client.push([first, third, two.seal()]).results
    assert [r.state for r in results] == ["stored", "problem", "stored"]
    assert refused(results[1]) is ProblemType.GAP
    assert results[1].problem is not None
    assert results[1].problem.facts == {"last": 1}
    assert [r.state for r in client.push([lost, third]).results] == ["stored", "stored"]


def test_a_restored_store_that_writes_on_is_noticed(office: Office) -> None:
    client = office.client(office.anna)
    chain = office.agency.chain(office.anna)
    client.push(chain.many(2))
    restored = office.agency.chain(office.anna, chain.stream)
    assert refused(push_one(client, restored.seal(b"other"))) is ProblemType.DEVICE_FORK


def test_a_set_of_an_old_epoch_is_refused_unless_it_is_an_old_set(office: Office) -> None:
    client = office.client(office.anna)
    agency, chain = office.agency, office.agency.chain(office.anna)
    before = chain.seal()
    push_one(client, before)
    agency.author.next_epoch(agency.circle, [agency.admin.id, office.anna.id])
    agency.publish(office.admin)
    assert push_one(client, before).state == "duplicate"
    late = push_one(client, chain.seal())
    assert refused(late) is ProblemType.EPOCH_STALE
    assert late.problem is not None
    assert late.problem.facts == {"last": 1, "epoch": 2}
    newer = agency.chain(office.anna, chain.stream)
    newer.n, newer.prev, newer.epoch = 1, changeset.set_id(before), 2
    assert push_one(client, newer.seal()).seq == 2


def test_who_is_not_in_the_circle_writes_nothing(office: Office) -> None:
    agency = office.agency
    stranger = agency.enrol()
    agency.publish(office.admin)
    client = office.client(stranger)
    assert refused(push_one(client, agency.chain(stranger).seal())) is ProblemType.NOT_A_MEMBER
    friends_set = agency.chain(office.anna).seal()
    assert refused(push_one(client, friends_set)) is ProblemType.NOT_A_MEMBER
    other_circle = agency.chain(office.anna).seal(circle=secrets.token_bytes(16))
    assert refused(push_one(office.client(office.anna), other_circle)) is ProblemType.NOT_A_MEMBER
    assert office.server.store.counts().sets == 0


def test_a_colleague_may_carry_a_parcel(office: Office) -> None:
    sealed = office.agency.chain(office.anna).seal()
    assert push_one(office.client(office.bela), sealed).state == "stored"


def test_a_revoked_author_is_refused_whoever_carries(office: Office) -> None:
    agency = office.agency
    sealed = agency.chain(office.anna).seal()
    agency.author.revoke(office.anna.id)
    agency.publish(office.admin)
    carried = push_one(office.client(office.bela), sealed)
    assert refused(carried) is ProblemType.DEVICE_REVOKED


def test_a_revoked_device_is_refused_with_its_old_token_too(office: Office) -> None:
    client = office.client(office.anna)
    client.open_session()
    office.agency.author.revoke(office.anna.id)
    office.agency.publish(office.admin)
    for call in (client.heads, client.roster, client.open_session):
        with pytest.raises(ServerProblem) as caught:
            call()
        assert caught.value.problem is ProblemType.DEVICE_REVOKED
    with pytest.raises(ServerProblem):
        push_one(client, office.agency.chain(office.anna).seal())


def test_changed_bytes_are_refused(office: Office) -> None:
    client = office.client(office.anna)
    sealed = office.agency.chain(office.anna).seal()
    other_body = office.agency.chain(office.anna).seal().body
    flipped = bytearray(sealed.head)
    flipped[-1] ^= 1
    bad_body = msgspec.structs.replace(sealed, body=other_body)
    bad_signature = msgspec.structs.replace(sealed, head=bytes(flipped))
    no_cose = SealedSet(b"junk", b"")
    results = client.push([bad_body, bad_signature, no_cose, sealed]).results
    assert [refused(r) for r in results[:3]] == [
        ProblemType.BAD_SIGNATURE,
        ProblemType.BAD_SIGNATURE,
        ProblemType.MALFORMED,
    ]
    assert results[3].state == "stored"


def test_a_forged_author_is_refused(office: Office) -> None:
    forged = office.agency.chain(DeviceKeys.generate())
    forged.keys.__dict__["id"] = office.anna.id
    assert refused(push_one(office.client(office.anna), forged.seal())) is ProblemType.BAD_SIGNATURE


def test_a_set_of_another_agency_is_refused(office: Office) -> None:
    chain = office.agency.chain(office.anna)
    real, office.agency.author.state = (
        office.agency.author.state,
        dataclasses.replace(office.agency.author.state, agency=secrets.token_bytes(16)),
    )
    sealed = chain.seal()
    office.agency.author.state = real
    assert refused(push_one(office.client(office.anna), sealed)) is ProblemType.NOT_A_MEMBER


def test_a_set_that_is_too_large_names_the_limit(office: Office) -> None:
    sealed = office.agency.chain(office.anna).seal()
    large = SealedSet(sealed.head, sealed.body + bytes(MAX_SET_BYTES))
    result = push_one(office.client(office.anna), large)
    assert refused(result) is ProblemType.TOO_LARGE
    assert result.problem is not None
    assert result.problem.facts["limit"] == MAX_SET_BYTES


def test_the_quota_is_told(open_office: OpenOffice) -> None:
    office = open_office(Limits(quota_bytes=1_500))
    results = office.client(office.anna).push(office.agency.chain(office.anna).many(5)).results
    assert results[0].state == "stored"
    assert refused(results[-1]) in {ProblemType.QUOTA, ProblemType.GAP}
    assert ProblemType.QUOTA in {refused(r) for r in results if r.state == "problem"}


def test_four_clients_in_parallel_leave_no_hole_and_double_nothing(office: Office) -> None:
    agency, stream = office.agency, secrets.token_bytes(16)
    four = [agency.enrol() for _ in range(4)]
    agency.author.grant(agency.circle, 1, agency.circle_key, [keys.id for keys in four])
    agency.publish(office.admin)

    def work(keys: DeviceKeys) -> list[PushResult]:
        client = office.client(keys)
        sets = agency.chain(keys, stream).many(30)
        results: list[PushResult] = []
        for start in range(0, 30, 3):
            results += client.push(sets[start : start + 3]).results
            again = client.push(sets[: start + 3]).results
            assert {r.state for r in again} == {"duplicate"}
        return results

    with ThreadPoolExecutor(4) as pool:
        results = [r for each in pool.map(work, four) for r in each]
    assert {r.state for r in results} == {"stored"}
    assert sorted(r.seq or 0 for r in results) == list(range(1, 121))
    page = office.client(office.bela).changes(stream.hex(), after=0)
    assert [one.seq for one in page.sets] == list(range(1, 121))
    assert {changeset.set_id(SealedSet(s.head, s.body or b"")) for s in page.sets} == {
        r.id for r in results
    }
