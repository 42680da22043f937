"""Who interprets in the open form: the line over the panes, its dialog, the pledge, and the form's
own questions about it, which are never asked twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.code_lists import CODE_LISTS, label
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.companions import Interpreting
from desktop.services.form_prefill import INTERPRETER_NAME, prefill_known
from desktop.services.interpreting import (
    FAMILY,
    NONE,
    GivenPledge,
    PledgeRow,
    PledgeState,
    interpreter_questions,
)
from desktop.ui.alive import is_alive
from desktop.ui.dialogs.interpreter_dialog import (
    PLEDGE_MISSING,
    READ_AND_SIGN,
    InterpreterDialog,
    InterpreterFacts,
)
from desktop.ui.dialogs.pledge_dialog import PledgeDialog
from desktop.ui.pages.form_companions import INTERPRETATION
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.icons import IconButton
from desktop.ui.widgets.labels import literal

if TYPE_CHECKING:
    from desktop.services.services import Services

NOBODY = N_("Keine Sprachmittlung")
LINE = N_("Sprachmittlung: {who}")
SINCE = N_("seit {time}")
NO_PLEDGE = {
    PledgeState.MISSING: N_("Verpflichtung fehlt"),
    PledgeState.EXPIRED: N_("Verpflichtung abgelaufen"),
}
BLOCKED = N_("Die Ansicht für Klient:in braucht eine gültige Verpflichtung der Sprachmittlung.")
EXPIRED = N_("Verpflichtung zur Verschwiegenheit abgelaufen")
FAMILY_REASON = N_("Angehörige dolmetschen: bitte begründen, warum es nicht anders geht.")
SAY_WHY = N_("Begründung angeben")


class InterpreterLine(IconButton):
    """A quiet button that says who interprets, cut with an ellipsis where the place is narrow."""

    def __init__(self) -> None:
        super().__init__(Icon.SAID, tone="muted")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.words = ""

    def say(self, words: str, *, is_warning: bool) -> None:
        """Show *words*; a warning has its own icon."""
        self.words = words
        self.setToolTip(literal(words))
        self.setAccessibleName(words)
        tone = "warn" if is_warning else "muted"
        self.show_icon(Icon.WARNING if is_warning else Icon.SAID, tone)
        self.updateGeometry()
        self._cut()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        wide = self.fontMetrics().horizontalAdvance(self.words) + self._around()
        return QSize(wide, hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(80, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _around(self) -> int:
        """Room that icon and inner spaces take."""
        return super().sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())

    def _cut(self) -> None:
        room = max(self.width() - self._around(), 0)
        shown = self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)


class InterpreterDesk(QObject):
    """Signals: ``changed()`` whenever another thing is to be said about the interpreter."""

    changed = Signal()

    def __init__(
        self,
        conversation: FormConversation,
        services: Services,
        tr: LocaleContext,
        banner: Banner,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._talk, self._services, self._tr = conversation, services, tr
        self._banner, self._page = banner, parent
        refs = (ref for step in conversation.steps for ref in step.questions)
        self._asked = interpreter_questions(refs)
        self._shown = conversation.client.language
        self._heard = ("", "")
        self.line = InterpreterLine()
        self.line.clicked.connect(self.open)
        conversation.companions.companion_changed.connect(self._on_companion)
        conversation.changed.connect(self._read_form)
        conversation.languages_changed.connect(self._on_languages)
        tr.on_switch(self.write)
        self._dialog: InterpreterDialog | None = None
        conversation.sheets.lead("interpreter", lambda _: self.open())
        conversation.sheets.lead("pledge", self._reopen_pledge)
        self._read_form()
        self.write()

    @property
    def said(self) -> Interpreting:
        """What was said about the interpreter so far."""
        return self._talk.companions.interpretation or Interpreting()

    @property
    def state(self) -> PledgeState:
        """How the interpreter's pledge stands."""
        return self._services.interpreting.state(self.said)

    def write(self) -> None:
        """Write the line anew."""
        self.line.say(self._words(), is_warning=not self.state.is_fine)

    def open(self) -> InterpreterDialog:
        """Ask who interprets."""
        codes = tuple(CODE_LISTS["language"])
        facts = InterpreterFacts(
            languages=codes,
            client_language=self._talk.client.language,
            pledges=self._services.interpreting.pledges,
            state=self._services.interpreting.state,
            now=self._local_now,
        )
        said = self.said
        if not said.role or said.role == NONE:
            said = replace(said, started_at=self._talk.now())
        dialog = InterpreterDialog(self._page.window(), self._tr, said, facts)
        dialog.chosen.connect(self.take)
        dialog.pledge_wanted.connect(lambda name: self._open_pledge(name, dialog))
        dialog.open()
        self._dialog = dialog
        self._talk.sheets.stands("interpreter", dialog)
        return dialog

    def take(self, said: Interpreting) -> None:
        """Keep who interprets, and answer the form's own questions with it."""
        self._heard = (said.role, said.family_reason)
        self._talk.companions.set_interpretation(said)
        self._answer(self._asked.role, said.role)
        self._answer(self._asked.reason, said.family_reason)
        prefill_known(self._talk.session, {INTERPRETER_NAME: said.name})

    def may_show_client(self) -> bool:
        """Whether the client's window may open; if not, the banner says why and what to do."""
        said, tr = self.said, self._tr
        if said.role == FAMILY and not said.family_reason:
            self._banner.show_words(
                "warn", tr.text(FAMILY_REASON), action=tr.text(SAY_WHY), on_action=self.open
            )
            return False
        if not self.state.is_fine:
            self._banner.show_words(
                "warn",
                tr.text(EXPIRED if self.state is PledgeState.EXPIRED else PLEDGE_MISSING),
                tr.text(BLOCKED),
                action=tr.text(READ_AND_SIGN),
                on_action=self.open_pledge,
            )
            return False
        return True

    def open_pledge(self) -> PledgeDialog:
        """Let the present interpreter read and sign."""
        return self._open_pledge(self.said.name, None)

    # the form's own questions

    def _read_form(self) -> None:
        said = self.said
        role = self._value(self._asked.role, self._heard[0])
        reason = self._value(self._asked.reason, self._heard[1])
        is_new_role, is_new_reason = role != self._heard[0], reason != self._heard[1]
        self._heard = (role, reason)
        if is_new_role and role != said.role:
            begun = None if role in ("", NONE) else said.started_at or self._talk.now()
            language = said.language or self._talk.client.language if begun else ""
            said = replace(said, role=role, started_at=begun, language=language)
        if is_new_reason and said.role == FAMILY:
            said = replace(said, family_reason=reason)
        if said != self.said:
            self._talk.companions.set_interpretation(said)

    def _value(self, ref: str, otherwise: str) -> str:
        """The answer of a question the form has and asks now; else what was heard last."""
        state = self._talk.session.state(ref) if ref else None
        return state.value if state is not None and state.relevant else otherwise

    def _answer(self, ref: str, value: str) -> None:
        session = self._talk.session
        if ref and session.state(ref).value != value:
            choices = session.choices(ref) if session.state(ref).type == "select1" else (value,)
            if value in ("", *choices):
                self._talk.answer(ref, value, self)

    def _on_languages(self) -> None:
        """The form's question for the language shown follows the pane, unless it says another."""
        now = self._talk.client.language
        ref = self._asked.language
        if ref and now != self._shown and self._talk.session.state(ref).value in ("", self._shown):
            self._answer(ref, now)
        self._shown = now
        self.write()

    # words

    def _on_companion(self, kind: str) -> None:
        if kind == INTERPRETATION:
            self.write()
            self.changed.emit()

    def _words(self) -> str:
        said, tr = self.said, self._tr
        if said.role in ("", NONE):
            return tr.text(NOBODY)
        parts = [tr.text(label("interpreter_role", said.role))]
        if said.language:
            parts.append(tr.text(label("language", said.language)))
        if said.started_at is not None:
            begun = tr.time(said.started_at)
            ended = said.ended_at
            parts.append(f"{begun}–{tr.time(ended)}" if ended else tr.text(SINCE, time=begun))
        if self.state in NO_PLEDGE:
            return " · ".join((tr.text(NO_PLEDGE[self.state]), *parts))
        return tr.text(LINE, who=" · ".join(parts))

    # pledge

    def _open_pledge(self, name: str, dialog: InterpreterDialog | None) -> PledgeDialog:
        said = dialog.said() if dialog is not None else self.said
        interpreting = self._services.interpreting
        pledge = PledgeDialog(
            dialog or self._page.window(),
            self._tr,
            language=said.language or self._talk.client.language,
            name=name,
            until=interpreting.valid_until(),
            witness=self._services.me.name,
            now=self._talk.now,
        )
        pledge.given.connect(lambda given: self._on_pledge(given, dialog))
        pledge.open()
        self._talk.sheets.stands("pledge", pledge, name)
        return pledge

    def _reopen_pledge(self, name: str) -> PledgeDialog:
        """Over the dialog that asked for it, if that is open again."""
        below = self._dialog
        is_there = below is not None and is_alive(below) and below.isVisible()
        return self._open_pledge(name, below if is_there else None)

    def _on_pledge(self, given: GivenPledge, dialog: InterpreterDialog | None) -> None:
        row: PledgeRow = self._services.interpreting.pledge(given)
        if dialog is not None:
            dialog.pledges_changed(row.name)
            return
        self._banner.hide()
        said = replace(self.said, name=row.name, pledge=row.pledge)
        self._talk.companions.set_interpretation(said)

    def _local_now(self) -> datetime:
        from desktop.services.form_mapping import BERLIN

        return datetime.fromtimestamp(self._talk.now() / 1000, BERLIN)
