"""What a question shows beside label, field and error: one maker a part, in order from above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from desktop.ui.pages.form_presented import presented_part
from desktop.ui.pages.media_row import picture_part, prompt_part
from desktop.ui.pages.original_row import original_part

if TYPE_CHECKING:
    from desktop.ui.pages.form_question import QuestionRow


class RowPart(Protocol):
    """One more thing in the panes of a question; puts its widgets there with ``row.put_part``."""

    def refresh(self) -> None:
        """Show the answer and its companions as they stand now."""

    def relabel(self, side: int) -> None:
        """Write one pane anew after a switch of its language or of the text size."""

    def stops(self, side: int) -> Sequence[QWidget]:
        """Where the Tab key halts in one pane, behind the field."""


Maker = Callable[["QuestionRow"], RowPart | None]
"""Gives the part for one question, or None where it has no business."""

MAKERS: tuple[Maker, ...] = (
    picture_part,
    prompt_part,
    presented_part,
    original_part,
)


def parts_of(row: QuestionRow) -> tuple[RowPart, ...]:
    """The parts of one question, made when its row is complete otherwise."""
    made = (make(row) for make in MAKERS)
    return tuple(part for part in made if part is not None)
