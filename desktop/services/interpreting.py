"""Who interprets, and whether that person is bound to keep silent (domain 2.4 and 3.8)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.companions import Interpreting, Signature, plain_entry
from desktop.domain.errors import BugError
from desktop.domain.ids import RecordId, new_record_id
from desktop.domain.pledge import INK, Pledge
from desktop.domain.pledge_texts import PledgeText, pledge_text
from desktop.domain.wording import N_
from desktop.services.agency_stream import agency_stream
from desktop.services.form_mapping import local_day
from desktop.services.views import Me
from desktop.storage.store import Store, Writer

NONE, FAMILY = "none", "family"
MONTHS = 12
MONTHS_SETTING = "pledge-months"
_QUESTION = re.compile(r"f\d+_(interpreter|language_shown|interpreter_reason)")

DIALECTS: Mapping[str, tuple[str, ...]] = {
    "ar": (N_("Syrisch"), N_("Irakisch"), N_("Maghrebinisch"), N_("Ägyptisch"), N_("Sudanesisch")),
    "fa": (N_("Dari"), N_("Farsi"), N_("Hazaragi"), N_("Tadschikisch")),
    "ku": (N_("Badini"), N_("Sorani")),
    "ti": (N_("Tigrinya aus Eritrea"), N_("Tigrinya aus Tigray")),
    "ps": (N_("Paschtu aus Kandahar"), N_("Paschtu aus Peschawar")),
    "es": (N_("Spanisch aus Venezuela"), N_("Spanisch aus Kolumbien")),
    "fr": (N_("Französisch aus Westafrika"),),
    "uk": (N_("mit russischen Wörtern gemischt"),),
}
"""Suggestions; any other text may be typed."""


class PledgeState(StrEnum):
    """How the pledge of an interpreter stands on a day."""

    NOT_NEEDED = "not-needed"
    VALID = "valid"
    EXPIRED = "expired"
    MISSING = "missing"

    @property
    def is_fine(self) -> bool:
        """Whether a conversation can be interpreted now."""
        return self in (PledgeState.NOT_NEEDED, PledgeState.VALID)


@dataclass(frozen=True, slots=True)
class PledgeRow:
    """The last pledge of one person."""

    pledge: RecordId
    name: str
    organisation: str
    language: str
    signed_on: str
    valid_until: str
    is_valid: bool


@dataclass(frozen=True, slots=True)
class GivenPledge:
    """What the dialog hands over: the signature is bound to the hash of the text signed."""

    name: str
    organisation: str
    signature: Signature


@dataclass(frozen=True, slots=True)
class InterpreterQuestions:
    """The form's own questions about the interpreter; empty where it has none."""

    role: str = ""
    language: str = ""
    reason: str = ""


def interpreter_questions(refs: Iterable[str]) -> InterpreterQuestions:
    """Find ``fN_interpreter``, ``fN_language_shown`` and ``fN_interpreter_reason`` in *refs*."""
    found: dict[str, str] = {}
    for ref in refs:
        match = _QUESTION.fullmatch(ref.rpartition("/")[2])
        if match:
            found.setdefault(match[1], ref)
    return InterpreterQuestions(
        found.get("interpreter", ""),
        found.get("language_shown", ""),
        found.get("interpreter_reason", ""),
    )


def needs_pledge(role: str) -> bool:
    """Whether somebody in this role has to be bound to keep silent; relatives give a reason."""
    return role not in ("", NONE, FAMILY)


