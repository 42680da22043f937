"""What answers is not the agency's server: it is said, nothing is sent, work goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop.app.server_process import ServerProcess
from tests.support.agency import SmallAgency
from tests.support.agency_server import ServerThread
from tests.support.certificates import self_signed
from tests.support.desk_windows import Desk, Office, press
from tests.support.toy_server import ToyServer, says
from tests.support.window_texts import texts

PAGE = b"<!DOCTYPE html><html><body>Willkommen im WLAN. Traceback (most recent call last)"
PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE)
CAPTIVE = (
    "Das WLAN zeigt eine Anmeldeseite statt des Servers.",
    "The Wi-Fi shows a sign-in page instead of the server.",
)
CERTIFICATE = (
    "Das Zertifikat des Servers ist nicht bekannt. Es wurde nichts gesendet.",
    "The server's certificate is not known. Nothing was sent.",
)
NOT_OURS = (
    "Unter der Adresse antwortet ein fremder Server. Es wurde nichts gesendet.",
    "An unknown server answers at this address. Nothing was sent.",
)


def change_a_number(desk: Desk) -> None:
    desk.unlock()
    desk.open_case("Mahmoud")
    desk.edit_field("Telefonnummer", "0351 555 01")


def is_said_on_the_page(desk: Desk, chip: tuple[str, str], sentences: tuple[str, str]) -> None:
    desk.wait_chip(chip[0])
    desk.main.go("sync")
    desk.wait_text(sentences[0], desk.main.sync)
    desk.wait_text("Nur auf diesem Laptop (1)", desk.main.sync)
    desk.switch("en")
    desk.wait_text(sentences[1], desk.main.sync)
    desk.wait_chip(chip[1])
    assert sentences[0] not in texts(desk.main, spoken=True)
    assert not any("Traceback" in text for text in texts(desk.main, spoken=True))
    desk.switch("de")
    assert desk.services.sync.status().unsent == 1


def test_a_page_of_the_hotel_is_no_server_and_the_right_one_is_found_by_itself(
    office: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    with ToyServer(says(PORTAL + PAGE)) as toy:
        desk = office.desk(server=toy.url)
        change_a_number(desk)
        is_said_on_the_page(desk, ("Anmeldeseite", "sign-in"), CAPTIVE)
        assert not any(b"0351" in request for request in toy.requests)
    right = ServerProcess(office.server._data, bytes.fromhex(office.agency.root), toy.port)
    right.start()
    try:
        assert right.port == toy.port
        desk.wait_chip("alles gesendet")
    finally:
        right.kill()
    assert "Traceback" not in "".join(capfd.readouterr())


def test_an_unknown_certificate_is_not_believed(office: Office, tmp_path: Path) -> None:
    with ToyServer(says(PORTAL + PAGE), tls=self_signed(tmp_path)) as toy:
        desk = office.desk(server=toy.url)
        change_a_number(desk)
        is_said_on_the_page(desk, ("Zertifikat unbekannt", "ertificate"), CERTIFICATE)
        press(desk.main.sync, Qt.Key.Key_F5)
        desk.wait_text(CERTIFICATE[0], desk.main.sync)
        # Python 3.11 leaves a socket open when its peer goes away between connect and handshake.
        desk.close()
        assert toy.requests == []


def test_another_agencys_server_learns_nothing(office: Office, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = SmallAgency(tmp_path / "other", 1)
    try:
        with ServerThread(tmp_path / "theirs", other.root) as server:
            other.found(server.url)
            desk = office.desk(server=server.url)
            change_a_number(desk)
            is_said_on_the_page(desk, ("Fremder Server", "nknown server"), NOT_OURS)
            desk.close()
    finally:
        other.close()
