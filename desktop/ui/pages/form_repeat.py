"""Headings inside a step: nested groups, instances of repeats, and adding another one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.domain.wording import N_
from desktop.forms.body_view import BodyNode
from desktop.i18n import client_texts, languages
from desktop.i18n.context import LocaleContext
from desktop.i18n.formats import localised_digits
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.markup import to_plain
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.pages.form_band import CLIENT, PAD, WORKER, PairBand
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.pages.form_texts import label_of
from desktop.ui.theme import tokens
from desktop.ui.widgets.labels import PlainLabel

INSTANCE = N_("{name} {number} von {count}")
REMOVE = N_("Entfernen")
REMOVE_NAMED = N_("{name} entfernen")
ADD_NAMED = N_("{name} hinzufügen")
REMOVED_NAMED = N_("{name} ist entfernt.")
UNDO = N_("Rückgängig")


class GroupBand(PairBand):
    """The label of a nested group over its questions; gone when none of them is relevant."""

    def __init__(
        self,
        conversation: FormConversation,
        node: BodyNode,
        looks: tuple[PaneLook, PaneLook],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.conversation, self.node, self.looks = conversation, node, looks
        self.marks: dict[int, TextLabel] = {}
        self.labels = tuple(
            TextLabel(look, self, size=look.size + 2, weight=tokens.STRONG) for look in looks
        )
        for side in (WORKER, CLIENT):
            self.put(0, side, self.labels[side])
        self.refresh()

    def refresh(self) -> None:
        """Show the label in both languages, if the group has one and is relevant."""
        session = self.conversation.session
        named = label_of(session, self.node.ref, self.looks[WORKER].tr, "")
        has_label = named.value != self.node.ref.rpartition("/")[2]
        for side, label in enumerate(self.labels):
            pane = self.looks[side].tr
            shown = label_of(session, self.node.ref, pane, self.conversation.worker.language)
            label.show_text(to_plain(self.title(shown.value, pane)), shown.language)
            self._show_mark(side, shown.language if shown.missing and has_label else "")
        self.setVisible(has_label and session.state(self.node.ref).relevant)

    def _show_mark(self, side: int, foreign: str) -> None:
        """Name the language that stands in for the pane's, if one does."""
        look, mark = self.looks[side], self.marks.get(side)
        if mark is None and foreign:
            mark = self.marks[side] = TextLabel(look, self, tone="warn", size=tokens.SMALL)
            self.put(1, side, mark)
        if mark is not None:
            name = languages.language(foreign).own_name
            words = f"{look.tr.text(client_texts.NOT_TRANSLATED)} ({name})"
            mark.show_text(words, look.tr.language)
            mark.setVisible(bool(foreign))

    def title(self, label: str, pane: LocaleContext) -> str:
        """What stands in a pane as the title."""
        return label

    def relabel(self, side: int) -> None:
        """Write one pane anew."""
        for label in (self.labels[side], *self.marks.values()):
            label.dress()
        self.refresh()


