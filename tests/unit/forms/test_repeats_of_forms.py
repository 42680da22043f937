"""Repeats: rows of people, needs, appointments, each on its own and all together."""

from __future__ import annotations

from desktop.forms.delta import Property
from desktop.forms.session import FormSession
from tests.unit.forms.filling import begin, value, xform, xlsform

HOUSEHOLD = """
| survey | | | | | |
| | type | name | label | calculation | relevant |
| | begin_repeat | person | Person | | |
| | text | name | Name | | |
| | integer | age | Alter | | |
| | calculate | number | | position(..) | |
| | text | school | Schule | | ${age} < 18 |
| | calculate | before | | indexed-repeat(${name}, ${person}, ${number} - 1) | |
| | end_repeat | | | | |
| | calculate | people | | count(${person}) | |
| | calculate | oldest | | max(${age}) | |
| | calculate | everyone | | join(', ', ${name}) | |
"""


def test_a_household_of_three_is_counted_and_summed_up() -> None:
    session = begin(xlsform(HOUSEHOLD))
    for at, (name, age) in enumerate((("Amal", "41"), ("Sami", "12"), ("Lea", "7")), 1):
        if at > 1:
            session.add_repeat("/data/person")
        session.answer(f"/data/person[{at}]/name", name)
        session.answer(f"/data/person[{at}]/age", age)
    assert value(session, "/data/people") == "3"
    assert value(session, "/data/oldest") == "41"
    assert value(session, "/data/everyone") == "Amal, Sami, Lea"
    assert [value(session, f"/data/person[{at}]/before") for at in (1, 2, 3)] == [
        "",
        "Amal",
        "Sami",
    ]


def test_conditions_inside_a_repeat_look_at_their_own_row() -> None:
    session = begin(xlsform(HOUSEHOLD))
    session.add_repeat("/data/person")
    delta = session.answer("/data/person[2]/age", "9")
    assert session.state("/data/person[2]/school").relevant
    assert not session.state("/data/person[1]/school").relevant
    assert delta.refs(Property.RELEVANT) == {"/data/person[2]/school"}


def test_removing_a_row_moves_the_others_up() -> None:
    session = begin(xlsform(HOUSEHOLD))
    for at, name in enumerate(("Amal", "Sami", "Lea"), 1):
        if at > 1:
            session.add_repeat("/data/person")
        session.answer(f"/data/person[{at}]/name", name)
    delta = session.remove_repeat("/data/person[2]")
    assert delta.refs(Property.STRUCTURE) == {"/data/person"}
    assert value(session, "/data/everyone") == "Amal, Lea"
    assert value(session, "/data/person[2]/number") == "2"
    assert value(session, "/data/person[2]/before") == "Amal"


def test_a_row_that_was_removed_comes_back_where_it_stood() -> None:
    session = begin(xlsform(HOUSEHOLD))
    for at, name in enumerate(("Amal", "Sami", "Lea"), 1):
        if at > 1:
            session.add_repeat("/data/person")
        session.answer(f"/data/person[{at}]/name", name)
    before = session.stored_answers()
    for at, name in ((1, "Amal"), (2, "Sami"), (3, "Lea")):
        key = session.repeat_key(f"/data/person[{at}]")
        session.remove_repeat(f"/data/person[{at}]")
        session.add_repeat("/data/person", key=key)
        session.answer(f"/data/person[{at}]/name", name)
        assert value(session, "/data/everyone") == "Amal, Sami, Lea"
        assert value(session, "/data/person[3]/before") == "Sami"
        assert session.stored_answers() == before
        assert not session.recompute()


KIDS = """
| survey | | | | | |
| | type | name | label | repeat_count | calculation |
| | integer | kids | Kinder | | |
| | begin_repeat | child | Kind | ${kids} | |
| | text | name | Name | | |
| | begin_repeat | school | Schule | | |
| | text | place | Ort | | |
| | end_repeat | | | | |
| | end_repeat | | | | |
| | calculate | n | | | count(${child}) |
| | calculate | everyone | | | join(', ', ${name}) |
"""


def test_rows_come_and_go_with_a_count() -> None:
    session = begin(xlsform(KIDS))
    assert not session.body()[1].can_add
    session.answer("/data/kids", "3")
    session.answer("/data/child[1]/name", "Sami")
    assert value(session, "/data/n") == "3"
    session.answer("/data/kids", "1")
    assert value(session, "/data/n") == "1"
    assert value(session, "/data/child[1]/name") == "Sami"


