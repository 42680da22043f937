"""How the line of a stop is shared among its columns."""

from __future__ import annotations

from typing import NamedTuple

from desktop.ui.theme import tokens

_SHARES = (30, 18, 24, 22)
"""How room that is left is given to place, name, reason and last visit."""


class StopWidths(NamedTuple):
    """Pixels of the columns of a stop; ``room`` is what the place never goes below."""

    place: int
    name: int
    reason: int
    room: int
    fixed: int
    """Language and keys, which never give way."""


def shared(wanted: StopWidths, width: int) -> tuple[int, int, int]:
    """Place, name and reason within a line of *width* pixels."""
    room = width - wanted.fixed - 6 * tokens.M
    rest = room - wanted.place - wanted.name - wanted.reason
    if rest >= 0:
        place, name, reason, _ = (rest * share // sum(_SHARES) for share in _SHARES)
        return wanted.place + place, wanted.name + name, wanted.reason + reason
    room += tokens.M
    rest = room - wanted.place - wanted.name
    if rest >= 0:
        return wanted.place + rest * 2 // 5, wanted.name + rest * 2 // 5, 0
    place = max(wanted.room, wanted.place + rest)
    return place, max(0, min(wanted.name, room - place)), 0
