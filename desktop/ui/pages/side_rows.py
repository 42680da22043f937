"""Lines of the side column: a draft to go on with, a conflict to decide."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.views import ConflictCard, DraftRow
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import card, column
from desktop.ui.widgets.side_row import SideRow

__all__ = ["SideRow", "conflict_row", "draft_row", "section"]


def draft_row(draft: DraftRow, tr: LocaleContext, now_ms: int) -> SideRow:
    """A draft: the form, whose it is, when it was saved."""
    who = draft.name or tr.text(N_("noch ohne Namen"))
    when = tr.relative(draft.saved_at, now_ms)
    return SideRow(Icon.DRAFT, "muted", who, f"{tr.text(draft.form_title)} · {when}")


def conflict_row(shown: ConflictCard, tr: LocaleContext) -> SideRow:
    """A conflict: the field, whose it is, how many versions there are."""
    count = tr.ntext("{n} Fassung", "{n} Fassungen", len(shown.versions))
    return SideRow(Icon.CONFLICT, "warn", shown.case_name, f"{tr.text(shown.label)} · {count}")


def section(title: str, *rows: QWidget, note: str = "") -> QWidget:
    """A heading with its card of rows; *note* stands under the heading."""
    holder = QWidget()
    box = column(PlainLabel(title, kind="section"))
    if note:
        box.addWidget(PlainLabel(note, tone="muted", wrap=True))
    box.addWidget(card(*rows, space=0, margin=tokens.S))
    holder.setLayout(box)
    return holder
