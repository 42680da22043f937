"""Questions: conditions, constraints, types, readonly, what a delta says."""

from __future__ import annotations

import pytest

from desktop.domain.errors import BugError
from desktop.forms.delta import Change, Delta, Property, Violation, ViolationKind
from tests.unit.forms.filling import begin, value, xform, xlsform

TALK = """
| survey | | | | | | | | |
| | type | name | label | relevant | constraint | required | constraint_message | calculation |
| | integer | age | Alter | | . < 120 | yes | Zu alt | |
| | begin_group | minor | Kind | ${age} < 18 | | | | |
| | text | school | Schule | | | yes | | |
| | end_group | | | | | | | |
| | calculate | twice | | | | | | ${age} * 2 |
| | note | thanks | Danke | | | | | |
| | acknowledge | ok | Gelesen | | | | | |
"""


def test_a_group_appears_with_what_is_inside() -> None:
    session = begin(xlsform(TALK))
    delta = session.answer("/data/age", "12")
    assert delta.refs(Property.RELEVANT) == {"/data/minor", "/data/minor/school"}
    assert delta.refs(Property.VALUE) == {"/data/age", "/data/twice"}
    assert Change("/data/age", Property.VALUE, "", "12") in delta.changes


def test_what_is_missing_counts_only_at_the_end() -> None:
    session = begin(xlsform(TALK))
    assert session.violations(final=False) == ()
    assert session.violations(final=True) == (Violation("/data/age", ViolationKind.REQUIRED),)
    session.answer("/data/age", "130")
    assert session.violations(final=False) == (Violation("/data/age", ViolationKind.CONSTRAINT),)
    assert session.text("/data/age", "constraint", "de").value == "Zu alt"


def test_a_hidden_answer_reads_as_empty_and_comes_back() -> None:
    session = begin(xlsform(TALK))
    session.answer("/data/age", "12")
    session.answer("/data/minor/school", "46. Oberschule")
    session.answer("/data/age", "40")
    assert value(session, "/data/minor/school") == ""
    assert "/data/minor/school" not in session.stored_answers()
    session.answer("/data/age", "13")
    assert value(session, "/data/minor/school") == "46. Oberschule"


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("int", "12.9", "12"),
        ("int", "3000000000", ""),
        ("decimal", "12.50", "12.50"),
        ("decimal", "zwölf", ""),
        ("date", "2024-02-29", "2024-02-29"),
        ("date", "2023-02-29", ""),
        ("date", "2024-02-29T10:00:00", "2024-02-29"),
        ("time", "22:02:00.000+01:00", "22:02:00.000+01:00"),
        ("time", "24:00:00", ""),
        ("dateTime", "2026-04-22T14:30:00.000+02:00", "2026-04-22T14:30:00.000+02:00"),
        ("dateTime", "2026-04-31T14:30:00Z", ""),
        ("geopoint", "51.05 13.74", "51.05 13.74"),
        ("geopoint", "99 13.74", ""),
        ("string", "  wie getippt ", "  wie getippt "),
    ],
)
def test_a_value_is_kept_as_its_type_allows(kind: str, typed: str, kept: str) -> None:
    session = begin(
        xform("<q/>", f'<bind nodeset="/data/q" type="{kind}"/>', '<input ref="/data/q"/>')
    )
    session.answer("/data/q", typed)
    assert value(session, "/data/q") == kept


def test_readonly_is_inherited_and_refuses_answers() -> None:
    session = begin(
        xform(
            "<locked/><g><q/></g>",
            """<bind nodeset="/data/g" readonly="/data/locked = 1"/>""",
            '<input ref="/data/locked"/><group ref="/data/g"><input ref="/data/g/q"/></group>',
        )
    )
    session.answer("/data/locked", "1")
    assert session.state("/data/g/q").readonly
    assert session.answer("/data/g/q", "x") == Delta()
    assert value(session, "/data/g/q") == ""


def test_types_tell_a_view_which_field_to_show() -> None:
    session = begin(xlsform(TALK))
    refs = {
        "/data/age": "integer",
        "/data/minor": "group",
        "/data/twice": "hidden",
        "/data/thanks": "note",
        "/data/ok": "acknowledge",
    }
    assert {ref: session.state(ref).type for ref in refs} == refs


def test_two_windows_see_one_answer() -> None:
    session = begin(xlsform(TALK))
    seen: list[tuple[Delta, object | None]] = []
    leave = session.observe(lambda delta, initiator: seen.append((delta, initiator)))
    window = object()
    delta = session.answer("/data/age", "5", initiator=window)
    session.answer("/data/age", "5")
    leave()
    session.answer("/data/age", "6")
    assert seen == [(delta, window)]


def test_a_ref_that_means_nothing_is_our_fault() -> None:
    session = begin(xlsform(TALK))
    with pytest.raises(BugError):
        session.answer("/data/nothing", "x")


def test_a_trigger_sets_another_answer() -> None:
    session = begin(
        xlsform("""
| survey | | | | | |
| | type | name | label | calculation | trigger |
| | text | place | Ort | | |
| | dateTime | since | | now() | ${place} |
""")
    )
    session.answer("/data/place", "Haus 3")
    assert value(session, "/data/since") == "2026-03-29T12:00:00.000+02:00"


def test_the_form_is_told_who_when_and_where() -> None:
    session = begin(
        xlsform("""
| survey | | | |
| | type | name | label |
| | start | start | |
| | end | end | |
| | today | today | |
| | username | who | |
| | deviceid | device | |
| | text | q | Q |
""")
    )
    assert value(session, "/data/start") == "2026-03-29T12:00:00.000+02:00"
    assert value(session, "/data/today") == "2026-03-29"
    assert (value(session, "/data/who"), value(session, "/data/device")) == ("jana", "laptop-7")
    assert value(session, "/data/end") == ""
    session.finish()
    assert value(session, "/data/end") == "2026-03-29T12:00:00.000+02:00"
