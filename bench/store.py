"""The store: saving a visit durably, and from unlock to today's rows.

The limit of a save is a raw SQLCipher commit (WAL, synchronous=FULL) that makes as many bytes
durable as the save did, one blob in one table, taken in turns with the saves. A second row
gives the limit for the bytes of the operations alone, without rows, indexes and heads.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.line import Line, line
from desktop.domain.changes import RecordEdit, Value
from desktop.domain.ids import DeviceId, RecordId, StreamId, new_record_id, new_stream_id
from desktop.storage import driver, files
from desktop.storage.change_log import pack_body
from desktop.storage.driver import Connection
from desktop.storage.store import Store

CASES = 1000
SAVES = 400
WARM_UP = 40
OPENINGS = 9
FRAME_BYTES = driver.PAGE_BYTES + 24
DAY_MS = 86_400_000
DAY = 1_763_942_400_000


def run() -> list[Line]:
    """Measure in a temporary directory; about ten seconds."""
    with tempfile.TemporaryDirectory(prefix="fallmappe-bench-") as name:
        directory, key = Path(name) / "store", os.urandom(driver.KEY_BYTES)
        store = Store.create(directory, key, store_id="bench", device=_device())
        cases = fill(store, CASES)
        store.close()
        store = Store.open(directory, key, store_id="bench")
        rows = _saves(store, cases, Path(name), key)
        store.close()
        rows.append(_openings(directory, key, Path(name)))
        return rows


def fill(store: Store, cases: int) -> list[tuple[StreamId, RecordId]]:
    """Cases with a person, a past visit and, for 25 of them, a visit planned for today."""
    chance = random.Random(7)
    made = []
    for at in range(cases):
        stream, case, person = new_stream_id(), new_record_id(), new_record_id()
        edits = [
            RecordEdit(stream, "case", case, {
                "number": f"DD-{at:04d}", "phase": "linking", "main_person": person,
                "next_step": "Unterlagen nachreichen",
            }),
            RecordEdit(stream, "person", person, {
                "case": case, "family_name": f"Name{chance.randrange(400)}",
                "given_names": f"Vorname{chance.randrange(300)}",
                "phone": f"0351 {chance.randrange(10**6):06d}", "languages": ["ar"],
            }),
            *visit_edits(stream, case, chance),
        ]  # fmt: skip
        if at % (cases // 25 or 1) == 0:
            planned: dict[str, Value] = {
                "case": case, "planned_at": DAY + at * 1000, "state": "planned",
            }  # fmt: skip
            edits.append(RecordEdit(stream, "visit", new_record_id(), planned))
        store.write(lambda writer, edits=edits: writer.save(edits)).result()  # type: ignore[misc]
        made.append((stream, case))
    return made


def visit_edits(stream: StreamId, case: RecordId, chance: random.Random) -> list[RecordEdit]:
    """What finishing a visit of 20 answers saves: visit, submission and two notes."""
    visit, at = new_record_id(), DAY - chance.randrange(300) * DAY_MS
    answers: dict[str, Value] = {
        f"answers/data/part{n // 5}/question_{n}": f"Antwort {chance.randrange(10**9)}"
        for n in range(20)
    }
    notes = [
        RecordEdit(stream, "note", new_record_id(), {
            "case": case, "visit": visit, "kind": kind, "language": "de", "written_at": at,
            "text": f"Gespräch {chance.randrange(10**9)} über Wohnung, Schule und den Bescheid.",
        })
        for kind in ("fact", "said")
    ]  # fmt: skip
    return [
        RecordEdit(stream, "visit", visit, {
            "case": case, "state": "recorded", "outcome": "met", "language": "ar",
            "stay": {"arrived_at": at, "left_at": at + 1_800_000},
            "next_step": "Termin beim Jobcenter begleiten",
        }),
        RecordEdit(stream, "form_submission", new_record_id(), {
            "case": case, "visit": visit, "form_id": "f2_visit", "form_version": "1",
            "finished_at": at, "worker_language": "de", "client_language": "ar", **answers,
        }),
        *notes,
    ]  # fmt: skip


def _saves(
    store: Store, cases: list[tuple[StreamId, RecordId]], directory: Path, key: bytes
) -> list[Line]:
    chance = random.Random(11)
    written = _bytes_written(store, cases, chance)
    raw = _raw_store(directory / "raw.db", key)
    saves, same_bytes, content_only = [], [], []
    for _ in range(SAVES + WARM_UP):
        edits = visit_edits(*chance.choice(cases), chance)
        saves.append(_timed(lambda edits=edits: _save(store, edits)))  # type: ignore[misc]
        same_bytes.append(_timed(_commit_of(raw, written - 2 * FRAME_BYTES)))
        content = sum(len(pack_body(edit.values, {})) for edit in edits)
        content_only.append(_timed(_commit_of(raw, content)))
    raw.close()
    figure, aim = _p95(saves), "ratio <= 2 and <= 16 ms"
    raw_is, content_is = "a raw commit of as many bytes", "a raw commit of its operations alone"
    return [
        _row("save a visit of 20 answers, p95", figure, _p95(same_bytes), raw_is, aim),
        _row("the same, strict, p95", figure, _p95(content_only), content_is, "-"),
    ]


def _bytes_written(
    store: Store, cases: list[tuple[StreamId, RecordId]], chance: random.Random
) -> int:
    """Median growth of the write-ahead log by one save; the log is empty after opening."""
    wal = files.store_path(store.directory).with_name(files.STORE_NAME + "-wal")
    growth = []
    for _ in range(WARM_UP):
        before = wal.stat().st_size
        _save(store, visit_edits(*chance.choice(cases), chance))
        growth.append(wal.stat().st_size - before)
    return statistics.median_low(growth)


def _save(store: Store, edits: list[RecordEdit]) -> None:
    store.write(lambda writer: writer.save(edits)).result()


def _raw_store(path: Path, key: bytes) -> Connection:
    files.create_private(path)
    raw = driver.connect(path, key)
    raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)")
    return raw


def _commit_of(raw: Connection, size: int) -> Callable[[], None]:
    data = os.urandom(size)

    def commit() -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT INTO t(b) VALUES (?)", (data,))
        raw.execute("COMMIT")

    return commit


def _openings(directory: Path, key: bytes, place: Path) -> Line:
    """Open the store and read what *Heute* needs; the limit is a raw open and one read."""
    _raw_store(place / "empty.db", key).close()
    opened, limit = [], []
    for _ in range(OPENINGS):
        opened.append(_timed(lambda: _today(directory, key)))
        limit.append(_timed(lambda: _raw_open(place / "empty.db", key)))
    return _row(
        "unlock to today's rows, 1,000 cases, p95",
        _p95(opened),
        _p95(limit),
        "a raw open and one read of an empty store",
        "<= 150 ms",
    )


def _today(directory: Path, key: bytes) -> None:
    store = Store.open(directory, key, store_id="bench")
    reader = store.read()
    visits = reader.between("visit", "planned_at", DAY, DAY + DAY_MS)
    if len(visits) != 25:
        raise AssertionError(len(visits))
    for visit in visits:
        case = reader.get("case", visit.case)
        reader.get("person", case.main_person)
        reader.find("visit", where={"case": visit.case})
    reader.delivery([visit.id for visit in visits])
    reader.conflicts()
    reader.drafts()
    store.close()


def _raw_open(path: Path, key: bytes) -> None:
    raw = driver.connect(path, key)
    raw.execute("SELECT count(*) FROM t").fetchone()
    raw.close()


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _p95(seconds: list[float]) -> float:
    kept = sorted(seconds[WARM_UP:] if len(seconds) > WARM_UP else seconds)
    return kept[min(len(kept) - 1, int(len(kept) * 0.95))]


def _row(name: str, figure: float, limit: float, limit_is: str, aim: str) -> Line:
    return line(name, figure * 1000, limit * 1000, unit="ms", limit_is=limit_is, aim=aim)


def _device() -> DeviceId:
    return DeviceId(os.urandom(16).hex())
