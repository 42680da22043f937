"""The heads of the two panes: which language each speaks, and whether it was reviewed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QToolButton, QWidget

from desktop.domain.wording import N_
from desktop.i18n import languages
from desktop.i18n.context import LocaleContext
from desktop.ui.fields.base import direction_of
from desktop.ui.pages.form_band import CLIENT, PAD, WORKER
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.theme import fonts, tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.menu import Menu
from desktop.ui.widgets.signature_words import UNREVIEWED

WORKER_LANGUAGE = N_("Sprache der Fachkraft")
CLIENT_LANGUAGE = N_("Sprache der Klient:in")
LEGEND = N_("* Pflichtangabe")
_FLAT = 16
"""Inner space of a flat button: its words, not its ground, are to stand over the labels."""


def pane_codes(codes: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which languages of a form can stand in the worker's pane, and which in the client's."""
    worker = tuple(code for code in codes if languages.language(code).is_worker)
    client = tuple(code for code in codes if languages.language(code).is_client)
    return worker or tuple(codes[:1]), client or tuple(codes)


class LanguagePicker(QToolButton):
    """Names the language of one pane in itself; its menu offers the others.

    Signals: ``picked(str)`` with a language code.
    """

    picked = Signal(str)

    def __init__(self, codes: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        menu = Menu(self)
        group = QActionGroup(menu)
        self.actions_by_code: dict[str, QAction] = {}
        for code in codes:
            action = menu.addAction(languages.language(code).own_name)
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, code=code: self.picked.emit(code))
            group.addAction(action)
            self.actions_by_code[code] = action
        self.setMenu(menu)

    def show_language(self, code: str) -> None:
        """Show *code* as the language in use."""
        self.setText(f"{languages.language(code).own_name} \u25be")
        self.setFont(
            fonts.font(tokens.BODY, weight=tokens.STRONG, scale=current_scale(), language=code)
        )
        action = self.actions_by_code.get(code)
        if action is not None:
            action.setChecked(True)


class PaneHeads(QWidget):
    """One line over the panes, its halves in the direction of their language.

    Signals: ``language_picked(int, str)``: side and code.
    """

    language_picked = Signal(int, str)

    def __init__(
        self,
        tr: LocaleContext,
        codes: tuple[Sequence[str], Sequence[str]],
        unreviewed: frozenset[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._unreviewed = unreviewed
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(self)
        grid.setContentsMargins(PAD - _FLAT, 0, PAD - _FLAT, 0)
        grid.setHorizontalSpacing(2 * (PAD - _FLAT))
        self.pickers: list[LanguagePicker] = []
        self.marks: list[Chip] = []
        self._halves: list[QWidget] = []
        self._added: list[QWidget] = []
        self.legend = PlainLabel(kind="small", tone="muted")
        """What the star says; the page shows it in the line of the steps."""
        tr.bind(self.legend, PlainLabel.setText, LEGEND)
        for side, name in ((WORKER, WORKER_LANGUAGE), (CLIENT, CLIENT_LANGUAGE)):
            picker = LanguagePicker(codes[side])
            picker.picked.connect(lambda code, at=side: self.language_picked.emit(at, code))
            tr.bind(picker, LanguagePicker.setToolTip, name)
            tr.bind(picker, LanguagePicker.setAccessibleName, name)
            mark = _ReviewMark(tr)
            half = QWidget()
            box = QHBoxLayout(half)
            box.setContentsMargins(0, 0, 0, 0)
            box.addWidget(picker)
            box.addWidget(mark)
            box.addStretch(1)
            if side == WORKER:
                self._beside = box
            grid.addWidget(half, 0, side)
            grid.setColumnStretch(side, 1)
            self.pickers.append(picker)
            self.marks.append(mark)
            self._halves.append(half)

    @property
    def stops(self) -> list[QWidget]:
        """Where the Tab key halts."""
        return [self.pickers[WORKER], *self._added, self.pickers[CLIENT]]

    def put_beside(self, widget: QWidget) -> None:
        """Put something beside the worker's language."""
        self._added.append(widget)
        self._beside.insertWidget(2, widget, 100)

    def follow(self, talk: FormConversation) -> None:
        """Show the languages of *talk*, whoever changes them."""

        def show() -> None:
            self.show_languages(talk.worker.language, talk.client.language)

        talk.languages_changed.connect(show)
        show()

    def show_languages(self, worker: str, client: str) -> None:
        """Show which language each pane speaks now."""
        for side, code in ((WORKER, worker), (CLIENT, client)):
            self.pickers[side].show_language(code)
            self.marks[side].setVisible(code in self._unreviewed)
            self._halves[side].setLayoutDirection(direction_of(languages.language(code).is_rtl))


class _ReviewMark(Chip):
    """Says that nobody who speaks the language has checked the translation yet."""

    def __init__(self, tr: LocaleContext) -> None:
        super().__init__("", Icon.INFO, "warn")
        tr.bind(self, _ReviewMark.show_words, UNREVIEWED)

    def show_words(self, words: str) -> None:
        """Write the mark in the worker's language."""
        self._label.setText(words)
        self.setAccessibleName(words)
