"""Who is who and who may read what: the roster, replayed from a pinned root.

Rights (protocol section 2): the root signs the agency, admins and their devices, the server's
key and revocations, so that an agency that lost all admins can begin again from paper. Active
devices of admins sign everything but the agency. A circle's leads sign its epochs and grants.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from protocol import cose, statements
from protocol.limits import MAX_ROSTER_ENTRIES
from protocol.problems import ProblemType, ProtocolError, malformed
from protocol.statements import ADMIN, ROOT, AnyStatement

GrantKey = tuple[bytes, int]
"""Circle id and epoch."""


@dataclass(frozen=True)
class RosterDevice:
    """A device the roster knows; ``active`` is False for ever once revoked."""

    id: bytes
    person: bytes
    sign: bytes
    hpke: bytes
    active: bool = True

    @cached_property
    def verify_key(self) -> Ed25519PublicKey:
        """The key that checks this device's signatures."""
        return Ed25519PublicKey.from_public_bytes(self.sign)


@dataclass(frozen=True)
class RosterCircle:
    """A circle, its current epoch, and the key check of each epoch so far."""

    id: bytes
    epoch: int
    leads: tuple[bytes, ...]
    checks: Mapping[int, bytes]


@dataclass(frozen=True)
class DeviceGrant:
    """A sealed epoch key waiting for one device."""

    circle: bytes
    epoch: int
    sealed: bytes
    check: bytes


@dataclass(frozen=True)
class RosterState:
    """What a verified roster says; immutable, so it may be read from any thread."""

    pinned_root: bytes
    agency: bytes = b""
    root: bytes = b""
    recovery: bytes = b""
    server: bytes = b""
    length: int = 0
    tip: bytes = b""
    """Hash of the last entry, b"" for an empty roster."""
    persons: Mapping[bytes, str] = field(default_factory=dict)
    devices: Mapping[bytes, RosterDevice] = field(default_factory=dict)
    circles: Mapping[bytes, RosterCircle] = field(default_factory=dict)
    grants: Mapping[GrantKey, Mapping[bytes, bytes]] = field(default_factory=dict)
    recovery_grants: Mapping[GrantKey, bytes] = field(default_factory=dict)

    def device(self, device: bytes) -> RosterDevice:
        """Return a device, revoked ones too; ProtocolError ``unauthorised`` if never enrolled."""
        found = self.devices.get(device)
        if found is None:
            raise ProtocolError(ProblemType.UNAUTHORISED, device=device.hex())
        return found

    def is_active(self, device: bytes) -> bool:
        """Tell whether a device is enrolled and not revoked."""
        found = self.devices.get(device)
        return found is not None and found.active

    def is_admin(self, device: bytes) -> bool:
        """Tell whether an active device belongs to a person with the role ``admin``."""
        found = self.devices.get(device)
        return found is not None and found.active and self.persons.get(found.person) == ADMIN

    def circle_epoch(self, circle: bytes) -> int:
        """Return the current epoch; ProtocolError ``not-a-member`` for an unknown circle."""
        found = self.circles.get(circle)
        if found is None:
            raise ProtocolError(ProblemType.NOT_A_MEMBER, circle=circle.hex())
        return found.epoch

    def members(self, circle: bytes) -> frozenset[bytes]:
        """Return the active devices that hold the key of the circle's current epoch."""
        granted = self.grants.get((circle, self.circle_epoch(circle)), {})
        return frozenset(device for device in granted if self.is_active(device))

    def grants_for(self, device: bytes) -> tuple[DeviceGrant, ...]:
        """Return all sealed epoch keys of a device, oldest epoch first."""
        return tuple(
            DeviceGrant(circle, epoch, sealed[device], self.circles[circle].checks[epoch])
            for (circle, epoch), sealed in sorted(self.grants.items(), key=lambda item: item[0])
            if device in sealed
        )


def replay(entries: Iterable[bytes], pinned_root: bytes) -> RosterState:
    """Return the state after all *entries*, believed only because of *pinned_root*.

    *pinned_root* is ``statements.root_fingerprint``, from an invitation or from set-up. Raises
    ProtocolError for anything forged, reordered, cut out of the middle or of another root.
    """
    return extend(RosterState(pinned_root), entries)


def apply(state: RosterState, entry: bytes) -> RosterState:
    """Return the state after one more entry; *state* is untouched, also when this raises."""
    return extend(state, (entry,))


def extend(state: RosterState, entries: Iterable[bytes]) -> RosterState:
    """Return the state after some more entries, all or none; errors as ``replay``."""
    for data in entries:
        state = _enter(state, data)
    return state


def write(
    state: RosterState, statement: AnyStatement, *, at: int, signer: bytes, key: Ed25519PrivateKey
) -> tuple[RosterState, bytes]:
    """Sign *statement* as the next entry; return the new state and the entry's bytes.

    *signer* is a device id or ``statements.ROOT``, *at* UTC milliseconds. Raises the
    ProtocolError that every reader would raise if the signer has no right to say this.
    """
    data = statements.sign_entry(
        statement, index=state.length, prev=state.tip, at=at, signer=signer, key=key
    )
    return apply(state, data), data


