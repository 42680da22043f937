"""Who stands behind an id: staff names, and the person a device belongs to."""

from __future__ import annotations

from collections.abc import Callable

from desktop.domain.ids import DeviceId, RecordId
from desktop.domain.records import Staff
from desktop.storage.store import Reader


class StaffDirectory:
    """Looks names up in the agency stream; devices are mapped to persons by the roster.

    *person_of* comes from the replayed roster and may return None for a device that this
    store has not heard of yet.
    """

    def __init__(
        self,
        person_of: Callable[[DeviceId], RecordId | None],
        is_admin: Callable[[DeviceId], bool] = lambda device: False,
    ) -> None:
        self._person_of = person_of
        self._is_admin = is_admin

    def is_admin(self, device: DeviceId) -> bool:
        """Whether the roster says that the person behind *device* is an administrator.

        True also for a device that was revoked later: what it wrote before stands.
        """
        return self._is_admin(device)

    def name(self, reader: Reader, staff: RecordId | None) -> str:
        """The full name of a member of staff, or an empty text."""
        found = reader.get("staff", staff) if staff else None
        return found.name if isinstance(found, Staff) else ""

    def staff_of(self, device: DeviceId) -> RecordId | None:
        """The person a device belongs to, or None if that is not known here."""
        return self._person_of(device)

    def author(self, reader: Reader, device: DeviceId) -> str:
        """The full name of the person a device belongs to, or an empty text."""
        return self.name(reader, self._person_of(device))
