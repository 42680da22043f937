"""A picture or document that belongs to a case: what is known of it, and where its bytes lie."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from desktop.domain.changes import Value
from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import (
    MergeRule,
    Scope,
    boolean,
    instant,
    integer,
    mapping,
    record_kind,
    ref,
    text,
)
from desktop.domain.wording import N_

_ONCE = MergeRule.APPEND_ONLY
ORIGINAL, THUMBNAIL = "original", "thumbnail"
"""The keys of ``Attachment.files``."""
MOST_BYTES: Final = 20 * 1024 * 1024
"""The largest file that is taken in."""
MOST_PIXELS: Final = 50_000_000
"""The largest picture that is taken in: unpacked, more would take the memory of the laptop."""
MOST_TITLE: Final = 120
SUFFIXES: Final[Mapping[str, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/pdf": "pdf",
}
"""What is stored at all, and how such a file is called outside."""
_HEX: Final = re.compile(r"[0-9a-f]+")


@record_kind("attachment", scope=Scope.CASE, label=N_("Dokument"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """The manifest of one encrypted file; written once but for its title.

    ``files`` has a ``StoredFile`` in plain values under ORIGINAL and, for pictures, THUMBNAIL.
    ``size`` is in bytes, of what was stored; ``number`` counts those of one sort in the case.
    ``question`` is the stored path of the question of ``submission`` it answers, or empty.
    ``findings`` are codes of what a PDF holds beside pages (``services.attachment_checks``).
    """

    id: RecordId
    stream: StreamId
    case: RecordId | None = ref(N_("Fall"), "case", indexed=True, merge=_ONCE)
    visit: RecordId | None = ref(N_("Besuch"), "visit", merge=_ONCE)
    submission: RecordId | None = ref(N_("Formular"), "form_submission", indexed=True, merge=_ONCE)
    question: str = text(N_("Frage"), merge=_ONCE)
    title: str = text(N_("Titel"), searchable=True)
    number: int | None = integer(N_("Nummer"), merge=_ONCE)
    media_type: str = text(N_("Art"), merge=_ONCE)
    size: int | None = integer(N_("Größe"), merge=_ONCE)
    width: int | None = integer(N_("Breite"), merge=_ONCE)
    height: int | None = integer(N_("Höhe"), merge=_ONCE)
    pages: int | None = integer(N_("Seiten"), merge=_ONCE)
    findings: str = text(N_("Hinweise"), merge=_ONCE)
    is_sealed: bool | None = boolean(N_("Geschützt"), merge=_ONCE)
    added_at: int | None = instant(N_("Hinzugefügt"), merge=_ONCE)
    staff: RecordId | None = ref(N_("Hinzugefügt von"), "staff", merge=_ONCE)
    files: Mapping[str, Value] = mapping(N_("Datei"), merge=_ONCE)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of the folder ``attachments``: how it is found, opened and proved.

    ``name`` is its random name (32 hex digits), ``key`` 32 bytes, ``size`` and ``sha256`` are of
    the bytes inside, ``chunks`` the SHA-256 of each 256 KiB of the encrypted file: the ids under
    which a server would keep them (protocol 5). All bytes in hexadecimal.
    """

    name: str
    key: str
    size: int
    sha256: str
    chunks: tuple[str, ...]

    def to_plain(self) -> dict[str, Value]:
        """As it stands in a record or draft."""
        return {
            "name": self.name,
            "key": self.key,
            "size": self.size,
            "sha256": self.sha256,
            "chunks": list(self.chunks),
        }

    @classmethod
    def from_plain(cls, plain: object) -> StoredFile | None:
        """What ``to_plain`` gave, or None if this is no such thing: records come from elsewhere."""
        if not isinstance(plain, Mapping):
            return None
        texts = [plain.get(word) for word in ("name", "key", "sha256")]
        size, chunks = plain.get("size"), plain.get("chunks")
        if not isinstance(size, int) or not isinstance(chunks, (list, tuple)) or size < 0:
            return None
        wanted = (32, 64, 64, *(64 for _ in chunks))
        if not all(map(_is_hex, (*texts, *chunks), wanted)):
            return None
        name, key, sha256 = map(str, texts)
        return cls(name, key, size, sha256, tuple(map(str, chunks)))


def _is_hex(value: object, digits: int) -> bool:
    return isinstance(value, str) and len(value) == digits and bool(_HEX.fullmatch(value))


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that was taken in and is not in any record yet: a draft keeps it, or nobody does.

    ``id`` is that of the record it becomes. ``at`` is in UTC milliseconds.
    """

    id: RecordId
    media_type: str
    original: StoredFile
    thumbnail: StoredFile | None = None
    width: int = 0
    height: int = 0
    pages: int = 0
    findings: tuple[str, ...] = ()
    is_sealed: bool = False
    at: int = 0
    title: str = ""

    @property
    def file_name(self) -> str:
        """The answer of a question, and the name in an export: says nothing about anybody."""
        kind = "foto" if self.media_type.startswith("image/") else "dokument"
        return f"{kind}-{self.id[-8:]}.{SUFFIXES.get(self.media_type, 'bin')}"

    def files(self) -> tuple[StoredFile, ...]:
        """All files it has."""
        return (self.original,) if self.thumbnail is None else (self.original, self.thumbnail)

    def values(self) -> dict[str, Value]:
        """The units of the record ``attachment`` that tell about the file itself."""
        found: dict[str, Value] = {
            "media_type": self.media_type,
            "size": self.original.size,
            "findings": " ".join(self.findings),
            "is_sealed": self.is_sealed,
            "added_at": self.at,
            f"files/{ORIGINAL}": self.original.to_plain(),
        }
        if self.thumbnail is not None:
            found |= {
                f"files/{THUMBNAIL}": self.thumbnail.to_plain(),
                "width": self.width,
                "height": self.height,
            }
        if self.pages:
            found["pages"] = self.pages
        if self.title:
            found["title"] = self.title
        return found

    def to_plain(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {"id": self.id, "values": self.values()}

    @classmethod
    def from_plain(cls, plain: object) -> Attached | None:
        """What ``to_plain`` gave, or None if that cannot be read."""
        if not isinstance(plain, Mapping) or not isinstance(plain.get("values"), Mapping):
            return None
        values: Mapping[str, Any] = plain["values"]
        original = StoredFile.from_plain(values.get(f"files/{ORIGINAL}"))
        if original is None or not isinstance(plain.get("id"), str):
            return None
        return cls(
            id=RecordId(plain["id"]),
            media_type=str(values.get("media_type", "")),
            original=original,
            thumbnail=StoredFile.from_plain(values.get(f"files/{THUMBNAIL}")),
            width=int(values.get("width") or 0),
            height=int(values.get("height") or 0),
            pages=int(values.get("pages") or 0),
            findings=tuple(str(values.get("findings", "")).split()),
            is_sealed=bool(values.get("is_sealed")),
            at=int(values.get("added_at") or 0),
            title=str(values.get("title", "")),
        )


def attached_of(record: Attachment) -> Attached | None:
    """A record as what was taken in, or None if its manifest cannot be read."""
    original = StoredFile.from_plain(record.files.get(ORIGINAL))
    if original is None:
        return None
    return Attached(
        id=record.id,
        media_type=record.media_type,
        original=original,
        thumbnail=StoredFile.from_plain(record.files.get(THUMBNAIL)),
        width=record.width or 0,
        height=record.height or 0,
        pages=record.pages or 0,
        findings=tuple(record.findings.split()),
        is_sealed=bool(record.is_sealed),
        at=record.added_at or 0,
        title=record.title,
    )
