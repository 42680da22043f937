"""Tables of the embedded database. Version 1; a newer file is refused, never changed."""

from __future__ import annotations

SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE ledger (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    feed INTEGER NOT NULL,
    roster_feed INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
INSERT INTO ledger VALUES (1, 0, 0, 0);

CREATE TABLE roster (
    n INTEGER PRIMARY KEY,
    entry BLOB NOT NULL
) STRICT;

CREATE TABLE stream (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    circle BLOB NOT NULL CHECK (length(circle) = 16),
    head INTEGER NOT NULL,
    feed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX stream_by_circle ON stream (circle, feed);

CREATE TABLE change (
    rowid INTEGER PRIMARY KEY,
    stream BLOB NOT NULL REFERENCES stream (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    id BLOB NOT NULL CHECK (length(id) = 32),
    device BLOB NOT NULL CHECK (length(device) = 16),
    n INTEGER NOT NULL CHECK (n > 0),
    arrived_ms INTEGER NOT NULL,
    head BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX change_by_id ON change (id);
CREATE UNIQUE INDEX change_by_seq ON change (stream, seq);
CREATE UNIQUE INDEX change_by_device ON change (stream, device, n);
"""