class InterpretingService:
    """Pledges of the agency. Methods block shortly; any thread."""

    def __init__(self, store: Store, me: Me, circle: str, now: Callable[[], int]) -> None:
        self._store = store
        self._me = me
        self._circle = circle
        self._now = now

    def pledges(self) -> tuple[PledgeRow, ...]:
        """The last pledge of each person, valid ones first, then by name."""
        newest: dict[str, Pledge] = {}
        for pledge in self._store.read().find("pledge"):
            if isinstance(pledge, Pledge) and pledge.name:
                key = folded(pledge.name)
                if key not in newest or _rank(pledge) > _rank(newest[key]):
                    newest[key] = pledge
        today = local_day(self._now())
        rows = [_row(pledge, today) for pledge in newest.values()]
        return tuple(sorted(rows, key=lambda row: (not row.is_valid, folded(row.name))))

    def pledge_of(self, name: str) -> PledgeRow | None:
        """The last pledge of the person of that name, spelled in whatever case."""
        wanted = folded(name)
        return next((row for row in self.pledges() if folded(row.name) == wanted), None)

    def state(self, interpreting: Interpreting | None) -> PledgeState:
        """Whether the interpreter of a conversation is bound to keep silent today."""
        if interpreting is None or not needs_pledge(interpreting.role):
            return PledgeState.NOT_NEEDED
        row = self.pledge_of(interpreting.name) if interpreting.name else None
        if row is None:
            return PledgeState.MISSING
        return PledgeState.VALID if row.is_valid else PledgeState.EXPIRED

    def text(self, language: str) -> PledgeText:
        """The text to read; in German where there is none in *language*."""
        return pledge_text(language)

    @property
    def months(self) -> int:
        """How long a pledge is valid: a setting of the agency, twelve months without."""
        found = self._store.read().setting(MONTHS_SETTING)
        return found if isinstance(found, int) and 0 < found <= 120 else MONTHS

    def valid_until(self) -> str:
        """The last day of a pledge given today, ``YYYY-MM-DD``."""
        return later(local_day(self._now()), self.months)

    def pledge(self, given: GivenPledge) -> PledgeRow:
        """Keep a pledge in the agency stream, with this worker as witness.

        BugError if the text signed is none of ours or a draft: the dialog never offers that.
        """
        text = pledge_text(given.signature.language)
        if not text.is_reviewed or text.hash != given.signature.text_hash:
            raise BugError("a pledge that was not signed under a reviewed text")
        today = local_day(self._now())
        values: dict[str, Value] = {
            "name": " ".join(given.name.split()),
            "organisation": given.organisation.strip(),
            "language": text.language,
            "text_version": text.version,
            "text_hash": text.hash,
            f"signature/{INK}": plain_entry(given.signature),
            "signed_on": today,
            "valid_until": later(today, self.months),
            "witness": self._me.staff,
        }
        record = new_record_id(self._now())

        def work(writer: Writer) -> None:
            stream = agency_stream(writer, self._me, self._circle)
            writer.save([RecordEdit(stream, "pledge", record, values)])

        self._store.write(work).result()
        saved = self._store.read().get("pledge", record)
        assert isinstance(saved, Pledge)
        return _row(saved, today)


def folded(name: str) -> str:
    """A name for comparing: case, composition and spaces do not count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def same_name(one: str, other: str) -> bool:
    """Whether two spellings name one person; nobody has an empty name."""
    return bool(folded(other)) and folded(one) == folded(other)


def later(day: str, months: int) -> str:
    """The same day so many calendar months later, or the last of that month."""
    start = date.fromisoformat(day)
    years, month = divmod(start.month - 1 + months, 12)
    for last in (start.day, 30, 29, 28):
        try:
            return date(start.year + years, month + 1, last).isoformat()
        except ValueError:
            continue
    raise BugError("a month has 28 days")


def _rank(pledge: Pledge) -> tuple[str, str, str]:
    return (pledge.valid_until or "", pledge.signed_on or "", pledge.id)


def _row(pledge: Pledge, today: str) -> PledgeRow:
    until = pledge.valid_until or ""
    return PledgeRow(
        pledge=pledge.id,
        name=pledge.name,
        organisation=pledge.organisation,
        language=pledge.language,
        signed_on=pledge.signed_on or "",
        valid_until=until,
        is_valid=today <= until,
    )
