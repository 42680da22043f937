"""Which editor a field of a record gets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.i18n.context import LocaleContext
from desktop.services.places import HouseRow
from desktop.services.views import FieldView
from desktop.ui.pages.field_editors import (
    BirthEditor,
    CodeEditor,
    CodesEditor,
    FieldEditor,
    TextEditor,
)
from desktop.ui.pages.home_editor import HomeEditor


def editor_for(
    field: FieldView, label: str, tr: LocaleContext, today: date, houses: Sequence[HouseRow]
) -> FieldEditor | None:
    """Return the editor of a field, or None for what is only shown here."""
    if field.unit == "birth":
        return BirthEditor(field, label, tr, today)
    if field.unit == "home":
        return HomeEditor(field, label, tr, houses)
    if field.type == "code":
        return CodeEditor(field, label, tr)
    if field.type == "codes":
        return CodesEditor(field, label, tr)
    return TextEditor(field, label) if field.type == "text" else None


def is_editable(field: FieldView) -> bool:
    """Whether ``editor_for`` has an editor."""
    return field.unit in ("birth", "home") or field.type in ("code", "codes", "text")
