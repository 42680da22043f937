"""Where the worker is in the main window, and how a new window gets there after unlocking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QTimer

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.services.whereabouts import Place, Plain
from desktop.ui.half_typed import cursor_in, put_cursor
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_page import FormPage
from desktop.ui.widgets.scroll_return import ScrollReturn

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow


def where_is(window: MainWindow) -> Place:
    """The place shown now, whether the window is seen, covered or about to go."""
    page, case = window.here
    form = window.forms.page
    return Place(
        page=page,
        case=case,
        window={
            "geometry": bytes(window.saveGeometry().toBase64().data()).decode(),
            "search": window.search.text(),
            "history": [list(stop) for stop in window.history],
        },
        form={} if form is None else _form(window, form),
        pages={
            **window.kept,
            **{name: shown.remembered() for name, shown in window.pages.items()},
        },
    )


def return_to(window: MainWindow, place: Place) -> None:
    """Go to *place* and open the form that was open; what is gone or not understood is left out.

    The form comes a little later, as any form does; a page that is not shown goes on where it was
    when somebody comes to it.
    """
    there = (*window.pages, place.page)
    window.kept = {name: dict(kept) for name, kept in place.pages.items() if name not in there}
    geometry, search = place.window.get("geometry"), place.window.get("search")
    if isinstance(geometry, str):
        window.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "replace")))
    if isinstance(search, str) and search:
        window.search.setText(search)
    window.go(place.page, place.case)
    window.history[:] = [(page, case) for page, case in _stops(place.window.get("history"))]
    for name, kept in place.pages.items():
        if name in there and name in window.pages:
            window.pages[name].return_to(kept)
    if any(kept.get("unfinished") for kept in place.pages.values()):
        window.banner.show_error(KnownError(ErrorCode.ATTACHMENT_NOT_TAKEN))
    draft = place.form.get("draft")
    if isinstance(draft, str):
        _Return(window, place.form).begin(RecordId(draft))


class _Return(QTimer):
    """Leads into one form as soon as it is open; the first form that opens ends it."""

    def __init__(self, window: MainWindow, kept: Plain) -> None:
        super().__init__(window, singleShot=True, interval=0)
        self._window, self._kept = window, kept
        self._page: FormPage | None = None
        self.timeout.connect(self._scroll)

    def begin(self, draft: RecordId) -> None:
        self._window.forms.opened.connect(self._on_opened)
        self._window.forms.resume(draft)

    def _on_opened(self, page: FormPage) -> None:
        self._window.forms.opened.disconnect(self._on_opened)
        self._page = page
        missing = page.conversation.attachments.return_to(self._kept.get("unfinished"))
        if missing is not None:
            page.banner.show_error(missing)
        page.repeats.return_to(self._kept.get("removed"))
        page.paper.return_to(self._kept.get("glossary"))
        question, side = self._kept.get("question"), self._kept.get("side")
        if isinstance(question, str) and page.conversation.is_seen(question):
            page.navigator.go_to(question, CLIENT if side == CLIENT else WORKER)
            put_cursor(page.window().focusWidget(), self._kept.get("cursor"))
        page.conversation.sheets.return_to(self._kept.get("sheets"))
        self.start()

    def _scroll(self) -> None:
        """After the form itself has brought its question into view."""
        value = self._kept.get("scroll")
        if self._page is not None and self._page is self._window.forms.page:
            bar = self._page.scrolled.verticalScrollBar()
            ScrollReturn(bar, value if isinstance(value, int) else 0)
        self.deleteLater()


def _form(window: MainWindow, page: FormPage) -> dict[str, Any]:
    return {
        "draft": window.forms.draft,
        "question": page.conversation.current,
        "side": page.navigator.side,
        "scroll": page.scrolled.verticalScrollBar().value(),
        "cursor": cursor_in(window.focusWidget()),
        "unfinished": page.conversation.attachments.remembered(),
        "removed": page.repeats.remembered(),
        "glossary": page.paper.remembered(),
        "sheets": page.conversation.sheets.remembered(),
    }


def _stops(kept: object) -> list[tuple[str, RecordId | None]]:
    found: list[tuple[str, RecordId | None]] = []
    for stop in kept if isinstance(kept, list) else []:
        match stop:
            case [str(page), str(case)]:
                found.append((page, RecordId(case)))
            case [str(page), None]:
                found.append((page, None))
    return found
