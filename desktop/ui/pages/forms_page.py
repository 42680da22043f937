"""*Formulare*: every form and version that is here, what is known about it, what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QLabel, QStackedWidget, QWidget

from desktop.domain.wording import N_
from desktop.services.views import FormEntry, FormStanding
from desktop.ui.actions import ActionSpec, add_actions, bind_tooltip
from desktop.ui.dialogs.export_dialog import ExportDialog, open_export
from desktop.ui.dialogs.import_dialog import ImportDialog
from desktop.ui.events import Changed
from desktop.ui.pages.form_preview import FormPreview
from desktop.ui.pages.forms_detail import FormDetail
from desktop.ui.pages.forms_list import FormsList
from desktop.ui.pages.page import Page
from desktop.ui.pages.page_head import PageHead
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.two_columns import ScrollColumn, TwoColumns

if TYPE_CHECKING:
    from desktop.forms.definition import FormDefinition
    from desktop.forms.import_report import ImportReport, LanguageCoverage

IMPORT = ActionSpec(N_("Formular einlesen …"), "Ctrl+O")
EXPORT = ActionSpec(N_("Exportieren …"), "Ctrl+E")
PREVIEW = ActionSpec(N_("Vorschau"), "Ctrl+P")
SIGNABLE = N_("„{title}“ kann jetzt auf {language} unterschrieben werden.")
NOT_SIGNABLE = N_("„{title}“ kann auf {language} nur noch gezeigt werden.")
_NARROW_AT = 1020


@dataclass(frozen=True, slots=True)
class FormsView:
    """What the page shows, read in one go."""

    entries: tuple[FormEntry, ...]
    may_publish: bool


class FormsPage(Page):
    """A list at the side of reading, the chosen version beside it; a preview takes the place of
    both."""

    ACTIONS = (IMPORT, EXPORT, PREVIEW)
    _view: FormsView | None = None
    _chosen: tuple[str, str] | None = None

    def first_focus(self) -> None:
        if self._stack.currentIndex() == 0 and self._may_take_focus():
            self.list.focus_chosen()

    @property
    def is_previewing(self) -> bool:
        """Whether the read-through of a form is shown."""
        return self._stack.currentWidget() is self.preview

    def choose(self, form_id: str, version: str) -> None:
        """Show one version beside the list."""
        self._chosen = (form_id, version)
        self._show()

    def import_form(self) -> None:
        """Open the dialog that reads a form file in."""
        dialog = ImportDialog(self.window(), self._tr, self._services, self._tasks)
        dialog.imported.connect(self._on_imported)
        dialog.open()

    def export_forms(self) -> None:
        """Open the dialog that writes finished answers into files, for the chosen form."""
        self._export(self._chosen[0] if self._chosen else "")

    def _export(self, form_id: str) -> ExportDialog:
        dialog = open_export(self.window(), self._services, self._tasks, self._tr, form_id)
        self.sheets.stands("export", dialog, form_id)
        return dialog

    def _build(self) -> None:
        self.sheets.lead("export", self._export)
        tr = self._tr
        self._head = PageHead(
            self._button(EXPORT, "", Icon.EXPORT, self.export_forms),
            self._button(IMPORT, "primary", Icon.IMPORT, self.import_form),
        )
        tr.bind(self._head.title, QLabel.setText, N_("Formulare"))
        self.list = FormsList(tr)
        self.list.chosen.connect(self._on_chosen)
        self.detail = FormDetail(tr)
        self.detail.preview_requested.connect(self.show_preview)
        self.detail.publish_requested.connect(self._on_publish)
        self.detail.withdraw_requested.connect(self._on_withdraw)
        self.detail.offer_requested.connect(self._on_offer)
        self.detail.review_requested.connect(self._on_review)
        self.preview = FormPreview(tr)
        self.preview.left.connect(self._on_preview_left)
        add_actions(
            self,
            tr,
            {
                IMPORT: self.import_form,
                EXPORT: self.export_forms,
                PREVIEW: self.show_preview,
            },
        )
        columns = TwoColumns(self.list, self.detail, narrow_at=_NARROW_AT, shares=(4, 5))
        banner = row(self.banner)
        banner.setContentsMargins(tokens.XL, 0, tokens.XL, tokens.M)
        lists = QWidget()
        self._scrolled = ScrollColumn(columns, width=1240)
        lists.setLayout(column(self._head, banner, self._scrolled, space=0))
        self._stack = QStackedWidget()
        self._stack.addWidget(lists)
        self._stack.addWidget(self.preview)
        self.setLayout(column(self._stack, space=0))

    def _button(
        self, spec: ActionSpec, role: str, which: Icon, then: Callable[[], object]
    ) -> ActionButton:
        button = ActionButton(role, which)
        self._tr.bind(button, QAbstractButton.setText, spec.text)
        bind_tooltip(button, self._tr, spec)
        button.clicked.connect(lambda: then())
        return button

    def _load(self) -> None:
        self._run(self._read, done=self._on_read)

    def _read(self) -> FormsView:
        forms = self._services.forms
        return FormsView(forms.entries(), forms.may_publish)

    def _is_touched(self, news: Changed) -> bool:
        return news.changes.roster or news.touches_kind("form_package", "form_submission", "staff")

    def _on_read(self, view: FormsView) -> None:
        self._view = view
        self._show()

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        count = len({entry.form.form_id for entry in view.entries if entry.is_offered})
        self._head.show_note(
            self._tr.ntext("{n} Formular zum Ausfüllen", "{n} Formulare zum Ausfüllen", count)
        )
        entry = self._entry()
        self._chosen = entry.form.key if entry else None
        self.list.show_entries(view.entries, self._chosen)
        self.detail.show_entry(entry, may_publish=view.may_publish, now=self._now())
        if entry is not None and entry.form.standing is not FormStanding.REFUSED:
            self._run(
                lambda: self._services.forms.coverage(*entry.form.key),
                done=lambda found: self._on_coverage(entry, found),
            )

    def _entry(self) -> FormEntry | None:
        """The chosen version, else the first that is offered."""
        entries = self._view.entries if self._view else ()
        same = [one for one in entries if one.form.key == self._chosen]
        return next(iter((*same, *(one for one in entries if one.is_offered))), None)

    def _on_coverage(self, entry: FormEntry, found: tuple[LanguageCoverage, ...]) -> None:
        if entry.form.key == self._chosen:
            self.detail.show_coverage(found)

    def _on_chosen(self, entry: FormEntry) -> None:
        """In a narrow window what was chosen stands below the list: go there."""
        self.choose(*entry.form.key)
        if self.detail.y() > self.list.y():
            self._scrolled.ensureWidgetVisible(self.detail.preview, 0, tokens.XL)

    def _on_imported(self, report: ImportReport) -> None:
        self._chosen = (report.form_id, report.version)
        self.refresh()

    def show_preview(self) -> None:
        """Show the chosen form as it reads in two languages; nothing is saved."""
        entry = self._entry()
        if entry is None or entry.form.standing is FormStanding.REFUSED:
            return

        def done(definition: FormDefinition) -> None:
            self.preview.show_form(definition, entry.drafts)
            self._stack.setCurrentWidget(self.preview)
            self.preview.first_focus()

        self._run(lambda: self._services.forms.open(*entry.form.key), done=done)

    def _on_preview_left(self) -> None:
        self._stack.setCurrentIndex(0)
        self.list.focus_chosen()

    def _on_publish(self, entry: FormEntry) -> None:
        words = self._tr.text(
            N_("„{title}“ ist für alle veröffentlicht."), title=self._title(entry)
        )
        self._act(
            lambda: self._services.forms.publish(*entry.form.key),
            words,
            self._tr.text(N_("Gesendet wird mit dem nächsten Abgleich.")),
            lambda: self._on_withdraw(entry),
        )

    def _on_withdraw(self, entry: FormEntry) -> None:
        self._act(
            lambda: self._services.forms.withdraw(*entry.form.key),
            self._tr.text(N_("„{title}“ wird nicht mehr angeboten."), title=self._title(entry)),
            self._tr.text(N_("Antworten und Entwürfe bleiben erhalten und lesbar.")),
            lambda: self._on_offer(entry),
        )

    def _on_offer(self, entry: FormEntry) -> None:
        words = self._tr.text(N_("„{title}“ wird wieder angeboten."), title=self._title(entry))
        self._act(lambda: self._services.forms.offer_again(*entry.form.key), words, "", None)

    def _on_review(self, entry: FormEntry, code: str, is_reviewed: bool) -> None:
        language = self._tr.label("language", code)
        pattern = SIGNABLE if is_reviewed else NOT_SIGNABLE
        self._act(
            lambda: self._services.forms.review(*entry.form.key, code, is_reviewed=is_reviewed),
            self._tr.text(pattern, title=self._title(entry), language=language),
            self._tr.text(N_("Das gilt, sobald das Formular das nächste Mal geöffnet wird.")),
            lambda: self._on_review(entry, code, not is_reviewed),
        )

    def _title(self, entry: FormEntry) -> str:
        return self._tr.text(entry.form.title)

    def _act(
        self,
        work: Callable[[], object],
        words: str,
        step: str,
        undo: Callable[[], object] | None,
    ) -> None:
        def done(_result: object) -> None:
            label = self._tr.text(N_("Rückgängig")) if undo else ""
            self.banner.show_words("ok", words, step, action=label, on_action=undo)
            self.refresh()

        self._run(work, done=done)
