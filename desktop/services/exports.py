"""Exports: finished forms leave the encrypted store as files, after the password."""

from __future__ import annotations

import contextlib
import errno
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.crypto import keyfile
from desktop.documents.export.files import staged_folder
from desktop.documents.export.sealing import sealed_paths, sealed_questions
from desktop.domain.errors import ErrorCode, KnownError
from desktop.services.export_records import FinishedForms
from desktop.services.export_spec import ExportableForm, ExportReport, ExportSpec
from desktop.services.form_mapping import local_day
from desktop.services.form_names import file_name_of
from desktop.services.form_service import FormService
from desktop.services.people import StaffDirectory
from desktop.storage.store import Store

if TYPE_CHECKING:
    from desktop.forms.definition import FormDefinition
    from desktop.services.export_writing import Written

REFUSED = frozenset({"f6_incident"})
"""Forms without free export: what they hold is seen by the incident team only."""
_STEP = 50
"""Progress is told after so many records."""


class ExportService:
    """All methods block; call them off the GUI thread.

    Questions marked as sealed never leave: there is no right yet that would allow it.
    """

    def __init__(
        self,
        store: Store,
        forms: FormService,
        directory: StaffDirectory,
        now: Callable[[], int],
        unlock: Callable[[Path, str], object] = keyfile.unlock,
    ) -> None:
        self._store = store
        self._forms = forms
        self._finished = FinishedForms(store, directory)
        self._now = now
        self._unlock = unlock

    def forms(self) -> tuple[ExportableForm, ...]:
        """The forms with finished answers on this laptop; those it cannot read are left out."""
        counts = Counter((one.form_id, one.form_version) for one in self._finished.all())
        totals: dict[str, int] = {}
        for (form_id, _version), count in counts.items():
            totals[form_id] = totals.get(form_id, 0) + count
        found = []
        for form_id, total in sorted(totals.items()):
            versions = [version for one, version in counts if one == form_id]
            with contextlib.suppress(KnownError):
                definitions = self._definitions(form_id, versions)
                found.append(self._exportable(form_id, total, definitions))
        return tuple(found)

    def _exportable(
        self, form_id: str, finished: int, definitions: Mapping[str, FormDefinition]
    ) -> ExportableForm:
        return ExportableForm(
            form_id=form_id,
            title=self._forms.title(form_id),
            finished=finished,
            languages=next(iter(definitions.values())).languages,
            has_entities=any(one.entities for one in definitions.values()),
            is_refused=form_id in REFUSED,
        )

    def _definitions(self, form_id: str, versions: Iterable[str]) -> dict[str, FormDefinition]:
        """For each version the form that is here, the latest first; KnownError FORM_UNKNOWN."""
        return {
            version: self._forms.open(form_id, version)
            for version in sorted(versions, reverse=True)
        }

    def _current(self, form_id: str) -> Iterator[FormDefinition]:
        """What new answers are given to: what it seals is sealed in older answers too."""
        with contextlib.suppress(KnownError):
            yield self._forms.open(form_id)

    def _name(self, spec: ExportSpec) -> str:
        """Form, day and shape: nothing about a person."""
        parts = [file_name_of(spec.form_id), local_day(self._now()), spec.format.value]
        if spec.record is not None:
            parts.insert(1, spec.record[-8:])
        return "-".join(parts)

    def confirm_password(self, password: str) -> None:
        """Compare with the key file, which takes about half a second.

        KnownError WRONG_PASSWORD, KEY_FILE_MISSING, KEY_FILE_DAMAGED.
        """
        self._unlock(self._store.directory, password)

    def run(
        self,
        spec: ExportSpec,
        target: Path,
        password: str,
        *,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> ExportReport:
        """Write what *spec* asks for into a new folder inside *target*, private (0700, 0600).

        All or nothing: on any error no file stays. KnownError: those of ``confirm_password``;
        EXPORT_REFUSED for a form that has no free export; EXPORT_EMPTY when nothing is finished
        in that period; EXPORT_INSIDE where the program keeps its own files; EXPORT_TARGET,
        EXPORT_EXISTS, EXPORT_FOREIGN, EXPORT_FULL; FORM_UNKNOWN when the form of some answers is
        not on this laptop; CANCELLED.
        """
        from desktop.services.export_writing import ExportWriter

        if spec.form_id in REFUSED:
            raise KnownError(ErrorCode.EXPORT_REFUSED, form=spec.form_id)
        self._check_outside(target)
        self.confirm_password(password)
        versions = self._versions(spec, cancelled)
        definitions = self._definitions(spec.form_id, versions)
        kept = [*definitions.values(), *self._current(spec.form_id)]
        with staged_folder(target, self._name(spec), replace=spec.replace) as folder:
            writer = ExportWriter(
                folder,
                spec,
                definitions,
                lambda version: self._forms.package(spec.form_id, version),
                self._finished,
                sealed_paths(kept),
                _steps(progress, versions.total()),
            )
            written = writer.write(self._finished.wanted(spec, cancelled))
        return _report(target / self._name(spec), written, max(map(sealed_questions, kept)))

    def _check_outside(self, target: Path) -> None:
        """Nothing readable among the encrypted files, whatever name leads there."""
        with contextlib.suppress(OSError):
            try:
                whole = target.resolve()
            except (RuntimeError, ValueError) as error:  # links in a circle, or no path at all
                raise KnownError(ErrorCode.EXPORT_TARGET, errno=errno.ELOOP) from error
            if any(one.samefile(self._store.directory) for one in (whole, *whole.parents)):
                raise KnownError(ErrorCode.EXPORT_INSIDE)

    def _versions(self, spec: ExportSpec, cancelled: Callable[[], bool]) -> Counter[str]:
        """How many records there are of each version; KnownError EXPORT_EMPTY if none at all."""
        found = Counter(one.form_version for one, _ops in self._finished.wanted(spec, cancelled))
        if not found:
            raise KnownError(ErrorCode.EXPORT_EMPTY)
        return found


def _steps(progress: Callable[[int, int], None], total: int) -> Callable[[], None]:
    """Tells the beginning, now and then how many are done, and the end."""
    done = 0
    progress(0, total)

    def stepped() -> None:
        nonlocal done
        done += 1
        if done % _STEP == 0 or done == total:
            progress(done, total)

    return stepped


def _report(folder: Path, written: Written, sealed: int) -> ExportReport:
    return ExportReport(
        folder=folder,
        files=tuple(written.files),
        records=written.records,
        rows=written.rows,
        sealed=sealed,
        unplaced=written.unplaced,
        shortened=written.shortened,
    )
