"""Resolves conflicts for a page and offers to undo it."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.wording import N_
from desktop.services.conflicts import Resolution
from desktop.services.views import ConflictCard, Saved
from desktop.ui.dialogs.conflict_dialog import ConflictDialog
from desktop.ui.pages.page import Page
from desktop.ui.widgets.conflict_card import Choice, key_of


class ResolvingPage(Page):
    """A page on which conflicts can be resolved; ``_listed`` says which it shows."""

    def _build(self) -> None:
        self.sheets.lead("conflict", self._open_listed)

    def _listed(self) -> Sequence[ConflictCard]:
        raise NotImplementedError

    def _open_listed(self, key: str) -> bool:
        card = next((one for one in self._listed() if key_of(one) == key), None)
        if card is not None:
            self._open_conflict(card)
        return card is not None

    def _open_conflict(self, card: ConflictCard) -> None:
        dialog = ConflictDialog(self, self._tr, card, self._now())
        dialog.resolved.connect(self._resolve)
        dialog.open()
        self.sheets.stands("conflict", dialog, key_of(card))

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