class InstanceBand(GroupBand):
    """Over one instance of a repeat: ``Thema 2 von 3`` and the way to remove it.

    Signals: ``removal_requested(str)`` with the instance's ref.
    """

    removal_requested = Signal(str)

    def __init__(
        self,
        conversation: FormConversation,
        repeat: BodyNode,
        instance: BodyNode,
        looks: tuple[PaneLook, PaneLook],
        chrome: LocaleContext,
        parent: QWidget,
    ) -> None:
        self._repeat, self._instance, self._chrome = repeat, instance, chrome
        super().__init__(conversation, repeat, looks, parent)
        self.button = QPushButton(self)
        self.button.setProperty("role", "danger")
        self.button.setVisible(repeat.can_add)
        self.button.clicked.connect(lambda: self.removal_requested.emit(self._instance.ref))
        line = QWidget(self)
        inner = QHBoxLayout(line)
        inner.setContentsMargins(0, 0, 0, 0)
        self.grid.removeWidget(self.labels[WORKER])
        middle = Qt.AlignmentFlag.AlignVCenter
        inner.addWidget(self.labels[WORKER], 1, middle)
        inner.addWidget(self.button, 0, middle)
        self.put(0, WORKER, line)
        self.grid.setAlignment(self.labels[CLIENT], middle)
        self.grid.setContentsMargins(PAD, tokens.S, PAD, tokens.S)
        self._name_button()

    @property
    def ref(self) -> str:
        """The instance this band stands over."""
        return self._instance.ref

    def refresh(self) -> None:
        super().refresh()
        self.setVisible(self.conversation.session.state(self._instance.ref).relevant)

    def title(self, label: str, pane: LocaleContext) -> str:
        refs = [child.ref for child in self._repeat.children]
        number, count = refs.index(self._instance.ref) + 1, len(refs)
        if pane.info.is_worker:
            return pane.text(INSTANCE, name=to_plain(label), number=number, count=count)
        digits = localised_digits(f"{number}/{count}", pane.info.digits)
        return f"{to_plain(label)} {digits}"

    def relabel(self, side: int) -> None:
        super().relabel(side)
        self._name_button()

    def _name_button(self) -> None:
        self.button.setText(self._chrome.text(REMOVE))
        name = self.labels[WORKER].text()
        self.button.setAccessibleName(self._chrome.text(REMOVE_NAMED, name=name))


class AddBand(PairBand):
    """The last line of a repeat: adds an instance; after a removal it offers the way back.

    Signals: ``addition_requested(str)`` with the repeat's ref, ``undo_requested()``.
    """

    addition_requested = Signal(str)
    undo_requested = Signal()

    def __init__(
        self,
        conversation: FormConversation,
        node: BodyNode,
        looks: tuple[PaneLook, PaneLook],
        chrome: LocaleContext,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.conversation, self.node, self.looks = conversation, node, looks
        self._chrome = chrome
        self._removed = ""
        self.buttons = tuple(self._button(side) for side in (WORKER, CLIENT))
        self.removed_label = PlainLabel(tone="muted")
        self.undo_button = QPushButton()
        self.undo_button.setProperty("role", "quiet")
        self.undo_button.clicked.connect(self.undo_requested)
        line = QWidget(self)
        inner = QHBoxLayout(line)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.removed_label)
        inner.addWidget(self.undo_button)
        inner.addStretch(1)
        self._undo_line = line
        self.put(1, WORKER, line)
        self.refresh()

    def refresh(self) -> None:
        """Name the buttons in both languages."""
        session = self.conversation.session
        for side, button in enumerate(self.buttons):
            pane = self.looks[side].tr
            name = label_of(session, self.node.ref, pane, self.conversation.worker.language)
            message = ADD_NAMED if side == WORKER else client_texts.ADD_ENTRY
            button.setText("+  " + pane.text(message, name=to_plain(name.value)))
            button.setFont(self.looks[side].font())
            button.setLayoutDirection(self.looks[side].direction)
        self.setVisible(self.node.can_add and session.state(self.node.ref).relevant)
        self._undo_line.setVisible(bool(self._removed))
        self.removed_label.setText(self._chrome.text(REMOVED_NAMED, name=self._removed))
        self.undo_button.setText(self._chrome.text(UNDO))

    def relabel(self, side: int) -> None:
        """Write both panes anew."""
        self.refresh()

    def offer_undo(self, name: str) -> None:
        """Say what was removed, with the way back; an empty name ends the offer."""
        self._removed = name
        self.refresh()

    def _button(self, side: int) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("role", "quiet")
        button.clicked.connect(lambda: self.addition_requested.emit(self.node.ref))
        holder = QWidget(self)
        holder.setLayoutDirection(self.looks[side].direction)
        inner = QHBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(button)
        inner.addStretch(1)
        self.put(0, side, holder)
        return button
