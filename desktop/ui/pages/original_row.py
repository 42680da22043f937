"""What stands over the worker's field of a text question: the client's own words, and whether
their rendering is still to be written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import language
from desktop.services.companions import Original
from desktop.services.originals import Standing, standing
from desktop.ui.fields.base import direction_of
from desktop.ui.pages.form_band import WORKER
from desktop.ui.pages.form_companions import ORIGINALS
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.quote import Quote

if TYPE_CHECKING:
    from desktop.ui.pages.form_question import QuestionRow

CAPTIONS = {
    Standing.OPEN: N_("Original ({language}) · noch nicht übersetzt"),
    Standing.CHANGED: N_("Original geändert ({language})"),
    Standing.RENDERED: N_("Original ({language})"),
}
TAKE_OVER = {
    Standing.OPEN: N_("So übernehmen"),
    Standing.CHANGED: N_("Passt weiterhin"),
}
"""What one press says instead of typing: the original needs no rendering, or it still fits."""
RENDERING = N_("Übersetzung")


class OriginalHead(QWidget):
    """``Original (Arabisch) · noch nicht übersetzt``, in the language of the worker."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sign = IconLabel(Icon.LANGUAGE, "muted", 16)
        self.words = PlainLabel(kind="small", wrap=True)
        box = row(self.sign, self.words, space=tokens.XS)
        box.setStretch(1, 1)
        self.setLayout(box)

    def show_standing(self, code: str, standing: Standing, tr: LocaleContext) -> None:
        """Name the language *code* and what is to be done."""
        self.setLayoutDirection(direction_of(tr.is_rtl))
        tone = "muted" if standing is Standing.RENDERED else "warn"
        self.sign.show_icon(Icon.LANGUAGE, tone)
        restyle(self.words, "tone", tone)
        name = tr.text(language(code).german_name)
        self.words.setText(tr.text(CAPTIONS[standing], language=name))


class Quoted(QWidget):
    """The original over a field, with what is to be done about it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.head = OriginalHead(self)
        self.quote = Quote(parent=self)
        self.button = ActionButton("quiet")
        head = row(self.head, self.button)
        head.setStretch(0, 1)
        self.setLayout(column(head, self.quote, space=2))

    def show_original(self, original: Original, standing: Standing, tr: LocaleContext) -> None:
        """Write everything anew."""
        self.setLayoutDirection(direction_of(tr.is_rtl))
        self.head.show_standing(original.language, standing, tr)
        self.quote.show_words(original.text, original.language)
        self.button.setVisible(standing in TAKE_OVER)
        if standing in TAKE_OVER:
            self.button.setText(tr.text(TAKE_OVER[standing]))


class OriginalPart(QObject):
    """Part of a QuestionRow (``form_row_parts.RowPart``); ``shown`` is made with the first
    original, since most texts have none."""

    def __init__(self, question: QuestionRow) -> None:
        super().__init__(question)
        self._row = question
        self._talk = question.conversation
        self.shown: Quoted | None = None
        self._talk.companions.companion_changed.connect(self._on_companion)

    def refresh(self) -> None:
        """Show the original and its standing, or nothing."""
        original = self._talk.originals.original(self._row.ref)
        found = None if original is None else standing(original)
        if original is not None and found is not None:
            if self.shown is None:
                self.shown = self._make()
            self.shown.show_original(original, found, self._row.chrome)
        if self.shown is not None:
            self.shown.setVisible(original is not None)
            words = self._talk.worker.text(RENDERING) if found is Standing.OPEN else ""
            self._hint(words)

    def relabel(self, side: int) -> None:
        """Write everything anew: languages or text size were switched."""
        if side == WORKER:
            self.refresh()

    def stops(self, side: int) -> Sequence[QWidget]:
        """The button, behind the field."""
        is_shown = self.shown is not None and self.shown.button.isVisible()
        return [self.shown.button] if self.shown and is_shown and side == WORKER else []

    def _make(self) -> Quoted:
        made = Quoted(self._row)
        made.button.clicked.connect(self._on_taken_over)
        self._row.put_above(WORKER, made)
        return made

    def _hint(self, words: str) -> None:
        target = self._row.sides[WORKER].field.focus_target()
        if isinstance(target, QLineEdit | QPlainTextEdit) and target.placeholderText() != words:
            target.setPlaceholderText(words)

    def _on_taken_over(self) -> None:
        self._talk.originals.take_over(self._row.ref, self)
        self._row.focus(WORKER, Qt.FocusReason.OtherFocusReason)

    def _on_companion(self, name: str, path: str) -> None:
        if name == ORIGINALS and path == self._talk.companions.path(self._row.ref):
            self._row.refresh()


def original_part(question: QuestionRow) -> OriginalPart | None:
    """The part for questions whose answers are kept in two languages."""
    return OriginalPart(question) if question.conversation.originals.may_be(question.ref) else None
