"""Set up an agency and write its roster (protocol section 2)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.crypto.device import DeviceKeys, DevicePublic
from desktop.crypto.grants import RECOVERY, seal_grant
from desktop.crypto.hpke_keys import HpkeKeys
from desktop.crypto.streams import key_check
from protocol import roster, statements
from protocol.limits import MAX_GRANT_DEVICES
from protocol.roster import RosterState

_KEY_BYTES = 32
_ID_BYTES = 16


@dataclass(frozen=True)
class AgencySecrets:
    """What set-up puts on paper and nowhere else: two seeds of 32 bytes (``paper_code``)."""

    root_seed: bytes
    recovery_seed: bytes

    @classmethod
    def generate(cls) -> AgencySecrets:
        """Return fresh seeds from the system's random source."""
        return cls(secrets.token_bytes(_KEY_BYTES), secrets.token_bytes(_KEY_BYTES))

    @property
    def root(self) -> Ed25519PrivateKey:
        """The agency root."""
        return Ed25519PrivateKey.from_private_bytes(self.root_seed)

    @property
    def recovery(self) -> HpkeKeys:
        """The recovery key pair, a recipient of every grant."""
        return HpkeKeys.from_seed(self.recovery_seed)

    @property
    def fingerprint(self) -> bytes:
        """What every device pins: SHA-256 of the root's public key."""
        return statements.root_fingerprint(self.root.public_key().public_bytes_raw())


class RosterAuthor:
    """Writes roster entries as one device (or the root); collects what is to be posted.

    ``state`` is the roster including the new entries, ``entries`` the new ones in order. Every
    method raises ProtocolError ``unauthorised`` when the signer has no right to say it. Not
    thread-safe. *now* returns UTC milliseconds.
    """

    def __init__(
        self, state: RosterState, signer: DeviceKeys | Ed25519PrivateKey, now: Callable[[], int]
    ) -> None:
        self.state = state
        self.entries: list[bytes] = []
        self._now = now
        if isinstance(signer, DeviceKeys):
            self._signer, self._key = signer.id, signer.sign_private
        else:
            self._signer, self._key = statements.ROOT, signer

    def say(self, statement: statements.AnyStatement) -> None:
        """Append one statement."""
        self.state, entry = roster.write(
            self.state, statement, at=self._now(), signer=self._signer, key=self._key
        )
        self.entries.append(entry)

    def add_person(self, person: bytes, role: str) -> None:
        """Enter a person (16 random bytes, the id of the Staff record) or change the role."""
        self.say(statements.Person(person, role))

    def add_device(self, person: bytes, public: DevicePublic) -> None:
        """Enrol a device whose keys were checked with the person."""
        self.say(statements.Device(public.id, person, public.sign, public.hpke))

    def set_server(self, key: bytes) -> None:
        """Pin the 32-byte public key that signs the server's receipts."""
        self.say(statements.Server(key))

    def revoke(self, device: bytes) -> None:
        """Take a device's rights for ever; follow with ``next_epoch`` for each of its circles."""
        self.say(statements.Revoke(device))

    def open_circle(
        self, devices: Iterable[bytes], *, leads: Sequence[bytes] = ()
    ) -> tuple[bytes, bytes]:
        """Make a circle, grant epoch 1 to *devices*; return (circle id, epoch key)."""
        circle, key = secrets.token_bytes(_ID_BYTES), secrets.token_bytes(_KEY_BYTES)
        self.say(statements.Circle(circle, key_check(key, circle, 1), tuple(leads)))
        self.grant(circle, 1, key, devices)
        return circle, key

    def next_epoch(self, circle: bytes, devices: Iterable[bytes]) -> bytes:
        """Begin the next epoch with exactly *devices* as members; return its key.

        Call only after a complete sync.
        """
        key = secrets.token_bytes(_KEY_BYTES)
        epoch = self.state.circle_epoch(circle) + 1
        self.say(statements.Epoch(circle, epoch, key_check(key, circle, epoch)))
        self.grant(circle, epoch, key, devices)
        return key

    def grant(self, circle: bytes, epoch: int, key: bytes, devices: Iterable[bytes]) -> None:
        """Seal an epoch key for *devices* and the recovery key, in as many entries as needed."""
        wanted = sorted(set(devices))
        for start in range(0, max(len(wanted), 1), MAX_GRANT_DEVICES):
            part = wanted[start : start + MAX_GRANT_DEVICES]
            sealed = {device: self._seal(circle, epoch, key, device) for device in part}
            recovery = self._seal(circle, epoch, key, RECOVERY)
            self.say(statements.Grant(circle, epoch, sealed, recovery))

    def _seal(self, circle: bytes, epoch: int, key: bytes, device: bytes) -> bytes:
        state = self.state
        public = state.recovery if device == RECOVERY else state.device(device).hpke
        return seal_grant(
            key, public, agency=state.agency, circle=circle, epoch=epoch, device=device
        )


def found_agency(
    paper: AgencySecrets,
    admins: Sequence[tuple[bytes, DevicePublic]],
    *,
    now: Callable[[], int],
    server_key: bytes | None = None,
) -> RosterAuthor:
    """Return the author (as root) of a new agency's first entries.

    *admins* are (person id, device); protocol section 2 asks for two. The admins' devices sign
    everything from there on: take ``state`` and ``entries`` over to a RosterAuthor of theirs.
    """
    author = RosterAuthor(RosterState(paper.fingerprint), paper.root, now)
    root = paper.root.public_key().public_bytes_raw()
    agency = secrets.token_bytes(_ID_BYTES)
    author.say(statements.Agency(agency, root, paper.recovery.public_bytes()))
    if server_key is not None:
        author.set_server(server_key)
    for person, public in admins:
        if person not in author.state.persons:
            author.add_person(person, statements.ADMIN)
        author.add_device(person, public)
    return author
