"""An erased case is gone from every laptop and from the server, and stays gone (hardening T35).

Every scan decrypts the store's pages by hand and is made once before the erasure, where it must
find the words.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.domain.changes import RecordEdit
from desktop.domain.errors import KnownError
from desktop.domain.ids import RecordId, StreamId
from desktop.storage.files import store_path
from desktop.sync.client import ServerProblem
from desktop.sync.keyring import Keyring
from protocol import changeset, messages
from protocol.changeset import SealedSet
from tests.conftest import Figure
from tests.support.agency import Worker, until_quiet
from tests.support.page_scan import pages, words_found
from tests.support.replicas import Fate, LossyLine
from tests.unit.sync.conftest import Office

pytestmark = pytest.mark.hardening("T35")

WORDS = ("Zugspitzbahnfahrer", "Żółkiewska", "محمدالحداد")


def _family(office: Office) -> tuple[RecordId, StreamId]:
    """A case full of the words, on both laptops and on the server; a note of B in it."""
    a, b = office.a, office.b
    case, stream = a.new_case(number="F-2", next_step=f"{WORDS[0]} anrufen")
    person = a.new("person", stream, case=case, family_name=WORDS[1], native_name=WORDS[2])
    a.edit("person", person, family_name=f"{WORDS[1]}-{WORDS[0]}")
    until_quiet([a, b], office.server)
    b.new("note", stream, case=case, kind="fact", text=f"Mit {WORDS[1]} ({WORDS[2]}) gesprochen.")
    until_quiet([a, b], office.server)
    for worker in (a, b):
        worker.store.read().search(WORDS[0])
    return case, stream


def _erase(worker: Worker, case: RecordId, stream: StreamId) -> RecordId:
    return worker.new(
        "erasure", stream, case=case, what="case", ground="request", erased_at=worker.now()
    )


def _words_at(worker: Worker) -> set[str]:
    return words_found(store_path(worker.directory), worker.key, WORDS)


def _bodies(office: Office, stream: StreamId) -> list[tuple[bytes, bytes]]:
    """Heads and bodies as they lie in the server's database."""
    with contextlib.closing(sqlite3.connect(office.directory / "agency.db")) as db:
        sql = "SELECT head, body FROM change WHERE stream = ? ORDER BY seq"
        return db.execute(sql, (bytes.fromhex(stream),)).fetchall()


def _words_in_sets(
    worker: Worker, stream: StreamId, sets: Sequence[tuple[bytes, bytes]]
) -> set[str]:
    """What a member reads in sealed sets."""
    keyring = Keyring.load(worker.store.read())
    found: set[str] = set()
    for head_bytes, body in sets:
        if not body:
            continue
        sealed = SealedSet(head_bytes, body)
        head = keyring.verify(sealed)
        key = keyring.stream_key(stream, head.circle.hex(), head.epoch)
        assert key is not None
        plain = changeset.open_body(sealed, head, key)
        found |= {word for word in WORDS if word.encode() in plain}
    return found


def _sealed_here(worker: Worker, stream: StreamId) -> list[tuple[bytes, bytes]]:
    reader = worker.store.read()
    tip = reader.own_tip(stream)
    rows = [reader.sealed_set(stream, n) for n in range(1, (tip[0] if tip else 0) + 1)]
    return [(row.head, row.body) for row in rows if row is not None]


def test_the_words_are_gone_from_both_laptops_and_the_server(
    office: Office, figure: Figure
) -> None:
    a, b = office.a, office.b
    case, stream = _family(office)
    assert _words_at(a) == _words_at(b) == set(WORDS)
    assert _words_in_sets(a, stream, _bodies(office, stream)) == set(WORDS)
    _erase(a, case, stream)
    assert _words_at(a) == set()
    until_quiet([a, b], office.server)
    for worker in (a, b):
        assert _words_at(worker) == set()
        assert _words_in_sets(worker, stream, _sealed_here(worker, stream)) == set()
        assert worker.store.read().get("case", case) is None
        assert worker.store.read().search(WORDS[0]) == []
        assert worker.unsent() == 0
    assert _words_in_sets(a, stream, _bodies(office, stream)) == set()
    count = sum(len(list(pages(store_path(one.directory), one.key))) for one in (a, b))
    dropped = sum(not body for _, body in _bodies(office, stream))
    figure(
        f"T35 erasure: {len(WORDS)} of {len(WORDS)} words found before, 0 after, in {count}"
        f" decrypted pages of two laptops; {dropped} bodies dropped by the server"
    )


def test_the_chain_verifies_and_the_exchange_goes_on(office: Office) -> None:
    a, b = office.a, office.b
    case, stream = _family(office)
    _erase(a, case, stream)
    until_quiet([a, b], office.server)
    keyring = Keyring.load(a.store.read())
    tips: dict[bytes, bytes] = {}
    for head_bytes, body in _bodies(office, stream):
        sealed = SealedSet(head_bytes, body)
        head = keyring.verify(sealed) if body else keyring.verify_purged(head_bytes)
        assert head.prev == tips.get(head.dev, b"")
        tips[head.dev] = head.id
    b.edit("person", office.person, phone="0176 200")
    until_quiet([a, b], office.server)
    assert a.store.read().get("person", office.person).phone == "0176 200"