def _twelve() -> FormSession:
    """A child with two schools is the second of twelve, and the last one has a name too."""
    session = begin(xlsform(KIDS))
    session.answer("/data/kids", "12")
    for at, name in ((1, "Sami"), (2, "Lea"), (12, "Amal")):
        session.answer(f"/data/child[{at}]/name", name)
    for at, place in ((1, "Pirna"), (2, "Radebeul")):
        if len(session.body()[1].children[1].children[1].children) < at:
            session.add_repeat("/data/child[2]/school")
        session.answer(f"/data/child[2]/school[{at}]/place", place)
    return session


def test_rows_lost_to_a_number_being_mended_come_back_with_their_answers() -> None:
    session = _twelve()
    before = session.stored_answers()
    for number, everyone in (("1", "Sami"), ("", ""), ("2", "Sami, Lea"), ("0", "")):
        session.answer("/data/kids", number)
        stored = session.stored_answers()
        names = [text for path, text in stored.items() if path.endswith("]/name")]
        assert ", ".join(name for name in names if name) == everyone
        assert not session.recompute()
    session.answer("/data/kids", "12")
    assert session.stored_answers() == before
    assert not session.recompute()


def test_a_draft_keeps_the_rows_that_a_count_took_out_and_a_record_does_not() -> None:
    session = _twelve()
    before = session.stored_answers()
    session.answer("/data/kids", "1")
    draft, record = session.stored_answers(hidden=True), session.stored_answers()
    assert {"Lea", "Amal", "Radebeul"} <= set(draft.values())
    assert {"Lea", "Amal", "Radebeul"}.isdisjoint(record.values())
    again = begin(session.definition, draft)
    assert value(again, "/data/n") == "1"
    assert again.stored_answers() == record
    assert again.stored_answers(hidden=True) == draft
    again.answer("/data/kids", "12")
    assert again.stored_answers() == before


def test_a_row_brought_back_has_its_answers_its_inner_rows_and_what_is_hidden_in_it() -> None:
    session = begin(
        xlsform(
            HOUSEHOLD.replace(
                "| end_repeat",
                """| begin_repeat | pet | Tier | | |
| | text | call | Rufname | | |
| | end_repeat | | | | |
| | end_repeat""",
            )
        )
    )
    session.answer("/data/person/name", "Lea")
    session.answer("/data/person/age", "7")
    session.answer("/data/person/school", "Grundschule")
    session.answer("/data/person/age", "41")
    session.add_repeat("/data/person[1]/pet")
    session.answer("/data/person[1]/pet[1]/call", "Minka")
    session.add_repeat("/data/person")
    session.answer("/data/person[2]/age", "12")
    before = session.stored_answers(hidden=True)
    key = session.repeat_key("/data/person[1]")
    session.remove_repeat("/data/person[1]")
    left, gone = session.stored_answers(hidden=True), dict(session.removed)
    later = begin(session.definition, left)
    later.hold_removed("/data/person", key, gone)
    assert later.stored_answers(hidden=True) == left, "no part of the form yet"
    for one in (session, later):
        assert value(one, "/data/oldest") == "12"
        one.add_repeat("/data/person", key=key)
        assert one.stored_answers(hidden=True) == before
        assert value(one, "/data/oldest") == "41"
        assert not one.state("/data/person[1]/school").relevant
        assert not one.recompute()
        assert not one.removed


def test_nested_counts_look_at_their_own_outer_row() -> None:
    session = begin(
        xlsform("""
| survey | | | | |
| | type | name | label | repeat_count |
| | begin_repeat | flat | Wohnung | |
| | integer | rooms | Zimmer | |
| | begin_repeat | room | Zimmer | ${rooms} |
| | text | use | Nutzung | |
| | end_repeat | | | |
| | end_repeat | | | |
""")
    )
    session.add_repeat("/data/flat")
    session.answer("/data/flat[1]/rooms", "1")
    session.answer("/data/flat[2]/rooms", "3")
    rooms = [
        [len(one.children) for one in flat.children[1:]] for flat in session.body()[0].children
    ]
    assert rooms == [[1], [3]]


def test_an_index_counts_within_the_same_outer_row() -> None:
    definition = xform(
        "<flat><room><use/></room><first/></flat>",
        '<bind nodeset="/data/flat/first" '
        'calculate="indexed-repeat(/data/flat/room/use, /data/flat/room, 1)"/>',
        '<repeat nodeset="/data/flat"><repeat nodeset="/data/flat/room">'
        '<input ref="/data/flat/room/use"/></repeat></repeat>',
    )
    session = begin(definition)
    session.add_repeat("/data/flat")
    session.answer("/data/flat[1]/room[1]/use", "Bad")
    session.answer("/data/flat[2]/room[1]/use", "Küche")
    assert [value(session, f"/data/flat[{at}]/first") for at in (1, 2)] == ["Bad", "Küche"]


