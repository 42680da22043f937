"""Who says that a speaker has reviewed a translation of a form: only then can it be signed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from desktop.domain.changes import RecordEdit
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, RecordId
from desktop.i18n.languages import worker_languages
from desktop.services.form_names import setting_name
from desktop.services.saving import save_edits
from desktop.services.views import Review
from desktop.storage.store import Reader, Store, Writer

_KIND, _UNIT = "form_package", "reviewed/"
_SETTING = "form-reviewed/"
_YES, _NO = "yes", "no"


def unreviewed(languages: Iterable[str], reviews: Iterable[Review]) -> tuple[str, ...]:
    """The *languages* nobody vouches for; those of casework are read by whoever reads the form
    in."""
    known = {one.code for one in worker_languages()} | {one.language for one in reviews}
    return tuple(code for code in languages if code not in known)


def units_of(reviews: Iterable[Review]) -> dict[str, str]:
    """What goes into a package that is published with *reviews*."""
    return {f"{_UNIT}{one.language}": _YES for one in reviews}


def published_reviews(
    reader: Reader,
    package: RecordId,
    counts: Callable[[DeviceId], bool],
    author: Callable[[DeviceId], str],
) -> Iterator[Review]:
    """The last word on each language by a device whose word *counts*."""
    for unit in sorted(u for u in reader.heads(_KIND, package) if u.startswith(_UNIT)):
        said = [one for one in reader.history(_KIND, package, unit) if counts(one.op.device)]
        if said and said[-1].value == _YES:
            by = author(said[-1].op.device)
            yield Review(unit.removeprefix(_UNIT), by, said[-1].stamp.ms)


def note_published(store: Store, package: RecordId, language: str, *, is_reviewed: bool) -> None:
    """Enter it into the package in the agency stream. KnownError RECORD_GONE."""
    view = store.read().edit_view(_KIND, package)
    if view is None:
        raise KnownError(ErrorCode.RECORD_GONE, kind=_KIND)
    unit = f"{_UNIT}{language}"
    values = {unit: _YES if is_reviewed else _NO}
    base = {unit: tuple(view.bases.get(unit, ()))}
    save_edits(store, [RecordEdit(view.record.stream, _KIND, package, values, base)], None)


def local_reviews(reader: Reader, form_id: str, version: str) -> tuple[Review, ...]:
    """What was entered on this laptop about a form that was read in here."""
    found = reader.setting(setting_name(_SETTING, form_id, version)) or {}
    return tuple(Review(code, str(by), int(at)) for code, (by, at) in sorted(found.items()))


def keep_local(writer: Writer, form_id: str, version: str, reviews: Iterable[Review]) -> None:
    """Replace what is entered on this laptop."""
    entries = {one.language: [one.by, one.at] for one in reviews}
    writer.put_setting(setting_name(_SETTING, form_id, version), entries or None)  # type: ignore[arg-type]
