"""What a form may take when it is filled: texts that double, repeats in repeats, endless work."""

from __future__ import annotations

import pytest

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.definition import FormDefinition
from desktop.forms.engine.budget import MAX_CHARACTERS, MAX_NODES
from desktop.forms.session import FormSession
from desktop.forms.texts import MAX_SHOWN
from desktop.forms.trial import try_out
from desktop.forms.xpath.sizes import MAX_TEXT
from tests.unit.forms.filling import begin, environment, value, xform


def _calculated(**expressions: str) -> FormDefinition:
    binds = "".join(
        f'<bind nodeset="/data/{name}" calculate="{text}"/>' for name, text in expressions.items()
    )
    return xform("<a/>" + "".join(f"<{name}/>" for name in expressions), binds)


def _rows(fields: int, count: str = "") -> FormDefinition:
    record = "".join(f"<q{at}/>" for at in range(fields))
    counted = f' jr:count="{count}"' if count else ""
    return xform(
        f"<n/><r>{record}</r>",
        "",
        f'<input ref="/data/n"/><repeat nodeset="/data/r"{counted}><input ref="/data/r/q0"/>'
        "</repeat>",
    )


@pytest.mark.parametrize(
    "twice",
    [
        "concat(/data/{}, /data/{})",
        "join(/data/{}, /data/{}, /data/{}, /data/{})",
        "concat(/data/{}, translate(/data/{}, 'a', 'b'))",
        "if(true(), concat(/data/{}, /data/{}), '')",
    ],
)
def test_a_text_that_doubles_from_answer_to_answer_ends_empty(twice: str) -> None:
    chain = {f"c{at}": twice.replace("{}", f"c{at - 1}") for at in range(1, 40)}
    definition = _calculated(c0="string(/data/a)", **chain)
    session = begin(definition)
    assert session.exceeded == ""
    session.answer("/data/a", "a" * 10)
    held = [len(value(session, f"/data/c{at}")) for at in range(40)]
    assert max(held) <= MAX_TEXT
    assert held[1] >= 20
    assert held[39] == 0
    assert session.exceeded == "text"
    session.answer("/data/a", "b")
    assert value(session, "/data/c1").startswith("b")


def test_values_have_a_limit_together_too() -> None:
    names = [f"t{at}" for at in range(30)]
    session = begin(_calculated(**dict.fromkeys(names, "concat(/data/a, 'x')")))
    session.answer("/data/a", "a" * (MAX_TEXT - 1))
    held = sum(len(value(session, f"/data/{name}")) for name in names)
    assert MAX_CHARACTERS - 2 * MAX_TEXT < held <= MAX_CHARACTERS
    session.answer("/data/a", "short")
    assert {value(session, f"/data/{name}") for name in names} == {"shortx"}


def test_the_text_of_a_group_is_cut_where_it_gets_too_long() -> None:
    session = begin(xform("<g><a/><b/></g>", ""))
    session.answer("/data/g/a", "a" * MAX_TEXT)
    session.answer("/data/g/b", "b" * MAX_TEXT)
    group = next(one for one in session.nodes() if one.name == "g")
    assert group.string_value() == "a" * MAX_TEXT


def test_a_label_shows_the_beginning_of_a_very_long_answer() -> None:
    session = begin(
        xform(
            "<a/><b/>",
            "",
            '<input ref="/data/b"><label>So: <output value="/data/a"/><output value="/data/a"/>'
            "</label></input>",
        )
    )
    session.answer("/data/a", "a" * MAX_TEXT)
    shown = session.text("/data/b", "label", "de").value
    assert shown.startswith("So: aaa")
    assert len(shown) == MAX_SHOWN


def test_a_form_that_is_full_takes_no_more_rows_and_keeps_what_it_has() -> None:
    session = begin(_rows(99))
    while len(session.nodes()) + 100 <= MAX_NODES:
        session.add_repeat("/data/r")
    before = session.stored_answers(hidden=True)
    with pytest.raises(KnownError) as raised:
        session.add_repeat("/data/r")
    assert raised.value.code is ErrorCode.FORM_FULL
    assert session.stored_answers(hidden=True) == before
    session.remove_repeat("/data/r[1]")
    session.add_repeat("/data/r")
    session.answer("/data/r[2]/q0", "x")
    assert value(session, "/data/r[2]/q0") == "x"


def test_an_answer_asking_for_too_many_rows_gets_as_many_as_there_is_room_for() -> None:
    session = begin(_rows(99, "/data/n"))
    session.answer("/data/n", "900")
    assert MAX_NODES - 100 < len(session.nodes()) <= MAX_NODES
    session.answer("/data/n", "2")
    assert len(session.nodes()) < 300
    session.answer("/data/n", "3")
    assert value(session, "/data/r[3]/q0") == ""


def test_the_room_of_a_long_text_comes_back_with_its_row() -> None:
    session = begin(_rows(1))
    for _ in range(40):
        session.add_repeat("/data/r")
        at = sum(node.definition.is_repeat for node in session.nodes())
        session.answer(f"/data/r[{at}]/q0", "a" * MAX_TEXT)
        session.remove_repeat(f"/data/r[{at}]")
    session.add_repeat("/data/r")
    assert session.exceeded == ""


def test_work_without_end_comes_to_an_end_and_is_told() -> None:
    definition = xform(
        "<n/><r><a/><b/></r>",
        '<bind nodeset="/data/r/b" relevant="count(/data/r[a = current()/../a]) &gt; 1"/>',
        '<input ref="/data/n"/><repeat nodeset="/data/r" jr:count="/data/n">'
        '<input ref="/data/r/a"/></repeat>',
    )
    session = FormSession(definition, environment=environment(), most_work=10_000)
    session.answer("/data/n", "20")
    assert session.exceeded == ""
    session.answer("/data/n", "300")
    assert session.exceeded == "work"
    session.answer("/data/n", "3")
    session.answer("/data/r[1]/a", "x")
    assert session.state("/data/r[1]/b").relevant is False
    session.answer("/data/r[2]/a", "x")
    assert session.state("/data/r[1]/b").relevant is True


def test_a_long_form_with_long_repeats_is_far_from_the_limits() -> None:
    record = "".join(f"<q{at}/>" for at in range(1_000))
    binds = "".join(
        f'<bind nodeset="/data/q{at}" calculate="concat(/data/q{at - 1}, \'x\')" '
        f"relevant=\"count(/data/r[a != '']) &gt;= 0\"/>"
        for at in range(1, 300)
    )
    body = '<repeat nodeset="/data/r" jr:count="50"><input ref="/data/r/a"/></repeat>'
    try_out(xform(f"{record}<r><a/><b/><c/></r>", binds, body))


def test_a_trial_opens_repeats_nobody_counts() -> None:
    deep = "".join(f"<r{at}><q{at}/>" for at in range(3)) + "</r2></r1></r0>"
    try_out(xform(deep, "", '<repeat nodeset="/data/r0"><input ref="/data/r0/q0"/></repeat>'))
    large = "".join(f"<q{at}/>" for at in range(MAX_NODES))
    with pytest.raises(KnownError) as raised:
        try_out(
            xform(
                f'<r jr:template="">{large}</r>',
                "",
                '<repeat nodeset="/data/r"><input ref="/data/r/q0"/></repeat>',
            )
        )
    assert raised.value.code is ErrorCode.FORM_TOO_LARGE
    assert raised.value.facts == {"what": "instances", "limit": MAX_NODES}