def _enter(work: RosterState, data: bytes) -> RosterState:
    if work.length >= MAX_ROSTER_ENTRIES:
        raise ProtocolError(ProblemType.TOO_LARGE, where="roster", limit=MAX_ROSTER_ENTRIES)
    statements.check_entry_size(data)
    signer = cose.key_id(data)
    entry = statements.open_entry(data, _signing_key(work, signer, data))
    if entry.i != work.length:
        raise ProtocolError(ProblemType.GAP, where="roster", expected=work.length)
    if not hmac.compare_digest(entry.prev, work.tip):
        raise ProtocolError(ProblemType.BAD_SIGNATURE, where="roster-chain", index=entry.i)
    statement = entry.e
    if not _may_say(work, signer, statement):
        raise _no_right(entry.i)
    changed = _SAY[type(statement)](work, statement)
    return replace(changed, length=work.length + 1, tip=statements.entry_hash(data))


def _signing_key(work: RosterState, signer: bytes, data: bytes) -> Ed25519PublicKey:
    if signer == ROOT:
        root = work.root if work.length else statements.first_root(data)
        if not hmac.compare_digest(statements.root_fingerprint(root), work.pinned_root):
            raise ProtocolError(ProblemType.BAD_SIGNATURE, where="root")
        return Ed25519PublicKey.from_public_bytes(root)
    if not work.is_active(signer):
        raise _no_right(work.length)
    return work.devices[signer].verify_key


def _no_right(index: int) -> ProtocolError:
    return ProtocolError(ProblemType.UNAUTHORISED, where="roster", index=index)


def _may_say(work: RosterState, signer: bytes, statement: AnyStatement) -> bool:
    if isinstance(statement, statements.Agency) or work.length == 0:
        return isinstance(statement, statements.Agency) and signer == ROOT and work.length == 0
    if signer == ROOT:
        return _root_may_say(work, statement)
    if work.is_admin(signer):
        return True
    if isinstance(statement, statements.Epoch | statements.Grant):
        circle = work.circles.get(statement.circle)
        return circle is not None and work.devices[signer].person in circle.leads
    return False


def _root_may_say(work: RosterState, statement: AnyStatement) -> bool:
    if isinstance(statement, statements.Person):
        return statement.role == ADMIN
    if isinstance(statement, statements.Device):
        return work.persons.get(statement.person) == ADMIN
    return isinstance(statement, statements.Server | statements.Revoke)


def _agency(work: RosterState, said: statements.Agency) -> RosterState:
    return replace(work, agency=said.id, root=said.root, recovery=said.recovery)


def _server(work: RosterState, said: statements.Server) -> RosterState:
    return replace(work, server=said.key)


def _person(work: RosterState, said: statements.Person) -> RosterState:
    return replace(work, persons={**work.persons, said.id: said.role})


def _device(work: RosterState, said: statements.Device) -> RosterState:
    if said.id != statements.device_id(said.sign, said.hpke):
        raise malformed("roster", reason="device-id")
    if said.id in work.devices or said.person not in work.persons:
        raise malformed("roster", reason="device")
    entered = RosterDevice(said.id, said.person, said.sign, said.hpke)
    return replace(work, devices={**work.devices, said.id: entered})


def _circle(work: RosterState, said: statements.Circle) -> RosterState:
    if said.id in work.circles or any(lead not in work.persons for lead in said.leads):
        raise malformed("roster", reason="circle")
    entered = RosterCircle(said.id, 1, said.leads, {1: said.check})
    return replace(work, circles={**work.circles, said.id: entered})


def _epoch(work: RosterState, said: statements.Epoch) -> RosterState:
    circle = work.circles.get(said.circle)
    if circle is None or said.epoch != circle.epoch + 1:
        raise malformed("roster", reason="epoch")
    checks = {**circle.checks, said.epoch: said.check}
    renewed = replace(circle, epoch=said.epoch, checks=checks)
    return replace(work, circles={**work.circles, said.circle: renewed})


def _grant(work: RosterState, said: statements.Grant) -> RosterState:
    circle = work.circles.get(said.circle)
    if circle is None or said.epoch > circle.epoch:
        raise malformed("roster", reason="grant")
    if not all(work.is_active(device) for device in said.devices):
        raise malformed("roster", reason="grant-device")
    key = (said.circle, said.epoch)
    return replace(
        work,
        grants={**work.grants, key: {**work.grants.get(key, {}), **said.devices}},
        recovery_grants={**work.recovery_grants, key: said.recovery},
    )


def _revoke(work: RosterState, said: statements.Revoke) -> RosterState:
    found = work.devices.get(said.device)
    if found is None or not found.active:
        raise malformed("roster", reason="revoke")
    devices = {**work.devices, said.device: replace(found, active=False)}
    return replace(work, devices=devices)


_SAY: Mapping[type[Any], Callable[[RosterState, Any], RosterState]] = {
    statements.Agency: _agency,
    statements.Server: _server,
    statements.Person: _person,
    statements.Device: _device,
    statements.Circle: _circle,
    statements.Epoch: _epoch,
    statements.Grant: _grant,
    statements.Revoke: _revoke,
}
