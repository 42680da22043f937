"""Who may write and with what to read: the roster replayed from the pinned root, and keys.

Nothing about membership or keys is believed because a server says so (protocol section 1).
Names of what stands in the store's secrets and settings are given here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from desktop.crypto.device import DeviceKeys
from desktop.crypto.grants import open_grant
from desktop.crypto.streams import stream_key
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.ids import DeviceId, StreamId
from desktop.storage.store import Reader, Writer
from desktop.sync.envelope import Place
from protocol import changeset, rights, roster
from protocol.changeset import SealedSet
from protocol.head import Head
from protocol.problems import ProblemType, ProtocolError
from protocol.receipt import verify_receipt
from protocol.roster import RosterState
from protocol.statements import ADMIN

DEVICE_SECRET = "device"  # noqa: S105 - the name of a secret
"""``DeviceKeys.to_bytes`` of this installation."""

ROOT_SECRET = "root"  # noqa: S105 - the name of a secret
"""32-byte fingerprint of the agency root, from the invitation; never changed by sync."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """An epoch key that was granted to this device and is not stored yet."""

    circle: str
    epoch: int
    key: bytes


class Keyring:
    """Roster and keys of one store. Belongs to one thread; ``grow`` and ``add`` change it."""

    def __init__(self, keys: DeviceKeys, state: RosterState, epochs: dict[tuple[str, int], bytes]):
        self._keys = keys
        self._state = state
        self._epochs = epochs
        self._streams: dict[tuple[StreamId, int], bytes] = {}

    @classmethod
    def load(cls, reader: Reader) -> Keyring:
        """Replay the stored roster from the pinned root.

        Raises KnownError TAMPERED when it does not follow from that root, BugError for a store
        that was never enrolled.
        """
        keys, root = reader.secret(DEVICE_SECRET), reader.secret(ROOT_SECRET)
        if keys is None or root is None:
            raise BugError("store has no device keys or no pinned root")
        try:
            state = roster.replay(reader.roster(), root)
            return cls(DeviceKeys.from_bytes(keys), state, dict(reader.epoch_keys()))
        except ProtocolError as error:
            raise KnownError(ErrorCode.TAMPERED, where="roster", reason=error.problem) from error

    @property
    def state(self) -> RosterState:
        """The verified roster."""
        return self._state

    @property
    def device(self) -> DeviceId:
        """This device."""
        return self._keys.device_id

    @property
    def device_keys(self) -> DeviceKeys:
        """Private keys of this device."""
        return self._keys

    @property
    def signing_key(self) -> Ed25519PrivateKey:
        """What this device signs its sets with."""
        return self._keys.sign_private

    def person_of(self, device: DeviceId) -> str | None:
        """The person (32 hex digits, id of the Staff record) a device belongs to."""
        found = self._state.devices.get(bytes.fromhex(device))
        return None if found is None else found.person.hex()

    def grow(self, entries: Sequence[bytes]) -> tuple[NewKey, ...]:
        """Take new roster entries, all or none; return the epoch keys they grant to us.

        Raises KnownError TAMPERED for entries that are forged, reordered or of another root,
        UPGRADE_REQUIRED for statements of a newer program.
        """
        try:
            self._state = roster.extend(self._state, entries)
            return self._open_grants()
        except ProtocolError as error:
            code = ErrorCode.TAMPERED
            if error.problem is ProblemType.UPGRADE_REQUIRED:
                code = ErrorCode.UPGRADE_REQUIRED
            raise KnownError(code, where="roster", reason=error.problem) from error

    def _open_grants(self) -> tuple[NewKey, ...]:
        fresh = []
        own = self._keys.id
        for grant in self._state.grants_for(own):
            name = (grant.circle.hex(), grant.epoch)
            if name not in self._epochs:
                key = open_grant(
                    grant, self._keys.hpke_private, agency=self._state.agency, device=own
                )
                self._epochs[name] = key
                fresh.append(NewKey(*name, key))
        return tuple(fresh)

    @property
    def is_revoked(self) -> bool:
        """True once the roster says so; False for a device that is not in it yet."""
        found = self._state.devices.get(self._keys.id)
        return found is not None and not found.active

    def may_purge(self, author: DeviceId) -> bool:
        """Whether this device has bodies of *author* dropped: its own and those of its person's
        other devices; as an administrator's also those of devices that were revoked."""
        devices = self._state.devices
        own, wrote = devices.get(self._keys.id), devices.get(bytes.fromhex(author))
        if own is None or wrote is None:
            return False
        is_admin = self._state.persons.get(own.person) == ADMIN
        return own.person == wrote.person or (is_admin and not wrote.active)

    def circles(self) -> frozenset[str]:
        """The circles of which this device is a member now (32 hex digits each)."""
        own = self._keys.id
        members = self._state.members
        return frozenset(c.hex() for c in self._state.circles if own in members(c))

    def place(self, stream: StreamId, circle: str) -> Place | None:
        """Where to seal now: the current epoch of the circle; None without its key."""
        found = self._state.circles.get(bytes.fromhex(circle))
        if found is None or (key := self.stream_key(stream, circle, found.epoch)) is None:
            return None
        return Place(self._state.agency, stream, found.id, found.epoch, key)

    def stream_key(self, stream: StreamId, circle: str, epoch: int) -> bytes | None:
        """The key of a stream in an epoch; None if that epoch was never granted to us."""
        known = self._streams.get((stream, epoch))
        if known is not None:
            return known
        granted = self._epochs.get((circle, epoch))
        if granted is None:
            return None
        key = self._streams[stream, epoch] = stream_key(granted, bytes.fromhex(stream), epoch)
        return key

    def verify(self, sealed: SealedSet) -> Head:
        """Return the head of a set whose signature, body hash and author's rights hold.

        Raises ProtocolError; what is wrong is in its ``problem``.
        """
        author = self._state.device(changeset.read_head(sealed.head).dev)
        head = changeset.verify(sealed, author.verify_key)
        rights.check_author(self._state, head)
        return head

    def verify_purged(self, sealed_head: bytes) -> Head:
        """The same for a set whose body the server has purged."""
        author = self._state.device(changeset.read_head(sealed_head).dev)
        head = changeset.verify_head(sealed_head, author.verify_key)
        rights.check_author(self._state, head)
        return head

    def check_receipt(self, receipt: bytes, set_id: bytes, stream: StreamId, seq: int) -> int:
        """Return when the server stored the set, UTC milliseconds by its clock.

        Raises KnownError TAMPERED when the receipt is not signed by the server key of the
        roster or speaks of another set.
        """
        if not self._state.server:
            raise KnownError(ErrorCode.TAMPERED, where="receipt", reason="no-server-key")
        try:
            key = Ed25519PublicKey.from_public_bytes(self._state.server)
            said = verify_receipt(receipt, key)
        except ProtocolError as error:
            raise KnownError(ErrorCode.TAMPERED, where="receipt", reason=error.problem) from error
        if (said.id, said.stream.hex(), said.seq) != (set_id, stream, seq):
            raise KnownError(ErrorCode.TAMPERED, where="receipt", reason="other-set")
        return said.arrived_ms


def enrol(writer: Writer, keys: DeviceKeys, root: bytes, entries: Sequence[bytes] = ()) -> None:
    """Store what an installation knows before its first round.

    *entries* is the roster as far as it came with the invitation; it is verified. Raises
    KnownError TAMPERED for entries that do not follow from *root*.
    """
    keyring = Keyring(keys, RosterState(root), {})
    fresh = keyring.grow(entries)
    writer.put_secret(DEVICE_SECRET, keys.to_bytes())
    writer.put_secret(ROOT_SECRET, root)
    for index, entry in enumerate(entries):
        writer.put_roster_entry(index, entry)
    keep_keys(writer, fresh)


def keep_keys(writer: Writer, fresh: Sequence[NewKey]) -> None:
    """Store epoch keys that were granted to this device."""
    for new in fresh:
        writer.put_epoch_key(new.circle, new.epoch, new.key)
