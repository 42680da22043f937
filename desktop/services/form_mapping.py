"""Which answers of the shipped forms become fields of records (domain section 5, maps_to)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from desktop.domain.changes import Value

BERLIN = ZoneInfo("Europe/Berlin")

PERSON_FIELDS = {
    "f1_family_name": "family_name",
    "f1_given_names": "given_names",
    "f1_call_name": "call_name",
    "f1_native_name": "native_name",
    "f1_number": "phone",
}
"""Question name -> field of Person, taken over as text."""

_GENDER = {"female": "f", "male": "m", "diverse": "d", "not_stated": "na"}


def leaf_answers(stored: Mapping[str, str]) -> dict[str, str]:
    """Question name -> answer, for questions outside repeats (first one wins)."""
    leaves: dict[str, str] = {}
    for path, value in stored.items():
        if "[" not in path:
            leaves.setdefault(path.rpartition("/")[2], value)
    return leaves


def visit_values(stored: Mapping[str, str]) -> dict[str, Value]:
    """The fields of Visit that an F2 fills (units: stay, outcome, next_visit_on)."""
    answers = leaf_answers(stored)
    values: dict[str, Value] = {"state": "recorded"}
    stay = {
        "arrived_at": instant(answers.get("f2_arrived", "")),
        "left_at": instant(answers.get("f2_left", "")),
    }
    if stay["arrived_at"] is not None or stay["left_at"] is not None:
        values["stay"] = dict(stay)
    if outcome := answers.get("f2_outcome"):
        values["outcome"] = outcome
    if day := answers.get("f2_next_visit"):
        values["next_visit_on"] = day
    return values


def person_values(stored: Mapping[str, str]) -> dict[str, Value]:
    """The units of Person that an F1 fills."""
    answers = leaf_answers(stored)
    values: dict[str, Value] = {
        field: answers[name] for name, field in PERSON_FIELDS.items() if answers.get(name)
    }
    if answers.get("f1_birth_date"):
        precision = answers.get("f1_birth_precision", "")
        values["birth"] = {"birth_date": answers["f1_birth_date"], "birth_precision": precision}
    if gender := answers.get("f1_gender"):
        values["gender"] = _GENDER.get(gender, gender)
    if citizenship := answers.get("f1_citizenship"):
        values["citizenships"] = [*sorted(citizenship.split())]
    if languages := repeated(stored, "f1_lang"):
        values["languages"] = [*sorted(set(languages))]
        values["first_language"] = _first_language(stored) or languages[0]
    if wish := answers.get("f1_interp_gender"):
        values["interpreter_wish"] = wish
    if address := answers.get("f1_address"):
        values["home"] = {"accommodation": None, "unit": None, "address": address}
    return values


def _first_language(stored: Mapping[str, str]) -> str:
    """The language whose row says mother tongue, or an empty text."""
    for path, value in sorted(stored.items()):
        row, _, name = path.rpartition("/")
        if name == "f1_spoken" and value == "mother_tongue":
            return stored.get(f"{row}/f1_lang", "")
    return ""


def case_values(stored: Mapping[str, str]) -> dict[str, Value]:
    """The units of Case that an F1 fills."""
    answers = leaf_answers(stored)
    values: dict[str, Value] = {}
    if step := answers.get("f1_next_step"):
        values["next_step"] = step
    if urgent := answers.get("f1_urgent"):
        values["urgent"] = [code for code in sorted(urgent.split()) if code != "nothing"]
    return values


def repeated(stored: Mapping[str, str], name: str) -> list[str]:
    """All answers to a question inside a repeat, in order of the instances."""
    paths = sorted(path for path in stored if path.rpartition("/")[2] == name)
    return [stored[path] for path in paths if stored[path]]


def instant(text: str) -> int | None:
    """UTC milliseconds of an ODK dateTime; without an offset it is Berlin time."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BERLIN)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def date_time(ms: int) -> str:
    """The ODK dateTime of UTC milliseconds, in Berlin time with offset, to the minute."""
    moment = datetime.fromtimestamp(ms // 60000 * 60, BERLIN)
    return moment.isoformat(timespec="milliseconds")


def berlin_now() -> datetime:
    """This moment in Berlin, with its offset."""
    return datetime.now(BERLIN)


def local_day(ms: int) -> str:
    """The calendar day in Berlin, ``YYYY-MM-DD``."""
    return datetime.fromtimestamp(ms / 1000, BERLIN).date().isoformat()


def day_bounds(day: str) -> tuple[int, int]:
    """First millisecond of a Berlin day and of the day after (23 to 25 hours apart)."""
    start = datetime.fromisoformat(day).replace(tzinfo=BERLIN)
    end = datetime.fromisoformat(day) + timedelta(days=1)
    return (
        int(start.timestamp() * 1000),
        int(end.replace(tzinfo=BERLIN).timestamp() * 1000),
    )
