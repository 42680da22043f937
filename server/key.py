"""The server's own key: signs receipts and proves sessions. It opens no data."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

KEY_FILE = "server.key"


class KeyFileError(Exception):
    """The key file is there but holds no Ed25519 key; it was not touched."""


def load_or_create(directory: Path) -> Ed25519PrivateKey:
    """Return the key in *directory*, made at the first start (mode 0600, durable).

    Raises KeyFileError: a new key would make every receipt so far worthless, so none is made.
    """
    path = directory / KEY_FILE
    if not path.exists():
        _write(path, Ed25519PrivateKey.generate())
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError) as error:
        raise KeyFileError(path.name) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(path.name)
    return key


def _write(path: Path, key: Ed25519PrivateKey) -> None:
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    half = path.with_suffix(".new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    if os.name == "posix":
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
