"""Places in the form page for what other parts of the program add: notices, tools, a side panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.pages.form_heads import PaneHeads
from desktop.ui.pages.form_step_view import GUTTER
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.icons import IconButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, line, row

CLOSE_PANEL = N_("Seitenleiste schließen")
_PANEL_WIDTH = 300


class NoticeSlot(QWidget):
    """Lines over the panes, such as a banner about a newer version; empty it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = column(space=tokens.S)
        self.setLayout(self._box)

    def put(self, notice: QWidget) -> None:
        """Add a line below those already there; it may hide and show itself."""
        self._box.addWidget(notice)


class SideSlot(QFrame):
    """One panel at a time beside the panes, with its title and a cross; hidden while empty.

    Signals: ``panel_changed(QWidget | None)``.
    """

    panel_changed = Signal(object)

    def __init__(self, tr: LocaleContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._tr = tr
        self.panel: QWidget | None = None
        self.title = PlainLabel(kind="strong")
        self.close_button = IconButton(Icon.CLOSE, tone="muted")
        tr.bind(self.close_button, IconButton.setToolTip, CLOSE_PANEL)
        tr.bind(self.close_button, IconButton.setAccessibleName, CLOSE_PANEL)
        self.close_button.clicked.connect(self.close_panel)
        head = row(self.title, None, self.close_button)
        head.setContentsMargins(tokens.L, tokens.XS, tokens.XS, tokens.XS)
        self._box: QVBoxLayout = column(head, line(), space=0)
        self.setLayout(self._box)
        self.hide()

    def show_panel(self, title: str, panel: QWidget) -> None:
        """Show *panel* under *title* (a message id) instead of what is there; it is kept hidden
        when it is closed, so that it can be shown again."""
        self._take_out()
        self.panel = panel
        self._tr.bind(self.title, PlainLabel.setText, title)
        self.setFixedWidth(round(_PANEL_WIDTH * min(current_scale(), 1.25)))
        self._box.addWidget(panel, 1)
        panel.show()
        self.show()
        self.panel_changed.emit(panel)

    def close_panel(self) -> None:
        """Give the room back to the panes."""
        if self.panel is not None:
            self._take_out()
            self.hide()
            self.panel_changed.emit(None)

    def _take_out(self) -> None:
        if self.panel is not None:
            self._box.removeWidget(self.panel)
            self.panel.hide()
            self.panel = None


Gate = Callable[[Callable[[], object]], object]
"""Asks something before a form is stored and calls what it is given when the form may go on."""


class ClosingGates:
    """What stands between *Fertig* and storing, asked one after the other; each may say no by
    simply not going on, and is asked again at the next *Fertig*."""

    def __init__(self) -> None:
        self._gates: list[Gate] = []

    def add(self, gate: Gate) -> None:
        """Ask *gate* after those already there."""
        self._gates.append(gate)

    def run(self, then: Callable[[], object]) -> None:
        """Ask all; *then* once all of them have gone on."""
        self._ask(tuple(self._gates), then)

    def _ask(self, left: Sequence[Gate], then: Callable[[], object]) -> None:
        if not left:
            then()
            return
        left[0](lambda: self._ask(left[1:], then))


def frame(
    header: QWidget,
    top: Sequence[QWidget],
    heads: PaneHeads,
    middle: tuple[QWidget, SideSlot],
    foot: QBoxLayout,
    flat: int,
) -> QBoxLayout:
    """The page: header, steps and lines over the panes, heads and panes with what stands beside
    them, buttons.

    *flat* is the inner space of a flat button, which is to stand at the margin.
    """
    # Spaces, not margins: they change sides with the direction of the window.
    head = row(tokens.XL - flat, header, tokens.XL, space=0)
    steps = row(top[0], heads.legend, space=tokens.L)
    steps.setStretch(0, 1)
    over = column(steps, *top[1:])
    over.setContentsMargins(tokens.XL, 0, tokens.XL, 0)
    panes, side = middle
    named = row(heads)
    named.setContentsMargins(0, 0, GUTTER, 0)
    across = row(column(named, panes, space=tokens.XS), side, space=tokens.S)
    across.setStretch(0, 1)

    def keep_margins() -> None:
        # What stands at the right ends with the page: the panes leave room for a scroll bar.
        has_panel = side.panel is not None and not side.isRightToLeft()
        across.setContentsMargins(tokens.XL, 0, tokens.XL - (0 if has_panel else GUTTER), 0)

    side.panel_changed.connect(keep_margins)
    keep_margins()
    foot.setContentsMargins(tokens.XL, tokens.S, tokens.XL, tokens.M)
    box = column(tokens.M, head, tokens.S, over, tokens.XS, across, line(), foot, space=0)
    box.setStretchFactor(across, 1)
    return box
