"""An unlocked profile at work: store, services and the sync thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.domain.ids import DeviceId, RecordId
from desktop.domain.records import Staff
from desktop.services.backups_restore import RESTORED_SETTING, after_restore
from desktop.services.installation import check_installation
from desktop.services.people import StaffDirectory
from desktop.services.permits import Permit
from desktop.services.profile import OpenProfile, RosterPeople
from desktop.services.services import Services, compose
from desktop.services.views import Me
from desktop.storage.store import Store
from desktop.sync.client import AgencyClient
from desktop.sync.keyring import Keyring
from desktop.sync.state import RoundReport, SyncReport
from desktop.sync.transport import HttpTransport
from desktop.sync.worker import STOP_S, SyncWorker


def wall_ms() -> int:
    """UTC milliseconds of this laptop's clock."""
    return time.time_ns() // 1_000_000


class Running:
    """Owns what was opened, in the order it must be closed in."""

    def __init__(self, profile: OpenProfile, server: str) -> None:
        self._profile = profile
        self._server = server or profile.server
        self._worker: SyncWorker | None = None
        self._traffic = {"pushed": 0, "pulled": 0, "bytes_up": 0, "bytes_down": 0}
        self._counted: RoundReport | None = None
        self.restored: list[int] | None = None
        """UTC ms of a restore and of its backup, at the first opening after it."""
        self._people = people = RosterPeople(profile.store)
        reader = profile.store.read()
        found = reader.get("staff", profile.staff)
        name = found.name if isinstance(found, Staff) else ""
        initials = found.initials if isinstance(found, Staff) else ""
        self.services: Services = compose(
            profile.store,
            Me(profile.staff, name, initials),
            StaffDirectory(self._person_of, people.is_admin),
            profile.circle,
            wall_ms,
        )

    @classmethod
    def open(
        cls,
        profile: Path,
        password: str,
        *,
        server: str = "",
        state: Path | None = None,
        **unlock: Any,
    ) -> Running:
        """Unlock *profile*; *unlock* and errors as ``OpenProfile.unlock``. Nothing is sent yet.

        *state*: this user's folder for the state of programs; it tells a copy of a store from
        the store itself (``services.installation``).
        """
        opened = OpenProfile.unlock(profile, password, now=wall_ms, **unlock)
        if state is not None:
            check_installation(opened.store, state, wall_ms())
        running = cls(opened, server)
        running.restored = opened.store.read().setting(RESTORED_SETTING)
        after_restore(running.store, running.services.erasure.reapply)
        return running

    def permit(self) -> Permit:
        """Leave to change the secrets, for the set-up."""
        return self._profile.permit(wall_ms)

    @property
    def store(self) -> Store:
        """The open store."""
        return self._profile.store

    @property
    def circle(self) -> str:
        """Where new cases are shared."""
        return self._profile.circle

    def connect(self) -> None:
        """Start the sync thread, if an address is known."""
        if not self._server or self._worker is not None:
            return
        self._worker = SyncWorker(self.store, self._client, on_status=self._reported)
        self.services.sync.attach(self._worker)
        self._worker.start()

    def wait_for(self, reached: Callable[[], bool], timeout: float) -> bool:
        """Wait until *reached* holds, asked again after each commit and sync report."""
        changed = threading.Condition()

        def wake(*_: object) -> None:
            with changed:
                changed.notify_all()

        leave = [self.services.events.subscribe(wake), self.services.sync.subscribe(wake)]
        try:
            with changed:
                return changed.wait_for(reached, timeout)
        finally:
            for end in leave:
                end()

    def traffic(self) -> dict[str, Any]:
        """Change sets and bytes exchanged since ``connect``."""
        return dict(self._traffic)

    def close(self, patience_s: float = STOP_S) -> None:
        """Stop the sync thread, waiting at most *patience_s* for it, then close the store."""
        self.services.backups.cancel()
        if self._worker is not None:
            self._worker.stop(patience_s)
            self._worker = None
        self.services.backups.stop()
        self._profile.close()

    def _person_of(self, device: DeviceId) -> RecordId | None:
        """Also of this device while it waits to be enrolled again."""
        found = self._people.person_of(device)
        return self._profile.staff if found is None and device == self.store.device else found

    def _client(self) -> AgencyClient:
        keys = Keyring.load(self.store.read()).device_keys
        return AgencyClient(HttpTransport(self._server), keys, self._profile.agency)

    def _reported(self, report: SyncReport) -> None:
        done = report.last_round
        if done is not None and done is not self._counted:
            self._counted = done
            for name in ("pushed", "pulled", "bytes_up", "bytes_down"):
                self._traffic[name] += getattr(done, name)
        self.services.sync.reported(report)
