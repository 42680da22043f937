"""A filling nobody keeps: what a form does when it is begun shows before it is taken in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.body_view import BodyKind, BodyNode
from desktop.forms.definition import FormDefinition
from desktop.forms.engine.budget import LIMITS
from desktop.forms.environment import Environment
from desktop.forms.session import FormSession

_MOST_NESTED = 8
_MOST_WORK = 400_000
"""Nodes a form may look at to begin, about a second; the largest real one looks at some 1,000."""


def open_every_repeat(session: FormSession) -> None:
    """Add one instance to every repeat that has none, also to those inside the new ones.

    KnownError FORM_FULL when there is no room for them.
    """
    for _ in range(_MOST_NESTED):
        empty = list(_empty_repeats(session.body()))
        for ref in empty:
            session.add_repeat(ref)
        if not empty:
            break


def try_out(definition: FormDefinition) -> None:
    """Begin a filling and open every repeat once.

    KnownError FORM_TOO_LARGE (facts ``what``, ``limit``) when that comes up against a limit of
    fillings. Takes no more memory than the limits allow.
    """
    session = FormSession(
        definition,
        environment=Environment(ZoneInfo("Europe/Berlin")),
        most_work=_MOST_WORK,
    )
    if not session.exceeded:
        try:
            open_every_repeat(session)
        except KnownError as error:
            raise _too_large(session) from error
    if session.exceeded:
        raise _too_large(session)


def _too_large(session: FormSession) -> KnownError:
    what = session.exceeded
    return KnownError(ErrorCode.FORM_TOO_LARGE, what=what, limit=LIMITS.get(what, _MOST_WORK))


def _empty_repeats(nodes: Sequence[BodyNode]) -> Iterator[str]:
    for node in nodes:
        if node.kind is BodyKind.REPEAT and not node.children and node.can_add:
            yield node.ref
        yield from _empty_repeats(node.children)
