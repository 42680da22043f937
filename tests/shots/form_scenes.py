"""Scenes of forms: at the desk, with the client, before somebody signs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from desktop.services.documents import Kind
from desktop.ui.dialogs.client_view_dialog import ClientViewDialog
from desktop.ui.dialogs.pin_dialog import PinDialog
from desktop.ui.dialogs.print_dialog import PrintDialog
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.requests import VISIT_FORM, FormRequest
from tests.shots import attachment_fills as attached
from tests.shots import signing_fills as fills
from tests.shots.scenery import SIZE, Scene, Scenery

_VISIT_ANSWERS = {
    "f2_page_arrival/f2_outcome": "met",
    "f2_page_topics/f2_topics": "health housing",
}
_DEFECT_ANSWERS = {
    "f2_page_arrival/f2_outcome": "met",
    "f2_page_flat/f2_flat": "defects",
}
_DEFECT_PHOTO = "f2_page_flat/f2_defect_photo"


class FormScenes:
    """Forms of the demo agency, by name."""

    def __init__(self, at: Scenery) -> None:
        self._at = at

    def all(self) -> dict[str, Scene]:
        """Every page, window and dialog of a form."""
        return {
            "form": self._form,
            "print": self._print,
            "glossary": self._glossary,
            "client": self._client,
            "client-view": self._client_view,
            "pin": self._pin,
            "summary": self._summary,
            "interpreter": partial(self._release, fills.interpreter),
            "relative": partial(self._release, fills.relative),
            "pledge": partial(self._release, fills.pledge),
            "signature": partial(self._release, fills.pad),
            "photo": self._photo,
        }

    def visit(self, window: MainWindow) -> None:
        """A visit in Arabic, a page of it filled in."""
        self._visited(window)

    def _visited(self, window: MainWindow) -> FormPage:
        request = FormRequest(VISIT_FORM, self._at.stage.visited, None, "ar")
        page = self._at.begin(window, request)
        for ref, value in _VISIT_ANSWERS.items():
            page.conversation.session.answer(f"/data/{ref}", value)
        page.navigator.go_to(f"/data/{next(reversed(_VISIT_ANSWERS))}")
        return page

    def _visit_begun(self, window: MainWindow) -> FormPage:
        return self._at.begin(window, FormRequest(VISIT_FORM, self._at.stage.case, None, "ti"))

    def _form(self, window: MainWindow) -> None:
        window.forms.begin(FormRequest(VISIT_FORM, self._at.stage.case, None, "ti"))

    def _print(self, window: MainWindow) -> None:
        page = self._visit_begun(window)
        page.paper.print_form()
        page.findChildren(PrintDialog)[-1].choose(Kind.APPOINTMENT)

    def _glossary(self, window: MainWindow) -> None:
        page = self._visit_begun(window)
        page.paper.toggle_glossary()

    def _client(self, window: MainWindow) -> QWidget:
        page = self._visit_begun(window)
        shown = InterpreterWindow(
            page.conversation, lambda: datetime.now(ZoneInfo("Europe/Berlin"))
        )
        shown.resize(*SIZE)
        shown.show()
        return shown

    def _client_view(self, window: MainWindow) -> None:
        self._form(window)
        tr = self._at.tr
        ClientViewDialog(window, tr, has_second_screen=False, has_pin=True).open()

    def _pin(self, window: MainWindow) -> None:
        self._form(window)
        tr = self._at.tr
        PinDialog(window, tr, self._at.running.services.pin, self._at.tasks).open()

    def _photo(self, window: MainWindow) -> None:
        """A question with a photo, before and after it is taken."""
        page = self._at.begin(window, FormRequest(VISIT_FORM, self._at.stage.case, None, "ar"))
        for ref, value in _DEFECT_ANSWERS.items():
            page.conversation.session.answer(f"/data/{ref}", value)
        page.navigator.go_to(f"/data/{_DEFECT_PHOTO}")
        self._at.settle()
        attached.put_photo(page, f"/data/{_DEFECT_PHOTO}")

    def _summary(self, window: MainWindow) -> None:
        self._visited(window).read_back.open()

    def _release(self, fill: Callable[[FormPage], QWidget | None], window: MainWindow) -> None:
        fill(self._at.begin(window, FormRequest("f4_release", self._at.stage.case, None, "ti")))
