"""*Glossar*: words of offices in both languages, those of the current question first."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLineEdit, QScrollArea, QWidget

from desktop.domain.wording import N_
from desktop.i18n import client_texts
from desktop.i18n.context import LocaleContext
from desktop.i18n.glossary import Entry, Glossary, Term
from desktop.ui.fields.base import PaneLook, direction_of
from desktop.ui.fields.markup import directed
from desktop.ui.theme import tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import clear, column, line

TITLE = N_("Glossar")
SEARCH = N_("Wort suchen")
HERE, ALL = N_("In dieser Frage"), N_("Alle Wörter")
NOTHING = N_("Kein Wort gefunden.")
DRAFT = N_("Übersetzung: Entwurf, nicht geprüft")
_SIDE_BY_SIDE = 460
"""Wide enough for two columns, in pixels at 100 % text."""
_TYPING_MS = 120


class GlossaryPanel(QWidget):
    """One pair of languages, each side in its own direction and letters; *chrome* is the language
    of the window around it, without one that of the worker.

    Signals: ``closed()`` at Esc.
    """

    closed = Signal()

    def __init__(
        self,
        worker: LocaleContext,
        client: LocaleContext,
        parent: QWidget | None = None,
        *,
        chrome: LocaleContext | None = None,
    ) -> None:
        super().__init__(parent)
        self._worker, self._client = worker, client
        self._chrome = chrome or worker
        self._glossary: Glossary | None = None
        self._texts: tuple[str, ...] = ()
        self._cards: list[_Card] = []
        self._marks_drafts = False
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self._list = column(space=tokens.M)
        self._list.setContentsMargins(tokens.L, tokens.S, tokens.L, tokens.L)
        self._area = _scrolled(self._list)
        self._drafts = PlainLabel(kind="small", tone="warn", wrap=True)
        head = column(self.search, self._drafts, space=tokens.XS)
        head.setContentsMargins(tokens.L, tokens.M, tokens.L, 0)
        self.setLayout(column(head, self._area, space=tokens.XS))
        self._typing = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._typing.timeout.connect(self._fill)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.search.returnPressed.connect(self._fill)
        for context in {worker, client, self._chrome}:
            context.on_switch(self._on_switched)
        self._name()

    def show_for(self, texts: Iterable[str]) -> None:
        """Put the words that stand in *texts* (label, hint, choices of a question) first."""
        self._texts = tuple(texts)
        if self.isVisible() or not self._cards:
            self._fill()

    def shown(self) -> tuple[Entry, ...]:
        """The entries in the order in which they stand."""
        return tuple(card.entry for card in self._cards)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for card in self._cards:
            card.arrange(is_wide=self._is_wide())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._cards:
            self._typing.start()

    def _is_wide(self) -> bool:
        return self.width() >= _SIDE_BY_SIDE * current_scale()

    def _on_switched(self) -> None:
        self._glossary = None
        self._name()
        if self._cards:
            self._fill()

    def _name(self) -> None:
        name = self._chrome.text(SEARCH)
        self.search.setPlaceholderText(name)
        self.search.setAccessibleName(name)
        self._area.setAccessibleName(self._chrome.text(TITLE))
        self._drafts.setText(self._chrome.text(DRAFT))

    def _fill(self) -> None:
        if self._glossary is None:
            self._glossary = Glossary(self._worker.language, self._client.language)
        drafts = [one.client.is_draft for one in self._glossary.entries if one.client]
        self._drafts.setVisible(any(drafts))
        self._marks_drafts = not all(drafts)
        wanted = self.search.text().strip()
        here = () if wanted else self._glossary.occurring(self._texts)
        met = {entry.code for entry in here}
        rest = [one for one in self._glossary.search(wanted) if one.code not in met]
        self._cards = []
        clear(self._list)
        if here:
            self._group(HERE, here)
        if rest:
            self._group(ALL if here else "", rest)
        elif not here:
            self._list.addWidget(PlainLabel(self._chrome.text(NOTHING), tone="muted", wrap=True))
        self._list.addStretch(1)
        self._area.verticalScrollBar().setValue(0)

    def _group(self, heading: str, entries: Iterable[Entry]) -> None:
        if heading:
            self._list.addWidget(PlainLabel(self._chrome.text(heading), kind="small", tone="muted"))
        for entry in entries:
            card = _Card(
                entry,
                PaneLook(self._worker),
                PaneLook(self._client),
                self._chrome.text(DRAFT) if self._marks_drafts else "",
            )
            card.arrange(is_wide=self._is_wide())
            self._cards.append(card)
            self._list.addWidget(card)
            self._list.addWidget(line())


class _Card(QWidget):
    """One entry: side by side where there is room, else one below the other."""

    def __init__(self, entry: Entry, worker: PaneLook, client: PaneLook, mark: str) -> None:
        super().__init__()
        self.entry = entry
        missing = Term(entry.code, client.tr.text(client_texts.NOT_TRANSLATED), "", "")
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(tokens.M)
        self._box.addWidget(_side(entry.worker, worker, ""), 1)
        self._box.addWidget(_side(entry.client or missing, client, mark), 1)

    def arrange(self, *, is_wide: bool) -> None:
        """Take the direction that the width allows."""
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.LeftToRight if is_wide else ways.TopToBottom)


def _side(term: Term, look: PaneLook, mark: str) -> QWidget:
    holder = QWidget()
    holder.setLayoutDirection(direction_of(look.tr.is_rtl))
    rtl = look.tr.is_rtl
    name = PlainLabel(directed(term.term, rtl=rtl), kind="term", wrap=True)
    name.setFont(look.font(weight=tokens.STRONG))
    words = PlainLabel(directed(term.explanation, rtl=rtl), kind="term", wrap=True)
    words.setFont(look.font(size=tokens.BODY))
    box = column(name, words, space=2)
    if term.is_draft and mark:
        box.addWidget(PlainLabel(mark, kind="small", tone="warn", wrap=True))
    box.addStretch(1)
    holder.setLayout(box)
    return holder


def _scrolled(box: QBoxLayout) -> QScrollArea:
    holder = QWidget()
    holder.setProperty("role", "scroll")
    holder.setLayout(box)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(holder)
    return area
