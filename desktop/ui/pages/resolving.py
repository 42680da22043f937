"""Resolves conflicts for a page and offers to undo it."""

from __future__ import annotations

from desktop.domain.wording import N_
from desktop.services.conflicts import Resolution
from desktop.services.views import ConflictCard, Saved
from desktop.ui.dialogs.conflict_dialog import ConflictDialog
from desktop.ui.pages.page import Page
from desktop.ui.widgets.conflict_card import Choice


class ResolvingPage(Page):
    """A page on which conflicts can be resolved."""

    def _open_conflict(self, card: ConflictCard) -> None:
        dialog = ConflictDialog(self, self._tr, card, self._now())
        dialog.resolved.connect(self._resolve)
        dialog.open()

    def _resolve(self, choice: Choice) -> None:
        resolution = Resolution(choice.keep, choice.other, choice.both_as_note)
        self._run(
            self._services.conflicts.resolve,
            choice.card,
            resolution,
            done=lambda saved: self._on_resolved(choice.card, saved),
        )

    def _on_resolved(self, card: ConflictCard, saved: Saved) -> None:
        label = self._tr.text(card.label)
        self.banner.show_words(
            "ok",
            self._tr.text(N_("Konflikt geklärt: {label}."), label=label),
            action=self._tr.text(N_("Rückgängig")),
            on_action=lambda: self._undo(card, saved),
        )

    def _undo(self, card: ConflictCard, saved: Saved) -> None:
        self._run(self._services.conflicts.undo, card, saved)
