"""What stands in a case already and can be filled in: homes, releases, plans (``fm:prefill``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.ids import RecordId
from desktop.domain.records import Accommodation, Case, FormSubmission, Person
from desktop.forms.delta import Delta
from desktop.forms.session import FormSession
from desktop.i18n.bidi import strip_controls
from desktop.services import labels
from desktop.services.form_prefill import MARK, prefill_instances, prefill_known
from desktop.services.form_reading import questions
from desktop.services.interpreting import folded
from desktop.services.views import Me
from desktop.storage.store import Reader

RELEASE, REFERRAL, PLAN = "f4_release", "f5_referral", "f8_plan"
PARTNER = "partner.name"
GOAL = "plan.goal"
_CONSENT = ("consent.exists", "consent.valid_to", "consent.categories")
_OPEN = frozenset({"", "partly", "no"})


@dataclass(frozen=True, slots=True)
class Consent:
    """A release for one office that holds on the day it was asked for."""

    partner: str
    """Folded, for comparing."""
    facts: Mapping[str, str]
    """By ``fm:prefill`` mark."""


def fill_in_known(
    session: FormSession, reader: Reader, me: Me, case: RecordId | None, language: str
) -> None:
    """Answer the open questions of a fresh form that its marks say the program can answer."""
    form_id = session.definition.form_id
    done = _finished(reader, case)
    again = sum(one.form_id == form_id for one in done)
    found = reader.get("case", case) if case else None
    main = found.main_person if isinstance(found, Case) else None
    person = reader.get("person", main) if main else None
    known = person if isinstance(person, Person) else None
    prefill_known(
        session,
        {
            "case.language": language,
            "person.name": labels.full_name(known),
            "person.birth_date": (known.birth_date or "") if known else "",
            "staff.name": me.name,
            "accommodation.name": _house(reader, known),
            "plan.version": str(again + 1) if case else "",
        },
    )
    plans = [one for one in done if one.form_id == PLAN]
    if plans:
        prefill_instances(session, GOAL, _goals(plans[-1]))


def consents(reader: Reader, case: RecordId | None, today: str) -> tuple[Consent, ...]:
    """The releases of a case that hold *today* (ISO day): one per office, the newest.

    Given by the client for themselves, signed, not out of date, not withdrawn, not even in part;
    one that was given for once ends with the next referral to that office.
    """
    standing: dict[str, Consent] = {}
    for one in _finished(reader, case):
        answers = _leaves(one)
        if one.form_id == REFERRAL:
            partner = folded(answers.get("f5_partner", ""))
            if partner in standing and standing[partner].facts.get("occasion") == "once":
                del standing[partner]
        elif one.form_id == RELEASE and answers.get("f4_task") == "withdraw":
            standing.pop(folded(answers.get("f4_w_org", "")), None)
        elif one.form_id == RELEASE:
            partner = folded(answers.get("f4_org", ""))
            standing.pop(partner, None)
            if partner and _holds(one, answers, today):
                standing[partner] = Consent(partner, _consent_facts(answers))
    return tuple(standing.values())


def watch_partner(session: FormSession, known: Sequence[Consent]) -> None:
    """Fill in the release for the office that is named, and anew when another is named.

    What somebody answered stays. Runs in the thread of *session*.
    """
    refs = {session.marks(ref).get(MARK, ""): ref for ref in questions(session.body())}
    if PARTNER in refs and not refs.keys().isdisjoint(_CONSENT) and known:
        session.observe(_PartnerWatch(session, refs, known).look)


class _PartnerWatch:
    def __init__(
        self, session: FormSession, refs: Mapping[str, str], known: Sequence[Consent]
    ) -> None:
        self._session, self._refs = session, refs
        self._facts = {one.partner: one.facts for one in known}
        self._partner = self._named()
        self._given: dict[str, str] = {}

    def look(self, delta: Delta, initiator: object | None) -> None:
        """After each change of the form."""
        partner = self._named()
        if partner == self._partner:
            return
        self._partner = partner
        facts = self._facts.get(partner, {})
        for mark in _CONSENT:
            ref = self._refs.get(mark, "")
            if not ref:
                continue
            now, value = self._session.state(ref).value, facts.get(mark, "")
            if now in ("", self._given.get(mark, "")) and now != value:
                self._given[mark] = value
                self._session.answer(ref, value)

    def _named(self) -> str:
        return folded(self._session.state(self._refs[PARTNER]).value)


def _finished(reader: Reader, case: RecordId | None) -> list[FormSubmission]:
    """The finished forms of a case in order of time."""
    found = reader.find("form_submission", where={"case": case}) if case else []
    done = [one for one in found if isinstance(one, FormSubmission)]
    return sorted(done, key=lambda one: (one.finished_at or 0, one.id))


def _leaves(submission: FormSubmission) -> dict[str, str]:
    """Question name -> answer, outside repeats."""
    return {
        path.rpartition("/")[2]: str(value)
        for path, value in submission.answers.items()
        if value is not None and "[" not in path
    }


def _holds(release: FormSubmission, answers: Mapping[str, str], today: str) -> bool:
    is_signed = any(path.endswith("/f4_sig") for path in release.signatures)
    is_own = answers.get("f4_for") == "myself"
    return is_own and is_signed and answers.get("f4_valid_to", "") >= today


def _consent_facts(answers: Mapping[str, str]) -> dict[str, str]:
    return {
        "consent.exists": "yes",
        "consent.valid_to": answers.get("f4_valid_to", ""),
        "consent.categories": answers.get("f4_categories", ""),
        "occasion": answers.get("f4_occasion", ""),
    }


def _goals(plan: FormSubmission) -> list[str]:
    """What was aimed at in a plan: what was not reached by then, and what was new."""
    answers = {path: str(value) for path, value in plan.answers.items() if value}

    def texts(name: str) -> list[tuple[str, str]]:
        paths = sorted(path for path in answers if path.rpartition("/")[2] == name)
        return [(path.rpartition("/")[0], answers[path]) for path in paths]

    old = [
        text
        for row, text in texts("f8_old_goal_text")
        if answers.get(f"{row}/f8_reached", "") in _OPEN
    ]
    return list(dict.fromkeys([*old, *(text for _, text in texts("f8_goal"))]))


def _house(reader: Reader, person: Person | None) -> str:
    house = person.accommodation if person else None
    found = reader.get("accommodation", house) if house else None
    return strip_controls(found.name) if isinstance(found, Accommodation) else ""
