"""What both windows write beside the answers: originals, notes, signatures, who interprets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.domain.attachment import Attached
from desktop.domain.companions import ATTACHMENTS, MAPS
from desktop.forms.session import FormSession
from desktop.services.companions import (
    Companions,
    Declined,
    Interpreting,
    Original,
    Presented,
    Signature,
    stored_path_of,
)
from desktop.services.read_back import READ_BACK

ORIGINALS, PRESENTED, SIGNATURES, DECLINED = MAPS
INTERPRETATION = "interpretation"
Entry = Original | Presented | Signature | Declined | Attached


class CompanionDesk(QObject):
    """Holds the companions of one conversation (GUI thread); questions are named by their refs.

    Signals: ``companion_changed(str, str)`` after every change: one of the names above and the
    stored path (empty for the interpreter). The page keeps its draft on it.
    """

    companion_changed = Signal(str, str)

    def __init__(
        self, session: FormSession, companions: Companions, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._all = companions

    @property
    def all(self) -> Companions:
        """Everything, frozen as it stands."""
        return self._all

    @property
    def interpretation(self) -> Interpreting | None:
        """Who interprets, or None while nobody said anything about it."""
        return self._all.interpretation

    def path(self, ref: str) -> str:
        """The key of a question."""
        return stored_path_of(self._session, ref)

    def original(self, ref: str) -> Original | None:
        """What was said in the client's own words."""
        return self._all.originals.get(self.path(ref))

    def presented(self, ref: str) -> Presented | None:
        """How the note *ref* was brought to the client's knowledge."""
        return self._all.presented.get(self.path(ref))

    def signature(self, ref: str) -> Signature | None:
        """The signature given at *ref*, whether it still holds or not."""
        return self._all.signatures.get(self.path(ref))

    def set_original(self, ref: str, entry: Original | None) -> None:
        """Keep or (None) forget the original of an answer."""
        self._set(ORIGINALS, ref, entry)

    def set_presented(self, ref: str, entry: Presented | None) -> None:
        """Keep that a note was presented, or take that back."""
        self._set(PRESENTED, ref, entry)

    def set_signature(self, ref: str, entry: Signature | None) -> None:
        """Keep a signature, or take it away."""
        self._set(SIGNATURES, ref, entry)

    def declined(self, ref: str) -> Declined | None:
        """That the client did not want to answer *ref*."""
        return self._all.declined.get(self.path(ref))

    def set_declined(self, ref: str, entry: Declined | None) -> None:
        """Keep that the client did not want to answer, or take that back."""
        self._set(DECLINED, ref, entry)

    def attached(self, ref: str) -> Attached | None:
        """The file that was added at *ref*."""
        return self._all.attachments.get(self.path(ref))

    def set_attached(self, ref: str, entry: Attached | None) -> None:
        """Keep a file with the form, or let go of it."""
        self._set(ATTACHMENTS, ref, entry)

    @property
    def read_back(self) -> Presented | None:
        """How the summary of the answers was brought to the client's knowledge."""
        return self._all.presented.get(READ_BACK)

    def set_read_back(self, entry: Presented | None) -> None:
        """Keep that the summary was presented, or take that back."""
        self._set_at(PRESENTED, READ_BACK, entry)

    def set_interpretation(self, entry: Interpreting | None) -> None:
        """Say who interprets."""
        if entry != self._all.interpretation:
            self._all = replace(self._all, interpretation=entry)
            self.companion_changed.emit(INTERPRETATION, "")

    def _set(self, name: str, ref: str, entry: Entry | None) -> None:
        self._set_at(name, self.path(ref), entry)

    def _set_at(self, name: str, path: str, entry: Entry | None) -> None:
        entries: dict[str, Any] = dict(getattr(self._all, name))
        if entries.get(path) == entry:
            return
        if entry is None:
            entries.pop(path, None)
        else:
            entries[path] = entry
        renewed: dict[str, Any] = {name: entries}
        self._all = replace(self._all, **renewed)
        self.companion_changed.emit(name, path)
