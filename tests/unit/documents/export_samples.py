"""A form with everything exports have to deal with, filled twice, for the tests beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from desktop.documents.export.submission import Submission
from desktop.forms.definition import FormDefinition
from desktop.forms.environment import Environment
from desktop.forms.session import FormSession
from tests.unit.forms.filling import environment, xlsform

TABLE = """
| survey | | | | | | | | | |
| | type | name | label::Deutsch (de) | label::العربية (ar) | relevant | calculation \
| bind::fm:scope | bind::fm:translate | appearance |
| | begin_group | visit | Besuch | زيارة | | | | | |
| | text | why | Anlass | السبب | | | | | |
| | integer | degrees | Grad draußen | الحرارة | | | | | |
| | decimal | rent | Miete | الإيجار | | | | | |
| | select_one yn | ill | Krank? | مريض؟ | | | | | |
| | text | illness | Krankheit | المرض | ${ill} = 'yes' | | | | |
| | select_multiple topic | topics | Themen | المواضيع | | | | | |
| | note | thanks | Danke | شكرا | | | | | |
| | text | phone | Telefon | الهاتف | | | | no | |
| | end_group | | | | | | | | |
| | text | worry | Sorge | القلق | | | sealed | | |
| | begin_repeat | child | Kind | طفل | | | | | |
| | text | name | Name | الاسم | | | | | |
| | begin_repeat | school | Schule | مدرسة | | | | | |
| | text | place | Ort | المكان | | | | | |
| | end_repeat | | | | | | | | |
| | end_repeat | | | | | | | | |
| | geopoint | home | Wohnort | البيت | | | | | |
| | image | sign | Unterschrift | التوقيع | | | | | signature |
| | calculate | short | | | | concat('F-', ${why}) | | | |
| choices | | | |
| | list_name | name | label::Deutsch (de) | label::العربية (ar) |
| | yn | yes | ja | نعم |
| | yn | no | nein | لا |
| | topic | work | Arbeit | العمل |
| | topic | school | Schule | المدرسة |
| settings | | | | |
| | form_id | version | default_language | instance_name | namespaces |
| | sample | 7 | Deutsch (de) | ${why} | fm="urn:fallmappe:xforms" |
"""

_form: list[FormDefinition] = []


def form() -> FormDefinition:
    """The form, compiled once."""
    if not _form:
        _form.append(xlsform(TABLE))
    return _form[0]


def fill(definition: FormDefinition, values: Mapping[str, str], children: int = 0) -> FormSession:
    """A session in which the questions named by their path below the root are answered."""
    world: Environment = environment()
    session = FormSession(definition, environment=world)
    for _ in range(children - 1):
        session.add_repeat(f"{definition.root.path}/child")
    for path, text in values.items():
        session.answer(f"{definition.root.path}/{path}", text)
    return session


def submission(session: FormSession, number: int = 1) -> Submission:
    """As the store would give it out."""
    return Submission(
        instance=f"uuid:00000000-0000-7000-8000-{number:012d}",
        form_version=session.definition.version,
        finished_at=1_795_420_800_000,
        answers=session.stored_answers(),
    )


def family() -> FormSession:
    """Two children; the first was at two schools, the second at none."""
    session = fill(
        form(),
        {
            "visit/why": "Termin",
            "visit/degrees": "-5",
            "visit/rent": "0.75",
            "visit/ill": "yes",
            "visit/illness": "Fieber",
            "visit/topics": "school work",
            "visit/phone": "+49 351 555",
            "worry": "streng vertraulich",
            "child[1]/name": "Hiwot",
            "child[2]/name": "Yonas",
            "home": "51.05 13.74 110 5",
        },
        children=2,
    )
    for place in ("Asmara", "Dresden"):
        session.add_repeat("/data/child[1]/school")
        last = sum(node.name == "school" for node in session.nodes())
        session.answer(f"/data/child[1]/school[{last}]/place", place)
    return session


def by_position(answers: Mapping[str, str]) -> dict[str, str]:
    """Stored answers with positions instead of the keys of instances, to compare two records."""
    keys: dict[str, list[str]] = {}
    for path in answers:
        above, bracket, key = path.rpartition("[")
        if bracket and key.endswith("]"):
            keys.setdefault(above, []).append(path)
    places = {
        path: str(place) for paths in keys.values() for place, path in enumerate(sorted(paths), 1)
    }

    def shown(path: str) -> str:
        above, bracket, rest = path.rpartition("[")
        if not bracket:
            return path
        key, _, below = rest.partition("]")
        return f"{shown(above)}[{places[f'{above}[{key}]']}]{below}"

    return {shown(path): text for path, text in answers.items()}


def changed(one: Submission, **answers: str) -> Submission:
    """With other answers, by the last part of their path."""
    found = {path: answers.get(path.rpartition("/")[2], text) for path, text in one.answers.items()}
    return replace(one, answers=found)
