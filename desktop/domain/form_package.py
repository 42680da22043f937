"""A form as the agency publishes it: the compiled XForm and the files beside it, in pieces."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from desktop.domain.changes import Value
from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import (
    MergeRule,
    Scope,
    code,
    instant,
    integer,
    mapping,
    record_kind,
    ref,
    text,
)
from desktop.domain.wording import N_

PUBLISHED, RETIRED = "published", "retired"
PIECE_BYTES = 60_000
"""UTF-8 bytes of one piece. Each piece is an operation of its own, so that even text that cannot
be compressed stays far below the 256 KiB of a change set (protocol section 3)."""
TEXT_FILES = frozenset({".csv", ".xml", ".geojson"})
_ONCE = MergeRule.APPEND_ONLY


@record_kind("form_package", scope=Scope.AGENCY, label=N_("Formularvorlage"))
@dataclass(frozen=True, slots=True, kw_only=True)
class FormPackage:
    """Everything but ``state`` and ``reviewed`` is written once: a published version never
    changes its meaning.

    ``xform`` maps ``0000``, ``0001``... to pieces of the XForm, ``media`` maps ``name/0000``... to
    pieces of a file (text as it is, other files in Base64). A package counts only as far as
    administrators of the roster wrote it, see ``desktop.services.form_shelf``.
    """

    id: RecordId
    stream: StreamId
    form_id: str = text(N_("Formular"), merge=_ONCE, indexed=True)
    version: str = text(N_("Formularversion"), merge=_ONCE)
    title: str = text(N_("Titel"), merge=_ONCE)
    languages: str = text(N_("Sprachen"), merge=_ONCE)
    """Codes separated by spaces."""
    digest: str = text(N_("Prüfsumme"), merge=_ONCE)
    pieces: int | None = integer(N_("Teile"), merge=_ONCE)
    """How many pieces ``xform`` and ``media`` have together."""
    xform: Mapping[str, Value] = mapping(N_("Formular"), merge=_ONCE)
    media: Mapping[str, Value] = mapping(N_("Dateien zum Formular"), merge=_ONCE)
    state: str = code(N_("Stand"), "form_state")
    reviewed: Mapping[str, Value] = mapping(N_("Geprüfte Übersetzungen"), merge=MergeRule.LATEST)
    """Language code -> ``yes`` or ``no``: whether a speaker has reviewed the translation."""
    published_by: RecordId | None = ref(N_("Veröffentlicht von"), "staff", merge=_ONCE)
    published_at: int | None = instant(N_("Veröffentlicht am"), merge=_ONCE)


def digest_of(xml: str, media: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over the XForm and every file beside it with its name."""
    whole = hashlib.sha256(b"fallmappe form 1\n")
    whole.update(hashlib.sha256(xml.encode()).digest())
    for name in sorted(media):
        whole.update(hashlib.sha256(name.encode()).digest())
        whole.update(hashlib.sha256(media[name]).digest())
    return whole.hexdigest()


def in_pieces(xml: str, media: Mapping[str, bytes]) -> dict[str, str]:
    """The merge units that hold a package: ``xform/0000``, ``media/name/0000`` -> piece."""
    units = {f"xform/{at:04d}": piece for at, piece in enumerate(_pieces(xml))}
    for name, data in media.items():
        for at, piece in enumerate(_pieces(as_text(name, data))):
            units[f"media/{name}/{at:04d}"] = piece
    return units


def put_together(units: Mapping[str, str]) -> tuple[str, dict[str, bytes]]:
    """XForm and files from merge units; ValueError for a file that cannot be read back."""
    xml, files = [], dict[str, list[str]]()
    for unit in sorted(units):
        kind, _, rest = unit.partition("/")
        if kind == "xform":
            xml.append(units[unit])
        elif kind == "media":
            files.setdefault(rest.rpartition("/")[0], []).append(units[unit])
    return "".join(xml), {name: as_bytes(name, "".join(parts)) for name, parts in files.items()}


def as_text(name: str, data: bytes) -> str:
    """A file as text: tables and the like as they are, anything else in Base64."""
    if PurePosixPath(name).suffix.lower() in TEXT_FILES:
        return data.decode("utf-8")
    return base64.b64encode(data).decode("ascii")


def as_bytes(name: str, written: str) -> bytes:
    """The file again; ValueError if it is not what ``as_text`` writes."""
    if PurePosixPath(name).suffix.lower() in TEXT_FILES:
        return written.encode()
    try:
        return base64.b64decode(written, validate=True)
    except binascii.Error as error:
        raise ValueError(name) from error


def _pieces(whole: str) -> Iterator[str]:
    """Cut after at most PIECE_BYTES of UTF-8, never within a character; at least one piece."""
    data, at = whole.encode(), 0
    while True:
        end = min(at + PIECE_BYTES, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        yield data[at:end].decode()
        at = end
        if at >= len(data):
            return
