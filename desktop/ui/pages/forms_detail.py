"""One version of a form: standing, signature, languages with gaps, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QFrame, QWidget

from desktop.domain.wording import N_
from desktop.i18n.bidi import isolate_ltr
from desktop.i18n.context import LocaleContext
from desktop.services.views import FormEntry, FormStanding
from desktop.ui.pages.forms_list import standing_mark, standing_words, version_words
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.flow import FlowBox
from desktop.ui.widgets.form_report import FormReportView
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel, literal
from desktop.ui.widgets.layouts import card, clear, column, row

if TYPE_CHECKING:
    from desktop.forms.import_report import LanguageCoverage

_REASONS = {
    "author": N_("Nicht von der Administration unterschrieben. Es wird nicht angeboten."),
    "damaged": N_("Der Inhalt passt nicht zur Prüfsumme. Es wird nicht angeboten."),
    "clash": N_("Ein anderes Formular mit gleicher Kennung und Fassung gilt schon."),
}
ONLY_ADMIN = N_("Veröffentlichen und zurückziehen kann nur die Administration.")
REVIEWED_BY = N_("Übersetzung geprüft: {name}, {when}")
_REVIEWABLE = (FormStanding.LOCAL, FormStanding.PUBLISHED, FormStanding.RETIRED)
_GROUP, _SHOWN = 4, 16


class FormDetail(QWidget):
    """Shows one entry; the buttons say why they cannot be pressed.

    Signals: ``preview_requested()``; ``publish_requested(FormEntry)``,
    ``withdraw_requested(FormEntry)``, ``offer_requested(FormEntry)``;
    ``review_requested(FormEntry, str, bool)`` whether the translation into a language is reviewed.
    """

    preview_requested = Signal()
    publish_requested = Signal(object)
    withdraw_requested = Signal(object)
    offer_requested = Signal(object)
    review_requested = Signal(object, str, bool)

    def __init__(self, tr: LocaleContext) -> None:
        super().__init__()
        self._tr = tr
        self._entry: FormEntry | None = None
        self.preview = self._button("", Icon.FORM, N_("Vorschau"))
        self.preview.clicked.connect(self.preview_requested)
        self.publish = self._button("", Icon.UNDERWAY, N_("Veröffentlichen"))
        self.publish.clicked.connect(lambda: self.publish_requested.emit(self._entry))
        self.offer = self._button("", Icon.UNDO, N_("Wieder anbieten"))
        self.offer.clicked.connect(lambda: self.offer_requested.emit(self._entry))
        self.withdraw = self._button("danger", None, N_("Zurückziehen"))
        self.withdraw.clicked.connect(lambda: self.withdraw_requested.emit(self._entry))
        buttons = FlowBox()
        for button in (self.preview, self.publish, self.offer, self.withdraw):
            buttons.add(button)
        self._why = PlainLabel(kind="small", tone="muted", wrap=True)
        self._head = column(space=tokens.XS)
        self._report = FormReportView(tr)
        self._report.review_toggled.connect(
            lambda code, is_on: self.review_requested.emit(self._entry, code, is_on)
        )
        self._may_publish, self._now = False, 0
        self._wait = PlainLabel(tone="muted")
        tr.bind(self._wait, PlainLabel.setText, N_("Wird gelesen …"))
        self._card: QFrame = card(
            self._head,
            tokens.S,
            buttons,
            self._why,
            tokens.M,
            self._wait,
            self._report,
            space=tokens.S,
            margin=tokens.XL,
        )
        self.setLayout(column(self._card, None, space=0))

    def show_entry(self, entry: FormEntry | None, *, may_publish: bool, now: int) -> None:
        """Write the head and the buttons; the languages follow with ``show_coverage``."""
        is_same = (
            entry is not None and self._entry is not None and entry.form.key == self._entry.form.key
        )
        self._entry, self._may_publish, self._now = entry, may_publish, now
        self._card.setVisible(entry is not None)
        if entry is None:
            return
        self._write_head(entry, now)
        self._write_buttons(entry, may_publish)
        if not is_same:
            self._report.show_report(())
            self._wait.setVisible(entry.form.standing is not FormStanding.REFUSED)

    def show_coverage(self, found: Sequence[LanguageCoverage]) -> None:
        """Write how complete each language is, and whether it may be signed in."""
        self._wait.hide()
        entry, tr = self._entry, self._tr
        if entry is None:
            self._report.show_report(found)
            return
        reviews = {
            one.language: tr.text(REVIEWED_BY, name=one.by, when=tr.relative(one.at, self._now))
            for one in entry.form.reviewed
        }
        is_own = entry.form.standing in _REVIEWABLE
        to_review = {*entry.drafts, *reviews} if is_own and self._may_publish else ()
        self._report.show_report(found, (), (), entry.drafts, reviews, to_review)

    def _button(self, role: str, which: Icon | None, text: str) -> ActionButton:
        made = ActionButton(role, which)
        self._tr.bind(made, QAbstractButton.setText, text)
        return made

    def _write_head(self, entry: FormEntry, now: int) -> None:
        tr, form = self._tr, entry.form
        clear(self._head)
        self._head.addWidget(PlainLabel(tr.text(form.title), kind="section", wrap=True))
        mark = IconLabel(*standing_mark(form), 18)
        words = PlainLabel(f"{version_words(form, tr)} · {standing_words(form, tr)}", wrap=True)
        version = tr.text(N_("Fassung {version}"), version=isolate_ltr(form.version))
        words.setToolTip(literal(version))
        line = row(mark, words, space=tokens.S)
        line.setStretch(1, 1)
        self._head.addLayout(line)
        for text in self._facts(entry, now):
            self._head.addWidget(PlainLabel(text, tone="muted", wrap=True))
        if form.reason:
            self._head.addWidget(
                PlainLabel(tr.text(_REASONS[form.reason]), tone="danger", wrap=True)
            )

    def _facts(self, entry: FormEntry, now: int) -> list[str]:
        tr, form = self._tr, entry.form
        facts = []
        if form.record is not None and form.author:
            when = tr.relative(form.at, now)
            facts.append(tr.text(N_("von {name}, {when}"), name=form.author, when=when))
        count = entry.answers
        words = tr.ntext("{n} ausgefülltes Formular", "{n} ausgefüllte Formulare", count)
        facts.append(words if count else tr.text(N_("Noch nicht ausgefüllt")))
        if form.digest:
            parts = [form.digest[at : at + _GROUP] for at in range(0, _SHOWN, _GROUP)]
            facts.append(tr.text(N_("Prüfsumme {digest}"), digest=isolate_ltr(" ".join(parts))))
        return facts

    def _write_buttons(self, entry: FormEntry, may_publish: bool) -> None:
        standing, is_agency = entry.form.standing, entry.form.record is not None
        is_known = standing not in (FormStanding.REFUSED, FormStanding.UNDERWAY)
        self.preview.setVisible(is_known)
        self.publish.setVisible(standing is FormStanding.LOCAL)
        self.offer.setVisible(standing is FormStanding.RETIRED)
        self.withdraw.setVisible(standing in (FormStanding.LOCAL, FormStanding.PUBLISHED))
        self.publish.setEnabled(may_publish)
        self.offer.setEnabled(may_publish or not is_agency)
        self.withdraw.setEnabled(may_publish or not is_agency)
        why = ""
        if not may_publish and is_known and (is_agency or standing is FormStanding.LOCAL):
            why = ONLY_ADMIN
        self._why.setText(self._tr.text(why) if why else "")
        self._why.setVisible(bool(why))
        for button in (self.publish, self.offer, self.withdraw):
            button.setToolTip("" if button.isEnabled() else self._why.text())
