"""A person in a case."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import Scope, code, codes, date, record_kind, ref, text
from desktop.domain.wording import N_


@record_kind("person", scope=Scope.CASE, label=N_("Person"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Birth date and its precision, and the place one lives at, are atomic: merged as one."""

    id: RecordId
    stream: StreamId
    case: RecordId | None = ref(N_("Fall"), "case", indexed=True)
    family_name: str = text(N_("Familienname"), searchable=True)
    given_names: str = text(N_("Vornamen"), searchable=True)
    call_name: str = text(N_("Rufname"), searchable=True)
    native_name: str = text(N_("Name in eigener Schrift"), searchable=True)
    birth_date: str | None = date(N_("Geburtsdatum"), group="birth")
    birth_precision: str = code(N_("Genauigkeit"), "birth_precision", group="birth")
    gender: str = code(N_("Geschlecht"), "gender")
    citizenships: tuple[str, ...] = codes(N_("Staatsangehörigkeit"), "country")
    languages: tuple[str, ...] = codes(N_("Sprachen"), "language")
    first_language: str = code(N_("Erstsprache"), "language")
    interpreter_wish: str = code(N_("Wunsch Sprachmittlung"), "interpreter_gender")
    phone: str = text(N_("Telefonnummer"), searchable=True)
    phone_note: str = text(N_("Hinweis zum Telefon"))
    email: str = text(N_("E-Mail"), searchable=True)
    accommodation: RecordId | None = ref(
        N_("Unterkunft"), "accommodation", group="home", indexed=True
    )
    unit: RecordId | None = ref(N_("Wohneinheit"), "unit", group="home")
    address: str = text(N_("Anschrift"), group="home", searchable=True)
