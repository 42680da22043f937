"""Pictures and documents of a case: brought in, kept encrypted, shown from memory, forgotten."""

from __future__ import annotations

import logging
import threading
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from desktop.documents.export.sealing import sealed_paths
from desktop.domain.attachment import (
    MOST_BYTES,
    MOST_TITLE,
    SUFFIXES,
    Attached,
    Attachment,
    StoredFile,
    attached_of,
)
from desktop.domain.changes import RecordEdit, Value
from desktop.domain.companions import Companions
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId, StreamId, new_record_id
from desktop.domain.records import FormSubmission
from desktop.domain.small_file import read_small
from desktop.forms.definition import FormDefinition
from desktop.i18n.bidi import strip_controls
from desktop.services.attachment_checks import Looked, look
from desktop.services.attachment_copies import OpenedCopies
from desktop.services.attachment_orphans import due
from desktop.services.form_service import FormService
from desktop.services.people import StaffDirectory
from desktop.services.saving import save_edits
from desktop.services.views import Me, Saved
from desktop.storage.attachments import AttachmentFiles
from desktop.storage.store import Reader, Store

_log = logging.getLogger(__name__)
CONSENT: Final = "attachment_opening_explained"
"""Set when a person was told what opening a file in another program means; local."""
_NOTHING: Final = StoredFile("", "", 0, "", ())
_PATH_SIGNS: Final = str.maketrans(dict.fromkeys('/\\:*?"<>|', " "))


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as it came, and what it is; nothing of it is kept yet."""

    data: bytes
    looked: Looked


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture written anew: JPEG or PNG without anything but pixels, and a small JPEG of it."""

    data: bytes
    media_type: str
    width: int
    height: int
    thumbnail: bytes


