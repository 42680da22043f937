"""Epoch keys, sealed for one device each (protocol section 2)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from desktop.crypto import hpke_keys
from desktop.crypto.hpke_keys import HpkeKeys
from desktop.crypto.streams import key_check
from protocol.problems import ProblemType, ProtocolError
from protocol.roster import DeviceGrant, RosterState

RECOVERY = b"recovery"
"""Stands for the agency's recovery key where a device id stands else."""


def grant_info(agency: bytes, circle: bytes, epoch: int, device: bytes) -> bytes:
    """Return the HPKE info string: a grant opens for this purpose and no other."""
    who = "recovery" if device == RECOVERY else device.hex()
    return f"fallmappe/1|grant|{agency.hex()}|{circle.hex()}|{epoch}|{who}".encode()


def seal_grant(
    epoch_key: bytes, public: bytes, *, agency: bytes, circle: bytes, epoch: int, device: bytes
) -> bytes:
    """Seal a 32-byte epoch key for the HPKE *public* key of *device* (or ``RECOVERY``)."""
    return hpke_keys.seal(epoch_key, public, grant_info(agency, circle, epoch, device))


def open_grant(grant: DeviceGrant, keys: HpkeKeys, *, agency: bytes, device: bytes) -> bytes:
    """Return the epoch key of a grant from the verified roster.

    Raises ProtocolError ``bad-signature`` when it was sealed for another device, circle, epoch
    or agency, or holds another key than the roster says.
    """
    info = grant_info(agency, grant.circle, grant.epoch, device)
    key = keys.open(grant.sealed, info)
    found = key_check(key, grant.circle, grant.epoch)
    if len(key) != 32 or not hmac.compare_digest(found, grant.check):
        raise ProtocolError(ProblemType.BAD_SIGNATURE, where="grant-check")
    return key


def open_recovery(state: RosterState, keys: HpkeKeys) -> Mapping[tuple[bytes, int], bytes]:
    """Return every epoch key of the agency by (circle, epoch), with the recovery key."""
    found: dict[tuple[bytes, int], bytes] = {}
    for (circle, epoch), sealed in state.recovery_grants.items():
        grant = DeviceGrant(circle, epoch, sealed, state.circles[circle].checks[epoch])
        found[circle, epoch] = open_grant(grant, keys, agency=state.agency, device=RECOVERY)
    return found
