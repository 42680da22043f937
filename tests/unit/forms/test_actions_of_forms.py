"""Values set on events: at the first load, in a new row, when another answer changes."""

from __future__ import annotations

from tests.unit.forms.filling import begin, value, xform, xlsform


def test_a_trigger_calculates_when_its_question_changes_and_then_leaves_the_value_alone() -> None:
    session = begin(
        xlsform("""
| survey | | | | | |
| | type | name | label | trigger | calculation |
| | text | a | A | | |
| | text | b | B | ${a} | concat(${a}, '!') |
| | calculate | when | | ${a} | now() |
""")
    )
    assert value(session, "/data/when") == ""
    session.answer("/data/a", "x")
    assert (value(session, "/data/b"), value(session, "/data/when")[:10]) == ("x!", "2026-03-29")
    session.answer("/data/b", "eigener Text")
    assert value(session, "/data/b") == "eigener Text"
    session.answer("/data/a", "y")
    assert value(session, "/data/b") == "y!"


def test_a_trigger_in_a_row_touches_that_row_only() -> None:
    session = begin(
        xlsform("""
| survey | | | | | | |
| | type | name | label | trigger | calculation | default |
| | begin_repeat | r | Zeile | | | |
| | text | a | A | | | concat('Zeile ', position(..)) |
| | text | b | B | ${a} | concat(${a}, '!') | |
| | end_repeat | | | | | |
""")
    )
    session.add_repeat("/data/r")
    assert [value(session, f"/data/r[{at}]/b") for at in (1, 2)] == ["Zeile 1!", "Zeile 2!"]
    session.answer("/data/r[2]/a", "neu")
    assert [value(session, f"/data/r[{at}]/b") for at in (1, 2)] == ["Zeile 1!", "neu!"]


def test_defaults_are_set_once_and_not_when_a_draft_is_opened_again() -> None:
    definition = xlsform("""
| survey | | | | |
| | type | name | label | default |
| | dateTime | at | Wann | now() |
| | begin_repeat | r | Zeile | |
| | date | day | Tag | today() |
| | end_repeat | | | |
""")
    session = begin(definition)
    session.add_repeat("/data/r")
    session.answer("/data/at", "")
    session.answer("/data/r[2]/day", "2026-01-05")
    again = begin(definition, session.stored_answers())
    assert value(again, "/data/at") == ""
    assert [value(again, f"/data/r[{at}]/day") for at in (1, 2)] == ["2026-03-29", "2026-01-05"]


def test_actions_that_change_each_other_come_to_an_end() -> None:
    definition = xform(
        "<a/><b/>",
        "",
        '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" '
        "value=\"concat(/data/a, 'b')\"/></input>"
        '<input ref="/data/b"><setvalue event="xforms-value-changed" ref="/data/a" '
        "value=\"concat(/data/b, 'a')\"/></input>",
    )
    session = begin(definition)
    session.answer("/data/a", "x")
    assert value(session, "/data/b").startswith("xb")
    assert value(session, "/data/a") == "xba"


def test_an_action_names_its_target_by_the_id_of_a_bind_and_the_event_by_its_old_name() -> None:
    definition = xform(
        "<g><a/></g><b/>",
        '<bind id="first" nodeset="/data/g/a"/><bind id="second" nodeset="b"/>'
        '<setvalue event="xforms-ready" bind="second">begun</setvalue>',
        '<input bind="first"><setvalue event="xforms-value-changed" bind="second" '
        'value="/data/g/a"/></input>',
    )
    session = begin(definition)
    assert session.state("/data/g/a").type == "text"
    assert value(session, "/data/b") == "begun"
    session.answer("/data/g/a", "x")
    assert value(session, "/data/b") == "x"


def test_an_action_picks_the_row_it_means() -> None:
    definition = xform(
        "<which/><row><a/></row><row><a/></row><row><a/></row>",
        "",
        '<input ref="/data/which"><setvalue event="xforms-value-changed" '
        'ref="/data/row[position() = /data/which]/a" value="concat(/data/which, \'!\')"/></input>'
        '<repeat nodeset="/data/row"><input ref="/data/row/a"/></repeat>',
    )
    session = begin(definition)
    session.answer("/data/which", "2")
    session.answer("/data/which", "3")
    assert [value(session, f"/data/row[{at}]/a") for at in (1, 2, 3)] == ["", "2!", "3!"]


def test_an_action_of_the_outer_rows_is_not_run_for_a_new_inner_one() -> None:
    definition = xform(
        '<flat jr:template=""><n/><room jr:template=""><use/></room></flat>',
        "",
        '<repeat nodeset="/data/flat">'
        '<setvalue event="odk-new-repeat" ref="/data/flat/n" value="count(../room) + 1"/>'
        '<setvalue event="odk-new-repeat" ref="/data/flat/room/use">outer</setvalue>'
        '<repeat nodeset="/data/flat/room"><input ref="/data/flat/room/use"/></repeat></repeat>',
    )
    session = begin(definition)
    session.add_repeat("/data/flat")
    session.add_repeat("/data/flat[1]/room")
    assert value(session, "/data/flat[1]/n") == "1"
    assert value(session, "/data/flat[1]/room[1]/use") == ""
