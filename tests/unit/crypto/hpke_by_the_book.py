"""RFC 9180 written out from its text, for DHKEM(X25519, HKDF-SHA256) in base mode, with nothing
but a curve, a cipher and HMAC: what the library's single-shot interface is held against."""

from __future__ import annotations

import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEM, KDF = b"\x00\x20", b"\x00\x01"
KEY_BYTES = {b"\x00\x01": 16, b"\x00\x02": 32}
"""AES-128-GCM and AES-256-GCM by their numbers."""


def key_and_nonce(
    own: X25519PrivateKey, other: bytes, enc: bytes, receiver: bytes, info: bytes, aead: bytes
) -> tuple[bytes, bytes, bytes]:
    """Shared secret, key and base nonce (sections 4.1 and 5.1), for either side."""
    shared = own.exchange(X25519PublicKey.from_public_bytes(other))
    kem = b"KEM" + KEM
    eae = _extract(b"", b"eae_prk", shared, kem)
    secret = _expand(eae, b"shared_secret", enc + receiver, 32, kem)
    suite = b"HPKE" + KEM + KDF + aead
    context = (
        b"\x00"
        + _extract(b"", b"psk_id_hash", b"", suite)
        + _extract(b"", b"info_hash", info, suite)
    )
    schedule = _extract(secret, b"secret", b"", suite)
    key = _expand(schedule, b"key", context, KEY_BYTES[aead], suite)
    return secret, key, _expand(schedule, b"base_nonce", context, 12, suite)


def seal(
    ephemeral: X25519PrivateKey, receiver: bytes, info: bytes, plain: bytes, aad: bytes, aead: bytes
) -> bytes:
    """The sender's public key and the first message (sequence number 0)."""
    enc = ephemeral.public_key().public_bytes_raw()
    _, key, nonce = key_and_nonce(ephemeral, receiver, enc, receiver, info, aead)
    return enc + AESGCM(key).encrypt(nonce, plain, aad)


def unseal(
    receiver: X25519PrivateKey, sealed: bytes, info: bytes, aad: bytes, aead: bytes
) -> bytes:
    """What ``seal`` sealed; InvalidTag for anything else."""
    enc, ciphertext = sealed[:32], sealed[32:]
    public = receiver.public_key().public_bytes_raw()
    _, key, nonce = key_and_nonce(receiver, enc, enc, public, info, aead)
    return AESGCM(key).decrypt(nonce, ciphertext, aad)


def _extract(salt: bytes, label: bytes, secret: bytes, suite: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + secret, "sha256")


def _expand(secret: bytes, label: bytes, info: bytes, size: int, suite: bytes) -> bytes:
    labelled = size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(secret, labelled + b"\x01", "sha256")[:size]