def test_an_absolute_path_means_the_same_row_but_the_last_step_means_all() -> None:
    definition = xform(
        "<row><a/><b/><n/></row>",
        '<bind nodeset="/data/row/b" calculate="/data/row/a * 2"/>'
        '<bind nodeset="/data/row/n" calculate="count(/data/row)"/>',
        '<repeat nodeset="/data/row"><input ref="/data/row/a"/></repeat>',
    )
    session = begin(definition)
    session.add_repeat("/data/row")
    session.answer("/data/row[1]/a", "1")
    session.answer("/data/row[2]/a", "5")
    assert [value(session, f"/data/row[{at}]/b") for at in (1, 2)] == ["2", "10"]
    assert [value(session, f"/data/row[{at}]/n") for at in (1, 2)] == ["2", "2"]


def test_each_row_carries_on_from_the_row_before() -> None:
    before = "/data/row[position() = position(current()/..) - 1]/total"
    definition = xform(
        "<row><a/><total/></row>",
        f'<bind nodeset="/data/row/total" calculate="coalesce(sum({before}), 0) + ../a"/>',
        '<repeat nodeset="/data/row"><input ref="/data/row/a"/></repeat>',
    )
    session = begin(definition)
    for at in (1, 2, 3):
        if at > 1:
            session.add_repeat("/data/row")
        session.answer(f"/data/row[{at}]/a", str(at))
    assert [value(session, f"/data/row[{at}]/total") for at in (1, 2, 3)] == ["1", "3", "6"]
    session.answer("/data/row[1]/a", "10")
    assert value(session, "/data/row[3]/total") == "15"


def test_a_new_row_begins_with_the_defaults_of_the_template() -> None:
    definition = xform(
        '<row jr:template=""><a>1</a><day/></row><row><a>7</a><day/></row>',
        "",
        '<repeat nodeset="/data/row"><input ref="/data/row/a"/>'
        '<setvalue event="odk-instance-first-load odk-new-repeat" ref="/data/row/day" '
        'value="today()"/></repeat>',
    )
    session = begin(definition)
    session.add_repeat("/data/row")
    assert [value(session, f"/data/row[{at}]/a") for at in (1, 2)] == ["7", "1"]
    assert [value(session, f"/data/row[{at}]/day") for at in (1, 2)] == ["2026-03-29"] * 2


def test_a_repeat_without_rows_knows_whether_it_is_relevant() -> None:
    definition = xform(
        '<has/><row jr:template=""><a/></row>',
        """<bind nodeset="/data/row" relevant="/data/has = 'yes'"/>""",
        '<input ref="/data/has"/><repeat nodeset="/data/row"><input ref="/data/row/a"/></repeat>',
    )
    session = begin(definition)
    assert not session.state("/data/row").relevant
    session.answer("/data/has", "yes")
    assert session.state("/data/row").relevant


def test_an_index_by_relative_paths_means_all_rows_too() -> None:
    definition = xform(
        "<row><a/><first/><same/></row><last/>",
        '<bind nodeset="/data/row/first" calculate="indexed-repeat(../a, .., 1)"/>'
        '<bind nodeset="/data/row/same" '
        'calculate="indexed-repeat(current()/../a, /data/row, position(..))"/>'
        '<bind nodeset="/data/last" calculate="indexed-repeat(../row/a, ../row, count(../row))"/>',
        '<repeat nodeset="/data/row"><input ref="/data/row/a"/></repeat>',
    )
    session = begin(definition)
    session.add_repeat("/data/row")
    session.answer("/data/row[1]/a", "x")
    session.answer("/data/row[2]/a", "y")
    assert [value(session, f"/data/row[{at}]/first") for at in (1, 2)] == ["x", "x"]
    assert [value(session, f"/data/row[{at}]/same") for at in (1, 2)] == ["x", "y"]
    assert value(session, "/data/last") == "y"


def test_a_row_knows_its_place_in_its_own_condition() -> None:
    definition = xform(
        "<row><a>1</a></row><row><a>2</a></row><row><a>3</a></row><n/>",
        '<bind nodeset="/data/row" relevant="position() &gt; 1"/>'
        '<bind nodeset="/data/n" calculate="sum(/data/row/a)"/>',
        '<repeat nodeset="/data/row"><input ref="/data/row/a"/></repeat>',
    )
    session = begin(definition)
    assert value(session, "/data/n") == "5"
    session.remove_repeat("/data/row[1]")
    assert value(session, "/data/n") == "3"
    assert not session.recompute()
