"""100,000 notes: taking them in, their size on the disk, opening them cold, searching them.

The limits are raw SQLCipher on the same disk in the same run: a table with nothing but the
notes' own bytes, inserted in transactions of the same size.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from bench.line import Line, line
from bench.notes import json_size, notes, raw_size, vocabulary
from desktop.domain.changes import RecordEdit
from desktop.domain.ids import DeviceId
from desktop.storage import driver, files
from desktop.storage.driver import Connection
from desktop.storage.store import Store

NOTES = 100_000
BATCH = 500
"""Records in one transaction, each of them durable."""
COMMITS = 400
OPENINGS = 9
OPENED_NOTES = 58_000
"""They make a store of about 50 MB."""
SEARCHES = 300
RAW_TABLE = "CREATE TABLE note (id BLOB PRIMARY KEY, stream BLOB, kase BLOB, at INTEGER, text TEXT)"


def run() -> list[Line]:
    """Measure in a temporary directory; about a minute."""
    with tempfile.TemporaryDirectory(prefix="fallmappe-bench-") as name:
        place, key = Path(name), os.urandom(driver.KEY_BYTES)
        edits = list(notes(NOTES))
        raw_path = place / "raw.db"
        store = Store.create(
            place / "store", key, store_id="bench", device=DeviceId(os.urandom(16).hex())
        )
        rows = [_commits(store, place, key)]
        rows.append(_import(store, edits, raw_path, key))
        rows.append(_index(store))
        rows.append(_search(store))
        rows.append(_first_letters(store))
        store.close()
        rows.append(_size(place, edits, raw_path))
        rows.append(_cold(place, key, edits[:OPENED_NOTES]))
        return rows


def _commits(store: Store, place: Path, key: bytes) -> Line:
    """One small note, confirmed, in turns with a raw commit of the same content."""
    raw = _raw(place / "commits.db", key)
    ours, limit = [], []
    for edit in notes(COMMITS, seed=3):
        ours.append(_seconds(lambda e=[edit]: store.write(lambda w: w.save(e)).result()))  # type: ignore[misc]
        limit.append(_seconds(lambda e=[edit]: _insert(raw, e)))  # type: ignore[misc]
    raw.close()
    return line(
        "durable commit of a note, median", _median_ms(ours), _median_ms(limit), unit="ms",
        limit_is="a raw SQLCipher commit of the note's own bytes, WAL and synchronous=FULL",
        aim="-", p95=round(_p95(ours) * 1000, 3), p95_limit=round(_p95(limit) * 1000, 3),
    )  # fmt: skip


def _import(store: Store, edits: Sequence[RecordEdit], raw_path: Path, key: bytes) -> Line:
    raw = _raw(raw_path, key)
    ours = limit = 0.0
    for batch in _batches(edits):
        ours += _seconds(lambda b=batch: store.write(lambda w: w.save(b)).result())  # type: ignore[misc]
        limit += _seconds(lambda b=batch: _insert(raw, b))  # type: ignore[misc]
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.close()
    return line(
        "100,000 notes taken in", ours, limit, unit="s",
        limit_is="raw SQLCipher inserts of the notes' own bytes, transactions of the same size",
        aim="-", per_s=round(len(edits) / ours),
    )  # fmt: skip


def _index(store: Store) -> Line:
    """The search follows in quiet moments; here all of it at once, against plain FTS5."""
    texts = [record.text for record in islice(store.read().find("note"), 20_000)]
    left = _left(store)
    seconds = _seconds(lambda: store.read().search("zuletzt"))
    limit = _seconds(lambda: _raw_index(store, texts)) * left / len(texts)
    return line(
        "bringing the search up to date after it", seconds, limit, unit="s",
        limit_is="raw FTS5 of the same texts, without other scripts and spellings",
        aim="-", notes=left,
    )  # fmt: skip


def _left(store: Store) -> int:
    found: int = store.read().rows("SELECT count(*) FROM unindexed")[0][0]
    return found


def _raw_index(store: Store, texts: Sequence[str]) -> None:
    connection = _raw(store.directory.parent / "raw-index.db", os.urandom(driver.KEY_BYTES))
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(text, detail='none')")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO words VALUES (?)", [(text,) for text in texts])
    connection.execute("COMMIT")
    connection.close()


def _search(store: Store) -> Line:
    """Words as they are typed: rare and frequent ones, one to three, German and Arabic, whole
    and begun."""
    chance = random.Random(9)
    typed = [_typed(chance) for _ in range(SEARCHES)]
    return _searched(store, "search in 100,000 notes, p95", typed, "<= 50 ms")


def _first_letters(store: Store) -> Line:
    """The worst there is: one or two letters, which begin tens of thousands of notes."""
    chance = random.Random(10)
    typed = [_word(chance)[: chance.randint(1, 2)] for _ in range(60)]
    return _searched(store, "the same after one or two letters, p95", typed, "<= 50 ms")


def _searched(store: Store, name: str, typed: Sequence[str], aim: str) -> Line:
    reader = store.read()
    reader.search("warm")
    sql = "SELECT rowid FROM search WHERE search MATCH ? LIMIT 50"
    ours, limit, hits = [], [], 0
    for words in typed:
        started = time.perf_counter()
        hits += len(reader.search(words))
        ours.append(time.perf_counter() - started)
        match = " ".join(f'"{word}"*' for word in words.split())
        limit.append(_seconds(lambda m=match: reader.rows(sql, m)))  # type: ignore[misc]
    return line(
        name, _p95(ours) * 1000, _p95(limit) * 1000, unit="ms",
        limit_is="the same words asked of the same FTS5 index, 50 row numbers and nothing else",
        aim=aim, median=round(_median_ms(ours), 3), worst=round(max(ours) * 1000, 1),
        hits=round(hits / len(typed), 1),
    )  # fmt: skip


def _word(chance: random.Random) -> str:
    words, weights = vocabulary("ar" if chance.random() < 1 / 6 else "de")
    if chance.random() < 0.5:
        return chance.choice(words)
    return chance.choices(words, cum_weights=weights)[0]


def _typed(chance: random.Random) -> str:
    words = [_word(chance) for _ in range(chance.choice((1, 1, 1, 2, 2, 3)))]
    if chance.random() < 0.5:
        words[-1] = words[-1][: max(3, len(words[-1]) // 2)]
    return " ".join(words)


def _size(place: Path, edits: Sequence[RecordEdit], raw_path: Path) -> Line:
    raw = sum(map(raw_size, edits))
    as_json = sum(map(json_size, edits))
    ours = files.store_path(place / "store").stat().st_size
    return line(
        "size of the store", ours / 1e6, raw / 1e6, unit="MB",
        limit_is="the notes' own bytes: two ids and the values, texts as UTF-8", aim="ratio <= 3",
        as_json_lines_mb=round(as_json / 1e6, 1), ratio_to_json_lines=round(ours / as_json, 2),
        raw_sqlcipher_mb=round(raw_path.stat().st_size / 1e6, 1),
    )  # fmt: skip


def _cold(place: Path, key: bytes, edits: Sequence[RecordEdit]) -> Line:
    """From the key to one record; the files were dropped from memory as far as the system does
    that. The store file is read whole once, to be compared with its head."""
    directory, raw_path = place / "cold", place / "cold.db"
    store = Store.create(directory, key, store_id="bench", device=DeviceId(os.urandom(16).hex()))
    raw = _raw(raw_path, key)
    for batch in _batches(edits):
        store.write(lambda w, b=batch: w.save(b)).result()  # type: ignore[misc]
        _insert(raw, batch)
    raw.close()
    store.read().search("zuletzt")
    store.close()
    ours, limit, reading = [], [], []
    for _ in range(OPENINGS):
        _drop(files.store_path(directory))
        reading.append(_seconds(files.store_path(directory).read_bytes))
        _drop(files.store_path(directory))
        ours.append(_open(directory, key))
        _drop(raw_path)
        limit.append(_open_raw(raw_path, key))
    size = files.store_path(directory).stat().st_size
    return line(
        f"cold open of a store of {size / 1e6:.0f} MB and one record", _median_ms(ours),
        _median_ms(limit), unit="ms", limit_is="a raw cold open and one read", aim="-",
        whole_file_read_ms=round(_median_ms(reading), 1),
    )  # fmt: skip


def _open(directory: Path, key: bytes) -> float:
    started = time.perf_counter()
    store = Store.open(directory, key, store_id="bench")
    store.read().find("note", limit=1)
    seconds = time.perf_counter() - started
    store.close()
    return seconds


def _open_raw(path: Path, key: bytes) -> float:
    started = time.perf_counter()
    raw = driver.connect(path, key)
    raw.execute("SELECT * FROM note LIMIT 1").fetchone()
    seconds = time.perf_counter() - started
    raw.close()
    return seconds


def _drop(path: Path) -> None:
    if hasattr(os, "posix_fadvise"):
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def _raw(path: Path, key: bytes) -> Connection:
    files.create_private(path)
    raw = driver.connect(path, key)
    raw.execute(RAW_TABLE)
    return raw


def _insert(raw: Connection, edits: Sequence[RecordEdit]) -> None:
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany(
        "INSERT INTO note VALUES (?, ?, ?, ?, ?)",
        [
            (
                bytes.fromhex(edit.record), bytes.fromhex(edit.stream),
                bytes.fromhex(str(edit.values["case"])), edit.values["written_at"],
                edit.values["text"],
            )
            for edit in edits
        ],
    )  # fmt: skip
    raw.execute("COMMIT")
    if raw.total_changes % 10_000 < BATCH:
        raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _batches(edits: Sequence[RecordEdit]) -> Iterator[Sequence[RecordEdit]]:
    for start in range(0, len(edits), BATCH):
        yield edits[start : start + BATCH]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _median_ms(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1000


def _p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]
