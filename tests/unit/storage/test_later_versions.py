"""Changes of a colleague whose app is newer: kept verbatim, merged after our update."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.changes import Operation, Value
from desktop.domain.clock import Stamp
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, OpId, RecordId, new_record_id
from desktop.storage import driver, files
from desktop.storage.codec import pack, unpack
from desktop.storage.driver import Connection
from tests.unit.storage.laptop import CASE_STREAM, Laptop, forget_head

NEWER = DeviceId("9" * 32)


def foreign(
    n: int, kind: str, record: RecordId, values: dict[str, Value], *, op: str = "set",
    base: dict[str, tuple[OpId, ...]] | None = None,
) -> Operation:  # fmt: skip
    stamp = Stamp(1_763_942_400_000 + n, 0, NEWER)
    return Operation(
        OpId(NEWER, n), stamp, CASE_STREAM, op, kind, record, values, base or {}
    )  # fmt: skip


def pending(laptop: Laptop) -> list[tuple[Operation, tuple[str, ...]]]:
    return laptop.store.write(lambda writer: writer.pending()).result()


def make_older(laptop: Laptop, *, without_kind: str = "", without_field: str = "") -> None:
    """Turn the closed store into one of a version that lacks a kind or field."""
    connection = driver.connect(files.store_path(laptop.directory), laptop.key)
    row = connection.execute("SELECT value FROM meta WHERE name = 'declared'").fetchone()
    declared = unpack(row[0])
    if without_kind:
        del declared[without_kind]
        connection.execute(f"DROP TABLE r_{without_kind}")
    if without_field:
        kind, field = without_field.split(".")
        del declared[kind][field]
        connection.execute(f"DROP INDEX r_{kind}_{field}")
        connection.execute(f"ALTER TABLE r_{kind} DROP COLUMN c_{field}")
    connection.execute("UPDATE meta SET value = ? WHERE name = 'declared'", (pack(declared),))
    connection.close()
    forget_head(laptop.directory)


def mark_pending(laptop: Laptop, *waiting: tuple[str, str]) -> None:
    """What the older version noted: (kind, unit) it could not merge."""
    connection = driver.connect(files.store_path(laptop.directory), laptop.key)
    for kind, unit in waiting:
        connection.execute(
            "INSERT INTO pending SELECT id, ? FROM op WHERE kind = ?", (unit, kind)
        )  # fmt: skip
    connection.close()
    forget_head(laptop.directory)


def columns(connection: Connection, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}


@pytest.mark.parametrize(
    "operation",
    [
        foreign(1, "bed", new_record_id(), {"state": "free", "deep": {"a": [1, None, 2.5]}}),
        foreign(2, "person", new_record_id(), {"phone": "1"}, op="weave"),
        foreign(3, "person", new_record_id(), {"x": b"\x00\xff"}, base={"x": (OpId(NEWER, 1),)}),  # type: ignore[dict-item]
    ],
)
def test_what_this_version_cannot_read_is_kept_verbatim(
    laptop: Laptop, operation: Operation
) -> None:
    assert not laptop.receive([operation]).records
    assert [op for op, _ in pending(laptop)] == [operation]
    laptop.receive([operation])
    assert laptop.log() == [operation]
    laptop.reopen()
    assert laptop.log() == [operation]


def test_the_known_part_of_an_operation_is_merged_at_once(laptop: Laptop) -> None:
    person = new_record_id()
    operation = foreign(1, "person", person, {"phone": "1", "shoe_size": 43})
    assert laptop.receive([operation]).records == {("person", person)}
    assert laptop.get("person", person).phone == "1"
    assert [units for _, units in pending(laptop)] == [("shoe_size",)]


def test_a_value_of_an_unknown_shape_waits_and_harms_nobody(laptop: Laptop) -> None:
    person = laptop.person(phone="1", languages=["ar"])
    base = laptop.bases("person", person)
    laptop.receive(
        [
            foreign(1, "person", person, {"phone": {"home": "2"}}, base={"phone": base["phone"]}),
            foreign(2, "person", person, {"languages": "ku"}),
            foreign(3, "person", person, {"phone": "3"}, op="tick"),
        ]
    )
    assert laptop.get("person", person).phone == "1"
    assert laptop.get("person", person).languages == ("ar",)
    assert len(pending(laptop)) == 3


def test_after_the_update_everything_that_waited_is_merged(laptop: Laptop) -> None:
    room = new_record_id()
    first = foreign(1, "unit", room, {"name": "12", "beds": 2})
    second = foreign(2, "unit", room, {"name": "12 a"}, base={"name": (first.id,)})
    laptop.receive([first, second])
    laptop.store.close()
    make_older(laptop, without_kind="unit")
    mark_pending(laptop, ("unit", ""))
    laptop.reopen()
    assert (laptop.get("unit", room).name, laptop.get("unit", room).beds) == ("12 a", 2)
    assert pending(laptop) == []
    assert laptop.store.read().search("12 a")


def test_a_field_that_is_indexed_from_now_on_gets_its_column_filled(laptop: Laptop) -> None:
    case = new_record_id()
    person = laptop.person(case=case, family_name="Haddad")
    laptop.store.close()
    make_older(laptop, without_field="person.case")
    laptop.reopen()
    assert [row.id for row in laptop.store.read().find("person", where={"case": case})] == [person]
    assert "c_case" in columns(laptop.store.read().connection, "r_person")


def test_an_update_replays_only_the_units_that_waited(laptop: Laptop) -> None:
    person = new_record_id()
    laptop.receive([foreign(1, "person", person, {"phone": "1", "email": "a@example.org"})])
    laptop.edit("person", person, {"phone": "2"})
    laptop.store.close()
    make_older(laptop, without_field="person.accommodation")
    mark_pending(laptop, ("person", "email"))
    laptop.reopen()
    assert laptop.get("person", person).phone == "2"
    assert laptop.store.read().conflicts() == []


def test_an_operation_named_while_it_waited_is_replaced_when_it_is_merged(
    laptop: Laptop,
) -> None:
    person = laptop.person(phone="1")
    odd = foreign(1, "person", person, {"phone": ["2"]})
    laptop.receive([odd])
    named = {"phone": (odd.id, *laptop.bases("person", person)["phone"])}
    laptop.receive([replace(foreign(2, "person", person, {"phone": "3"}), base=named)])
    assert [head.value for head in laptop.heads("person", person, "phone")] == ["3"]
    assert laptop.store.write(lambda writer: writer.replay_pending()).result() is not None
    assert [head.value for head in laptop.heads("person", person, "phone")] == ["3"]
    assert len(pending(laptop)) == 1


def test_before_an_update_the_store_is_backed_up_and_the_backup_opens(laptop: Laptop) -> None:
    person = laptop.person(family_name="Haddad")
    laptop.store.close()
    make_older(laptop, without_kind="unit")
    laptop.reopen()
    (copy,) = laptop.directory.glob("store.db.before-*")
    assert copy.stat().st_mode & 0o077 == 0
    assert not copy.read_bytes().startswith(driver.PLAIN_HEADER)
    connection = driver.connect(copy, laptop.key)
    assert connection.execute("SELECT id FROM r_person").fetchall() == [(bytes.fromhex(person),)]
    assert "r_unit" not in {r[0] for r in connection.execute("SELECT name FROM sqlite_schema")}
    connection.close()


def test_an_update_that_fails_half_way_leaves_the_old_store_as_it_was(laptop: Laptop) -> None:
    case = new_record_id()
    laptop.person(case=case)
    laptop.store.close()
    make_older(laptop, without_field="person.case")
    connection = driver.connect(files.store_path(laptop.directory), laptop.key)
    good = connection.execute("SELECT state FROM r_person").fetchone()[0]
    connection.execute("UPDATE r_person SET state = x'c1'")
    before = connection.execute("SELECT * FROM sqlite_schema").fetchall()
    connection.close()
    with pytest.raises(KnownError) as caught:
        laptop.reopen()
    assert caught.value.code is ErrorCode.STORE_DAMAGED
    connection = driver.connect(files.store_path(laptop.directory), laptop.key)
    assert connection.execute("SELECT * FROM sqlite_schema").fetchall() == before
    row = connection.execute("SELECT value FROM meta WHERE name = 'declared'").fetchone()
    assert "case" not in unpack(row[0])["person"]
    connection.execute("UPDATE r_person SET state = ?", (good,))
    connection.close()
    laptop.reopen()
    assert laptop.store.read().find("person", where={"case": case})


def test_an_up_to_date_store_is_not_copied_at_every_start(laptop: Laptop) -> None:
    laptop.reopen()
    assert list(laptop.directory.glob("*.before-*")) == []