def test_who_joins_later_sees_nothing_of_it(office: Office) -> None:
    case, stream = _family(office)
    erasure = _erase(office.a, case, stream)
    until_quiet([office.a, office.b], office.server)
    newcomer = office.agency.workers[2]
    report = newcomer.sync(office.server)
    assert report.parked == ()
    assert _words_at(newcomer) == set()
    assert newcomer.store.read().get("case", case) is None
    assert newcomer.store.read().get("erasure", erasure).ground == "request"
    assert newcomer.store.read().get("person", office.person).phone == "0176 100"


def test_who_joins_before_the_server_has_dropped_anything_forgets_it_at_once(
    office: Office,
) -> None:
    case, stream = _family(office)
    _erase(office.b, case, stream)
    office.b.sync(office.server)
    newcomer = office.agency.workers[2]
    assert _words_in_sets(newcomer, stream, _bodies(office, stream)) == set(WORDS)
    newcomer.sync(office.server)
    assert _words_at(newcomer) == set()


def test_weeks_offline_bring_nothing_back(office: Office) -> None:
    a, b = office.a, office.b
    case, stream = _family(office)
    (note,) = b.store.read().find("note", where={"case": case})
    erasure = _erase(a, case, stream)
    until_quiet([a], office.server)
    b.new("note", stream, case=case, kind="said", text=f"{WORDS[0]} war wieder da.")
    b.new("visit", stream, case=case, reason=WORDS[2])
    b.edit("case", case, next_step=WORDS[1])
    until_quiet([b, a, b], office.server)
    for worker in (a, b):
        assert _words_at(worker) == set()
        assert worker.store.read().find("note", where={"case": case}) == []
        assert worker.store.read().find("visit", where={"case": case}) == []
    assert b.store.read().erased_late(erasure) == 3
    assert _words_in_sets(a, stream, _bodies(office, stream)) == set()
    assert b.store.read().get("note", note.id) is None


def test_edits_that_were_on_their_way_come_in_blank(office: Office) -> None:
    """B's set stands on the server behind the erasure, from a program that had not read it."""
    a, b = office.a, office.b
    case, stream = _family(office)
    b.new("note", stream, case=case, kind="fact", text=f"{WORDS[0]} kommt.")
    b.store.write(lambda writer: writer.park(stream, "gap")).result()
    _erase(a, case, stream)
    until_quiet([a], office.server)
    b.store.write(lambda writer: writer.unpark(stream)).result()
    until_quiet([b, a], office.server)
    assert _words_at(a) == _words_at(b) == set()
    assert a.store.read().find("note", where={"case": case}) == []


def test_one_person_goes_and_the_family_stays_for_newcomers_too(office: Office) -> None:
    a, b = office.a, office.b
    case, stream = _family(office)
    child = a.new("person", stream, case=case, family_name="Haddad", call_name="Nur")
    until_quiet([a, b], office.server)
    (person,) = [p.id for p in a.store.read().find("person", where={"case": case}) if p.id != child]
    a.new(
        "erasure", stream, case=case, what="person", ground="withdrawn",
        **{f"records/{person}": "person"},
    )  # fmt: skip
    until_quiet([a, b], office.server)
    newcomer = office.agency.workers[2]
    newcomer.sync(office.server)
    for worker in (a, b, newcomer):
        reader = worker.store.read()
        assert reader.get("person", person) is None
        assert reader.get("person", child).call_name == "Nur"
        assert reader.get("case", case).number == "F-2"
        assert len(reader.find("note", where={"case": case})) == 1
        assert worker.unsent() == 0
    assert b"Haddad" in b"".join(_plain(a, stream, office))


def _plain(worker: Worker, stream: StreamId, office: Office) -> list[bytes]:
    keyring = Keyring.load(worker.store.read())
    found = []
    for head_bytes, body in _bodies(office, stream):
        if body:
            sealed = SealedSet(head_bytes, body)
            head = keyring.verify(sealed)
            key = keyring.stream_key(stream, head.circle.hex(), head.epoch)
            assert key is not None
            found.append(changeset.open_body(sealed, head, key))
    return found


@pytest.mark.parametrize("fate", [Fate.ANSWER_LOST, Fate.LOST])
def test_a_set_without_a_receipt_loses_its_words_at_once(office: Office, fate: Fate) -> None:
    """The key to it lies in the same store; and nobody knows whether the server has it."""
    a, b = office.a, office.b
    case, stream = _family(office)
    a.new("note", stream, case=case, kind="fact", text=WORDS[0])
    a.edit("person", office.person, phone="0176 300")
    fates = iter([Fate.DELIVERED, fate])
    with pytest.raises(KnownError):
        a.sync(LossyLine(office.server, lambda: next(fates), []))
    assert _words_in_sets(a, stream, _sealed_here(a, stream)) >= {WORDS[0]}
    _erase(a, case, stream)
    assert _words_in_sets(a, stream, _sealed_here(a, stream)) == set()
    assert _words_at(a) == set()
    until_quiet([a, b], office.server)
    assert _words_in_sets(a, stream, _bodies(office, stream)) == set()
    assert b.store.read().get("person", office.person).phone == "0176 300"
    assert (a.unsent(), a.store.read().unacknowledged()) == (0, [])


