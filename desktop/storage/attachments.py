"""The encrypted files of the folder ``attachments``: one a file, a random name and key each.

A file is the ciphertext of Cobblestone-256 (C2SP chunked-encryption: AES-256-GCM in chunks of
16 KiB, keys by HKDF-SHA-512) and nothing else; its context is ``CONTEXT`` and the file's name, so
that files cannot change places. A cut, reordered or changed file does not open. What is
encrypted is the content and zeros up to its PADME length. The ciphertext in pieces of 256 KiB,
each named by its SHA-256, is what a server would keep (protocol 5).
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from desktop.domain.attachment import StoredFile
from desktop.domain.errors import ErrorCode, KnownError, is_faulty, world_faults
from desktop.domain.small_file import open_regular
from desktop.storage.files import FILE_MODE, private_directory, sync_directory
from protocol.envelope import padme

FOLDER: Final = "attachments"
CONTEXT: Final = b"fallmappe/1|attachment|"
CHUNK_BYTES: Final = 256 * 1024
"""Of ciphertext: the unit of a later upload."""
PART: Final = ".part"
"""End of the name of a file that is being written, or was when the program ended."""
TO_GO_SETTING: Final = "attachments/to_go"
"""Names of files that an erasure asked to go, until they are gone."""


class AttachmentFiles:
    """Writes, reads and removes them. Any thread."""

    def __init__(self, profile: Path) -> None:
        self._folder = profile / FOLDER

    def put(self, data: bytes) -> StoredFile:
        """Encrypt *data* into a new file and return what opens it.

        It lies on the disk when this returns, under its final name or not at all; nobody knows
        of it until the answer stands in the store. Raises KnownError DISK_FULL,
        DISK_FAULT, READ_ONLY.
        """
        name, key = secrets.token_hex(16), Cobblestone256Encryptor.generate_key()
        encryptor = Cobblestone256Encryptor(key, CONTEXT + name.encode())
        sealed = encryptor.update(data + bytes(padme(len(data)) - len(data)))
        sealed += encryptor.finalize()
        with world_faults():
            private_directory(self._folder)
            self._write(name, sealed)
        return StoredFile(
            name, key.hex(), len(data), hashlib.sha256(data).hexdigest(), chunk_ids(sealed)
        )

    def get(self, stored: StoredFile) -> bytes:
        """The content of a file, proved to be what was put in.

        Raises KnownError ATTACHMENT_MISSING, ATTACHMENT_DAMAGED; ATTACHMENT_OPEN_FAULT when the
        disk fails.
        """
        try:
            with open_regular(self._folder / stored.name) as file:
                sealed = file.read()
        except FileNotFoundError:
            raise KnownError(ErrorCode.ATTACHMENT_MISSING, file=stored.name) from None
        except OSError as error:
            is_disk = is_faulty(error)
            code = ErrorCode.ATTACHMENT_OPEN_FAULT if is_disk else ErrorCode.ATTACHMENT_DAMAGED
            raise KnownError(code, file=stored.name, errno=error.errno) from None
        decryptor = Cobblestone256Decryptor(
            bytes.fromhex(stored.key), CONTEXT + stored.name.encode()
        )
        try:
            data = (decryptor.update(sealed) + decryptor.finalize())[: stored.size]
        except InvalidTag:
            data = b""
        if len(data) != stored.size or hashlib.sha256(data).hexdigest() != stored.sha256:
            raise KnownError(ErrorCode.ATTACHMENT_DAMAGED, file=stored.name, bytes=len(sealed))
        return data

    def has(self, stored: StoredFile) -> bool:
        """Whether the file is here at all; its content is not looked at."""
        return (self._folder / stored.name).is_file()

    def names(self) -> frozenset[str]:
        """All there is in the folder, files left half written among them."""
        try:
            return frozenset(entry.name for entry in os.scandir(self._folder) if entry.is_file())
        except FileNotFoundError:
            return frozenset()

    def remove(self, name: str) -> bool:
        """Unlink one file; False if there is none. Raises KnownError READ_ONLY."""
        if Path(name).name != name:
            return False
        with world_faults():
            try:
                (self._folder / name).unlink()
            except FileNotFoundError:
                return False
            sync_directory(self._folder)
        return True

    def _write(self, name: str, sealed: bytes) -> None:
        part = self._folder / (name + PART)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        try:
            with open(os.open(part, flags, FILE_MODE), "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, self._folder / name)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        sync_directory(self._folder)


def chunk_ids(sealed: bytes) -> tuple[str, ...]:
    """The ids of the pieces of a ciphertext, in order."""
    pieces = range(0, len(sealed), CHUNK_BYTES)
    return tuple(hashlib.sha256(sealed[at : at + CHUNK_BYTES]).hexdigest() for at in pieces)
