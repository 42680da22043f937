"""A form of twenty pages with every type and appearance there is, in several languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.forms.importer import import_form

LANGUAGES = ("Deutsch (de)", "العربية (ar)", "ትግርኛ (ti)", "Українська (uk)", "فارسی (fa)")
_AR = {"q": "سؤال", "p": "صفحة", "c": "جواب"}
_TI = {"q": "ሕቶ", "p": "ገጽ", "c": "መልሲ"}
_UK = {"q": "Питання", "p": "Сторінка", "c": "Відповідь"}
_FA = {"q": "پرسش", "p": "صفحه", "c": "پاسخ"}
_WORDS = (_AR, _TI, _UK, _FA)
_LEGAL = (
    "**Datenschutz.** Ihre Angaben werden nur für die Beratung gespeichert. Sie dürfen jede "
    "Antwort verweigern, ohne dass Ihnen ein Nachteil entsteht. "
)
PAGES: tuple[tuple[tuple[str, str, str, str], ...], ...] = (
    (("text", "name", "Name", ""), ("integer", "age", "Alter", "")),
    (("decimal", "rent", "Miete in Euro", ""), ("text", "story", "Was ist passiert?", "multiline")),
    (("date", "born", "Geburtstag", ""), ("date", "since", "Hier seit", "month-year")),
    (("date", "year", "Schulabschluss", "year"), ("time", "clock", "Uhrzeit des Termins", "")),
    (("dateTime", "meeting", "Nächstes Treffen", ""),),
    (("select_one fruit", "one", "Wie geht es Ihnen?", ""),),
    (("select_multiple fruit", "several", "Wobei brauchen Sie Hilfe?", ""),),
    (("select_one fruit", "small", "Schulform", "minimal"),),
    (("select_one lands", "land", "Herkunft", "autocomplete"),),
    (("select_one fruit", "scale", "Wie zufrieden sind Sie?", "likert"),),
    (("select_one fruit", "pack", "Anrede", "columns-pack"),),
    (("select_multiple fruit", "cols", "Sprachen zu Hause", "columns-2"),),
    (("select_one fruit", "fast", "Schnell gefragt", "quick"),),
    (
        ("select_one fruit", "head", "Zufriedenheit", "label"),
        ("select_one fruit", "row1", "mit der Wohnung", "list-nolabel"),
        ("select_one fruit", "row2", "mit der Schule", "list-nolabel"),
    ),
    (("range", "pain", "Wie stark sind die Schmerzen?", ""),),
    (("rank fruit", "order", "Was ist am wichtigsten?", ""),),
    (("geopoint", "place", "Wo ist das?", ""), ("barcode", "code", "Nummer der Karte", "")),
    (("text", "phone", "Telefon", "numbers"), ("acknowledge", "agreed", "Zusage", "")),
    (("select_one fruit", "map", "Wo tut es weh?", "image-map"), ("note", "law", _LEGAL * 6, "")),
    (("repeat", "child", "Kind", ""), ("calculate", "sum", "", "")),
)


@cache
def all_fields() -> bytes:
    """The XForm of it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "all_fields.md"
        path.write_text(_source(), encoding="utf-8")
        return import_form(path, progress=lambda *_: None, cancelled=lambda: False).xml


def _source() -> str:
    labels = [f"label::{language}" for language in LANGUAGES]
    survey = [
        ["type", "name", *labels, "appearance", "parameters", "calculation", "bind::fm:legal"]
    ]
    for number, page in enumerate(PAGES, 1):
        survey.append(["begin_group", f"p{number}", *_named("p", f"Seite {number}", number)])
        for kind, name, label, appearance in page:
            survey += _rows(kind, name, label, appearance)
        survey.append(["end_group"])
    choices = [["list_name", "name", *labels]]
    for at, word in enumerate(("Sehr gut", "Gut", "Mittel", "Schlecht", "Sehr schlecht"), 1):
        choices.append(["fruit", f"c{at}", *_named("c", word, at)])
    for at in range(1, 61):
        choices.append(["lands", f"l{at}", *_named("c", f"Land {at}", at)])
    settings = [["form_id", "version", "form_title", "default_language", "namespaces"]]
    settings.append(["all_fields", "1", "Alle Felder", LANGUAGES[0], 'fm="urn:fallmappe:xforms"'])
    sheets = (("survey", survey), ("choices", choices), ("settings", settings))
    return "\n".join(_sheet(name, rows) for name, rows in sheets)


def _rows(kind: str, name: str, label: str, appearance: str) -> list[list[str]]:
    number = sum(map(ord, name)) % 90 + 1
    words = _named("q", label, number)
    if kind == "repeat":
        inner = ["text", "child_name", *_named("q", "Name des Kindes", 7)]
        return [["begin_repeat", name, *words], inner, ["end_repeat"]]
    if kind == "calculate":
        return [[kind, name, *[""] * len(LANGUAGES), "", "", "1 + 1"]]
    parameters = "start=0 end=10 step=1" if kind == "range" else ""
    legal = "yes" if kind == "note" else ""
    return [[kind, name, *words, appearance, parameters, "", legal]]


def _named(kind: str, german: str, number: int) -> list[str]:
    """The German text and its stand-ins; long texts are repeated to be long in each."""
    times = max(1, len(german) // 20)
    return [german, *(" ".join([f"{words[kind]} {number}"] * times) for words in _WORDS)]


def _sheet(name: str, rows: list[list[str]]) -> str:
    width = max(map(len, rows))
    lines = [f"| {name} |" + " |" * width]
    lines += ["| | " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    return "\n".join(lines)
