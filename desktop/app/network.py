"""Tells the exchange when the system has a network again, so that nobody waits for a pause."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtNetwork import QNetworkInformation

_log = logging.getLogger(__name__)


class NetworkWatch(QObject):
    """Calls *returned* in the GUI thread whenever a network appears or changes.

    Where the system offers no such news the timer of the exchange alone must do.
    """

    def __init__(self, returned: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._returned = returned
        if QNetworkInformation.loadDefaultBackend():
            QNetworkInformation.instance().reachabilityChanged.connect(self._on_changed)
        else:
            _log.info("no news of the network on this system")

    @Slot(QNetworkInformation.Reachability)
    def _on_changed(self, now: QNetworkInformation.Reachability) -> None:
        # Not only when "online": an agency server may be reached in a network without internet.
        if now is not QNetworkInformation.Reachability.Disconnected:
            self._returned()
