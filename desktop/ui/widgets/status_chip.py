"""The one status chip: tells what is sent, what is not and why; a click opens *Abgleich*."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.views import SyncStatus
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import IconButton
from desktop.ui.widgets.status_words import chip_words
from desktop.ui.widgets.sync_watch import SyncWatch


class StatusChip(IconButton):
    """Shows what SyncWatch last heard, in the window's language."""

    def __init__(self, watch: SyncWatch, tr: LocaleContext, now: Callable[[], int]) -> None:
        super().__init__(Icon.SYNC, tone="muted")
        self._tr = tr
        self._now = now
        self._watch = watch
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        tr.bind(self, QToolButton.setToolTip, N_("Abgleich öffnen"))
        tr.on_switch(self._show)
        watch.status_changed.connect(self._on_status_changed)
        self._show()

    def _on_status_changed(self, _status: SyncStatus) -> None:
        self._show()

    def _show(self) -> None:
        status = self._watch.status
        self.setVisible(status is not None)
        if status is None:
            return
        shown = chip_words(status, self._tr, self._now())
        self.show_icon(shown.icon, shown.tone)
        self.setText(shown.words)
        self.setAccessibleName(self._tr.text(N_("Stand des Abgleichs: {words}"), words=shown.words))
