"""Pages of which one is shown: as high as that one, unlike a stack, which is as high as all."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.ui.widgets.layouts import column


class OnePage(QWidget):
    """Shows the first page that is added until another one is asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.current: QWidget | None = None
        self._box = column(space=0)
        self.setLayout(self._box)

    def add(self, page: QWidget) -> None:
        """Take *page* in, hidden unless it is the first."""
        self._box.addWidget(page)
        if self.current is None:
            self.current = page
        page.setVisible(page is self.current)

    def show_page(self, page: QWidget) -> None:
        """Show *page*, which was added."""
        if self.current is not None and self.current is not page:
            self.current.hide()
        self.current = page
        page.show()
