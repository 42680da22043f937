"""Where what concerns the whole agency is kept: its one stream with scope *agency*."""

from __future__ import annotations

from desktop.domain.ids import StreamId, new_stream_id
from desktop.domain.kinds import Scope
from desktop.services.views import Me
from desktop.storage.store import Reader, Writer


def agency_stream(writer: Writer, me: Me, circle: str) -> StreamId:
    """The agency stream, declared for *circle* if this store has none yet. Writer thread.

    Of several, the one my own staff record stands in, else the first made: so all agree.
    """
    found = known_agency_stream(writer, me)
    if found is None:
        found = new_stream_id()
        writer.put_stream(found, circle, Scope.AGENCY.value)
    return found


def known_agency_stream(reader: Reader, me: Me) -> StreamId | None:
    """The agency stream as far as this store knows one."""
    own = reader.get("staff", me.staff)
    if own is not None:
        stream: StreamId = own.stream
        return stream
    rows = reader.streams().items()
    declared = sorted(stream for stream, row in rows if row.scope == Scope.AGENCY.value)
    return declared[0] if declared else None
