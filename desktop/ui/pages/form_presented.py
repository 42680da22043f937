"""Under a legal note: how it was brought to the client's knowledge, in which language, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.domain.wording import N_
from desktop.i18n import client_texts
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import language as language_of
from desktop.services.companions import Presented
from desktop.services.signing import is_legal, not_presented
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.theme import tokens
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.flow import FlowBox
from desktop.ui.widgets.layouts import column

if TYPE_CHECKING:
    from desktop.ui.pages.form_conversation import FormConversation
    from desktop.ui.pages.form_question import QuestionRow
    from desktop.ui.pages.form_row_parts import RowPart

WAYS = {
    "read_aloud": client_texts.READ_ALOUD,
    "played": client_texts.PLAYED,
    "read_by_client": client_texts.READ_BY_CLIENT,
}
STORE_ANYWAY = N_("Noch einmal „Fertig“ speichert trotzdem.")
TO_NOTE = N_("Zum Hinweis")
WHEN = N_("auf {language}, {time}")
OTHER_LANGUAGE = N_("Das war auf {language}. Jetzt wird eine andere Sprache gezeigt.")


class _Ways(QWidget):
    """The ticks of one pane; at most one is set, and setting none takes it back."""

    def __init__(self, part: PresentedPart, row: QuestionRow, side: int) -> None:
        super().__init__(row)
        self._look = row.sides[side].look
        self.ticks: dict[str, QCheckBox] = {}
        flow = FlowBox(self, space=tokens.L)
        for how in WAYS:
            tick = QCheckBox(flow)
            tick.clicked.connect(lambda on, how=how: part.choose(how if on else ""))
            self.ticks[how] = tick
            flow.add(tick)
        self.note = TextLabel(self._look, row, tone="muted", size=tokens.SMALL)
        self.setLayout(column(flow, self.note, space=tokens.XS))
        self.relabel()

    def relabel(self) -> None:
        self.setLayoutDirection(self._look.direction)
        for how, words in WAYS.items():
            self.ticks[how].setText(self._look.tr.text(words))
            self.ticks[how].setFont(self._look.font(size=tokens.BODY))
        self.note.dress()

    def show_way(self, how: str) -> None:
        for each, tick in self.ticks.items():
            tick.setChecked(each == how)

    def say(self, words: str, language: str) -> None:
        self.note.setVisible(bool(words))
        if words:
            self.note.show_text(words, language)


class PresentedPart(QObject):
    """Keeps ``presented`` of one legal note (a ``form_row_parts.RowPart``)."""

    def __init__(self, row: QuestionRow) -> None:
        super().__init__(row)
        self._row = row
        self._talk = row.conversation
        self.ways = tuple(_Ways(self, row, side) for side in (WORKER, CLIENT))
        row.put_part(self.ways[WORKER], self.ways[CLIENT])
        self._talk.companions.companion_changed.connect(self.refresh)
        self._talk.languages_changed.connect(self.refresh)
        self.refresh()

    def choose(self, how: str) -> None:
        """Keep that the note was presented in the client's language now, or take it back."""
        talk, language = self._talk, self._talk.client.language
        entry = Presented(how, language, talk.now()) if how else None
        talk.companions.set_presented(self._row.ref, entry)
        self.refresh()

    def refresh(self) -> None:
        entry = self._talk.companions.presented(self._row.ref)
        is_current = entry is not None and entry.language == self._talk.client.language
        for ways in self.ways:
            ways.show_way(entry.how if entry is not None and is_current else "")
        tr = self._row.chrome
        words = ""
        if entry is not None:
            name = tr.text(language_of(entry.language).german_name)
            if is_current:
                time = tr.relative(entry.at, self._talk.now())
                words = tr.text(WHEN, language=name, time=time)
            else:
                words = tr.text(OTHER_LANGUAGE, language=name)
        self.ways[WORKER].say(words, tr.language)
        self.ways[CLIENT].say("", tr.language)

    def relabel(self, side: int) -> None:
        self.ways[side].relabel()
        self.refresh()

    def stops(self, side: int) -> Sequence[QWidget]:
        return list(self.ways[side].ticks.values())


def presented_part(row: QuestionRow) -> RowPart | None:
    """The part of a legal note the client sees."""
    talk = row.conversation
    if not is_legal(talk.session, row.ref) or not talk.is_for_client(row.ref):
        return None
    return PresentedPart(row)


class LegalReminder:
    """Reminds once, when the form is to be stored, of legal notes nobody said anything about.

    Pressing *Fertig* again stores the form all the same: it may be true that they were not read.
    """

    def __init__(
        self,
        talk: FormConversation,
        banner: Banner,
        tr: LocaleContext,
        go_to: Callable[[str], object],
    ) -> None:
        self._talk, self._banner, self._tr, self._go_to = talk, banner, tr, go_to
        self._reminded: frozenset[str] = frozenset()

    def ask(self, go_on: Callable[[], object]) -> None:
        """A gate of ``form_slots.ClosingGates``."""
        talk, tr = self._talk, self._tr
        waiting = not_presented(talk.session, talk.companions.all, talk.client.language)
        waiting = [ref for ref in waiting if talk.is_for_client(ref)]
        if not waiting or self._reminded.issuperset(waiting):
            go_on()
            return
        self._reminded = frozenset(waiting)
        first = waiting[0]
        self._banner.show_words(
            "warn",
            tr.ntext(
                "Bei einem Hinweis ist nicht festgehalten, ob er zur Kenntnis gebracht wurde.",
                "Bei {n} Hinweisen ist nicht festgehalten, ob sie zur Kenntnis gebracht wurden.",
                len(waiting),
            ),
            tr.text(STORE_ANYWAY),
            action=tr.text(TO_NOTE),
            on_action=lambda: self._go_to(first),
        )
