"""Whatever is answered in whatever order: evaluated step by step equals evaluated at once."""

from __future__ import annotations

import random
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.forms import random_value
from bench.generated_form import generated_form
from desktop.forms.definition import FormDefinition
from desktop.forms.delta import Property
from desktop.forms.load import load_form
from desktop.forms.session import FormSession
from tests.unit.forms.filling import begin, xform

_STEPS = 60
_ORDER = ("a", "b", "p", "q", "r", "c", "d")
"""Each question reads only those before it, or any of the row before: every form has one state."""
_INNER = ("p", "q", "r")
_OUTER = ("a", "b", "c", "d")
_TEMPLATES = (
    "/data/{outer} + 1",
    "coalesce(/data/{outer}, 0) * 2",
    "if(/data/{outer} > 3, /data/{outer}, 'x')",
    "count(/data/row)",
)
_OVER_ROWS = (
    "sum(/data/row/{inner})",
    "count-non-empty(/data/row/{inner})",
    "join(' ', /data/row/{inner})",
    "/data/row[2]/{inner}",
    "/data/row[position() = /data/{outer}]/{inner}",
    "indexed-repeat(/data/row/{inner}, /data/row, /data/{outer})",
    "count(/data/row[{inner} = /data/{outer}])",
)
_IN_ROW = ("../{inner} + 1", "/data/row/{inner}", "sum(/data/row/{inner}) + /data/{outer}")
_IN_ANY_ROW = (
    "position(..)",
    "count(../../row)",
    "/data/row[position() = position(current()/..) - 1]/{any}",
    "indexed-repeat(/data/row/{any}, /data/row, position(..) - 1)",
    "../preceding-sibling::row[1]/{any}",
)


@lru_cache(maxsize=16)
def _big_form(seed: int) -> FormDefinition:
    return load_form(generated_form(60, seed=seed, rows=30, instances=2))


@settings(max_examples=12, deadline=None)
@given(form=st.integers(0, 7), walk=st.integers(0, 10_000))
def test_a_random_walk_over_a_generated_form(form: int, walk: int) -> None:
    _walk(begin(_big_form(form)), "/data/rep", random.Random(walk))


@st.composite
def _binds(draw: st.DrawFn) -> str:
    """Expressions on the questions of a small form, some of them conditions."""
    binds: list[str] = []
    for at, name in enumerate(_ORDER):
        path = f"/data/row/{name}" if name in _INNER else f"/data/{name}"
        attributes = {"nodeset": path}
        for attribute, chance in (("calculate", 0.5), ("relevant", 0.3), ("constraint", 0.2)):
            if at and draw(st.floats(0, 1)) < chance:
                expression = draw(_expressions(at))
                attributes[attribute] = (
                    expression if attribute == "calculate" else f"string({expression}) != '3'"
                )
        written = " ".join(f"{name}={quoteattr(text)}" for name, text in attributes.items())
        binds.append(f"<bind {written}/>")
    return "".join(binds)


@st.composite
def _expressions(draw: st.DrawFn, at: int) -> str:
    name, before = _ORDER[at], _ORDER[:at]
    inner = [one for one in before if one in _INNER]
    templates = list(_TEMPLATES)
    if name in _INNER:
        templates += [*_IN_ANY_ROW, *(_IN_ROW if inner else ())]
    elif inner:
        templates += _OVER_ROWS
    return draw(st.sampled_from(templates)).format(
        outer=draw(st.sampled_from([one for one in before if one in _OUTER])),
        inner=draw(st.sampled_from(inner or ["p"])),
        any=draw(st.sampled_from(_INNER)),
    )


@settings(max_examples=120, deadline=None)
@given(binds=_binds(), walk=st.integers(0, 10_000))
def test_a_random_walk_over_a_random_form(binds: str, walk: int) -> None:
    row = "".join(f"<{name}/>" for name in _INNER)
    body = "".join(f'<input ref="/data/{name}"/>' for name in _OUTER)
    inner = "".join(f'<input ref="/data/row/{name}"/>' for name in _INNER)
    definition = xform(
        "".join(f"<{name}/>" for name in _OUTER) + f"<row>{row}</row>",
        binds,
        f'{body}<repeat nodeset="/data/row">{inner}</repeat>',
    )
    _walk(begin(definition), "/data/row", random.Random(walk))


def _walk(session: FormSession, repeat: str, chance: random.Random) -> None:
    for step in range(_STEPS):
        _step(session, repeat, chance)
        if step % 6 == 0:
            before = _picture(session)
            delta = session.recompute()
            assert [one for one in delta.changes if one.property is not Property.TEXT] == []
            assert _picture(session) == before
    stored = session.stored_answers()
    assert begin(session.definition, stored).definition is session.definition


def _step(session: FormSession, repeat: str, chance: random.Random) -> None:
    whole = next(one for one in session.body() if one.ref == repeat)
    kind = chance.random()
    if kind < 0.08 and len(whole.children) < 6:
        session.add_repeat(repeat)
    elif kind < 0.13 and whole.children:
        session.remove_repeat(chance.choice(whole.children).ref)
    else:
        asked = [
            node.ref()
            for node in session.nodes()
            if node.definition.control is not None
            and not node.children
            and not node.definition.bind.calculate
        ]
        if asked:
            ref = chance.choice(asked)
            is_number = chance.random() < 0.5
            value = str(chance.randint(0, 5)) if is_number else random_value(session, ref, chance)
            session.answer(ref, value)


def _picture(session: FormSession) -> list[object]:
    return [
        (
            node.ref(),
            node.value,
            node.relevant,
            node.required,
            node.readonly,
            node.violation,
            session.choices(node.ref()) if node.definition.control else (),
        )
        for node in session.nodes()
    ]
