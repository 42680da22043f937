"""What a stored form proves: who interpreted, what was read out, whether its signatures hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from desktop.domain.companions import Companions, Signature
from desktop.domain.records import FormSubmission, Interpretation
from desktop.forms.definition import FormDefinition
from desktop.forms.environment import Environment
from desktop.forms.session import FormSession
from desktop.services import signing
from desktop.services.companions import of_submission, stored_path_of
from desktop.services.form_mapping import BERLIN
from desktop.services.views import InterpretedView, PresentedView, SignedView


def session_of(submission: FormSubmission, definition: FormDefinition, at: int) -> FormSession:
    """The form as it was stored; expressions that ask for the time hear *at* (UTC milliseconds)."""
    answers = {path: str(value) for path, value in submission.answers.items() if value}
    moment = datetime.fromtimestamp(at / 1000, BERLIN)
    environment = Environment(BERLIN, now=lambda: moment)
    return FormSession(definition, environment=environment, answers=answers)


def signed_views(
    submission: FormSubmission, definition: FormDefinition, language: str
) -> tuple[SignedView, ...]:
    """The signatures in the order of the form; each is checked against the text as stored."""
    companions = of_submission(submission)
    if not companions.signatures:
        return ()
    session = session_of(submission, definition, submission.finished_at or 0)
    found = []
    for ref in signing.signature_refs(session):
        signature = companions.signatures.get(stored_path_of(session, ref))
        if signature is not None:
            label = session.text(ref, "label", language).value
            holds = _holds(submission, definition, signature)
            found.append(SignedView(label, signature, holds))
    return tuple(found)


def presented_views(companions: Companions) -> tuple[PresentedView, ...]:
    """How many notes were presented in each way and language, the most frequent first."""
    counted = Counter((one.how, one.language) for one in companions.presented.values())
    return tuple(PresentedView(*key, count=n) for key, n in counted.most_common())


def interpreted_views(records: Iterable[object]) -> tuple[InterpretedView, ...]:
    """Who interpreted, in order of time."""
    found = [one for one in records if isinstance(one, Interpretation)]
    found.sort(key=lambda one: (one.started_at or 0, one.id))
    return tuple(
        InterpretedView(
            one.role,
            one.language,
            one.dialect,
            one.interpreter,
            one.started_at,
            one.ended_at,
            one.family_reason,
            has_pledge=one.pledge is not None,
        )
        for one in found
    )


def _holds(submission: FormSubmission, definition: FormDefinition, signature: Signature) -> bool:
    """As the person signed it: with the clock at that moment."""
    return signing.holds(session_of(submission, definition, signature.at), signature)
