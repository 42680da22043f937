"""Erases a case or one person of it: what goes, what stays, legal ground and password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.i18n.bidi import isolate_ltr
from desktop.i18n.context import LocaleContext
from desktop.services.attachments import AttachmentRow
from desktop.services.erasure import Erasing, ErasurePlan
from desktop.ui.dialogs import erase_parts as parts
from desktop.ui.dialogs.erase_parts import Fact, counted
from desktop.ui.dialogs.erasing_sheet import ErasingSheet
from desktop.ui.error_texts import describe
from desktop.ui.place_texts import ERASING_TEXTS
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.attachment_words import SEALED, title_of
from desktop.ui.widgets.flow import FlowBox
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.layouts import column

if TYPE_CHECKING:
    from desktop.services.services import Services

TITLE = N_("Löschen")
_GOES, _STAYS = N_("Gelöscht wird"), N_("Es bleibt")
_EVERYWHERE = N_("{counts} – auch aus Verlauf, Suche und Dateien.")
_NUMBER_STAYS = N_("Löschnummer, Rechtsgrund, Tag und wer gelöscht hat. Kein Name.")
_OTHERS_STAY = N_(
    "{names}, alles zum Haushalt, Löschnummer und Rechtsgrund. Nennt ein Text die Person, wird"
    " danach einzeln gefragt."
)
_HELD = N_("Die Löschung ist ausgesetzt: {reason}")
_HELD_UNTIL = N_("Bis {day}. Freigeben lässt sie sich unter „Ende und Aufbewahrung“.")
_HELD_OPEN = N_("Freigeben lässt sie sich unter „Ende und Aufbewahrung“.")
_DONE = N_("Gelöscht")
_NUMBER = N_("Löschnummer {number}. Sie gehört auf die Papierakte, falls es eine gibt.")


class EraseSheet(ErasingSheet):
    """Signals: ``erased(Erasing)`` once it is done, and ``erased_case()`` if nothing of the case is
    left; the sheet stays to show the number."""

    erased = Signal(object)
    erased_case = Signal()

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        services: Services,
        tasks: Tasks,
        case: RecordId,
        part: RecordId | None = None,
    ) -> None:
        """*part*: one document of the case, and nothing else is offered."""
        super().__init__(parent, tr, TITLE)
        self._service, self._tasks, self._case = services.erasure, tasks, case
        self._documents = services.attachments
        self._person, self._is_part = part, part is not None
        self._plan: ErasurePlan | None = None
        self._is_running = False
        self.done_with: Erasing | None = None
        self._name = ElidedLabel(tone="muted")
        self._who = FlowBox(space=tokens.L)
        self._who.hide()
        self._group = QButtonGroup(self)
        self._goes, self._stays = Fact(Icon.DELETE, "danger"), Fact(Icon.CHECK, "ok")
        others = Fact(Icon.SYNC, "muted")
        others.say(tr.text(parts.OTHER_LAPTOPS), tr.text(parts.THEY_FOLLOW))
        facts = column(self._who, self._goes, self._stays, others, space=tokens.M)
        self.lay_out(facts, self._name)
        self._ask_plan()

    def typed(self) -> dict[str, Any] | None:
        """Who and why, until it is done."""
        if self.done_with is not None or self._is_running:
            return None
        return {**(super().typed() or {}), "person": self._person}

    def take_typed(self, kept: Mapping[str, Any]) -> None:
        if not self._is_part and isinstance(kept.get("person"), str):
            self.choose(RecordId(kept["person"]))
        super().take_typed(kept)

    # what would happen

    def choose(self, person: RecordId | None) -> None:
        """Erase one person, or with None the whole case."""
        self._person = person
        self._ask_plan()

    def _ask_plan(self) -> None:
        self._tasks.run(
            self._read,
            self._person,
            done=lambda found: self._on_plan(*found),
            failed=self._on_failed,
            initiator=self,
            latest="plan",
        )

    def _read(self, person: RecordId | None) -> tuple[ErasurePlan, AttachmentRow | None]:
        """In a task: what would go, and as which document it is known here."""
        plan = self._service.plan(self._case, person)
        rows = self._documents.of_case(self._case) if self._is_part else ()
        return plan, next((row for row in rows if row.record == person), None)

    def _on_plan(self, plan: ErasurePlan, row: AttachmentRow | None = None) -> None:
        tr = self._tr
        self._plan = plan
        self._name.setText(plan.name if row is None else self._named(row, plan))
        if not self._group.buttons() and len(plan.people) > 1 and not self._is_part:
            self._offer_people(plan)
        counts = counted(plan.counts, plan.drafts, tr)
        self._goes.say(tr.text(_GOES), tr.text(_EVERYWHERE, counts=counts))
        stays = tr.text(_NUMBER_STAYS)
        if plan.staying and not self._is_part:
            stays = tr.text(_OTHERS_STAY, names=tr.list_of(plan.staying))
        self._stays.say(tr.text(_STAYS), stays)
        if plan.hold_reason:
            until = tr.date(plan.hold_until) if plan.hold_until else ""
            step = tr.text(_HELD_UNTIL, day=until) if until else tr.text(_HELD_OPEN)
            held = tr.text(_HELD, reason=plan.hold_reason)
            self.notice.show_words(Icon.PARKED, "warn", held, step)
            self.only_close()
        self._fit()

    def _named(self, row: AttachmentRow, plan: ErasurePlan) -> str:
        """As on its tile; a protected one shows nothing of itself here either."""
        tr, attached = self._tr, row.attached
        title = tr.text(SEALED) if attached.is_sealed else title_of(attached, row.number, tr)
        return tr.row_of((title, isolate_ltr(plan.number)))

    def _offer_people(self, plan: ErasurePlan) -> None:
        choices: list[tuple[RecordId | None, str]] = [(None, self._tr.text(N_("Ganzer Fall")))]
        choices += [
            (person, self._tr.text(N_("Nur {name}"), name=name)) for person, name in plan.people
        ]
        self._who.show()
        for person, words in choices:
            button = QRadioButton(words)
            button.setChecked(person == self._person)
            button.clicked.connect(lambda _=False, person=person: self.choose(person))
            self._group.addButton(button)
            self._who.add(button)

    # do it

    def _fit(self) -> None:
        held = self._plan is None or bool(self._plan.hold_reason)
        if self.done_with is None:
            self.show_missing(can_begin=not held and not self._is_running)
        self.grow()

    def _start(self) -> None:
        if not self.primary.isEnabled():
            return
        self._is_running = True
        self.let_type(is_allowed=False)
        self.primary.setEnabled(False)
        self._tasks.run(
            self._service.erase,
            self._case,
            self._person,
            self.ground.code,
            self.ground.reason.text(),
            self.password.line.text(),
            done=self._on_erased,
            failed=self._on_failed,
            initiator=self,
        )

    def _on_failed(self, error: Failure) -> None:
        self._is_running = False
        self.let_type(is_allowed=True)
        code = error.code if isinstance(error, KnownError) else None
        if code is ErrorCode.WRONG_PASSWORD:
            self.password.show_mistake(" ".join(describe(error, self._tr)))
        else:
            self.notice.show_error(error, ERASING_TEXTS)
        self._fit()

    def _on_erased(self, done: Erasing) -> None:
        tr = self._tr
        self._is_running = False
        self.done_with = done
        for part in (self._name, self.notice):
            part.hide()
        fact = Fact(Icon.SENT, "ok")
        fact.say(tr.text(_DONE), tr.text(_NUMBER, number=isolate_ltr(done.number)))
        self._result.addWidget(fact)
        self.offer_mentions(self._service, self._tasks, (done,))
        self.show_result()
        self.erased.emit(done)
        if self._plan is not None and self._plan.person is None:
            self.erased_case.emit()
        self.grow()
