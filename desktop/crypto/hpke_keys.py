"""Hybrid key pairs for HPKE (RFC 9180): ML-KEM-768 with X25519, HKDF-SHA256, AES-256-GCM.

An attacker must break both the lattice and the curve. Public key: 1184 + 32 bytes, private:
64-byte seed + 32 bytes, sealed 32-byte key: 1120 + 48 bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from protocol.problems import ProblemType, ProtocolError, malformed

PUBLIC_BYTES = 1184 + 32
PRIVATE_BYTES = 64 + 32
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


@dataclass(frozen=True)
class HpkeKeys:
    """A private key; keep it inside the encrypted store or on paper. Never logged."""

    mlkem: MLKEM768PrivateKey
    x25519: X25519PrivateKey

    @classmethod
    def generate(cls) -> HpkeKeys:
        """Return a fresh pair from the system's random source."""
        return cls(MLKEM768PrivateKey.generate(), X25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> HpkeKeys:
        """Derive the pair that belongs to 32 random bytes, short enough for paper."""
        if len(seed) != 32:
            raise malformed("hpke-seed")
        info = b"fallmappe/1|hpke-seed"
        return cls.from_bytes(HKDF(hashes.SHA256(), PRIVATE_BYTES, None, info).derive(seed))

    @classmethod
    def from_bytes(cls, data: bytes) -> HpkeKeys:
        """Read what ``to_bytes`` wrote; ProtocolError ``malformed`` for another length."""
        if len(data) != PRIVATE_BYTES:
            raise malformed("hpke-key")
        return cls(
            MLKEM768PrivateKey.from_seed_bytes(data[:64]),
            X25519PrivateKey.from_private_bytes(data[64:]),
        )

    def to_bytes(self) -> bytes:
        """Return the private key, 96 bytes."""
        return self.mlkem.private_bytes_raw() + self.x25519.private_bytes_raw()

    def public_bytes(self) -> bytes:
        """Return the public key, 1216 bytes."""
        return (
            self.mlkem.public_key().public_bytes_raw() + self.x25519.public_key().public_bytes_raw()
        )

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Return what was sealed for this key and *info*; ProtocolError ``bad-signature``."""
        private = hpke.MLKEM768X25519PrivateKey(self.mlkem, self.x25519)
        try:
            return _SUITE.decrypt(sealed, private, info)
        except (InvalidTag, ValueError):
            raise ProtocolError(ProblemType.BAD_SIGNATURE, where="grant") from None


def seal(plain: bytes, public: bytes, info: bytes) -> bytes:
    """Seal *plain* for a 1216-byte public key; ProtocolError ``malformed`` for a broken key."""
    if len(public) != PUBLIC_BYTES:
        raise malformed("hpke-key")
    try:
        recipient = hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:1184]),
            X25519PublicKey.from_public_bytes(public[1184:]),
        )
        return _SUITE.encrypt(plain, recipient, info)
    except ValueError:
        raise malformed("hpke-key") from None
