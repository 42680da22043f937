"""Backups of a store of 50 MB: made, brought back, and what saves feel of it meanwhile.

Limits of the same run, taken in turns: the same bytes copied file to file and flushed, and
SQLCipher's own backup() in one step, flushed, which proves nothing.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.line import Line, line
from desktop.crypto import keyfile
from desktop.crypto.key_slots import Cost
from desktop.domain.changes import RecordEdit
from desktop.domain.ids import DeviceId, StreamId, new_record_id, new_stream_id
from desktop.services.backups import BackupService
from desktop.services.backups_restore import restore
from desktop.storage import driver, files
from desktop.storage.store import Store, wall_ms

MEGABYTES = 50
RUNS = 5
SAVES = 400
_PASSWORD = "bench"
_NOTE_LETTERS = 1500
_WORDS = [f"wort{number:04d}" for number in range(4000)]


def run() -> list[Line]:
    """Measure in a temporary directory; half a minute."""
    with tempfile.TemporaryDirectory(prefix="fallmappe-bench-") as name:
        profile = Path(name) / "profile"
        cheap = Cost(memory_kib=64, passes=1, lanes=1)
        key = keyfile.create(profile, _PASSWORD, store_id="bench", cost=cheap).key
        device = DeviceId(os.urandom(16).hex())
        store = Store.create(profile, key, store_id="bench", device=device)
        stream = _fill(store)
        backups = BackupService(store, wall_ms)
        rows = _made(store, backups, key, Path(name))
        rows.append(_saves(store, backups, stream))
        store.close()
        rows.append(_brought_back(profile, backups.folder, Path(name)))
        return rows


def _fill(store: Store) -> StreamId:
    chance, stream = random.Random(7), new_stream_id()
    path = store.directory / "store.db"
    while path.stat().st_size < MEGABYTES * 1_000_000:
        edits = [_note(stream, chance) for _ in range(400)]
        store.write(lambda writer, edits=edits: writer.save(edits)).result()  # type: ignore[misc]
        while store.write(lambda writer: writer.index_pending()).result():
            pass
    return stream


def _note(stream: StreamId, chance: random.Random) -> RecordEdit:
    words = " ".join(chance.choices(_WORDS, k=_NOTE_LETTERS // 9))
    return RecordEdit(stream, "note", new_record_id(), {"text": words})


def _made(store: Store, backups: BackupService, key: bytes, place: Path) -> list[Line]:
    ours: list[float] = []
    copies: list[float] = []
    plain: list[float] = []
    size = 0
    for number in range(RUNS):
        shutil.rmtree(backups.folder, ignore_errors=True)
        ours.append(_timed(backups.make))
        made = backups.rows()[0].path
        size = made.stat().st_size
        copies.append(_timed(partial(_copy, made, place / f"copy-{number}")))
        plain.append(_timed(partial(_raw, store, key, place / f"raw-{number}")))
    figure = statistics.median(ours)
    facts = {"megabytes": round(size / 1e6, 1), "runs": RUNS}
    return [
        line(
            "backup-of-a-store", figure, statistics.median(copies), unit="s",
            limit_is="the same bytes copied and flushed", aim="<= 10 s", **facts,
        ),
        line(
            "backup-of-a-store-by-driver", figure, statistics.median(plain), unit="s",
            limit_is="SQLCipher's backup() in one step, flushed, not verified", aim="<= 10 s",
            **facts,
        ),
    ]  # fmt: skip


def _saves(store: Store, backups: BackupService, stream: StreamId) -> Line:
    """p95 of saves while backups are made one after the other, against saves without."""
    chance = random.Random(11)
    alone = [_save(store, stream, chance) for _ in range(SAVES)]
    stop, made = threading.Event(), 0

    def back_up() -> None:
        nonlocal made
        while not stop.is_set():
            backups.make()
            made += 1

    thread = threading.Thread(target=back_up)
    thread.start()
    beside = [_save(store, stream, chance) for _ in range(SAVES)]
    while made < 1:
        beside.append(_save(store, stream, chance))
    stop.set()
    thread.join()
    return line(
        "save-beside-a-backup-p95", _p95(beside) * 1000, _p95(alone) * 1000, unit="ms",
        limit_is="saves without a backup", aim="save <= 50 ms", runs=len(beside), backups=made,
    )  # fmt: skip


def _save(store: Store, stream: StreamId, chance: random.Random) -> float:
    edit = _note(stream, chance)
    seconds = _timed(lambda: store.write(lambda writer: writer.save([edit])).result())
    threading.Event().wait(0.005)
    return seconds


def _brought_back(profile: Path, folder: Path, place: Path) -> Line:
    backup = max(folder.glob("*.fmb"))
    ours: list[float] = []
    copies: list[float] = []
    for number in range(RUNS):
        bring = partial(restore, place / f"new-{number}", backup, _PASSWORD, now=wall_ms)
        ours.append(_timed(partial(bring, allow_weak=True)))
        copies.append(_timed(partial(_copy, backup, place / f"again-{number}")))
    return line(
        "restore-of-a-store", statistics.median(ours), statistics.median(copies), unit="s",
        limit_is="the same bytes copied and flushed", aim="<= 10 s", runs=RUNS,
        megabytes=round(backup.stat().st_size / 1e6, 1),
    )  # fmt: skip


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    files.sync_file(target)


def _raw(store: Store, key: bytes, target: Path) -> None:
    files.create_private(target)
    source = driver.connect(store.directory / "store.db", key, read_only=True)
    copy = driver.connect(target, key)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()
    files.sync_file(target)


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]
