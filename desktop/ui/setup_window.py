"""Before the first work on a laptop: an own password, the recovery sheet, its rehearsal."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.permits import Permit, RecoveryCode
from desktop.services.secrets import SecretService, Step, suggest_password
from desktop.ui.dialogs import password_texts
from desktop.ui.dialogs.new_password import NewPassword
from desktop.ui.dialogs.recovery_pages import CodePage, RehearsalPage
from desktop.ui.error_texts import describe
from desktop.ui.screen_room import room_for
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.language_switch import LanguageSwitch
from desktop.ui.widgets.layouts import card, column, row
from desktop.ui.widgets.mark import Mark, window_icon, window_title
from desktop.ui.widgets.one_page import OnePage
from desktop.ui.widgets.said_label import SaidLabel
from desktop.ui.widgets.text_size_switch import TextSizeSwitch

if TYPE_CHECKING:
    from desktop.ui.theme.theme import Theme

HEADS = (
    N_("Eigenes Passwort"),
    N_("Wiederherstellungsblatt"),
    N_("Probe"),
)
STEP = N_("Schritt {step} von {total}")
WHAT_FOR = N_(
    "Das Passwort verschlüsselt alles auf diesem Laptop. Niemand sonst kennt es, auch die IT nicht."
)
NEXT, FINISH, BACK = N_("Weiter"), N_("Fertig"), N_("Zurück zum Blatt")
SAME = N_("Das ist das bisherige Passwort, das auch andere kennen. Ein eigenes wählen.")
_WIDTH = 560
_SIZE = (760, 700)
_SCROLL_BAR = 16
_TITLE_BAR, _BORDER = 40, 4
"""What the system may need around a window."""


class SetupWindow(QWidget):
    """Comes between unlocking and the main window until it was finished once.

    Signals: ``finished()`` when two words of the sheet were right and the code holds;
    ``closed()`` when the person gave up: it begins again at the next unlocking.
    """

    finished = Signal()
    closed = Signal()

    def __init__(
        self,
        tr: LocaleContext,
        tasks: Tasks,
        secrets: SecretService,
        permit: Permit,
        write: Callable[[Path, bytes], object],
        *,
        place: str = "",
        theme: Theme | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._tr, self._tasks, self._secrets, self._permit = tr, tasks, secrets, permit
        self._write = write
        self._code: RecoveryCode | None = None
        self._is_finished = False
        self.code_page: CodePage | None = None
        self.rehearsal: RehearsalPage | None = None
        self.setProperty("role", "page")
        self.setWindowTitle(window_title(place))
        self.setWindowIcon(window_icon())
        self._build(place)
        self._ring = FocusRing(self)
        tr.on_switch(self._on_switched)
        self._on_switched()
        self._grow()
        self._begin(secrets.step())

    # build

    def _build(self, place: str) -> None:
        where = PlainLabel(place, tone="muted")
        if not place:
            where.hide()
        self._head, self._step = PlainLabel(kind="title"), PlainLabel(tone="muted")
        self.new = NewPassword(self._tr, self._secrets.judge, suggest_password)
        self.new.entered.connect(self._on_next)
        what = PlainLabel(wrap=True)
        self._tr.bind(what, PlainLabel.setText, WHAT_FOR)
        self.password_page = QWidget()
        self.password_page.setLayout(column(what, tokens.S, self.new, None))
        self.pages = OnePage()
        self.pages.add(self.password_page)
        self._build_foot()
        head = row(Mark(44), column(self._head, row(self._step, where, None), space=0), None)
        head.setSpacing(tokens.M)
        held = card(self.pages, margin=tokens.XL)
        self._body = QWidget()
        self._body.setProperty("role", "scroll")
        inner = column(head, tokens.M, held, space=0)
        self._body.setLayout(inner)
        area = QWidget()
        area.setProperty("role", "scroll")
        area.setLayout(column(row(None, self._body, None), None))
        scroll = _AsHighAsItsContent()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(area)
        self._switches: list[QWidget] = [LanguageSwitch(self._tr)]
        if self._theme is not None:
            self._switches.insert(0, TextSizeSwitch(self._theme, self._tr))
        top = row(None, *self._switches)
        # The buttons are seen however little of the page is.
        outer = column(top, scroll, row(None, self._foot, None), None, space=tokens.S)
        outer.setContentsMargins(tokens.L, tokens.M, tokens.L, tokens.L)
        self.setLayout(outer)
        self._fit_width()

    def _build_foot(self) -> None:
        self._message = SaidLabel(self._tr)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        self._tr.bind(self._busy, QProgressBar.setAccessibleName, password_texts.DERIVING)
        self.back, self.primary = ActionButton("link"), ActionButton("primary")
        self._tr.bind(self.back, QAbstractButton.setText, BACK)
        self.back.clicked.connect(self.show_sheet)
        self.primary.clicked.connect(self._on_next)
        self._foot = QWidget()
        buttons = row(self.back, None, self.primary)
        self._foot.setLayout(column(self._message, self._busy, buttons))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_body"):
            self._fit_width()
            self._grow()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_width()

    def _fit_width(self) -> None:
        """A column of its own width; a narrow window makes it narrower, as far as words go."""
        wanted = round(_WIDTH * current_scale())
        least = self._body.minimumSizeHint().width()
        room = self.width() - 2 * tokens.L - _SCROLL_BAR
        for part in (self._body, self._foot):
            part.setFixedWidth(max(min(wanted, room), min(wanted, least)))

    def _grow(self) -> None:
        """As large as the text wants, as far as the screen goes; never smaller than it was made."""
        free = room_for(self).adjusted(_BORDER, _TITLE_BAR, -_BORDER, -_BORDER)
        wide, high = (round(one * current_scale()) for one in _SIZE)
        size = QSize(wide, high).expandedTo(self.size()).boundedTo(free.size())
        self.resize(size)
        if self.isVisible():
            now = self.geometry()
            now.moveRight(min(now.right(), free.right()))
            now.moveBottom(min(now.bottom(), free.bottom()))
            self.setGeometry(now)

    # steps

    def show_sheet(self) -> None:
        """The second step, also from the third one: the code is still the same."""
        if self.code_page is None:
            void = self._secrets.void_sheet_made_at()  # before there is another one
            self._code = self._permit.new_code()
            self.code_page = CodePage(self._tr, self._tasks, self._code, self._write, void)
            self.pages.add(self.code_page)
        self._show(self.code_page, 1, NEXT)
        self.code_page.print.setFocus()

    def _begin(self, step: Step) -> None:
        if step is Step.CODE:
            self.show_sheet()
        else:
            self._show(self.password_page, 0, NEXT)
            self.new.first.setFocus()

    def _rehearse(self) -> None:
        assert self._code is not None
        if self.rehearsal is None:
            self.rehearsal = RehearsalPage(self._tr, self._code)
            self.rehearsal.entered.connect(self._on_next)
            self.pages.add(self.rehearsal)
        self._show(self.rehearsal, 2, FINISH)
        self.rehearsal.lines[0].setFocus()

    def _show(self, page: QWidget, number: int, words: str) -> None:
        self._message.unsay()
        self.pages.show_page(page)
        self._order(page)
        self.back.setVisible(number == 2)
        self._tr.bind(self._head, PlainLabel.setText, HEADS[number])
        self._tr.bind(self._step, PlainLabel.setText, STEP, step=number + 1, total=len(HEADS))
        self._tr.bind(self.primary, QAbstractButton.setText, words)

    def _order(self, page: QWidget) -> None:
        """Tab goes through *page*, then to the buttons below it, and last to the switches above;
        pages made late would come behind those."""
        inside, one = [page], page.nextInFocusChain()
        while one is not None and one is not page:
            if page.isAncestorOf(one) and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
                inside.append(one)
            one = one.nextInFocusChain()
        stops = (inside[-1], self.back, self.primary, *self._switches)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _on_next(self) -> None:
        if not self.primary.isEnabled():
            return
        shown = self.pages.current
        if self.rehearsal is not None and shown is self.rehearsal:
            if self.rehearsal.is_right():
                self._run(self._permit.adopt, self._code, done=self._on_finished)
        elif self.code_page is not None and shown is self.code_page:
            self._rehearse()
        elif (password := self.new.password()) is not None:
            self._run(self._set_password, password, done=self._on_password_set)

    def _set_password(self, password: str) -> bool:
        """In a thread of ``Tasks``: False for the password that holds already."""
        if self._permit.is_held_by(password):
            return False
        self._permit.set_password(password, shortest=self._secrets.shortest)
        return True

    def _run(self, work: Callable[..., object], value: object, done: Callable[..., object]) -> None:
        self._message.unsay()
        self._set_busy(busy=True)
        self._tasks.run(work, value, done=done, failed=self._on_failed, initiator=self)

    def _on_password_set(self, is_set: bool) -> None:
        self._set_busy(busy=False)
        if not is_set:
            self.new.refuse(SAME)
            return
        self.new.clear()
        self.show_sheet()

    def _on_finished(self, _done: object) -> None:
        self._set_busy(busy=False)
        self._is_finished = True
        self.finished.emit()

    def _on_failed(self, error: Failure) -> None:
        self._set_busy(busy=False)
        self._message.say(lambda: " ".join(describe(error, self._tr)))

    def _set_busy(self, *, busy: bool) -> None:
        self.primary.setEnabled(not busy)
        self.pages.setEnabled(not busy)
        self._busy.setVisible(busy)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._is_finished:
            self.closed.emit()
        super().closeEvent(event)

    def _on_switched(self) -> None:
        way = Qt.LayoutDirection
        self.setLayoutDirection(way.RightToLeft if self._tr.is_rtl else way.LeftToRight)


class _AsHighAsItsContent(QScrollArea):
    """Scrolls only where the window is lower than what it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Maximum)

    def setWidget(self, widget: QWidget) -> None:
        super().setWidget(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        held = self.widget()
        box = None if held is None else held.layout()
        if box is None:
            return super().sizeHint()
        hint = box.totalSizeHint()
        if box.hasHeightForWidth():
            hint.setHeight(box.totalHeightForWidth(self.viewport().width()))
        return hint
