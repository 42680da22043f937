"""Entity lists: what a filled form asks to create or update, and the form's own marks."""

from __future__ import annotations

from desktop.forms.entities import EntityAction
from tests.unit.forms.filling import begin, xlsform

PEOPLE = (
    b"name,label,age,__version,__trunkVersion,__branchId\n"
    b"11111111-0000-4000-8000-000000000001,Amal,40,3,2,b1\n"
)
REGISTER = """
| survey | | | | | |
| | type | name | label | save_to | relevant |
| | csv-external | people | | | |
| | select_one_from_file people.csv | who | Wer | | |
| | text | given | Vorname | given_name | |
| | integer | age | Alter | age | ${given} != 'x' |
| settings | | |
| | form_id | version |
| | register | 1 |
| entities | | | | | |
| | list_name | label | entity_id | create_if | update_if |
| | people | concat(${given}, ' ', ${age}) | coalesce(${who}, uuid()) | ${who} = '' | ${who} != '' |
"""


def test_somebody_new_becomes_an_entity() -> None:
    session = begin(xlsform(REGISTER, {"people.csv": PEOPLE}))
    session.answer("/data/given", "Lea")
    session.answer("/data/age", "7")
    (change,) = session.entities()
    assert (change.dataset, change.action, change.label) == ("people", EntityAction.CREATE, "Lea 7")
    assert change.properties == {"given_name": "Lea", "age": "7"}
    assert len(change.id) == 36
    assert change.base_version == ""


def test_somebody_known_is_updated_against_the_version_that_was_seen() -> None:
    session = begin(xlsform(REGISTER, {"people.csv": PEOPLE}))
    session.answer("/data/who", "11111111-0000-4000-8000-000000000001")
    session.answer("/data/given", "x")
    (change,) = session.entities()
    assert change.action is EntityAction.UPDATE
    assert change.id == "11111111-0000-4000-8000-000000000001"
    assert (change.base_version, change.trunk_version, change.branch_id) == ("3", "2", "b1")
    assert change.properties == {"given_name": "x"}, "what is not asked is left alone"


def test_every_row_of_a_repeat_is_an_entity_of_its_own() -> None:
    session = begin(
        xlsform("""
| survey | | | | |
| | type | name | label | save_to |
| | begin_repeat | kid | Kind | |
| | text | given | Vorname | kids#given_name |
| | end_repeat | | | |
| | text | city | Stadt | houses#city |
| entities | | | |
| | list_name | label | create_if |
| | kids | ${given} | ${given} != '' |
| | houses | ${city} | |
""")
    )
    session.add_repeat("/data/kid")
    session.add_repeat("/data/kid")
    for at, name in ((1, "Lea"), (3, "Sami")):
        session.answer(f"/data/kid[{at}]/given", name)
    session.answer("/data/city", "Dresden")
    changes = session.entities()
    kids = [one for one in changes if one.dataset == "kids"]
    assert [one.label for one in kids] == ["Lea", "Sami"]
    assert [one.properties for one in kids] == [{"given_name": "Lea"}, {"given_name": "Sami"}]
    assert len({one.id for one in changes}) == 3
    assert [one.properties for one in changes if one.dataset == "houses"] == [{"city": "Dresden"}]


def test_an_entity_that_was_made_keeps_its_id_when_the_record_is_opened_again() -> None:
    definition = xlsform("""
| survey | | | |
| | type | name | label | save_to |
| | text | given | Vorname | given_name |
| entities | | |
| | list_name | label |
| | people | ${given} |
""")
    session = begin(definition)
    session.answer("/data/given", "Lea")
    again = begin(definition, session.stored_answers())
    assert again.entities() == session.entities() != ()


def test_a_question_says_what_it_is_marked_with() -> None:
    session = begin(
        xlsform("""
| survey | | | | | |
| | type | name | label | bind::fm:legal | bind::fm:audience |
| | note | terms | Text | yes | |
| | text | inner | Intern | | worker |
| settings | | |
| | form_id | namespaces |
| | marked | fm="urn:fallmappe:xforms" |
""")
    )
    assert session.marks("/data/terms") == {"legal": "yes"}
    assert session.marks("/data/inner") == {"audience": "worker"}
    assert session.marks("/data") == {}
