"""The place a lock came upon: kept in the store, read once, never trusted."""

from __future__ import annotations

import pytest

from desktop.domain.changes import Value
from desktop.domain.ids import RecordId
from desktop.services.whereabouts import Place, WhereaboutsService
from tests.unit.services.conftest import Desk

PLACE = Place(
    page="case",
    case=RecordId("ab" * 16),
    window={"search": "Selam", "history": [["today", None]]},
    form={"question": "/data/x", "side": 1, "cursor": 3},
    pages={"case": {"tab": 1, "notes": {"ab": {"kind": "fact", "language": "de", "text": "ሰላም"}}}},
)


@pytest.fixture
def whereabouts(desk: Desk) -> WhereaboutsService:
    return WhereaboutsService(desk.store)


def test_it_comes_back_once_and_leaves_nothing(desk: Desk, whereabouts: WhereaboutsService) -> None:
    assert whereabouts.take() is None
    whereabouts.keep(Place())
    whereabouts.keep(PLACE)
    assert whereabouts.take() == PLACE
    assert whereabouts.take() is None
    assert "place_at_lock" not in desk.store.read().settings()


@pytest.mark.parametrize("kept", ["", "{", "[]", "7", '{"case": 3}', '{"page": null}', b"\xff", 5])
def test_what_cannot_be_read_is_no_place_and_goes_too(
    desk: Desk, whereabouts: WhereaboutsService, kept: Value
) -> None:
    desk.store.write(lambda writer: writer.put_setting("place_at_lock", kept)).result()
    assert whereabouts.take() is None
    assert "place_at_lock" not in desk.store.read().settings()


def test_parts_that_are_wrong_are_left_out(desk: Desk, whereabouts: WhereaboutsService) -> None:
    odd = '{"page": "sync", "case": 4, "window": [], "form": null, "pages": {"sync": 3}, "x": 1}'
    desk.store.write(lambda writer: writer.put_setting("place_at_lock", odd)).result()
    assert whereabouts.take() == Place(page="sync", pages={"sync": {}})
