"""Writes form packages into the agency stream; whose entries count is the reader's business."""

from __future__ import annotations

import time

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.form_package import PUBLISHED, in_pieces
from desktop.domain.ids import RecordId, new_record_id
from desktop.services.agency_stream import agency_stream
from desktop.services.form_reviews import units_of
from desktop.services.form_shelf import Content
from desktop.services.saving import save_edits
from desktop.services.views import FormVersion, Me, Saved
from desktop.storage.store import Store, Writer

_KIND = "form_package"


def publish(
    store: Store, version: FormVersion, content: Content, *, me: Me, circle: str, now: int
) -> Saved:
    """Write *content* as a new package: one operation per piece, so that none is too long."""
    record = new_record_id(now)
    pieces = in_pieces(content.xml, content.media)
    first: dict[str, Value] = {
        "form_id": version.form_id,
        "version": version.version,
        "title": version.title,
        "languages": " ".join(version.languages),
        "digest": version.digest,
        "pieces": len(pieces),
        "state": PUBLISHED,
        "published_by": me.staff,
        "published_at": now,
    }
    first |= units_of(version.reviewed)

    def work(writer: Writer) -> None:
        stream = agency_stream(writer, me, circle)
        parts: list[dict[str, Value]] = [first]
        parts += [{unit: text} for unit, text in pieces.items()]
        writer.save([RecordEdit(stream, _KIND, record, part) for part in parts])

    started = time.perf_counter()
    store.write(work).result()
    return Saved((record,), time.perf_counter() - started)


def set_state(store: Store, record: RecordId, state: str) -> Saved:
    """Publish a package again or retire it."""
    view = store.read().edit_view(_KIND, record)
    if view is None:
        raise KnownError(ErrorCode.RECORD_GONE, kind=_KIND)
    base = {"state": tuple(view.bases.get("state", ()))}
    edit = RecordEdit(view.record.stream, _KIND, record, {"state": state}, base)
    return save_edits(store, [edit], None)
