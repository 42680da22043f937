"""What a change set costs; figures of protocol section 3 and a factor against plain zlib."""

from __future__ import annotations

import json
import zlib

import pytest

from protocol import body
from protocol.body import Body
from tests.unit.protocol.sealing import sealed_set
from tests.unit.protocol.typical_work import Worker, as_json


def _cost(work: Body, device: bytes) -> int:
    sealed = sealed_set(body.encode(work, device), device=device, n=2, prev=bytes(32))
    return len(sealed.head) + len(sealed.body)


def _in_one_piece(work: Body) -> int:
    text = json.dumps(list(as_json(work)), ensure_ascii=False, separators=(",", ":"))
    return len(zlib.compress(text.encode(), 6))


@pytest.mark.parametrize(("edits", "most"), [(1, 440), (5, 600), (50, 1940), (500, 15100)])
def test_edits_of_single_fields(edits: int, most: int) -> None:
    worker = Worker(2)
    assert _cost(worker.edits(edits), worker.device) <= most


@pytest.mark.parametrize("visits", [1, 5, 50, 300])
def test_a_day_of_visits_costs_little_more_than_its_content(visits: int) -> None:
    """Signature, hashes, ids, encryption and padding included; the aim is a factor of 1.5."""
    worker = Worker(3)
    work = worker.day(visits)
    assert _cost(work, worker.device) <= 1.5 * _in_one_piece(work)
