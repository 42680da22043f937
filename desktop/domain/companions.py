"""What stands beside the answers of a form: originals, legal notes presented, signatures, what a
client did not want to answer, files that were added, and who interpreted. Keys are stored paths,
as in ``FormSubmission.answers``."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from desktop.domain.attachment import Attached
from desktop.domain.changes import Value

T = TypeVar("T")
Strokes = tuple[tuple[int, ...], ...]
"""Each stroke is x, y, t, x, y, t, ...: pixels from the top left, milliseconds since the first."""


@dataclass(frozen=True, slots=True)
class Original:
    """What was said or written in the client's own words; the answer holds its rendering.

    Until somebody renders it (``rendered_by`` is empty) the answer is the original itself.
    """

    text: str
    language: str
    script: str
    """ISO 15924, such as ``Ethi``."""
    by: str
    """``client``, ``interpreter`` or ``worker``."""
    at: int
    """UTC milliseconds, as all times here."""
    rendered_by: str = ""
    """Id of the member of staff."""
    rendered_at: int = 0


@dataclass(frozen=True, slots=True)
class Presented:
    """That a legal note was brought to a client's knowledge, in which language and when."""

    how: str
    """``read_aloud``, ``played`` or ``read_by_client``."""
    language: str
    at: int


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature under one text: ``text_hash`` is the SHA-256 (hex) of what was signed.

    ``language`` is that of the signed text, ``shown`` the one the client saw beside it. ``how``
    is ``drawn``, ``paper`` (given on a printed copy; no strokes) or ``spoken``.
    """

    strokes: Strokes
    width: int
    height: int
    text_hash: str
    language: str
    at: int
    signer: str = ""
    shown: str = ""
    how: str = "drawn"


@dataclass(frozen=True, slots=True)
class Declined:
    """That the client did not want to answer, said in the client window in this language.

    Such a question stays without an answer and is not required any more; a later answer, whoever
    gives it, takes the entry away.
    """

    language: str
    at: int


@dataclass(frozen=True, slots=True)
class Interpreting:
    """Who interprets in a conversation; becomes a record ``interpretation`` when it is stored."""

    role: str = ""
    """A code of the list interpreter_role; empty while nobody said anything about it."""
    language: str = ""
    dialect: str = ""
    name: str = ""
    pledge: str = ""
    """Id of the pledge that was valid at the start, or empty."""
    started_at: int | None = None
    ended_at: int | None = None
    family_reason: str = ""
    """Why a relative interprets nevertheless."""


@dataclass(frozen=True, slots=True)
class Companions:
    """All of it for one form, frozen; unknown entries of later versions are left out."""

    originals: Mapping[str, Original] = field(default_factory=dict)
    presented: Mapping[str, Presented] = field(default_factory=dict)
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    interpretation: Interpreting | None = None
    declined: Mapping[str, Declined] = field(default_factory=dict)
    attachments: Mapping[str, Attached] = field(default_factory=dict)
    """Become records ``attachment`` when the form is stored."""

    def __bool__(self) -> bool:
        has_entries = any(getattr(self, name) for name in (*MAPS, ATTACHMENTS))
        return has_entries or self.interpretation is not None

    def to_plain(self) -> dict[str, dict[str, Value]]:
        """As plain values for a draft; empty parts are left out."""
        plain: dict[str, dict[str, Value]] = {}
        for name in MAPS:
            entries = getattr(self, name)
            if entries:
                plain[name] = {path: plain_entry(entry) for path, entry in entries.items()}
        if self.interpretation is not None:
            plain["interpretation"] = plain_entry(self.interpretation)
        if self.attachments:
            plain[ATTACHMENTS] = {path: one.to_plain() for path, one in self.attachments.items()}
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Companions:
        """What ``to_plain`` gave; entries that cannot be read are left out."""
        interpretation = plain.get("interpretation")
        return cls(
            _read_map(plain.get("originals"), Original),
            _read_map(plain.get("presented"), Presented),
            _read_map(plain.get("signatures"), read_signature),
            None if interpretation is None else _read(Interpreting, interpretation),
            _read_map(plain.get("declined"), Declined),
            _read_map(plain.get(ATTACHMENTS), Attached.from_plain),
        )

    def units(self) -> dict[str, Value]:
        """The merge units of a ``form_submission`` that hold the maps."""
        return {
            f"{name}/{path}": plain_entry(entry)
            for name in MAPS
            for path, entry in getattr(self, name).items()
        }


MAPS = ("originals", "presented", "signatures", "declined")
"""The fields of ``form_submission`` that hold companions."""
ATTACHMENTS = "attachments"


def plain_entry(entry: Any) -> dict[str, Value]:
    """One entry as it stands in a record: fields left at their default are not written."""
    plain: dict[str, Value] = {}
    for spec in dataclasses.fields(entry):
        value = getattr(entry, spec.name)
        if value != spec.default:
            plain[spec.name] = [list(s) for s in value] if spec.name == "strokes" else value
    return plain


def read_signature(plain: Mapping[str, Any]) -> Signature | None:
    """A signature as it stands in a record, or None if it is no such thing."""
    try:
        strokes = tuple(tuple(int(n) for n in stroke) for stroke in plain.get("strokes", ()))
    except (TypeError, ValueError, AttributeError):
        return None
    if any(len(stroke) % 3 for stroke in strokes):
        return None
    return _read(Signature, {**plain, "strokes": strokes})


def _read(cls: type[T], plain: Mapping[str, Any]) -> T | None:
    names = {spec.name for spec in dataclasses.fields(cls)}  # type: ignore[arg-type]
    try:
        return cls(**{name: value for name, value in plain.items() if name in names})
    except (TypeError, AttributeError):
        return None


def _read_map(plain: Any, read: type[T] | Callable[[Mapping[str, Any]], T | None]) -> dict[str, T]:
    found: dict[str, T] = {}
    for path, entry in (plain or {}).items():
        made = _read(read, entry) if isinstance(read, type) else read(entry)
        if made is not None:
            found[path] = made
    return found
