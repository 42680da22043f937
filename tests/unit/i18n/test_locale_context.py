"""A window's language: texts, plurals, switching while the window is open, dead widgets."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from pathlib import Path

import pytest

from desktop.i18n.bidi import FSI, PDI
from desktop.i18n.context import LocaleContext
from desktop.i18n.languages import client_languages, language, worker_languages


class Label:
    """Stands for a widget: holds a text, can be deleted below Python as Qt does."""

    def __init__(self) -> None:
        self.text = ""
        self.tip = ""
        self.deleted = False

    def set_text(self, text: str) -> None:
        if self.deleted:
            raise RuntimeError("Internal C++ object (Label) already deleted.")
        self.text = text

    def set_tip(self, tip: str) -> None:
        self.tip = tip


@pytest.fixture
def tr() -> LocaleContext:
    return LocaleContext("de")


def test_german_is_the_message_itself(tr: LocaleContext) -> None:
    assert tr.text("Besuch speichern") == "Besuch speichern"
    assert tr.text("{n} von {total}", n=2, total=5) == "2 von 5"
    assert tr.text("100 % {offen") == "100 % {offen"


def test_english_comes_from_the_catalogue() -> None:
    assert LocaleContext("en").text("Nächster Besuch") == "Next visit"


def test_two_windows_speak_two_languages_at_once(tr: LocaleContext) -> None:
    client = LocaleContext("ar")
    assert (tr.text("überspringen"), client.text("überspringen")) == ("überspringen", "تخطّي")
    assert (tr.is_rtl, client.is_rtl) == (False, True)


def test_a_gap_falls_back_to_the_workers_language_never_to_nothing() -> None:
    assert LocaleContext("ti", fallback="en").text("Nächster Besuch") == "Next visit"
    assert LocaleContext("ti").text("Nächster Besuch") == "Nächster Besuch"
    assert LocaleContext("ti").text("Gibt es nirgends") == "Gibt es nirgends"
    assert LocaleContext("ti").text("") == ""


def test_without_compiled_catalogues_the_program_speaks_german(tmp_path: Path) -> None:
    damaged = tmp_path / "en" / "LC_MESSAGES"
    damaged.mkdir(parents=True)
    (damaged / "fallmappe.mo").write_bytes(b"no catalogue")
    tr = LocaleContext("en", folder=tmp_path)
    assert tr.text("Notiz") == "Notiz"
    assert tr.ntext("{n} Fall", "{n} Fälle", 1) == "1 Fall"
    assert tr.ntext("{n} Fall", "{n} Fälle", 0) == "0 Fälle"


@pytest.mark.parametrize(
    ("code", "n", "expected"),
    [("de", 1, "1 Fall"), ("de", 0, "0 Fälle"), ("en", 1, "1 case"), ("en", 21, "21 cases")],
)
def test_plurals(code: str, n: int, expected: str) -> None:
    assert LocaleContext(code).ntext("{n} Fall", "{n} Fälle", n) == expected


def test_switching_says_every_bound_text_again(tr: LocaleContext) -> None:
    label = Label()
    tr.bind(label, Label.set_text, "Abgleich {done} von {total}", done=1, total=3)
    tr.bind(label, Label.set_tip, "Öffnen")
    assert (label.text, label.tip) == ("Abgleich 1 von 3", "Öffnen")

    tr.switch("en")
    assert (label.text, label.tip) == ("Syncing 1 of 3", "Open")

    tr.bind_plural(label, Label.set_tip, "{n} Fall", "{n} Fälle", 2)
    tr.switch("de")
    assert label.tip == "2 Fälle"


def test_binding_again_replaces(tr: LocaleContext) -> None:
    label = Label()
    tr.bind(label, Label.set_text, "Öffnen")
    tr.bind(label, Label.set_text, "Schließen")
    tr.switch("en")
    assert label.text == "Close"


def test_dead_widgets_are_dropped_and_not_kept_alive(tr: LocaleContext) -> None:
    label = Label()
    alive = weakref.ref(label)
    tr.bind(label, Label.set_text, "Öffnen")
    del label
    gc.collect()
    assert alive() is None
    tr.switch("en")


def test_a_widget_deleted_by_qt_is_dropped_at_the_next_switch(tr: LocaleContext) -> None:
    dead, living = Label(), Label()
    tr.bind(dead, Label.set_text, "Öffnen")
    tr.bind(living, Label.set_text, "Öffnen")
    dead.deleted = True
    tr.switch("en")
    assert living.text == "Open"
    dead.deleted = False
    tr.switch("de")
    assert dead.text == "Öffnen", "no longer bound: the German text of before"
    assert living.text == "Öffnen"


def test_other_faults_of_a_setter_are_not_swallowed(tr: LocaleContext) -> None:
    def broken(target: Label, text: str) -> None:
        raise RuntimeError("something else")

    with pytest.raises(RuntimeError, match="something else"):
        tr.bind(Label(), broken, "Öffnen")


def test_unbound_texts_stay_as_they_are(tr: LocaleContext) -> None:
    label = Label()
    tr.bind(label, Label.set_text, "Öffnen")
    tr.unbind(label)
    tr.switch("en")
    assert label.text == "Öffnen"


def test_callbacks_follow_the_texts_and_end(tr: LocaleContext) -> None:
    label = Label()
    tr.bind(label, Label.set_text, "Öffnen")
    seen: list[tuple[str, bool]] = []
    end = tr.on_switch(lambda: seen.append((label.text, tr.is_rtl)))
    tr.switch("en")
    end()
    end()
    tr.switch("de")
    assert seen == [("Open", False)]


def test_a_method_as_callback_ends_with_its_page(tr: LocaleContext) -> None:
    count = 0

    class Page:
        def relabel(self) -> None:
            nonlocal count
            count += 1

    page = Page()
    tr.on_switch(page.relabel)
    tr.switch("en")
    del page
    gc.collect()
    tr.switch("de")
    assert count == 1


def test_names_in_another_script_stay_whole(tr: LocaleContext) -> None:
    assert tr.text("{name} ist entfernt.", name="محمد") == f"{FSI}محمد{PDI} ist entfernt."
    assert tr.text("{name} ist entfernt.", name="Olena") == "Olena ist entfernt."
    rtl = LocaleContext("ar")
    assert rtl.text("Eintrag {n}", n=3) == "رقم ٣"
    assert rtl.text("{name}", name="Haus 3") == f"{FSI}Haus 3{PDI}"


def test_codes_are_labelled_and_unknown_ones_shown(tr: LocaleContext) -> None:
    assert tr.label("visit_outcome", "not_met") == "nicht angetroffen"
    assert LocaleContext("en").label("visit_outcome", "not_met") == "not at home"
    assert tr.label("visit_outcome", "beamed_up") == "beamed_up"
    assert tr.label("visit_outcome", "") == ""


def test_pseudo_language_touches_every_letter_but_no_placeholder() -> None:
    text = LocaleContext("xx").text("Entwurf gespeichert {time}", time="08:46")
    assert text.startswith("[Ê")
    assert "08:46" in text
    assert len(text) >= len("Entwurf gespeichert 08:46") * 1.3
    assert "Entwurf" not in text


def test_languages_name_direction_and_font() -> None:
    assert [found.code for found in worker_languages()] == ["de", "en"]
    assert {"ar", "uk", "ti", "es"} <= {found.code for found in client_languages()}
    assert language("ar-SY").is_rtl
    assert language("de_DE").code == "de"
    assert language("xyz") == language("xyz")
    assert not language("xyz").is_rtl


def test_the_language_of_a_window_loads_without_babel() -> None:
    """The unlock window is painted before anything heavy is read."""
    code = (
        "import sys; from desktop.i18n.context import LocaleContext;"
        "t = LocaleContext('en'); t.text('Passwort');"
        "print([m for m in sys.modules if m.split('.')[0] in ('babel', 'PySide6', 'pyxform')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_callback_of_a_window_deleted_by_qt_stops_nobody_else(tr: LocaleContext) -> None:
    heard: list[str] = []

    def dead() -> None:
        heard.append("dead")
        raise RuntimeError("Internal C++ object (Page) already deleted.")

    tr.on_switch(dead)
    tr.on_switch(lambda: heard.append("alive"))
    tr.switch("en")
    tr.switch("de")
    assert heard == ["dead", "alive", "alive"]
