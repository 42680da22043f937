"""Expressions nobody would write: refused with a reason, or evaluated; never a crash."""

from __future__ import annotations

from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.forms.definition import FormDefinition
from desktop.forms.engine.scope import FormScope
from desktop.forms.engine.tree import TreeBuilder
from desktop.forms.xpath.compile import Compiler
from desktop.forms.xpath.context import Context
from desktop.forms.xpath.errors import EVALUATION_FAULTS, XPathError
from desktop.forms.xpath.functions import FUNCTIONS
from desktop.forms.xpath.parser import parse
from desktop.forms.xpath.values import to_boolean, to_number, to_string
from tests.unit.forms.filling import environment, xform

_WRITTEN = (
    *(".", "..", "/data/a", "../b", "//b", "*", "@*", "/", "current()/..", "row[2]/c", "''"),
    *("'2026-03-29'", "'12:30:00'", "'a b c'", "1e300", "0", "-1", "1 div 0", "0 div 0"),
    *("instance('x')/root/item[n = 1]", "'99999-99-99'", "'0001-01-01'", "'9999-12-31'"),
)
_OPERATORS = ("+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or", "|")
_ATOMS = st.one_of(
    st.sampled_from(_WRITTEN),
    st.integers(-(10**12), 10**12).map(str),
    st.floats(allow_nan=False, allow_infinity=False, min_value=0).map(lambda n: f"{n:f}"),
    st.text(alphabet="abc ÄßЖ中😀-[]()*+?{}\\", max_size=6).map(lambda text: f"'{text}'"),
)


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(_OPERATORS)
    calls = st.sampled_from(sorted(FUNCTIONS)).flatmap(
        lambda name: st.lists(inner, min_size=FUNCTIONS[name].least, max_size=4).map(
            lambda arguments: f"{name}({', '.join(arguments)})"
        )
    )
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda operand: f"-{operand}"),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]})[{parts[1]}]"),
        calls,
        calls,
    )


@lru_cache(maxsize=1)
def _form() -> FormDefinition:
    more = '<instance id="x"><root>' + "<item><n>1</n></item>" * 20 + "</root></instance>"
    rows = '<row z="1"><c>7</c></row><row><c/></row>'
    return xform(f"<a>3</a><b>2026-03-29</b>{rows}", "", '<repeat nodeset="/data/row"/>', more)


@settings(max_examples=600, deadline=None)
@given(expression=st.recursive(_ATOMS, _grown, max_leaves=8))
def test_any_expression_has_a_value_or_a_reason(expression: str) -> None:
    definition = _form()
    document, top = TreeBuilder().document(definition.root)
    scope = FormScope(definition, document, environment())
    try:
        value = Compiler().compile_text(expression)(Context(top, scope))
        to_number(value, scope.zone)
        assert isinstance(to_string(value), str)
        assert to_boolean(value) in (True, False)
    except EVALUATION_FAULTS:
        return


@settings(max_examples=600, deadline=None)
@given(text=st.text(alphabet="abdivmodor/@.*[]()'\"=<>!|+-,:$ 0123456789é\n", max_size=40))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        parse(text)
    except XPathError as error:
        position = error.position
    else:
        position = 0
    assert -1 <= position <= len(text)
