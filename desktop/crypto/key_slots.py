"""Slots of the key file: each wraps the store key under one secret (protocol section 2)."""

from __future__ import annotations

import json
import secrets
import threading
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
RECOVERY_BYTES = 16
_SALT_BYTES = 16
_NONCE_BYTES = 12
_RECOVERY_INFO = b"fallmappe/1|recovery-slot"

Base64 = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9+/]{16,88}={0,2}$")]


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of Argon2id (RFC 9106): memory in KiB, passes, lanes."""

    memory_kib: int
    passes: int
    lanes: int

    def is_behind(self, other: Cost) -> bool:
        """Whether guessing is cheaper than with *other*; more lanes make it no dearer."""
        return self.memory_kib < other.memory_kib or self.passes < other.passes


LEAST_COST = Cost(memory_kib=128 * 1024, passes=3, lanes=4)
"""Less is refused on reading: no released program ever wrote it, so somebody lowered it."""
DEFAULT_COST = LEAST_COST
"""Of new slots: about half a second on an agency laptop. May rise; older slots are rewrapped."""
MAX_COST = Cost(memory_kib=1024 * 1024, passes=16, lanes=16)
"""More would let a swapped file stop the program."""


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One slot; all but ``sealed`` is authenticated by the sealing (associated data)."""

    slot: Literal["password", "recovery"]
    kdf: Literal["argon2id", "hkdf-sha256"]
    salt: Base64
    nonce: Base64
    sealed: Base64 = ""
    memory_kib: int = 0
    passes: int = 0
    lanes: int = 0

    @property
    def cost(self) -> Cost:
        """The password slot's Argon2id cost."""
        return Cost(self.memory_kib, self.passes, self.lanes)

    def is_sound(self, *, allow_weak: bool) -> bool:
        """Tell whether kind, lengths and cost are such that the slot may be tried at all."""
        lengths = (len(_bytes(self.salt)), len(_bytes(self.nonce)), len(_bytes(self.sealed)))
        if lengths != (_SALT_BYTES, _NONCE_BYTES, KEY_BYTES + 16):
            return False
        if self.slot == "recovery":
            return self.kdf == "hkdf-sha256"
        least = Cost(8 * self.lanes, 1, 1) if allow_weak else LEAST_COST
        return (
            self.kdf == "argon2id"
            and least.memory_kib <= self.memory_kib <= MAX_COST.memory_kib
            and least.passes <= self.passes <= MAX_COST.passes
            and 1 <= self.lanes <= MAX_COST.lanes
        )


def password_slot(key: bytes, password: str, store_id: str, cost: Cost) -> Slot:
    """Wrap *key* under a password; takes as long as *cost* says."""
    slot = Slot(
        "password", "argon2id", _random(_SALT_BYTES), _random(_NONCE_BYTES),
        memory_kib=cost.memory_kib, passes=cost.passes, lanes=cost.lanes,
    )  # fmt: skip
    return _seal(slot, key, _password_key(slot, password), store_id)


def recovery_slot(key: bytes, code: bytes, store_id: str) -> Slot:
    """Wrap *key* under 16 random bytes, which need no stretching."""
    slot = Slot("recovery", "hkdf-sha256", _random(_SALT_BYTES), _random(_NONCE_BYTES))
    return _seal(slot, key, _recovery_key(slot, code), store_id)


def open_password(slot: Slot, password: str, store_id: str) -> bytes | None:
    """Return the store key, or None when the password is another one."""
    return _open(slot, _password_key(slot, password), store_id)


def open_recovery(slot: Slot, code: bytes, store_id: str) -> bytes | None:
    """Return the store key, or None when the code is another one."""
    return _open(slot, _recovery_key(slot, code), store_id)


_deriving = threading.Lock()
"""Two derivations at once with several lanes never return (seen with cryptography 50.0.2)."""


def stretch(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    """Return KEY_BYTES of Argon2id (RFC 9106); one derivation at a time, in whatever thread."""
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    with _deriving:
        return kdf.derive(secret)


def _password_key(slot: Slot, password: str) -> bytes:
    # Keyboards differ in how they compose letters; RFC 8265 section 4.2.2 asks for NFC.
    secret = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return stretch(secret, _bytes(slot.salt), slot.cost)


def _recovery_key(slot: Slot, code: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, _bytes(slot.salt), _RECOVERY_INFO).derive(code)


def _seal(slot: Slot, key: bytes, wrapping: bytes, store_id: str) -> Slot:
    sealed = AESGCM(wrapping).encrypt(_bytes(slot.nonce), key, _binding(slot, store_id))
    return msgspec.structs.replace(slot, sealed=b64encode(sealed).decode())


def _open(slot: Slot, wrapping: bytes, store_id: str) -> bytes | None:
    binding = _binding(slot, store_id)
    try:
        return AESGCM(wrapping).decrypt(_bytes(slot.nonce), _bytes(slot.sealed), binding)
    except InvalidTag:
        return None


def _binding(slot: Slot, store_id: str) -> bytes:
    header = msgspec.to_builtins(msgspec.structs.replace(slot, sealed=""))
    named = {"format": "fallmappe-key", "version": 1, "store_id": store_id, **header}
    return json.dumps(named, sort_keys=True, separators=(",", ":")).encode()


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


def _random(size: int) -> str:
    return b64encode(secrets.token_bytes(size)).decode()
