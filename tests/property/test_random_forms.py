"""Random walks over random forms: step by step equals all at once, and nothing is lost on the
way through the store."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.forms.delta import Property
from desktop.forms.load import load_form
from desktop.forms.session import FormSession
from desktop.ui.pages.form_steps import leaves, steps_of
from tests.property.random_forms import RandomForm
from tests.unit.forms.filling import begin

_STEPS = 25
Picture = dict[str, tuple[object, ...]]


@settings(max_examples=70, deadline=None)
@given(form=st.integers(0, 2**32), walk=st.integers(0, 2**32))
def test_whatever_the_form_each_step_leads_where_evaluating_all_leads(form: int, walk: int) -> None:
    session = begin(load_form(RandomForm(Random(form)).xml()))
    chance = Random(walk)
    for _ in range(_STEPS):
        _step(session, chance)
        before = _picture(session)
        delta = session.recompute()
        assert [one for one in delta.changes if one.property is not Property.TEXT] == []
        assert _picture(session) == before


@settings(max_examples=50, deadline=None)
@given(form=st.integers(0, 2**32), walk=st.integers(0, 2**32))
def test_a_record_opened_again_is_as_it_was_left(form: int, walk: int) -> None:
    """A finished record has no rows that are not relevant; where there are some, expressions may
    tell rows without a value from rows that do not exist, so only drafts are compared then."""
    session = begin(load_form(RandomForm(Random(form)).xml()))
    chance = Random(walk)
    for _ in range(_STEPS // 5):
        for _ in range(5):
            _step(session, chance)
        draft = begin(session.definition, session.stored_answers(hidden=True))
        assert _picture(draft) == _picture(session)
        if all(one.relevant for one in session.nodes() if one.definition.is_repeat):
            finished = begin(session.definition, session.stored_answers())
            assert _shown(finished) == _shown(session)
        session = draft


@settings(max_examples=40, deadline=None)
@given(form=st.integers(0, 2**32), walk=st.integers(0, 2**32))
def test_rows_that_go_and_come_back_are_as_they_were(form: int, walk: int) -> None:
    """Also a form without a single row is cut into steps: all its questions stand in one."""
    session = begin(load_form(RandomForm(Random(form)).xml()))
    chance = Random(walk)
    for _ in range(_STEPS):
        _step(session, chance)
    for ref in _rows(session):
        before, key = _written(session, ref), session.repeat_key(ref)
        session.remove_repeat(ref)
        assert _questions(session) == _asked(session)
        session.add_repeat(ref.rpartition("[")[0], key=key)
        assert session.repeat_key(ref) == key
        assert _written(session, ref) == before
        assert all(one.property is Property.TEXT for one in session.recompute().changes)
    while rows := _rows(session):
        session.remove_repeat(rows[-1])
        assert _questions(session) == _asked(session)


def _written(session: FormSession, row: str) -> dict[str, str]:
    """What only a person enters into a row: neither calculated nor set nor taken back."""
    set_by_form = {action.target for action in session.definition.actions}
    return {
        one.ref(): one.text
        for one in session.nodes()
        if one.ref().startswith(f"{row}/")
        and not one.definition.bind.calculate
        and one.definition.path not in set_by_form
        and not session.choices(one.ref())
        and one.choices is None
    }


def _rows(session: FormSession) -> list[str]:
    refs = [one.ref() for one in session.nodes() if one.definition.is_repeat]
    return [ref for ref in refs if not session.state(ref).is_counted]


def _questions(session: FormSession) -> list[str]:
    return [ref for step in steps_of(session) for ref in step.questions]


def _asked(session: FormSession) -> list[str]:
    return [leaf.ref for node in session.body() for leaf in leaves(node)]


def _step(session: FormSession, chance: Random) -> None:
    nodes = session.nodes()
    repeats = [one.ref() for one in nodes if one.definition.is_repeat]
    kind = chance.random()
    if kind < 0.12:
        _add(session, chance)
    elif kind < 0.2 and repeats:
        ref = chance.choice(repeats)
        if not session.state(ref).is_counted:
            session.remove_repeat(ref)
    elif kind < 0.25:
        session.set_language(chance.choice(session.definition.languages))
    else:
        asked = [one for one in nodes if one.definition.control and one.definition.is_leaf]
        if asked:
            ref = chance.choice(asked).ref()
            session.answer(ref, _answer(session, ref, chance))


def _add(session: FormSession, chance: Random) -> None:
    whole = [
        f"{node.ref()}/{child.name}"
        for node in session.nodes()
        for child in node.definition.children
        if child.is_repeat and len(node.named(child.key)) < 4
    ]
    if whole:
        ref = chance.choice(whole)
        if not session.state(ref).is_counted:
            session.add_repeat(ref)


def _answer(session: FormSession, ref: str, chance: Random) -> str:
    if chance.random() < 0.15:
        return ""
    offered = session.choices(ref)
    if offered:
        return chance.choice(offered)
    return str(chance.randint(0, 4))


def _picture(session: FormSession) -> Picture:
    return {
        node.ref(): (
            node.value if node.definition.bind.calculate else node.text,
            node.relevant,
            node.required,
            node.readonly,
            node.violation,
            session.choices(node.ref()) if node.definition.control else (),
            session.text(node.ref(), "label", "de").value if node.definition.control else "",
        )
        for node in session.nodes()
        if node.name != "instanceID"
    }


def _shown(session: FormSession) -> Picture:
    relevant = {node.ref() for node in session.nodes() if node.relevant}
    return {ref: state for ref, state in _picture(session).items() if ref in relevant}
