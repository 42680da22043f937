"""A line across the page: what happened, what to do; goes away by itself or by its cross."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import shiboken6
from PySide6.QtWidgets import QFrame, QWidget

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.attachment_errors import ErrorText
from desktop.ui.error_texts import describe
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.icons import ActionButton, IconButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row

_ICONS = {"danger": Icon.ERROR, "warn": Icon.WARNING, "info": Icon.INFO, "ok": Icon.SENT}


class Banner(QFrame):
    """Hidden until it has something to say; never a dialog."""

    def __init__(self, tr: LocaleContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._on_action: Callable[[], object] | None = None
        self._error: Exception | None = None
        self._here: Mapping[ErrorCode, ErrorText] | None = None
        self.setProperty("role", "banner")
        self._icon = IconLabel(Icon.INFO, "info")
        self._sentence = PlainLabel(kind="strong", wrap=True)
        self._step = PlainLabel(tone="muted", wrap=True)
        self._action = ActionButton("quiet")
        self._close = IconButton(Icon.CLOSE, tone="muted")
        tr.bind(self._close, IconButton.setAccessibleName, N_("Hinweis schließen"))
        tr.bind(self._close, IconButton.setToolTip, N_("Hinweis schließen"))
        words = column(self._sentence, self._step, space=2)
        box = row(self._icon, words, self._action, self._close, space=tokens.M)
        box.setStretch(1, 1)
        box.setContentsMargins(tokens.L, tokens.S, tokens.S, tokens.S)
        self.setLayout(box)
        self._action.clicked.connect(self._on_action_clicked)
        self._close.clicked.connect(self.hide)
        tr.on_switch(self._on_switched)
        self.hide()

    def show_error(
        self, error: Exception, here: Mapping[ErrorCode, ErrorText] | None = None
    ) -> None:
        """Show a fault in words with its next step; *here*: what is said otherwise in this
        place."""
        sentence, step = describe(error, self._tr, here)
        self.show_words("danger", sentence, step)
        self._error, self._here = error, here

    def take_back(self, code: ErrorCode) -> None:
        """Hide the fault *code*, which is over; anything else that is shown stays."""
        if isinstance(self._error, KnownError) and self._error.code is code:
            self.hide()

    def show_words(
        self,
        tone: str,
        sentence: str,
        step: str = "",
        *,
        action: str = "",
        on_action: Callable[[], object] | None = None,
    ) -> None:
        """Show sentence and step (translated already) in a tone, with one action if given."""
        self._icon.show_icon(_ICONS[tone], tone)
        self._sentence.setText(sentence)
        self._step.setText(step)
        self._step.setVisible(bool(step))
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._on_action = on_action
        self._error = None
        restyle(self, "tone", tone)
        self.setAccessibleName(f"{sentence} {step}".strip())
        self.show()

    def _on_switched(self) -> None:
        """A fault is said again in the new language; news that was read goes."""
        if not shiboken6.isValid(self) or self.isHidden():
            return
        if self._error is not None:
            self.show_error(self._error, self._here)
        else:
            self.hide()

    def _on_action_clicked(self) -> None:
        self.hide()
        if self._on_action is not None:
            self._on_action()
