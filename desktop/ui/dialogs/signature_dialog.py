"""The large pad: somebody signs with mouse, finger or pen, or it is kept that they did on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QWidget

from desktop.domain import ink
from desktop.domain.companions import Strokes
from desktop.domain.wording import N_
from desktop.forms.texts import Text
from desktop.i18n import client_texts
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import language as language_of
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.ink_pad import InkPad
from desktop.ui.fields.markup import to_plain
from desktop.ui.fields.signature_field import SignatureView
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.half_typed import Inputs
from desktop.ui.theme import tokens
from desktop.ui.widgets.icons import ActionButton, scaled
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.signature_words import TEXT_SIGNED

TITLE = N_("Unterschrift")
SIGN = N_("Unterschreiben")
KEEP_PAPER = N_("Festhalten")
ON_PAPER = N_("Auf Papier unterschrieben; das Blatt wird später eingescannt")
SIGNER = N_("Name")
CLEAR = N_("Noch einmal")
_PAD, _WIDTH, _WIDER = 240, 720, 1.2


@dataclass(frozen=True, slots=True)
class DrawnSignature:
    """What was drawn on a pad of that size, by whom."""

    strokes: Strokes
    width: int
    height: int
    name: str


class SignerWords(QWidget):
    """What is to be signed, in the language of who signs."""

    def __init__(self, look: PaneLook, question: Text, view: SignatureView) -> None:
        super().__init__()
        label = TextLabel(look, self, weight=tokens.STRONG)
        label.show_text(to_plain(question.value), question.language or view.shown)
        box = column(label, space=tokens.XS)
        if view.language != view.shown:
            own_name = language_of(view.language).own_name
            text = TextLabel(look, self, tone="muted")
            words = look.tr.text(client_texts.TEXT_SIGNED, language=own_name)
            text.show_text(words, view.shown)
            box.addWidget(text)
        self.setLayout(box)


class SignatureDialog(Sheet):
    """Signals: ``drawn(DrawnSignature)``; ``on_paper(str)`` with the name of who signed.

    ``is_current`` says whether the text is still the one the pad was opened for; if it is not,
    what was drawn is thrown away and nothing can be signed here any more.
    """

    drawn = Signal(object)
    on_paper = Signal(str)

    def __init__(
        self, parent: QWidget, tr: LocaleContext, question: Text, view: SignatureView, name: str
    ) -> None:
        super().__init__(parent, tr, TITLE, SIGN, width=_WIDTH)
        theirs = LocaleContext(view.shown, fallback=tr.language)
        look = PaneLook(theirs, is_client=True)
        self.add(SignerWords(look, question, view), *self._ours(view), tokens.XS)
        self.pad = InkPad(scaled(_PAD))
        self.pad.setFont(look.font())
        self.pad.show_words(theirs.text(client_texts.SIGN_HERE))
        self.add(self.pad)
        self.name = QLineEdit(name)
        label = PlainLabel(tone="muted")
        tr.bind(label, PlainLabel.setText, SIGNER)
        tr.bind(self.name, QLineEdit.setAccessibleName, SIGNER)
        label.setBuddy(self.name)
        self.paper = QCheckBox()
        tr.bind(self.paper, QCheckBox.setText, ON_PAPER)
        self.clear = ActionButton("quiet")
        tr.bind(self.clear, ActionButton.setText, CLEAR)
        self.is_current: Callable[[], bool] = lambda: True
        self.changed = PlainLabel(tone="danger", wrap=True)
        tr.bind(self.changed, PlainLabel.setText, client_texts.TEXT_CHANGED)
        self.changed.hide()
        self.add(tokens.XS, row(label, self.name, space=tokens.M), self.paper, self.changed)
        self.buttons.insertWidget(0, self.clear)
        self.clear.clicked.connect(self.pad.clear)
        self.pad.inked.connect(self._show_state)
        self.paper.toggled.connect(self._show_state)
        self.name.textChanged.connect(self._show_state)
        self.primary.clicked.connect(self._on_primary)
        self._show_state()
        self.name.setFocus()

    def inputs(self) -> Inputs:
        return {"name": self.name, "paper": self.paper}

    def _ours(self, view: SignatureView) -> list[QWidget]:
        """Which text is signed, for the worker, if it is not the one shown."""
        if view.language == view.shown:
            return []
        words = PlainLabel(tone="muted", wrap=True)
        name = self._tr.text(language_of(view.language).german_name)
        words.setText(self._tr.text(TEXT_SIGNED, language=name))
        return [words]

    def _show_state(self) -> None:
        is_paper, is_over = self.paper.isChecked(), not self.changed.isHidden()
        self.pad.setEnabled(not is_paper and not is_over)
        self.paper.setEnabled(not is_over)
        self.clear.setEnabled(bool(self.pad.strokes) and not is_paper)
        self.primary.setText(self._tr.text(KEEP_PAPER if is_paper else SIGN))
        ready = bool(self.name.text().strip()) if is_paper else ink.is_ink(self.pad.strokes)
        self.primary.setEnabled(ready and not is_over)

    def _on_primary(self) -> None:
        name = " ".join(self.name.text().split())
        if not self.is_current():
            self.changed.show()
            self.pad.clear()
            self._show_state()
            return
        if self.paper.isChecked():
            self.on_paper.emit(name)
        else:
            size = (self.pad.width(), self.pad.height())
            self.drawn.emit(DrawnSignature(self.pad.strokes, *size, name))
        self.accept()


def fit(dialog: QDialog, least: int = 0) -> None:
    """Make *dialog* as high as its wrapped texts need at its width, and at least *least*.

    Lines that can break make it a little wider than it has to be, no more.
    """
    box = dialog.layout()
    if box is None:
        return
    box.activate()
    wanted = min(box.totalSizeHint().width(), round(dialog.minimumWidth() * _WIDER))
    width = max(dialog.width(), dialog.minimumWidth(), box.totalMinimumSize().width(), wanted)
    hint = box.totalSizeHint().height()
    needed = box.totalHeightForWidth(width) if box.hasHeightForWidth() else hint
    dialog.resize(width, max(needed, least))
