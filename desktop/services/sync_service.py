"""What ui shows and asks of the exchange with the agency server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from desktop.domain.errors import Fact
from desktop.domain.ids import DeviceId, RecordId, StreamId
from desktop.domain.records import FormSubmission, Person, Visit
from desktop.domain.wording import N_
from desktop.services import labels
from desktop.services.parked import parked_rows
from desktop.services.people import StaffDirectory
from desktop.services.unsent import unsent_things
from desktop.services.views import DeviceRow, ParkedRow, SyncStatus, UnsentRow
from desktop.storage.store import Reader, Store
from desktop.sync.renewal import awaits_enrolment
from desktop.sync.state import SyncReport, SyncState

_TITLES: Mapping[str, str] = {
    "case": N_("Fall"),
    "person": N_("Person"),
    "visit": N_("Besuch"),
    "form_submission": N_("Formular"),
    "interpretation": N_("Sprachmittlung"),
    "pledge": N_("Verpflichtung zur Verschwiegenheit"),
    "note": N_("Notiz"),
    "attachment": N_("Dokument"),
    "accommodation": N_("Unterkunft"),
    "unit": N_("Wohneinheit"),
    "staff": N_("Mitarbeitende"),
    "form_package": N_("Formularvorlage"),
    "erasure": N_("Löschung"),
    "retention_rule": N_("Aufbewahrungsregel"),
}


class Exchange(Protocol):
    """The sync worker as this service needs it."""

    def nudge(self) -> None:
        """Begin a round as soon as possible."""

    def cancel(self) -> None:
        """Stop the round that is going on, between two batches."""

    def retry_parked(self) -> None:
        """Try the parked streams again, at once."""

    def accept_restored_server(self) -> None:
        """A person has said yes to a server that was set back."""

    def network_returned(self) -> None:
        """There is a network again: begin a round if that makes sense."""


class SyncService:
    """Status is computed from outbox and receipts; the last report only adds the reason."""

    def __init__(self, store: Store, directory: StaffDirectory) -> None:
        self._store = store
        self._directory = directory
        self._exchange: Exchange | None = None
        self._report = SyncReport(SyncState.OFFLINE)
        self._listeners: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def attach(self, exchange: Exchange) -> None:
        """Connect the worker; before that the app is simply offline."""
        self._exchange = exchange

    def reported(self, report: SyncReport) -> None:
        """Called by the sync thread with every new state."""
        with self._lock:
            self._report = report
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call *listener* (in the sync thread) when the state changes; returns the way out."""
        with self._lock:
            self._listeners.append(listener)

        def leave() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return leave

    def status(self) -> SyncStatus:
        """What the chip shows at this moment."""
        reader = self._store.read()
        with self._lock:
            report = self._report
        facts = dict(report.facts)
        if report.state is SyncState.OFFLINE and awaits_enrolment(reader):
            # It is said without a network as well: nothing will be sent until then.
            report = replace(report, state=SyncState.NEW_DEVICE, error=None)
        return SyncStatus(
            state=report.state,
            unsent=len(unsent_things(reader)),
            conflicts=reader.conflict_count(),
            last_success_at=report.last_success_at,
            parked=len(self._parked(reader)),
            progress=report.progress,
            clock_off_minutes=report.clock_off_minutes,
            error=report.error,
            lost=_count(facts.get("lost")),
            known=_count(facts.get("known")),
        )

    def report(self) -> SyncReport:
        """The worker's last words, for *Abgleich*."""
        with self._lock:
            return self._report

    def unsent(self) -> tuple[UnsentRow, ...]:
        """What is only here, on its way, or parked; newest first."""
        reader = self._store.read()
        parked = self._parked(reader)
        rows = []
        for kind, record_id, saved_at, where in unsent_things(reader):
            record = reader.get(kind, record_id)
            reason = parked.get(record.stream, "") if record is not None else ""
            case = None if kind == "erasure" else getattr(record, "case", None)
            rows.append(
                UnsentRow(
                    kind=kind,
                    record=record_id,
                    case=record_id if kind == "case" else case,
                    title=_title(reader, kind, record),
                    saved_at=saved_at,
                    where="parked" if reason else where,
                    reason=reason,
                )
            )
        return tuple(sorted(rows, key=lambda row: row.saved_at, reverse=True))

    def parked(self) -> tuple[ParkedRow, ...]:
        """The streams that do not go on, and why."""
        reader = self._store.read()
        return parked_rows(reader, self._parked(reader))

    def devices(self) -> tuple[DeviceRow, ...]:
        """All devices of the agency with the time of their last change known here."""
        reader, own = self._store.read(), self._store.device
        heard: dict[DeviceId, int | None] = {own: None, **reader.devices_heard()}
        rows = [
            DeviceRow(
                device=device,
                person=self._directory.author(reader, device),
                last_seen_at=at,
                is_this=device == own,
            )
            for device, at in heard.items()
        ]
        return tuple(sorted(rows, key=lambda row: (not row.is_this, row.person)))

    def now(self) -> None:
        """Begin a round; returns at once."""
        if self._exchange is not None:
            self._exchange.nudge()

    def cancel(self) -> None:
        """Stop a running round between two batches; what has arrived stays."""
        if self._exchange is not None:
            self._exchange.cancel()

    def retry_parked(self) -> None:
        """Try the parked streams again; returns at once."""
        if self._exchange is not None:
            self._exchange.retry_parked()

    def accept_restored_server(self) -> None:
        """A person confirms that the server was set back: compare, and send again what it lost
        of what this laptop wrote. Nothing here is deleted. Blocks for one commit."""
        if self._exchange is not None:
            self._exchange.accept_restored_server()

    def network_returned(self) -> None:
        """Look for the server now instead of at the end of the pause; returns at once."""
        if self._exchange is not None:
            self._exchange.network_returned()

    def _parked(self, reader: Reader) -> dict[StreamId, str]:
        """Parked ones as they are stored, and what only the last round noticed."""
        noticed = {StreamId(alarm.stream): alarm.reason for alarm in self.report().parked}
        return noticed | reader.parked()


def _count(fact: Fact | None) -> int:
    return fact if isinstance(fact, int) else 0


def _title(reader: Reader, kind: str, record: object) -> str:
    """A message id, or the call name for a person; never free text."""
    if isinstance(record, Person):
        return labels.call_name(record) or _TITLES[kind]
    if isinstance(record, (Visit, FormSubmission)) and record.case:
        return _TITLES[kind]
    return _TITLES.get(kind, kind)


def no_person(_device: DeviceId) -> RecordId | None:
    """A roster that knows nobody: used before the first roster has arrived."""
    return None
