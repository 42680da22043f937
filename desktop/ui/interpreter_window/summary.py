"""The summary in the client's window: made anew each time, left to correct and come back to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.services.companions import Presented
from desktop.ui.fields.base import PaneLook
from desktop.ui.pages.form_conversation import FormConversation
from desktop.ui.pages.read_back_page import ReadBackView

SummaryMaker = Callable[[FormConversation, PaneLook, QWidget], QWidget]
"""Makes the page that reads the answers back in the client's language."""


class SummaryStop(QObject):
    """Signals: ``correction_wanted(str)`` a question the client wants to answer again."""

    correction_wanted = Signal(str)

    def __init__(self, conversation: FormConversation, look: PaneLook, make: SummaryMaker) -> None:
        super().__init__()
        self._talk, self._look, self._make = conversation, look, make
        self._page: QWidget | None = None
        self._corrected = ""

    def fresh(self, stack: QStackedWidget) -> QWidget:
        """The page with the answers as they are now, in *stack*."""
        if self._page is not None:
            stack.removeWidget(self._page)
            self._page.deleteLater()
        self._page = made = self._make(self._talk, self._look, stack)
        if isinstance(made, ReadBackView):
            made.question_requested.connect(self._on_question)
        stack.addWidget(made)
        return made

    def takes_back(self, ref: str, by: int) -> bool:
        """Whether going on from question *ref* leads back here, because it was corrected."""
        corrected, self._corrected = self._corrected, ""
        return by > 0 and bool(corrected) and corrected == ref

    def note_read(self) -> None:
        """The client has read the summary and goes on."""
        entry = Presented("read_by_client", self._talk.client.language, self._talk.now())
        self._talk.companions.set_read_back(entry)

    def _on_question(self, ref: str) -> None:
        self._corrected = ref
        self.correction_wanted.emit(ref)
