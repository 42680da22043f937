"""Why the store cannot be opened, and the ways on from there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QFrame, QPushButton

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.error_texts import BUG_TEXT, ERROR_TEXTS
from desktop.ui.place_texts import UNLOCK_TEXTS
from desktop.ui.theme import tokens
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column

RETRY = frozenset(
    {
        ErrorCode.ALREADY_RUNNING,
        ErrorCode.STORE_BUSY,
        ErrorCode.STORE_MISSING,
        ErrorCode.PROFILE_MISSING,
        ErrorCode.DISK_FULL,
        ErrorCode.DISK_FAULT,
        ErrorCode.READ_ONLY,
    }
)
GO_ON = frozenset({ErrorCode.STORE_BEHIND, ErrorCode.STORE_ROLLED_BACK, ErrorCode.STORE_MIXED})
"""With these a store is whole in itself and may be gone on with, on the record; a damaged one
only where its damage was counted."""
BRING_BACK = GO_ON | {
    ErrorCode.STORE_DAMAGED,
    ErrorCode.STORE_EMPTIED,
    ErrorCode.STORE_MISSING,
    ErrorCode.STORE_OTHER_KEY,
    ErrorCode.STORE_PLAIN,
    ErrorCode.FOREIGN_FILE,
    ErrorCode.KEY_FILE_MISSING,
    ErrorCode.KEY_FILE_DAMAGED,
    ErrorCode.PROFILE_MISSING,
}
"""With these a backup helps."""


class FaultCard(QFrame):
    """Signals: ``retry_requested()``; ``left()``; ``go_on_requested(ErrorCode)`` the person has
    read it and goes on all the same."""

    retry_requested = Signal()
    left = Signal()
    go_on_requested = Signal(object)

    def __init__(self, tr: LocaleContext) -> None:
        super().__init__()
        self._tr = tr
        self._code: ErrorCode | None = None
        self._ways: list[tuple[QPushButton, Collection[ErrorCode]]] = []
        self.setProperty("role", "card")
        self._sentence = PlainLabel(kind="section", wrap=True)
        self._step = PlainLabel(wrap=True)
        heading = PlainLabel(kind="strong", tone="danger")
        tr.bind(heading, PlainLabel.setText, N_("Öffnen nicht möglich"))
        self._retry = self._button(N_("Noch einmal versuchen"), self.retry_requested.emit)
        self._go_on = self._button(N_("Mit diesem Stand weiterarbeiten"), self._on_go_on)
        self._leave = self._button(N_("Schließen"), self.left.emit)
        self._buttons = column(self._retry, self._go_on, self._leave)
        words = (heading, self._sentence, self._step)
        self.setLayout(column(*words, tokens.S, self._buttons, margin=tokens.XL))

    def add_way(
        self, text: str, codes: Collection[ErrorCode], chosen: Callable[[], object]
    ) -> QPushButton:
        """Offer one more way (*text* is a message id) where the fault is one of *codes*; it
        stands behind another try, which changes nothing."""
        way = self._button(text, chosen)
        self._buttons.insertWidget(1 + len(self._ways), way)
        self._ways.append((way, codes))
        ways = [one for one, _ in self._ways]
        for one, following in pairwise((self._retry, *ways, self._go_on, self._leave)):
            self.setTabOrder(one, following)  # as they are seen
        return way

    def show_fault(self, error: Exception) -> None:
        """Say what is wrong, with the next step, and offer the ways that fit."""
        code = error.code if isinstance(error, KnownError) else None
        facts = error.facts if isinstance(error, KnownError) else {}
        text = BUG_TEXT if code is None else UNLOCK_TEXTS.get(code, ERROR_TEXTS[code])
        self._code = code
        self._tr.bind(self._sentence, PlainLabel.setText, text.sentence, **facts)
        self._tr.bind(self._step, PlainLabel.setText, text.step, **facts)
        counted = code is ErrorCode.STORE_DAMAGED and bool(facts.get("pages"))
        self._retry.setVisible(code in RETRY)
        self._go_on.setVisible(code in GO_ON or counted)
        for way, codes in self._ways:
            way.setVisible(code in codes)
        first = self._first()
        for button in (self._retry, *(way for way, _ in self._ways)):
            restyle(button, "role", "primary" if button is first else "")

    def first_focus(self) -> None:
        """Put the keyboard on the first way that is offered."""
        self._first().setFocus()

    def _first(self) -> QPushButton:
        ways = (self._retry, *(way for way, _ in self._ways))
        return next((way for way in ways if way.isVisibleTo(self)), self._leave)

    def _button(self, text: str, chosen: Callable[[], object]) -> QPushButton:
        button = QPushButton()
        self._tr.bind(button, QAbstractButton.setText, text)
        button.clicked.connect(lambda: chosen())
        return button

    def _on_go_on(self) -> None:
        if self._code is not None:
            self.go_on_requested.emit(self._code)
