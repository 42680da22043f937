"""Free text of one conversation: each pane writes its own words, the answer is the rendering."""

from __future__ import annotations

from collections.abc import Callable

from desktop.forms.session import FormSession
from desktop.i18n.context import LocaleContext
from desktop.services.companions import Original
from desktop.services.originals import (
    INTERPRETER,
    WORKER,
    Standing,
    Words,
    is_free_text,
    rendered,
    spoken,
    standing,
)
from desktop.ui.pages.form_band import CLIENT
from desktop.ui.pages.form_band import WORKER as WORKER_PANE
from desktop.ui.pages.form_companions import CompanionDesk

Answer = Callable[[str, str, object], None]


class OriginalDesk:
    """Reads and writes one side of a text question (GUI thread); other questions pass through.

    *staff* is the id of the worker whose renderings these are, *now* gives UTC milliseconds.
    """

    def __init__(
        self,
        session: FormSession,
        panes: tuple[LocaleContext, LocaleContext],
        companions: CompanionDesk,
        answer: Answer,
        staff: str,
        now: Callable[[], int],
    ) -> None:
        self._session, self._companions, self._answer = session, companions, answer
        self._worker, self._client = panes
        self._staff, self._now = staff, now
        self._done: dict[str, Words] = {}
        """The last rendered state of each path, so that undoing a change of the original takes
        back that it was changed."""

    def is_kept(self, ref: str) -> bool:
        """Whether the two panes hold different texts: the client's words and their rendering."""
        if self._companions.original(ref) is not None:
            return True
        return self._worker.language != self._client.language and is_free_text(self._session, ref)

    def may_be(self, ref: str) -> bool:
        """Whether an original can ever stand at *ref*, whatever languages are chosen later."""
        return self._companions.original(ref) is not None or is_free_text(self._session, ref)

    def original(self, ref: str) -> Original | None:
        """The client's own words, if they were written down."""
        return self._companions.original(ref)

    def standing(self, ref: str) -> Standing | None:
        """How far the question is rendered; None where there is nothing to render."""
        original = self._companions.original(ref)
        return None if original is None else standing(original)

    def value(self, ref: str, side: int) -> str:
        """What stands in the field of pane *side*."""
        answer = self._session.state(ref).value
        if not answer or not self.is_kept(ref):
            return answer
        words = Words(answer, self._companions.original(ref))
        return words.own if side == CLIENT else words.rendering

    def write(self, ref: str, side: int, text: str, initiator: object, *, by: str = "") -> None:
        """A person typed *text* into pane *side*; *by* says who, if not the one at the page."""
        if not self.is_kept(ref):
            self._answer(ref, text, initiator)
            return
        path = self._companions.path(ref)
        before = Words(self._session.state(ref).value, self._companions.original(ref))
        if side == CLIENT:
            language, by = self._client.language, by or self._at_the_page()
            after = spoken(
                before, text, language=language, by=by, at=self._now(), staff=self._staff
            )
            after = self._as_before(path, after)
        else:
            after = rendered(before, text, staff=self._staff, at=self._now())
        if after.original is not None and standing(after.original) is Standing.RENDERED:
            self._done[path] = after
        # First the original: whoever hears of the new answer finds the words that belong to it.
        self._companions.set_original(ref, after.original)
        if after.answer != before.answer:
            self._answer(ref, after.answer, initiator)

    def take_over(self, ref: str, initiator: object) -> None:
        """Let what stands in the answer count as the rendering of the original as it is now."""
        self.write(ref, WORKER_PANE, self._session.state(ref).value, initiator)

    def _as_before(self, path: str, after: Words) -> Words:
        done = self._done.get(path)
        is_same = done is not None and (done.own, done.answer) == (after.own, after.answer)
        return done if done is not None and is_same else after

    def _at_the_page(self) -> str:
        role = self._companions.interpretation
        return INTERPRETER if role is not None and role.role not in ("", "none") else WORKER
