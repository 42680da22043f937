"""Writes form packages into the agency stream; whose entries count is the reader's business."""

from __future__ import annotations

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.errors import BugError, ErrorCode, KnownError
from desktop.domain.form_package import PUBLISHED, in_pieces
from desktop.domain.ids import RecordId, StreamId, new_record_id, new_stream_id
from desktop.domain.kinds import Scope
from desktop.services.form_shelf import Content
from desktop.services.saving import save_edits
from desktop.services.views import FormVersion, Saved
from desktop.storage.store import Reader, Store, Writer

_KIND = "form_package"


def publish(
    store: Store,
    version: FormVersion,
    content: Content,
    *,
    who: RecordId | None,
    circle: str,
    now: int,
) -> Saved:
    """Write *content* as a new package: one operation per piece, so that none is too long."""
    stream = agency_stream(store.read(), circle)
    is_new = stream is None
    if stream is None and not circle:
        raise BugError("no circle to publish a form to")
    place = stream or new_stream_id()
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
        "published_by": who,
        "published_at": now,
    }
    edits = [RecordEdit(place, _KIND, record, first)]
    edits += [RecordEdit(place, _KIND, record, {unit: text}) for unit, text in pieces.items()]

    def also(writer: Writer) -> None:
        if is_new:
            writer.put_stream(place, circle, Scope.AGENCY.value)

    return save_edits(store, edits, None, also)


def set_state(store: Store, record: RecordId, state: str) -> Saved:
    """Publish a package again or retire it."""
    view = store.read().edit_view(_KIND, record)
    if view is None:
        raise KnownError(ErrorCode.RECORD_GONE, kind=_KIND)
    base = {"state": tuple(view.bases.get("state", ()))}
    edit = RecordEdit(view.record.stream, _KIND, record, {"state": state}, base)
    return save_edits(store, [edit], None)


def agency_stream(reader: Reader, circle: str) -> StreamId | None:
    """The stream of the agency that is shared with *circle*; the earliest of several."""
    found = [
        stream
        for stream, row in reader.streams().items()
        if row.scope == Scope.AGENCY.value and row.circle == circle
    ]
    return min(found, default=None)
