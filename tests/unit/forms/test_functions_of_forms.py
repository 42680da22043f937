"""The functions of ODK XForms beyond the recorded cases, as forms use them."""

from __future__ import annotations

import pytest

from desktop.forms.xmltree import parse_xml
from desktop.forms.xpath.axes import AXES
from tests.unit.forms.filling import begin, value, xform, xlsform

_ITEMS = "".join(f"<item><name>{one}</name></item>" for one in "ABCDEF")
_LIST = f'<instance id="l"><root>{_ITEMS}</root></instance>'


def _calculated(expression: str, instance: str = "", zone: str = "Europe/Berlin") -> str:
    written = expression.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    bind = f'<bind nodeset="/data/r" calculate="{written}"/>'
    return value(begin(xform(f"{instance}<r/>", bind, "", _LIST), zone=zone), "/data/r")


@pytest.mark.parametrize(
    ("seed", "order"), [("42", "AFCBDE"), ("'42'", "AFCBDE"), ("42.9", "AFCBDE"), ("1", "BFEACD")]
)
def test_a_seed_gives_the_order_that_every_odk_program_gives(seed: str, order: str) -> None:
    names = f"join('', randomize(instance('l')/root/item/name, {seed}))"
    assert _calculated(names) == order


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("checklist(1, 2, /data/q)", "true"),
        ("checklist(3, -1, /data/q)", "false"),
        ("checklist(-1, 1, /data/q)", "false"),
        ("checklist(2, 2, /data/q[1], 1 = 1, 1 = 2)", "true"),
        ("weighted-checklist(5, 5, /data/q, /data/w)", "true"),
        ("weighted-checklist(6, -1, /data/q, /data/w)", "false"),
        ("weighted-checklist(3, 4, true(), 3, false(), 9)", "true"),
    ],
)
def test_checklists_count_what_is_true_in_node_sets_too(expression: str, expected: str) -> None:
    questions = "<q>one</q><q>0</q><q>2</q><q/><q>false</q>"
    weights = "<w>1</w><w>7</w><w>4</w><w>5</w><w>6</w>"
    assert _calculated(expression, questions + weights) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("distance('51.05 13.74 0 0; 51.34 12.37 0 0')", 100_700.0),
        ("distance('51.05 13.74', '51.34 12.37')", 100_700.0),
        ("area('0 0 0 0; 0 0.01 0 0; 0.01 0.01 0 0; 0.01 0 0 0')", 1_239_000.0),
    ],
)
def test_ways_and_areas_on_the_earth(expression: str, expected: float) -> None:
    assert float(_calculated(expression)) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(
    "expression", ["distance('51 13')", "area('x')", "distance('91 0; 0 0')", "distance('', '')"]
)
def test_what_is_no_place_has_no_distance(expression: str) -> None:
    assert _calculated(expression) == ""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("round(2.345, 2)", "2.35"),
        ("round(-2.5)", "-3"),
        ("round(1234, -2)", "1200"),
        ("int(-3.9)", "-3"),
        ("int('7.2')", "7"),
        ("pow(2, 10)", "1024"),
        ("pow(-8, 0.5)", ""),
        ("pow(0, -1)", "Infinity"),
        ("pow(-10, 309)", "-Infinity"),
        ("pow(2, 5000)", "Infinity"),
        ("pow(1, 1 div 0)", ""),
        ("pow(0.5, 1 div 0)", "0"),
        ("area('0 0; 1 1')", "0"),
        ("log10(1000)", "3"),
        ("exp10(3)", "1000"),
        ("round(atan2(1, 1) * 4, 5)", "3.14159"),
        ("round(sin(pi() div 2), 10)", "1"),
        ("sqrt(-1)", ""),
        ("abs('-4')", "4"),
        ("min(3, '1', 2)", "1"),
        ("max(/data/n[. != ''])", "7"),
        ("min(/data/none)", ""),
        ("sum(/data/n[. != ''])", "10"),
        ("sum(/data/n)", ""),
        ("substr('Beratung', 2, -2)", "ratu"),
        ("substr('Beratung', 20)", ""),
        ("substring('12345', 0, 3)", "12"),
        ("substring-before('a-b-c', '-')", "a"),
        ("substring-after('a-b-c', '-')", "b-c"),
        ("translate('Straße', 'ß', 's')", "Strase"),
        ("normalize-space('  a   b ')", "a b"),
        ("count-non-empty(/data/n)", "2"),
        ("coalesce('', /data/n)", "7"),
        ("boolean-from-string('TRUE')", "false"),
        ("is-selected('a b', 'b')", "true"),
        ("selected-at('a b', -1)", ""),
        ("count-selected('  a  b ')", "2"),
        ("base64-decode('w6TDtsO8')", "äöü"),
        ("digest('', 'MD5', 'hex')", "d41d8cd98f00b204e9800998ecf8427e"),
        ("digest('abc', 'SHA-1')", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
        ("string-length(uuid(8))", "8"),
        ("position(/data/n[2])", "2"),
        ("name(/data/n[1])", "n"),
        ("count(/data/n | /data/n[1])", "3"),
        ("count(//n[not(. = '')])", "2"),
        ("local-name(/data/n/..)", "data"),
        ("count(/data/n[2]/preceding-sibling::*)", "1"),
        ("concat(/data/n, '!', /data/n[3])", "73!3"),
        ("if(/data/none, 'there', 'not there')", "not there"),
        ("depend(1, 2)", "1"),
    ],
)
def test_numbers_texts_and_nodes(expression: str, expected: str) -> None:
    assert _calculated(expression, "<n>7</n><n/><n>3</n>") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("date(date('2026-03-28') + 1)", "2026-03-29"),
        ("date(date('2026-03-29') + 1)", "2026-03-30"),
        ("date(date('2026-10-25') + 1)", "2026-10-26"),
        ("date(date('2026-10-26') - 1)", "2026-10-25"),
        ("date('2026-03-30') - date('2026-03-28')", "2"),
        ("date('2026-10-26') - date('2026-10-24')", "2"),
        ("format-date(date('2026-03-29') + 1, '%d.%m.%Y')", "30.03.2026"),
        ("format-date-time(date-time('2026-03-29T01:59:00.000+01:00'), '%H:%M')", "01:59"),
        ("format-date-time('2026-03-29T03:00:00.000+02:00', '%H:%M')", "03:00"),
        ("format-date-time('2026-10-25T02:30:00.000+01:00', '%h:%M:%S.%3')", "2:30:00.000"),
        ("decimal-time('18:00:00')", "0.75"),
        ("int(decimal-date-time('2026-10-26') - decimal-date-time('2026-10-24'))", "2"),
        ("date('2026-02-30')", "Invalid Date"),
        ("format-date('no date', '%Y')", ""),
        ("format-date('2026-03-01', '%e/%n/%y %% %a %b')", "1/3/26 % Sun Mar"),
        ("'2026-03-29' < '2026-03-30'", "true"),
        ("date('2026-3-9')", "2026-03-09"),
        ("int((date('2026-03-29') - date('2008-03-29')) div 365.25) >= 18", "false"),
        ("number(format-date('2026-03-29', '%Y')) - 2008", "18"),
    ],
)
def test_days_around_the_change_of_clocks_in_berlin(expression: str, expected: str) -> None:
    assert _calculated(expression) == expected


