"""Bounds of everything read from the network or a file; all in bytes unless said otherwise.

A bound is part of the format: whoever writes keeps to it, whoever reads refuses beyond it
before spending memory or time (protocol sections 3 and 6, hardening T32).
"""

from __future__ import annotations

MAX_SET_BYTES = 256 * 1024
"""Head and body of one change set together; a longer one is split before sealing."""

MAX_PLAIN_BYTES = 1024 * 1024
"""A body after inflating. Keeps the worst tree of empty containers below 80 MB of memory."""

MAX_HEAD_BYTES = 4 * 1024
"""A signed head; leaves room for 100 attachment ids."""

MAX_SET_BLOBS = 100
"""Attachment ids named in one head (count)."""

MAX_SET_OPERATIONS = 2_000
"""Operations in one body (count)."""

MAX_PUSH_BYTES = 1024 * 1024
"""Body of one request; also the largest ``max_bytes`` a client may ask for."""

MAX_PUSH_SETS = 500
"""Sets in one push (count)."""

MAX_ANSWER_BYTES = 4 * 1024 * 1024
"""Body of one answer, as read by the client."""

MAX_ROSTER_ENTRY_BYTES = 256 * 1024
"""One signed roster entry; a grant to 180 devices fits."""

MAX_ROSTER_ENTRIES = 100_000
"""Entries of one roster (count)."""

MAX_GRANT_DEVICES = 180
"""Recipients of one grant (count); more devices take several grants of the same epoch."""

MAX_JSON_BYTES = 64 * 1024
"""A JSON request or answer."""

MAX_DEPTH = 16
"""Nesting of CBOR containers (levels)."""

MAX_COUNT = 2**53 - 1
"""Largest counter, epoch or time stamp: exact in JSON, SQLite and JavaScript."""

MAX_LONG_POLL_SECONDS = 50
"""Longest ``wait`` of GET /v1/heads."""
