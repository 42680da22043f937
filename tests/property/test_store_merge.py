"""Real stores end up equal, and as the definition says, in whatever order changes arrive."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.changes import Operation
from desktop.domain.ids import DeviceId, RecordId, new_record_id, new_stream_id
from desktop.domain.register import in_conflict
from desktop.storage.store import Store
from tests.property.operation_histories import (
    NOW_MS,
    STEPS,
    Heads,
    Step,
    heads_of,
    history,
    rule_of,
)

KINDS = ("person", "note", "form_submission")
Stores = tuple[Store, Store]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Two laptops; every example uses records of its own."""
    made = tuple(_store(tmp_path_factory.mktemp(name), at) for at, name in enumerate("de"))
    yield made[0], made[1]
    for store in made:
        store.close()


def _store(directory: Path, at: int) -> Store:
    device = DeviceId("de"[at] * 32)
    return Store.create(directory, os.urandom(32), store_id="x", device=device)


def deliver(store: Store, operations: list[Operation], chance: Random) -> None:
    """Apply in a random order, in batches of random size, some of it twice."""
    order = operations + [op for op in operations if chance.random() < 0.4]
    chance.shuffle(order)
    while order:
        size = chance.randint(1, len(order))
        batch, order = order[:size], order[size:]
        store.write(lambda writer, batch=batch: writer.apply(batch, NOW_MS)).result()  # type: ignore[misc]


def stored(store: Store, kind: str, record: RecordId) -> Heads:
    return {unit: found for unit, found in store.read().heads(kind, record).items() if found}


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, chance=st.randoms(use_true_random=False))
def test_two_stores_agree_whatever_the_order(
    stores: Stores, steps: list[Step], chance: Random
) -> None:
    record, stream = new_record_id(), new_stream_id()
    operations = history(steps, record, stream)
    for store in stores:
        deliver(store, operations, chance)
    first, second = (store.read() for store in stores)
    conflicts = [in_conflicts(store, record) for store in stores]
    for kind in KINDS:
        expected = heads_of(operations, kind, record)
        assert stored(stores[0], kind, record) == expected
        assert stored(stores[1], kind, record) == expected
        assert first.get(kind, record) == second.get(kind, record)
        in_doubt = {unit for unit, h in expected.items() if in_conflict(h, rule_of(kind, unit))}
        assert [{unit for k, unit in found if k == kind} for found in conflicts] == [in_doubt] * 2
    assert first.operations(stream) == second.operations(stream)
    check_redacted(first.operations(stream))


def in_conflicts(store: Store, record: RecordId) -> set[tuple[str, str]]:
    return {(row.kind, row.unit) for row in store.read().conflicts() if row.record == record}


def check_redacted(operations: list[Operation]) -> None:
    """What a redaction names is empty in the log."""
    by_id = {operation.id: operation for operation in operations}
    for redaction in operations:
        if redaction.op == "redact":
            for unit, named in redaction.base.items():
                assert [by_id[op].values[unit] for op in named] == [None] * len(named)
