"""What every reader and writer of the store shares: one connection and its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from desktop.domain.errors import BugError
from desktop.domain.ids import DeviceId
from desktop.storage import driver
from desktop.storage.driver import Connection
from desktop.storage.layout import Layout, layouts
from desktop.storage.numbers import Numbers


class Session:
    """One thread's view of the store. Attributes: ``connection``, ``numbers``, ``device``."""

    def __init__(
        self,
        connection: Connection,
        device: DeviceId,
        index_search: Callable[[], None],
    ) -> None:
        self.connection = connection
        self.numbers = Numbers(connection)
        self.device = device
        self._index_search = index_search
        self._layouts: Mapping[str, Layout] = layouts()

    def layout(self, kind: str) -> Layout:
        """The layout of a declared kind; BugError for any other."""
        found = self._layouts.get(kind)
        if found is None:
            raise BugError(f"no kind {kind}")
        return found

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a SELECT. Raises KnownError STORE_DAMAGED for a page that is not whole,
        DISK_FAULT, STORE_BUSY."""
        return driver.rows(self.connection, sql, values)

    def row(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row of a SELECT, or None; errors as ``rows``."""
        return driver.row(self.connection, sql, values)
