"""Cases of the demo agency that have ended, so that the page of what is due has something."""

from __future__ import annotations

from typing import NamedTuple

from desktop.domain.changes import Value


class Ended(NamedTuple):
    """``days_ago``: when the case ended. A case with a ``reason`` is held, for ``held_days``."""

    days_ago: int
    reason: str = ""
    held_days: int = 0


ENDED = {
    10: Ended(431),
    13: Ended(351),
    16: Ended(396, "Widerspruch beim Sozialgericht", 120),
    29: Ended(402),
}
"""By the running number of the case: due are 10 and 29, the next month brings 13, 16 is held.

None of them is among those that are visited today.
"""


def ended_values(ended: Ended, opened: str, closed: str, held_until: str) -> dict[str, Value]:
    """What an ended case has instead of a next step. All days are ISO days."""
    values: dict[str, Value] = {
        "phase": "evaluation",
        "opened_on": opened,
        "closed_on": closed,
        "next_step": "",
        "urgent": [],
    }
    if ended.reason:
        values["hold"] = {"hold_reason": ended.reason, "hold_until": held_until}
    return values
