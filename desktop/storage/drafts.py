"""Drafts: forms begun on this device. Local only; they make no operations."""

from __future__ import annotations

from typing import Any

from desktop.domain.changes import Changes
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, OpId, RecordId
from desktop.storage.codec import id_bytes, pack, unpack
from desktop.storage.rows import Draft
from desktop.storage.session import Session

__all__ = ["Draft", "DraftReads", "DraftWrites"]


class DraftReads(Session):
    """Reading drafts."""

    def drafts(self) -> list[Draft]:
        """All drafts, the last saved first."""
        rows = self.rows("SELECT id, saved_at, body FROM draft ORDER BY saved_at DESC, id")
        return [_draft(*row) for row in rows]

    def draft(self, draft: RecordId) -> Draft | None:
        """One draft, or None if it was finished or discarded."""
        row = self.row("SELECT id, saved_at, body FROM draft WHERE id = ?", id_bytes(draft))
        return None if row is None else _draft(*row)


class DraftWrites(DraftReads):
    """Keeping drafts: writer only."""

    changes: Changes

    def save_draft(self, draft: Draft) -> None:
        """Keep a draft; one with the same id is replaced. KnownError RECORD_GONE if its case
        was erased while it was open."""
        if draft.case is not None and self.row(
            "SELECT 1 FROM erased WHERE record = ?", id_bytes(draft.case)
        ):
            raise KnownError(ErrorCode.RECORD_GONE, kind="case")
        bases = {unit: [[op.device, op.n] for op in named] for unit, named in draft.bases.items()}
        body = pack(
            {
                "case": draft.case, "visit": draft.visit, "form_id": draft.form_id,
                "form_version": draft.form_version, "worker_language": draft.worker_language,
                "client_language": draft.client_language, "answers": dict(draft.answers),
                "bases": bases, "position": draft.position,
                "companions": dict(draft.companions),
            }
        )  # fmt: skip
        self.connection.execute(
            "INSERT INTO draft VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
            " SET saved_at = excluded.saved_at, body = excluded.body",
            (id_bytes(draft.id), draft.saved_at, body),
        )
        self.changes |= Changes(drafts=True)

    def delete_draft(self, draft: RecordId) -> None:
        """Forget a draft; nothing happens if there is none."""
        self.connection.execute("DELETE FROM draft WHERE id = ?", (id_bytes(draft),))
        self.changes |= Changes(drafts=True)


def _draft(identifier: bytes, saved_at: int, body: bytes) -> Draft:
    fields: dict[str, Any] = unpack(body)
    bases = fields.pop("bases")
    return Draft(
        id=RecordId(identifier.hex()),
        saved_at=saved_at,
        bases={
            unit: tuple(OpId(DeviceId(device), n) for device, n in named)
            for unit, named in bases.items()
        },
        **fields,
    )
