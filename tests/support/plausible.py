"""Plausible answers to any question of any form, found from the form itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from desktop.forms.body_view import BodyNode
from desktop.forms.session import FormSession, NodeState
from desktop.services.form_reading import questions

_FEW = 15
"""Lists longer than this are languages and countries: no question depends on them."""
_ROUNDS = 6
_UNASKED = ("note", "image", "signature", "audio", "video", "file", "barcode", "geopoint")


def plausible(session: FormSession, ref: str) -> str:
    """An answer the form accepts; empty for what is not answered by choosing or typing.

    Of a short list the code that brings the most further questions, of several all that the form
    takes together. *session* is as before afterwards.
    """
    state = session.state(ref)
    if state.type in _UNASKED or state.readonly:
        return ""
    tries = list(_tries(session, state))
    before = {each.ref for each in session.violations(final=False)} - {ref}
    best = max(tries, key=lambda value: _worth(session, ref, value, before))
    session.answer(ref, state.value)
    return best


def fill(session: FormSession, wanted: Mapping[str, str] | None = None) -> None:
    """Answer every question that can be seen, also those that come by an answer; one row each.

    *wanted* are answers by the name of a question; what else holds an answer already keeps it.
    """
    answers = wanted or {}
    asked: set[str] = set()
    for _ in range(_ROUNDS):
        for repeat in [ref for ref, is_empty in _repeats(session.body()) if is_empty]:
            state = session.state(repeat)
            if state.relevant and not state.is_counted:
                session.add_repeat(repeat)
        before = len(asked)
        for ref in list(questions(session.body())):
            if ref in asked or not session.state(ref).relevant:
                continue
            asked.add(ref)
            name = ref.rpartition("/")[2]
            if name in answers:
                session.answer(ref, answers[name])
            elif not session.state(ref).value:
                session.answer(ref, plausible(session, ref))
        if len(asked) == before:
            return


def _tries(session: FormSession, state: NodeState) -> Iterator[str]:
    yield ""
    if state.type in ("select1", "select", "rank"):
        codes = session.choices(state.ref)
        if len(codes) > _FEW:
            yield codes[0]
        elif state.type == "select1":
            yield from codes
        else:
            yield from codes
            yield " ".join(codes)
            yield " ".join(codes[:2])
            yield " ".join(codes[:-1])
    else:
        yield from _typed(state.type)


def _typed(kind: str) -> tuple[str, ...]:
    today = date.today()
    days = tuple((today + timedelta(days)).isoformat() for days in (0, 14, -14, -9000))
    if kind == "date":
        return days
    if kind == "time":
        return ("10:30:00",)
    if kind == "dateTime":
        return tuple(f"{day}T10:30:00.000+01:00" for day in days)
    if kind in ("integer", "decimal", "range"):
        return ("2", "30", "1", "0", "150", "2020")
    return ("Nasrin", "0351 555 01", "01067", "a@b.de")


def _worth(session: FormSession, ref: str, value: str, before: set[str]) -> tuple[int, int, int]:
    session.answer(ref, value)
    broken = {each.ref for each in session.violations(final=False)} - before
    asked = sum(session.state(each).relevant for each in questions(session.body()))
    return (-len(broken), int(bool(value)), asked)


def repeats(nodes: Sequence[BodyNode]) -> list[str]:
    """The refs of all repeats there are now."""
    return [ref for ref, _ in _repeats(nodes)]


def _repeats(nodes: Sequence[BodyNode]) -> Iterator[tuple[str, bool]]:
    for node in nodes:
        if node.kind == "repeat":
            yield node.ref, not node.children
        yield from _repeats(node.children)
