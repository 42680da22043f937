"""The catalogues are complete, sound, and in step with the sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from desktop.forms.library.catalogues import path_of
from desktop.forms.library.plan import FORMS
from desktop.i18n import client_texts
from desktop.i18n.context import LocaleContext
from translations.catalogues import compile_catalogues, messages, read, update, write
from translations.checks import findings, message_faults, placeholders
from translations.layout import CLIENT, DOMAINS, PROGRAM, Domain, stale


def test_all_catalogues_are_fit_to_be_shipped() -> None:
    assert findings() == []


def test_client_texts_are_there_in_every_language() -> None:
    wanted = {v for k, v in vars(client_texts).items() if k.isupper() and isinstance(v, str)}
    for code in CLIENT.languages:
        catalogue = read(CLIENT.path(code), code)
        assert wanted <= {message.id for message in catalogue if message.id}


def test_a_review_outlives_the_next_update(tmp_path: Path) -> None:
    sources = tmp_path / "texts.py"
    sources.write_text('A = N_("Besuch")\nB = N_("Fall")\n', encoding="utf-8")
    domain = Domain("demo", (str(sources),), ("ar",), ("ar",), folder=tmp_path)
    update(domain)
    catalogue = read(domain.path("ar"), "ar")
    assert all(message.fuzzy for message in catalogue if message.id)
    reviewed = catalogue.get("Besuch")
    assert reviewed is not None
    reviewed.string = "زيارة"
    reviewed.flags.discard("fuzzy")
    write(domain.path("ar"), catalogue, "ar")
    update(domain)
    kept = {m.id: (m.string, m.fuzzy) for m in read(domain.path("ar"), "ar") if m.id}
    assert kept == {"Besuch": ("زيارة", False), "Fall": ("", True)}


def test_drafts_are_shown_all_the_same() -> None:
    for code in ("ar", "uk", "ti", "es"):
        assert LocaleContext(code).text(client_texts.AGAIN) != client_texts.AGAIN


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('N_("Besuch")', ["Besuch"]),
        ('field: str = text(N_("Name"), searchable=True)', ["Name"]),
        ('tr.text("Eins " "zwei", n=tr.text("drei"))', ["Eins zwei", "drei"]),
        ('tr.ntext("{n} Fall", "{n} Fälle", n)', [("{n} Fall", "{n} Fälle")]),
        ('tr.bind_plural(w, W.set, "{n} a", "{n} b", 2)', [("{n} a", "{n} b")]),
        ('tr.text("ja" if x else "nein")', ["ja", "nein"]),
        ('tr.text(HINTS["day"]); session.text(ref, "label"); tr.text(f"{x}")', []),
    ],
)
def test_marked_texts_are_found(source: str, found: list[object]) -> None:
    assert list(messages(source)) == found


@pytest.mark.parametrize(
    ("message", "translation", "fault"),
    [
        ("{n} von {total}", "{n} of", "placeholders differ"),
        ("{n} von {total}", "{n} of {all}", "placeholders differ"),
        ("{n} von {total}", "{n of {total}", "stray brace"),
        ("Gespeichert", "Saved!", "exclamation mark"),
        ("Gespeichert", "", "not translated"),
        (("{n} Fall", "{n} Fälle"), ("one case", "{n} cases"), ""),
        (("{n} Fall", "{n} Fälle"), ("one case",), "plural forms"),
        (("{n} Fall", "{n} Fälle"), ("{m} case", "{n} cases"), "placeholders differ"),
    ],
)
def test_faults_are_told(
    message: str | tuple[str, str], translation: str | tuple[str, ...], fault: str
) -> None:
    catalogue = Catalog(locale="en")
    entry = catalogue.add(message, translation)
    found = list(message_faults(entry, catalogue, may_be_draft=False))
    assert bool(found) == bool(fault)
    assert all(fault in text for text in found[:1])


def test_placeholders_are_named() -> None:
    assert placeholders("{n} von {total}, {{wörtlich}}") == {"n", "total"}


def test_arabic_picks_all_six_plural_forms(tmp_path: Path) -> None:
    catalogue = Catalog(locale="ar")
    catalogue.add(
        ("{n} Fall", "{n} Fälle"), ("صفر", "واحد", "اثنان", "{n} قليل", "{n}", "{n} كثير")
    )
    write_compiled(catalogue, tmp_path, "ar")
    tr = LocaleContext("ar", folder=tmp_path)
    forms = [tr.ntext("{n} Fall", "{n} Fälle", n) for n in (0, 1, 2, 3, 11, 100)]
    assert forms == ["صفر", "واحد", "اثنان", "٣ قليل", "١١ كثير", "١٠٠"]


def test_ukrainian_picks_three_plural_forms(tmp_path: Path) -> None:
    catalogue = Catalog(locale="uk")
    assert catalogue.num_plurals == 3
    catalogue.add(("{n} Fall", "{n} Fälle"), ("{n} справа", "{n} справи", "{n} справ"))
    write_compiled(catalogue, tmp_path, "uk")
    tr = LocaleContext("uk", folder=tmp_path)
    forms = [tr.ntext("{n} Fall", "{n} Fälle", n) for n in (1, 3, 5, 11, 21)]
    assert forms == ["1 справа", "3 справи", "5 справ", "11 справ", "21 справа"]


def test_compiled_files_are_newer_than_their_sources() -> None:
    compile_catalogues(list(stale()))
    assert list(stale()) == []


def test_every_po_file_belongs_to_a_domain_or_a_form() -> None:
    known = {domain.path(code) for domain in DOMAINS for code in domain.languages}
    known |= {path_of(form_id, code) for form_id, codes in FORMS.items() for code in codes}
    assert set(PROGRAM.template.parent.glob("*/LC_MESSAGES/*.po")) == known
    for path in known:
        with path.open("rb") as file:
            assert read_po(file).charset == "utf-8"


def write_compiled(catalogue: Catalog, folder: Path, code: str) -> None:
    """Compile a catalogue made for a test."""
    from babel.messages.mofile import write_mo

    target = folder / code / "LC_MESSAGES" / "fallmappe.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)
