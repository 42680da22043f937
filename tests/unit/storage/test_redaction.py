"""A redacted value is shown and kept nowhere, whatever order things arrive in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from desktop.domain.changes import Operation
from desktop.domain.ids import OpId, RecordId, new_record_id
from desktop.storage.driver import Connection
from desktop.storage.store import Writer
from tests.unit.storage.conftest import NewLaptop
from tests.unit.storage.laptop import Laptop, exchange, snapshot

WORD = "Zugspitzbahnfahrer"


def redact(laptop: Laptop, kind: str, record: RecordId, unit: str, *ops: OpId) -> None:
    laptop.save(kind, record, {unit: "dsgvo-17"}, {unit: ops}, op="redact")


def everything_kept(laptop: Laptop) -> str:
    """Every value of every table as text, read on the writer's connection."""

    def dump(writer: Writer) -> str:
        return "".join(_rows(writer.connection))

    return laptop.store.write(dump).result()


def _rows(connection: Connection) -> Sequence[str]:
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    ]
    return [
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        for table in tables
        for row in connection.execute(f"SELECT * FROM {table}")
        for value in row
    ]


@pytest.fixture
def noted(laptop: Laptop) -> tuple[Laptop, RecordId]:
    note = new_record_id()
    laptop.save("note", note, {"kind": "fact", "text": f"Er ist {WORD}."})
    laptop.store.read().search(WORD)
    return laptop, note


def test_a_redacted_text_is_gone_from_record_history_log_and_search(
    noted: tuple[Laptop, RecordId],
) -> None:
    laptop, note = noted
    assert WORD.lower() in everything_kept(laptop).lower()
    redact(laptop, "note", note, "text", *laptop.bases("note", note)["text"])
    assert WORD.lower() not in everything_kept(laptop).lower()
    reader = laptop.store.read()
    assert reader.get("note", note).text == ""
    assert reader.get("note", note).kind == "fact"
    assert reader.search(WORD) == []
    first, second = reader.history("note", note, "text")
    assert (first.value, first.is_redacted) == (None, True)
    assert (second.word, second.value) == ("redact", "dsgvo-17")


def test_the_index_pages_no_longer_hold_the_word(noted: tuple[Laptop, RecordId]) -> None:
    laptop, note = noted
    redact(laptop, "note", note, "text", *laptop.bases("note", note)["text"])
    laptop.reopen()

    def index_pages(writer: Writer) -> bytes:
        rows = writer.connection.execute("SELECT block FROM search_data")
        return b"".join(row[0] for row in rows)

    assert WORD.lower().encode() not in laptop.store.write(index_pages).result()


@pytest.mark.parametrize("order", ["redaction first", "redaction last", "one by one reversed"])
def test_colleagues_forget_it_too_in_any_order(
    noted: tuple[Laptop, RecordId], new_laptop: NewLaptop, order: str
) -> None:
    laptop, note = noted
    original = laptop.log()
    redact(laptop, "note", note, "text", *laptop.bases("note", note)["text"])
    (redaction,) = [op for op in laptop.log() if op.op == "redact"]
    berta = new_laptop("berta")
    portions: list[list[Operation]] = {
        "redaction first": [[redaction], original],
        "redaction last": [original, [redaction]],
        "one by one reversed": [[redaction, *reversed(original)]],
    }[order]
    for portion in portions:
        berta.receive(portion)
    assert WORD.lower() not in everything_kept(berta).lower()
    assert snapshot(berta, "note", note) == snapshot(laptop, "note", note)
    assert berta.get("note", note).text == ""


def test_a_redacted_side_ends_the_conflict(laptop: Laptop, new_laptop: NewLaptop) -> None:
    berta = new_laptop("berta")
    person = laptop.person(phone="1")
    exchange(laptop, berta)
    laptop.edit("person", person, {"phone": "2"})
    berta.edit("person", person, {"phone": WORD})
    exchange(laptop, berta)
    (theirs,) = [head.op for head in laptop.heads("person", person, "phone") if head.value == WORD]
    redact(laptop, "person", person, "phone", theirs)
    exchange(laptop, berta)
    for one in (laptop, berta):
        assert one.store.read().conflicts() == []
        assert one.get("person", person).phone == "2"
        assert WORD not in everything_kept(one)
