"""Two columns side by side where there is room, else one below the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.theme import tokens
from desktop.ui.theme.theme import current_scale


class TwoColumns(QWidget):
    """The wide column first; the side column is folded below it under *narrow_at* pixels."""

    def __init__(
        self,
        main: QWidget,
        side: QWidget,
        *,
        narrow_at: int = 900,
        shares: tuple[int, int] = (2, 1),
    ) -> None:
        super().__init__()
        self._shares = shares
        self._narrow_at = narrow_at
        self._side = side
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(tokens.XL)
        self._grid.setVerticalSpacing(tokens.XL)
        self._main = main
        self._is_wide = True
        self._has_side = True
        self._place()

    def show_side(self, *, visible: bool) -> None:
        """Show the side column only when it has something."""
        self._has_side = visible
        self._side.setVisible(visible)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = event.size().width() >= self._narrow_at * current_scale()
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            self._place()

    def _place(self) -> None:
        top = Qt.AlignmentFlag.AlignTop
        self._grid.removeWidget(self._main)
        self._grid.removeWidget(self._side)
        self._grid.addWidget(self._main, 0, 0, top)
        if self._is_wide and self._has_side:
            self._grid.addWidget(self._side, 0, 1, top)
            for at, share in enumerate(self._shares):
                self._grid.setColumnStretch(at, share)
        else:
            self._grid.addWidget(self._side, 1, 0, top)
            self._grid.setColumnStretch(0, 1)
            self._grid.setColumnStretch(1, 0)
        self._grid.setRowStretch(2, 1)


class ScrollColumn(QScrollArea):
    """A page that scrolls up and down, its content no wider than *width* at 100 % text."""

    def __init__(self, content: QWidget, *, width: int = tokens.TEXT_WIDTH) -> None:
        super().__init__()
        self._limit = width
        self._content = content
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        holder.setProperty("role", "scroll")
        self._box = box = QVBoxLayout(holder)
        # In a row of its own, so that heights are asked for the width the content really gets.
        inner = QHBoxLayout()
        inner.addWidget(content)
        inner.addStretch(1)
        box.addLayout(inner)
        box.addStretch(1)
        self.setWidget(holder)
        self.verticalScrollBar().rangeChanged.connect(self._keep_edges)
        self._keep_edges()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._keep_edges()

    def _keep_edges(self) -> None:
        """The bar stands in the margin: what is shown ends where the head of the page does."""
        bar = self._bar_width()
        begin, end = (bar, 0) if self.isRightToLeft() else (0, bar)
        self._box.setContentsMargins(tokens.XL - begin, 0, tokens.XL - end, tokens.XL)

    def _bar_width(self) -> int:
        bar = self.verticalScrollBar()
        return bar.sizeHint().width() if bar.maximum() else 0

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._content.setMaximumWidth(round(self._limit * current_scale()))
        room = event.size().width() - 2 * tokens.XL + self._bar_width()
        self._content.setMinimumWidth(min(room, self._content.maximumWidth()))
