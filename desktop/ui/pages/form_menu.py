"""A button that offers the forms there are; they are read when it is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.views import FormRow
from desktop.ui.actions import ActionSpec, bind_tooltip
from desktop.ui.alive import is_alive
from desktop.ui.tasks import Tasks
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import ActionButton
from desktop.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from desktop.services.services import Services

FILL_IN = ActionSpec(N_("Formular ausfüllen"), "Ctrl+Shift+F")


class FormMenuButton(ActionButton):
    """Signals: ``picked(str)`` a form id; ``failed(Exception)``."""

    picked = Signal(str)
    failed = Signal(object)

    def __init__(self, services: Services, tasks: Tasks, tr: LocaleContext, *without: str) -> None:
        """*without*: forms that have a button of their own."""
        super().__init__("", Icon.FORM)
        self._services, self._tasks, self._tr = services, tasks, tr
        self._without = without
        self._list = Menu(self)
        tr.bind(self, QAbstractButton.setText, FILL_IN.text)
        bind_tooltip(self, tr, FILL_IN)
        self.clicked.connect(self.offer)

    def offer(self) -> None:
        """Read which forms there are and open the menu."""
        self._tasks.run(
            self._services.forms.available,
            done=self._show,
            failed=self.failed.emit,
            initiator=self,
            latest="forms",
        )

    @property
    def offered(self) -> list[QAction]:
        """The entries of the menu as it was last opened."""
        return self._list.actions()

    def _show(self, rows: tuple[FormRow, ...]) -> None:
        if not is_alive(self):
            return
        self._list.clear()
        for form in rows:
            if form.form_id in self._without:
                continue
            action = self._list.addAction(self._tr.text(form.title).replace("&", "&&"))
            action.triggered.connect(lambda _=False, one=form.form_id: self.picked.emit(one))
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self._list.setLayoutDirection(self.layoutDirection())
        width = self._list.sizeHint().width()
        corner = QPoint(self.width() - width if not rtl else 0, self.height())
        self._list.popup(self.mapToGlobal(corner))
        if self.offered:
            self._list.setActiveAction(self.offered[0])
