"""A server that withholds, replaces, swaps or invents is noticed; the rest goes on (T27, T28)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import StreamId
from desktop.sync.pull_lane import UNKNOWN_AUTHOR, WITHHELD
from desktop.sync.transport import Response, Transport
from protocol import messages
from protocol.messages import ChangesResponse, PushResponse, RosterResponse, StoredSet
from protocol.problems import ProblemType
from tests.support.lines import Go, Line
from tests.support.sample_agency import SampleAgency
from tests.unit.sync.conftest import Office

Meddle = Callable[[str, bytes], bytes]


class Meddler(Line):
    """Stands between worker and server and changes answers."""

    def __init__(self, inner: Transport, meddle: Meddle) -> None:
        super().__init__(inner)
        self._meddle = meddle

    def carry(self, path: str, go: Go) -> Response:
        answer = go()
        return Response(answer.status, answer.headers, self._meddle(path, answer.body))


def _changing(change: Callable[[ChangesResponse], ChangesResponse]) -> Meddle:
    def meddle(path: str, body: bytes) -> bytes:
        if "/changes" not in path:
            return body
        answer = messages.from_cbor(body, ChangesResponse, limit=1 << 22)
        return messages.to_cbor(change(answer))

    return meddle


def _parked(office: Office, meddle: Meddle) -> dict[str, str]:
    report = office.b.sync(Meddler(office.server, meddle))
    return {alarm.stream: alarm.reason for alarm in report.parked}


def _some_work(office: Office, times: int = 3) -> None:
    for number in range(times):
        office.a.edit("person", office.person, phone=f"0176 {number}")
        office.a.sync(office.server)


def test_a_set_left_out_is_a_gap_and_other_streams_go_on(office: Office) -> None:
    _some_work(office)
    case, other = office.a.new_case(number="F-2")
    office.a.sync(office.server)

    def without_first(answer: ChangesResponse) -> ChangesResponse:
        if len(answer.sets) < 2:
            return answer
        kept = answer.sets[1:]
        first = answer.sets[0].seq
        sets = tuple(StoredSet(first + n, one.head, one.body) for n, one in enumerate(kept))
        return ChangesResponse(sets, answer.head_seq - 1)

    assert _parked(office, _changing(without_first)) == {office.stream: ProblemType.GAP}
    assert office.b.store.read().get("case", case) is not None
    assert office.b.values("person", office.person, "phone") == ["0176 100"]
    assert other in office.b.store.read().streams()

    office.b.engine.retry_parked()
    assert office.b.sync(office.server).parked == ()
    assert office.b.values("person", office.person, "phone") == ["0176 2"]


def test_one_changed_byte_is_noticed(office: Office) -> None:
    _some_work(office, 1)

    def flip(answer: ChangesResponse) -> ChangesResponse:
        sets = tuple(
            StoredSet(
                one.seq, one.head, bytes([*(one.body or b"")[:-1], (one.body or b"")[-1] ^ 1])
            )
            for one in answer.sets
        )
        return ChangesResponse(sets, answer.head_seq)

    assert _parked(office, _changing(flip)) == {office.stream: ProblemType.BAD_SIGNATURE}
    assert office.b.values("person", office.person, "phone") == ["0176 100"]


def test_a_set_of_another_stream_is_not_taken(office: Office) -> None:
    _, other = office.a.new_case(number="F-2")
    office.a.sync(office.server)
    foreign = office.server.store.changes(bytes.fromhex(office.stream), after=0, max_bytes=1 << 20)

    def replay(answer: ChangesResponse) -> ChangesResponse:
        row = foreign.rows[0]
        return ChangesResponse((StoredSet(1, row.head, row.body),), 1)

    assert _parked(office, _changing(replay)) == {other: ProblemType.BAD_SIGNATURE}


def test_a_cut_off_tail_is_noticed_when_a_colleague_who_saw_it_writes(office: Office) -> None:
    third = office.agency.workers[2]
    third.sync(office.server)
    office.a.edit("person", office.person, phone="0176 200")
    office.a.sync(office.server)
    office.b.sync(office.server)
    office.b.edit("person", office.person, email="b@example.org")
    office.b.sync(office.server)

    def only_the_last(answer: ChangesResponse) -> ChangesResponse:
        kept = [one for one in answer.sets if one.seq != answer.head_seq - 1]
        sets = tuple(StoredSet(1 + n, one.head, one.body) for n, one in enumerate(kept))
        first = sets[0].seq if len(sets) > 1 else answer.sets[0].seq
        sets = tuple(StoredSet(first + n, one.head, one.body) for n, one in enumerate(kept))
        return ChangesResponse(sets, sets[-1].seq)

    report = third.sync(Meddler(office.server, _changing(only_the_last)))
    (alarm,) = report.parked
    assert (alarm.stream, alarm.reason) == (office.stream, WITHHELD)
    assert (alarm.device, alarm.n) == (office.a.keys.device_id, 1)


def test_a_forged_receipt_is_refused_and_the_set_stays_unsent(office: Office) -> None:
    office.a.edit("person", office.person, phone="0176 200")

    def forge(path: str, body: bytes) -> bytes:
        if path != messages.PUSH:
            return body
        answer = messages.from_cbor(body, PushResponse, limit=1 << 20)
        (result,) = answer.results
        receipt = bytearray(result.receipt or b"")
        receipt[-1] ^= 1
        forged = messages.PushResult(result.id, "stored", result.seq, bytes(receipt))
        return messages.to_cbor(PushResponse((forged,)))

    with pytest.raises(KnownError) as error:
        office.a.sync(Meddler(office.server, forge))
    assert error.value.code is ErrorCode.TAMPERED
    assert office.a.unsent() == 1
    office.a.sync(office.server)
    assert office.a.unsent() == 0


def test_roster_entries_of_another_root_are_refused(office: Office) -> None:
    stranger = SampleAgency(1)

    def smuggle(path: str, body: bytes) -> bytes:
        if path.startswith(messages.HEADS):
            heads = messages.from_json(body, messages.HeadsResponse)
            return messages.to_json(
                messages.HeadsResponse(heads.streams, heads.next, heads.roster + 1)
            )
        if path.startswith(messages.ROSTER):
            return messages.to_cbor(RosterResponse((stranger.entries[-1],), 99))
        return body

    with pytest.raises(KnownError) as error:
        office.b.sync(Meddler(office.server, smuggle))
    assert error.value.code is ErrorCode.TAMPERED
    assert len(office.b.store.read().roster()) == len(office.agency.sample.entries)


def test_a_set_by_somebody_who_is_not_in_the_circle_is_not_taken(office: Office) -> None:
    sample = office.agency.sample
    outsider = sample.enrol()
    chain = sample.chain(outsider, bytes.fromhex(office.stream))
    sealed = chain.seal()

    def smuggle(answer: ChangesResponse) -> ChangesResponse:
        last = answer.head_seq + 1
        return ChangesResponse((*answer.sets, StoredSet(last, sealed.head, sealed.body)), last)

    office.a.edit("person", office.person, phone="0176 200")
    office.a.sync(office.server)
    assert _parked(office, _changing(smuggle)) == {office.stream: UNKNOWN_AUTHOR}
    assert office.b.values("person", office.person, "phone") == ["0176 200"]


def _head_of(office: Office, stream: StreamId) -> int:
    return office.server.store.changes(bytes.fromhex(stream), after=0, max_bytes=1).head_seq


def test_hostile_numbers_do_not_move_the_cursor(office: Office) -> None:
    _some_work(office, 1)

    def jump(answer: ChangesResponse) -> ChangesResponse:
        sets = tuple(StoredSet(one.seq + 5, one.head, one.body) for one in answer.sets)
        return ChangesResponse(sets, answer.head_seq + 5)

    before = office.b.store.read().cursors()[office.stream]
    assert _parked(office, _changing(jump)) == {office.stream: ProblemType.GAP}
    assert office.b.store.read().cursors()[office.stream] == before
    assert _head_of(office, office.stream) == before + 1


def test_a_body_dropped_where_nothing_was_erased_is_said_until_it_is_explained(
    office: Office,
) -> None:
    _some_work(office)

    def without(answer: ChangesResponse) -> ChangesResponse:
        sets = tuple(StoredSet(one.seq, one.head) for one in answer.sets)
        return ChangesResponse(sets, answer.head_seq, answer.more)

    assert _parked(office, _changing(without)) == {office.stream: WITHHELD}
    assert _parked(office, lambda _, body: body) == {office.stream: WITHHELD}
    office.a.new("erasure", office.stream, what="person", ground="request")
    office.a.sync(office.server)
    assert _parked(office, lambda _, body: body) == {}