def test_a_sum_leaves_out_what_is_not_asked() -> None:
    session = begin(
        xlsform("""
| survey | | | | |
| | type | name | label | relevant | calculation |
| | begin_repeat | person | Person | | |
| | text | earns | Verdient? | | |
| | integer | amount | Wie viel? | ${earns} = 'yes' | |
| | end_repeat | | | | |
| | calculate | total | | | sum(${amount}) |
| | calculate | most | | | max(${amount}) |
| | calculate | each | | | join('+', ${amount}) |
| | calculate | earning | | | count(${amount}) |
""")
    )
    for at, (earns, amount) in enumerate((("yes", "100"), ("no", ""), ("yes", "50")), 1):
        if at > 1:
            session.add_repeat("/data/person")
        session.answer(f"/data/person[{at}]/earns", earns)
        session.answer(f"/data/person[{at}]/amount", amount)
    names = ("total", "most", "each", "earning")
    assert [value(session, f"/data/{name}") for name in names] == ["150", "100", "100+50", "2"]
    session.answer("/data/person[1]/earns", "no")
    assert [value(session, f"/data/{name}") for name in names] == ["50", "50", "50", "1"]
    assert not session.recompute()


def test_an_index_reaches_through_rows_in_rows_in_any_order() -> None:
    use, flat, room = "/data/flat/room/use", "/data/flat", "/data/flat/room"
    definition = xform(
        "<flat><room><use>a</use></room><room><use>b</use></room></flat>"
        "<flat><room><use>c</use></room><room><use>d</use></room></flat><x/><y/><z/>",
        f'<bind nodeset="/data/x" calculate="indexed-repeat({use}, {flat}, 2, {room}, 1)"/>'
        f'<bind nodeset="/data/y" calculate="indexed-repeat({use}, {room}, 2, {flat}, 1)"/>'
        f'<bind nodeset="/data/z" calculate="indexed-repeat({use}, {flat}, 3, {room}, 1)"/>',
        f'<repeat nodeset="{flat}"><repeat nodeset="{room}"><input ref="{use}"/></repeat></repeat>',
    )
    session = begin(definition)
    assert [value(session, f"/data/{name}") for name in "xyz"] == ["c", "b", ""]
    session.answer("/data/flat[2]/room[1]/use", "Küche")
    assert value(session, "/data/x") == "Küche"


def test_namespaces_declared_on_an_element_are_nodes_between_its_attributes() -> None:
    root = parse_xml('<a one="1" xmlns:n="urn:n" two="2"><b/></a>').children[0]
    nodes = [*AXES["namespace"](root), *AXES["attribute"](root)]
    assert [one.name for one in sorted(nodes, key=lambda one: one.order())] == ["one", "n", "two"]
    assert AXES["namespace"](root.children[0]) == []
