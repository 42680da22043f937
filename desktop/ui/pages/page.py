"""What all pages of the frame have in common: load off the GUI thread, refresh when touched."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from desktop.domain.ids import RecordId
from desktop.i18n.context import LocaleContext
from desktop.ui.alive import is_alive
from desktop.ui.dialogs.open_sheets import OpenSheets
from desktop.ui.events import Changed, Events
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.scroll_return import ScrollReturn
from desktop.ui.widgets.two_columns import ScrollColumn

if TYPE_CHECKING:
    from desktop.services.services import Services
    from desktop.services.whereabouts import Plain

Now = Callable[[], int]


def wall_clock() -> int:
    """UTC milliseconds."""
    return int(time.time() * 1000)


class Page(QWidget):
    """A page reads once when it is first seen, and again when a change touches what it shows.

    Signals: ``case_requested(RecordId)``; ``form_requested(FormRequest)`` and
    ``draft_requested(RecordId)`` ask the window to open a form.
    """

    case_requested = Signal(object)
    form_requested = Signal(object)
    draft_requested = Signal(object)

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        events: Events,
        tr: LocaleContext,
        now: Now = wall_clock,
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._services = services
        self._tasks = tasks
        self._tr = tr
        self._now = now
        self._is_stale = True
        self.banner = Banner(tr)
        self.sheets = OpenSheets()
        self._build()
        events.changed.connect(self._on_changed)
        tr.on_switch(self._on_switched)

    def refresh(self) -> None:
        """Read again now, or when the page is next seen."""
        self._is_stale = True
        if self.isVisible():
            self._is_stale = False
            self._load()

    def first_focus(self) -> None:
        """Put the focus where work on this page begins."""

    def redraw(self) -> None:
        """Write everything again, after look or text size changed."""
        self._show()

    def remembered(self) -> dict[str, Any]:
        """What brings a new page to where this one is (``services.whereabouts``)."""
        return {
            "scroll": [area.verticalScrollBar().value() for area in self._areas()],
            "sheets": self.sheets.remembered(),
        }

    def return_to(self, place: Plain) -> None:
        """Go where a page was that remembered *place*; what is not understood is left out."""
        values = place.get("scroll")
        for area, value in zip(
            self._areas(), values if isinstance(values, list) else (), strict=False
        ):
            if isinstance(value, int) and value > 0:
                ScrollReturn(area.verticalScrollBar(), value)
        self.sheets.return_to(place.get("sheets"))

    def _areas(self) -> list[ScrollColumn]:
        return self.findChildren(ScrollColumn)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def _build(self) -> None:
        """Make the widgets and bind their texts; called once, by the constructor."""
        raise NotImplementedError

    def _load(self) -> None:
        """Ask the services; the answer goes to a slot of the page."""
        raise NotImplementedError

    def _is_touched(self, news: Changed) -> bool:
        """Whether what the page shows may have changed."""
        raise NotImplementedError

    def _show(self) -> None:
        """Write what was last read in the language of the window."""
        raise NotImplementedError

    def _run(
        self,
        work: Callable[..., Any],
        *args: object,
        done: Callable[[Any], object] | None = None,
        latest: str = "",
    ) -> None:
        """``Tasks.run`` for this page: its answer is dropped with the page, and what fails is
        said in the banner."""
        self._tasks.run(
            work,
            *args,
            done=done,
            failed=self.banner.show_error,
            initiator=self,
            latest=latest,
        )

    def _on_changed(self, news: Changed) -> None:
        if self._is_touched(news):
            self.refresh()

    def _on_switched(self) -> None:
        if is_alive(self):
            self._show()

    def _may_take_focus(self) -> bool:
        """Whether nobody is typing: what arrives late never takes the keyboard away."""
        return not isinstance(QApplication.focusWidget(), QLineEdit)

    def _open_case(self, case: RecordId | None) -> None:
        if case is not None:
            self.case_requested.emit(case)
