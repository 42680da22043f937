"""Forms that can be filled in: shipped with the program, read in here, published by the agency."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.form_package import PUBLISHED, RETIRED, digest_of
from desktop.forms.library import shipped_forms
from desktop.services import form_publishing
from desktop.services.form_names import setting_name
from desktop.services.form_reviews import keep_local, note_published, unreviewed
from desktop.services.form_shelf import (
    LOCAL,
    WITHDRAWN,
    AgencyShelf,
    Content,
    LocalShelf,
    clashing,
    keep_content,
    keep_facts,
)
from desktop.services.people import StaffDirectory
from desktop.services.views import (
    FormEntry,
    FormRow,
    FormStanding,
    FormVersion,
    Me,
    Review,
    Saved,
)
from desktop.storage.store import Store, Writer, wall_ms

if TYPE_CHECKING:
    from desktop.forms.definition import FormDefinition
    from desktop.forms.import_report import ImportReport, LanguageCoverage
    from desktop.forms.importer import ImportedForm

_READABLE = (FormStanding.PUBLISHED, FormStanding.RETIRED)


class FormService:
    """Gives out form definitions; parsed ones are kept, since they never change.

    *directory* tells whose publishing counts, *me* and *circle* who publishes and to whom; without
    them forms are only read. Thread-safe.
    """

    def __init__(
        self,
        store: Store,
        directory: StaffDirectory | None = None,
        me: Me | None = None,
        circle: str = "",
        now: Callable[[], int] = wall_ms,
    ) -> None:
        self._store = store
        self._me, self._circle, self._now = me, circle, now
        self._shipped = {form.form_id: form for form in shipped_forms()}
        self._agency = AgencyShelf(store, directory)
        self._local = LocalShelf(store)
        self._definitions: dict[tuple[str, str, str], FormDefinition] = {}
        self._lock = threading.Lock()

    @property
    def may_publish(self) -> bool:
        """Whether the person at this laptop is an administrator."""
        return self._agency.may_publish(self._store.device)

    def available(self) -> tuple[FormRow, ...]:
        """All forms that can be begun, in the version for new fillings; shipped ones first."""
        return tuple(
            FormRow(one.form_id, one.version, one.title, one.languages)
            for one in self._offered().values()
        )

    def entries(self) -> tuple[FormEntry, ...]:
        """Every version of every form that is here, with what a person can do with it."""
        offered = {one.key for one in self._offered().values()}
        answers = Counter(
            (one.form_id, one.form_version) for one in self._store.read().find("form_submission")
        )
        return tuple(
            FormEntry(one, one.key in offered, answers[one.key], self.drafts(*one.key))
            for one in self._versions()
        )

    def title(self, form_id: str) -> str:
        """A shipped form's message id, another's own title, or the id of one not on this laptop."""
        known = self._offered().get(form_id)
        if known is None:
            known = next((one for one in self._versions() if one.form_id == form_id), None)
        return known.title if known is not None else form_id

    def drafts(self, form_id: str, version: str) -> tuple[str, ...]:
        """The languages of a form whose translation no speaker has reviewed.

        Of a form that does not come with the program these are all but the languages of casework
        and those an administrator has entered as reviewed.
        """
        shipped, published = self._shipped.get(form_id), self._in_agency(form_id, version)
        if published is not None:
            return unreviewed(published.languages, published.reviewed)
        if shipped is not None and shipped.version == version:
            return shipped.drafts
        known = self._read_in(form_id, version)
        if known is not None:
            return unreviewed(known.languages, known.reviewed)
        try:
            return unreviewed(self.open(form_id, version).languages, ())
        except KnownError:
            return ()

    def review(self, form_id: str, version: str, language: str, *, is_reviewed: bool) -> None:
        """Enter that a speaker has reviewed a translation, or that none has after all.

        Raises KnownError FORM_NOT_ADMIN; FORM_UNKNOWN for what was neither published nor read in.
        """
        self._check_admin()
        there = self._in_agency(form_id, version)
        if there is not None and there.record is not None:
            note_published(self._store, there.record, language, is_reviewed=is_reviewed)
            return
        known = self._read_in(form_id, version)
        if known is None or self._me is None:
            raise KnownError(ErrorCode.FORM_UNKNOWN, form=form_id)
        reviews = [one for one in known.reviewed if one.language != language]
        if is_reviewed:
            reviews.append(Review(language, self._me.name, self._now()))
        self._store.write(lambda writer: keep_local(writer, form_id, version, reviews)).result()
        self._local.forget()

    def newest(self, form_id: str) -> str | None:
        """The version that new fillings begin with; None for a form that is not begun any more."""
        found = self._offered().get(form_id)
        return None if found is None else found.version

    def versions(self, form_id: str) -> tuple[FormVersion, ...]:
        """Every version of one form that is here."""
        return tuple(one for one in self._versions() if one.form_id == form_id)

    def open(self, form_id: str, version: str | None = None) -> FormDefinition:
        """Return a form; raises KnownError(FORM_UNKNOWN) if this laptop does not have it.

        Without *version* the one for new fillings. The version asked for wins; a shipped form of
        another version is used when only that one is here, because answers must stay readable.
        """
        from desktop.forms.load import load_form

        wanted = self.newest(form_id) if version is None else version
        if wanted is None:
            raise KnownError(ErrorCode.FORM_UNKNOWN, form=form_id)
        published = self._in_agency(form_id, wanted)
        key = (form_id, wanted, published.digest if published else "")
        with self._lock:
            if key in self._definitions:
                return self._definitions[key]
        content = self._content(form_id, wanted)
        if content is None and form_id in self._shipped:
            return self.open(form_id, self._shipped[form_id].version)
        if content is None:
            raise KnownError(ErrorCode.FORM_UNKNOWN, form=form_id)
        definition = load_form(content.xml, media=content.media)
        with self._lock:
            return self._definitions.setdefault(key, definition)

    def has(self, form_id: str, version: str) -> bool:
        """Whether exactly this version can be opened here."""
        return self._content(form_id, version) is not None

    def keep(self, form_id: str, version: str) -> None:
        """Keep a version that is about to be filled in on this laptop for good: a later program
        ships other versions, and answers stay with theirs."""
        if isinstance(self._store.read().setting(setting_name(LOCAL, form_id, version)), str):
            return
        content = self._content(form_id, version)
        if content is not None:
            self._store.write(
                lambda writer: keep_content(writer, form_id, version, content)
            ).result()

    def media(self, form_id: str, version: str) -> dict[str, bytes]:
        """The files beside a form (tables, pictures, recordings), by name."""
        content = self._content(form_id, version)
        return {} if content is None else dict(content.media)

    def package(self, form_id: str, version: str) -> str | None:
        """The XForm of exactly this version as text, if it is here."""
        content = self._content(form_id, version)
        return None if content is None else content.xml

    def import_file(
        self,
        path: Path,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> ImportReport:
        """Import an XLSForm, XForm or archive of both with media; keep it in the store.

        A form that is here already stays: answers given to it must keep their meaning. Raises
        KnownError (FORM_UNREADABLE, FORM_NOT_XLSFORM, FORM_TOO_LARGE, FORM_INVALID,
        FORM_UNSUPPORTED, FORM_CYCLE, FORM_EXISTS for another form of the same id and version,
        CANCELLED); nothing is kept then.
        """
        from desktop.forms.importer import import_form

        imported = import_form(path, progress=progress, cancelled=cancelled)
        if cancelled():
            raise KnownError(ErrorCode.CANCELLED)
        self._keep_imported(imported)
        return imported.report

    def publish(self, form_id: str, version: str) -> Saved:
        """Give a form that was read in here to everybody in the agency, signed by this device.

        Raises KnownError FORM_NOT_ADMIN, FORM_UNKNOWN, FORM_EXISTS.
        """
        self._check_admin()
        content = self._local.content(form_id, version)
        found = self._read_in(form_id, version)
        there = self._in_agency(form_id, version)
        if there is not None and there.record is not None:
            if found is not None and found.digest != there.digest:
                raise KnownError(ErrorCode.FORM_EXISTS, form=form_id)
            return form_publishing.set_state(self._store, there.record, PUBLISHED)
        if content is None or found is None or self._me is None:
            raise KnownError(ErrorCode.FORM_UNKNOWN, form=form_id)
        return form_publishing.publish(
            self._store, found, content, me=self._me, circle=self._circle, now=self._now()
        )

    def withdraw(self, form_id: str, version: str) -> None:
        """Begin no more with this version; drafts and answers stay, and so does the form itself.

        A version of the agency needs an administrator (KnownError FORM_NOT_ADMIN), one that was
        read in here does not.
        """
        there = self._in_agency(form_id, version)
        if there is not None and there.record is not None:
            self._check_admin()
            form_publishing.set_state(self._store, there.record, RETIRED)
            return
        name, now = setting_name(WITHDRAWN, form_id, version), self._now()
        self._store.write(lambda writer: writer.put_setting(name, now)).result()
        self._local.forget()

    def offer_again(self, form_id: str, version: str) -> None:
        """Undo ``withdraw``; errors as there."""
        there = self._in_agency(form_id, version)
        if there is not None:
            self.publish(form_id, version)
            return
        name = setting_name(WITHDRAWN, form_id, version)
        self._store.write(lambda writer: writer.put_setting(name, None)).result()
        self._local.forget()

    def coverage(self, form_id: str, version: str) -> tuple[LanguageCoverage, ...]:
        """Per language what is translated and which texts are missing."""
        from desktop.forms.import_report import coverage

        return tuple(coverage(self.open(form_id, version)))

    def _check_admin(self) -> None:
        if not self.may_publish:
            raise KnownError(ErrorCode.FORM_NOT_ADMIN)

    def _keep_imported(self, imported: ImportedForm) -> None:
        definition = imported.definition
        form_id, version = definition.form_id, definition.version
        content = Content(imported.xml.decode(), imported.media)
        digest = digest_of(content.xml, content.media)
        there = self._content(form_id, version)
        if there is not None and digest_of(there.xml, there.media) != digest:
            raise KnownError(ErrorCode.FORM_EXISTS, form=form_id)
        known = self._read_in(form_id, version)
        is_again = known is not None and known.standing is FormStanding.LOCAL
        facts = FormVersion(
            form_id,
            version,
            definition.title,
            definition.languages,
            FormStanding.LOCAL,
            digest,
            known.at if known is not None and is_again else self._now(),
        )
        shipped = self._shipped.get(form_id)
        if shipped is not None and shipped.version == version:
            return

        def work(writer: Writer) -> None:
            keep_content(writer, form_id, version, content)
            keep_facts(writer, facts)

        self._store.write(work).result()
        self._local.forget()

    def _content(self, form_id: str, version: str) -> Content | None:
        """Exactly this version: what the agency published counts before what was read in here."""
        published = self._in_agency(form_id, version)
        found = self._agency.content(published) if published is not None else None
        if found is None:
            found = self._local.content(form_id, version)
        shipped = self._shipped.get(form_id)
        if found is None and shipped is not None and shipped.version == version:
            found = Content(shipped.xml.decode(), {})
        return found

    def _in_agency(self, form_id: str, version: str) -> FormVersion | None:
        return next(
            (
                one
                for one in self._agency.versions()
                if one.key == (form_id, version) and one.standing in _READABLE
            ),
            None,
        )

    def _read_in(self, form_id: str, version: str) -> FormVersion | None:
        return next((one for one in self._local.versions() if one.key == (form_id, version)), None)

    def _versions(self) -> tuple[FormVersion, ...]:
        """All versions: shipped ones, then those of the agency, then those only here."""
        shipped = [
            FormVersion(
                form.form_id, form.version, form.title, form.languages, FormStanding.SHIPPED
            )
            for form in self._shipped.values()
        ]
        agency = self._agency.versions()
        good = {one.key: one.digest for one in agency if one.standing in _READABLE}
        here = [
            one if one.key not in good else clashing(one)
            for one in self._local.versions()
            if good.get(one.key) != one.digest
        ]
        return (*shipped, *agency, *here)

    def _offered(self) -> dict[str, FormVersion]:
        """Per form the version for new fillings: the one published last, else the shipped one,
        else the one read in last."""
        return offered(self._versions())


def offered(versions: Iterable[FormVersion]) -> dict[str, FormVersion]:
    """See ``FormService``; *versions* of each standing come earliest first."""
    best: dict[str, FormVersion] = {}
    rank = {FormStanding.LOCAL: 0, FormStanding.SHIPPED: 1, FormStanding.PUBLISHED: 2}
    for one in versions:
        now = best.get(one.form_id)
        if one.standing in rank and (now is None or rank[one.standing] >= rank[now.standing]):
            best[one.form_id] = one
    return best
