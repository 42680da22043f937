"""What the program knows already is not asked: questions marked ``bind::fm:prefill``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop.forms.session import FormSession
from desktop.services.form_reading import questions

MARK = "prefill"
INTERPRETER_NAME = "interpreter.name"
TEXT_HASH = "signature.text_hash"


def prefill_known(session: FormSession, known: Mapping[str, str]) -> None:
    """Answer open questions by their mark, such as ``person.name``, where *known* has a value.

    A choice that does not offer the value stays open; what is answered already stays.
    """
    for ref in questions(session.body()):
        value = known.get(session.marks(ref).get(MARK, ""), "")
        if not value or session.state(ref).value:
            continue
        offered = session.choices(ref)
        if not offered or value in offered:
            session.answer(ref, value)


def prefill_instances(session: FormSession, mark: str, values: Sequence[str]) -> None:
    """Answer a question in a repeat marked *mark* once per value, in as many instances."""
    elements = session.definition.by_path.values()
    for one in elements:
        repeats = one.repeats()
        if one.marks.get(MARK) != mark or len(repeats) != 1:
            continue
        repeat = repeats[0].path
        below = one.path.removeprefix(repeat)
        for place, value in enumerate(values, 1):
            ref = f"{repeat}[{place}]{below}"
            if ref not in questions(session.body()):
                session.add_repeat(repeat)
            session.answer(ref, value)


def hash_refs(session: FormSession) -> list[str]:
    """The questions, shown or not, that keep the hash of the text a client signed."""
    elements = session.definition.by_path.values()
    return [one.path for one in elements if one.marks.get(MARK) == TEXT_HASH and not one.repeats()]
