"""Forms that can be filled in: those shipped with the program and those imported."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.library import shipped_forms
from desktop.services.views import FormRow
from desktop.storage.store import Store

if TYPE_CHECKING:
    from desktop.forms.definition import FormDefinition
    from desktop.forms.import_report import ImportReport

_SETTING = "form/"


class FormService:
    """Gives out form definitions; parsed ones are kept, since they never change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._shipped = {form.form_id: form for form in shipped_forms()}
        self._definitions: dict[tuple[str, str], FormDefinition] = {}
        self._lock = threading.Lock()

    def available(self) -> tuple[FormRow, ...]:
        """All forms that can be started, shipped ones first."""
        rows = [
            FormRow(form.form_id, form.version, form.title, form.languages)
            for form in self._shipped.values()
        ]
        for name in self._store.read().settings(_SETTING):
            _, form_id, version = name.split("/", 2)
            if form_id not in self._shipped:
                definition = self.open(form_id, version)
                rows.append(FormRow(form_id, version, definition.title, definition.languages))
        return tuple(rows)

    def title(self, form_id: str) -> str:
        """A shipped form's message id, another's own title, or the id of one not on this laptop."""
        if form_id in self._shipped:
            return self._shipped[form_id].title
        return next((row.title for row in self.available() if row.form_id == form_id), form_id)

    def drafts(self, form_id: str) -> tuple[str, ...]:
        """The languages of a form whose translation no speaker has reviewed."""
        return self._shipped[form_id].drafts if form_id in self._shipped else ()

    def open(self, form_id: str, version: str | None = None) -> FormDefinition:
        """Return a form; raises KnownError(FORM_UNKNOWN) if this laptop does not have it.

        The version asked for wins; a shipped form of another version is used when only that
        one is here, because answers must stay readable.
        """
        from desktop.forms.load import load_form

        shipped = self._shipped.get(form_id)
        key = (form_id, version or (shipped.version if shipped else ""))
        with self._lock:
            if key in self._definitions:
                return self._definitions[key]
            xml = self._store.read().setting(f"{_SETTING}{form_id}/{key[1]}")
            if not isinstance(xml, str):
                if shipped is None:
                    raise KnownError(ErrorCode.FORM_UNKNOWN, form=form_id)
                xml = shipped.xml.decode()
            definition = load_form(xml)
            self._definitions[key] = definition
            return definition

    def import_file(
        self,
        path: Path,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> ImportReport:
        """Import an XLSForm or XForm file and keep it in the store.

        A form that is here already stays: answers given to it must keep their meaning. Raises
        KnownError (FORM_NOT_XLSFORM, FORM_TOO_LARGE, FORM_INVALID, FORM_CYCLE, FORM_EXISTS for
        another form of the same id and version, CANCELLED); nothing is kept then.
        """
        from desktop.forms.importer import import_form
        from desktop.forms.load import load_form

        imported = import_form(path, progress=progress, cancelled=cancelled)
        definition = load_form(imported.xml)
        if cancelled():
            raise KnownError(ErrorCode.CANCELLED)
        name = f"{_SETTING}{definition.form_id}/{definition.version}"
        text = imported.xml.decode()
        if self._text(definition.form_id, definition.version) not in (None, text):
            raise KnownError(ErrorCode.FORM_EXISTS, form=definition.form_id)
        self._store.write(lambda writer: writer.put_setting(name, text)).result()
        return imported.report

    def package(self, form_id: str, version: str) -> str | None:
        """The XForm of exactly this version as text, if it is here."""
        return self._text(form_id, version)

    def _text(self, form_id: str, version: str) -> str | None:
        """The XForm of exactly this version, if it is here."""
        kept = self._store.read().setting(f"{_SETTING}{form_id}/{version}")
        if isinstance(kept, str):
            return kept
        shipped = self._shipped.get(form_id)
        return shipped.xml.decode() if shipped and shipped.version == version else None
