"""The client's window: one question, large, in the client's language, and nothing else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QPushButton, QStackedWidget, QWidget

from desktop.forms.delta import Delta, Property
from desktop.i18n import client_texts
from desktop.services.companions import Presented
from desktop.ui.dialogs.pin_pad import ENTER_PIN, PinPad
from desktop.ui.fields.base import Field, PaneLook, direction_of
from desktop.ui.fields.date_field import Now
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.interpreter_window.closing_page import ClosingPage
from desktop.ui.interpreter_window.foot import Foot
from desktop.ui.interpreter_window.path import END, NOTHING, SUMMARY, ClientPath, Stop, StopKind
from desktop.ui.interpreter_window.prompt import PromptButton
from desktop.ui.interpreter_window.question_page import QuestionPage
from desktop.ui.interpreter_window.summary import SummaryMaker, SummaryStop
from desktop.ui.interpreter_window.waiting import WaitingPage
from desktop.ui.pages.form_conversation import FormConversation, Wish
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.icons import IconButton
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.mark import window_icon

_NO_ANSWER = ("prefer_not", "prefer_not_to_say", "prefer_not_to_answer", "no_answer")
"""Codes of a choice that says: I do not want to answer. Not ``refused``: that may well be the
answer itself, such as the outcome of a visit."""
_TEXTS = (Property.TEXT, Property.CHOICES)
_FOLLOWED = (QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange)
_SCROLLING = {
    Qt.Key.Key_PageDown: 1,
    Qt.Key.Key_PageUp: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
}


class InterpreterWindow(QWidget):
    """Follows one conversation; what is answered here stands in the worker's window at once.

    It has no menu and no name in its title, shows no earlier answers but that of its question,
    and cannot be closed from here: ``dismiss`` does that. With *is_handed_over* a small lock in a
    corner leads to the keys for the PIN.
    Signals: ``pin_entered(str)``, ``pin_forgotten()``.
    """

    pin_entered = Signal(str)
    pin_forgotten = Signal()

    def __init__(
        self,
        conversation: FormConversation,
        now: Now,
        *,
        is_handed_over: bool = False,
        summary: SummaryMaker | None = None,
    ) -> None:
        super().__init__()
        self.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "page")
        self.setWindowTitle("Fallmappe")
        self.setWindowIcon(window_icon())
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.conversation, self.is_handed_over = conversation, is_handed_over
        self._is_dismissed = False
        self._tr = conversation.client
        self._look = PaneLook(self._tr, tokens.CLIENT, is_client=True)
        self.summary = SummaryStop(conversation, self._look, summary) if summary else None
        if self.summary is not None:
            self.summary.correction_wanted.connect(lambda ref: self._go_to(self._at(ref)))
        self.path = ClientPath(conversation, has_summary=summary is not None)
        self._build(now)
        conversation.changed.connect(self._on_changed)
        conversation.current_changed.connect(self._on_current_changed)
        conversation.languages_changed.connect(self._relabel)
        conversation.closed.connect(self.dismiss)
        conversation.held.connect(self._talking.setDisabled)
        self._ring = FocusRing(self)
        self._redress = QTimer(self, interval=0, singleShot=True)
        self._redress.timeout.connect(self._relabel)
        self._relabel()

    # build

    def _build(self, now: Now) -> None:
        self.page = QuestionPage(self.conversation, self._look, now, self)
        self.page.edited.connect(self._write_foot)
        self.page.moved.connect(self._on_moved)
        self.page.added.connect(self._on_added)
        self.page.declined_to_add.connect(lambda: self._move(1))
        self.page.verticalScrollBar().rangeChanged.connect(lambda *_: self._write_foot())
        self.page.verticalScrollBar().valueChanged.connect(lambda *_: self._write_foot())
        self.prompt = PromptButton(self._look, self)
        self.prompt.played.connect(self._on_played)
        self.page.above.addWidget(self.prompt)
        self.closing = ClosingPage(self._look, self, is_handed_over=self.is_handed_over)
        self.foot = Foot(self._look, self)
        self.foot.again_pressed.connect(self._on_again)
        self.foot.onward_pressed.connect(self._on_onward)
        self.foot.declined.connect(self._on_no_answer)
        self.foot.back_pressed.connect(lambda: self._move(-1))
        self._stack = QStackedWidget()
        for shown in (self.page, self.closing):
            self._stack.addWidget(shown)
        self.lock = IconButton(Icon.LOCK, tone="muted")
        self.lock.clicked.connect(self._on_lock)
        top = row(None, self.lock)
        top.setContentsMargins(tokens.S, tokens.S, tokens.S, 0)
        self._talking = QWidget()
        talking = column(top, self._stack, self.foot, space=0)
        talking.setStretch(1, 1)
        self._talking.setLayout(talking)
        self.lock.setVisible(self.is_handed_over)
        self.pad: PinPad | None = None
        self._whole = QStackedWidget()
        self._whole.addWidget(self._talking)
        self.waiting = WaitingPage(self._look, self.conversation.signatures, self._whole)
        self.setLayout(column(self._whole))

    @property
    def stop(self) -> Stop:
        """Where the client is."""
        return self.page.stop

    @property
    def field(self) -> Field | None:
        """The field of the question shown."""
        return self.page.field

    @property
    def question(self) -> TextLabel:
        """The text of the question."""
        return self.page.question

    @property
    def error(self) -> TextLabel:
        """What is wrong with the answer."""
        return self.page.error

    @property
    def again(self) -> QPushButton:
        """*noch einmal*."""
        return self.foot.again

    @property
    def skip(self) -> QPushButton:
        """*überspringen*, or *weiter* once there is an answer."""
        return self.foot.skip

    @property
    def no_answer(self) -> QPushButton:
        """*möchte nicht antworten*."""
        return self.foot.no_answer

    @property
    def back(self) -> QPushButton:
        """*zurück*."""
        return self.foot.back

    # show

    def _show_stop(self, stop: Stop) -> None:
        self.prompt.stop()
        self.page.show_stop(stop)
        shown: QWidget = self.page
        if stop.kind is StopKind.END:
            self.closing.write()
            shown = self.closing
        elif stop.kind is StopKind.SUMMARY and self.summary is not None:
            shown = self.summary.fresh(self._stack)
        self._stack.setCurrentWidget(shown)
        self.prompt.offer(self.conversation, stop.ref if self._is_question else "")
        self._write_foot()
        self._show_progress()
        if self.field is None and self.isActiveWindow():
            self.setFocus()

    @property
    def _is_question(self) -> bool:
        return self.stop.kind is StopKind.QUESTION

    def _write_foot(self) -> None:
        """Offer what makes sense at this stop."""
        page, kind = self.page, self.stop.kind
        onward = ""
        if self._is_question:
            onward = self._onward_words()
        elif kind is StopKind.SUMMARY:
            onward = client_texts.NEXT
        can_ask = self._is_question and not page.is_note
        self.foot.show_buttons(
            again=self._is_question,
            onward=onward,
            no_answer=can_ask and page.field is not None and page.field.focus_target() is not None,
            back=kind is not StopKind.NOTHING,
        )

    def _onward_words(self) -> str:
        page = self.page
        if page.is_note:
            if not page.is_read_to_the_end:
                return client_texts.READ_ON
            return client_texts.HAVE_READ if page.is_legal else client_texts.NEXT
        assert page.field is not None
        has_answer = bool(self.conversation.session.state(self.stop.ref).value)
        goes_on = has_answer or page.field.focus_target() is None
        return client_texts.NEXT if goes_on else client_texts.SKIP

    def _show_progress(self) -> None:
        talk, ref = self.conversation, self.stop.ref
        parts = [
            step.questions
            for step in talk.steps
            if any(self.path.is_open(q) for q in step.questions)
        ]
        here = ref if self._is_question else talk.current
        at = next((i for i, refs in enumerate(parts) if here in refs), 0)
        if self.stop.kind in (StopKind.END, StopKind.SUMMARY):
            at = len(parts)
        self.foot.dots.show_at(at, len(parts) if len(parts) > 1 else 0)

    def _relabel(self) -> None:
        """Take language, direction, font and digits from the client's context again."""
        self.setLayoutDirection(direction_of(self._tr.is_rtl))
        self.page.dress()
        self.prompt.relabel()
        self.foot.relabel()
        self.foot.fit(self.width())
        # A neutral word of the worker's language: the client need not know what it is for.
        self.lock.setAccessibleName(self.conversation.worker.text(ENTER_PIN))
        stop = self.stop
        self._show_stop(self._at(self.conversation.current) if stop == NOTHING else stop)

    def _at(self, ref: str) -> Stop:
        return Stop(StopKind.QUESTION, ref) if self.path.is_open(ref) else NOTHING

    # react

    def _on_changed(self, delta: Delta) -> None:
        refs = {change.ref for change in delta.changes}
        here = self.stop
        is_new = bool(delta.refs(Property.STRUCTURE))
        is_gone = is_new and here.kind is StopKind.ADD and here not in self.path.stops()
        if is_gone or (self._is_question and (is_new or not self.path.is_open(here.ref))):
            self._show_stop(self._at(self.conversation.current))
        elif any(c.ref == here.ref and c.property in _TEXTS for c in delta.changes):
            self.page.write()
        elif here.ref in refs:
            self.page.show_state()
        self._write_foot()

    def _on_current_changed(self, ref: str) -> None:
        if self.stop != Stop(StopKind.QUESTION, ref):
            self._show_stop(self._at(ref))

    def _on_moved(self, by: int) -> None:
        if by < 0:
            self._move(-1)
        else:
            self._on_onward(is_wish=False)

    def _on_onward(self, *, is_wish: bool = True) -> None:
        page = self.page
        if self._is_question and page.is_note:
            if not page.is_read_to_the_end:
                page.read_on()
                return
            if page.is_legal and self.conversation.companions.presented(self.stop.ref) is None:
                self._note_presented("read_by_client")
        elif self._is_question:
            if not page.check_typed():
                return
            is_skipped = not self.conversation.session.state(self.stop.ref).value
            if is_wish and is_skipped and page.field and page.field.focus_target():
                self.conversation.wish(Wish.SKIP)
        elif self.stop == SUMMARY and self.summary is not None:
            self.summary.note_read()
        self._move(1)

    def _on_played(self) -> None:
        if self.page.is_legal:
            self._note_presented("played")

    def _note_presented(self, how: str) -> None:
        """Keep how a legal text came to the client's knowledge, and in which language."""
        entry = Presented(how, self.page.language(), self.conversation.now())
        self.conversation.companions.set_presented(self.stop.ref, entry)

    def _on_again(self) -> None:
        self.conversation.wish(Wish.AGAIN)
        self.prompt.play()

    def _on_no_answer(self) -> None:
        ref = self.stop.ref
        choices = self.conversation.session.choices(ref)
        code = next((code for code in _NO_ANSWER if code in choices), "")
        if self.field is not None:
            self.field.set_typed("")
        self.conversation.typed.emit(ref, "")
        self.conversation.answer(ref, code, self)
        if not code:
            self.conversation.wish(Wish.NO_ANSWER)
        self._move(1)

    def _on_added(self, repeat: str) -> None:
        if not (ref := self.conversation.add_instance(repeat)):
            self._move(1)
            return
        inside = (stop for stop in self.path.stops() if stop.ref.startswith(f"{ref}/"))
        self._go_to(next(inside, Stop(StopKind.ADD, repeat)))

    def _move(self, by: int) -> None:
        if self.summary is not None and self.summary.takes_back(self.stop.ref, by):
            self._go_to(SUMMARY)
            return
        here = (
            self.stop if self.stop != NOTHING else Stop(StopKind.NOTHING, self.conversation.current)
        )
        self._go_to(self.path.after(here, by))

    def _go_to(self, stop: Stop) -> None:
        if stop.kind is StopKind.QUESTION and stop.ref != self.conversation.current:
            self.conversation.move_to(stop.ref)
        if self.stop != stop:
            self._show_stop(stop)

    # the PIN

    def _on_lock(self) -> None:
        self.prompt.stop()
        if self.pad is None:
            self.pad = PinPad(self.conversation.worker, self)
            self.pad.entered.connect(self.pin_entered)
            self.pad.forgotten.connect(self.pin_forgotten)
            self.pad.left.connect(self.show_form)
            self._whole.addWidget(self.pad)
        self.pad.clear()
        self._whole.setCurrentWidget(self.pad)
        self.pad.setFocus()

    def show_form(self) -> None:
        """Go on with the form after the keys for the PIN."""
        self._whole.setCurrentWidget(self._talking)
        if self.field is not None:
            self.field.focus()

    def cover(self) -> None:
        """Hide the question behind thanks, for good, while the program is being locked."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        self._show_stop(END)
        self.foot.hide()
        self._whole.setCurrentWidget(self._talking)

    # the window itself

    def dismiss(self) -> None:
        """Close for good; only the worker does this."""
        self._is_dismissed = True
        self.prompt.stop()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        application = QGuiApplication.instance()
        is_ending = isinstance(application, QGuiApplication) and application.isSavingSession()
        event.setAccepted(self._is_dismissed or is_ending)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.page.size_column()
        self.foot.fit(self.width())
        if self.stop.kind is StopKind.END:
            self.closing.write()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, focused = Qt.Key(event.key()), self.focusWidget()
        is_enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and isinstance(focused, QPushButton):
            focused.click()
        elif key in _SCROLLING and self.stop.kind is StopKind.QUESTION:
            bar = self.page.verticalScrollBar()
            bar.setValue(bar.value() + _SCROLLING[key] * bar.pageStep() // 2)
        elif (is_enter or key == Qt.Key.Key_Space) and self.skip.isVisible():
            self._on_onward()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _FOLLOWED and hasattr(self, "_redress"):
            self._redress.start()
