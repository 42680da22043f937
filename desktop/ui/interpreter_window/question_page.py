"""One question in large type: text, picture, prompt to listen to, answer, what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import client_texts
from desktop.services import signing
from desktop.services.originals import CLIENT as BY_CLIENT
from desktop.ui.fields.base import Choice, Field, FieldState, PaneLook
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.date_field import Now
from desktop.ui.fields.making import make_field
from desktop.ui.fields.picture import PictureLabel
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.interpreter_window.guard import Sealing
from desktop.ui.interpreter_window.path import Stop, StopKind
from desktop.ui.pages.form_band import CLIENT
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.pages.form_media import picture_of
from desktop.ui.pages.form_texts import (
    Shown,
    choices_of,
    error_in,
    foreign_in,
    kind_of,
    label_of,
    text_of,
)
from desktop.ui.pages.tied_fields import tie
from desktop.ui.theme import tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.layouts import column, row

COLUMN_EM = 20
_WIDE_EM = 26
_HINT = 22
_MARK = 20
_LONG_TEXT = 200
"""A text of more letters than this is read rather than answered: smaller, in a wider column."""
_READING = 24
_YES, _NO = "yes", "no"


class QuestionPage(QScrollArea):
    """Shows the stops of a path; knows neither buttons nor where the path leads.

    Signals: ``edited()`` after every answer; ``moved(int)`` when Enter asks for another stop;
    ``added(str)`` and ``declined_to_add()`` after "one more?".
    """

    edited = Signal()
    moved = Signal(int)
    added = Signal(str)
    declined_to_add = Signal()

    def __init__(
        self, conversation: FormConversation, look: PaneLook, now: Now, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._talk, self._look, self._now = conversation, look, now
        self.field: Field | None = None
        self.stop = Stop(StopKind.NOTHING)
        self._typed: dict[str, str] = {}
        self._size = tokens.CLIENT
        self._sealing = Sealing(self)
        self.question = TextLabel(look, self, weight=tokens.STRONG)
        self.mark = TextLabel(look, self, tone="muted", size=_MARK)
        self.hint = TextLabel(look, self, tone="muted", size=_HINT)
        self.error = TextLabel(look, self, tone="danger", size=_HINT)
        self.picture = PictureLabel(self)
        self.above = QVBoxLayout()
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, tokens.M, 0, 0)
        self._column = QWidget()
        self._column.setLayout(
            column(
                self.picture, self.question, self.mark, self.hint, self.above, self._place,
                self.error, space=tokens.M,
            )
        )  # fmt: skip
        holder = QWidget()
        holder.setProperty("role", "scroll")
        across = row(None, self._column, None)
        holder.setLayout(column(None, across, None, None, margin=tokens.XL))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(holder)
        conversation.companions.companion_changed.connect(self.show_state)

    # show

    def show_stop(self, stop: Stop) -> None:
        """Show another stop from its beginning."""
        self._keep_typed()
        self.stop = stop
        self._take_field_out()
        if stop.kind is StopKind.QUESTION:
            self._put_field_in(self._make_field(stop.ref))
        elif stop.kind is StopKind.ADD:
            self._put_field_in(self._ask_to_add())
        self.write()
        self._restore_typed()
        self.verticalScrollBar().setValue(0)
        if self.field is not None and self.isVisible() and self.isActiveWindow():
            self.field.focus()

    def write(self) -> None:
        """Write all texts of the stop anew."""
        for each in (self.mark, self.hint, self.error, self.picture):
            each.hide()
        if self.stop.kind is StopKind.QUESTION:
            self._write_question()
        else:
            self._write_words()
        self.size_column()

    def show_state(self) -> None:
        """Show the answer and what is wrong with it."""
        talk, field, ref = self._talk, self.field, self.stop.ref
        if field is None or self.stop.kind is not StopKind.QUESTION:
            return
        state = talk.session.state(ref)
        field.set_value(talk.originals.value(ref, CLIENT))
        error = None
        if state.value:
            error = error_in(talk, ref, self._look.tr, talk.worker.language)
        self._show_error(error)
        readonly = state.readonly or state.type == "calculate"
        field.set_state(FieldState(readonly=readonly, name=self.question.accessibleName()))

    def dress(self) -> None:
        """Take language, fonts and direction from the look again."""
        for label in (self.question, self.mark, self.hint, self.error):
            label.dress()

    def size_column(self) -> None:
        """Fit the column into the window."""
        em = round(tokens.CLIENT * current_scale())
        ems = _WIDE_EM if self._size < tokens.CLIENT else COLUMN_EM
        room = max(320, self.width() - 3 * tokens.XXL)
        self._column.setFixedWidth(min(ems * em, room))

    # ask

    @property
    def is_note(self) -> bool:
        """Whether there is only something to read."""
        if self.stop.kind is not StopKind.QUESTION:
            return False
        return self._talk.session.state(self.stop.ref).type == "note"

    @property
    def is_legal(self) -> bool:
        """Whether it is a legal text."""
        is_question = self.stop.kind is StopKind.QUESTION
        return is_question and signing.is_legal(self._talk.session, self.stop.ref)

    @property
    def is_read_to_the_end(self) -> bool:
        """Whether nothing is left below."""
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - 2

    def read_on(self) -> None:
        """Scroll by most of a page."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(self.viewport().height() * 0.8))

    def language(self) -> str:
        """The language the text is really in."""
        label = label_of(self._talk.session, self.stop.ref, self._look.tr, self._worker)
        return label.language

    def check_typed(self) -> bool:
        """Read what was typed; False if it is no answer, which is then said."""
        if self.field is None:
            return True
        self.field.commit()
        problem = self.field.problem()
        if problem:
            self._show_error(Shown(self._look.tr.text(problem), self._look.tr.language))
            self.field.focus()
        return not problem

    @property
    def _worker(self) -> str:
        return self._talk.worker.language

    # inside

    def _write_question(self) -> None:
        talk, ref, pane = self._talk, self.stop.ref, self._look.tr
        assert self.field is not None
        label = label_of(talk.session, ref, pane, self._worker)
        hint = text_of(talk.session, ref, "hint", pane, self._worker)
        choices = choices_of(talk.session, ref, pane, self._worker)
        self._show_question(label)
        if foreign_in((label, hint), choices, pane.language):
            self.mark.show_text(pane.text(client_texts.NOT_TRANSLATED), pane.language)
            self.mark.show()
        if hint.value:
            self.hint.show_text(hint.value, hint.language)
            self.hint.show()
        self.picture.show_picture(picture_of(talk.session, ref, pane.language))
        self.field.set_choices(choices)
        self.show_state()

    def _write_words(self) -> None:
        pane, kind = self._look.tr, self.stop.kind
        if kind is StopKind.ADD:
            repeat = label_of(self._talk.session, self.stop.ref, pane, self._worker)
            has_one = bool(self._talk.instances(self.stop.ref))
            words = client_texts.ADD_ANOTHER if has_one else client_texts.ADD_ONE
            self._show_question(Shown(pane.text(words), pane.language))
            if not repeat.missing or repeat.language == self._worker:
                self.hint.show_text(repeat.value, repeat.language)
                self.hint.show()
            if self.field is not None:
                yes, no = pane.text(client_texts.YES), pane.text(client_texts.NO)
                self.field.set_choices(
                    (Choice(_YES, yes, pane.language), Choice(_NO, no, pane.language))
                )
        else:
            words = client_texts.NOTHING_TO_ANSWER
            self._show_question(Shown(pane.text(words), pane.language))

    def _show_question(self, shown: Shown) -> None:
        is_long = self.is_note and len(shown.value) > _LONG_TEXT
        self._size = _READING if is_long else tokens.CLIENT
        weight = tokens.REGULAR if is_long else tokens.STRONG
        self.question.set_type(self._size, weight)
        self.question.show_text(shown.value, shown.language)

    def _show_error(self, error: Shown | None) -> None:
        if error is not None:
            self.error.show_text(error.value, error.language)
        self.error.setVisible(error is not None)

    def _make_field(self, ref: str) -> Field:
        field = make_field(kind_of(self._talk, ref), self._look, self._now, self)
        field.value_edited.connect(self._on_edited)
        field.text_edited.connect(self._on_text_edited)
        field.moved_on.connect(self.moved)
        tie([field], self._talk, ref)
        return field

    def _ask_to_add(self) -> Field:
        field = ChoiceField(self._look, self)
        field.value_edited.connect(self._on_asked)
        field.moved_on.connect(self.moved)
        return field

    def _put_field_in(self, field: Field) -> None:
        self.field = field
        self._place.addWidget(field)
        self._sealing.seal(field)

    def _take_field_out(self) -> None:
        if self.field is not None:
            self.field.hide()
            self._place.removeWidget(self.field)
            self.field.deleteLater()
            self.field = None

    def _keep_typed(self) -> None:
        if self.field is not None and self.stop.kind is StopKind.QUESTION:
            self.field.commit()
            self._typed[self.stop.ref] = self.field.typed()

    def _restore_typed(self) -> None:
        ref = self.stop.ref
        typed = self._typed.pop(ref, "") or self._talk.half_typed(ref)
        if typed and self.field is not None and not self.field.value():
            self.field.set_typed(typed)
            self.check_typed()

    def _on_edited(self, value: str) -> None:
        self._talk.originals.write(self.stop.ref, CLIENT, value, self, by=BY_CLIENT)
        self.edited.emit()

    def _on_text_edited(self) -> None:
        if self.field is not None:
            self._talk.typed.emit(self.stop.ref, self.field.unkept())
            self.edited.emit()

    def _on_asked(self, value: str) -> None:
        if value == _YES:
            self.added.emit(self.stop.ref)
        elif value == _NO:
            self.declined_to_add.emit()
