"""What the protocol can complain about: stable words shared by client and server."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

Fact = str | int


class ProblemType(StrEnum):
    """Stable problem types (protocol section 5); the client has a sentence for each."""

    GAP = "gap"
    """``n`` is not the device's last number in this stream plus one."""
    DEVICE_FORK = "device-fork"
    """Another set with this device, stream and ``n`` is already stored."""
    DEVICE_REVOKED = "device-revoked"
    EPOCH_STALE = "epoch-stale"
    RESYNC = "resync"
    TOO_LARGE = "too-large"
    QUOTA = "quota"
    UPGRADE_REQUIRED = "upgrade-required"
    """Made by a newer version of the format than this program knows."""
    BAD_SIGNATURE = "bad-signature"
    NOT_A_MEMBER = "not-a-member"
    MALFORMED = "malformed"
    UNAUTHORISED = "unauthorised"
    NOT_FOUND = "not-found"
    BUSY = "busy"


HTTP_STATUS: Final[Mapping[ProblemType, int]] = {
    ProblemType.GAP: 409,
    ProblemType.DEVICE_FORK: 409,
    ProblemType.DEVICE_REVOKED: 403,
    ProblemType.EPOCH_STALE: 409,
    ProblemType.RESYNC: 409,
    ProblemType.TOO_LARGE: 413,
    ProblemType.QUOTA: 507,
    ProblemType.UPGRADE_REQUIRED: 426,
    ProblemType.BAD_SIGNATURE: 422,
    ProblemType.NOT_A_MEMBER: 403,
    ProblemType.MALFORMED: 400,
    ProblemType.UNAUTHORISED: 401,
    ProblemType.NOT_FOUND: 404,
    ProblemType.BUSY: 503,
}
"""HTTP status that goes with each problem type."""


class ProtocolError(Exception):
    """Bytes from outside break a rule of the protocol.

    ``facts`` hold counts, limits, field names and ids in hex: never keys, names or free text.
    """

    def __init__(self, problem: ProblemType, **facts: Fact) -> None:
        super().__init__(problem.value, facts)
        self.problem = problem
        self.facts = facts


def malformed(where: str, **facts: Fact) -> ProtocolError:
    """Return the error for bytes that do not follow the format; *where* names the part."""
    return ProtocolError(ProblemType.MALFORMED, where=where, **facts)
