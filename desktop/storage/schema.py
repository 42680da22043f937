"""The tables of the store that no declaration gives: log, outbox, positions, local data.

``op.unsent``: 1 = not sealed yet, 2 = sealed and without a receipt, NULL = on the server.
``op.set_n``: number of the change set it travelled in, per device and stream.
``pending``: units (or ``''``, the whole operation) that this version could not merge.
``redaction``: (operation, unit) whose value must never be shown or kept again.
``erased``: records and whole streams that were erased and never come back (see ``ERASING``).
``purge``: sets whose sealed bodies the server is still to be asked to drop; whether this device
may ask is decided when it does.
``bodiless``: sets of others that the server showed without a body.
"""

from __future__ import annotations

from typing import Final

TABLES: Final = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE device (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT",
    "CREATE TABLE stream (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,"
    " circle TEXT, scope TEXT, cursor INTEGER NOT NULL DEFAULT 0, parked TEXT) STRICT",
    "CREATE TABLE op (id INTEGER PRIMARY KEY, ms INTEGER NOT NULL, counter INTEGER NOT NULL,"
    " stream INTEGER NOT NULL, word TEXT NOT NULL, kind TEXT NOT NULL, record BLOB NOT NULL,"
    " body BLOB NOT NULL, set_n INTEGER, unsent INTEGER) STRICT",
    "CREATE INDEX op_record ON op(record)",
    "CREATE INDEX op_unsent ON op(unsent, stream) WHERE unsent IS NOT NULL",
    "CREATE TABLE pending (op INTEGER NOT NULL, unit TEXT NOT NULL, PRIMARY KEY (op, unit))"
    " STRICT, WITHOUT ROWID",
    "CREATE TABLE redaction (op INTEGER NOT NULL, unit TEXT NOT NULL, PRIMARY KEY (op, unit))"
    " STRICT, WITHOUT ROWID",
    "CREATE TABLE conflict (kind TEXT NOT NULL, record BLOB NOT NULL, unit TEXT NOT NULL,"
    " PRIMARY KEY (kind, record, unit)) STRICT, WITHOUT ROWID",
    "CREATE TABLE sealed (set_id BLOB NOT NULL UNIQUE, stream INTEGER NOT NULL,"
    " n INTEGER NOT NULL, prev BLOB, head BLOB NOT NULL, body BLOB NOT NULL, seq INTEGER,"
    " receipt BLOB, PRIMARY KEY (stream, n)) STRICT",
    "CREATE INDEX sealed_open ON sealed(stream, n) WHERE seq IS NULL",
    "CREATE TABLE tip (stream INTEGER NOT NULL, device INTEGER NOT NULL, n INTEGER NOT NULL,"
    " set_id BLOB NOT NULL, PRIMARY KEY (stream, device)) STRICT, WITHOUT ROWID",
    "CREATE TABLE seen (stream INTEGER NOT NULL, observer INTEGER NOT NULL,"
    " device INTEGER NOT NULL, n INTEGER NOT NULL, start BLOB NOT NULL,"
    " PRIMARY KEY (stream, observer, device)) STRICT, WITHOUT ROWID",
    "CREATE TABLE draft (id BLOB PRIMARY KEY, saved_at INTEGER NOT NULL, body BLOB NOT NULL)"
    " STRICT, WITHOUT ROWID",
    "CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE roster (no INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT",
    "CREATE TABLE epoch_key (circle TEXT NOT NULL, epoch INTEGER NOT NULL, key BLOB NOT NULL,"
    " PRIMARY KEY (circle, epoch)) STRICT, WITHOUT ROWID",
    "CREATE TABLE unindexed (kind TEXT NOT NULL, record BLOB NOT NULL,"
    " PRIMARY KEY (kind, record)) STRICT, WITHOUT ROWID",
    "CREATE TABLE document (no INTEGER PRIMARY KEY, kind TEXT NOT NULL, record BLOB NOT NULL,"
    " UNIQUE (kind, record)) STRICT",
    "CREATE VIRTUAL TABLE search USING fts5(words, detail='none',"
    " tokenize='unicode61 remove_diacritics 2')",
    "INSERT INTO search(search, rank) VALUES ('secure-delete', 1)",
)
"""Statements of the first schema; later ones change it in ``migrations``."""

ERASING: Final = (
    "CREATE TABLE erased (stream INTEGER NOT NULL, record BLOB NOT NULL, erasure BLOB NOT NULL,"
    " at INTEGER NOT NULL, late INTEGER NOT NULL, PRIMARY KEY (stream, record))"
    " STRICT, WITHOUT ROWID",
    "CREATE TABLE purge (stream INTEGER NOT NULL, device INTEGER NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (stream, device, n)) STRICT, WITHOUT ROWID",
    "CREATE TABLE bodiless (stream INTEGER NOT NULL, device INTEGER NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (stream, device, n)) STRICT, WITHOUT ROWID",
)
"""``erased.record``: empty if everything in the stream is erased; ``erasure``: the record of
that kind that says so; ``at``: UTC milliseconds; ``late``: own operations that were written
after it, before this laptop knew of it, and went too."""

LEAN_SEARCH: Final = (
    "ALTER TABLE search RENAME TO search_before",
    "CREATE VIRTUAL TABLE search USING fts5(words, detail='none', content='',"
    " contentless_delete=1, tokenize='unicode61 remove_diacritics 2')",
    "INSERT INTO search(rowid, words) SELECT rowid, words FROM search_before",
    "DROP TABLE search_before",
)
"""The index without a second copy of its words. What is deleted in it is only marked, and goes
for good with ``optimize``: see ``Indexing.clean_search``."""
