"""Renders what a client said: the original beside the field for its translation."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QWidget

from desktop.domain.wording import N_
from desktop.i18n.bidi import line_of
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import language, worker_language
from desktop.services.originals import Standing
from desktop.services.untranslated import RenderingTask
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.theme import tokens
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.quote import QuoteLabel

_WIDTH = 760
_LEAST = 150
ORIGINAL = N_("Original ({language})")
CHANGED = N_("Original geändert ({language})")
RENDERING = N_("Übersetzung ({language})")


class RenderingDialog(Sheet):
    """Signals: ``rendered(str)`` when saved; ``put_aside(str)`` when closed with text in it."""

    rendered = Signal(str)
    put_aside = Signal(str)

    def __init__(
        self, parent: QWidget, tr: LocaleContext, task: RenderingTask, *, begun: str = ""
    ) -> None:
        super().__init__(parent, tr, N_("Übersetzen"), N_("Übersetzung speichern"), width=_WIDTH)
        self._was = task.rendering
        where = (task.row.name, tr.text(task.row.form_title))
        source = PlainLabel(line_of(where, rtl=tr.is_rtl), tone="muted", wrap=True)
        question = PlainLabel(task.row.question, kind="strong", wrap=True)
        self.add(source, question, tokens.S)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setMinimumSize(1, _LEAST)
        self.text.setPlainText(begun or task.rendering)
        halves = row(self._original(task), self._rendering(), space=tokens.L)
        halves.setStretch(0, 1)
        halves.setStretch(1, 1)
        self.add(halves)
        self.text.textChanged.connect(self._on_text_changed)
        self.primary.clicked.connect(self._on_save)
        self.rejected.connect(self._on_rejected)
        self._on_text_changed()
        self.text.setFocus()

    def _original(self, task: RenderingTask) -> QWidget:
        shown = task.row
        is_changed = shown.standing is Standing.CHANGED
        name = self._tr.text(language(shown.language).german_name)
        words = self._tr.text(CHANGED if is_changed else ORIGINAL, language=name)
        caption = PlainLabel(words, kind="small", tone="warn" if is_changed else "muted")
        self.quote = QuoteLabel(shown.text, shown.language, size=tokens.SECTION)
        ground = QFrame()
        ground.setProperty("role", "chip")
        ground.setLayout(column(self.quote, None, margin=tokens.M))
        ground.setMinimumHeight(_LEAST)
        return self._half(caption, ground)

    def _rendering(self) -> QWidget:
        code = worker_language(self._tr.language)
        name = self._tr.text(language(code).german_name)
        words = self._tr.text(RENDERING, language=name)
        caption = PlainLabel(words, kind="small", tone="muted")
        caption.setBuddy(self.text)
        self.text.setAccessibleName(words)
        return self._half(caption, self.text)

    def _half(self, caption: QLabel, content: QWidget) -> QWidget:
        half = QWidget()
        box = column(caption, content, space=tokens.XS)
        box.setStretch(1, 1)
        half.setLayout(box)
        return half

    def _typed(self) -> str:
        return self.text.toPlainText()

    def _on_text_changed(self) -> None:
        self.primary.setEnabled(bool(self._typed().strip()))

    def _on_save(self) -> None:
        self.rendered.emit(self._typed())
        self.accept()

    def _on_rejected(self) -> None:
        if self._typed().strip() and self._typed() != self._was:
            self.put_aside.emit(self._typed())
