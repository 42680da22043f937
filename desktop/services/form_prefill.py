"""What the program knows already is not asked: questions marked ``bind::fm:prefill``."""

from __future__ import annotations

from collections.abc import Mapping

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


def hash_refs(session: FormSession) -> list[str]:
    """The questions, shown or not, that keep the hash of the text a client signed."""
    elements = session.definition.by_path.values()
    return [one.path for one in elements if one.marks.get(MARK) == TEXT_HASH and not one.repeats()]
