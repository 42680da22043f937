"""What the worker is told about the exchange with the agency server.

Light to import: the status chip needs it before anything of cryptography is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.domain.errors import ErrorCode, Fact


class SyncState(StrEnum):
    """Why the last round stands where it stands (the words of ``services.views.SyncState``)."""

    OFFLINE = "offline"
    SYNCING = "syncing"
    IDLE = "idle"
    PORTAL = "portal"
    CERTIFICATE = "certificate"
    NOT_OUR_SERVER = "not-our-server"
    REFUSED = "refused"
    REVOKED = "revoked"
    UPGRADE = "upgrade"
    NEW_DEVICE = "new-device"
    BLOCKED = "blocked"


_STATES = {
    ErrorCode.OFFLINE: SyncState.OFFLINE,
    ErrorCode.SERVER_BUSY: SyncState.OFFLINE,
    ErrorCode.CANCELLED: SyncState.IDLE,
    ErrorCode.CAPTIVE_PORTAL: SyncState.PORTAL,
    ErrorCode.CERTIFICATE_UNKNOWN: SyncState.CERTIFICATE,
    ErrorCode.NOT_OUR_SERVER: SyncState.NOT_OUR_SERVER,
    ErrorCode.SERVER_REFUSED: SyncState.REFUSED,
    ErrorCode.DEVICE_REVOKED: SyncState.REVOKED,
    ErrorCode.UPGRADE_REQUIRED: SyncState.UPGRADE,
    ErrorCode.DEVICE_NEW: SyncState.NEW_DEVICE,
}

_WAIT_FOR_A_PERSON = frozenset({SyncState.REVOKED, SyncState.UPGRADE})


def state_of(code: ErrorCode) -> SyncState:
    """The state that an error of a round leads to; what is not of the network needs a person."""
    return _STATES.get(code, SyncState.BLOCKED)


def retries_by_itself(state: SyncState) -> bool:
    """False when only a person's button begins another round."""
    return state not in _WAIT_FOR_A_PERSON


@dataclass(frozen=True, slots=True)
class Alarm:
    """A stream that does not go on, or a server that is behind; ids and codes only."""

    stream: str
    reason: str
    device: str = ""
    n: int = 0


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What one round did. Counts are change sets and operations, sizes are bytes on the wire."""

    pushed: int = 0
    pulled: int = 0
    operations_down: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    requests: int = 0
    parked: tuple[Alarm, ...] = ()
    clock_off_ms: int = 0
    """Our clock minus the server's."""
    feed: int = 0
    """Where the long poll goes on; the server's own number."""
    heads: Mapping[str, int] = field(default_factory=dict)
    """What was read of the streams that the server spoke of."""
    roster: int = 0
    """Entries of the roster known here."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What the status chip is computed from, besides outbox and receipts."""

    state: SyncState
    last_success_at: int | None = None
    """UTC milliseconds."""
    progress: tuple[int, int] | None = None
    """(done, total) change sets of the pull that is going on, else None."""
    parked: tuple[Alarm, ...] = ()
    clock_off_minutes: int = 0
    error: ErrorCode | None = None
    facts: tuple[tuple[str, Fact], ...] = ()
    retry_in_s: float | None = None
    last_round: RoundReport | None = None
