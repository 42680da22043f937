"""One step of the form: its bands under each other on a card of two halves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from desktop.forms.body_view import BodyNode
from desktop.forms.delta import Delta
from desktop.i18n import client_texts
from desktop.i18n.context import LocaleContext
from desktop.services.raw_texts import RawText
from desktop.ui.fields.base import PaneLook
from desktop.ui.fields.date_field import Now
from desktop.ui.pages.form_band import CLIENT, PairBand, paint_halves
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.pages.form_question import QuestionRow
from desktop.ui.pages.form_repeat import AddBand, GroupBand, InstanceBand
from desktop.ui.pages.form_steps import Step
from desktop.ui.pages.form_texts import Shown
from desktop.ui.theme import tokens

GUTTER, _BAR = 14, 10
"""Room for the scroll bar beside the card, and its width."""
Band = QuestionRow | GroupBand | InstanceBand | AddBand
_Plan = list[tuple[str, Callable[[], Band]]]


class StepView(QWidget):
    """Shows one step; keeps the widgets of what stays when the structure changes.

    Signals: ``moved(Move)``, ``removal_requested(str)``, ``addition_requested(str)``,
    ``undo_requested()``; ``text_edited()`` at keystrokes that are no answer yet.
    """

    moved = Signal(object)
    text_edited = Signal()
    removal_requested = Signal(str)
    addition_requested = Signal(str)
    undo_requested = Signal()

    def __init__(
        self,
        conversation: FormConversation,
        looks: tuple[PaneLook, PaneLook],
        chrome: LocaleContext,
        now: Now,
        raw: Iterable[RawText] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversation, self._looks, self._chrome, self._now = conversation, looks, chrome, now
        self._bands: dict[str, Band] = {}
        self._rows: dict[str, QuestionRow] = {}
        self._offer = ("", "")
        path = conversation.companions.path
        self._typed = {(one.path or path(one.ref), one.side): one.text for one in raw}
        """By stored path: rows of repeats change their places, and may come back."""
        self._half = set(self._typed)
        """What a draft brought: read when the question is left, as if it had just been typed."""
        conversation.half_typed = self._half_typed
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(1, 1, 1, 1)
        self._box.setSpacing(0)
        self._box.addStretch(1)

    @property
    def rows(self) -> tuple[QuestionRow, ...]:
        """The questions of the step in order, hidden ones included."""
        return tuple(self._rows.values())

    def row(self, ref: str) -> QuestionRow | None:
        """The question *ref*, if it stands in this step."""
        return self._rows.get(ref)

    def row_of(self, widget: QWidget | None) -> QuestionRow | None:
        """The question in which *widget* stands, if the form still has it in that place."""
        while widget is not None and widget is not self:
            if isinstance(widget, QuestionRow):
                is_there = self._conversation.ref_of(widget.path) == widget.ref
                return widget if is_there else None
            widget = widget.parentWidget()
        return None

    def add_band(self, repeat: str) -> AddBand | None:
        """The last line of a repeat."""
        found = self._bands.get(f"add {repeat}")
        return found if isinstance(found, AddBand) else None

    def unread_refs(self) -> set[str]:
        """Questions with typed text that is no answer, shown now or not."""
        shown = {
            ref for ref, row in self._rows.items() if any(s.field.problem() for s in row.sides)
        }
        return shown | {one.ref for one in self._kept_typed()}

    def raw_texts(self) -> tuple[RawText, ...]:
        """All typed text that is no answer, or not yet, shown now or not."""
        shown = [
            RawText(row.ref, side.side, side.field.unkept())
            for row in self._rows.values()
            for side in row.sides
            if side.field.unkept()
        ]
        return (*self._kept_typed(), *shown)

    def aside_texts(self) -> tuple[RawText, ...]:
        """The same of rows that are not there now, but may come back."""
        gone = ((key, text) for key, text in self._typed.items() if not self._ref_of(key[0]))
        return tuple(RawText("", side, text, path) for (path, side), text in gone)

    def hold_aside(self, texts: Iterable[RawText]) -> None:
        """Keep what ``aside_texts`` told for the row it belongs to."""
        self._typed |= {(one.path, one.side): one.text for one in texts}

    def read_half(self) -> None:
        """The step is left: read what is typed in it and can be read."""
        for row in self.rows:
            for side in row.sides:
                is_there = self._rows.get(row.ref) is row
                if is_there and side.field.unkept() and not side.field.problem():
                    side.field.commit()

    def _ref_of(self, path: str) -> str:
        return self._conversation.ref_of(path)

    def _half_typed(self, ref: str) -> str:
        texts = (one.text for one in self.raw_texts() if (one.ref, one.side) == (ref, CLIENT))
        return next(texts, "")

    def take_typed(self, ref: str, text: str) -> None:
        """Mirror what the client types in the client window and is no answer (yet)."""
        row = self._rows.get(ref)
        if row is not None:
            field = row.sides[CLIENT].field
            if text or field.unkept():
                field.set_typed(text)
        elif text:
            self._typed[self._path(ref), CLIENT] = text
        else:
            self._typed.pop((self._path(ref), CLIENT), None)
        self.text_edited.emit()

    def drop_answered(self, delta: Delta) -> None:
        """An answer given elsewhere replaces what stands half typed in a step not shown."""
        for ref, prop, _, new in delta.changes:
            if prop == "value" and new:
                for side in range(len(self._looks)):
                    self._typed.pop((self._path(ref), side), None)

    def unread(self, ref: str) -> Shown | None:
        """That text typed in a step not shown now could not be read as an answer."""
        pane = self._looks[0].tr
        is_kept = any(kept.ref == ref for kept in self._kept_typed())
        return Shown(pane.text(client_texts.NOT_VALID), pane.language) if is_kept else None

    def offer_undo(self, repeat: str, name: str) -> None:
        """Say below the repeat that *name* was removed, with the way back; empty to end that."""
        self._offer = (repeat, name)
        band = self.add_band(repeat)
        if band is not None:
            band.offer_undo(name)

    def instance_name(self, instance: str) -> str:
        """What stands over an instance of a repeat, in the worker's language."""
        for band in self._bands.values():
            if isinstance(band, InstanceBand) and band.ref == instance:
                return band.labels[0].text()
        return ""

    def show_step(self, step: Step, *, keep: bool = False) -> None:
        """Show *step*; with *keep* it is the same step in a new structure."""
        plan = [entry for node in step.nodes for entry in self._plan(node)]
        if keep:
            coming = {key for key, _ in plan}
            self._let_go(band for key, band in self._bands.items() if key not in coming)
        else:
            self._let_go(self._bands.values())
            self._keep_typed(self._bands.values())
            self._drop(self._bands.values())
        old: dict[str, Band] = self._bands if keep else {}
        self._bands = {}
        for key, make in plan:
            self._bands[key] = old.pop(key) if key in old else make()
        self._keep_typed(old.values())
        self._drop(old.values())
        for at, band in enumerate(self._bands.values()):
            if self._box.indexOf(band) != at:
                self._box.insertWidget(at, band)
            if keep:
                self._renew(band)
        self._rows = {b.ref: b for b in self._bands.values() if isinstance(b, QuestionRow)}
        self._restore_typed()

    def take(self, delta: Delta) -> None:
        """Show what an answer changed."""
        touched: dict[str, set[str]] = {}
        for ref, prop, _, _ in delta.changes:
            touched.setdefault(ref, set()).add(prop)
        for ref, props in touched.items():
            row = self._rows.get(ref)
            if row is not None:
                row.refresh(texts=not props <= {"value", "relevant", "violation", "readonly"})
        if any("relevant" in props or "text" in props for props in touched.values()):
            for band in self._bands.values():
                if isinstance(band, GroupBand | AddBand):
                    band.refresh()

    def relabel(self, side: int) -> None:
        """Write one pane anew."""
        for band in self._bands.values():
            band.relabel(side)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_halves(self)

    def _plan(self, node: BodyNode) -> Iterator[tuple[str, Callable[[], Band]]]:
        if node.kind == "question":
            yield f"question {node.ref} {self._path(node.ref)}", partial(self._question, node)
            return
        if node.kind == "repeat":
            yield from self._plan_repeat(node)
            return
        yield f"group {node.ref}", partial(GroupBand, self._conversation, node, self._looks, self)
        for child in node.children:
            yield from self._plan(child)

    def _plan_repeat(self, node: BodyNode) -> Iterator[tuple[str, Callable[[], Band]]]:
        for instance in node.children:
            key = f"instance {instance.ref} {len(node.children)}"
            yield key, partial(self._instance, node, instance)
            for child in instance.children:
                yield from self._plan(child)
        yield f"add {node.ref}", partial(self._adder, node)

    def _question(self, node: BodyNode) -> QuestionRow:
        row = QuestionRow(self._conversation, node, self._looks, self._chrome, self._now, self)
        row.moved.connect(self.moved)
        row.text_edited.connect(self.text_edited)
        return row

    def _instance(self, repeat: BodyNode, instance: BodyNode) -> InstanceBand:
        band = InstanceBand(self._conversation, repeat, instance, self._looks, self._chrome, self)
        band.removal_requested.connect(self.removal_requested)
        return band

    def _adder(self, node: BodyNode) -> AddBand:
        band = AddBand(self._conversation, node, self._looks, self._chrome, self)
        band.addition_requested.connect(self.addition_requested)
        band.undo_requested.connect(self.undo_requested)
        if self._offer[0] == node.ref:
            band.offer_undo(self._offer[1])
        return band

    def _renew(self, band: PairBand) -> None:
        if isinstance(band, QuestionRow):
            band.refresh(texts=True)
        elif isinstance(band, GroupBand | AddBand):
            band.refresh()

    def _keep_typed(self, bands: Iterable[PairBand]) -> None:
        """Text that could not be read as an answer must survive until the step is seen again."""
        for band in bands:
            if isinstance(band, QuestionRow):
                for side in band.sides:
                    typed = side.field.typed()
                    if typed:
                        self._typed[band.path, side.side] = typed

    def _restore_typed(self) -> None:
        readable = []
        for row in self._rows.values():
            for side in row.sides:
                key = (row.path, side.side)
                typed, is_half = self._typed.pop(key, ""), key in self._half
                self._half.discard(key)
                if typed:
                    side.field.set_typed(typed)
                    if not side.field.problem() and not is_half:
                        readable.append((row, side.field))
        for row, field in readable:
            if self._rows.get(row.ref) is row:
                field.commit()

    def _kept_typed(self) -> list[RawText]:
        """What was typed into questions that are not shown now but still there."""
        found = ((self._ref_of(path), side) for path, side in self._typed)
        texts = self._typed.values()
        return [RawText(ref, side, t) for (ref, side), t in zip(found, texts, strict=True) if ref]

    def _path(self, ref: str) -> str:
        return self._conversation.companions.path(ref)

    def _let_go(self, bands: Iterable[QWidget]) -> None:
        """Take the keyboard out of *bands*, else Qt would hand it from one to the next while they
        go away."""
        focused = QApplication.focusWidget()
        if focused is not None and any(band.isAncestorOf(focused) for band in bands):
            self.setFocus()

    def _drop(self, bands: Iterable[PairBand]) -> None:
        for band in tuple(bands):
            self._box.removeWidget(band)
            band.hide()
            band.deleteLater()

    def stops(self, side: int) -> list[QWidget]:
        """Where the Tab key halts in one pane, from top to bottom."""
        return [stop for row in self.rows for stop in row.stops(side)]


def scrolled(view: StepView) -> QScrollArea:
    """*view* in a scroll area whose bar stands in the margin, so that nothing shifts.

    Like the panes the bar has one side in all directions: the right one.
    """
    area = QScrollArea()
    area.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    holder = QWidget()
    holder.setProperty("role", "scroll")
    inner = QVBoxLayout(holder)
    inner.setContentsMargins(0, 0, GUTTER, tokens.L)
    inner.addWidget(view)
    inner.addStretch(1)
    area.setWidget(holder)
    area.verticalScrollBar().rangeChanged.connect(
        lambda _, most: inner.setContentsMargins(0, 0, GUTTER - (_BAR if most else 0), tokens.L)
    )
    return area
