"""The forms that are here: shipped, kept on this laptop, published by the agency; whom to trust."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from desktop.domain.changes import Changes
from desktop.domain.errors import KnownError
from desktop.domain.form_package import (
    PUBLISHED,
    as_bytes,
    as_text,
    digest_of,
    put_together,
)
from desktop.domain.ids import DeviceId, RecordId
from desktop.domain.register import Head
from desktop.services.form_names import form_of, setting_name
from desktop.services.form_reviews import local_reviews, published_reviews
from desktop.services.people import StaffDirectory
from desktop.services.views import FormStanding, FormVersion
from desktop.storage.store import Reader, Store, Writer

LOCAL, FACTS, MEDIA, WITHDRAWN = "form/", "form-facts/", "form-media/", "form-withdrawn/"
"""Beginnings of settings, see ``setting_name``."""
_KIND = "form_package"
_NEEDED = frozenset({"form_id", "digest", "pieces"})


@dataclass(frozen=True, slots=True)
class Content:
    """What ``load_form`` needs."""

    xml: str
    media: Mapping[str, bytes]


class AgencyShelf:
    """Packages of the agency stream as far as administrators of the roster wrote them.

    Any member of the circle can write into the agency stream, so an entry by anybody else counts
    for nothing here: it neither offers a form nor takes one away. Thread-safe.
    """

    def __init__(self, store: Store, directory: StaffDirectory | None) -> None:
        self._store = store
        self._directory = directory
        self._lock = threading.Lock()
        self._versions: tuple[FormVersion, ...] | None = None
        store.subscribe(self._on_changes)

    def versions(self) -> tuple[FormVersion, ...]:
        """All packages, trusted or not, earliest first."""
        with self._lock:
            if self._versions is None:
                reader = self._store.read()
                found = [self._version(reader, one.id) for one in reader.find(_KIND)]
                self._versions = tuple(_first_come(found))
            return self._versions

    def content(self, version: FormVersion) -> Content | None:
        """XForm and files of a package that is whole and trusted."""
        if version.record is None or version.standing not in (
            FormStanding.PUBLISHED,
            FormStanding.RETIRED,
        ):
            return None
        units = self._trusted(self._store.read(), version.record)
        return Content(*put_together(_texts(units)))

    def may_publish(self, device: DeviceId) -> bool:
        """Whether what this device writes counts; nobody's does while the roster is unreadable."""
        if self._directory is None:
            return False
        try:
            return self._directory.is_admin(device)
        except KnownError:
            return False

    def _on_changes(self, changes: Changes, _initiator: object | None) -> None:
        if changes.roster or any(kind in (_KIND, "staff") for kind, _ in changes.records):
            with self._lock:
                self._versions = None

    def _trusted(self, reader: Reader, record: RecordId) -> dict[str, Head]:
        """Per unit the first entry by an administrator, even if somebody else replaced it."""
        found = {}
        standing = reader.heads(_KIND, record)
        for unit in dict.fromkeys((*_NEEDED, *standing)):
            heads = standing.get(unit, ())
            first = next((head for head in heads if self.may_publish(head.op.device)), None)
            if first is None:
                first = self._replaced(reader, record, unit)
            if first is not None:
                found[unit] = first
        return found

    def _replaced(self, reader: Reader, record: RecordId, unit: str) -> Head | None:
        entries = reader.history(_KIND, record, unit)
        return next(
            (
                Head(entry.op, entry.stamp, entry.value)
                for entry in entries
                if entry.value is not None and self.may_publish(entry.op.device)
            ),
            None,
        )

    def _version(self, reader: Reader, record: RecordId) -> FormVersion:
        package = reader.get(_KIND, record)
        heads = self._trusted(reader, record)
        texts = _texts(heads)
        if not heads.keys() >= _NEEDED:
            return FormVersion(
                package.form_id,
                package.version,
                package.title,
                tuple(package.languages.split()),
                FormStanding.REFUSED,
                package.digest,
                package.published_at or 0,
                record=record,
                reason="author",
            )
        first = heads["form_id"].op
        standing, reason = self._standing(reader, record, heads)
        return FormVersion(
            texts["form_id"],
            texts.get("version", ""),
            texts.get("title", ""),
            tuple(texts.get("languages", "").split()),
            standing,
            texts["digest"],
            heads["form_id"].stamp.ms,
            self._author(reader, first.device),
            record,
            reason,
            tuple(
                published_reviews(reader, record, self.may_publish, partial(self._author, reader))
            ),
        )

    def _author(self, reader: Reader, device: DeviceId) -> str:
        return self._directory.author(reader, device) if self._directory else ""

    def _standing(
        self, reader: Reader, record: RecordId, heads: Mapping[str, Head]
    ) -> tuple[FormStanding, str]:
        pieces = {u: t for u, t in _texts(heads).items() if u.startswith(("xform/", "media/"))}
        if len(pieces) < int(heads["pieces"].value or 0):  # type: ignore[arg-type]
            return FormStanding.UNDERWAY, ""
        try:
            is_whole = digest_of(*put_together(pieces)) == heads["digest"].value
        except ValueError:
            is_whole = False
        if not is_whole:
            return FormStanding.REFUSED, "damaged"
        said = [
            entry.value
            for entry in reader.history(_KIND, record, "state")
            if self.may_publish(entry.op.device)
        ]
        return (FormStanding.PUBLISHED if said[-1:] == [PUBLISHED] else FormStanding.RETIRED), ""


