"""The file somebody brought and what belongs to it: tables, pictures and recordings beside it."""

from __future__ import annotations

import csv
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.spreadsheet_limits import MAX_ENTRIES, MAX_FILE_BYTES, MAX_UNPACKED_BYTES

MAX_MEDIA_BYTES = 8 * 1024 * 1024
"""All files beside a form together; they travel to every laptop of the agency."""
MAX_TABLE_ROWS = 50_000
MAX_TABLE_CELLS = 300_000
"""Of one table beside a form."""
_MEDIA = frozenset(
    {".csv", ".xml", ".geojson", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".mp3", ".m4a",
     ".ogg", ".wav"}
)  # fmt: skip
_FORMS = (".xlsx", ".xls", ".md", ".xml")
_NAME = re.compile(r"[^/\\:\x00-\x1f]{1,120}")
_CALLED = re.compile(rb"""jr://(?:images|audio|video|file|file-csv)/([^"'<>\s][^"'<>]*)""")
_JUNK = ("__MACOSX/", ".")


@dataclass(frozen=True, slots=True)
class FormSource:
    """The form's own bytes, its name without ending, and where its files may lie."""

    data: bytes
    stem: str
    packed: Mapping[str, bytes] | None = None
    """Files that came in the same archive; None for a form that came alone."""
    folder: Path | None = None

    def media(self, names: Iterable[str]) -> dict[str, bytes]:
        """Those of *names* that came with the form; links are not followed.

        KnownError FORM_TOO_LARGE when they are too large together.
        """
        found: dict[str, bytes] = {}
        total = 0
        for name in sorted(set(names)):
            data = self._file(name) if is_media(name) else None
            if data is None:
                continue
            total += len(data)
            if name.lower().endswith(".csv"):
                data = _table(name, data)
            if total > MAX_MEDIA_BYTES:
                raise KnownError(
                    ErrorCode.FORM_TOO_LARGE, what="media", found=total, limit=MAX_MEDIA_BYTES
                )
            found[name] = data
        return found

    def _file(self, name: str) -> bytes | None:
        if self.packed is not None:
            return self.packed.get(name)
        if self.folder is None:
            return None
        for path in (self.folder / f"{self.stem}-media" / name, self.folder / name):
            try:
                if stat.S_ISREG(path.lstat().st_mode) and not path.parent.is_symlink():
                    with path.open("rb") as file:
                        return file.read(MAX_MEDIA_BYTES + 1)
            except OSError:
                continue
        return None


def is_media(name: str) -> bool:
    """Whether a file of this name may belong to a form: a plain name with a known ending."""
    is_plain = _NAME.fullmatch(name) is not None and not name.startswith(".")
    return is_plain and PurePosixPath(name).suffix.lower() in _MEDIA


def called_files(xml: bytes) -> tuple[str, ...]:
    """The names of files that a compiled form calls for."""
    return tuple(
        dict.fromkeys(
            name.decode("utf-8", "replace").rpartition("/")[2] for name in _CALLED.findall(xml)
        )
    )


def read_source(path: Path) -> FormSource:
    """Read a form file, or an archive with one form and the files beside it.

    KnownError FORM_UNREADABLE (fact ``file``; ``reason``: ``gone`` or ``no-file``),
    FORM_NOT_XLSFORM, FORM_TOO_LARGE, or FORM_INVALID (fact ``reason``: ``archive`` for names that
    lead out of the archive, links and locked entries; ``several-forms``).
    """
    data = _read(path)
    if not data.startswith(b"PK\x03\x04"):
        return FormSource(data, path.stem, folder=path.parent)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check(entries)
            if any(entry.filename == "[Content_Types].xml" for entry in entries):
                return FormSource(data, path.stem, folder=path.parent)
            return _unpack(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM) from error


def _read(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            # A pipe or a device has no end, or none that comes.
            raise _unreadable(path, "no-file")
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _unreadable(path, "gone") from error
    except (OSError, ValueError) as error:
        raise _unreadable(path) from error
    if len(data) > MAX_FILE_BYTES:
        raise _too_large("bytes", path.stat().st_size, MAX_FILE_BYTES)
    return data


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise _too_large("entries", len(entries), MAX_ENTRIES)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise _too_large("unpacked_bytes", unpacked, MAX_UNPACKED_BYTES)
    for entry in entries:
        name = entry.filename
        parts = PurePosixPath(name).parts
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        leads_out = name.startswith("/") or "\\" in name or ":" in name or ".." in parts
        if leads_out or is_link or entry.flag_bits & 1 or "\0" in entry.orig_filename:
            raise KnownError(ErrorCode.FORM_INVALID, reason="archive")


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> FormSource:
    files = [
        entry for entry in entries if not entry.is_dir() and not entry.filename.startswith(_JUNK)
    ]
    form = _form_of(files)
    packed: dict[str, bytes] = {}
    for entry in files:
        name = PurePosixPath(entry.filename).name
        if entry is form or not is_media(name):
            continue
        if name in packed:
            raise KnownError(ErrorCode.FORM_INVALID, reason="archive")
        packed[name] = archive.read(entry)
    return FormSource(archive.read(form), PurePosixPath(form.filename).stem, packed)


def _form_of(files: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """The spreadsheet nearest to the top, else the Markdown or XML file nearest to the top."""
    for ending in _FORMS:
        found = [one for one in files if one.filename.lower().endswith(ending)]
        depth = min((one.filename.count("/") for one in found), default=0)
        nearest = [one for one in found if one.filename.count("/") == depth]
        if len(nearest) > 1:
            raise KnownError(ErrorCode.FORM_INVALID, reason="several-forms")
        if nearest:
            return nearest[0]
    raise KnownError(ErrorCode.FORM_NOT_XLSFORM)


def _table(name: str, data: bytes) -> bytes:
    """A table as forms expect it: UTF-8 with commas, also if a German Excel put semicolons."""
    _check_table(name, data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnownError(ErrorCode.FORM_INVALID, reason="encoding", file=name) from error
    heading = text.partition("\n")[0]
    if ";" not in heading or "," in heading:
        return data
    written = io.StringIO()
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
        csv.writer(written, lineterminator="\n").writerows(rows)
    except csv.Error as error:
        raise KnownError(ErrorCode.FORM_INVALID, file=name) from error
    return written.getvalue().encode()


def _check_table(name: str, data: bytes) -> None:
    """Counted before anything is built from it; quoted commas and line ends count as well."""
    rows = data.count(b"\n") + 1
    if rows > MAX_TABLE_ROWS:
        raise KnownError(
            ErrorCode.FORM_TOO_LARGE, what="rows", found=rows, limit=MAX_TABLE_ROWS, file=name
        )
    cells = rows + max(data.count(b","), data.count(b";"))
    if cells > MAX_TABLE_CELLS:
        raise KnownError(
            ErrorCode.FORM_TOO_LARGE, what="cells", found=cells, limit=MAX_TABLE_CELLS, file=name
        )


def _unreadable(path: Path, reason: str = "") -> KnownError:
    return KnownError(ErrorCode.FORM_UNREADABLE, file=path.name, reason=reason)


def _too_large(what: str, found: int, limit: int) -> KnownError:
    return KnownError(ErrorCode.FORM_TOO_LARGE, what=what, found=found, limit=limit)
