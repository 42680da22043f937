"""One question in two panes: labels, hints, fields, errors, all aligned."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.wording import N_
from desktop.forms.body_view import BodyNode
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import language
from desktop.ui.fields.base import Field, FieldState, PaneLook
from desktop.ui.fields.choice_field import ChoiceField
from desktop.ui.fields.date_field import Now
from desktop.ui.fields.making import FieldKind, make_field, pair
from desktop.ui.fields.markup import to_rich
from desktop.ui.fields.text_label import TextLabel
from desktop.ui.pages.form_band import CLIENT, WORKER, PairBand
from desktop.ui.pages.form_conversation import FormConversation, Wish
from desktop.ui.pages.form_row_parts import RowPart, parts_of
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

_LABEL, MARK_LINE, _HINT, QUOTE_LINE, _FIELD, _PARTS = range(6)
ERROR_LINE, NOTICE_LINE = 20, 21
"""Between field and error stand the lines of the parts."""
NOT_TRANSLATED = N_("Noch nicht übersetzt: hier auf {language}")
WORKER_ONLY = N_("Nur für die Fachkraft")
DECLINED = N_("Klient:in möchte darauf nicht antworten")
AGAIN = N_("Klient:in bittet: noch einmal")


@dataclass(frozen=True, slots=True)
class Move:
    """A wish to go to another question, from a field in the pane *side*."""

    ref: str
    by: int
    side: int


class _Side:
    """The widgets of one pane; those that most questions do not need are made on demand."""

    def __init__(
        self, row: QuestionRow, side: int, look: PaneLook, kind: FieldKind, now: Now
    ) -> None:
        self.row, self.side, self.look = row, side, look
        self.is_shut = side == CLIENT and not row.conversation.is_for_client(row.ref)
        kind = FieldKind("note") if self.is_shut else kind
        weight = tokens.REGULAR if kind.type == "note" else tokens.STRONG
        tone, size = ("muted", tokens.BODY) if self.is_shut else ("", 0)
        self.label = TextLabel(look, row, tone=tone, size=size, weight=weight)
        self.field: Field = make_field(kind, look, now, row)
        self.more: dict[int, TextLabel] = {}
        self.foreign = ""
        """The language of a text that should be in the pane's, if there is one."""
        row.put(_LABEL, side, self.label)
        row.put(_FIELD, side, self.field)

    def write(self, line: int, text: Shown | None, *, tone: str) -> None:
        """Show *text* in *line* or take it away."""
        label = self.more.get(line)
        if text is None or not text.value:
            if label is not None:
                label.hide()
            return
        if label is None:
            size = max(tokens.SMALL, round(self.look.size * 0.87))
            label = TextLabel(self.look, self.row, tone=tone, size=size)
            self.more[line] = label
            self.row.put(line, self.side, label)
        label.show_text(text.value, text.language)
        if label.isHidden():
            label.show()

    def dress(self) -> None:
        for label in (self.label, *self.more.values()):
            label.dress()


