"""A signature in one pane: what can be signed now, the pad or the way to it, and what was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.domain import ink
from desktop.domain.companions import Signature, Strokes
from desktop.i18n import client_texts
from desktop.i18n.bidi import PDI, RLI
from desktop.i18n.languages import language as language_of
from desktop.ui.fields.base import Field, PaneLook
from desktop.ui.fields.ink_pad import InkPad, InkPicture
from desktop.ui.fields.markup import directed
from desktop.ui.theme import tokens
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.flow import FlowBox
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column
from desktop.ui.widgets.signature_words import (
    ALL_READ,
    BROKEN,
    DRAFT,
    GIVEN,
    GIVEN_ON_PAPER,
    NOTES_FIRST,
    SIGN_TEXT,
    TAKE_AWAY,
    TEXT_SIGNED,
    TO_NOTES,
)

_PICTURE, _PAD, _LARGE_PAD = 84, 110, 260
_MOST = 22
"""Largest type of words and buttons beside the question, in pixels at 100 % text."""


class Stage(StrEnum):
    """What can be done at a signature now."""

    NOTES = "notes"
    """Legal notes wait to be presented."""
    DRAFT = "draft"
    """The language shown cannot be signed; a reviewed text can be chosen instead."""
    OPEN = "open"
    SIGNED = "signed"
    BROKEN = "broken"
    """Something was signed that is not what stands there now."""


@dataclass(frozen=True, slots=True)
class SignatureView:
    """A signature question as it stands. ``language`` is the one that would be signed."""

    stage: Stage
    language: str
    shown: str
    instead: tuple[str, ...] = ()
    signature: Signature | None = None
    now_ms: int = 0


class Signing(Protocol):
    """The one signature question a field shows; all methods in the GUI thread."""

    def view(self) -> SignatureView:
        """How it stands."""

    def text_now(self) -> str:
        """Stands for what would be signed now: it differs as soon as text or answers do."""

    def choose(self, language: str) -> None:
        """Sign the text in *language*, whatever language is shown."""

    def ask(self, field: QWidget) -> None:
        """Open the large pad over the window of *field*."""

    def sign(self, strokes: Strokes, width: int, height: int) -> None:
        """Sign the text as it stands now."""

    def take_away(self) -> None:
        """Forget the signature."""

    def go_to_notes(self) -> None:
        """Show the first legal note that waits."""

    def all_read_aloud(self) -> None:
        """Keep that every note that waits was read aloud in the language shown."""


class SignatureField(Field):
    """Knows its question only through ``attach``; until then it shows nothing.

    In the worker's page one pane has the pad (``has_pad``), the other the words. In the client's
    window the pad is the field itself. Signals: ``signed()`` after a signature given here.
    """

    signed = Signal()

    def __init__(self, look: PaneLook, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._value = ""
        self._signing: Signing | None = None
        self._drawn_for = ""
        self._is_outdated = False
        self.has_pad = look.is_client
        self.words = PlainLabel(wrap=True, parent=self)
        self.pad = InkPad(_LARGE_PAD if look.large else _PAD, self)
        self.picture = InkPicture(_PICTURE, self)
        self.sign_button = ActionButton("")
        self.clear_button = ActionButton("quiet")
        self.notes_button = ActionButton("quiet")
        self.all_read_button = ActionButton("quiet")
        self.take_away_button = ActionButton("danger")
        self.language_buttons: list[QPushButton] = []
        self._buttons = FlowBox(self)
        for button in (
            self.sign_button,
            self.clear_button,
            self.notes_button,
            self.all_read_button,
            self.take_away_button,
        ):
            self._buttons.add(button)
        self.setLayout(column(self.words, self.pad, self.picture, self._buttons, space=tokens.S))
        self.pad.inked.connect(self._on_inked)
        self.sign_button.clicked.connect(self._on_sign)
        self.clear_button.clicked.connect(self.pad.clear)
        self.notes_button.clicked.connect(self._on_notes)
        self.all_read_button.clicked.connect(self._on_all_read)
        self.take_away_button.clicked.connect(self._on_take_away)
        self.relabel()

    def attach(self, signing: Signing, *, has_pad: bool | None = None) -> None:
        """Show and change this signature question from now on."""
        self._signing = signing
        if has_pad is not None:
            self.has_pad = has_pad
        self.refresh()

    def value(self) -> str:
        return self._value

    def set_value(self, value: str) -> None:
        self._value = value
        self.refresh()

    def relabel(self) -> None:
        super().relabel()
        font = self.look.font(size=min(self.look.size, _MOST))
        self.words.setFont(font)
        tr = self.look.tr
        self.pad.setFont(self.look.font(size=max(tokens.SMALL, self.look.size - 2)))
        self.pad.show_words(tr.text(client_texts.SIGN_HERE))
        self.clear_button.setText(tr.text(client_texts.CLEAR_SIGNATURE))
        self.notes_button.setText(tr.text(TO_NOTES))
        self.all_read_button.setText(tr.text(ALL_READ))
        self.take_away_button.setText(tr.text(TAKE_AWAY))
        self.refresh()

    def refresh(self) -> None:
        """Show the question as it stands."""
        self._drop_outdated()
        view = self._view()
        self._offer_languages(view.instead if view.stage is Stage.DRAFT else ())
        is_open = view.stage in (Stage.OPEN, Stage.BROKEN)
        ours = self.has_pad
        self.pad.setVisible(ours and self.look.large and is_open)
        self.picture.show_signature(view.signature, holds=view.stage is Stage.SIGNED)
        has_ink = view.signature is not None and bool(view.signature.strokes)
        self.picture.setVisible(ours and has_ink and not self.pad.isVisibleTo(self))
        self.sign_button.setVisible(ours and is_open)
        for button in (self.notes_button, self.all_read_button):
            button.setVisible(view.stage is Stage.NOTES and not self.look.is_client)
        self.take_away_button.setVisible(view.signature is not None and not self.look.is_client)
        again = client_texts.SIGN_AGAIN if view.stage is Stage.BROKEN else client_texts.SIGN_HERE
        word = client_texts.DONE if self.look.large else again
        self.sign_button.setText(self.look.tr.text(word))
        for each in self._all_buttons():
            each.setFont(self.look.font(size=min(self.look.size, _MOST)))
            each.setMinimumHeight(self.look.hit())
        self._say(view)
        self._show_pad_state()
        self._buttons.setVisible(any(not b.isHidden() for b in self._all_buttons()))

    def focus_target(self) -> QWidget | None:
        return next(iter(self.stops()), None)

    def stops(self) -> Sequence[QWidget]:
        return [button for button in self._all_buttons() if not button.isHidden()]

    def _all_buttons(self) -> list[QPushButton]:
        signing = (self.sign_button, self.clear_button)
        notes = (self.notes_button, self.all_read_button)
        return [*self.language_buttons, *signing, *notes, self.take_away_button]

    def _view(self) -> SignatureView:
        code = self.look.tr.language
        return SignatureView(Stage.NOTES, code, code) if self._signing is None else self._read()

    def _read(self) -> SignatureView:
        assert self._signing is not None
        return self._signing.view()

    def _say(self, view: SignatureView) -> None:
        tone, words = _words(view, self.look)
        if self._is_outdated and view.stage in (Stage.OPEN, Stage.BROKEN):
            tone, words = "danger", self.look.tr.text(client_texts.TEXT_CHANGED)
        restyle(self.words, "tone", tone)
        self.words.setText(directed(words, rtl=self.look.tr.is_rtl) if words else "")
        self.words.setVisible(bool(words))

    def _on_inked(self) -> None:
        """What is drawn is meant for the text that stands there at the first stroke."""
        if not self.pad.strokes:
            self._drawn_for = ""
        elif not self._drawn_for and self._signing is not None:
            self._drawn_for = self._signing.text_now()
            self._is_outdated = False
            self._say(self._view())
        self._show_pad_state()

    def _drop_outdated(self) -> None:
        """Throw away what was drawn for a text that has changed since."""
        if self._drawn_for and self._signing is not None:
            self._is_outdated = self._drawn_for != self._signing.text_now()
            if self._is_outdated:
                self.pad.clear()

    def _show_pad_state(self) -> None:
        drawing = self.has_pad and self.look.large and self.sign_button.isVisibleTo(self)
        has_ink = ink.is_ink(self.pad.strokes)
        self.clear_button.setVisible(drawing and bool(self.pad.strokes))
        self.sign_button.setEnabled(has_ink or not drawing)

    def _offer_languages(self, codes: tuple[str, ...]) -> None:
        offered = [str(button.property("language")) for button in self.language_buttons]
        if offered != list(codes):
            for button in self.language_buttons:
                self._buttons.take(button)
            self.language_buttons = [self._language_button(code) for code in codes]
        for button in self.language_buttons:
            name = language_of(str(button.property("language"))).own_name
            shown = client_texts.SIGN_TEXT if self.look.is_client else SIGN_TEXT
            name = name if self.look.is_client else _name(str(button.property("language")), self)
            words = self.look.tr.text(shown, language=name)
            button.setText(f"{RLI}{words}{PDI}" if self.look.tr.is_rtl else words)

    def _language_button(self, code: str) -> QPushButton:
        button = ActionButton("")
        button.setProperty("language", code)
        button.clicked.connect(lambda: self._on_language(code))
        self._buttons.add(button)
        return button

    def _on_language(self, code: str) -> None:
        if self._signing is not None:
            self._signing.choose(code)

    def _on_sign(self) -> None:
        if self._signing is None:
            return
        if not self.look.large:
            self._signing.ask(self)
            return
        self.refresh()
        strokes = self.pad.strokes
        if not strokes:
            return
        self._signing.sign(strokes, self.pad.width(), self.pad.height())
        self.pad.clear()
        self.signed.emit()

    def _on_notes(self) -> None:
        if self._signing is not None:
            self._signing.go_to_notes()

    def _on_all_read(self) -> None:
        if self._signing is not None:
            self._signing.all_read_aloud()

    def _on_take_away(self) -> None:
        if self._signing is not None:
            self._signing.take_away()


def _name(code: str, field: Field) -> str:
    return field.look.tr.text(language_of(code).german_name)


def _words(view: SignatureView, look: PaneLook) -> tuple[str, str]:
    """Tone and words for a stage, in the pane's language."""
    return _client_words(view, look) if look.is_client else _worker_words(view, look)


