"""The keys of one person on one installation (protocol section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.crypto.hpke_keys import PRIVATE_BYTES, HpkeKeys
from desktop.domain.ids import DeviceId
from protocol.problems import malformed
from protocol.session import session_message
from protocol.statements import device_id

_VERSION = b"\x01"
_SIGN_BYTES = 32


@dataclass(frozen=True)
class DevicePublic:
    """What a new device shows to the admin who enrols it."""

    sign: bytes
    hpke: bytes

    @property
    def id(self) -> bytes:
        """The device id on the wire, 16 bytes."""
        return device_id(self.sign, self.hpke)


@dataclass(frozen=True)
class DeviceKeys:
    """Signing and HPKE private key; kept only inside the encrypted store. Never copied: a
    restored or copied store makes new ones.
    """

    sign_private: Ed25519PrivateKey
    hpke_private: HpkeKeys

    @classmethod
    def generate(cls) -> DeviceKeys:
        """Return fresh keys from the system's random source."""
        return cls(Ed25519PrivateKey.generate(), HpkeKeys.generate())

    @classmethod
    def from_bytes(cls, data: bytes) -> DeviceKeys:
        """Read what ``to_bytes`` wrote; ProtocolError ``malformed`` for anything else."""
        if data[:1] != _VERSION or len(data) != 1 + _SIGN_BYTES + PRIVATE_BYTES:
            raise malformed("device-keys")
        return cls(
            Ed25519PrivateKey.from_private_bytes(data[1 : 1 + _SIGN_BYTES]),
            HpkeKeys.from_bytes(data[1 + _SIGN_BYTES :]),
        )

    def to_bytes(self) -> bytes:
        """Return version byte and private keys, 129 bytes, for the encrypted store."""
        return _VERSION + self.sign_private.private_bytes_raw() + self.hpke_private.to_bytes()

    @cached_property
    def public(self) -> DevicePublic:
        """The public halves."""
        sign = self.sign_private.public_key().public_bytes_raw()
        return DevicePublic(sign, self.hpke_private.public_bytes())

    @cached_property
    def id(self) -> bytes:
        """The device id on the wire, 16 bytes."""
        return self.public.id

    @cached_property
    def device_id(self) -> DeviceId:
        """The device id as 32 hex digits."""
        return DeviceId(self.id.hex())

    def sign_session(self, agency: bytes, challenge: bytes) -> bytes:
        """Return the signature that opens a session with the server."""
        return self.sign_private.sign(session_message(agency, challenge))
