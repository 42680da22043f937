"""Which answers become fields of records: those whose question is marked ``bind::fm:maps_to``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from desktop.domain import records  # noqa: F401  declares the kinds
from desktop.domain.changes import Value
from desktop.domain.form_targets import FORM_TARGETS
from desktop.domain.kinds import FieldType, kind
from desktop.forms.definition import FormDefinition
from desktop.forms.session import FormSession
from desktop.services.companions import stored_path_of

BERLIN = ZoneInfo("Europe/Berlin")
MAPS_TO = "maps_to"
NEXT_STEP = "next_step"
_MOTHER_TONGUE = "mother_tongue"
_NO_LANGUAGE = "other"
_GENDER = {"female": "f", "male": "m", "diverse": "d", "not_stated": "na"}
_NEEDED = {"birth": "birth_date"}
"""Group -> the field without which the others say nothing."""
_WITHOUT_FIELD = frozenset({"person.spoken"})


@dataclass(frozen=True, slots=True)
class MappedAnswer:
    """An answer that also goes to a field of a record.

    *row* is the stored path of the group or repeat instance it stands in, *shown* the answer as
    the worker read it: the labels of chosen codes, else the text itself.
    """

    target: str
    row: str
    value: str
    shown: str


Mapped = Sequence[MappedAnswer]
_Converter = Callable[[Mapped], Value]


def targets_of(definition: FormDefinition) -> frozenset[str]:
    """The fields of records that some question of a form is marked for."""
    marks = {one.marks.get(MAPS_TO, "") for one in definition.by_path.values()}
    return frozenset(marks) & FORM_TARGETS


def mapped_answers(
    session: FormSession, stored: Mapping[str, str], language: str
) -> tuple[MappedAnswer, ...]:
    """Those of *stored* (by stored path) that go to a record, in order of the form.

    *session* is the same form with the same answers; it knows the labels, taken in *language*.
    """
    found = []
    for node in session.nodes():
        target = node.definition.marks.get(MAPS_TO, "")
        if target not in FORM_TARGETS or node.definition.is_attribute:
            continue
        ref = node.ref()
        path = stored_path_of(session, ref)
        if value := stored.get(path, ""):
            shown = _shown(session, ref, value, language)
            found.append(MappedAnswer(target, path.rpartition("/")[0], value, shown))
    return tuple(found)


def visit_values(mapped: Mapped) -> dict[str, Value]:
    """The units of Visit that a form fills."""
    return {"state": "recorded", **_values("visit", mapped)}


def case_values(mapped: Mapped) -> dict[str, Value]:
    """The units of Case that a form fills; the next step of a visit is that of the case."""
    values = _values("case", mapped)
    step = _values("visit", mapped).get(NEXT_STEP)
    return {NEXT_STEP: step, **values} if step else values


def person_values(mapped: Mapped) -> dict[str, Value]:
    """The units of Person that a form fills.

    The first language is the mother tongue, or else the language named first.
    """
    values = _values("person", mapped)
    spoken = [one for one in mapped if one.target == "person.languages"]
    if spoken:
        mother = {
            one.row
            for one in mapped
            if one.target == "person.spoken" and one.value == _MOTHER_TONGUE
        }
        first = next((one for one in spoken if one.row in mother), spoken[0])
        values.setdefault("first_language", first.value.split()[0])
    return values


def unit_of(target: str) -> str:
    """``kind/unit`` of the record that a target ends up in; empty for what is no target."""
    if target not in FORM_TARGETS or target in _WITHOUT_FIELD:
        return ""
    if target == "visit.next_step":
        return "case/next_step"
    name, _, field = target.partition(".")
    return f"{name}/{kind(name).fields[field].unit}"


def _values(name: str, mapped: Mapped) -> dict[str, Value]:
    """Unit -> value of one kind of record, from what is marked for it."""
    answers: dict[str, list[MappedAnswer]] = {}
    for one in mapped:
        answers.setdefault(one.target, []).append(one)
    fields: dict[str, Value] = {}
    for target, found in answers.items():
        owner, _, field = target.partition(".")
        if owner == name and target not in _WITHOUT_FIELD:
            value = CONVERTERS[target](found)
            if value not in (None, ""):
                fields[field] = value
    return _in_units(name, fields)


def _in_units(name: str, fields: Mapping[str, Value]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for field, value in fields.items():
        group = kind(name).fields[field].group
        if group is None:
            values[field] = value
        elif _NEEDED.get(group, field) in fields:
            members = kind(name).members(group)
            empty = {FieldType.TEXT: "", FieldType.CODE: ""}
            values[group] = {m.name: fields.get(m.name, empty.get(m.type)) for m in members}
    return values


def _shown(session: FormSession, ref: str, value: str, language: str) -> str:
    if session.state(ref).type not in ("select", "select1"):
        return value
    return ", ".join(session.choice_text(ref, code, language).value for code in value.split())


def _text(found: Mapped) -> Value:
    return found[0].value


def _labels(found: Mapped) -> Value:
    return found[0].shown


def _codes(found: Mapped) -> Value:
    return [*sorted({code for one in found for code in one.value.split()})]


def _urgencies(found: Mapped) -> Value:
    return [*sorted({c for one in found for c in one.value.split()} - {"nothing"})]


def _gender(found: Mapped) -> Value:
    return _GENDER.get(found[0].value, found[0].value)


def _language(found: Mapped) -> Value:
    code = found[0].value.split()[0]
    return "" if code == _NO_LANGUAGE else code


def _day(found: Mapped) -> Value:
    try:
        return date.fromisoformat(found[0].value[:10]).isoformat()
    except ValueError:
        return None


def _instant(found: Mapped) -> Value:
    return instant(found[0].value)


CONVERTERS: Mapping[str, _Converter] = {
    "person.family_name": _text,
    "person.given_names": _text,
    "person.call_name": _text,
    "person.native_name": _text,
    "person.birth_date": _day,
    "person.birth_precision": _text,
    "person.gender": _gender,
    "person.citizenships": _codes,
    "person.languages": _codes,
    "person.spoken": _text,
    "person.first_language": _language,
    "person.interpreter_wish": _text,
    "person.phone": _text,
    "person.phone_note": _text,
    "person.email": _text,
    "person.address": _text,
    "case.opened_on": _day,
    "case.module": _text,
    "case.next_step": _text,
    "case.urgent": _urgencies,
    "visit.arrived_at": _instant,
    "visit.left_at": _instant,
    "visit.outcome": _text,
    "visit.reason": _labels,
    "visit.language": _language,
    "visit.next_step": _text,
    "visit.next_visit_on": _day,
}
"""Target -> what the answers marked for it become; nothing (None or empty) leaves the field."""


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
