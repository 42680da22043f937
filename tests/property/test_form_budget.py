"""Whatever a form asks for when it begins, a filling holds no more than its budget."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.definition import FormDefinition
from desktop.forms.engine.budget import MAX_CHARACTERS, MAX_NODES
from desktop.forms.trial import try_out
from desktop.forms.xpath.sizes import MAX_TEXT
from tests.unit.forms.filling import begin, xform

_TWICE = ("concat({0}, {0})", "join({0}, {0}, {0})", "translate({0}, 'a', 'bc')")


@st.composite
def _forms(draw: st.DrawFn) -> FormDefinition:
    """Counted repeats in each other around a chain of calculations over the one before."""
    counts = draw(st.lists(st.integers(0, 1_500), max_size=4))
    chain = draw(st.lists(st.sampled_from(_TWICE), max_size=24))
    inside = draw(st.booleans())
    names = "".join(f"<c{at}/>" for at in range(len(chain) + 1))
    record = names if inside else ""
    body = ""
    for level in reversed(range(len(counts))):
        record = f"<r{level}>{record}<x/></r{level}>"
        path = "/data/" + "/".join(f"r{at}" for at in range(level + 1))
        body = (
            f'<repeat nodeset="{path}" jr:count="{counts[level]}">'
            f'<input ref="{path}/x"/>{body}</repeat>'
        )
    above = "/data/" + "".join(f"r{at}/" for at in range(len(counts))) if inside else "/data/"
    binds = f'<bind nodeset="{above}c0" calculate="\'aaaaaaaa\'"/>'
    for at, twice in enumerate(chain, 1):
        expression = twice.format(f"{above}c{at - 1}")
        binds += f'<bind nodeset="{above}c{at}" calculate="{expression}"/>'
    return xform(record if inside else record + names, binds, body)


@settings(max_examples=15, deadline=None)
@given(_forms())
def test_no_form_takes_more_than_the_budget_when_it_begins(definition: FormDefinition) -> None:
    refusal = _refusal(definition)
    session = begin(definition)
    texts = [node.text for node in session.nodes()]
    assert len(texts) <= MAX_NODES
    assert sum(map(len, texts)) <= MAX_CHARACTERS
    assert max(map(len, texts)) <= MAX_TEXT
    assert refusal in (None, ErrorCode.FORM_TOO_LARGE)
    assert bool(session.exceeded) == bool(refusal)


def _refusal(definition: FormDefinition) -> ErrorCode | None:
    try:
        try_out(definition)
    except KnownError as error:
        return error.code
    return None
