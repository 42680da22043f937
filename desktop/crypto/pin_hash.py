"""The slow hash of a short secret that is only ever compared, such as the worker's PIN.

The hash lies in the encrypted store, so whoever can read it could read everything else as well.
The cost is there because people use one PIN in many places: RFC 9106 section 4, second choice
(64 MiB, 3 passes, 4 lanes), about 0.1 s here; all 10,000 PINs of four digits then take a quarter
of an hour on one machine, and those of eight digits months.
"""

from __future__ import annotations

import hmac
import secrets

import msgspec

from desktop.crypto.key_slots import Cost, stretch

PIN_COST = Cost(memory_kib=64 * 1024, passes=3, lanes=4)
_SALT_BYTES = 16


class PinHash(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A salted hash and what it cost; its bytes are what is stored."""

    salt: bytes
    digest: bytes
    memory_kib: int
    passes: int
    lanes: int

    @classmethod
    def of(cls, secret: str, cost: Cost = PIN_COST) -> PinHash:
        """Hash *secret* with a fresh salt; takes as long as *cost* says."""
        salt = secrets.token_bytes(_SALT_BYTES)
        digest = stretch(secret.encode(), salt, cost)
        return cls(salt, digest, cost.memory_kib, cost.passes, cost.lanes)

    def fits(self, secret: str) -> bool:
        """Whether *secret* is the one that was hashed; as slow as the hashing was."""
        cost = Cost(self.memory_kib, self.passes, self.lanes)
        return hmac.compare_digest(stretch(secret.encode(), self.salt, cost), self.digest)

    def to_bytes(self) -> bytes:
        """For the store."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> PinHash | None:
        """What ``to_bytes`` gave, or None if it is no such thing."""
        try:
            return msgspec.msgpack.decode(data, type=cls)
        except msgspec.MsgspecError:
            return None
