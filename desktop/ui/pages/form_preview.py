"""A form as it reads: every question with its choices in two languages side by side; no answers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.form_preview import PreviewLine, preview_lines, preview_session
from desktop.services.form_wording import readable
from desktop.ui.actions import ActionSpec, bind_tooltip
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.pages.form_band import CLIENT, WORKER, PairBand
from desktop.ui.pages.form_heads import LEGEND, PaneHeads, pane_codes
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import ActionButton, IconButton
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel
from desktop.ui.widgets.layouts import clear, column, line, row

if TYPE_CHECKING:
    from desktop.forms.definition import FormDefinition
    from desktop.forms.session import FormSession

CLOSE = ActionSpec(N_("Vorschau schließen"), "Esc")
_A_PAGE = 40
"""Questions shown at once."""
_STYLES = {
    "group": ("accent", tokens.SECTION, tokens.STRONG),
    "question": ("", 0, tokens.STRONG),
    "hint": ("muted", tokens.SMALL, tokens.REGULAR),
    "choice": ("", 0, tokens.REGULAR),
}


class PreviewLines(QWidget):
    """Holds the texts of the form, which speak the languages of the panes."""


class FormPreview(QWidget):
    """Signals: ``left()`` when it was closed."""

    left = Signal()

    def __init__(self, tr: LocaleContext) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._tr = tr
        self._session: FormSession | None = None
        self._at = 0
        self._questions: list[list[PreviewLine]] = []
        self._panes = (LocaleContext("de"), LocaleContext("en"))
        self._back = IconButton(Icon.BACK, tone="muted")
        tr.bind(self._back, IconButton.setAccessibleName, CLOSE.text)
        bind_tooltip(self._back, tr, CLOSE)
        self._back.clicked.connect(self.left)
        self._title = ElidedLabel(kind="title")
        note = PlainLabel(tone="muted")
        tr.bind(note, PlainLabel.setText, N_("Vorschau, es wird nichts gespeichert."))
        head = row(self._back, self._title, note, None, space=tokens.M)
        self._heads = column(space=0)
        self._lines = PreviewLines()
        self._lines.setProperty("role", "scroll")
        self._box: QVBoxLayout = column(space=0)
        self._lines.setLayout(self._box)
        self._area = QScrollArea()
        tr.bind(self._area, QWidget.setAccessibleName, N_("Vorschau"))
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._lines)
        self._place = PlainLabel(kind="small", tone="muted")
        self._previous = self._button(N_("Zurück"), -1)
        self._next = self._button(N_("Weiter"), 1)
        legend = PlainLabel(kind="small", tone="muted")
        tr.bind(legend, PlainLabel.setText, LEGEND)
        foot = row(self._place, legend, None, self._previous, self._next, space=tokens.L)
        for part in (head, foot):
            part.setContentsMargins(tokens.XL, tokens.M, tokens.XL, tokens.M)
        self._heads.setContentsMargins(tokens.XL, 0, tokens.XL, 0)
        across = row(self._area)
        across.setContentsMargins(tokens.XL, 0, tokens.XL, 0)
        box = column(head, self._heads, across, line(), foot, space=0)
        box.setStretchFactor(across, 1)
        self.setLayout(box)

    def first_focus(self) -> None:
        """Put the keyboard where the arrows scroll."""
        self._area.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def show_form(self, definition: FormDefinition, drafts: Sequence[str]) -> None:
        """Show a form in the window's language, if it has it, and another one."""
        self._session = preview_session(definition)
        self._title.setText(self._tr.text(definition.title))
        codes = definition.languages or (self._tr.language,)
        worker, client = pane_codes(codes)
        first = self._tr.language if self._tr.language in worker else worker[0]
        second = next((code for code in client if code != first), client[0])
        clear(self._heads)
        self._pane_heads = PaneHeads(self._tr, (worker, client), frozenset(drafts))
        self._pane_heads.language_picked.connect(self._on_picked)
        self._heads.addWidget(self._pane_heads)
        self._speak(first, second)

    def _on_picked(self, side: int, code: str) -> None:
        codes = [pane.language for pane in self._panes]
        codes[side] = code
        at = self._at
        self._speak(*codes)
        self._go(at)

    def _speak(self, worker: str, client: str) -> None:
        self._panes = (LocaleContext(worker), LocaleContext(client, fallback=worker))
        self._pane_heads.show_languages(worker, client)
        assert self._session is not None
        self._questions = _by_question(preview_lines(self._session, (worker, client)))
        self._go(0)

    def _go(self, at: int) -> None:
        self._at = at
        shown = self._questions[at : at + _A_PAGE]
        self._lines.setUpdatesEnabled(False)
        clear(self._box)
        looks = (PaneLook(self._panes[0]), PaneLook(self._panes[1], is_client=True))
        for lines in shown:
            self._box.addWidget(_band(lines, looks, self._tr))
        self._box.addStretch(1)
        self._lines.setUpdatesEnabled(True)
        self._area.verticalScrollBar().setValue(0)
        count = len(self._questions)
        self._previous.setVisible(at > 0)
        self._next.setVisible(at + _A_PAGE < count)
        self._place.setText(
            self._tr.text(
                N_("{first} bis {last} von {count}"),
                first=min(at + 1, count),
                last=min(at + _A_PAGE, count),
                count=count,
            )
        )

    def _button(self, text: str, by: int) -> ActionButton:
        made = ActionButton("")
        self._tr.bind(made, QAbstractButton.setText, text)
        made.clicked.connect(lambda: self._go(max(0, self._at + by * _A_PAGE)))
        return made


def _by_question(lines: Sequence[PreviewLine]) -> list[list[PreviewLine]]:
    """A group heading alone, a question with its hint and choices."""
    count = 0
    numbered = []
    for one in lines:
        count += one.kind in ("group", "question")
        numbered.append((count, one))
    return [[one for _, one in part] for _, part in groupby(numbered, key=lambda pair: pair[0])]


def _band(lines: Sequence[PreviewLine], looks: Sequence[PaneLook], tr: LocaleContext) -> QWidget:
    band = PairBand()
    at = 0
    for one in lines:
        tone, size, weight = _STYLES[one.kind]
        for side in (WORKER, CLIENT):
            text = one.texts[side]
            look = looks[side]
            is_gap = text.missing and bool(text.value)
            label = TextLabel(look, band, tone="warn" if is_gap else tone, size=size, weight=weight)
            shown = readable(text)
            if one.kind == "choice":
                shown = f"○\u2002{shown}" if shown else ""
            label.show_text(shown, text.language, star=one.required and one.kind == "question")
            band.put(at, side, label)
        at += 1
        if one.conditional:
            when = PlainLabel(tr.text(N_("nur nach bestimmten Antworten")), kind="small")
            when.setProperty("tone", "muted")
            band.put(at, WORKER, when)
            at += 1
    return band