def _texts(heads: Mapping[str, Head]) -> dict[str, str]:
    return {unit: head.value for unit, head in heads.items() if isinstance(head.value, str)}


def _first_come(found: Iterable[FormVersion]) -> Iterable[FormVersion]:
    """Of two packages with one id and version the one published first stands."""
    taken: dict[tuple[str, str], str] = {}
    for version in sorted(found, key=lambda one: (one.at, one.record or "")):
        is_good = version.standing in (FormStanding.PUBLISHED, FormStanding.RETIRED)
        if is_good and taken.setdefault(version.key, version.digest) != version.digest:
            yield clashing(version)
        else:
            yield version


def clashing(version: FormVersion) -> FormVersion:
    """The same version, refused because another form of this id and version counts."""
    return FormVersion(
        version.form_id,
        version.version,
        version.title,
        version.languages,
        FormStanding.REFUSED,
        version.digest,
        version.at,
        version.author,
        version.record,
        "clash",
    )


class LocalShelf:
    """Forms read in on this laptop; they leave it only when an administrator publishes them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._versions: tuple[FormVersion, ...] | None = None

    def versions(self) -> tuple[FormVersion, ...]:
        """What was read in and not withdrawn comes as LOCAL, the rest as RETIRED."""
        versions = self._versions
        if versions is None:
            versions = self._versions = self._read()
        return versions

    def forget(self) -> None:
        """Read again: something was written with ``keep_facts`` or withdrawn."""
        self._versions = None

    def _read(self) -> tuple[FormVersion, ...]:
        reader = self._store.read()
        withdrawn = set(reader.settings(WITHDRAWN))
        found = []
        for name in reader.settings(FACTS):
            facts = reader.setting(name)
            form_id, version = form_of(FACTS, name)
            gone = setting_name(WITHDRAWN, form_id, version) in withdrawn
            found.append(
                FormVersion(
                    form_id,
                    version,
                    str(facts["title"]),
                    tuple(facts["languages"]),
                    FormStanding.RETIRED if gone else FormStanding.LOCAL,
                    str(facts["digest"]),
                    int(facts["at"]),
                    reviewed=local_reviews(reader, form_id, version),
                )
            )
        return tuple(sorted(found, key=lambda one: one.at))

    def content(self, form_id: str, version: str) -> Content | None:
        """XForm and files of exactly this version, if they are kept here."""
        reader = self._store.read()
        xml = reader.setting(setting_name(LOCAL, form_id, version))
        if not isinstance(xml, str):
            return None
        media = reader.setting(setting_name(MEDIA, form_id, version)) or {}
        return Content(xml, {name: as_bytes(name, text) for name, text in media.items()})


def keep_content(writer: Writer, form_id: str, version: str, content: Content) -> None:
    """Keep a form on this laptop, so that answers to it stay readable whatever comes after."""
    media = {name: as_text(name, data) for name, data in content.media.items()}
    writer.put_setting(setting_name(LOCAL, form_id, version), content.xml)
    writer.put_setting(setting_name(MEDIA, form_id, version), media or None)  # type: ignore[arg-type]


def keep_facts(writer: Writer, version: FormVersion) -> None:
    """Enter a form that was read in here; one that was withdrawn comes back."""
    writer.put_setting(setting_name(WITHDRAWN, version.form_id, version.version), None)
    writer.put_setting(
        setting_name(FACTS, version.form_id, version.version),
        {
            "title": version.title,
            "languages": list(version.languages),
            "digest": version.digest,
            "at": version.at,
        },
    )
