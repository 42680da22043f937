"""Operations as a worker's day makes them, for size figures and vectors; all data is made up."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from protocol.body import Body, BodyOp

_START = 1_763_971_200_000
_TEXT = """
    Familie wohnt seit drei Wochen in der Unterkunft Herr Frau Kind Schule Anmeldung Brief vom
    Sozialamt Jobcenter Termin am Montag Bescheid Frist Widerspruch Heizung defekt Schimmel im
    Bad gemeldet Hausmeister kommt morgen Sprachkurs beginnt im Januar Mutter war beim Arzt
    Unterlagen fehlen noch Kopie Pass Aufenthaltstitel Wohnungssuche Nachbarn ruhig müde
    angespannt möchte arbeiten Elektriker Zeugnis übersetzen lassen Kita Platz Warteliste
"""
_WORDS = _TEXT.split()
_F2 = {
    "arrival": "arrived outcome reason entry_by language_shown interpreter",
    "present": "present alone_with children_seen child_concern state",
    "topics": "topics topic_count",
    "flat": "flat defect crowded letters",
    "agreed": "note left minutes module next_visit",
}
_PATHS = [
    f"/data/f2_page_{page}/f2_{name}" for page, names in _F2.items() for name in names.split()
]


class Worker:
    """One device that saves operations; the same seed makes the same work."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.device = self.random.randbytes(16)
        self.n = self.random.randrange(1000)
        self.ms = _START
        self.people = [self.record() for _ in range(12)]

    def record(self) -> bytes:
        """A record id, UUIDv7 by the worker's clock."""
        tail = self.random.getrandbits(74)
        value = self.ms << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0x2 << 62 | tail & (1 << 62) - 1
        return value.to_bytes(16, "big")

    def text(self, words: int) -> str:
        """German words in random order."""
        return " ".join(self.random.choice(_WORDS) for _ in range(words))

    def operation(
        self, kind: str, record: bytes, values: dict[str, Any], *, replaces: bool = False
    ) -> BodyOp:
        """One saved operation, half a minute to ten after the one before."""
        self.n += 1
        self.ms += self.random.randrange(30_000, 600_000)
        base = {}
        if replaces:
            base = {unit: ((self.device, self.random.randrange(1, self.n)),) for unit in values}
        return BodyOp(self.device, self.n, self.ms, 0, "set", kind, record, values, base)

    def edit(self) -> BodyOp:
        """One field of a person or visit."""
        field, value = self.random.choice(
            [
                ("phone", f"0351 {self.random.randrange(10**6, 10**7)}"),
                ("interpreter_wish", "woman"),
                ("phone_note", self.text(3)),
                ("email", f"{self.text(1).lower()}{self.random.randrange(99)}@example.org"),
                ("gender", "w"),
            ]
        )
        return self.operation(
            "person", self.random.choice(self.people), {field: value}, replaces=True
        )

    def note(self) -> BodyOp:
        """A note of about 25 words."""
        values = {
            "case": self.people[0].hex(), "visit": self.people[1].hex(), "kind": "fact",
            "language": "de", "written_at": self.ms, "staff": self.people[2].hex(),
            "text": self.text(25),
        }  # fmt: skip
        return self.operation("note", self.record(), values)

    def visit(self) -> BodyOp:
        """A recorded visit."""
        values = {
            "case": self.people[0].hex(), "planned_at": self.ms, "reason": self.text(2),
            "stay": {"arrived_at": self.ms, "left_at": self.ms + 1_800_000},
            "outcome": "met", "state": "recorded", "staff": self.people[2].hex(),
            "language": "ar", "next_step": self.text(5), "next_visit_on": "2025-12-08",
        }  # fmt: skip
        return self.operation("visit", self.record(), values)

    def submission(self) -> BodyOp:
        """The twenty-two answers of one visit record."""
        answers: dict[str, Any] = {
            f"answers/{path}": self.random.choice(
                ["yes", "no", "met", "none", "45", "2025-12-08", "fine", self.text(4)]
            )
            for path in _PATHS
        }
        values = {
            "case": self.people[0].hex(), "visit": self.people[1].hex(), "form_id": "f2_visit",
            "form_version": "2025112401", "finished_at": self.ms, "worker_language": "de",
            "client_language": "ar", **answers,
        }  # fmt: skip
        return self.operation("form_submission", self.record(), values)

    def edits(self, count: int) -> Body:
        """A body of single-field edits."""
        return self.body([self.edit() for _ in range(count)])

    def day(self, visits: int) -> Body:
        """A body of visits, each with its submission, two notes and an edit."""
        make = (self.visit, self.submission, self.note, self.note, self.edit)
        return self.body([step() for _ in range(visits) for step in make])

    def body(self, ops: list[BodyOp]) -> Body:
        """Seal *ops* together with what two colleagues had sent."""
        seen = {self.random.randbytes(16): (n, self.random.randbytes(8)) for n in (4, 17)}
        return Body(hlc=(self.ms, 0), app="0.1.0", schema=1, seen=seen, ops=tuple(ops))


def as_json(body: Body) -> Iterator[dict[str, Any]]:
    """The same content as plain JSON objects, the yardstick of size figures."""
    for op in body.ops:
        yield {
            "id": [op.device.hex(), op.n],
            "stamp": [op.ms, op.counter],
            "op": op.op,
            "kind": op.kind,
            "record": op.record.hex(),
            "values": dict(op.values),
            "base": {unit: [[d.hex(), n] for d, n in refs] for unit, refs in op.base.items()},
        }
