"""What the form page offers beside filling in: the glossary at its side, and printing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.documents import sheet_of
from desktop.services.open_form import FormSnapshot, OpenForm
from desktop.ui.actions import ActionSpec, add_actions, bind_tooltip
from desktop.ui.dialogs.print_dialog import PrintDialog
from desktop.ui.pages.form_slots import SideSlot
from desktop.ui.pages.form_step_view import GUTTER
from desktop.ui.pages.form_texts import choices_of, label_of, text_of
from desktop.ui.pages.glossary_panel import TITLE, GlossaryPanel
from desktop.ui.tasks import Tasks
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.icons import IconButton

if TYPE_CHECKING:
    from desktop.services.services import Services
    from desktop.ui.pages.form_page import FormPage

GLOSSARY, PRINT = ActionSpec(TITLE, "F7"), ActionSpec(N_("Drucken"), "Ctrl+P")
PAPER_ACTIONS = (GLOSSARY, PRINT)
_ROOMY, _OVER = 1100, 520
"""A page narrower than the first lays the glossary over itself, as wide as the second; both in
pixels at 100 % text."""


class PaperTools(QObject):
    """Two quiet buttons in the header, with keys; made once by the form page (GUI thread)."""

    def __init__(
        self,
        page: FormPage,
        form: OpenForm,
        services: Services,
        tasks: Tasks,
        snapshot: Callable[[], FormSnapshot],
        tr: LocaleContext,
    ) -> None:
        super().__init__(page)
        self._page, self._form, self._tr = page, form, tr
        self._services, self._tasks, self._snapshot = services, tasks, snapshot
        self._talk = page.conversation
        self.panel: GlossaryPanel | None = None
        self.over = SideSlot(tr, page)
        for spec, which, slot in (
            (GLOSSARY, Icon.GLOSSARY, self.toggle_glossary),
            (PRINT, Icon.PRINT, self.print_form),
        ):
            button = IconButton(which)
            bind_tooltip(button, tr, spec)
            tr.bind(button, QWidget.setAccessibleName, spec.text)
            button.clicked.connect(slot)
            page.header.add_tool(button)
        add_actions(page, tr, {GLOSSARY: self.toggle_glossary, PRINT: self.print_form})
        self._talk.current_changed.connect(self._on_current_changed)
        self._talk.sheets.lead("print", lambda _: self.print_form())
        page.installEventFilter(self)

    @property
    def is_glossary_open(self) -> bool:
        """Whether the glossary is to be seen, beside the panes or over them."""
        shown = (self._page.side.panel, self.over.panel)
        return self.panel is not None and self.panel in shown

    def toggle_glossary(self) -> None:
        """Open the glossary at the words of this question, or close it."""
        if self.is_glossary_open:
            self.close_glossary()
            return
        if self.panel is None:
            self.panel = GlossaryPanel(self._talk.worker, self._talk.client, chrome=self._tr)
            self.panel.closed.connect(self.close_glossary)
        slot = self.over if self._is_narrow() else self._page.side
        slot.show_panel(TITLE, self.panel)
        self._place()
        self.panel.show_for(self._texts())
        self.panel.search.setFocus()

    def close_glossary(self) -> None:
        """Give the room back and the keyboard to the question."""
        self.over.close_panel()
        if self._page.side.panel is self.panel:
            self._page.side.close_panel()
        self._page.first_focus()

    def print_form(self) -> PrintDialog:
        """Offer documents of the form as it stands now."""
        place = self._form.place
        sheet = sheet_of(self._snapshot(), self._form.title, place)
        dialog = PrintDialog(self._page, self._tr, self._services, self._tasks, (sheet,))
        dialog.open()
        self._talk.sheets.stands("print", dialog)
        return dialog

    def remembered(self) -> str | None:
        """The word looked for in the glossary; None while it is closed."""
        panel = self.panel
        return panel.search.text() if panel is not None and self.is_glossary_open else None

    def return_to(self, wanted: object) -> None:
        """Open the glossary again at the word ``remembered``."""
        if isinstance(wanted, str):
            self.toggle_glossary()
            if self.panel is not None:
                self.panel.search.setText(wanted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.is_glossary_open:
            self._move()
        return super().eventFilter(watched, event)

    def _on_current_changed(self, _ref: str) -> None:
        if self.panel is not None and self.is_glossary_open:
            self.panel.show_for(self._texts())

    def _texts(self) -> Iterator[str]:
        """All texts of the question that is talked about, in both languages."""
        talk = self._talk
        if not talk.is_seen(talk.current):
            return
        for pane, other in ((talk.worker, talk.client), (talk.client, talk.worker)):
            yield label_of(talk.session, talk.current, pane, other.language).value
            yield text_of(talk.session, talk.current, "hint", pane, other.language).value
            for choice in choices_of(talk.session, talk.current, pane, other.language):
                yield choice.label

    def _is_narrow(self) -> bool:
        return self._page.width() < _ROOMY * current_scale()

    def _move(self) -> None:
        """Change the place when the page became wide or narrow enough for the other one."""
        wanted = self.over if self._is_narrow() else self._page.side
        if self.panel is not None and wanted.panel is not self.panel:
            other = self._page.side if wanted is self.over else self.over
            other.close_panel()
            wanted.show_panel(TITLE, self.panel)
        self._place()

    def _place(self) -> None:
        """Lay the panel over the half of the page where reading ends."""
        if self.over.panel is None:
            return
        page, shown = self._page, self._page.scrolled.geometry()
        width = min(round(_OVER * current_scale()), round(page.width() * 0.6))
        self.over.setFixedWidth(width)
        left = shown.left() if page.isRightToLeft() else shown.right() - GUTTER - width
        self.over.setGeometry(left, shown.top(), width, shown.height())
        self.over.raise_()
