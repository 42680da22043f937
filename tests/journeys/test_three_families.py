"""Three families and their worker: forms filled by the client, alone, in the client's window."""

from __future__ import annotations

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication

from desktop.domain.changes import Value
from desktop.domain.records import FormSubmission
from desktop.services.form_reading import questions
from desktop.ui.dialogs.signature_dialog import SignatureDialog
from desktop.ui.fields.signature_field import SignatureField
from desktop.ui.interpreter_window import InterpreterWindow
from desktop.ui.pages.form_band import CLIENT
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.requests import FormRequest
from tests.support.client_hand import ClientHand
from tests.support.desk_windows import PIN, Desk, Office, press, tap
from tests.support.window_texts import button, texts
from tests.ui.signing_desk import draw

F2, F4 = "/data/f2_page_", "/data/f4_page_"
ETHIOPIC, CYRILLIC = range(0x1200, 0x1380), range(0x0400, 0x0500)


def begin(desk: Desk, form_id: str, name: str = "", language: str = "") -> FormPage:
    """Open a form on the case of *name*, or a new one."""
    case = None
    if name:
        desk.open_case(name)
        case = desk.services.cases.list(name)[0].case
    desk.main.forms.begin(FormRequest(form_id, case, None, language))
    return desk.opened_form()


def hand_over(desk: Desk, form: FormPage, first: str) -> InterpreterWindow:
    """Give the device away at the question *first*."""
    form.navigator.go_to(first)
    window = desk.hand_over()
    desk.wait(lambda: window.stop.ref == first)
    return window


def take_back(desk: Desk) -> None:
    """The worker enters the PIN."""
    window = desk.client_window
    tap(window.lock)
    press(window, PIN, Qt.Key.Key_Return)
    desk.wait(lambda: not desk.is_client_seen() and desk.main.isVisible())
    desk.activate()


def finish(desk: Desk) -> None:
    """Press *Fertig*; returns when the form is stored."""
    form = desk.form
    tap(button(form, "Fertig"))
    open_questions = form.conversation.session.violations(final=True)
    assert open_questions == (), [each.ref for each in open_questions]
    desk.wait(lambda: desk.main.forms.page is None)


def submission(desk: Desk, form_id: str) -> FormSubmission:
    """The one stored form of that kind with a finish in this test."""
    assert desk.program._running is not None
    found = desk.program._running.store.read().find("form_submission")
    mine = [s for s in found if isinstance(s, FormSubmission) and s.form_id == form_id]
    return max(mine, key=lambda s: s.finished_at or 0)


def answers(stored: FormSubmission, name: str) -> list[str]:
    """All answers to a question, in order of the instances."""
    paths = sorted(path for path in stored.answers if path.rpartition("/")[2] == name)
    return [str(stored.answers[path]) for path in paths]


def entry(value: Value) -> dict[str, Value]:
    """What is kept beside an answer."""
    assert isinstance(value, dict)
    return value


def is_written_in(words: list[str], letters: range) -> bool:
    """Whether every text has letters of a script."""
    return all(any(ord(char) in letters for char in text) for text in words)