def _client_words(view: SignatureView, look: PaneLook) -> tuple[str, str]:
    tr, name = look.tr, language_of(view.language).own_name
    if view.stage is Stage.NOTES:
        return "muted", tr.text(client_texts.NOTES_FIRST)
    if view.stage is Stage.DRAFT:
        return "warn", tr.text(client_texts.DRAFT_NOT_SIGNED)
    if view.stage is Stage.BROKEN:
        return "danger", tr.text(client_texts.SIGNATURE_BROKEN)
    if view.stage is Stage.OPEN and view.language != view.shown:
        return "muted", tr.text(client_texts.TEXT_SIGNED, language=name)
    if view.stage is Stage.SIGNED:
        return "ok", tr.text(client_texts.SIGNED)
    return "", ""


def _worker_words(view: SignatureView, look: PaneLook) -> tuple[str, str]:
    tr, name = look.tr, look.tr.text(language_of(view.language).german_name)
    given = view.signature
    if view.stage is Stage.NOTES:
        return "muted", tr.text(NOTES_FIRST)
    if view.stage is Stage.DRAFT:
        return "warn", tr.text(DRAFT)
    if view.stage is Stage.BROKEN:
        return "danger", tr.text(BROKEN)
    if view.stage is Stage.OPEN:
        return "muted", tr.text(TEXT_SIGNED, language=name)
    assert given is not None
    time = tr.relative(given.at, view.now_ms)
    if given.how == "drawn":
        return "ok", tr.text(GIVEN, time=time, language=name)
    return "ok", tr.text(GIVEN_ON_PAPER, name=given.signer, time=time, language=name)
