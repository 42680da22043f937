"""Reads a store file as somebody who has the key: every page decrypted by hand, used or not.

SQLCipher 4: pages of 4,096 bytes, AES-256-CBC under the raw key; the last 80 bytes of a page are
its IV (16) and HMAC (64); the first 16 bytes of the file are the salt. Frames of the write-ahead
log hold pages in the same form. Blobs that the store has squeezed are unpacked as far as they go.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from desktop.storage.squeezed import MARK, WORDS

PAGE, RESERVE, SALT, IV = 4096, 80, 16, 16
WAL_HEADER, FRAME_HEADER = 32, 24


def pages(path: Path, key: bytes) -> Iterator[bytes]:
    """The plain content of every page of the file and of its write-ahead log."""
    data = path.read_bytes()
    for at in range(0, len(data), PAGE):
        yield _plain(data[at : at + PAGE], key, is_first=at == 0)
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        frames = log.read_bytes()[WAL_HEADER:]
        step = FRAME_HEADER + PAGE
        for at in range(0, len(frames) - step + 1, step):
            number = int.from_bytes(frames[at : at + 4], "big")
            yield _plain(frames[at + FRAME_HEADER : at + step], key, is_first=number == 1)


def _plain(page: bytes, key: bytes, *, is_first: bool) -> bytes:
    if not any(page):
        return page
    start, end = SALT if is_first else 0, PAGE - RESERVE
    cipher = Cipher(algorithms.AES(key), modes.CBC(page[end : end + IV]))
    decryptor = cipher.decryptor()
    return decryptor.update(page[start:end]) + decryptor.finalize()


def _with_squeezed(page: bytes) -> bytes:
    """A page, and after it what its squeezed blobs hold, whole or begun."""
    parts, at = [page], page.find(MARK)
    while at >= 0:
        start = at + len(MARK)
        parts.append(_unpacked(page[start + 1 + int.from_bytes(page[start : start + 1]) :]))
        at = page.find(MARK, start)
    return b"\0".join(parts)


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS, zdict=WORDS)
    found = b""
    try:
        for at in range(0, len(data), 8):
            found += unpacker.decompress(data[at : at + 8])
    except zlib.error:
        pass
    return found


def forms_of(word: str) -> set[bytes]:
    """A word as it may stand in a file: as written, folded, in UTF-8, UTF-16 and Base64."""
    found: set[bytes] = set()
    for text in {word, word.lower(), word.casefold()}:
        utf8 = text.encode()
        found |= {utf8, text.encode("utf-16-le"), text.encode("utf-16-be")}
        # The two letters at each end depend on what stands beside them.
        found |= {base64.b64encode(bytes(n) + utf8)[4 * (n > 0) : -4] for n in range(3)}
    return {form for form in found if len(form) >= 4}


def words_found(path: Path, key: bytes, words: Iterable[str]) -> set[str]:
    """Those of *words* that stand on any page of a store file or its log."""
    wanted = {word: forms_of(word) for word in words}
    found: set[str] = set()
    for page in map(_with_squeezed, pages(path, key)):
        lower = page.lower()
        found |= {
            word
            for word, forms in wanted.items()
            if word not in found and any(form in page or form in lower for form in forms)
        }
    return found
