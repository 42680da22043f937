"""Declarations: one place for everything that is derived."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from desktop.domain import kinds, records
from desktop.domain.changes import Changes
from desktop.domain.errors import BugError
from desktop.domain.ids import RecordId, new_record_id, new_stream_id


def test_every_exported_record_is_a_declared_kind() -> None:
    assert {kind.type.__name__ for kind in kinds.kinds()} == set(records.__all__)


def test_a_group_is_one_unit_and_a_map_a_unit_per_key() -> None:
    person = kinds.kind("person")
    assert [spec.name for spec in person.members("birth")] == ["birth_date", "birth_precision"]
    assert "birth_date" not in person.units()
    (answers,) = kinds.kind("form_submission").members("answers//data/x")
    assert answers.unit == "answers"


def test_unknown_names_are_told() -> None:
    with pytest.raises(KeyError):
        kinds.kind("spaceship")
    with pytest.raises(BugError):
        kinds.kind("person").members("shoe_size")


def test_a_kind_is_declared_once() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Twice:
        id: RecordId

    with pytest.raises(BugError):
        kinds.record_kind("person", scope=kinds.Scope.CASE, label="")(Twice)


def test_ids_sort_by_time_and_are_never_the_same() -> None:
    ids = [new_record_id(ms) for ms in (1, 2, 3)]
    assert ids == sorted(ids)
    assert all(len(i) == 32 and i[12] == "7" and i[16] in "89ab" for i in ids)
    assert len({new_stream_id() for _ in range(100)}) == 100


def test_changes_add_up() -> None:
    nothing, one = Changes(), Changes(frozenset({("person", RecordId("1"))}), outbox=True)
    assert not nothing
    assert nothing | one == one
    assert (one | Changes(drafts=True)).drafts
    assert Changes(conflicts=True)
    assert Changes(roster=True)
