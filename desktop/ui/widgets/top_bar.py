"""The line above all pages: search, status chip, language, lock."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QFrame

from desktop.i18n.context import LocaleContext
from desktop.ui.actions import ActionSpec, bind_tooltip
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.language_switch import LanguageSwitch
from desktop.ui.widgets.layouts import row
from desktop.ui.widgets.search_field import SearchField
from desktop.ui.widgets.status_chip import StatusChip
from desktop.ui.widgets.sync_watch import SyncWatch

_SEARCH_WIDTH = 520


class TopBar(QFrame):
    """Signals: ``sync_requested()`` from the chip; ``lock_requested()``."""

    sync_requested = Signal()
    lock_requested = Signal()

    def __init__(
        self, tr: LocaleContext, watch: SyncWatch, lock: ActionSpec, now: Callable[[], int]
    ) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.search = SearchField(tr)
        chip = StatusChip(watch, tr, now)
        button = ActionButton("", Icon.LOCK)
        tr.bind(button, QAbstractButton.setText, lock.text)
        bind_tooltip(button, tr, lock)
        chip.clicked.connect(self.sync_requested)
        button.clicked.connect(self.lock_requested)
        box = row(self.search, None, chip, LanguageSwitch(tr), button, space=tokens.S)
        box.setStretch(0, 12)
        box.setStretch(1, 1)
        box.setContentsMargins(tokens.XL, tokens.M, tokens.XL, tokens.M)
        self.setLayout(box)
        self.fit()

    def fit(self) -> None:
        """Follow the text size."""
        self.search.setMaximumWidth(round(_SEARCH_WIDTH * current_scale()))
