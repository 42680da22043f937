"""Heads, long poll and changes: members see all of their circles, others see nothing."""

from __future__ import annotations

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import urllib3

from desktop.domain.errors import ErrorCode
from desktop.sync.client import ServerProblem
from desktop.sync.transport import HttpTransport
from protocol import messages
from protocol.problems import ProblemType
from server.limits import Limits
from tests.unit.server.conftest import Office, OpenOffice


def test_a_colleague_sees_what_was_pushed_byte_for_byte(office: Office) -> None:
    chain = office.agency.chain(office.anna)
    sets = chain.many(3)
    office.client(office.anna).push(sets)
    bela = office.client(office.bela)
    assert bela.heads().streams == {chain.stream.hex(): 3}
    assert bela.heads().own == {}
    own = office.client(office.anna).heads().own[chain.stream.hex()]
    assert (own.n, own.id) == (3, chain.prev[:8].hex())
    page = bela.changes(chain.stream.hex(), after=1)
    assert [(s.seq, s.head, s.body) for s in page.sets] == [
        (2, sets[1].head, sets[1].body),
        (3, sets[2].head, sets[2].body),
    ]
    assert (page.head_seq, page.more) == (3, False)


def test_long_streams_come_in_pages(office: Office) -> None:
    chain = office.agency.chain(office.anna)
    office.client(office.anna).push(chain.many(10, secrets.token_bytes(2_000)))
    bela, after, pages = office.client(office.bela), 0, 0
    while True:
        page = bela.changes(chain.stream.hex(), after=after, max_bytes=6_000)
        after, pages = page.sets[-1].seq, pages + 1
        if not page.more:
            break
    assert (after, page.head_seq) == (10, 10)
    assert pages == 5


def test_a_non_member_gets_nothing_and_learns_nothing(office: Office) -> None:
    chain = office.agency.chain(office.anna)
    office.client(office.anna).push(chain.many(2))
    stranger = office.agency.enrol()
    office.agency.publish(office.admin)
    client = office.client(stranger)
    assert client.heads().streams == {}
    problems = []
    for stream in (chain.stream.hex(), secrets.token_hex(16)):
        with pytest.raises(ServerProblem) as caught:
            client.changes(stream, after=0)
        problems.append((caught.value.problem, caught.value.status, caught.value.facts))
    assert problems[0] == problems[1]
    assert problems[0][0] is ProblemType.NOT_FOUND


def test_without_a_session_nothing_is_read(office: Office) -> None:
    transport = HttpTransport(office.server.url)
    chain = office.agency.chain(office.anna)
    office.client(office.anna).push(chain.many(1))
    for path in (messages.HEADS, messages.ROSTER, messages.changes_path(chain.stream.hex())):
        answer = transport.request("GET", path)
        assert answer.status == 401
        assert chain.stream.hex().encode() not in answer.body
    transport.close()


def test_a_new_member_is_shown_old_streams_in_spite_of_the_cursor(office: Office) -> None:
    agency = office.agency
    chain = agency.chain(office.anna)
    office.client(office.anna).push(chain.many(1))
    newcomer = agency.enrol()
    agency.publish(office.admin)
    client = office.client(newcomer)
    before = client.heads()
    assert before.streams == {}
    agency.author.grant(agency.circle, 1, agency.circle_key, [newcomer.id])
    agency.publish(office.admin)
    after = client.heads(since=before.next)
    assert after.streams == {chain.stream.hex(): 1}
    assert after.roster == len(agency.entries)


def test_a_long_poll_wakes_when_a_colleague_writes(office: Office) -> None:
    bela = office.client(office.bela)
    cursor = bela.heads().next
    chain = office.agency.chain(office.anna)
    with ThreadPoolExecutor(1) as pool:
        poll = pool.submit(bela.heads, since=cursor, wait=50)
        wait_for_polls(office, 1)
        office.client(office.anna).push(chain.many(2))
        news = poll.result(10)
    assert news.streams == {chain.stream.hex(): 2}
    assert bela.heads(since=news.next).streams == {}


