"""The frame of all dialogs: title, content, own button texts; opened without blocking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QColor,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QSpacerItem,
    QWidget,
)

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.fields.base import Field
from desktop.ui.half_typed import Inputs, type_into, typed_in
from desktop.ui.screen_room import room_for
from desktop.ui.theme import tokens
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.focus_ring import FocusRing
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row

_INPUTS = (
    QLineEdit,
    QPlainTextEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractItemView,
    QCheckBox,
    QRadioButton,
)


class Sheet(QDialog):
    """Deleted when closed. Esc closes; Enter presses the button with the focus, elsewhere the
    primary one, as Ctrl+Enter does everywhere. The keyboard begins at the first input, without any
    at the button that changes nothing (``safe``).

    Attribute ``is_cancelled``: closed with the secondary button, so nothing is to be put aside.
    """

    def __init__(
        self, parent: QWidget, tr: LocaleContext, title: str, primary: str = "", width: int = 520
    ) -> None:
        super().__init__(parent)
        self._tr = tr
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if tr.is_rtl else Qt.LayoutDirection.LeftToRight
        )
        self.setMinimumWidth(round(width * current_scale()))
        heading = PlainLabel(kind="section")
        tr.bind(heading, PlainLabel.setText, title)
        tr.bind(self, QDialog.setWindowTitle, title)
        self.content = column(space=tokens.S)
        self.primary = ActionButton("primary")
        self.secondary = ActionButton()
        if not primary:
            self.primary.hide()
        if primary:
            tr.bind(self.primary, QAbstractButton.setText, primary)
        tr.bind(self.secondary, QAbstractButton.setText, N_("Abbrechen") if primary else CLOSE)
        self.primary.setDefault(bool(primary))
        self.is_cancelled = False
        self.secondary.clicked.connect(self._mark_cancelled)
        self.secondary.clicked.connect(self.reject)
        self.buttons = row(None, self.secondary, self.primary, space=tokens.S)
        self.head = row(heading, space=tokens.XL)
        box = column(self.head, tokens.S, self.content, space=0)
        box.addItem(_Spare(self.content))
        box.addSpacing(tokens.L)
        box.addLayout(self.buttons)
        box.setContentsMargins(tokens.XL, tokens.XL, tokens.XL, tokens.L)
        self.setLayout(box)
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)
        keys.activated.connect(self.primary.click)
        self._ring = FocusRing(self)

    def showEvent(self, event: QShowEvent) -> None:
        """No higher than what it holds: Qt measures wrapped words at a width of its own choice,
        below that of the dialog.
        """
        super().showEvent(event)
        if self.focusWidget() in (None, self):
            (self._first_input() or self.safe).setFocus()
        box = self.layout()
        if box is None or self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            return
        needed = box.totalHeightForWidth(self.width()) if box.hasHeightForWidth() else 0
        if 0 < needed < self.height():
            self.resize(self.width(), needed)
            self.setAttribute(Qt.WidgetAttribute.WA_Resized, False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Whatever it grows by, its buttons stay on the screen."""
        super().resizeEvent(event)
        if self.isVisible() and self.isWindow():
            self._keep_on_screen()

    def _keep_on_screen(self) -> None:
        free, frame = room_for(self), self.frameGeometry()
        over = QPoint(max(0, frame.right() - free.right()), max(0, frame.bottom() - free.bottom()))
        corner = frame.topLeft() - over
        corner = QPoint(max(free.left(), corner.x()), max(free.top(), corner.y()))
        if corner != frame.topLeft():
            self.move(corner)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(current_tokens().border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _mark_cancelled(self) -> None:
        self.is_cancelled = True

    def enter_in(self, *fields: Field) -> None:
        """Enter in *fields*, which in a form leads to the next question, presses the button."""
        for field in fields:
            field.moved_on.connect(lambda _step: self.primary.click())

    @property
    def safe(self) -> QWidget:
        """The button that changes nothing and loses nothing."""
        return self.secondary

    def _first_input(self) -> QWidget | None:
        """Where one begins to type or choose; of several radio buttons the chosen one."""
        found = [one for one in self.findChildren(QWidget) if self._takes_input(one)]
        chosen = (one for one in found if not isinstance(one, QRadioButton) or one.isChecked())
        return next(chosen, next(iter(found), None))

    def _takes_input(self, one: QWidget) -> bool:
        by_tab = bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus) and one.focusProxy() is None
        can_enter = isinstance(one, _INPUTS) and one.isEnabled() and one.isVisibleTo(self)
        return by_tab and can_enter

    def inputs(self) -> Inputs:
        """What is typed or chosen here, by names of their own; never a password or code."""
        return {}

    def typed(self) -> dict[str, Any] | None:
        """What stands in the ``inputs`` in plain values; None if there is nothing to go on with."""
        return typed_in(self.inputs())

    def unsaved(self) -> dict[str, Any] | None:
        """What a person typed and would miss if Esc dropped it, as ``typed`` tells it; None if
        nothing is kept then. Never what decides something by itself, a tick or a day."""
        return None

    def take_typed(self, kept: Mapping[str, Any]) -> None:
        """Go on with what ``typed`` told before a lock."""
        type_into(self.inputs(), kept)

    def add(self, *items: QWidget | QLayout | int) -> None:
        """Put widgets, layouts or spaces below what is there."""
        for item in items:
            if isinstance(item, int):
                self.content.addSpacing(item)
            elif isinstance(item, QLayout):
                self.content.addLayout(item)
            else:
                self.content.addWidget(item)


class _Spare(QSpacerItem):
    """Takes the height that is left over, unless *content* has a part that can use it."""

    def __init__(self, content: QLayout) -> None:
        super().__init__(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        self._content = content

    def expandingDirections(self) -> Qt.Orientation:
        grows = self._content.expandingDirections() & Qt.Orientation.Vertical
        return Qt.Orientation(0) if grows else Qt.Orientation.Vertical


CLOSE = N_("Schließen")
