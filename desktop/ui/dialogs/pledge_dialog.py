"""The pledge of confidentiality: read in two languages side by side, then signed on the spot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from desktop.domain import ink
from desktop.domain.companions import Signature
from desktop.domain.pledge_texts import PledgeText, pledge_text
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import language as language_of
from desktop.services.interpreting import GivenPledge
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.dialogs.signature_dialog import fit
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.ink_pad import InkPad
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.half_typed import Inputs
from desktop.ui.screen_room import room_for
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.icons import ActionButton, scaled
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import row
from desktop.ui.widgets.signature_words import TEXT_SIGNED, UNREVIEWED

TITLE = N_("Verpflichtung zur Verschwiegenheit")
SIGN, KEEP = N_("Unterschreiben"), N_("Festhalten")
READ_ON = N_("Weiterlesen")
SPOKEN = N_("Am Telefon vorgelesen und mündlich zugesagt")
NAME, ORGANISATION = N_("Name"), N_("Dienst oder Verein")
SIGN_HERE, AGAIN = N_("Hier unterschreiben"), N_("Noch einmal")
VALID_UNTIL = N_("Gilt bis {date}. Entgegengenommen von {name}.")
_WIDTH, _TEXT, _PAD = 720, 200, 88
_HEIGHT = 720
"""Of the dialog, if the screen has it: what others leave goes to the text."""
_PAGE = 0.85
"""How much of what is seen at once is turned over."""


class PledgeTexts(QFrame):
    """Both texts line by line, each in its language, without their titles.

    Signals: ``read()`` once the end has been seen.
    """

    read = Signal()

    def __init__(self, signed: PledgeText, shown: PledgeText) -> None:
        super().__init__()
        self.is_read = False
        self.setProperty("role", "card")
        both = (signed, shown) if shown.language != signed.language else (signed,)
        holder = QWidget()
        holder.setProperty("role", "scroll")
        # The reviewed text always stands left, as the worker's pane of a form does.
        holder.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(holder)
        grid.setContentsMargins(tokens.M, tokens.M, tokens.M, tokens.M)
        grid.setHorizontalSpacing(tokens.XL)
        grid.setVerticalSpacing(tokens.S)
        for side, text in enumerate(both):
            self._fill(grid, side, text)
            grid.setColumnStretch(side, 1)
        self._area = area = QScrollArea()
        area.setAccessibleName(signed.title)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setLayout(row(area, space=0, margin=1))
        self.setMinimumHeight(_TEXT)
        area.verticalScrollBar().valueChanged.connect(self._look)
        area.verticalScrollBar().rangeChanged.connect(self._look)

    def read_on(self) -> None:
        """Turn over to what comes next."""
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + round(self._area.viewport().height() * _PAGE))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._look)

    def _look(self) -> None:
        """See whether the end is seen; before it is laid out everything would seem to fit."""
        bar = self._area.verticalScrollBar()
        if not self.is_read and self.isVisible() and bar.value() >= bar.maximum() - 2:
            self.is_read = True
            self.read.emit()

    def _fill(self, grid: QGridLayout, side: int, text: PledgeText) -> None:
        look = PaneLook(LocaleContext(text.language))
        for line, words in enumerate(text.paragraphs):
            label = TextLabel(look, self)
            label.show_text(words, text.language)
            grid.addWidget(label, line, side, Qt.AlignmentFlag.AlignTop)


class PledgeDialog(Sheet):
    """*language* is the interpreter's. Signals: ``given(GivenPledge)``."""

    given = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        *,
        language: str,
        name: str,
        until: str,
        witness: str,
        now: Callable[[], int],
    ) -> None:
        super().__init__(parent, tr, TITLE, SIGN, width=_WIDTH)
        self._now = now
        ours = pledge_text(tr.language)
        self.signed = ours if ours.is_reviewed else pledge_text("de")
        self.shown = pledge_text(language)
        self._texts = PledgeTexts(self.signed, self.shown)
        self._build_title()
        self.add(self._texts)
        self.content.setStretch(0, 1)
        self.name, self.organisation = QLineEdit(name), QLineEdit()
        self.add(self._build_lines())
        self.pad = InkPad(scaled(_PAD))
        tr.bind(self.pad, InkPad.show_words, SIGN_HERE)
        self.spoken = QCheckBox()
        tr.bind(self.spoken, QCheckBox.setText, SPOKEN)
        self.clear = ActionButton("quiet")
        tr.bind(self.clear, ActionButton.setText, AGAIN)
        self.add(self.pad, row(self.spoken, None, self.clear))
        facts = PlainLabel(tone="muted", kind="small", wrap=True)
        about = tr.text(VALID_UNTIL, date=tr.date(until), name=witness)
        what = tr.text(language_of(self.signed.language).german_name)
        facts.setText(f"{tr.text(TEXT_SIGNED, language=what)} {about}")
        self.add(facts)
        self._bind()
        room = room_for(self).height() - tokens.XXL
        fit(self, min(round(_HEIGHT * current_scale()), room))

    def inputs(self) -> Inputs:
        return {"name": self.name, "organisation": self.organisation, "spoken": self.spoken}

    def _build_title(self) -> None:
        """The title in the interpreter's language beside ours, and that nobody reviewed it."""
        text = self.shown
        if text.language != self.signed.language:
            look = PaneLook(LocaleContext(text.language))
            title = TextLabel(look, self, size=tokens.SECTION, weight=tokens.STRONG)
            title.show_text(text.title, text.language)
            self.head.addWidget(title, 1)
        if not text.is_reviewed:
            self.head.addWidget(Chip(self._tr.text(UNREVIEWED), Icon.INFO, "warn"))

    def _build_lines(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.M)
        for at, (words, line) in enumerate(((NAME, self.name), (ORGANISATION, self.organisation))):
            label = PlainLabel(tone="muted")
            self._tr.bind(label, PlainLabel.setText, words)
            self._tr.bind(line, QLineEdit.setAccessibleName, words)
            label.setBuddy(line)
            grid.addWidget(label, 0, 2 * at)
            grid.addWidget(line, 0, 2 * at + 1)
        return grid

    def _bind(self) -> None:
        self.clear.clicked.connect(self.pad.clear)
        self.pad.inked.connect(self._show_state)
        self.spoken.toggled.connect(self._show_state)
        self.name.textChanged.connect(self._show_state)
        self._texts.read.connect(self._show_state)
        self.primary.clicked.connect(self._on_primary)
        self._show_state()
        self.name.setFocus()

    def _show_state(self) -> None:
        is_spoken = self.spoken.isChecked()
        self.pad.setEnabled(not is_spoken)
        self.clear.setEnabled(bool(self.pad.strokes) and not is_spoken)
        if not self._texts.is_read:
            self.primary.setText(self._tr.text(READ_ON))
            self.primary.setEnabled(True)
            return
        self.primary.setText(self._tr.text(KEEP if is_spoken else SIGN))
        has_name = bool(self.name.text().strip())
        self.primary.setEnabled(has_name and (is_spoken or ink.is_ink(self.pad.strokes)))

    def _on_primary(self) -> None:
        if not self._texts.is_read:
            self._texts.read_on()
            return
        name, is_spoken = " ".join(self.name.text().split()), self.spoken.isChecked()
        signature = Signature(
            strokes=() if is_spoken else self.pad.strokes,
            width=self.pad.width(),
            height=self.pad.height(),
            text_hash=self.signed.hash,
            language=self.signed.language,
            at=self._now(),
            signer=name,
            shown=self.shown.language,
            how="spoken" if is_spoken else "drawn",
        )
        self.given.emit(GivenPledge(name, self.organisation.text().strip(), signature))
        self.accept()
