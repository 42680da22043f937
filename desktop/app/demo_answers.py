"""Fills in a visit record as a worker would, with invented sentences; for demo and benchmarks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random

from desktop.app.demo_people import NEXT_STEPS, SAID, SEEN, VIEW
from desktop.forms.body_view import BodyNode
from desktop.forms.session import FormSession
from desktop.services.form_reading import questions

_SENTENCES = {
    "f2_fact": SEEN,
    "f2_said": SAID,
    "f2_view": VIEW,
    "f2_agreed": NEXT_STEPS,
    "f2_entry_by": ("Bewohner:in selbst", "Mitbewohner:in", "Familie"),
    "f2_sender": ("Jobcenter", "Sozialamt", "Krankenkasse"),
    "f2_interpreter_reason": ("auf eigenen Wunsch",),
}
_LEFT_OUT = frozenset({"image", "signature", "file", "audio", "note", "calculate"})
_RARE = ("concern", "defect", "letters", "photo", "crowded", "alone", "language", "interpreter")


def answer_visit(session: FormSession, chance: Random, note: str) -> None:
    """Answer most questions of an F2; *note* goes into the free note at its end.

    The result has no violation: a required question is always answered.
    """
    _set(session, "f2_outcome", "met" if chance.random() < 0.8 else "met_partly")
    for ref in _repeats(session.body()):
        if "topic" in ref or chance.random() < 0.4:
            for _ in range(chance.choice((1, 1, 2))):
                session.add_repeat(ref)
    for ref in questions(session.body()):
        _answer(session, ref, chance, note)
    _complete(session, chance)


def _complete(session: FormSession, chance: Random) -> None:
    for _ in range(5):
        open_refs = [violation.ref for violation in session.violations(final=True)]
        if not open_refs:
            return
        for ref in open_refs:
            value = _value(session, ref, chance)
            session.answer(ref, value if value != session.state(ref).value else "")


def _answer(session: FormSession, ref: str, chance: Random, note: str) -> None:
    state = session.state(ref)
    name = ref.rpartition("/")[2]
    if not state.relevant or state.readonly or state.value or state.type in _LEFT_OUT:
        return
    if name == "f2_note":
        session.answer(ref, note or chance.choice(VIEW))
    elif state.required or (chance.random() < 0.8 and not any(word in name for word in _RARE)):
        session.answer(ref, _value(session, ref, chance))


def _value(session: FormSession, ref: str, chance: Random) -> str:
    state = session.state(ref)
    name = ref.rpartition("/")[2]
    if state.type == "select1":
        choices = session.choices(ref)
        return chance.choice(choices) if choices else ""
    if state.type == "select":
        choices = session.choices(ref)
        return " ".join(sorted(chance.sample(choices, k=min(len(choices), chance.choice((1, 2))))))
    if state.type == "integer":
        return str(chance.randrange(15, 75, 5))
    if state.type == "decimal":
        return f"{chance.randrange(5, 50) / 2}"
    if state.type == "date":
        return (date(2026, 11, 23) + timedelta(days=chance.randrange(5, 40))).isoformat()
    if state.type in ("dateTime", "time"):
        return ""
    return chance.choice(_SENTENCES.get(name, VIEW))


def _set(session: FormSession, name: str, value: str) -> None:
    for ref in questions(session.body()):
        if ref.rpartition("/")[2] == name:
            session.answer(ref, value)


def _repeats(nodes: Sequence[BodyNode]) -> Iterable[str]:
    for node in nodes:
        if node.kind == "repeat":
            yield node.ref
        elif node.kind == "group":
            yield from _repeats(node.children)
