"""A member who signs and encrypts properly, but whose program writes nonsense (hardening T32)."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import cbor2
import pytest

from protocol import body, cose, head, messages, roster, statements
from protocol.changeset import read_head
from protocol.messages import PushResponse, PushResult
from protocol.problems import ProblemType, ProtocolError
from tests.unit.protocol.sealing import sealed_set
from tests.unit.protocol.test_roster import ADA, FOUNDED
from tests.unit.protocol.typical_work import Worker

_JUNK: list[Any] = [
    None, True, 0, -1, 2**64 - 1, -(2**63), 1.5, float("nan"), "", "x" * 2000, b"", b"a" * 16,
    b"a" * 32, [], {}, [[]], {"a": 1}, {1: 1}, {b"a": []}, cbor2.undefined,
    cbor2.CBORSimpleValue(50),
]  # fmt: skip


class Mutator:
    """Changes one place of a tree, or a few bytes."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def bytes(self, data: bytes) -> bytes:
        raw = bytearray(data)
        for _ in range(self.random.choice((1, 1, 1, 2, 5))):
            at = self.random.randrange(len(raw))
            way = self.random.random()
            if way < 0.6:
                raw[at] = self.random.randrange(256)
            elif way < 0.8:
                del raw[at : min(at + 8, len(raw) - 1)]
            else:
                raw[at:at] = self.random.randbytes(3)
        return bytes(raw)

    def tree(self, value: Any) -> Any:
        way = self.random.random()
        if way < 0.12 or not isinstance(value, list | dict) or not value:
            return self.random.choice(_JUNK)
        changed: Any = value.copy()
        key = self.random.choice(list(value) if isinstance(value, dict) else range(len(value)))
        if way < 0.25:
            del changed[key]
        elif way < 0.32 and isinstance(changed, list):
            changed.insert(key, self.random.choice([*_JUNK, value[key]]))
        else:
            changed[key] = self.tree(value[key])
        return changed


def _body() -> bytes:
    worker = Worker(4)
    return body.encode(worker.day(1), worker.device)


def _answer() -> bytes:
    problem = messages.problem(ProblemType.GAP, expected=3)
    results = (
        PushResult(bytes(32), "stored", 4, b"receipt"),
        PushResult(bytes(32), "problem", problem=problem),
    )
    return messages.to_cbor(PushResponse(results))


def _apply(payload: bytes) -> object:
    entry = cose.sign1(payload, ADA.key, kid=ADA.id, aad=statements.PURPOSE)
    return roster.apply(FOUNDED.state, entry)


_READERS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "body": (_body(), lambda data: body.decode(data, b"d" * 16)),
    "head": (read_head(sealed_set(blobs=(bytes(32),)).head).encode(), head.decode),
    "answer": (_answer(), lambda data: messages.from_cbor(data, PushResponse, limit=9999)),
    "device": (cose.unverified_payload(FOUNDED.entries[2]), _apply),
    "grant": (cose.unverified_payload(FOUNDED.entries[6]), _apply),
}


@pytest.mark.parametrize("name", _READERS)
def test_signed_nonsense_is_refused_and_never_crashes(name: str) -> None:
    """2,000 changed trees and byte strings; the same with other seeds runs for hours."""
    good, read = _READERS[name]
    tree = cbor2.loads(good)
    mutate = Mutator(random.randrange(2**32))
    refused = 0
    for _ in range(1000):
        for data in (
            mutate.bytes(good),
            cbor2.dumps(mutate.tree(tree), canonical=True),
        ):
            try:
                read(data)
            except ProtocolError:
                refused += 1
    assert refused > 500