def test_what_else_was_in_a_set_without_a_receipt_reaches_the_others(office: Office) -> None:
    """One person of a family is erased: the note beside it is sent once more."""
    a, b = office.a, office.b
    case, stream = _family(office)
    child = a.new("person", stream, case=case, family_name=WORDS[0])
    a.new("note", stream, case=case, kind="fact", text="Kita-Platz gefunden.")
    fates = iter([Fate.DELIVERED, Fate.LOST])
    with pytest.raises(KnownError):
        a.sync(LossyLine(office.server, lambda: next(fates), []))
    values = {f"records/{child}": "person"}
    a.new("erasure", stream, case=case, what="person", ground="withdrawn", **values)
    assert _words_in_sets(a, stream, _sealed_here(a, stream)[-1:]) == set()
    until_quiet([a, b], office.server)
    notes = b.store.read().find("note", where={"case": case})
    assert "Kita-Platz gefunden." in [note.text for note in notes]
    assert b.store.read().get("person", child) is None
    assert a.unsent() == b.unsent() == 0


def test_a_set_that_lost_its_body_is_sealed_again_for_a_new_epoch(office: Office) -> None:
    a, sample = office.a, office.agency.sample
    case, stream = _family(office)
    a.new("note", stream, case=case, kind="fact", text=WORDS[0])
    fates = iter([Fate.DELIVERED, Fate.LOST])
    with pytest.raises(KnownError):
        a.sync(LossyLine(office.server, lambda: next(fates), []))
    _erase(a, case, stream)
    sample.author.next_epoch(sample.circle, [sample.admin.id, a.keys.id, office.b.keys.id])
    after, new = sample.collect()
    a.client(office.server).post_roster(new, after=after)
    until_quiet([a, office.b], office.server)
    assert (a.unsent(), a.store.read().unacknowledged()) == (0, [])
    assert _words_in_sets(a, stream, _bodies(office, stream)) == set()
    assert office.b.store.read().get("case", case) is None


def test_a_redacted_word_leaves_the_server_too(office: Office) -> None:
    a, b = office.a, office.b
    case, stream = _family(office)
    (note,) = b.store.read().find("note", where={"case": case})
    before = a.base("note", note.id)["text"]
    edit = RecordEdit(stream, "note", note.id, {"text": "withdrawn"}, {"text": before}, "redact")
    a.save([edit])
    until_quiet([a, b, a, b], office.server)
    assert b"gesprochen" not in b"".join(_plain(a, stream, office))
    newcomer = office.agency.workers[2]
    newcomer.sync(office.server)
    for worker in (a, b, newcomer):
        assert worker.store.read().get("note", note.id).text == ""
        assert worker.store.read().get("note", note.id).kind == "fact"
        assert worker.store.write(lambda writer: writer.pending()).result() == []


def test_a_server_that_was_set_back_is_asked_again(office: Office) -> None:
    a, b = office.a, office.b
    case, stream = _family(office)
    office.server.back_up(office.directory / "copy.db")
    _erase(a, case, stream)
    until_quiet([a, b], office.server)
    assert _words_in_sets(a, stream, _bodies(office, stream)) == set()
    office.server.restore(office.directory / "copy.db")
    assert _words_in_sets(a, stream, _bodies(office, stream)) == set(WORDS)
    for worker in (a, b):
        worker.engine.accept_restored_server()
    until_quiet([a, b], office.server)
    assert _words_in_sets(a, stream, _bodies(office, stream)) == set()
    assert _words_at(a) == _words_at(b) == set()


def test_an_administrator_has_dropped_what_a_revoked_device_sent(
    office: Office, tmp_path: Path
) -> None:
    """Whoever has left the agency cannot ask any more."""
    a, b, sample = office.a, office.b, office.agency.sample
    case, stream = _family(office)
    sample.author.revoke(b.keys.id)
    sample.author.next_epoch(sample.circle, [sample.admin.id, a.keys.id])
    after, new = sample.collect()
    a.client(office.server).post_roster(new, after=after)
    admin = Worker(sample, sample.admin, tmp_path / "admin")
    office.agency.workers.append(admin)
    until_quiet([a, admin], office.server)
    _erase(a, case, stream)
    until_quiet([a], office.server)
    assert _words_in_sets(a, stream, _bodies(office, stream)) == {WORDS[1], WORDS[2]}
    until_quiet([admin, a], office.server)
    assert _words_in_sets(a, stream, _bodies(office, stream)) == set()
    assert _words_at(admin) == set()


def test_a_stranger_cannot_have_bodies_dropped(office: Office) -> None:
    _, stream = _family(office)
    client = office.b.client(office.server)
    asked = messages.PurgeRequest(office.a.keys.id, (1,))
    with pytest.raises(ServerProblem):
        client._send_cbor(messages.purge_path(stream), messages.to_cbor(asked))
    assert all(body for _, body in _bodies(office, stream))
