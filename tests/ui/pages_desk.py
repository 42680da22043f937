"""A worker's desk for the tests of the pages: a real store, real services, three cases in it."""

from __future__ import annotations

import secrets
from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.crypto.device import DeviceKeys
from desktop.domain import records
from desktop.domain.changes import Operation, RecordEdit, Value
from desktop.domain.clock import Stamp
from desktop.domain.ids import DeviceId, OpId, RecordId, StreamId, new_record_id, new_stream_id
from desktop.domain.kinds import Scope
from desktop.i18n.context import LocaleContext
from desktop.services.people import StaffDirectory
from desktop.services.services import Services, compose
from desktop.services.views import FieldView, Me
from desktop.storage.store import Store, Writer
from desktop.ui.main_window import MainWindow
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from tests.support.agency_server import wall_ms

assert records  # declares the kinds

OTHER = DeviceId("ee" * 16)
PEOPLE = (
    ("Tesfay", "Selam", "Selam", "ti", "0351 555 01"),
    ("Al-Khatib", "Mahmoud", "Mahmoud", "ar", "0351 555 02"),
    ("<b>Kovalenko</b>", "Oksana", "Oksana", "uk", "0351 555 03"),
)


class PagesDesk:
    """Makes windows on one store; ``plan`` and ``apply`` change it behind their back."""

    def __init__(self, directory: Path, qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
        self._qtbot, self.tasks, self._theme = qtbot, tasks, theme
        self.store = Store.create(
            directory / "store",
            secrets.token_bytes(32),
            store_id=secrets.token_hex(16),
            device=DeviceKeys.generate().device_id,
            now=wall_ms,
        )
        me = Me(new_record_id(), "Miriam Köhler", "MK")
        self.is_admin = False
        staff = StaffDirectory(lambda device: None, lambda device: self.is_admin)
        self.services: Services = compose(self.store, me, staff, secrets.token_hex(16), wall_ms)
        self.tr = LocaleContext("de")
        self.cases: list[RecordId] = []
        self.streams: dict[RecordId, StreamId] = {}
        self._windows: list[MainWindow] = []
        self._foreign = 0
        for family, given, call, language, phone in PEOPLE:
            self.new_case(family, given, call, language, phone)

    def new_case(self, family: str, given: str, call: str, language: str, phone: str) -> RecordId:
        """One case with one person."""
        stream, case, person = new_stream_id(), new_record_id(), new_record_id()
        number = f"DD-{len(self.cases) + 1:04d}"
        values: dict[str, Value] = {"number": number, "phase": "intake", "main_person": person}
        who: dict[str, Value] = {
            "case": case,
            "family_name": family,
            "given_names": given,
            "call_name": call,
            "languages": [language],
            "phone": phone,
        }
        edits = [
            RecordEdit(stream, "case", case, values),
            RecordEdit(stream, "person", person, who),
        ]

        def work(writer: Writer) -> None:
            writer.put_stream(stream, secrets.token_hex(16), Scope.CASE.value)
            writer.save(edits)

        self.store.write(work).result()
        self.cases.append(case)
        self.streams[case] = stream
        return case

    def house(self, name: str, *rooms: str) -> tuple[RecordId, list[RecordId]]:
        """A house with rooms in this order; returns their ids."""
        team, house = new_stream_id(), new_record_id()
        units = [new_record_id() for _ in rooms]
        edits = [RecordEdit(team, "accommodation", house, {"name": name})]
        for at, (unit, room) in enumerate(zip(units, rooms, strict=True)):
            values: dict[str, Value] = {"accommodation": house, "name": room, "position": at}
            edits.append(RecordEdit(team, "unit", unit, values))

        def work(writer: Writer) -> None:
            writer.put_stream(team, secrets.token_hex(16), Scope.TEAM.value)
            writer.save(edits)

        self.store.write(work).result()
        return house, units

    def plan(self, case: RecordId, reason: str = "Termin") -> RecordId:
        """A visit planned for now."""
        visit = new_record_id()
        values: dict[str, Value] = {
            "case": case,
            "planned_at": wall_ms(),
            "reason": reason,
            "state": "planned",
        }
        edit = RecordEdit(self.streams[case], "visit", visit, values)
        self.store.write(lambda writer: writer.save([edit])).result()
        return visit

    def field(self, case: RecordId, unit: str) -> FieldView:
        """A field of the case or of its main person, as it is now."""
        view = self.services.cases.view(case)
        fields = (*view.fields, *(f for person in view.persons for f in person.fields))
        return next(field for field in fields if field.unit == unit)

    def colleague_sets(self, field: FieldView, value: Value, base: tuple[OpId, ...] = ()) -> None:
        """What arrives when a colleague set *field* without having seen ours."""
        self._foreign += 1
        record = self.store.read().get(field.kind, field.record)
        assert record is not None
        operation = Operation(
            OpId(OTHER, self._foreign),
            Stamp(wall_ms(), 0, OTHER),
            record.stream,
            "set",
            field.kind,
            field.record,
            {field.unit: value},
            {field.unit: base},
        )
        self.store.write(lambda writer: writer.apply([operation], wall_ms())).result()

    def window(self) -> MainWindow:
        """A window that has read what its first page shows."""
        window = MainWindow(self.services, self.tasks, self._theme, self.tr)
        self._windows.append(window)
        window.show()
        window.activateWindow()
        self.settle()
        return window

    def settle(self) -> None:
        """Wait until nothing waits for an answer; answers may ask again."""
        for _ in range(3):
            self._qtbot.waitUntil(lambda: self.tasks.pending == 0)
            self._qtbot.wait(1)

    def close(self) -> None:
        """Shut the windows, then the store."""
        for window in self._windows:
            window.shut()
            window.deleteLater()
        self.settle()
        self.store.close()


def texts(root: QWidget) -> list[str]:
    """What can be read on labels now."""
    return [label.text() for label in root.findChildren(QLabel) if label.isVisible()]
