"""Pictures of the form page and the client window, filled as in the middle of a visit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.ids import RecordId
from desktop.i18n.context import LocaleContext
from desktop.services.services import Services
from desktop.ui.events import Events
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.form_page import FormPage
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Appearance, Theme
from desktop.ui.theme.tokens import Look
from tests.shots import signing_fills as fills
from tests.shots.settling import is_wanted, pause, show

PAGE, WINDOW = (1166, 712), (1366, 768)
"""The page has what rail and bar leave of 1366 x 768; the client window has all of it."""
_ARRIVAL, _TOPICS = "/data/f2_page_arrival/", "/data/f2_page_topics/"
_FLAT, _AGREED = "/data/f2_page_flat/", "/data/f2_page_agreed/"
_LIGHT, _DARK = Look.LIGHT, Look.DARK


def _met(page: FormPage) -> None:
    page.conversation.session.answer(_ARRIVAL + "f2_outcome", "met")
    page.navigator.go_to(_ARRIVAL + "f2_outcome")


def _topics(page: FormPage) -> None:
    _met(page)
    page.conversation.session.answer(_TOPICS + "f2_topics", "health housing")
    page.navigator.go_to(_TOPICS + "f2_topics")


def _repeat(page: FormPage) -> None:
    _topics(page)
    session, topic = page.conversation.session, _TOPICS + "f2_topic[1]/"
    session.add_repeat(_TOPICS + "f2_topic")
    session.answer(topic + "f2_topic_domain", "housing")
    session.answer(topic + "f2_fact", "Schimmel im Bad, Fenster schließt nicht.")
    page.navigator.go_to(topic + "f2_fact")


def _for_worker(page: FormPage) -> None:
    _met(page)
    page.navigator.go_to("/data/f2_page_present/f2_child_concern")


def _letters(page: FormPage) -> None:
    _met(page)
    session, letter = page.conversation.session, _FLAT + "f2_letter[1]/"
    session.answer(_FLAT + "f2_letters", "yes")
    session.answer(letter + "f2_envelope_date", "2099-01-01")
    page.navigator.go_to(letter + "f2_envelope_date")
    page.navigator.go_to(letter + "f2_found")


def _missing(page: FormPage) -> None:
    _met(page)
    page.finish()


def _minutes(page: FormPage) -> None:
    _met(page)
    page.conversation.session.answer(_AGREED + "f2_minutes", "45")
    page.navigator.go_to(_AGREED + "f2_minutes")


def _citizenship(page: FormPage) -> None:
    ref = "/data/f1_page_person/f1_citizenship"
    page.conversation.session.answer(ref, "ve sy")
    page.navigator.go_to(ref)


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: a form in two languages, filled by ``fill``; of the client's window if so.

    ``fill`` may return what stands over the page, which is then the picture.
    """

    name: str
    client: str
    fill: Callable[[FormPage], QWidget | None]
    worker: str = "de"
    look: Look = _LIGHT
    percent: int = 100
    form_id: str = "f2_visit"
    is_client: bool = False


def _release(
    name: str, client: str, fill: Callable[[FormPage], QWidget | None], **more: Any
) -> Scene:
    return Scene(f"signing-{name}", client, fill, form_id="f4_release", **more)


SCENES = (
    Scene("form-met-ar", "ar", _met),
    Scene("form-topics-ar", "ar", _topics),
    Scene("form-repeat-ti", "ti", _repeat, look=_DARK),
    Scene("form-worker-only-ar", "ar", _for_worker),
    Scene("form-met-uk", "uk", _met),
    Scene("form-met-es", "es", _met),
    Scene("form-repeat-ar", "ar", _repeat),
    Scene("form-repeat-uk", "uk", _repeat, look=_DARK),
    Scene("form-repeat-es", "es", _repeat, percent=150),
    Scene("form-letters-uk", "uk", _letters, percent=150),
    Scene("form-topics-es", "es", _topics, worker="en", look=_DARK, percent=150),
    Scene("form-missing-ar", "ar", _missing),
    Scene("form-missing-ti", "ti", _missing, percent=150),
    Scene("form-missing-es", "es", _missing, worker="en", look=_DARK),
    Scene("form-search-uk", "uk", _citizenship, form_id="f1_intake", look=_DARK),
    Scene("client-choices-ar", "ar", _met, is_client=True),
    Scene("client-choices-uk", "uk", _met, is_client=True),
    Scene("client-ticks-ar", "ar", _topics, is_client=True),
    Scene("client-ticks-uk", "uk", _topics, percent=150, is_client=True),
    Scene("client-ticks-ti", "ti", _topics, look=_DARK, is_client=True),
    Scene("client-number-es", "es", _minutes, worker="en", is_client=True),
    Scene("client-date-ar", "ar", _letters, percent=150, is_client=True),
    _release("legal-ar", "ar", fills.reading),
    _release("legal-ti", "ti", fills.reading, look=_DARK),
    _release("notes-wait-ar", "ar", fills.notes_wait, percent=150),
    _release("draft-ar", "ar", fills.draft_language),
    _release("draft-ti", "ti", fills.draft_language, look=_DARK, percent=150),
    _release("pad-ar", "ar", fills.pad),
    _release("pad-ti", "ti", fills.pad, look=_DARK, percent=150),
    _release("signed-ti", "ti", fills.signed),
    _release("broken-ar", "ar", fills.broken, look=_DARK),
    _release("broken-ti", "ti", fills.broken, percent=150),
    _release("interpreter-ti", "ti", fills.interpreter),
    _release("interpreter-ar", "ar", fills.interpreter, look=_DARK, percent=150),
    _release("relative-ar", "ar", fills.relative),
    _release("pledge-ar", "ar", fills.pledge),
    _release("pledge-ti", "ti", fills.pledge, look=_DARK, percent=150),
    _release("blocked-ti", "ti", fills.blocked),
    _release("client-signs-ar", "ar", fills.draft_language, is_client=True),
    _release("client-signed-en", "en", fills.signed, look=_DARK, is_client=True),
)


def render(
    out: Path,
    services: Services,
    case: RecordId,
    tasks: Tasks,
    theme: Theme,
    words: Sequence[str] = (),
) -> int:
    """Write the pictures whose name holds one of *words* (none: all); returns how many."""
    events = Events(services.events.subscribe, services.sync.subscribe)
    wanted = [s for s in SCENES if is_wanted(s.name, words)]
    try:
        for scene in wanted:
            theme.wear(Appearance(scene.look, scene.percent))
            _take(scene, out, services, case, tasks, events)
    finally:
        events.close()
    return len(wanted)


def _take(
    scene: Scene, out: Path, services: Services, case: RecordId, tasks: Tasks, events: Events
) -> None:
    form = services.visits.begin(scene.form_id, case, None, scene.worker, scene.client)
    page = FormPage(form, services, tasks, events, LocaleContext(scene.worker))
    show(page, PAGE)
    page.first_focus()
    shown: QWidget = scene.fill(page) or page
    pause()
    if scene.is_client:
        shown = InterpreterWindow(page.conversation, page.local_now)
        show(shown, WINDOW)
    shown.grab().save(str(out / f"{scene.name}.png"))
    if shown is not page:
        shown.close()
    page.conversation.close()
    page.close()
    page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
