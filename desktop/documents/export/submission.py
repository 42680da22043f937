"""A finished form as exports see it, and how its record is called outside."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from desktop.domain.companions import Original, Signature
from desktop.domain.ids import RecordId


@dataclass(frozen=True, slots=True)
class Submission:
    """*answers* by stored path, renderings where a text was translated.

    *version* counts the changes since it was finished, *previous* is the instance id the record
    had before the last of them, *instance* the one it has now.
    """

    instance: str
    form_version: str
    finished_at: int
    """UTC milliseconds."""
    answers: Mapping[str, str]
    originals: Mapping[str, Original] = field(default_factory=dict)
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    declined: frozenset[str] = frozenset()
    """Stored paths of what the client did not want to answer."""
    device: str = ""
    author: str = ""
    """Id of the member of staff whose device wrote it, empty if not known here."""
    edits: int = 0
    previous: str = ""

    @property
    def finished(self) -> str:
        """The moment it was finished: ISO 8601, UTC, milliseconds."""
        moment = datetime.fromtimestamp(self.finished_at / 1000, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    @property
    def uuid(self) -> str:
        """The instance id without its scheme."""
        return self.instance.removeprefix("uuid:")


def instance_id(record: RecordId, revision: str = "") -> str:
    """``uuid:`` and the record's id; for a later revision an id made of both (RFC 9562, 5.5).

    The same revision has the same id on every laptop, so that two exports can be compared.
    """
    first = uuid.UUID(record)
    return f"uuid:{uuid.uuid5(first, revision) if revision else first}"
