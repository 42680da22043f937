"""The roster on the server: only what the pinned root allows, each entry once."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop.crypto.agency import RosterAuthor
from desktop.sync.client import ServerProblem
from protocol import roster
from protocol.problems import ProblemType, ProtocolError
from server.app import create_app
from server.key import load_or_create
from server.store.sqlite import SqliteStore
from tests.support.agency_server import running_server, wall_ms
from tests.support.sample_agency import SampleAgency
from tests.unit.server.conftest import Office


def problem_of(caught: pytest.ExceptionInfo[ServerProblem]) -> ProblemType | None:
    return caught.value.problem


def test_every_device_reads_the_whole_signed_log(office: Office) -> None:
    entries = office.client(office.anna).roster()
    assert entries == office.agency.entries
    assert roster.replay(entries, office.agency.root).length == len(entries)
    assert office.client(office.anna).roster(after=3) == entries[3:]


def test_another_root_cannot_take_an_empty_server(tmp_path: Path) -> None:
    ours, theirs = SampleAgency(), SampleAgency()
    with running_server(tmp_path, ours.root) as server:
        with pytest.raises(ServerProblem) as caught:
            theirs.found(server.url)
        assert problem_of(caught) is ProblemType.BAD_SIGNATURE
        assert server.store.roster_length() == 0
        ours.found(server.url).close()
        assert server.store.roster_length() == len(ours.entries)


def test_a_second_founding_is_refused(office: Office) -> None:
    with pytest.raises(ServerProblem) as caught:
        SampleAgency().found(office.server.url)
    assert problem_of(caught) is ProblemType.RESYNC


def test_a_worker_cannot_enrol_anybody(office: Office) -> None:
    state, admin = office.agency.author.state, office.agency.author
    intruder = secrets.token_bytes(16)
    admin.add_person(intruder, "admin")
    forged = office.anna.sign_private.sign(b"x")[:1] + admin.entries[-1][1:]
    unsigned_right = RosterAuthor(state, office.anna, wall_ms)
    with pytest.raises(ProtocolError):
        unsigned_right.add_person(intruder, "admin")
    with pytest.raises(ServerProblem) as caught:
        office.client(office.anna).post_roster([forged], after=state.length)
    assert problem_of(caught) in {ProblemType.MALFORMED, ProblemType.BAD_SIGNATURE}
    assert office.server.store.roster_length() == state.length


def test_without_a_session_only_the_root_may_post(office: Office) -> None:
    office.agency.enrol()
    after, new = office.agency.collect()
    client = office.client(office.anna)
    with pytest.raises(ServerProblem) as caught:
        client.post_founding(new)
    assert problem_of(caught) is ProblemType.UNAUTHORISED
    assert office.server.store.roster_length() == after


def test_the_same_entries_again_are_the_same_entries(office: Office) -> None:
    office.agency.enrol()
    after, new = office.agency.collect()
    assert office.admin.post_roster(new, after=after) == after + 2
    assert office.admin.post_roster(new, after=after) == after + 2
    assert office.server.store.roster_length() == after + 2


def test_one_bad_entry_stores_none(office: Office) -> None:
    office.agency.enrol()
    after, new = office.agency.collect()
    broken = new[1][:-1] + bytes([new[1][-1] ^ 1])
    with pytest.raises(ServerProblem) as caught:
        office.admin.post_roster([new[0], broken], after=after)
    assert problem_of(caught) is ProblemType.BAD_SIGNATURE
    assert office.server.store.roster_length() == after


def test_two_admins_at_once_neither_overwrites_the_other(office: Office) -> None:
    agency = office.agency
    length = agency.author.state.length

    def one_more(_: int) -> str:
        author = RosterAuthor(agency.author.state, agency.admin, wall_ms)
        author.add_person(secrets.token_bytes(16), "social_worker")
        try:
            new = office.client(agency.admin).post_roster(author.entries, after=length)
        except ServerProblem as error:
            return f"{error.problem} {error.facts['length']}"
        return f"stored {new}"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one_more, range(4)))
    assert sorted(answers) == [*[f"resync {length + 1}"] * 3, f"stored {length + 1}"]
    entries = office.server.store.roster()
    assert roster.replay(entries, agency.root).length == length + 1


def test_a_server_started_for_another_root_does_not_open_the_roster(
    office: Office, tmp_path: Path
) -> None:
    store = SqliteStore(office.directory / "agency.db")
    key = load_or_create(tmp_path)
    with pytest.raises(ProtocolError):
        create_app(store, clock=wall_ms, server_key=key, root=b"\0" * 32)
    store.close()


def test_what_another_process_appended_counts_for_the_next_push(office: Office) -> None:
    """Two processes on one database: rights are checked against the roster as stored."""
    agency = office.agency
    sealed = agency.chain(office.anna).seal()
    agency.author.revoke(office.anna.id)
    after, new = agency.collect()
    beside = SqliteStore(office.directory / "agency.db")
    beside.append_roster(new, at=after)
    beside.close()
    result = office.client(office.bela).push([sealed]).results[0]
    assert result.problem is not None
    assert result.problem.problem is ProblemType.DEVICE_REVOKED