def test_what_is_pushed_before_the_poll_is_answered_at_once(office: Office) -> None:
    bela = office.client(office.bela)
    cursor = bela.heads().next
    chain = office.agency.chain(office.anna)
    office.client(office.anna).push(chain.many(1))
    assert bela.heads(since=cursor, wait=50).streams == {chain.stream.hex(): 1}


def test_a_quiet_poll_ends_by_itself(open_office: OpenOffice) -> None:
    office = open_office(Limits(wait_s=0.05))
    client = office.client(office.anna)
    cursor = client.heads().next
    assert client.heads(since=cursor, wait=50).next == cursor


def test_a_newer_poll_of_a_device_ends_its_older_one(office: Office) -> None:
    cursor = office.client(office.anna).heads().next
    with ThreadPoolExecutor(2) as pool:
        older = pool.submit(office.client(office.anna).heads, since=cursor, wait=50)
        wait_for_polls(office, 1)
        newer = pool.submit(office.client(office.anna).heads, since=cursor, wait=50)
        assert older.result(10).streams == {}
        office.client(office.bela).push(office.agency.chain(office.bela).many(1))
        assert len(newer.result(10).streams) == 1


def test_polls_are_bounded(open_office: OpenOffice) -> None:
    office = open_office(Limits(waiters=1))
    cursor = office.client(office.anna).heads().next
    with ThreadPoolExecutor(1) as pool:
        poll = pool.submit(office.client(office.anna).heads, since=cursor, wait=50)
        wait_for_polls(office, 1)
        with pytest.raises(Exception, match="server-busy") as caught:
            office.client(office.bela).heads(since=cursor, wait=50)
        assert caught.value.code is ErrorCode.SERVER_BUSY  # type: ignore[attr-defined]
        office.client(office.bela).push(office.agency.chain(office.bela).many(1))
        poll.result(10)


def test_a_device_revoked_while_it_waits_gets_no_news(office: Office) -> None:
    client = office.client(office.anna)
    cursor = client.heads().next
    with ThreadPoolExecutor(1) as pool:
        poll = pool.submit(client.heads, since=cursor, wait=50)
        wait_for_polls(office, 1)
        office.agency.author.revoke(office.anna.id)
        office.agency.publish(office.admin)
        with pytest.raises(ServerProblem) as caught:
            poll.result(10)
    assert caught.value.problem is ProblemType.DEVICE_REVOKED


def test_a_server_going_down_lets_its_polls_go(office: Office) -> None:
    client = office.client(office.anna)
    cursor = client.heads().next
    with ThreadPoolExecutor(1) as pool:
        poll = pool.submit(client.heads, since=cursor, wait=50)
        wait_for_polls(office, 1)
        office.server.stop()
        assert poll.result(10).streams == {}


def test_a_closed_client_ends_its_poll_at_once(office: Office) -> None:
    client = office.client(office.anna)
    cursor = client.heads().next
    with ThreadPoolExecutor(1) as pool:
        poll = pool.submit(client.heads, since=cursor, wait=50)
        wait_for_polls(office, 1)
        client.close()
        with pytest.raises(Exception, match="cancelled"):
            poll.result(10)


def test_unchanged_heads_are_not_sent_again(office: Office) -> None:
    client = office.client(office.anna)
    heads = client.heads()
    url = office.server.url + messages.HEADS
    asked = {"Authorization": f"Bearer {client._token}"}
    with urllib3.PoolManager() as pool:
        first = pool.request("GET", url, headers=asked)
        assert first.headers["etag"] == f'"{heads.next}-{heads.roster}"'
        again = pool.request("GET", url, headers={**asked, "If-None-Match": first.headers["etag"]})
    assert (again.status, again.data) == (304, b"")


def test_one_client_needs_one_connection(office: Office) -> None:
    client = office.client(office.anna)
    before = office.server.connections
    for _ in range(5):
        client.heads()
        client.push(office.agency.chain(office.anna).many(1))
    assert office.server.connections == before + 1


def wait_for_polls(office: Office, count: int) -> None:
    """Return when that many long polls are open; the bell is read only."""
    bell = office.server.app.state.bell
    pause = threading.Event()
    for _ in range(2_000):
        if bell.waiting == count:
            return
        pause.wait(0.005)
    raise AssertionError("nobody waits")
