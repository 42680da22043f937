"""Erases several cases whose time is over: one look over all of them, one ground, one password."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.wording import N_
from desktop.i18n.bidi import isolate_ltr
from desktop.i18n.context import LocaleContext
from desktop.services.erasure import Erasing
from desktop.services.retention import DueRow
from desktop.ui.dialogs import erase_parts as parts
from desktop.ui.dialogs.erase_parts import Fact
from desktop.ui.dialogs.erasing_sheet import ErasingSheet
from desktop.ui.error_texts import describe
from desktop.ui.place_texts import ERASING_TEXTS
from desktop.ui.tasks import Failure, Tasks
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.labels import ElidedLabel, PlainLabel
from desktop.ui.widgets.layouts import card, column, row

if TYPE_CHECKING:
    from desktop.services.services import Services

TITLE = N_("Fällige Fälle löschen")
_GOES = N_("Jeweils der ganze Fall, auch aus Verlauf, Suche, Entwürfen und Dateien.")
_NUMBERS = N_("Löschnummern: {numbers}. Sie gehören auf die Papierakten, falls es welche gibt.")
_EXPIRED = "expired"


class EraseSeveralSheet(ErasingSheet):
    """Each case is erased by itself: what fails is named, the others are gone."""

    def __init__(
        self,
        parent: QWidget,
        tr: LocaleContext,
        services: Services,
        tasks: Tasks,
        chosen: Sequence[DueRow],
    ) -> None:
        super().__init__(parent, tr, TITLE, _EXPIRED)
        self._service, self._tasks, self._left = services.erasure, tasks, list(chosen)
        self.erased: list[Erasing] = []
        goes, others = Fact(Icon.DELETE, "danger"), Fact(Icon.SYNC, "muted")
        count = tr.ntext("{n} Fall wird gelöscht", "{n} Fälle werden gelöscht", len(chosen))
        goes.say(count, tr.text(_GOES))
        others.say(tr.text(parts.OTHER_LAPTOPS), tr.text(parts.THEY_FOLLOW))
        self.lay_out(column(goes, self._names(chosen), others, space=tokens.M))
        self._fit()

    def typed(self) -> dict[str, Any] | None:
        """Why, until the first is gone."""
        is_begun = bool(self.erased) or not self._asked.isEnabled()
        return None if is_begun else super().typed()

    def _names(self, chosen: Sequence[DueRow]) -> QWidget:
        lines = [
            row(
                ElidedLabel(due.name),
                None,
                PlainLabel(isolate_ltr(due.number), kind="small", tone="muted"),
            )
            for due in chosen
        ]
        return card(*lines, space=tokens.XS, margin=tokens.M)

    def _fit(self) -> None:
        self.show_missing(can_begin=bool(self._left) and self._asked.isEnabled())
        self.grow()

    def _start(self) -> None:
        if self.primary.isEnabled():
            self.let_type(is_allowed=False)
            self.primary.setEnabled(False)
            self._next()

    def _next(self) -> None:
        self._tasks.run(
            self._service.erase,
            self._left[0].case,
            None,
            self.ground.code,
            self.ground.reason.text(),
            self.password.line.text(),
            done=self._on_erased,
            failed=self._on_failed,
            initiator=self,
        )

    def _on_erased(self, done: Erasing) -> None:
        self.erased.append(done)
        del self._left[0]
        if self._left:
            self._next()
        else:
            self._finish()

    def _on_failed(self, error: Failure) -> None:
        """A wrong password stops before anything; another fault names its case and ends."""
        self.let_type(is_allowed=True)
        if isinstance(error, KnownError) and error.code is ErrorCode.WRONG_PASSWORD:
            self.password.show_mistake(" ".join(describe(error, self._tr)))
        else:
            sentence, step = describe(error, self._tr, ERASING_TEXTS)
            head = f"{self._left[0].name}: {sentence}"
            self.notice.show_words(Icon.ERROR, "danger", head, step)
            del self._left[0]
            if self.erased and not self._left:
                self._finish()
                return
        self._fit()

    def _finish(self) -> None:
        tr = self._tr
        numbers = tr.list_of([isolate_ltr(one.number) for one in self.erased])
        fact = Fact(Icon.SENT, "ok")
        count = tr.ntext("{n} Fall gelöscht", "{n} Fälle gelöscht", len(self.erased))
        fact.say(count, tr.text(_NUMBERS, numbers=numbers))
        self._result.addWidget(fact)
        self.offer_mentions(self._service, self._tasks, self.erased)
        self.show_result()
        self.grow()
