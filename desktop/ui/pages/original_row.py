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
from desktop.services.originals import Standing
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


class OriginalPart(QObject):
    """Part of a QuestionRow (``form_row_parts.RowPart``); made when there is an original."""

    def __init__(self, question: QuestionRow) -> None:
        super().__init__(question)
        self._row = question
        self._talk = question.conversation
        self._holder: QWidget | None = None
        self.head = OriginalHead()
        self.quote = Quote()
        self.button = ActionButton("quiet")
        self._talk.companions.companion_changed.connect(self._on_companion)

    def refresh(self) -> None:
        """Show the original and its standing, or nothing."""
        desk = self._talk.originals
        original, standing = desk.original(self._row.ref), desk.standing(self._row.ref)
        if original is None or standing is None:
            if self._holder is not None:
                self._holder.hide()
            self._hint("")
            return
        tr = self._row.chrome
        if self._holder is None:
            self._holder = self._make()
        self.head.show_standing(original.language, standing, tr)
        self.quote.show_words(original.text, original.language)
        self.button.setVisible(standing in TAKE_OVER)
        if standing in TAKE_OVER:
            self.button.setText(tr.text(TAKE_OVER[standing]))
        self._holder.setLayoutDirection(direction_of(tr.is_rtl))
        self._holder.show()
        self._hint(self._talk.worker.text(RENDERING) if standing is Standing.OPEN else "")

    def relabel(self, side: int) -> None:
        """Write everything anew: languages or text size were switched."""
        if side == WORKER:
            self.refresh()

    def stops(self, side: int) -> Sequence[QWidget]:
        """The button, behind the field."""
        return [self.button] if side == WORKER and self.button.isVisible() else []

    def _make(self) -> QWidget:
        self.button.clicked.connect(self._on_taken_over)
        holder = QWidget(self._row)
        head = row(self.head, self.button)
        head.setStretch(0, 1)
        holder.setLayout(column(head, self.quote, space=2))
        self._row.put_above(WORKER, holder)
        return holder

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
