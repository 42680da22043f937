"""The form page: one visit or intake in two languages, kept as a draft from the first keystroke."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget

from desktop.domain.errors import ErrorCode
from desktop.domain.wording import N_
from desktop.forms.delta import Delta, Property
from desktop.i18n.context import LocaleContext
from desktop.services.views import Saved
from desktop.services.visits import FormSnapshot, OpenForm, snapshot
from desktop.ui.actions import ActionSpec, add_actions, bind_tooltip
from desktop.ui.events import Events
from desktop.ui.fields.base import PaneLook
from desktop.ui.pages.form_band import CLIENT, WORKER
from desktop.ui.pages.form_check import FormCheck
from desktop.ui.pages.form_closing import FormClosing
from desktop.ui.pages.form_conversation import FormConversation, Wished
from desktop.ui.pages.form_drafts import DraftKeeper
from desktop.ui.pages.form_elsewhere import ElsewhereWatch
from desktop.ui.pages.form_errors import ErrorSummary
from desktop.ui.pages.form_header import CLIENT_VIEW, FINISH, FLAT, LEAVE, FormHeader
from desktop.ui.pages.form_heads import PaneHeads, pane_codes
from desktop.ui.pages.form_interpreter import InterpreterDesk
from desktop.ui.pages.form_navigator import FormNavigator
from desktop.ui.pages.form_presented import LegalReminder
from desktop.ui.pages.form_progress import StepProgress, spoken
from desktop.ui.pages.form_question import QuestionRow
from desktop.ui.pages.form_redress import Redress
from desktop.ui.pages.form_repeats import RepeatEditor
from desktop.ui.pages.form_slots import ClosingGates, NoticeSlot, SideSlot, frame
from desktop.ui.pages.form_step_bar import StepBar
from desktop.ui.pages.form_step_view import StepView, scrolled
from desktop.ui.pages.form_tab import go_along
from desktop.ui.pages.page import Now, wall_clock
from desktop.ui.pages.paper_tools import PAPER_ACTIONS, PaperTools
from desktop.ui.pages.read_back_desk import READ, ReadBackDesk
from desktop.ui.place_texts import DRAFT_TEXTS
from desktop.ui.tasks import Tasks
from desktop.ui.theme import tokens
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.layouts import row

if TYPE_CHECKING:
    from desktop.services.services import Services

NEXT = ActionSpec(N_("Weiter"), "Ctrl+PgDown")
PREVIOUS = ActionSpec(N_("Zurück"), "Ctrl+PgUp")
OTHER_PANE = ActionSpec(N_("Andere Sprache"), "F6")
ELSEWHERE = N_("Inzwischen anderswo geändert: {value}. Die Eingabe hier bleibt, wie sie ist.")
_ZONE = ZoneInfo("Europe/Berlin")


class FormPage(QWidget):
    """Fills in one open form.

    Signals: ``finished(Saved)`` after the form is stored; ``left()`` when it was closed with its
    draft kept; ``client_window_requested(FormConversation)``.
    """

    finished = Signal(object)
    left = Signal()
    client_window_requested = Signal(object)

    ACTIONS = (FINISH, NEXT, PREVIOUS, OTHER_PANE, CLIENT_VIEW, READ, *PAPER_ACTIONS, LEAVE)

    def __init__(
        self,
        form: OpenForm,
        services: Services,
        tasks: Tasks,
        events: Events,
        tr: LocaleContext,
        now: Now = wall_clock,
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._form, self._services, self._tasks, self._tr = form, services, tasks, tr
        self._now = now
        worker = LocaleContext(form.worker_language)
        client = LocaleContext(form.client_language, fallback=form.worker_language)
        self.conversation = FormConversation(
            form.session, worker, client, self, form.companions, now, services.me.staff
        )
        self._looks = (PaneLook(worker), PaneLook(client, tokens.SECTION, is_client=True))
        self.conversation.signatures.know(form, services.me.name, tr)
        self.conversation.attachments.know(self, services.attachments, tasks, tr)
        self.progress = StepProgress(self.conversation, is_resumed=bool(form.position))
        self._shown_steps: list[int] = []
        self.keeper = DraftKeeper(services.visits, tasks, self._snapshot, self)
        self.closing = FormClosing(services.visits, tasks, self.keeper, self._snapshot, self)
        self._build()
        self._bind(events)
        self.paper = PaperTools(self, form, services, tasks, self._snapshot, tr)
        self._show_step(self.progress.step_of(form.position))

    # build

    def _build(self) -> None:
        form, tr = self._form, self._tr
        place = " · ".join(part for part in (form.place, form.name) if part)
        self.header = FormHeader(tr, form.title, place)
        self.step_bar = StepBar()
        self.banner = Banner(tr)
        self.summary = ErrorSummary(tr)
        codes = pane_codes(form.session.definition.languages)
        self.heads = PaneHeads(tr, codes, frozenset(form.unreviewed))
        self.view = StepView(self.conversation, self._looks, tr, self.local_now, form.raw)
        self.scrolled = scrolled(self.view)
        self.previous, self.next = ActionButton(""), ActionButton("primary")
        self.notices = NoticeSlot()
        self.read_back = ReadBackDesk(self, tr)
        self.side = SideSlot(tr)
        self.gates = ClosingGates()
        top = (self.step_bar, self.banner, self.notices, self.summary)
        foot = row(self.previous, None, self.read_back.button, self.next)
        self.setLayout(frame(self.header, top, self.heads, (self.scrolled, self.side), foot, FLAT))
        self.check = FormCheck(self.conversation, self.view)
        self.navigator = FormNavigator(self.conversation, self.progress, self.view, self.scrolled)
        self.repeats = RepeatEditor(self.conversation, self.view, tr)
        self.interpreter = InterpreterDesk(self.conversation, self._services, tr, self.banner, self)
        self.heads.put_beside(self.interpreter.line)
        self.gates.add(self.conversation.attachments.ask)
        self.gates.add(LegalReminder(self.conversation, self.banner, tr, self.navigator.go_to).ask)
        self.heads.follow(self.conversation)

    def _bind(self, events: Events) -> None:
        talk, go = self.conversation, self.navigator
        talk.changed.connect(self._on_changed)
        talk.wished.connect(self._on_wished)
        talk.typed.connect(self.view.take_typed)
        talk.companions.companion_changed.connect(self.keeper.note_companion)
        talk.signatures.notes_wanted.connect(self.navigator.go_to)
        self.navigator.step_wanted.connect(self._show_step)
        self.navigator.question_left.connect(self._on_question_left)
        self.navigator.end_reached.connect(self.next.setFocus)
        self.repeats.focus_wanted.connect(self.navigator.go_to)
        self.repeats.failed.connect(self.banner.show_error)
        self.repeats.offered.connect(self.navigator.reveal)
        self.header.finish_requested.connect(self.finish)
        self.header.leave_requested.connect(self.leave)
        self.header.client_view_requested.connect(self.show_client_window)
        self.step_bar.step_requested.connect(lambda at: go.show_step(self._shown_steps[at]))
        self.summary.question_requested.connect(self.navigator.go_to)
        self.heads.language_picked.connect(self._on_language_picked)
        self.previous.clicked.connect(lambda: self.navigator.turn(-1))
        self.next.clicked.connect(self._on_next)
        self.view.text_edited.connect(self.keeper.note_change)
        self.keeper.kept.connect(self._on_kept)
        self.keeper.failed.connect(self._on_not_kept)
        self.closing.stored.connect(self._on_stored)
        self.closing.failed.connect(self._on_not_stored)
        self.closing.left.connect(self._on_left)
        self._tr.bind(self.previous, QPushButton.setText, PREVIOUS.text)
        bind_tooltip(self.previous, self._tr, PREVIOUS)
        self._tr.on_switch(self._on_window_switched)
        self.elsewhere = ElsewhereWatch(self._form, self._services.cases, self._tasks, self)
        self.elsewhere.found.connect(self._write_notices)
        events.changed.connect(self.elsewhere.take)
        self._redress = Redress(self)
        self._redress.needed.connect(self._on_redress)
        add_actions(
            self,
            self._tr,
            {
                FINISH: self.finish,
                NEXT: lambda: self.navigator.turn(1),
                PREVIOUS: lambda: self.navigator.turn(-1),
                OTHER_PANE: self.navigator.change_pane,
                CLIENT_VIEW: self.show_client_window,
                READ: self.read_back.open,
                LEAVE: self.leave,
            },
        )

    # show

    def _show_step(self, index: int, *, keep: bool = False) -> None:
        if not keep:
            self.progress.go(index)
        step = self.progress.step
        if step is None:
            return
        self.view.setUpdatesEnabled(False)
        self.view.show_step(step, keep=keep)
        for question in self.view.rows:
            question.set_touched(self.check.is_judged(question.ref))
        self._write_notices()
        self.view.setUpdatesEnabled(True)
        if not keep:
            self.scrolled.verticalScrollBar().setValue(0)
        self._show_progress()

    def _show_progress(self) -> None:
        wrong = frozenset(problem.ref for problem in self.summary.problems)
        signs = self.progress.signs(self.conversation.worker, wrong)
        self._shown_steps = [at for at, _ in signs]
        self.step_bar.show_steps([(sign, spoken(sign, self._tr)) for _, sign in signs])
        is_last = self.progress.neighbour(1) is None
        spec = FINISH if is_last else NEXT
        self._tr.bind(self.next, QPushButton.setText, spec.text)
        bind_tooltip(self.next, self._tr, spec)
        self.header.finish.setVisible(not is_last)
        self.read_back.button.setVisible(is_last)
        self.previous.setVisible(self.progress.neighbour(-1) is not None)

    def _show_problems(self) -> None:
        self.summary.show_problems(self.check.problems())
        self._show_progress()

    # go

    def first_focus(self) -> None:
        """Put the keyboard where the form was left, or into the first question."""
        start = self.conversation.current or self._form.position
        if self.conversation.is_seen(start):
            self.navigator.go_to(start, WORKER)
        else:
            self.navigator.go_to_first_open()

    def show_client_window(self) -> None:
        """Ask for the second window; it follows the question shown here."""
        if not self.conversation.is_seen(self.conversation.current):
            self.navigator.go_to_first_open()
        if self.interpreter.may_show_client():
            self.client_window_requested.emit(self.conversation)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.first_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = QApplication.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and isinstance(focused, QAbstractButton) and not event.modifiers():
            focused.click()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab: header, steps, down the worker's pane, buttons, down the client's pane, out."""
        moved = go_along(self, self._stops(), forward=forward)
        return moved or super().focusNextPrevChild(forward)

    def _stops(self) -> list[QWidget]:
        head = self.header
        return [
            head.back,
            *head.tools,
            head.client_view,
            head.finish,
            *self.step_bar.buttons,
            *self.summary.links,
            *self.heads.stops,
            *self.view.stops(WORKER),
            self.previous,
            self.read_back.button,
            self.next,
            *self.view.stops(CLIENT),
        ]

    def _on_next(self) -> None:
        if self.progress.neighbour(1) is None:
            self.finish()
        else:
            self.navigator.turn(1)

    # finish and leave

    def finish(self) -> None:
        """Store the form for good, or say what is missing and go there."""
        if self.closing.is_closing:
            return
        self.navigator.leave_question()
        self.conversation.signatures.settle()
        self.check.judge_all()
        for question in self.view.rows:
            question.touched = True
            question.show_errors()
        self._show_problems()
        if self.summary.problems:
            self.navigator.go_to(self.summary.problems[0].ref, WORKER)
            return
        self.gates.run(self._store)

    def _store(self) -> None:
        self._set_busy(True)
        self.closing.finish()

    def leave(self) -> None:
        """Keep the draft, then close."""
        if not self.closing.is_closing:
            self.navigator.leave_question()
            self.conversation.attachments.ask(self.closing.leave)

    def _on_stored(self, saved: Saved) -> None:
        self.conversation.close()
        self.finished.emit(saved)

    def _on_not_stored(self, error: Exception) -> None:
        self._set_busy(False)
        self.banner.show_error(error)

    def _on_kept(self, at: int) -> None:
        self.header.show_kept(at)
        self.banner.take_back(ErrorCode.DISK_FULL)

    def _on_not_kept(self, error: Exception) -> None:
        self.header.show_not_kept()
        self.banner.show_error(error, DRAFT_TEXTS)

    def _on_left(self) -> None:
        self.conversation.close()
        self.left.emit()

    def _set_busy(self, busy: bool) -> None:
        for button in (self.next, self.header.finish):
            button.setEnabled(not busy)
        if busy:
            self.header.show_saving()

    def _snapshot(self) -> FormSnapshot:
        talk = self.conversation
        languages = (talk.worker.language, talk.client.language)
        raw = (*self.view.raw_texts(), *self.view.aside_texts())
        return snapshot(self._form, *languages, talk.current, raw, talk.companions.all)

    # react

    def _on_question_left(self, question: QuestionRow) -> None:
        question.touched = True
        self.check.judge(question.ref)
        question.show_errors()
        self._show_problems()

    def _on_changed(self, delta: Delta) -> None:
        self.view.drop_answered(delta)
        if delta.refs(Property.STRUCTURE):
            self.progress.restructure()
            self._show_step(self.progress.current, keep=True)
        else:
            self.progress.take(delta)
            self.view.take(delta)
        self.keeper.note_change()
        if self.summary.problems:
            self._show_problems()
        else:
            self._show_progress()

    def _on_wished(self, wished: Wished) -> None:
        question = self.view.row(wished.ref)
        if question is not None:
            question.show_errors()
        if self.summary.problems:
            self._show_problems()

    def _write_notices(self) -> None:
        for question in self.view.rows:
            value = self.elsewhere.value(question.ref)
            if value is not None:
                question.set_notice(self._tr.text(ELSEWHERE, value=value))

    def _on_language_picked(self, side: int, code: str) -> None:
        if side == WORKER:
            self.conversation.switch(worker=code)
        else:
            self.conversation.switch(client=code)
        self._relabel(side)
        self.keeper.note_change()

    def _on_window_switched(self) -> None:
        if self._tr.language in pane_codes(self._form.session.definition.languages)[WORKER]:
            self.conversation.switch(worker=self._tr.language)
        self._on_redress()

    def _relabel(self, side: int) -> None:
        self.view.setUpdatesEnabled(False)
        self.view.relabel(side)
        self.view.setUpdatesEnabled(True)
        self._show_problems()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if hasattr(self, "_redress"):
            self._redress.take(event.type())

    def _on_redress(self) -> None:
        self._relabel(WORKER)
        self._relabel(CLIENT)

    def local_now(self) -> datetime:
        """The present moment in the zone of typed dates."""
        return datetime.fromtimestamp(self._now() / 1000, _ZONE)
