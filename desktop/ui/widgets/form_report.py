"""What is to be known about a form: how complete each language is, and what is not used."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QWidget

from desktop.domain.code_lists import CODE_LISTS
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import clear, column, row
from desktop.ui.widgets.report_words import coverage_words, finding_words
from desktop.ui.widgets.signature_words import UNREVIEWED

if TYPE_CHECKING:
    from desktop.forms.import_report import Finding, LanguageCoverage

_MOST_GAPS = 200
_MARK = 18
REVIEWED = N_("Übersetzung geprüft")


class FormReportView(QWidget):
    """Languages, each with a list of its missing texts to unfold; then rows not used.

    Signals: ``review_toggled(str, bool)`` somebody says that the translation into a language was
    reviewed, or was not after all.
    """

    review_toggled = Signal(str, bool)

    def __init__(self, tr: LocaleContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self.has_lines = False
        self.ticks: dict[str, QCheckBox] = {}
        self._box = column(space=0)
        self.setLayout(self._box)

    def show_report(
        self,
        languages: Sequence[LanguageCoverage],
        findings: Sequence[Finding] = (),
        files: Sequence[str] = (),
        drafts: Sequence[str] = (),
        reviews: Mapping[str, str] | None = None,
        to_review: Collection[str] = (),
    ) -> None:
        """Write everything anew; *drafts* are languages nobody has reviewed, *reviews* say of
        others who did, and those *to_review* have a tick for that."""
        at = self.window().focusWidget()
        focused = next((code for code, tick in self.ticks.items() if tick is at), "")
        clear(self._box)
        self.ticks.clear()
        tr = self._tr
        self.has_lines = bool(languages or findings or files)
        if languages:
            self._box.addWidget(PlainLabel(tr.text(N_("Sprachen")), kind="strong"))
        for one in languages:
            line = _LanguageLine(one, tr, is_draft=one.code in drafts)
            self._add_review(line, one.code, (reviews or {}).get(one.code, ""), to_review)
            self._box.addWidget(line)
        if focused in self.ticks:
            self._focus(self.ticks[focused])
        if findings:
            count = tr.ntext("{n} Hinweis", "{n} Hinweise", len(findings))
            self._box.addSpacing(tokens.S)
            self._box.addWidget(PlainLabel(count, kind="strong"))
        for found in findings:
            self._box.addWidget(self._finding(found))
            self._box.addSpacing(tokens.XS)
        if files:
            self._box.addSpacing(tokens.S)
            words = tr.text(N_("Mit eingelesen: {files}"), files=", ".join(files))
            self._box.addWidget(PlainLabel(words, tone="muted", wrap=True))
        self._box.addStretch(1)

    def _add_review(
        self, line: _LanguageLine, code: str, said: str, to_review: Collection[str]
    ) -> None:
        if code in to_review:
            self.ticks[code] = self._tick(code, said)
            line.add_below(self.ticks[code])
        elif said:
            line.add_below(PlainLabel(said, tone="muted", wrap=True))

    def _focus(self, tick: QCheckBox) -> None:
        if (holder := tick.parentWidget()) is not None:
            holder.show()  # what a layout shows later takes no focus
        tick.setFocus()

    def _tick(self, code: str, said: str) -> QCheckBox:
        tick = QCheckBox(said or self._tr.text(REVIEWED))
        tick.setChecked(bool(said))
        tick.clicked.connect(lambda is_on: self.review_toggled.emit(code, is_on))
        return tick

    def _finding(self, found: Finding) -> QWidget:
        place, words = finding_words(found, self._tr)
        lines = column(space=0)
        if place:
            lines.addWidget(PlainLabel(place, kind="small", tone="muted"))
        lines.addWidget(PlainLabel(words, wrap=True))
        line = row(column(IconLabel(Icon.WARNING, "warn", 18), None), lines, space=tokens.M)
        line.setStretch(1, 1)
        holder = QWidget()
        holder.setLayout(line)
        holder.setAccessibleName(f"{place} {words}".strip())
        return holder


class _LanguageLine(QWidget):
    """One language; what is missing unfolds below it."""

    def __init__(self, shown: LanguageCoverage, tr: LocaleContext, *, is_draft: bool) -> None:
        super().__init__()
        self._shown, self._tr = shown, tr
        title, state = language_title(shown, tr), _state(shown, tr, is_draft=is_draft)
        which, tone = (Icon.WARNING, "warn") if shown.missing else (Icon.SENT, "ok")
        if is_draft and not shown.missing:
            which, tone = Icon.INFO, "warn"
        words = PlainLabel(state, tone="warn" if is_draft else "muted")
        head = row(IconLabel(which, tone, _MARK), PlainLabel(title), words, None, space=tokens.M)
        head.addStrut(round(tokens.HIT * current_scale()))
        self._gaps = column(space=tokens.XS)
        self._fold = ActionButton("quiet", Icon.OPEN)
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._unfold)
        tr.bind(self._fold, QAbstractButton.setText, N_("Anzeigen"))
        self._fold.setAccessibleName(tr.text(N_("Fehlende Texte: {name}"), name=title))
        head.addWidget(self._fold)
        self._below = column(space=0)
        self.setLayout(column(head, self._below, self._gaps, space=0))
        self._fold.setVisible(bool(shown.gaps))
        self.setAccessibleName(f"{title}: {state}")

    def add_below(self, widget: QWidget) -> None:
        """Put a line under the name of the language."""
        line = row(_MARK + tokens.M, widget, space=0)
        line.setStretch(1, 1)
        line.setContentsMargins(0, 0, 0, tokens.S)
        self._below.addLayout(line)

    def _unfold(self, is_open: bool) -> None:
        clear(self._gaps)
        below = tokens.S if is_open else 0
        self._gaps.setContentsMargins(tokens.XL + tokens.S, below // 2, 0, below)
        self._fold.show_icon(Icon.FOLD if is_open else Icon.OPEN)
        if not is_open:
            return
        for gap in self._shown.gaps[:_MOST_GAPS]:
            place = PlainLabel(gap.place, kind="small", tone="muted", wrap=True)
            self._gaps.addLayout(column(PlainLabel(gap.text, wrap=True), place, space=0))
        rest = len(self._shown.gaps) - _MOST_GAPS
        if rest > 0:
            more = self._tr.ntext("und {n} weiterer", "und {n} weitere", rest)
            self._gaps.addWidget(PlainLabel(more, kind="small", tone="muted"))


def _state(shown: LanguageCoverage, tr: LocaleContext, *, is_draft: bool) -> str:
    """One state: that it is a draft counts more than that nothing is missing."""
    if not is_draft:
        return coverage_words(shown, tr)
    draft = tr.text(UNREVIEWED)
    return f"{draft} · {coverage_words(shown, tr)}" if shown.missing else draft


def language_title(shown: LanguageCoverage, tr: LocaleContext) -> str:
    """A language in the words of the window, or as the form names it."""
    words = tr.label("language", shown.code)
    return words if shown.code in CODE_LISTS["language"] else shown.name or shown.code
