"""A worker's desk for the tests of the form: a real store and real services, one case in it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.crypto.device import DeviceKeys
from desktop.domain import records
from desktop.domain.changes import RecordEdit, Value
from desktop.domain.ids import RecordId, StreamId, new_record_id, new_stream_id
from desktop.domain.kinds import Scope
from desktop.forms.environment import Environment
from desktop.forms.load import load_form
from desktop.forms.session import FormSession
from desktop.i18n.context import LocaleContext
from desktop.services.people import StaffDirectory
from desktop.services.services import Services, compose
from desktop.services.views import Me
from desktop.services.visits import OpenForm
from desktop.storage.store import Store, Writer
from desktop.ui.events import Events
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.form_page import FormPage
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from tests.support.agency_server import wall_ms

assert records  # declares the kinds

ARRIVAL = "/data/f2_page_arrival/"
TOPICS = "/data/f2_page_topics/"
AGREED = "/data/f2_page_agreed/"


class Desk:
    """Opens form pages on a case of a person called Selam."""

    def __init__(self, directory: Path, tasks: Tasks) -> None:
        keys = DeviceKeys.generate()
        self.store = Store.create(
            directory / "store",
            secrets.token_bytes(32),
            store_id=secrets.token_hex(16),
            device=keys.device_id,
            now=wall_ms,
        )
        self.tasks = tasks
        self.windows: list[InterpreterWindow] = []
        me = Me(staff=new_record_id(), name="Fachkraft", initials="FK")
        staff = StaffDirectory(lambda _device: me.staff)
        self.services: Services = compose(self.store, me, staff, secrets.token_hex(16), wall_ms)
        self.events = Events(self.services.events.subscribe, self.services.sync.subscribe)
        self.stream: StreamId = new_stream_id()
        self.case: RecordId = new_record_id()
        self._new_case()

    def open(
        self,
        *,
        client: str = "ar",
        form_id: str = "f2_visit",
        draft: RecordId | None = None,
        window: LocaleContext | None = None,
    ) -> FormPage:
        """A page on a new form, or on a draft."""
        visits = self.services.visits
        form = (
            visits.resume(draft)
            if draft is not None
            else visits.begin(form_id, self.case, None, "de", client)
        )
        return self.page(form, window)

    def page(self, form: OpenForm, window: LocaleContext | None = None) -> FormPage:
        """A page on an open form."""
        tr = window or LocaleContext("de")
        page = FormPage(form, self.services, self.tasks, self.events, tr)
        page.resize(1100, 700)
        return page

    def form(
        self, xml: bytes, client: str = "ar", media: Mapping[str, bytes] | None = None
    ) -> OpenForm:
        """Any form as if it had been begun on the case."""
        definition = load_form(xml, media=media)
        zone = ZoneInfo("Europe/Berlin")
        return OpenForm(
            draft=new_record_id(),
            case=self.case,
            visit=None,
            session=FormSession(definition, environment=Environment(time_zone=zone)),
            form_id=definition.form_id,
            form_version=definition.version,
            title=definition.title,
            worker_language="de",
            client_language=client,
            unreviewed=(),
            name="",
            place="",
            bases={},
        )

    def save_elsewhere(self, **values: Value) -> None:
        """Change the case behind a form, as a pulled change of a colleague does."""
        edit = RecordEdit(self.stream, "case", self.case, values)
        self.store.write(lambda writer: writer.save([edit])).result()

    def close(self) -> None:
        """Close the store, and windows that tests left open; the tasks are closed before."""
        for window in self.windows:
            if shiboken6.isValid(window):
                window.dismiss()
        self.events.close()
        self.store.close()

    def _new_case(self) -> None:
        person = new_record_id()
        case = {"number": "DD-1", "phase": "intake", "main_person": person, "next_step": "Arzt"}
        edits = [
            RecordEdit(self.stream, "case", self.case, case),
            RecordEdit(
                self.stream,
                "person",
                person,
                {"case": self.case, "call_name": "Selam", "languages": ["ti"]},
            ),
        ]

        def work(writer: Writer) -> None:
            writer.put_stream(self.stream, secrets.token_hex(16), Scope.CASE.value)
            writer.save(edits)

        self.store.write(work).result()


@pytest.fixture
def case_desk(tmp_path: Path, theme: Theme, tasks: Tasks) -> Iterator[Desk]:
    """A desk with a case; a file of tests takes it as its own by ``desk = case_desk``."""
    opened = Desk(tmp_path, tasks)
    yield opened
    tasks.close()
    opened.close()


def press(widget: QWidget, *keys: Qt.Key | str) -> None:
    """Type texts and press keys at whatever has the focus in the window of *widget*."""
    for key in keys:
        target = widget.window().focusWidget() or widget
        if isinstance(key, str):
            QTest.keyClicks(target, key)
        else:
            QTest.keyClick(target, key)


def write(widget: QWidget, text: str) -> None:
    """Type *text* in any script, as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def finish_by_keys(widget: QWidget) -> None:
    """Ctrl+Enter wherever the keyboard is."""
    target = widget.window().focusWidget() or widget
    QTest.keyClick(target, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def tap(widget: QWidget) -> None:
    """Press the middle of *widget* as a finger or mouse does."""
    QTest.mouseClick(
        widget, Qt.MouseButton.LeftButton, pos=QPoint(widget.width() // 2, widget.height() // 2)
    )
