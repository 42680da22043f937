"""The client window: one question, large, in the client's language, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.forms.delta import Delta, Property
from desktop.i18n import client_texts
from desktop.ui.fields.base import Field, FieldState, PaneLook, direction_of
from desktop.ui.fields.date_field import Now
from desktop.ui.fields.making import FieldKind, make_field
from desktop.ui.pages.form_band import TextLabel
from desktop.ui.pages.form_conversation import FormConversation, Wish
from desktop.ui.pages.form_texts import choices_of, error_of, label_of, text_of
from desktop.ui.theme import tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.mark import window_icon

COLUMN_EM = 20
_FOOT_EM = 27
_HINT = 22
_BUTTON = 20
_LEAST = 56
_NO_ANSWER = ("prefer_not", "prefer_not_to_say", "no_answer", "refused")
"""Codes of a choice that says: I do not want to answer."""
_CLIPBOARD = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
)


_TEXTS = (Property.TEXT, Property.CHOICES)
_FOLLOWED = (QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange)


class InterpreterWindow(QWidget):
    """Follows one conversation; what is answered here stands in the worker's window at once.

    It has no menu and no name in its title, shows no earlier answers but that of its question,
    and cannot be closed from here: the worker's window does that with ``dismiss``.
    """

    field: Field | None = None

    def __init__(self, conversation: FormConversation, now: Now) -> None:
        super().__init__()
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "page")
        self.setWindowTitle("Fallmappe")
        self.setWindowIcon(window_icon())
        self.conversation = conversation
        self._now = now
        self._is_dismissed = False
        self._ref = ""
        self._tr = conversation.client
        self._look = PaneLook(self._tr, tokens.CLIENT, is_client=True)
        self._build()
        conversation.changed.connect(self._on_changed)
        conversation.current_changed.connect(self._on_current_changed)
        conversation.languages_changed.connect(self._relabel)
        conversation.closed.connect(self.dismiss)
        self._ring = FocusRing(self)
        self._redress = QTimer(self, interval=0, singleShot=True)
        self._redress.timeout.connect(self._relabel)
        self._relabel()

    # build

    def _build(self) -> None:
        self.question = TextLabel(self._look, self, weight=tokens.STRONG)
        self.mark = TextLabel(self._look, self, tone="muted", size=_BUTTON)
        self.hint = TextLabel(self._look, self, tone="muted", size=_HINT)
        self.error = TextLabel(self._look, self, tone="danger", size=_HINT)
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, tokens.M, 0, 0)
        self._column = QWidget()
        self._column.setLayout(
            column(self.question, self.mark, self.hint, self._place, self.error, space=tokens.M)
        )
        holder = QWidget()
        holder.setProperty("role", "scroll")
        across = row(None, self._column, None)
        holder.setLayout(column(None, across, None, None, margin=tokens.XXL))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(holder)
        self.again, self.skip, self.no_answer, self.back = (
            self._button(slot)
            for slot in (self._on_again, self._on_skip, self._on_no_answer, self._on_back)
        )
        self._foot = QWidget()
        buttons = row(self.again, None, self.skip, None, self.no_answer, None, self.back)
        self._foot.setLayout(buttons)
        foot = row(None, self._foot, None)
        foot.setContentsMargins(0, tokens.M, 0, tokens.XL)
        whole = column(self._scroll, foot, space=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _button(self, slot: Callable[[], None]) -> QPushButton:
        button = _BigButton(self)
        button.setProperty("role", "quiet")
        button.clicked.connect(slot)
        return button

    # show

    def _show_question(self, ref: str) -> None:
        self._ref = ref
        if self.field is not None:
            self.field.hide()
            self._place.removeWidget(self.field)
            self.field.deleteLater()
            self.field = None
        if ref:
            self.field = self._make_field(ref)
            self._place.addWidget(self.field)
        self._write()
        self._scroll.verticalScrollBar().setValue(0)
        if self.field is not None and self.isActiveWindow():
            self.field.focus()

    def _make_field(self, ref: str) -> Field:
        session = self.conversation.session
        appearance = frozenset(self.conversation.node(ref).appearance.split())
        kind = FieldKind(session.state(ref).type, appearance, len(session.choices(ref)))
        field = make_field(kind, self._look, self._now, self)
        field.value_edited.connect(self._on_edited)
        field.moved_on.connect(self._on_moved_on)
        for widget in (field, *field.findChildren(QWidget)):
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            widget.installEventFilter(self)
        return field

    def _write(self) -> None:
        """Write texts and answer of the question anew."""
        talk, ref = self.conversation, self._ref
        self.mark.hide()
        self.hint.hide()
        self.error.hide()
        for button in (self.again, self.skip, self.no_answer, self.back):
            button.setVisible(bool(ref))
        if not ref or self.field is None:
            words = self._tr.text(client_texts.NOTHING_TO_ANSWER)
            self.question.show_text(words, self._tr.language)
            return
        session, other = talk.session, talk.worker.language
        label = label_of(session, ref, self._tr, other)
        self.question.show_text(label.value, label.language)
        if label.missing:
            words = self._tr.text(client_texts.NOT_TRANSLATED)
            self.mark.show_text(words, self._tr.language)
            self.mark.show()
        hint = text_of(session, ref, "hint", self._tr, other)
        if hint.value:
            self.hint.show_text(hint.value, hint.language)
            self.hint.show()
        self.field.set_choices(choices_of(session, ref, self._tr, other))
        self._show_state()

    def _show_state(self) -> None:
        assert self.field is not None
        talk, field = self.conversation, self.field
        state = talk.session.state(self._ref)
        field.set_value(state.value)
        error = None
        if state.value:
            error = error_of(talk.session, self._ref, self._tr, talk.worker.language)
        if error is not None:
            self.error.show_text(error.value, error.language)
        self.error.setVisible(error is not None)
        readonly = state.readonly or state.type == "calculate"
        name = self.question.accessibleName()
        field.set_state(FieldState(readonly=readonly, name=name))
        goes_on = bool(state.value) or field.focus_target() is None
        words = client_texts.NEXT if goes_on else client_texts.SKIP
        self.skip.setText(self._tr.text(words))

    def _relabel(self) -> None:
        """Take language, direction, font and digits from the client's context again."""
        self.setLayoutDirection(direction_of(self._tr.is_rtl))
        self._size_column()
        for label in (self.question, self.mark, self.hint, self.error):
            label.dress()
        for button, words in (
            (self.again, client_texts.AGAIN),
            (self.skip, client_texts.SKIP),
            (self.no_answer, client_texts.PREFER_NOT_TO_ANSWER),
            (self.back, client_texts.BACK),
        ):
            button.setFont(self._look.font(size=_BUTTON))
            button.setText(self._tr.text(words))
        self._show_question(self._visible(self.conversation.current))

    def _size_column(self) -> None:
        em = round(tokens.CLIENT * current_scale())
        room = max(320, self.width() - 3 * tokens.XXL)
        self._column.setFixedWidth(min(COLUMN_EM * em, room))
        self._foot.setFixedWidth(min(_FOOT_EM * em, room))

    # react

    def _on_changed(self, delta: Delta) -> None:
        refs = {change.ref for change in delta.changes}
        if delta.refs(Property.STRUCTURE) or not self._visible(self._ref):
            self._show_question(self._visible(self._ref))
        elif any(c.ref == self._ref and c.property in _TEXTS for c in delta.changes):
            self._write()
        elif self._ref in refs:
            self._show_state()

    def _on_current_changed(self, ref: str) -> None:
        if ref != self._ref:
            self._show_question(self._visible(ref))

    def _visible(self, ref: str) -> str:
        return ref if self.conversation.is_seen(ref, for_client=True) else ""

    def _on_edited(self, value: str) -> None:
        self.conversation.answer(self._ref, value, self)

    def _on_moved_on(self, by: int) -> None:
        self._move(by)

    def _on_again(self) -> None:
        self.conversation.wish(Wish.AGAIN)

    def _on_skip(self) -> None:
        if self.field is not None:
            self.field.commit()
        self.conversation.wish(Wish.SKIP)
        self._move(1)

    def _on_no_answer(self) -> None:
        choices = self.conversation.session.choices(self._ref)
        code = next((code for code in _NO_ANSWER if code in choices), "")
        self.conversation.answer(self._ref, code, self)
        if not code:
            self.conversation.wish(Wish.NO_ANSWER)
        self._move(1)

    def _on_back(self) -> None:
        self._move(-1)

    def _move(self, by: int) -> None:
        ref = self.conversation.neighbour(by, for_client=True)
        if ref:
            self.conversation.move_to(ref)

    # the window itself

    def dismiss(self) -> None:
        """Close for good; only the worker's window does this."""
        self._is_dismissed = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self._is_dismissed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_column()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return any(event.matches(key) for key in _CLIPBOARD)
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _FOLLOWED and self.field is not None:
            self._redress.start()


class _BigButton(QPushButton):
    """A quiet button high enough for a finger."""

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + 2 * tokens.M, max(_LEAST, hint.height()))
