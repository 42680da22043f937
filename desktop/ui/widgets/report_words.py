"""What an import found, in words: where it stands and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop.domain.errors import Fact, KnownError
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext

if TYPE_CHECKING:
    from desktop.forms.import_report import Finding, LanguageCoverage

_FINDINGS: Mapping[str, str] = {
    "type": N_(
        "„{found}“: Die Frage wird gezeigt, lässt sich hier aber noch nicht beantworten. Auch als"
        " Pflichtfrage hält sie das Formular nicht auf."
    ),
    "privacy": N_("„{found}“ wird aus Datenschutz nicht erhoben, das Feld bleibt leer."),
    "sensor": N_("„{found}“ zeichnet ohne Frage auf und wird nicht benutzt."),
    "app": N_("„{found}“ ruft eine App auf, die Antwort wird hier getippt."),
    "map": N_("„{found}“: Eine Karte gibt es hier nicht, gewählt wird aus der Liste."),
    "encryption": N_("„{found}“ gehört zu einem anderen Server und wird nicht benutzt."),
    "file": N_("Die Datei „{found}“ fehlt. Neben das Formular legen und noch einmal einlesen."),
    "function": N_("„{found}“ kennt nur ein anderes Programm."),
    "kobo-matrix": N_("„{found}“: eine Matrix aus KoboToolbox. Als Gruppe mit Fragen schreiben."),
    "external": N_("„{found}“: eine ausgelagerte Liste. Als select_one_from_file schreiben."),
    "unknown-type": N_("„{found}“ ist keine bekannte Frageart."),
    "language": N_("Die Sprache „{found}“ hat kein Kürzel. Zum Beispiel „English (en)“ schreiben."),
    "language-twice": N_("„{found}“ sind dieselbe Sprache. Benutzt wird nur die letzte."),
    "unbound": N_("„{found}“ verweist auf eine Frage, die es nicht gibt."),
    "only-calculated": N_("Das Formular hat keine Frage, es rechnet nur."),
    "target": N_("„{found}“ (maps_to) ist kein Feld im Fall. Die Antwort bleibt im Formular."),
}
_FAULTS: Mapping[str, str] = {
    "archive": N_("Das Archiv enthält Namen oder Verknüpfungen, die hinausführen."),
    "several-forms": N_("Im Archiv liegen mehrere Formulare. Bitte einzeln einlesen."),
    "encoding": N_("Die Tabelle ist nicht in UTF-8. In Excel als „CSV UTF-8“ speichern."),
    "xml-encoding": N_("Die Zeichenkodierung „{found}“ ist unbekannt oder stimmt nicht."),
    "unsafe-pattern": N_("Ein Suchmuster (regex) würde das Programm festhalten."),
    "wrong-arguments": N_("„{function}“ hat zu viele oder zu wenige Angaben."),
    "not-an-id": N_("Die Kennung (form_id) fehlt, ist zu lang oder enthält unerlaubte Zeichen."),
    "not-a-version": N_("Die Fassung (version) enthält unerlaubte Zeichen."),
    "gone": N_("Unter diesem Namen gibt es keine Datei."),
    "no-file": N_("Das ist keine Datei, sondern zum Beispiel ein Ordner."),
    "missing": N_("Im Formular fehlt der Teil „{node}“."),
    "no-question": N_("Das Formular hat keine Frage."),
    "expression": N_("Der Ausdruck „{found}“ ist unvollständig oder falsch geschrieben."),
    "no-choices": N_("Für die Auswahlliste „{found}“ fehlt das Blatt choices."),
    "no-list": N_("Die Auswahlliste „{found}“ steht nicht auf dem Blatt choices."),
    "choice-space": N_("Der Name „{found}“ enthält ein Leerzeichen. Bei select_multiple stört es."),
    "choice-unnamed": N_("Eine Antwort zur Auswahl hat keinen Namen (name)."),
    "choice-twice": N_("Ein Name steht zweimal in derselben Auswahlliste."),
    "unknown-name": N_("Eine Frage mit dem Namen „{found}“ gibt es nicht."),
    "name-twice": N_("Den Namen „{found}“ gibt es mehrmals."),
    "name-reserved": N_("Der Name „{found}“ ist schon vergeben. Einen anderen wählen."),
    "bad-name": N_(
        "Ein Name beginnt mit einem Buchstaben und enthält nur Buchstaben, Ziffern und _ . -"
    ),
    "reference": N_("Ein Verweis auf eine Frage ist falsch geschrieben. Richtig ist {example}"),
    "unnamed": N_("Die Frage oder Gruppe hat keinen Namen (name)."),
    "untyped": N_("Die Frageart (type) fehlt."),
    "unlabelled": N_("Die Frage „{found}“ hat keinen Text (label)."),
    "no-calculation": N_("Die Berechnung (calculation) fehlt."),
    "begin-only": N_("Diese Gruppe oder Wiederholung hat kein Ende."),
    "end-only": N_("Hier endet eine Gruppe oder Wiederholung, die nicht begonnen hat."),
    "no-column": N_("Es fehlt die Spalte {found}."),
    "column-twice": N_("Diese Spalten bedeuten dasselbe: {found}."),
    "bad-column": N_("Eine Überschrift ist leer oder enthält ein Leerzeichen."),
    "parameters": N_("Die Angaben unter parameters stimmen nicht: {found}"),
}
_LIMITS: Mapping[str, str] = {
    "rows": N_("{found} Zeilen, höchstens {limit}"),
    "columns": N_("{found} Spalten, höchstens {limit}"),
    "cells": N_("{found} Zellen, höchstens {limit}"),
    "cell": N_("eine Zelle mit {found} Zeichen, höchstens {limit}"),
    "characters": N_("{found} Zeichen, höchstens {limit}"),
    "entries": N_("{found} Dateien im Archiv, höchstens {limit}"),
    "unpacked_bytes": N_("ausgepackt {found} Byte, höchstens {limit}"),
    "bytes": N_("{found} Byte, höchstens {limit}"),
    "media": N_("Dateien zum Formular: {found} Byte, höchstens {limit}"),
    "depth": N_("{found} Ebenen ineinander, höchstens {limit}"),
    "elements": N_("{found} Elemente, höchstens {limit}"),
    "choices": N_("über alle Fragen {found} Auswahlmöglichkeiten, höchstens {limit}"),
    "wildcards": N_("{found} Stellen für „alle Felder“ (*), höchstens {limit}"),
    "references": N_("{found} Verweise auf andere Fragen, höchstens {limit}"),
    "instances": N_("mit allen Wiederholungen mehr als {limit} Felder"),
    "text": N_("Berechnungen ergeben zu lange Texte, höchstens {limit} Zeichen"),
    "offered": N_("Gefilterte Listen sind zusammen zu lang, höchstens {limit} Einträge"),
    "work": N_("Berechnungen lesen bei jedem Schritt zu viele Felder"),
}
_PLACES = (
    ("sheet", N_("Blatt {value}")),
    ("row", N_("Zeile {value}")),
    ("column", N_("Spalte {value}")),
    ("node", N_("Feld {value}")),
    ("file", N_("Datei {value}")),
)


def finding_words(found: Finding, tr: LocaleContext) -> tuple[str, str]:
    """(where it stands, what becomes of it)."""
    facts: dict[str, Fact] = {"sheet": found.sheet, "row": found.row, "column": found.column}
    if not found.row:
        facts["node"] = found.name
    return place_words(facts, tr), tr.text(_FINDINGS[found.reason], found=found.found)


def fault_words(error: Exception, tr: LocaleContext) -> tuple[str, str]:
    """(where the fault stands, what it is) of a form that was refused; empty if nobody knows."""
    facts = error.facts if isinstance(error, KnownError) else {}
    reason = str(facts.get("reason") or "")
    if words := _FINDINGS.get(reason) or _FAULTS.get(reason):
        return place_words(facts, tr), tr.text(words, **facts)
    if words := _LIMITS.get(str(facts.get("what") or "")):
        return place_words(facts, tr), tr.text(words, **facts)
    return place_words(facts, tr), ""


def place_words(facts: Mapping[str, Fact], tr: LocaleContext) -> str:
    """*Blatt survey · Zeile 4 · Spalte type*, as far as it is known."""
    parts = [tr.text(words, value=facts[name]) for name, words in _PLACES if facts.get(name)]
    return " · ".join(parts)


def coverage_words(language: LanguageCoverage, tr: LocaleContext) -> str:
    """How much of a form a language has."""
    if not language.missing:
        return tr.text(N_("vollständig"))
    return tr.text(
        N_("{done} von {total} Texten, {missing} fehlen"),
        done=language.texts - language.missing,
        total=language.texts,
        missing=language.missing,
    )
