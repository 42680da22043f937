"""Stored answers: what a draft keeps and what a merge may mix."""

from __future__ import annotations

from datetime import timedelta

from tests.unit.forms.filling import NOON, begin, value, xform

ROWS = (
    '<day/><row jr:template=""><a/><n/></row><row><a/><n/></row><hidden>x</hidden>',
    '<bind nodeset="/data/row/n" calculate="position(..)"/>'
    '<bind nodeset="/data/hidden" relevant="/data/day != \'\'"/>',
    '<input ref="/data/day"/><repeat nodeset="/data/row"><input ref="/data/row/a"/></repeat>',
)


def test_a_draft_comes_back_as_it_was() -> None:
    definition = xform(*ROWS)
    session = begin(definition)
    session.answer("/data/day", "Montag")
    session.add_repeat("/data/row")
    session.answer("/data/row[1]/a", "eins")
    session.answer("/data/row[2]/a", "zwei")
    stored = session.stored_answers()
    again = begin(definition, stored)
    assert again.stored_answers() == stored
    assert value(again, "/data/row[2]/a") == "zwei"


def test_rows_keep_their_key_when_others_go() -> None:
    session = begin(xform(*ROWS))
    session.add_repeat("/data/row")
    session.answer("/data/row[2]/a", "bleibt")
    key = next(path for path, text in session.stored_answers().items() if text == "bleibt")
    session.remove_repeat("/data/row[1]")
    assert session.stored_answers()[key] == "bleibt"
    assert value(session, "/data/row[1]/a") == "bleibt"


def test_two_workers_add_a_row_each_and_both_stay() -> None:
    definition = xform(*ROWS)
    first = begin(definition)
    start = first.stored_answers()
    second = begin(definition, start, now=NOON + timedelta(minutes=1))
    for session, text in ((first, "von Jana"), (second, "von Amir")):
        session.add_repeat("/data/row")
        session.answer("/data/row[2]/a", text)
    merged = begin(definition, {**first.stored_answers(), **second.stored_answers()})
    assert [value(merged, f"/data/row[{at}]/a") for at in (1, 2, 3)] == ["", "von Jana", "von Amir"]
    assert value(merged, "/data/row[3]/n") == "3"


def test_keys_sort_in_the_order_rows_were_made() -> None:
    session = begin(xform(*ROWS))
    for _ in range(5):
        session.add_repeat("/data/row")
    rows = [path for path in session.stored_answers() if path.endswith("]")]
    assert len(rows) == 6
    assert rows == sorted(rows)


def test_a_draft_begun_does_not_take_defaults_again() -> None:
    definition = xform("<a>vorab</a><b/>", "", '<input ref="/data/a"/><input ref="/data/b"/>')
    session = begin(definition)
    session.answer("/data/a", "")
    session.answer("/data/b", "x")
    assert value(begin(definition, session.stored_answers()), "/data/a") == ""


def test_nothing_hidden_is_stored() -> None:
    session = begin(xform(*ROWS))
    assert "/data/hidden" not in session.stored_answers()
    session.answer("/data/day", "Montag")
    assert session.stored_answers()["/data/hidden"] == "x"


def test_a_draft_keeps_what_is_hidden_just_now() -> None:
    definition = xform(
        "<a/><b/>",
        """<bind nodeset="/data/b" relevant="/data/a = 'ja'"/>""",
        '<input ref="/data/a"/><input ref="/data/b"/>',
    )
    session = begin(definition)
    session.answer("/data/a", "ja")
    session.answer("/data/b", "lang getippt")
    session.answer("/data/a", "nein")
    assert "/data/b" not in session.stored_answers()
    again = begin(definition, session.stored_answers(hidden=True))
    again.answer("/data/a", "ja")
    assert value(again, "/data/b") == "lang getippt"


def test_answers_without_a_place_in_a_new_version_are_named() -> None:
    session = begin(xform("<a/>", "", '<input ref="/data/a"/>'), {"/data/a": "x", "/data/old": "y"})
    assert session.unplaced == {"/data/old": "y"}


def test_the_record_keeps_its_name() -> None:
    definition = xform(*ROWS)
    session = begin(definition)
    path = "/data/orx:meta/orx:instanceID"
    name = session.stored_answers()[path]
    assert name.startswith("uuid:")
    assert begin(definition, session.stored_answers()).stored_answers()[path] == name
