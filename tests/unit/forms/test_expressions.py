"""Expressions beyond the recorded cases: zones, summer time, shuffles, hostile input."""

from __future__ import annotations

import pytest

from desktop.forms.xpath.errors import XPathError
from desktop.forms.xpath.parser import parse
from tests.unit.forms.filling import begin, value, xform


def _calculated(expression: str, zone: str = "Europe/Berlin") -> str:
    quoted = expression.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    bind = f'<bind nodeset="/data/r" calculate="{quoted}"/>'
    definition = xform("<a>3</a><r/>", bind, "", _LIST)
    return value(begin(definition, zone=zone), "/data/r")


_LIST = (
    '<instance id="towns"><root>'
    + "".join(
        f"<item><name>t{at}</name><land>{'ab'[at % 2]}</land><n>{at}</n></item>" for at in range(40)
    )
    + "</root></instance>"
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("format-date-time('2026-03-29T00:30:00Z', '%H:%M')", "01:30"),
        ("format-date-time('2026-03-29T01:30:00Z', '%H:%M')", "03:30"),
        ("format-date-time('2026-10-25T00:30:00Z', '%H:%M')", "02:30"),
        ("format-date-time('2026-10-25T01:30:00Z', '%H:%M')", "02:30"),
        ("date('2026-03-28') + 2 = number('2026-03-30')", "true"),
        ("date(date('2026-03-01') + 30)", "2026-03-31"),
        ("date(date('2026-10-01') + 30)", "2026-10-31"),
        ("date('2026-10-26') - date('2026-03-01')", "239"),
        ("date('2026-07-01T09:30:00.000+02:00')", "2026-07-01T09:30:00.000+02:00"),
        ("date(number(now()))", "2026-03-29T12:00:00.000+02:00"),
        ("now() > today()", "true"),
        ("int((today() - date('1990-05-17')) div 365.25)", "35"),
        ("format-date('2026-03-29', '%a %e %b %Y')", "Sun 29 Mar 2026"),
        ("if('2026-03-29' < today(), 'past', 'not past')", "not past"),
        ("decimal-time('06:00:00')", "0.25"),
    ],
)
def test_days_and_hours_in_berlin(expression: str, expected: str) -> None:
    assert _calculated(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("instance('towns')/root/item[name = 't7']/n", "7"),
        ("count(instance('towns')/root/item[land = 'a'])", "20"),
        ("instance('towns')/root/item[land = 'a' and n > 5][2]/name", "t8"),
        ("instance('towns')/root/item[n = /data/a]/name", "t3"),
        ("instance('towns')/root/item['t9' = name]/n", "9"),
        ("instance('towns')/root/item[land = 'a'][position() = 3]/name", "t4"),
        ("count(instance('towns')/root/item[land = /data/missing])", "0"),
        ("count(/root/item)", "0"),
        ("count(instance('data')/a)", "0"),
        ("sum(instance('towns')/root/item[n < 4]/n)", "6"),
    ],
)
def test_lists_are_asked(expression: str, expected: str) -> None:
    assert _calculated(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 div 3 * 3", "1"),
        ("-7 mod 3", "-1"),
        ("1 div 0", "Infinity"),
        ("round(2.5)", "3"),
        ("round(-1.475, 2)", "-1.48"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("100000000000000000000 * 10", "1000000000000000000000"),
        ("1 div 10000000", "0.0000001"),
        ("substr('Beratung', -4)", "tung"),
        ("regex('DD-12', '^[A-Z]{2}-[0-9]+$')", "true"),
        ("checklist(2, 3, true(), false(), true())", "true"),
        ("weighted-checklist(5, 9, true(), 3, true(), 4)", "true"),
        (
            "digest('abc', 'SHA-256', 'hex')",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        ("string-length('ትግርኛ')", "4"),
        ("translate('٠١٢', '٠١٢', '012')", "012"),
        ("string-length(uuid())", "36"),
        ("string-length(uuid(50))", "50"),
        ("selected-at('a b c', 1)", "b"),
    ],
)
def test_numbers_and_texts(expression: str, expected: str) -> None:
    assert _calculated(expression) == expected


def test_a_seed_gives_the_same_order_on_every_laptop() -> None:
    shuffled = "join(' ', randomize(instance('towns')/root/item[n < 6]/name, 42))"
    assert _calculated(shuffled) == _calculated(shuffled)
    assert sorted(_calculated(shuffled).split()) == ["t0", "t1", "t2", "t3", "t4", "t5"]


@pytest.mark.parametrize("expression", ["a b", "]", "foo(", "1 1", "@", "a::b", "\x00", "$", "..a"])
def test_what_is_no_expression_says_where(expression: str) -> None:
    with pytest.raises(XPathError) as caught:
        parse(expression)
    assert 0 <= caught.value.position <= len(expression)
