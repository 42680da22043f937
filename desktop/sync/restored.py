"""Has the server forgotten something? (protocol section 6, hardening T19)"""

from __future__ import annotations

from collections.abc import Mapping

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import StreamId

MAX_LOST_SHARE = 0.2
"""More than this asks for a person's yes before anything is offered again."""

COMPARE_SETTING = "sync/compare"
"""Set while every stream is to be read from its start and compared, because there was a sign
that the server had been restored. A sign in one stream means all: a backup holds all of them.
"""


def check_restored(heads: Mapping[StreamId, int], cursors: Mapping[StreamId, int]) -> None:
    """Let a server pass that lost little; nothing is ever deleted here for what it lost.

    *heads* are of all streams. Raises KnownError SERVER_RESTORED (``lost`` and ``known`` count
    server numbers that we have read) when it lost more than a fifth: then a person decides.
    """
    known = sum(cursors.get(stream, 0) for stream in heads)
    lost = sum(max(0, cursors.get(stream, 0) - head) for stream, head in heads.items())
    if lost > known * MAX_LOST_SHARE:
        raise KnownError(ErrorCode.SERVER_RESTORED, lost=lost, known=known)
