"""*Abgleich* when a person is needed: a parked case, a server set back; real server and thread."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.app.network import NetworkWatch
from desktop.domain.ids import RecordId, StreamId, new_record_id
from desktop.i18n.context import LocaleContext
from desktop.services.people import StaffDirectory
from desktop.services.services import Services, compose
from desktop.services.sync_service import no_person
from desktop.services.views import Me
from desktop.sync.state import SyncState
from desktop.sync.transport import HttpTransport, Response
from desktop.sync.worker import SyncWorker
from desktop.ui.main_window import MainWindow
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from protocol import messages
from protocol.messages import ChangesResponse, StoredSet
from server.key import load_or_create
from tests.support.agency import SmallAgency
from tests.support.agency_server import ServerThread, wall_ms
from tests.ui.pages_desk import texts

PATIENCE_MS = 20_000


class SpoiltLine(HttpTransport):
    """Changes the last byte of what comes, as long as ``spoils``."""

    spoils = True

    def request(self, method: str, path: str, **more: object) -> Response:
        answer = super().request(method, path, **more)  # type: ignore[arg-type]
        if "/changes" not in path or not SpoiltLine.spoils:
            return answer
        changes = messages.from_cbor(answer.body, ChangesResponse, limit=1 << 22)
        sets = tuple(
            StoredSet(one.seq, one.head, (one.body or b"")[:-1] + b"\0") for one in changes.sets
        )
        body = messages.to_cbor(ChangesResponse(sets, changes.head_seq))
        return Response(answer.status, answer.headers, body)


class Online:
    """Worker A with window and sync thread; worker B writes behind A's back."""

    def __init__(self, directory: Path, qtbot: QtBot, tasks: Tasks, theme: Theme) -> None:
        self.folder = directory / "server"
        self.folder.mkdir()
        key = load_or_create(self.folder).public_key().public_bytes_raw()
        self.agency = SmallAgency(directory, 2, server_key=key)
        self.a, self.b = self.agency.workers
        self.server = ServerThread(self.folder, self.agency.root).__enter__()
        self.agency.found(self.server.url)
        self.services: Services = compose(
            self.a.store,
            Me(new_record_id(), "Miriam Köhler", "MK"),
            StaffDirectory(no_person),
            self.a.circle,
            wall_ms,
        )
        self.qtbot = qtbot
        self.window = MainWindow(self.services, tasks, theme, LocaleContext("de"))
        self.sync = SyncWorker(
            self.a.store,
            lambda: self.a.client(SpoiltLine(self.server.url)),
            now=self.a.now,
            on_status=self.services.sync.reported,
            coalesce_s=0.02,
        )
        self.services.sync.attach(self.sync)

    def start(self) -> None:
        self.sync.start()
        self.window.show()
        self.window.go("sync")

    def new_case(self, number: str) -> tuple[RecordId, StreamId]:
        """B writes a case and sends it."""
        case, stream = self.b.new_case(number=number)
        self.b.sync(self.server.url)
        return case, stream

    def says(self, words: str) -> None:
        self.qtbot.waitUntil(
            lambda: any(words in text for text in texts(self.window.sync)), timeout=PATIENCE_MS
        )

    def press(self, text: str) -> None:
        buttons = self.window.sync.findChildren(QPushButton)
        next(b for b in buttons if b.text() == text and b.isVisible()).click()

    def set_server_back(self, backup: Path) -> None:
        """Stop the server, put *backup* in its place, start it at the same address."""
        port = self.server.port
        self.server.stop()
        for end in ("", "-wal", "-shm"):
            (self.folder / f"agency.db{end}").unlink(missing_ok=True)
        shutil.copyfile(backup, self.folder / "agency.db")
        self.server = ServerThread(self.folder, self.agency.root, port=port).__enter__()

    def close(self, tasks: Tasks) -> None:
        assert self.sync.stop()
        self.window.shut()
        self.window.deleteLater()
        self.qtbot.waitUntil(lambda: tasks.pending == 0)
        self.server.stop()
        self.agency.close()


@pytest.fixture
def online(tmp_path: Path, qtbot: QtBot, tasks: Tasks, theme: Theme) -> Iterator[Online]:
    made = Online(tmp_path, qtbot, tasks, theme)
    yield made
    made.close(tasks)


def test_a_parked_case_says_which_and_why_and_goes_on_at_the_button(online: Online) -> None:
    SpoiltLine.spoils = True
    case, _ = online.new_case("F-7")
    online.start()
    online.says("Geparkt (1)")
    online.says("Die Unterschrift einer Sendung stimmt nicht.")
    online.says("Ein Fall, der hier noch nicht angekommen ist")
    online.says("Der Abgleich ist fertig bis auf 1 geparkte Stelle.")
    SpoiltLine.spoils = False
    online.press("Noch einmal versuchen")
    online.says("Alles ist auf dem Server.")
    assert not any("Geparkt" in text for text in texts(online.window.sync))
    assert online.a.store.read().get("case", case) is not None


def test_a_server_set_back_far_asks_a_person_and_gets_its_part_again(
    online: Online, tmp_path: Path
) -> None:
    SpoiltLine.spoils = False
    backup = tmp_path / "backup.db"
    with (
        contextlib.closing(sqlite3.connect(online.folder / "agency.db")) as now,
        contextlib.closing(sqlite3.connect(backup)) as copy,
    ):
        now.backup(copy)
    for number in range(4):
        online.a.new_case(number=f"F-{number}")
        online.a.sync(online.server.url)
    stored = online.server.store.counts().sets
    online.set_server_back(backup)
    assert online.server.store.counts().sets == 0
    online.start()
    online.says("Der Server wurde auf einen älteren Stand zurückgesetzt.")
    online.says("4 von 4 Änderungen, die dieses Gerät schon kennt, fehlen auf dem Server.")
    assert online.services.sync.status().state is SyncState.BLOCKED
    assert online.server.store.counts().sets == 0, "nothing is sent without a person's yes"
    online.press("Die IT bestätigt: noch einmal senden")
    online.says("Alles ist auf dem Server.")
    assert online.server.store.counts().sets == stored


def test_news_of_a_network_begins_a_round_at_once(online: Online) -> None:
    SpoiltLine.spoils = False
    port = online.server.port
    online.server.stop()
    online.start()
    online.says("Gerade kein Netz.")
    watch = NetworkWatch(online.services.sync.network_returned)
    if QNetworkInformation.instance() is None:
        pytest.skip("this system has no news of the network")
    online.server = ServerThread(online.folder, online.agency.root, port=port).__enter__()
    news = QNetworkInformation.instance().reachabilityChanged
    news.emit(QNetworkInformation.Reachability.Disconnected)
    news.emit(QNetworkInformation.Reachability.Local)
    online.says("Alles ist auf dem Server.")
    watch.deleteLater()
