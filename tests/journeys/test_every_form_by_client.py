"""Every shipped form, told by a client in the client's window and finished by the worker."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from desktop.forms.environment import Environment
from desktop.forms.session import FormSession
from desktop.services.form_reading import questions
from desktop.ui.interpreter_window import InterpreterWindow
from tests.journeys.test_three_families import (
    begin,
    finish,
    hand_over,
    sign_german,
    submission,
    take_back,
)
from tests.support.client_hand import ClientHand
from tests.support.desk_windows import Desk, Office
from tests.support.plausible import plausible, repeats

FORMS = (
    ("f1_intake", "ar"),
    ("f2_visit", "ti"),
    ("f3_profile", "en"),
    ("f4_release", "fa"),
    ("f5_referral", "uk"),
    ("f5_referral", "es"),
    ("f6_incident", "en"),
    ("f7_school", "en"),
    ("f8_plan", "en"),
)
_FAMILY = re.compile(r"f\d_interpreter$")
"""A relative as interpreter needs a pledge first; that is another journey."""


class TalkativeHand(ClientHand):
    """Answers whatever is asked and not answered yet, so that most further questions come."""

    def __init__(self, window: InterpreterWindow) -> None:
        self._session = window.conversation.session
        rows = {ref.rpartition("/")[2]: 1 for ref in repeats(self._session.body())}
        super().__init__(window, {}, rows)
        self.told = 0

    def wanted(self, ref: str, name: str) -> str:
        state = self._session.state(ref)
        if state.value or state.type == "dateTime" or _FAMILY.match(name):
            return ""
        value = plausible(copy(self._session), ref)
        self.told += bool(value)
        if state.type == "date" and value:
            return date.fromisoformat(value).strftime("%d.%m.%Y")
        return value


def copy(session: FormSession) -> FormSession:
    """The same answers in a session that no window looks at."""
    return FormSession(
        session.definition,
        environment=Environment(time_zone=ZoneInfo("Europe/Berlin")),
        answers=session.stored_answers(hidden=True),
    )


def complete(desk: Desk) -> None:
    """The worker answers what only the worker can, and signs what is to be signed."""
    talk = desk.form.conversation
    for _ in range(3):
        for problem in talk.session.violations(final=True):
            if talk.session.state(problem.ref).type != "signature":
                value = plausible(copy(talk.session), problem.ref)
                assert value, problem.ref
                talk.answer(problem.ref, value, None)
    left = [each.ref for each in talk.session.violations(final=True)]
    if left == ["/data/f4_page_sign/f4_sig"]:
        sign_german(desk, desk.form)


@pytest.mark.parametrize(("form_id", "language"), FORMS)
def test_a_client_tells_and_the_worker_finishes(
    office: Office, form_id: str, language: str
) -> None:
    desk = office.desk()
    desk.unlock()
    form = begin(desk, form_id, "" if form_id == "f1_intake" else "Selam", language)
    talk = form.conversation
    asked = questions(talk.session.body())
    first = next(ref for ref in asked if talk.is_seen(ref, for_client=True))
    hand = TalkativeHand(hand_over(desk, form, first))
    hand.go()
    assert hand.told > 5
    take_back(desk)
    complete(desk)
    finish(desk)
    stored = submission(desk, form_id)
    assert stored.finished_at
    assert len(stored.answers) > hand.told