class QuestionRow(PairBand):
    """Shows one question of a conversation and passes answers on.

    Signals: ``moved(Move)`` when Enter or Shift+Enter asks for another question;
    ``text_edited()`` at keystrokes that are no answer yet.
    """

    moved = Signal(object)
    text_edited = Signal()

    def __init__(
        self,
        conversation: FormConversation,
        node: BodyNode,
        looks: tuple[PaneLook, PaneLook],
        chrome: LocaleContext,
        now: Now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.conversation, self.ref = conversation, node.ref
        self.path = conversation.companions.path(node.ref)
        """Names the question for good, while rows of repeats change their places."""
        self.touched = False
        self.chrome = chrome
        self._notice = ""
        self._part_line = _PARTS
        kind = kind_of(conversation, node.ref)
        self.type = kind.type
        self.sides = tuple(_Side(self, side, looks[side], kind, now) for side in (WORKER, CLIENT))
        pair(self.sides[WORKER].field, self.sides[CLIENT].field)
        for side in self.sides:
            side.field.value_edited.connect(lambda value, at=side: self._on_edited(value, at))
            side.field.text_edited.connect(self.text_edited)
            side.field.moved_on.connect(
                lambda by, at=side.side: self.moved.emit(Move(self.ref, by, at))
            )
        tie([side.field for side in self.sides], conversation, self.ref)
        self.parts: tuple[RowPart, ...] = parts_of(self)
        self.refresh(texts=True)

    @property
    def is_open(self) -> bool:
        """Whether something can be entered here now."""
        return not self.isHidden() and self.sides[WORKER].field.focus_target() is not None

    def refresh(self, *, texts: bool = False) -> None:
        """Show the state of the session; *texts* also labels, hints and choices."""
        state = self.conversation.session.state(self.ref)
        if not state.relevant or self.isHidden():
            # Not where it is shown anyway: that would lay the row out before it has a width.
            self.setVisible(state.relevant)
        for side in self.sides:
            if texts:
                self._show_texts(side, state.required)
            side.field.set_value(self.conversation.originals.value(self.ref, side.side))
        for part in self.parts:
            part.refresh()
        self.show_errors()

    def put_part(self, worker: QWidget | None, client: QWidget | None) -> None:
        """Give one more line below the field; a pane may stay empty there."""
        for side, widget in ((WORKER, worker), (CLIENT, client)):
            if widget is not None:
                self.put(self._part_line, side, widget)
        self._part_line += 1

    def put_above(self, side: int, widget: QWidget) -> None:
        """Give the line between hint and field of one pane."""
        self.put(QUOTE_LINE, side, widget)

    def stops(self, side: int) -> list[QWidget]:
        """Where the Tab key halts in one pane."""
        behind = [stop for part in self.parts for stop in part.stops(side)]
        return [*self.sides[side].field.stops(), *behind]

    def relabel(self, side: int) -> None:
        """Write one pane anew after a switch of its language or of the text size."""
        found = self.sides[side]
        found.dress()
        found.field.relabel()
        self._show_texts(found, self.conversation.session.state(self.ref).required)
        for part in self.parts:
            part.relabel(side)
        self.show_errors()

    def set_touched(self, touched: bool) -> None:
        """Say from now on whether something is wrong, or not yet."""
        if touched is not self.touched:
            self.touched = touched
            self.show_errors()

    def show_errors(self) -> None:
        """Show what is wrong in both panes once the question was left, else only the state."""
        state = self.conversation.session.state(self.ref)
        tone = ""
        for side in self.sides:
            error = self._error(side) if self.touched and not side.is_shut else None
            side.write(ERROR_LINE, error, tone="danger")
            self._show_mark(side, error)
            if error is not None:
                tone = "danger"
            hint = side.more.get(_HINT)
            side.field.set_state(
                FieldState(
                    readonly=state.readonly or self.type == "calculate",
                    required=state.required,
                    error=error.value if error else "",
                    name=side.label.accessibleName(),
                    description=hint.accessibleName() if hint and not hint.isHidden() else "",
                )
            )
        self._show_notice()
        is_current = self.conversation.current == self.ref
        self.set_tone(tone or ("accent" if is_current else ""))

    def problem(self) -> Shown | None:
        """What keeps this answer from being stored, in the worker's language."""
        return self._error(self.sides[WORKER])

    def commit(self) -> None:
        """Read what stands in both fields now; the one being typed in comes last and wins."""
        for side in self.sides:
            focused = QApplication.focusWidget()
            if focused is not None and side.field.isAncestorOf(focused):
                side.field.commit()

    def set_current(self, on: bool, side: int) -> None:
        """Mark the question that is talked about; show the keys in the worker's pane."""
        for each in self.sides:
            if isinstance(each.field, ChoiceField):
                each.field.show_keys(on and each.side == side == WORKER)
        if on:
            self.set_bar_side(side)
        if self.tone != "danger":
            self.set_tone("accent" if on else "")

    def set_notice(self, words: str) -> None:
        """Say something about the question from elsewhere, or nothing."""
        self._notice = words
        self._show_notice()

    def focus(self, side: int, reason: Qt.FocusReason) -> bool:
        """Put the keyboard into one pane's field, or to what stands below it."""
        if self.sides[side].field.focus(reason):
            return True
        stop = next(iter(self.stops(side)), None)
        if stop is not None:
            stop.setFocus(reason)
        return stop is not None

    def side_of(self, widget: QWidget) -> int:
        """In which pane *widget* stands, also before anything has its place."""
        child, above = widget, widget.parentWidget()
        while above is not None and above is not self:
            child, above = above, above.parentWidget()
        at = self.grid.itemAtPosition
        found = (at(line, CLIENT) for line in range(self.grid.rowCount()))
        return CLIENT if any(item and item.widget() is child for item in found) else WORKER

    def _show_texts(self, side: _Side, required: bool) -> None:
        session, pane = self.conversation.session, side.look.tr
        other = self._other(side)
        if side.is_shut:
            side.label.show_text(self.chrome.text(WORKER_ONLY), self.chrome.language)
            return
        label = label_of(session, self.ref, pane, other)
        hint = text_of(session, self.ref, "hint", pane, other)
        choices = choices_of(session, self.ref, pane, other)
        side.label.show_text(label.value, label.language, star=required)
        side.write(_HINT, hint, tone="muted")
        side.foreign = foreign_in((label, hint), choices, pane.language)
        self._show_mark(side, None)
        guidance = text_of(session, self.ref, "guidance", pane, other).value
        # A tooltip guesses whether it is rich text, so it always is, and escaped.
        side.label.setToolTip(f"<p>{to_rich(guidance)}</p>" if guidance else "")
        side.field.set_choices(choices)

    def _show_mark(self, side: _Side, error: Shown | None) -> None:
        """Say which language stands in for the pane's, in any text of the question."""
        found = side.foreign or (error.language if error is not None and error.missing else "")
        words = ""
        if found:
            name = self.chrome.text(language(found).german_name)
            words = self.chrome.text(NOT_TRANSLATED, language=name)
        side.write(MARK_LINE, Shown(words, self.chrome.language), tone="warn")

    def _error(self, side: _Side) -> Shown | None:
        problem = next((s.field.problem() for s in self.sides if s.field.problem()), "")
        if problem:
            return Shown(side.look.tr.text(problem), side.look.tr.language)
        return error_in(self.conversation, self.ref, side.look.tr, self._other(side))

    def _show_notice(self) -> None:
        words = self._notice
        if not words and self.conversation.is_declined(self.ref):
            words = self.chrome.text(DECLINED)
        elif not words and self.conversation.wishes.get(self.ref) is Wish.AGAIN:
            words = self.chrome.text(AGAIN)
        shown = Shown(words, self.chrome.language) if words else None
        self.sides[WORKER].write(NOTICE_LINE, shown, tone="info")

    def _other(self, side: _Side) -> str:
        """The language to fall back to: the worker's; for the worker the form's own."""
        if side.side == CLIENT:
            return self.conversation.worker.language
        return self.conversation.session.definition.default_language

    def _on_edited(self, value: str, side: _Side) -> None:
        self.conversation.originals.write(self.ref, side.side, value, side.field)
