"""What is done seldom with a case: its end, how long it is kept, erasing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.dialogs.erase_sheet import EraseSheet
from desktop.ui.dialogs.hold_sheet import HoldSheet
from desktop.ui.dialogs.open_sheets import OpenSheets
from desktop.ui.tasks import Tasks
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import IconButton
from desktop.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from desktop.services.services import Services

_MORE = N_("Weiteres zum Fall")
_HOLD, _ERASE = N_("Ende und Aufbewahrung …"), N_("Löschen …")


class CaseMenu(IconButton):
    """Stands in the head of a case. Signals: ``gone()`` when the sheet that has erased the whole
    case is closed."""

    gone = Signal()

    def __init__(
        self,
        page: QWidget,
        services: Services,
        tasks: Tasks,
        tr: LocaleContext,
        sheets: OpenSheets,
    ) -> None:
        super().__init__(Icon.MORE)
        self._sheets = sheets
        sheets.lead("hold", lambda _: self.open_hold())
        sheets.lead("erase", lambda part: self.open_erase(RecordId(part) if part else None))
        self._page, self._services, self._tasks, self._tr = page, services, tasks, tr
        self.case: RecordId | None = None
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        tr.bind(self, QToolButton.setToolTip, _MORE)
        tr.bind(self, QToolButton.setAccessibleName, _MORE)
        menu = Menu(self)
        for words, run in ((_HOLD, self.open_hold), (_ERASE, self.open_erase)):
            action = QAction(menu)
            tr.bind(action, QAction.setText, words)
            action.triggered.connect(lambda _=False, run=run: run())
            menu.addAction(action)
        self.setMenu(menu)

    def open_hold(self) -> HoldSheet | None:
        """Ask for the end of the case and what puts its erasure off."""
        if self.case is None:
            return None
        sheet = HoldSheet(self._page, self._tr, self._services, self._tasks, self.case)
        sheet.open()
        self._sheets.stands("hold", sheet, self.case)
        return sheet

    def open_erase(self, part: RecordId | None = None) -> EraseSheet | None:
        """Ask what is to be erased; *part*: one document of the case, and nothing else."""
        if self.case is None:
            return None
        sheet = EraseSheet(self._page, self._tr, self._services, self._tasks, self.case, part)
        sheet.erased_case.connect(lambda: sheet.finished.connect(lambda _: self.gone.emit()))
        sheet.open()
        self._sheets.stands("erase", sheet, part or "")
        return sheet
