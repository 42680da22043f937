"""English is chosen in the running window: nothing German is left, whatever is open."""

from __future__ import annotations

import re
from functools import cache

from babel.messages.pofile import read_po
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.i18n.catalogue import TRANSLATIONS
from tests.support.desk_windows import Desk, Office, press
from tests.support.window_texts import plain, texts

WORDS = re.compile(
    r"\b(und|oder|nicht|noch|keine?|heute|gestern|zuletzt|auf|von|mit|ist|wird|bitte|diesem|"
    r"Fälle|Fall|Abgleich|Einstellungen|Suche|Sperren|Heute|Rundgang|Entwurf|Entwürfe|Konflikt|Besuch|"
    r"Hausbesuch|Aufnahme|Notiz|Überblick|Verlauf|Sprache|Sprachen|Gerät|Geräte|Tasten|Fertig|"
    r"Weiter|Zurück|Jetzt|Anzeigen|Öffnen|Passwort|Wohnort|Dringend|Telefonnummer|Arabisch|"
    r"Einschätzung|angetroffen|gesendet|gespeichert)\b"
)


@cache
def translated() -> re.Pattern[str]:
    """Matches every German message that reads differently in English."""
    path = TRANSLATIONS / "en" / "LC_MESSAGES" / "fallmappe.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale="en")
    german: set[str] = set()
    for message in catalogue:
        if message.id and message.string and message.id not in (message.string, "Deutsch"):
            german |= {message.id} if isinstance(message.id, str) else set(message.id)
    parts = (re.sub(r"\\\{\w+\\\}", ".+", re.escape(plain(text))) for text in german)
    return re.compile("|".join(part for part in parts if part != ".+"))


def data(desk: Desk) -> set[str]:
    """What people wrote in German; it stays as they wrote it."""
    services = desk.services
    found: set[str] = set()
    for stop in services.today.view().round:
        found |= {stop.place, stop.name, stop.reason}
    for row in services.cases.list():
        case = services.cases.view(row.case)
        found |= {row.name, case.next_step, row.place}
        for entry in services.cases.timeline(row.case):
            found |= {part.text for part in entry.parts}
    return {text for text in found if text}


def german_in(desk: Desk, root: QWidget) -> list[str]:
    written = data(desk)
    left = []
    for text in texts(root, spoken=True):
        rest = text
        for known in sorted(written, key=len, reverse=True):
            rest = rest.replace(known, "")
        pieces = [piece.strip() for piece in re.split(r" · |\n| – |: |, ", rest)]
        if WORDS.search(rest) or any(translated().fullmatch(piece) for piece in pieces if piece):
            left.append(text)
    return left


def test_every_page_speaks_english_after_the_switch(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    desk.edit_field("Telefonnummer", "0351 555 01")
    desk.wait_chip("nur auf diesem Laptop")
    assert german_in(desk, desk.main), "the net catches German"
    found = {}
    desk.switch("en")
    assert QApplication.activeWindow() is desk.main
    desk.wait_text("Overview")
    desk.wait(lambda: desk.program._tasks.pending == 0)
    found["overview"] = german_in(desk, desk.main)
    desk.main.case.show_timeline()
    found["timeline"] = german_in(desk, desk.main)
    for page, sign in (("today", "Today"), ("cases", "1 case"), ("sync", "Sync now")):
        desk.main.go(page)
        desk.wait_text(sign)
        desk.wait(lambda: desk.program._tasks.pending == 0)
        found[page] = german_in(desk, desk.main)
    desk.switch("de")
    desk.wait_text("Abgleich")
    assert {page: left for page, left in found.items() if left} == {}


def test_an_open_form_with_errors_and_draft_follows_the_switch(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Mahmoud")
    form = desk.begin_visit()
    press(form, Qt.Key.Key_Return, Qt.Key.Key_Return, "r")
    desk.wait(lambda: "Entwurf gespeichert" in form.header.draft.text())
    form.finish()
    desk.wait(form.summary.isVisible)
    desk.switch("en")
    desk.wait_text("Draft saved")
    left = german_in(desk, desk.main)
    assert not left, left
    assert desk.answer("/data/f2_page_arrival/f2_reason") == "round"
    desk.switch("de")
    desk.wait_text("Entwurf gespeichert")
    desk.wait_text("Ergebnis des Besuchs", form)


def test_english_from_the_password_on_and_in_every_dialog(office: Office) -> None:
    desk = office.desk(language="de")
    desk.switch("en")
    assert WORDS.search(" ".join(texts(desk.unlock_window, spoken=True))) is None
    desk.unlock()
    desk.open_case("Mahmoud")
    desk.main.case.write_note()
    QTest.keyClick(desk.main, Qt.Key.Key_F1)
    desk.main.library.import_form()
    dialogs = [d for d in desk.main.findChildren(QDialog) if d.isVisible()]
    assert len(dialogs) >= 2
    assert {type(d).__name__: german_in(desk, d) for d in dialogs if german_in(desk, d)} == {}
    for dialog in dialogs:
        dialog.reject()


def test_after_locking_and_unlocking_the_whole_window_still_follows_the_switch(
    office: Office,
) -> None:
    desk = office.desk()
    desk.unlock()
    desk.open_case("Selam")
    desk.lock()
    desk.unlock()
    desk.switch("en")
    desk.wait_text("Today")
    desk.wait(lambda: desk.program._tasks.pending == 0)
    assert german_in(desk, desk.main) == []
    desk.switch("de")
    desk.wait_text("Heute")
    assert desk.crash_reports() == []
