"""Shows one conflict card over the page it was opened from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.views import ConflictCard
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.widgets.conflict_card import Choice, ConflictCardWidget


class ConflictDialog(Sheet):
    """Signals: ``resolved(Choice)``; closing it decides nothing."""

    resolved = Signal(object)

    def __init__(self, parent: QWidget, tr: LocaleContext, shown: ConflictCard, now: int) -> None:
        super().__init__(parent, tr, N_("Konflikt klären"), width=640)
        self.card = card = ConflictCardWidget(shown, tr, now)
        card.setProperty("tone", "flat")
        inner = card.layout()
        assert inner is not None
        inner.setContentsMargins(0, 0, 0, 0)
        self.add(card)
        self.secondary.hide()
        card.postponed.connect(self.reject)
        card.resolved.connect(self._on_resolved)

    def typed(self) -> dict[str, Any]:
        return {"card": self.card.typed()}

    def take_typed(self, kept: Mapping[str, Any]) -> None:
        self.card.take_typed(kept.get("card"))

    def _on_resolved(self, choice: Choice) -> None:
        self.resolved.emit(choice)
        self.accept()
