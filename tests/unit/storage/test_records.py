"""Typed reads: by id, by indexed field, by range, in order."""

from __future__ import annotations

import pytest

from desktop.domain.changes import Value
from desktop.domain.errors import BugError
from desktop.domain.ids import RecordId, new_record_id
from desktop.domain.kinds import kinds
from desktop.domain.person import Person
from desktop.domain.visit import Visit
from desktop.storage.layout import layouts
from tests.unit.storage.laptop import CASE_STREAM, Laptop

CASE = new_record_id()


def visit(laptop: Laptop, **values: Value) -> RecordId:
    record = new_record_id(laptop.now_ms)
    laptop.save("visit", record, {"case": CASE, **values})
    laptop.now_ms += 1
    return record


def test_a_record_comes_back_as_it_was_saved(laptop: Laptop) -> None:
    values: dict[str, Value] = {
        "case": CASE, "family_name": "حداد", "languages": ["ku", "ar"],
        "birth": {"birth_date": "1990-01-01", "birth_precision": "fictive_0101"},
    }  # fmt: skip
    person = laptop.person(**values)
    assert laptop.get("person", person) == Person(
        id=person, stream=CASE_STREAM, case=CASE, family_name="حداد", languages=("ar", "ku"),
        birth_date="1990-01-01", birth_precision="fictive_0101",
    )  # fmt: skip


def test_what_is_not_here_is_none(laptop: Laptop) -> None:
    reader, unknown = laptop.store.read(), new_record_id()
    assert reader.get("person", unknown) is None
    assert reader.edit_view("person", unknown) is None
    assert reader.heads("person", unknown) == {}
    assert reader.history("person", unknown, "phone") == []


def test_records_are_found_by_indexed_fields(laptop: Laptop) -> None:
    first = visit(laptop, state="planned", planned_at=20)
    second = visit(laptop, state="recorded", stay={"arrived_at": 5, "left_at": 6})
    other = new_record_id()
    laptop.save("visit", other, {"case": new_record_id(), "state": "planned"})

    def found(**where: Value) -> list[RecordId]:
        return [row.id for row in laptop.store.read().find("visit", where=where)]

    assert found(case=CASE) == [first, second]
    assert found(case=CASE, state="planned") == [first]
    assert found(arrived_at=5) == [second]
    assert found(arrived_at=None) == [first, other]
    assert found(state=["planned", "recorded"]) == [first, second, other]
    assert found(state=["recorded", ""]) == [second]
    assert found(state=[]) == []
    assert found(planned_at=[20, None]) == [first, second, other]


def test_records_are_sorted_and_cut(laptop: Laptop) -> None:
    late, early, never = visit(laptop, planned_at=30), visit(laptop, planned_at=10), visit(laptop)
    reader = laptop.store.read()
    assert [v.id for v in reader.find("visit", order="-planned_at")] == [late, early, never]
    assert [v.id for v in reader.find("visit", order="planned_at", limit=2)] == [never, early]
    assert [v.id for v in reader.find("visit", limit=1)] == [late]
    assert reader.count("visit") == 3


def test_a_range_is_half_open_and_in_order(laptop: Laptop) -> None:
    late, early = visit(laptop, planned_at=30), visit(laptop, planned_at=10)
    visit(laptop)
    reader = laptop.store.read()
    assert [v.id for v in reader.between("visit", "planned_at", 10, 31)] == [early, late]
    assert [v.id for v in reader.between("visit", "planned_at", 11, 31)] == [late]
    assert [v.id for v in reader.between("visit", "planned_at", 10, 30)] == [early]
    assert [v.id for v in reader.between("visit", "planned_at", None, None)] == [early, late]


def test_an_index_follows_its_field(laptop: Laptop) -> None:
    record = visit(laptop, state="planned")
    laptop.edit("visit", record, {"state": "recorded"})
    reader = laptop.store.read()
    assert reader.find("visit", where={"state": "planned"}) == []
    (found,) = reader.find("visit", where={"state": "recorded"})
    assert isinstance(found, Visit)


@pytest.mark.parametrize("field", ["reason", "unheard_of"])
def test_only_indexed_fields_are_conditions(laptop: Laptop, field: str) -> None:
    reader = laptop.store.read()
    with pytest.raises(BugError):
        reader.find("visit", where={field: "x"})
    with pytest.raises(BugError):
        reader.find("visit", order=field)
    with pytest.raises(BugError):
        reader.between("visit", field, 1, 2)


def test_an_unknown_kind_is_a_bug(laptop: Laptop) -> None:
    with pytest.raises(BugError):
        laptop.store.read().find("spaceship")


def test_every_indexed_field_has_a_column_and_an_index_the_planner_uses(laptop: Laptop) -> None:
    reader = laptop.store.read()
    assert set(layouts()) == {kind.name for kind in kinds()}
    for layout in layouts().values():
        columns = {row[1] for row in reader.rows(f"PRAGMA table_info({layout.table})")}
        assert columns == {"id", "stream", "state"} | {f"c_{s.name}" for s in layout.columns}
        for spec in layout.columns:
            sql = f"EXPLAIN QUERY PLAN SELECT id FROM {layout.table} WHERE c_{spec.name} IN (?)"
            plan = " ".join(str(row[3]) for row in reader.rows(sql, 1))
            assert f"{layout.table}_{spec.name}" in plan
