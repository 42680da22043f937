"""What was said in the client's own words, and its rendering in the worker's language.

The answer always is the rendering, so that logic, search and exports need not know about
originals; until somebody renders it, it is the original itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.domain.companions import Original
from desktop.domain.scripts import script_of
from desktop.forms.session import FormSession

CLIENT, INTERPRETER, WORKER = "client", "interpreter", "worker"
"""Who wrote an original down."""


class Standing(StrEnum):
    """How far an original is rendered."""

    OPEN = "open"
    CHANGED = "changed"
    """It was changed, or given, after what stands in the answer."""
    RENDERED = "rendered"


def standing(original: Original) -> Standing:
    """How far *original* is rendered."""
    if not original.rendered_by:
        return Standing.OPEN
    return Standing.CHANGED if original.at > original.rendered_at else Standing.RENDERED


def is_free_text(session: FormSession, ref: str) -> bool:
    """Whether answers to *ref* are sentences that need translating.

    Figures, what is only read, what the worker alone fills in, and what the form marks with
    ``fm:translate = no`` (names in their own script, addresses, file numbers) do not.
    """
    state = session.state(ref)
    if state.type != "text" or state.readonly or "numbers" in state.appearance.split():
        return False
    marks = session.marks(ref)
    return marks.get("translate") != "no" and marks.get("audience") != WORKER


@dataclass(frozen=True, slots=True)
class Words:
    """One answer: what is stored as such, and the original beside it, if there is one."""

    answer: str
    original: Original | None = None

    @property
    def is_open(self) -> bool:
        """Whether the answer only stands in for a rendering."""
        return (
            self.original is not None
            and standing(self.original) is Standing.OPEN
            and self.answer.strip() == self.original.text.strip()
        )

    @property
    def rendering(self) -> str:
        """What the worker wrote, empty until then."""
        return "" if self.is_open else self.answer

    @property
    def own(self) -> str:
        """What the client said, as far as it was written down."""
        return self.original.text if self.original is not None else ""


def spoken(before: Words, text: str, *, language: str, by: str, at: int, staff: str) -> Words:
    """The client's words became *text* at *at* (UTC milliseconds).

    A rendering that is there stays and counts as older; *staff* is whose it is when it was
    written before the original. Taking all words away leaves the rendering.
    """
    if not text:
        return Words(before.rendering)
    made = Original(text, language, script_of(text), by, at)
    if not before.rendering:
        return Words(text, made)
    known = before.original
    if known is None or not known.rendered_by:
        return Words(before.answer, replace(made, rendered_by=staff))
    # Later than the rendering, whatever the clock says.
    made = replace(made, at=max(at, known.rendered_at + 1))
    kept = replace(made, rendered_by=known.rendered_by, rendered_at=known.rendered_at)
    return Words(before.answer, kept)


def rendered(before: Words, text: str, *, staff: str, at: int) -> Words:
    """The worker's rendering became *text*; without any the original stands in for it again."""
    original = before.original
    if original is None:
        return Words(text)
    if not text:
        return Words(original.text, replace(original, rendered_by="", rendered_at=0))
    # Both may be written within one millisecond; the rendering is of what was there.
    return Words(text, replace(original, rendered_by=staff, rendered_at=max(at, original.at)))


def waiting(originals: Mapping[str, Original], answers: Mapping[str, object]) -> tuple[str, ...]:
    """The stored paths whose answers still want rendering, in order of the paths."""
    return tuple(
        path
        for path, original in sorted(originals.items())
        if answers.get(path) and standing(original) is not Standing.RENDERED
    )
