"""What says that store, disk or clock need a person: a line on *Heute*, one in the frame."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import ErrorCode
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.health import Step
from desktop.ui.error_texts import ERROR_TEXTS
from desktop.ui.tasks import Tasks
from desktop.ui.widgets.banner import Banner

if TYPE_CHECKING:
    from desktop.services.health import Finding, HealthService

LOOK_MS = 60_000
"""Between two looks at disk and clock."""
FIRST_TENDING_MS = 20_000
"""So long after *Heute* was first seen the reserve is made and the pages are checked."""
TENDING_MS = 600_000
_TONES = {
    ErrorCode.DISK_LOW: "info",
    ErrorCode.LOSS_ACCEPTED: "info",
    ErrorCode.CLOCK_ELSEWHERE: "info",
    ErrorCode.PAGES_DAMAGED: "danger",
    ErrorCode.DISK_VERY_LOW: "danger",
}
_PRESSING = frozenset({ErrorCode.DISK_VERY_LOW, ErrorCode.RESERVE_USED})
"""Said on every page: soon nothing can be saved any more."""
_WORDS = {Step.SYNC: N_("Jetzt abgleichen"), Step.RESTORE: N_("Sicherungen")}


class HealthBanner(Banner):
    """Shows the weightiest finding until it is over or its cross is pressed; what was closed
    stays closed until something else is found.

    Signals: ``found(object)`` the findings that are not closed, after each look.
    """

    found = Signal(object)

    def __init__(
        self,
        health: HealthService,
        tasks: Tasks,
        tr: LocaleContext,
        ways: Mapping[Step, Callable[[], object]],
        parent: QWidget | None = None,
    ) -> None:
        """*ways*: what the button does that stands beside some findings."""
        self._finding: Finding | None = None
        self._closed: set[ErrorCode] = set()
        super().__init__(tr, parent)
        self._health, self._tasks, self._ways = health, tasks, ways
        self._close.clicked.connect(self._on_closed)
        self._looking = QTimer(self)
        self._looking.timeout.connect(self.look)
        self._tending = QTimer(self)
        self._tending.timeout.connect(self._on_tending)

    def begin(self) -> None:
        """Look now and then from time to time; tend the store in the background."""
        self.look()
        if not self._looking.isActive():
            self._looking.start(LOOK_MS)
            self._tending.start(FIRST_TENDING_MS)

    def look(self) -> None:
        """Ask what there is to say; the answer shows or hides the line."""
        self._tasks.run(self._health.findings, done=self._on_found, initiator=self, latest="health")

    def tend(self) -> None:
        """Look after the store in the background, then look again."""
        self._tasks.run(self._health.tend, done=lambda _: self.look(), initiator=self)

    def _on_tending(self) -> None:
        self._tending.setInterval(TENDING_MS)
        self.tend()

    def _on_found(self, findings: Sequence[Finding]) -> None:
        self._closed &= {finding.code for finding in findings}
        left = [finding for finding in findings if finding.code not in self._closed]
        self._finding = left[0] if left else None
        self._write()
        self.found.emit(tuple(left))

    def close_finding(self, finding: Finding) -> None:
        """Say no more of it, as its cross does."""
        self._closed.add(finding.code)
        self.look()

    def _write(self) -> None:
        finding = self._finding
        if finding is None:
            self.hide()
            return
        text, facts = ERROR_TEXTS[finding.code], dict(finding.facts)
        way = self._ways.get(finding.step)
        self.show_words(
            _TONES.get(finding.code, "warn"),
            self._tr.text(text.sentence, **facts),
            self._tr.text(text.step, **facts),
            action="" if way is None else self._tr.text(_WORDS[finding.step]),
            on_action=way,
        )

    def _on_switched(self) -> None:
        if shiboken6.isValid(self):
            self._write()

    def _on_closed(self) -> None:
        if self._finding is not None:
            self._closed.add(self._finding.code)
            self._finding = None


class PressingBanner(Banner):
    """In the frame, over every page but *Heute*: what cannot wait until somebody goes there."""

    def __init__(self, tr: LocaleContext) -> None:
        super().__init__(tr)
        self._source: HealthBanner | None = None
        self._finding: Finding | None = None
        self._is_wanted = False
        self._close.clicked.connect(self._on_closed)

    def follow(self, source: HealthBanner) -> None:
        """Say what *source* finds."""
        self._source = source
        source.found.connect(self._on_found)

    def want(self, *, is_wanted: bool) -> None:
        """Whether a page is shown that does not say it itself."""
        self._is_wanted = is_wanted
        self._write()

    def _on_found(self, findings: Sequence[Finding]) -> None:
        self._finding = next((one for one in findings if one.code in _PRESSING), None)
        self._write()

    def _write(self) -> None:
        finding = self._finding
        if finding is None or not self._is_wanted:
            self.hide()
            return
        text, facts = ERROR_TEXTS[finding.code], dict(finding.facts)
        sentence = self._tr.text(text.sentence, **facts)
        self.show_words(
            _TONES.get(finding.code, "warn"), sentence, self._tr.text(text.step, **facts)
        )

    def _on_switched(self) -> None:
        if shiboken6.isValid(self):
            self._write()

    def _on_closed(self) -> None:
        if self._finding is not None and self._source is not None:
            self._source.close_finding(self._finding)