class PictureCleaner(Protocol):
    """Decodes and encodes pictures; the services know no Qt."""

    def clean(self, data: bytes, looked: Looked) -> CleanPicture:
        """Write a picture anew, upright, at most ``LONG_SIDE`` pixels long. Any thread.

        Raises KnownError ATTACHMENT_BROKEN, ATTACHMENT_SEVERAL.
        """


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One document as a list shows it. ``source`` is the title of the form it came with (message
    id or an imported form's title), or empty; ``author`` who added it."""

    attached: Attached
    case: RecordId | None
    number: int
    source: str
    author: str
    is_here: bool

    @property
    def record(self) -> RecordId:
        """The id of the record."""
        return self.attached.id

    @property
    def is_picture(self) -> bool:
        """Whether it is shown in the program itself."""
        return self.attached.media_type.startswith("image/")


class AttachmentService:
    """All methods block shortly; call them off the GUI thread."""

    def __init__(
        self,
        store: Store,
        me: Me,
        directory: StaffDirectory,
        forms: FormService,
        now: Callable[[], int],
    ) -> None:
        self._store, self._me, self._directory = store, me, directory
        self._forms, self._now = forms, now
        self._files = AttachmentFiles(store.directory)
        self._copies = OpenedCopies(store.directory)
        self._fresh: set[str] = set()
        self._lock = threading.Lock()

    def bring(self, path: Path) -> Brought:
        """Read a file from outside and tell what it is; of its name nothing is kept.

        Raises KnownError ATTACHMENT_UNREADABLE and those of ``attachment_checks.look``.
        """
        try:
            data = read_small(path, MOST_BYTES + 1)
        except OSError as error:
            raise KnownError(ErrorCode.ATTACHMENT_UNREADABLE, errno=error.errno) from None
        return self.look(data)

    def look(self, data: bytes) -> Brought:
        """Tell what bytes are that were pasted; errors as ``attachment_checks.look``."""
        return Brought(data, look(data))

    def take(
        self, brought: Brought, pictures: PictureCleaner, *, is_sealed: bool = False
    ) -> Attached:
        """Clean a picture, encrypt and write it; it belongs to nothing yet.

        What is in no draft and no record goes in the end, see ``remove_orphans``. Raises KnownError
        DISK_FULL, READ_ONLY and those of ``PictureCleaner``.
        """
        looked = brought.looked
        fresh = Attached(
            id=new_record_id(self._now()),
            media_type=looked.media_type,
            original=_NOTHING,
            pages=looked.pages,
            findings=tuple(finding.value for finding in looked.findings),
            is_sealed=is_sealed,
            at=self._now(),
        )
        if not looked.is_picture:
            return replace(fresh, original=self._put(brought.data[: looked.end]))
        clean = pictures.clean(brought.data, looked)
        original = self._put(clean.data)
        try:
            thumbnail = self._put(clean.thumbnail)
        except KnownError:
            self._files.remove(original.name)
            raise
        return replace(
            fresh,
            media_type=clean.media_type,
            original=original,
            thumbnail=thumbnail,
            width=clean.width,
            height=clean.height,
        )

    def add(self, case: RecordId, attached: Attached, title: str = "") -> Saved:
        """Put what was taken in into a case. Raises KnownError RECORD_GONE, and those of a save."""
        reader = self._store.read()
        found = reader.get("case", case)
        if found is None:
            raise KnownError(ErrorCode.RECORD_GONE, kind="case")
        named = replace(attached, title=clean_title(title))
        values = {**named.values(), "number": next_number(reader, case, named.media_type)}
        values |= {"case": case, "staff": self._me.staff}
        return save_edits(
            self._store, [RecordEdit(found.stream, "attachment", named.id, values)], None
        )

    def rename(self, record: RecordId, title: str) -> Saved:
        """Give another title; an empty one goes back to the neutral name.

        Raises KnownError RECORD_GONE, and those of a save.
        """
        view = self._store.read().edit_view("attachment", record)
        if view is None:
            raise KnownError(ErrorCode.RECORD_GONE, kind="attachment")
        base = {"title": tuple(view.bases.get("title", ()))}
        values: dict[str, Value] = {"title": clean_title(title)}
        edit = RecordEdit(view.record.stream, "attachment", record, values, base)
        return save_edits(self._store, [edit], None)

    def of_case(self, case: RecordId) -> tuple[AttachmentRow, ...]:
        """The documents of a case, newest first."""
        reader = self._store.read()
        found = reader.find("attachment", where={"case": case})
        rows = [self._row(reader, one) for one in found if isinstance(one, Attachment)]
        shown = (row for row in rows if row is not None)
        return tuple(sorted(shown, key=lambda row: (row.attached.at, row.record), reverse=True))

    def thumbnail(self, attached: Attached) -> bytes:
        """The small picture of a picture, empty for anything else.

        Raises KnownError ATTACHMENT_MISSING, ATTACHMENT_DAMAGED.
        """
        return b"" if attached.thumbnail is None else self._files.get(attached.thumbnail)

    def content(self, attached: Attached) -> bytes:
        """The whole of it; errors as ``thumbnail``."""
        return self._files.get(attached.original)

    @property
    def is_opening_explained(self) -> bool:
        """Whether the person was told once what opening outside means."""
        return bool(self._store.read().setting(CONSENT))

    def open_copy(self, attached: Attached, number: int = 1) -> Path:
        """Write a decrypted, read-only copy for another program, under a neutral name.

        The person has been told. Raises KnownError ATTACHMENT_MISSING, ATTACHMENT_DAMAGED,
        DISK_FULL, READ_ONLY.
        """
        data = self.content(attached)
        if look(data).media_type != attached.media_type:
            raise KnownError(ErrorCode.ATTACHMENT_DAMAGED, file=attached.original.name)
        self._store.write(lambda writer: writer.put_setting(CONSENT, True)).result()
        kind = "Foto" if attached.media_type.startswith("image/") else "Dokument"
        suffix = SUFFIXES.get(attached.media_type, "bin")
        return self._copies.put(data, f"{kind}-{max(1, number)}.{suffix}")

    def close_copies(self) -> int:
        """Remove all decrypted copies: at lock, at exit, at the next start.

        Needs no open store. Returns how many another program still holds (Windows).
        """
        return self._copies.clear()

    def forget(self, records: Iterable[RecordId]) -> int:
        """Unlink the files of attachments that are being erased; returns how many went.

        To be called while their rows are still there: these name the files. Were the rows erased
        first, ``remove_orphans`` finds the files. Without its key in the row a file is noise.
        """
        reader = self._store.read()
        removed = 0
        for record in records:
            found = reader.get("attachment", record)
            attached = attached_of(found) if isinstance(found, Attachment) else None
            for file in () if attached is None else attached.files():
                removed += self._files.remove(file.name)
        return removed

    def tidy(self) -> None:
        """At the start: remove what a crash left; a folder that cannot be cleaned keeps nobody
        from working."""
        self.close_copies()
        try:
            removed = self.remove_orphans()
        except KnownError as error:
            _log.warning("attachments are not tidied: %s", error.code.value)
        else:
            if removed:
                _log.info("attachments that belong to nothing: %d removed", removed)

    def remove_orphans(self) -> int:
        """Remove files that no record and no draft names: left by a crash between file and save,
        or by a draft that was discarded; ``attachment_orphans`` says when. Files taken in since
        the start stay. Returns how many. Raises KnownError READ_ONLY, and those of a save.
        """
        with self._lock:
            # First the files, then who names them: what is added meanwhile is not in the list.
            there = self._files.names() - self._fresh
        gone = due(self._store, there, self._now())
        return sum(self._files.remove(name) for name in sorted(gone))

    def _put(self, data: bytes) -> StoredFile:
        with self._lock:  # or a file half written would look like one that belongs to nobody
            stored = self._files.put(data)
            self._fresh.add(stored.name)
        return stored

    def _row(self, reader: Reader, record: Attachment) -> AttachmentRow | None:
        attached = attached_of(record)
        if attached is None:
            return None
        form = reader.get("form_submission", record.submission) if record.submission else None
        return AttachmentRow(
            attached=replace(attached, title=strip_controls(attached.title)),
            case=record.case,
            number=record.number or 1,
            source=self._forms.title(form.form_id) if isinstance(form, FormSubmission) else "",
            author=self._directory.name(reader, record.staff),
            is_here=self._files.has(attached.original),
        )


def sealed_paths_of(definition: FormDefinition) -> frozenset[str]:
    """The generic paths of the questions of a form whose files are protected."""
    return sealed_paths([definition])


def clean_title(typed: str) -> str:
    """A title without signs of paths, control and direction signs, at most MOST_TITLE long."""
    shown = "".join(" " if unicodedata.category(c) == "Cc" else c for c in strip_controls(typed))
    words = shown.translate(_PATH_SIGNS).split()
    return " ".join(words)[:MOST_TITLE].strip(" .")


def next_number(reader: Reader, case: RecordId, media_type: str) -> int:
    """The next number of a photo or a document in a case, from 1."""
    sort = media_type.partition("/")[0]
    same = [
        one.number or 0
        for one in reader.find("attachment", where={"case": case})
        if one.media_type.partition("/")[0] == sort
    ]
    return max(same, default=0) + 1


def form_edits(
    reader: Reader,
    kept: Companions,
    common: dict[str, Value],
    stream: StreamId,
    case: RecordId,
) -> list[RecordEdit]:
    """The records of what was added to questions of a form; *common* are the values all share."""
    edits: list[RecordEdit] = []
    numbers: dict[str, int] = {}
    for path, attached in sorted(kept.attachments.items(), key=lambda item: item[1].id):
        sort = attached.media_type.partition("/")[0]
        number = numbers.get(sort) or next_number(reader, case, attached.media_type)
        numbers[sort] = number + 1
        values = {**attached.values(), **common, "question": path, "number": number}
        edits.append(RecordEdit(stream, "attachment", attached.id, values))
    return edits