def test_a_tigrinya_speaking_mother_tells_what_she_needs(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    form = begin(desk, "f2_visit", "Selam", "ti")
    press(form, Qt.Key.Key_Return, "1")
    window = hand_over(desk, form, F2 + "arrival/f2_reason")
    said = "እታ ገዛ ዝሑል እያ። ማሞቒ ኣይሰርሕን።"
    hand = ClientHand(
        window,
        {
            "f2_reason": "mail housing",
            "f2_topics": "housing",
            "f2_said": said,
            "f2_flat": "defects",
            "f2_defect": "heating",
        },
    )
    hand.go()
    assert is_written_in(hand.read, ETHIOPIC), hand.read
    assert "f2_child_concern" not in hand.asked, "that is for the worker alone"
    assert any("ኣ" in text or "ን" in text for text in texts(window)), "thanks in Tigrinya"
    take_back(desk)
    form = desk.form
    assert desk.answer(F2 + "arrival/f2_reason") == "mail housing"
    for name, value in (("arrival/f2_entry_by", "Selam"), ("agreed/f2_minutes", "30")):
        form.conversation.answer(F2 + name, value, None)
    for ref in questions(form.conversation.session.body()):
        if ref.endswith("/f2_agreed"):
            form.conversation.answer(ref, "Heizung melden", None)
    finish(desk)
    stored = submission(desk, "f2_visit")
    assert answers(stored, "f2_defect") == ["heating"]
    (path,) = [path for path in stored.originals if path.endswith("/f2_said")]
    original = entry(stored.originals[path])
    assert (original["text"], original["language"]) == (said, "ti")
    desk.main.go("today")
    desk.wait_text("Noch nicht übersetzt", desk.main.today)


def test_a_dari_speaking_family_comes_for_the_first_time(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    form = begin(desk, "f1_intake", language="fa")
    start = "/data/f1_page_person/f1_family_name"
    window = hand_over(desk, form, start)
    assert window.isRightToLeft()
    hints: list[str] = []
    hand = ClientHand(
        window,
        {
            "f1_family_name": "Ahmadi",
            "f1_given_names": "Nasrin",
            "f1_native_name": "نسرین احمدی",
            "f1_birth_date": "۲۱.۰۳.۱۹۹۰",
            "f1_birth_precision": "year",
            "f1_calendar": "solar_hijri",
            "f1_citizenship": "af",
            "f1_lang": "fa",
            "f1_spoken": "mother_tongue",
            "f1_contact": "in_person",
            "f1_member": ("Omid", "Laila", "Yusuf"),
            "f1_relation": ("spouse", "child", "child"),
            "f1_here": "yes",
            "f1_urgent": "children deadline",
        },
        {"f1_family": 3, "f1_language": 1},
    )
    hand.go(lambda: hints.extend(t for t in texts(window) if "۱۳۶۹" in t))
    assert hints, "the day of birth also stands in the client's calendar"
    take_back(desk)
    form = desk.form
    for name, value in (("f1_next_step", "Kita suchen"), ("f1_info_given", "yes")):
        form.conversation.answer(f"/data/f1_page_next/{name}", value, None)
    finish(desk)
    stored = submission(desk, "f1_intake")
    assert answers(stored, "f1_birth_date") == ["1990-03-21"]
    assert answers(stored, "f1_member") == ["Omid", "Laila", "Yusuf"]
    assert answers(stored, "f1_relation") == ["spouse", "child", "child"]
    desk.open_case("Ahmadi")
    desk.wait_text("Kita suchen", desk.main.case)


def test_a_ukrainian_grandmother_releases_and_is_referred(office: Office) -> None:
    desk = office.desk()
    desk.unlock()
    form = begin(desk, "f4_release", "Oksana", "uk")
    for name, value in (
        ("start/f4_task", "new"),
        ("who/f4_releaser", "Miriam Köhler, Beratungsstelle"),
        ("who/f4_org", "Jobcenter Dresden"),
        ("who/f4_person_or_role", "zuständige Fachkraft"),
        ("who/f4_direction", "one_way"),
        ("what/f4_purpose_text", "Deutschkurs finden"),
    ):
        form.conversation.answer(F4 + name, value, None)
    window = hand_over(desk, form, F4 + "who/f4_giver")
    hand = ClientHand(
        window,
        {
            "f4_giver": "Oksana Kovalenko",
            "f4_for": "myself",
            "f4_categories": "contact language_job",
            "f4_occasion": "recurring",
            "f4_valid_to": next_month(),
            "f4_copy": "yes",
        },
    )
    hand.go()
    assert desk.answer(F4 + "who/f4_for") == "myself", "what stands there already is confirmed"
    assert is_written_in(hand.read, CYRILLIC), hand.read
    assert {"f4_l_voluntary", "f4_l_withdraw"} <= set(hand.asked)
    take_back(desk)
    form = desk.form
    form.conversation.answer(F4 + "understood/f4_explained_by", "Miriam Köhler", None)
    assert not signed(form), "the Ukrainian text is a draft: it is shown, not signed"
    sign_german(desk, form)
    assert signed(form)
    finish(desk)
    stored = submission(desk, "f4_release")
    (signature,) = stored.signatures.values()
    assert entry(signature)["language"] == "de"
    assert {entry(each)["language"] for each in stored.presented.values()} == {"uk"}
    refer(desk)
    assert answers(submission(desk, "f5_referral"), "f5_partner") == ["Jobcenter Dresden"]
    desk.open_case("Oksana")
    desk.main.case.show_timeline()
    desk.wait_text("Verweisungsbogen", desk.main.case)
    desk.wait_text("Schweigepflichtentbindung", desk.main.case)


def next_month() -> str:
    """A day that a release may last, as a person types it."""
    return QDate.currentDate().addMonths(1).toString("dd.MM.yyyy")


def signed(form: FormPage) -> bool:
    return bool(form.conversation.session.state(F4 + "sign/f4_sig").value)


def sign_german(desk: Desk, form: FormPage) -> None:
    """Choose the reviewed text, read out by who interprets, and sign that."""
    form.navigator.go_to(F4 + "sign/f4_sig", CLIENT)
    field = desk.question(F4 + "sign/f4_sig").sides[CLIENT].field
    assert isinstance(field, SignatureField)
    assert not field.sign_button.isVisible()
    field.language_buttons[0].click()
    field.sign_button.click()
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, SignatureDialog)]
    (pad,) = [w for w in found if w.isVisible()]
    draw(pad.pad)
    pad.primary.click()


def refer(desk: Desk) -> None:
    """The referral that the release allows, its wishes told in the client's window."""
    form = begin(desk, "f5_referral", "Oksana", "uk")
    for name, value in (
        ("partner/f5_kind", "joint"),
        ("partner/f5_partner_kind", "jobcentre"),
        ("partner/f5_partner", "Jobcenter Dresden"),
        ("partner/f5_urgency", "normal"),
        ("request/f5_reason", "Deutschkurs"),
        ("consent/f5_consent_given", "yes"),
    ):
        form.conversation.answer(f"/data/f5_page_{name}", value, None)
    window = hand_over(desk, form, "/data/f5_page_support/f5_lang")
    ClientHand(window, {"f5_lang": "uk", "f5_interp": "yes", "f5_access": "Сходи"}).go()
    take_back(desk)
    finish(desk)
    assert button(desk.main.case, "Notiz").isVisible()
