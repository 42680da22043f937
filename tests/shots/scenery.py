"""What scenes have at hand: a running demo agency, the language of their window, waiting."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.app.running import Running
from desktop.i18n.context import LocaleContext
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.requests import FormRequest
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from desktop.ui.unlock_window import UnlockWindow
from tests.shots.settling import settle
from tests.shots.stage import Stage

SIZE = (1366, 768)
Scene = Callable[[MainWindow], QWidget | None]
"""Brings a fresh window to a page; returns what stands over or instead of it."""


class Scenery:
    """Shared by all scenes; *language* is that of the window they are brought to."""

    def __init__(self, stage: Stage, running: Running, tasks: Tasks, theme: Theme) -> None:
        self.stage, self.running, self.tasks, self.theme = stage, running, tasks, theme
        self.language = "de"

    @property
    def tr(self) -> LocaleContext:
        """For a dialog or window of its own."""
        return LocaleContext(self.language)

    def settle(self) -> None:
        """Wait until nothing waits for an answer, thrice, since answers ask again."""
        settle(self.tasks, 30)

    def unlock(self) -> UnlockWindow:
        """The unlock window, in place of any other."""
        shown = UnlockWindow(
            self.tr, demo_password=self.stage.password, place="Gerät A", theme=self.theme
        )
        shown.resize(*SIZE)
        shown.show()
        return shown

    def begin(self, window: MainWindow, request: FormRequest) -> FormPage:
        """Open a form and wait for its page."""
        window.forms.begin(request)
        self.settle()
        page = window.forms.page
        assert page is not None
        return page
