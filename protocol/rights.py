"""What a verified head may do, by the roster: shared by server and client."""

from __future__ import annotations

from protocol.head import Head
from protocol.problems import ProblemType, ProtocolError
from protocol.roster import RosterState


def check_author(state: RosterState, head: Head) -> None:
    """Raise ProtocolError unless the author held the key of the head's circle and epoch.

    Holds for history too: a device revoked later stays the author of what it wrote. Problems:
    ``not-a-member`` (other agency, circle, epoch or no grant), ``unauthorised`` (unknown device).
    """
    state.device(head.dev)
    granted = state.grants.get((head.circle, head.epoch), {})
    if head.agency != state.agency or head.dev not in granted:
        raise ProtocolError(ProblemType.NOT_A_MEMBER, circle=head.circle.hex())


def check_push(state: RosterState, head: Head) -> None:
    """Raise ProtocolError unless the author may append this set now.

    Adds to ``check_author``: ``device-revoked``, ``epoch-stale`` (the circle has moved on, fact
    ``epoch``) and ``not-a-member`` (left out of the current epoch).
    """
    if not state.device(head.dev).active:
        raise ProtocolError(ProblemType.DEVICE_REVOKED, device=head.dev.hex())
    current = state.circle_epoch(head.circle)
    if head.dev not in state.members(head.circle):
        raise ProtocolError(ProblemType.NOT_A_MEMBER, circle=head.circle.hex())
    if head.epoch != current:
        raise ProtocolError(ProblemType.EPOCH_STALE, circle=head.circle.hex(), epoch=current)
    check_author(state, head)
