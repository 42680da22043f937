"""Actions are declared; each has a shortcut, shown in tooltips and on the sheet behind F1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.domain.wording import N_
from desktop.i18n.bidi import LRI, PDI, has_rtl, isolate
from desktop.i18n.context import LocaleContext

_KEY_NAMES = {
    "Ctrl": N_("Strg"),
    "Shift": N_("Umschalt"),
    "Alt": N_("Alt"),
    "Return": N_("Eingabe"),
    "Esc": N_("Esc"),
    "Left": N_("Pfeil links"),
    "Right": N_("Pfeil rechts"),
    "Del": N_("Entf"),
    "Space": N_("Leertaste"),
}


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """What an action is called (message id) and which keys start it (Qt's portable words)."""

    text: str
    keys: str


def keys_text(keys: str, tr: LocaleContext) -> str:
    """Return *keys* as they are printed on the keyboards of the window's language."""
    names = [tr.text(_KEY_NAMES.get(key, key)) for key in keys.split("+")]
    if any(has_rtl(name) for name in names):
        return f"{LRI}{'+'.join(isolate(name) for name in names)}{PDI}"
    return "+".join(names)


def add_actions(
    owner: QWidget,
    tr: LocaleContext,
    slots: Mapping[ActionSpec, Callable[[], object]],
    *,
    everywhere: bool = False,
) -> dict[ActionSpec, QAction]:
    """Give *owner* one QAction a spec; they work while the focus is in it (or in its window)."""
    context = (
        Qt.ShortcutContext.WindowShortcut
        if everywhere
        else Qt.ShortcutContext.WidgetWithChildrenShortcut
    )
    made = {}
    for spec, slot in slots.items():
        action = QAction(owner)
        action.setShortcut(QKeySequence(spec.keys))
        action.setShortcutContext(context)
        action.triggered.connect(lambda _=False, run=slot: run())
        tr.bind(action, QAction.setText, spec.text)
        owner.addAction(action)
        made[spec] = action
    return made


def bind_tooltip(widget: QWidget, tr: LocaleContext, spec: ActionSpec) -> None:
    """Name the action and its keys in the tooltip of a button, in every language."""

    def show(target: QWidget, text: str) -> None:
        target.setToolTip(f"{text} ({keys_text(spec.keys, tr)})")

    tr.bind(widget, show, spec.text)
