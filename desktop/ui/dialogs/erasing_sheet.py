"""The frame of the sheets that erase: the facts scroll, ground and password are always in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QLayout, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.erasure_mentions import Mention
from desktop.ui.dialogs import erase_parts as parts
from desktop.ui.dialogs.erase_mentions import MentionList
from desktop.ui.dialogs.erase_parts import Fact, GroundChoice, Notice, TallSheet
from desktop.ui.dialogs.password_line import PasswordLine
from desktop.ui.dialogs.sheet import CLOSE
from desktop.ui.half_typed import Inputs
from desktop.ui.place_texts import ERASING_TEXTS
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, line

if TYPE_CHECKING:
    from desktop.services.erasure import Erasing, ErasureService

MISSING = {
    ("ground", True): N_("Es fehlen noch Rechtsgrund und Passwort."),
    ("ground", False): N_("Es fehlt noch der Rechtsgrund."),
    ("reason", True): N_("Es fehlen noch Begründung und Passwort."),
    ("reason", False): N_("Es fehlt noch die Begründung."),
    ("", True): N_("Es fehlt noch das Passwort."),
}
"""By what the legal ground lacks, and whether the password is missing."""
_WIDTH = 620


class ErasingSheet(TallSheet):
    """What destroys stands away from where one presses without reading; beside it stands what is
    still missing. Subclasses fill it with ``lay_out`` and override ``_fit`` and ``_start``."""

    def __init__(self, parent: QWidget, tr: LocaleContext, title: str, ground: str = "") -> None:
        super().__init__(parent, tr, title, parts.ERASE, width=_WIDTH)
        self.notice = Notice(tr)
        self.ground = GroundChoice(tr, ground)
        self.password = PasswordLine(tr, parts.PASSWORD)
        self.missing = PlainLabel(kind="small", tone="muted", wrap=True)
        self._asked, self._confirm = QWidget(), QWidget()
        self._result = column(space=tokens.M)
        final = Fact(Icon.WARNING, "warn")
        final.say(tr.text(parts.FINAL), "")
        self._confirm.setLayout(column(line(), final, self.ground, self.password))
        self.primary.set_role("erase")
        self.primary.setDefault(False)
        self.primary.setEnabled(False)
        self.buttons.removeWidget(self.primary)
        self.buttons.insertWidget(0, self.primary)
        self.buttons.insertWidget(1, self.missing, 1)
        self.buttons.setStretch(2, 0)
        QWidget.setTabOrder(self.primary, self.secondary)
        self.ground.changed.connect(self._fit)
        self.password.line.textChanged.connect(self._fit)
        self.password.entered.connect(self._start)
        self.ground.reason.returnPressed.connect(self._start)
        self.primary.clicked.connect(self._start)

    def inputs(self) -> Inputs:
        return {"ground": self.ground.ground, "reason": self.ground.reason}

    def lay_out(self, facts: QLayout, *above: QWidget) -> None:
        """Put *facts* into what scrolls, below *above* and the notice."""
        facts.setContentsMargins(0, 0, parts.BAR, tokens.XS)
        self._asked.setLayout(facts)
        self.add(*above, self.notice, self.scrolled(self._asked), self._confirm)
        self.add(self._result)

    def show_missing(self, *, can_begin: bool) -> None:
        """Say beside the button what it waits for, and let it be pressed when nothing is missing;
        never while the sheet itself cannot begin."""
        words = MISSING.get((self.ground.missing, not self.password.line.text()), "")
        self.missing.setText(self._tr.text(words) if words and can_begin else "")
        self.primary.setEnabled(can_begin and not words)

    def let_type(self, *, is_allowed: bool) -> None:
        """Whether anything can be changed now."""
        self._asked.setEnabled(is_allowed)
        self._confirm.setEnabled(is_allowed)

    def only_close(self) -> None:
        """Nothing is left to do, or nothing may be done."""
        for part in (self._confirm, self.primary, self.missing):
            part.hide()
        self._tr.bind(self.secondary, QAbstractButton.setText, CLOSE)

    def show_result(self) -> None:
        """Leave only what was done, and the button that closes."""
        self.password.clear()
        if self.body is not None:
            self.body.hide()
        self.only_close()
        self.secondary.setFocus()

    def offer_mentions(
        self, service: ErasureService, tasks: Tasks, done: Sequence[Erasing]
    ) -> None:
        """Below the result: what still names those who were erased, to be decided one by one."""
        grounds = {mention: one.ground for one in done for mention in one.mentions}
        if not grounds:
            return
        words = self._tr.ntext(
            "{n} anderer Text nennt die Person noch.",
            "{n} andere Texte nennen die Person noch.",
            len(grounds),
        )
        step = self._tr.text(
            N_(
                "Jeden ansehen und entscheiden. Geschwärzt wird auf allen Laptops und in allen"
                " früheren Fassungen. Nach dem Schließen wird nicht noch einmal gefragt."
            )
        )
        self._result.addWidget(PlainLabel(words, kind="strong", wrap=True))
        self._result.addWidget(PlainLabel(step, tone="muted", wrap=True))

        def black_out(
            mention: Mention, done: Callable[[], object], failed: Callable[[], object]
        ) -> None:
            def on_failed(error: Failure) -> None:
                self.notice.show_error(error, ERASING_TEXTS)
                failed()

            tasks.run(
                service.black_out,
                mention,
                grounds[mention],
                done=lambda _: done(),
                failed=on_failed,
                initiator=self,
            )

        self.mentions = MentionList(self._tr, tuple(grounds), black_out)
        self.mentions.setAccessibleName(words)
        self._result.addWidget(self.mentions)

    def _fit(self) -> None:
        """Called when something was chosen or typed."""
        raise NotImplementedError

    def _start(self) -> None:
        """Called when the button or Enter is pressed, whether it can begin or not."""
        raise NotImplementedError
