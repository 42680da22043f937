"""Texts that still name somebody whose records are erased, to be blacked out one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QAbstractButton, QScrollArea, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.erasure_mentions import DRAFT, Mention, Standing
from desktop.ui.theme import tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import BETWEEN, ElidedLabel, PlainLabel
from desktop.ui.widgets.layouts import column, line, row

BLACK_OUT, DONE = N_("Schwärzen"), N_("geschwärzt")
STANDING = {
    Standing.EARLIER: (N_("früherer Wert von {name}, {day}"), N_("früherer Wert vom {day}")),
    Standing.BESIDE: (
        N_("einer von mehreren Werten, von {name}, {day}"),
        N_("einer von mehreren Werten, vom {day}"),
    ),
}
"""What is said of a text that its page does not show: with its author, and without."""
_DRAFT = N_("Entwurf")
_HEIGHT = 240


class MentionList(QScrollArea):
    """One row a text; *black_out* does it and calls back, first when that is done, second when it
    has failed: then it can be tried again."""

    def __init__(
        self,
        tr: LocaleContext,
        mentions: Sequence[Mention],
        black_out: Callable[[Mention, Callable[[], object], Callable[[], object]], object],
    ) -> None:
        super().__init__()
        self._tr, self._black_out = tr, black_out
        self.setWidgetResizable(True)
        holder = QWidget()
        holder.setProperty("role", "scroll")
        box = column(space=0)
        self.buttons: list[ActionButton] = []
        for at, mention in enumerate(mentions):
            if at:
                box.addWidget(line())
            box.addWidget(self._row(mention))
        box.addStretch(1)
        holder.setLayout(box)
        self.setWidget(holder)
        self.setMinimumHeight(round(min(_HEIGHT, 64 * len(mentions)) * current_scale()))

    def _row(self, mention: Mention) -> QWidget:
        tr = self._tr
        label = tr.text(_DRAFT if mention.kind == DRAFT else mention.label)
        named = (part for part in (label, mention.case_name) if part)
        head = ElidedLabel(BETWEEN.join(named), kind="small", tone="muted")
        text = PlainLabel(mention.shown, wrap=True)
        said = self._standing(mention)
        button = ActionButton("quiet")
        tr.bind(button, QAbstractButton.setText, BLACK_OUT)
        which = BETWEEN.join(part for part in (label, said) if part)
        button.setAccessibleName(f"{tr.text(BLACK_OUT)}: {which}")
        button.clicked.connect(lambda: self._on_clicked(mention, button))
        self.buttons.append(button)
        lines = (head, text, PlainLabel(said, kind="small", tone="muted", wrap=True))
        words = column(*lines[: 3 if said else 2], space=2)
        box = row(words, button, space=tokens.M)
        box.setStretch(0, 1)
        box.setContentsMargins(tokens.XS, tokens.S, tokens.XS, tokens.S)
        shown = QWidget()
        shown.setLayout(box)
        return shown

    def _standing(self, mention: Mention) -> str:
        """That it is an earlier value or one of several, with its day and author; or nothing."""
        words = STANDING.get(mention.standing)
        if words is None or mention.at is None:
            return ""
        day = self._tr.day(mention.at)
        if not mention.author:
            return self._tr.text(words[1], day=day)
        return self._tr.text(words[0], name=mention.author, day=day)

    def _on_clicked(self, mention: Mention, button: ActionButton) -> None:
        button.setEnabled(False)
        self._black_out(
            mention,
            lambda: self._tr.bind(button, QAbstractButton.setText, DONE),
            lambda: button.setEnabled(True),
        )
