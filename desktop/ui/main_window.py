"""The frame: rail, search, status chip, language, lock; and the pages, one at a time."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.views import SyncStatus
from desktop.ui.actions import ActionSpec, add_actions
from desktop.ui.dialogs.password_menu import SecretsMenu
from desktop.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from desktop.ui.events import Changed, Events
from desktop.ui.keeping import PATIENCE_MS, Keeping
from desktop.ui.pages.case_header import BACK
from desktop.ui.pages.case_page import CasePage
from desktop.ui.pages.cases_page import CasesPage
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.forms_page import FormsPage
from desktop.ui.pages.opening import FormOpener
from desktop.ui.pages.page import Now, Page, wall_clock
from desktop.ui.pages.sync_page import SyncPage
from desktop.ui.pages.today_page import TodayPage
from desktop.ui.screen_room import LEAST, first_size, room_for
from desktop.ui.tasks import Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import Theme, current_scale
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.health_banner import PressingBanner
from desktop.ui.widgets.layouts import column, row
from desktop.ui.widgets.mark import window_icon, window_title
from desktop.ui.widgets.rail import Rail, RailEntry
from desktop.ui.widgets.search_field import KEYS
from desktop.ui.widgets.settings_menu import SettingsButton
from desktop.ui.widgets.sync_watch import SyncWatch
from desktop.ui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from desktop.services.services import Services
    from desktop.ui.pages.retention_page import RetentionPage

TODAY = ActionSpec(N_("Heute"), "Alt+1")
CASES = ActionSpec(N_("Fälle"), "Alt+2")
SYNC = ActionSpec(N_("Abgleich"), "Alt+3")
FORMS = ActionSpec(N_("Formulare"), "Alt+4")
SEARCH = ActionSpec(N_("Suche"), KEYS)
LOCK = ActionSpec(N_("Sperren"), "Ctrl+L")
HELP = ActionSpec(N_("Tasten"), "F1")
BACKUPS = N_("Sicherungen")
RETENTION = N_("Aufbewahrung und Löschung")
_WINDOW_ACTIONS = (TODAY, CASES, SYNC, FORMS, SEARCH, BACK, LOCK, HELP)
_PAGES = ("today", "cases", "case", "sync", "forms", "retention")
_RAIL = (
    RailEntry("today", TODAY, Icon.TODAY),
    RailEntry("cases", CASES, Icon.CASES),
    RailEntry("sync", SYNC, Icon.SYNC),
    RailEntry("forms", FORMS, Icon.FORM),
)
_P = TypeVar("_P", bound=Page)
Stop = tuple[str, RecordId | None]
"""A page and the case on it."""
_NARROW_BELOW = 1150
"""Window width at 100 % text under which the rail shows icons only."""


class MainWindow(QMainWindow):
    """Signals: ``lock_requested()`` and ``closed()``, both when everything entered is kept;
    ``client_window_requested(FormConversation)``.
    """

    lock_requested = Signal()
    client_window_requested = Signal(object)
    closed = Signal()

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        theme: Theme,
        tr: LocaleContext,
        now: Now = wall_clock,
        place: str = "",
    ) -> None:
        super().__init__()
        self._services, self._tasks, self._tr = services, tasks, tr
        self._events = Events(services.events.subscribe, services.sync.subscribe, self)
        self._is_closing = False
        self._after_form: Stop | None = None
        self.history: list[Stop] = []
        self.kept: dict[str, dict[str, Any]] = {}  # of pages not built yet, after a lock
        self._here: Stop = ("today", None)
        self.watch = SyncWatch(services.sync.status, tasks, self._events, self)
        self._build_forms(now)
        self._build_pages(now)
        self._build_frame(theme, now)
        self._build_actions()
        self._ring = FocusRing(self)
        self.watch.status_changed.connect(self._on_status_changed)
        self._events.changed.connect(self._on_changed)
        theme.changed.connect(self._on_theme_changed)
        tr.on_switch(self._follow_direction)
        self._follow_direction()
        self.setWindowTitle(window_title(place))
        self.setWindowIcon(window_icon())
        self.setMinimumSize(LEAST)
        self.resize(first_size(room_for(self).size()))
        self.watch.refresh()
        self._show("today")

    # build

    def _build_forms(self, now: Now) -> None:
        self.forms = FormOpener(self, self._services, self._tasks, self._events, self._tr, now)
        self._keeping = Keeping(self, self.forms, self._tasks, self._tr)
        self.forms.opened.connect(self._on_form_opened)
        self.forms.left.connect(self._on_form_left)
        self.forms.ended.connect(self._on_form_ended)
        self.forms.client_window_requested.connect(self.client_window_requested)

    def _build_pages(self, now: Now) -> None:
        self._shared = (self._services, self._tasks, self._events, self._tr, now)
        self._stack = QStackedWidget()
        self._stack.currentChanged.connect(self._on_page_changed)
        self.pages: dict[str, Page] = {}

    @cached_property
    def today(self) -> TodayPage:
        """The first page."""
        page = TodayPage(*self._shared)
        page.cases_requested.connect(self._on_search)
        page.backups_requested.connect(self.show_backups)
        self.pressing.follow(page.health)
        return self._enter("today", page)

    @cached_property
    def cases(self) -> CasesPage:
        """The list and the search; like all other pages built when first asked for."""
        page = CasesPage(*self._shared)
        page.search_requested.connect(self._on_search)
        page.retention_requested.connect(lambda: self._show("retention"))
        return self._enter("cases", page)

    @cached_property
    def case(self) -> CasePage:
        """The page of one case."""
        page = CasePage(*self._shared)
        page.back_requested.connect(self.go_back)
        return self._enter("case", page)

    @cached_property
    def sync(self) -> SyncPage:
        """What was exchanged and what was not."""
        page = SyncPage(*self._shared)
        page.follow(self._events)
        page.backups_wanted.connect(self.show_backups)
        return self._enter("sync", page)

    @cached_property
    def library(self) -> FormsPage:
        """All forms and their versions."""
        return self._enter("forms", FormsPage(*self._shared))

    @cached_property
    def retention(self) -> RetentionPage:
        """Which closed cases are due, the rules, and what was erased."""
        from desktop.ui.pages.retention_page import RetentionPage

        return self._enter("retention", RetentionPage(*self._shared))

    def _enter(self, name: str, page: _P) -> _P:
        self.pages[name] = page
        self._stack.addWidget(page)
        page.case_requested.connect(self.open_case)
        page.form_requested.connect(self.forms.begin)
        page.draft_requested.connect(self.forms.resume)
        page.return_to(self.kept.pop(name, {}))
        return page

    def _page(self, name: str) -> Page:
        page: Page = getattr(self, "library" if name == "forms" else name)
        return page

    @property
    def here(self) -> Stop:
        """The page shown, or that is shown when the open form closes, and its case."""
        return self._here

    def _build_frame(self, theme: Theme, now: Now) -> None:
        tr = self._tr
        self.settings = SettingsButton(theme, tr)
        self.settings.add_action(RETENTION, lambda: self._show("retention"))
        self.settings.add_action(BACKUPS, self.show_backups)
        self.settings.add_action(HELP.text, self.show_shortcuts)
        self.secrets = SecretsMenu(
            self.settings, self, self._services, self._tasks, tr, lambda: self.banner
        )
        self._rail = Rail(_RAIL, tr, self.settings)
        self._rail.chosen.connect(self._show)
        self._bar = TopBar(tr, self.watch, LOCK, now)
        self._bar.sync_requested.connect(lambda: self._show("sync"))
        self._bar.lock_requested.connect(self._on_lock)
        self.search = self._bar.search
        self.search.textChanged.connect(self._on_searched)
        self.search.entered.connect(lambda: self.cases.enter_list())
        self.search.submitted.connect(self._on_search_submitted)
        self.search.left.connect(self._on_search_left)
        self.banner, self.pressing = Banner(tr), PressingBanner(tr)
        self.forms.failed.connect(self.banner.show_error)
        notice = column(self.pressing, self.banner)
        notice.setContentsMargins(tokens.XL, 0, tokens.XL, 0)
        body, frame = QWidget(), QWidget()
        body.setLayout(column(self._bar, notice, self._stack, space=0))
        frame.setLayout(row(self._rail, body, space=0))
        self.setCentralWidget(frame)

    def _build_actions(self) -> None:
        slots = {
            TODAY: lambda: self._show("today"),
            CASES: lambda: self._show("cases"),
            SYNC: lambda: self._show("sync"),
            FORMS: lambda: self._show("forms"),
            SEARCH: self._on_search,
            BACK: self.go_back,
            LOCK: self._on_lock,
            HELP: self.show_shortcuts,
        }
        add_actions(self, self._tr, slots, everywhere=True)

    # go somewhere

    def go(self, page: str, case: RecordId | None = None) -> None:
        """Show *today*, *cases*, *case* (with its id), *sync*, *forms* or *retention*."""
        if page in _PAGES and (page == "case") is (case is not None):
            self._show(page, case)

    def open_case(self, case: RecordId) -> None:
        """Show one case."""
        self._show("case", case)

    def go_back(self) -> None:
        """Show what was shown before; an open form keeps its draft and closes."""
        if self.forms.page is not None:
            self.forms.leave()
        elif self.history:
            page, case = self.history.pop()
            self._show(page, case, remember=False)

    def show_shortcuts(self) -> None:
        """Open the sheet of keys for the page that is shown."""
        shown = self._stack.currentWidget()
        of_page: tuple[ActionSpec, ...] = getattr(shown, "ACTIONS", ())
        ShortcutsDialog(self, self._tr, of_page, _WINDOW_ACTIONS).open()

    def show_backups(self) -> None:
        """Open the dialog of the backups."""
        from desktop.ui.dialogs.backups_dialog import BackupsDialog

        backups = self._services.backups
        dialog = BackupsDialog(self, self._tr, self._tasks, backups, self._shared[-1])
        dialog.restore_wanted.connect(lambda: self.lock())
        dialog.open()

    def lock(self, patience_ms: int = PATIENCE_MS) -> None:
        """Keep everything entered, then ask to be locked; the open form becomes a draft.

        Running work is waited for, but no longer than *patience_ms*. If something cannot be
        kept, nobody is locked out: that is asked in a dialog.
        """
        self.forms.hold_on()
        self._keeping.keep(self.lock_requested.emit, patience_ms, is_locking=True)

    def shut(self) -> None:
        """Hear no more and let go of everything; the store is about to be closed."""
        self._events.close()
        self.forms.drop()
        self.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_closing:
            self.closed.emit()
            super().closeEvent(event)
            return
        event.ignore()
        # Later: Qt takes a close() within a close for done, and the window would stay.
        QTimer.singleShot(0, self._keep_for_close)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rail()

    # react

    def _show(self, page: str, case: RecordId | None = None, *, remember: bool = True) -> None:
        if self.forms.page is not None:
            self._after_form = (page, case)
            self.forms.leave()
            return
        if remember and (page, case) != self._here:
            self.history = [*self.history[-30:], self._here]
        self._here = (page, case)
        if case is not None:
            self.case.show_case(case)
        shown = self._page(page)
        self._stack.setCurrentWidget(shown)
        self._rail.show_page("cases" if page == "case" else page)
        self.banner.hide()
        if page not in ("cases", "case"):
            self.search.clear()
        if page != "cases" or not (self.search.text() and self.search.hasFocus()):
            shown.first_focus()

    def _on_form_opened(self, page: FormPage) -> None:
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self._rail.show_page("cases" if self._here[0] == "case" else self._here[0])
        page.setFocus()

    def _on_form_left(self) -> None:
        page, case = self._after_form or self._here
        self._after_form = None
        self._show(page, case)

    def _on_form_ended(self, case: RecordId | None) -> None:
        if case is None:
            self._show("today")
            return
        self._show("case", case)
        self.case.show_timeline()

    def _on_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _on_search_submitted(self) -> None:
        if self.search.text().strip():
            self.cases.open_first()
        else:
            self._show("cases")

    def _on_search_left(self) -> None:
        self._page(self._here[0]).first_focus()

    def _on_searched(self, text: str) -> None:
        if text or "cases" in self.pages:
            self.cases.search(text)
        if text and self._here[0] != "cases":
            self._show("cases")
            self.search.setFocus()

    def _on_changed(self, news: Changed) -> None:
        """The name of whoever was erased does not stay behind as what was searched for."""
        if news.touches_kind("erasure") and not self.search.hasFocus():
            self.search.clear()

    def _on_lock(self) -> None:
        self.lock()

    def _on_page_changed(self) -> None:
        if "case" in self.pages and self._stack.currentWidget() is not self.case:
            self.case.flush()
        self.pressing.want(is_wanted=self._stack.currentWidget() is not self.pages.get("today"))

    def _keep_for_close(self) -> None:
        if self.isVisible() and "case" in self.pages:  # not from the cover: half a value is kept
            self.case.flush()
        self._keeping.keep(self._on_kept_for_close)

    def _on_kept_for_close(self) -> None:
        self._is_closing = True
        self.close()

    def _on_status_changed(self, status: SyncStatus) -> None:
        self._rail.show_count("sync", status.conflicts + status.parked)

    def _on_theme_changed(self) -> None:
        self._bar.fit()
        self._fit_rail()
        for page in self.pages.values():
            if isinstance(page, CasesPage):
                page.refresh()
            page.redraw()

    def _fit_rail(self) -> None:
        is_wide = self.width() >= _NARROW_BELOW * current_scale()
        self._rail.set_wide(is_wide)
        self.settings.set_wide(is_wide)

    def _follow_direction(self) -> None:
        rtl, ltr = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
        self.setLayoutDirection(rtl if self._tr.is_rtl else ltr)
