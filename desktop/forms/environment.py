"""Everything a form reads from outside: clock, zone, random, identifiers. Always injected."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _random_uuid() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class Environment:
    """*now* returns a moment with a zone; *time_zone* is the local zone of dates in the form."""

    time_zone: tzinfo
    now: Callable[[], datetime] = _utc_now
    uuid: Callable[[], str] = _random_uuid
    random: Callable[[], float] = field(default=random.random)
    username: str = ""
    deviceid: str = ""
