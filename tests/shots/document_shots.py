"""Pictures of printed pages, of the print dialog and of the glossary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.companions import Companions, Original, Signature
from desktop.forms.session import FormSession
from desktop.i18n.context import LocaleContext
from desktop.services.companions import stored_path_of
from desktop.services.documents import Appointment, Document, Kind, Sheet
from desktop.services.services import Services
from desktop.ui.dialogs.print_dialog import PrintDialog
from desktop.ui.events import Events
from desktop.ui.pages.form_page import FormPage
from desktop.ui.printing.output import Paper
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from tests.shots.settling import is_wanted, settle

PAIRS = (("de", "ar"), ("de", "ti"), ("de", "fa"), ("en", "uk"))
_WIDTH = 1000
_AT = 1795340000000
_DATA = "/data/f1_page_"
_ANSWERS = {
    "start/f1_date": "2026-11-22",
    "person/f1_family_name": "Tesfay",
    "person/f1_given_names": "Selam",
    "person/f1_native_name": "ሰላም ተስፋይ",
    "person/f1_birth_date": "1994-05-03",
    "person/f1_citizenship": "er",
    "contact/f1_contact": "call text",
    "contact/f1_number": "0351 555 01",
    "family/f1_family[1]/f1_member": "Yonas Tesfay",
    "family/f1_family[1]/f1_relation": "child",
    "family/f1_family[1]/f1_m_birth": "2019-09-12",
    "family/f1_arrived_de": "2025-03-21",
    "family/f1_accom": "gu",
    "residence/f1_status": "permission_asylum",
    "residence/f1_doc_until": "2027-01-31",
    "situation/f1_urgent": "health children",
    "situation/f1_needs": "health children housing",
    "situation/f1_own_words": "Mein Sohn braucht eine Kinderärztin.",
    "next/f1_next_step": "Kinderarztpraxis anrufen",
    "next/f1_due": "2026-11-30",
    "next/f1_info_given": "yes",
    "next/f1_sig_client": "signature-ab.svg",
}
_STROKES = ((10, 60, 0, 40, 20, 1, 70, 70, 2, 100, 30, 3, 130, 65, 4), (150, 40, 5, 260, 35, 7))
APPOINTMENT = Appointment(
    datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Europe/Berlin")),
    "jobcentre",
    place="Budapester Straße 30, Zimmer 214, 01069 Dresden",
    things=("papers", "letters", "bank"),
    also="Kinderwagen kann mit",
    number="0351 555 01",
    has_interpreter=True,
)


def filled(services: Services, case_form: str = "f1_intake") -> Sheet:
    """A first talk as it stands at its end, with own words and a signature."""
    session = services.visits.begin(case_form, None, None, "de", "ti").session
    refs = {ref.rpartition("/")[2]: ref for ref in _ANSWERS}
    for ref, value in _ANSWERS.items():
        session.answer(_DATA + ref, value)
    own, signed = (_DATA + refs[name] for name in ("f1_own_words", "f1_sig_client"))
    return Sheet(
        session.definition.form_id,
        session.definition.version,
        "Erstgespräch",
        "de",
        "ti",
        answers=session.stored_answers(),
        companions=_companions(session, own, signed),
        said_at=_AT,
        place="Haus 3 · Zimmer 214",
    )


def _companions(session: FormSession, own: str, signed: str) -> Companions:
    original = Original("ወደይ ናይ ቆልዑ ሓኪም የድልዮ።", "ti", "Ethi", "client", _AT, rendered_by="x")
    signature = Signature(_STROKES, 300, 90, "ab", "de", _AT, shown="ti")
    return Companions(
        originals={stored_path_of(session, own): original},
        signatures={stored_path_of(session, signed): signature},
    )


def papers(services: Services) -> Iterator[tuple[str, Document]]:
    """Every document in every pair of languages."""
    sheet = filled(services)
    for worker, client in PAIRS:
        pair = f"{worker}-{client}"
        yield f"paper-preparation-{pair}", services.documents.preparation(sheet, worker, client)
        yield f"paper-appointment-{pair}", services.documents.slip(APPOINTMENT, worker, client)
        yield f"paper-copy-{pair}", services.documents.copy(sheet, worker, client)


def render(
    out: Path, services: Services, tasks: Tasks, theme: Theme, words: Sequence[str] = ()
) -> int:
    """Write the pictures whose name holds one of *words* (none: all); returns how many."""
    count = 0
    for name, document in papers(services):
        if is_wanted(name, words):
            paper = Paper(document)
            for number in range(min(2, len(paper.pages))):
                paper.picture(number, _WIDTH).save(str(out / f"{name}-{number + 1}.png"))
                count += 1
    for look, percent in ((Look.LIGHT, 100), (Look.DARK, 150)):
        theme.wear(Appearance(look, percent))
        for client in ("ar", "ti"):
            name = f"glossary-{client}-{look.value}-{percent}"
            if is_wanted(name, words):
                _glossary(services, tasks, client, out / f"{name}.png")
                count += 1
        for kind in Kind:
            for language in ("de", "ar"):
                name = f"print-{kind.value}-{language}-{look.value}-{percent}"
                if is_wanted(name, words):
                    _dialog(services, tasks, kind, language, out / f"{name}.png")
                    count += 1
    return count


def _dialog(services: Services, tasks: Tasks, kind: Kind, language: str, path: Path) -> None:
    window = QWidget()
    window.resize(1366, 768)
    dialog = PrintDialog(
        window, LocaleContext(language), services, tasks, (filled(services),), kind
    )
    dialog.show()
    settle(tasks)
    dialog.grab().save(str(path))
    dialog.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _glossary(services: Services, tasks: Tasks, client: str, path: Path) -> None:
    events = Events(services.events.subscribe, services.sync.subscribe)
    form = services.visits.begin("f1_intake", None, None, "de", client)
    page = FormPage(form, services, tasks, events, LocaleContext("de"))
    page.resize(1166, 712)
    page.show()
    page.activateWindow()
    page.first_focus()
    page.navigator.go_to("/data/f1_page_residence/f1_status")
    page.paper.toggle_glossary()
    settle(tasks)
    page.grab().save(str(path))
    page.conversation.close()
    page.close()
    page.deleteLater()
    events.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
