"""The program on a laptop of several workers."""

from __future__ import annotations

from PySide6.QtTest import QTest

from desktop.app.demo_agency import PASSWORD
from tests.support.desk_windows import Desk


class SharedLaptop(Desk):
    """The program on a laptop where the folders of several workers lie below one root."""

    def start(self) -> None:
        self._options = self._options._replace(root=self.profile)
        super().start()

    def sign_in(self, initials: str, password: str = PASSWORD) -> None:
        field = self.unlock_window._initials
        field.clear()
        QTest.keyClicks(field, initials)
        self.type_password(password)
