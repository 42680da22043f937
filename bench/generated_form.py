"""A big form made by rule: for measurements and for random walks. Same arguments, same form."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

LANGUAGES = ("Deutsch (de)", "العربية (ar)", "ትግርኛ (ti)", "Українська (uk)", "English (en)")
_PAGE = 20
_HEAD = (
    '<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" '
    'xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">'
    "<h:head><h:title>Generated</h:title><model>"
)


@dataclass(frozen=True, slots=True)
class _Question:
    name: str
    kind: str
    page: str

    @property
    def path(self) -> str:
        return f"/data/{self.page}/{self.name}"


def generated_form(questions: int, *, seed: int = 1, rows: int = 60, instances: int = 5) -> str:
    """XForm XML with about *questions* questions on pages of 20, conditions between pages, a list
    of *rows* choices with a filter, and a repeat with *instances* instances of 12 questions."""
    return "".join(_parts(questions, random.Random(seed), rows, instances))


def _parts(count: int, chance: random.Random, rows: int, instances: int) -> Iterator[str]:
    kinds = ("select1", "int", "string", "calculate", "select", "date", "city")
    weights = (30, 18, 24, 12, 8, 4, 4)
    asked = [
        _Question(f"q{at}", chance.choices(kinds, weights)[0], f"page{at // _PAGE}")
        for at in range(count)
    ]
    yield _HEAD
    yield from _itext(asked)
    yield from _instance(asked, instances)
    yield from _cities(rows)
    for at, question in enumerate(asked):
        yield _bind(question, asked[:at], chance)
    yield from _repeat_binds()
    yield "</model></h:head><h:body>"
    yield from _body(asked)
    yield "</h:body></h:html>"


def _itext(asked: list[_Question]) -> Iterator[str]:
    yield "<itext>"
    for language in LANGUAGES:
        yield f"<translation lang={quoteattr(language)}>"
        for at, question in enumerate(asked):
            output = f'<output value="{asked[at - 1].path}"/>' if at % 10 == 9 else ""
            text = escape(f"Frage {question.name} ({language})")
            yield f'<text id="{question.path}:label"><value>{text} {output}</value></text>'
        yield "</translation>"
    yield "</itext>"


def _instance(asked: list[_Question], instances: int) -> Iterator[str]:
    yield '<instance><data id="generated" version="1">'
    page = ""
    for question in asked:
        if question.page != page:
            yield f"</{page}>" if page else ""
            page = question.page
            yield f"<{page}>"
        yield f"<{question.name}/>"
    yield f"</{page}>" if page else ""
    inner = "".join(f"<r{at}/>" for at in range(12))
    yield f'<rep jr:template="">{inner}</rep>' + f"<rep>{inner}</rep>" * instances
    yield "<people/><spent/></data></instance>"


def _cities(rows: int) -> Iterator[str]:
    yield '<instance id="cities"><root>'
    for at in range(rows):
        yield f"<item><name>c{at}</name><label>City {at}</label><land>{'abc'[at % 3]}</land></item>"
    yield "</root></instance>"


def _bind(question: _Question, before: list[_Question], chance: random.Random) -> str:
    attributes = {"nodeset": question.path, "type": _TYPES.get(question.kind, "string")}
    numbers = [one for one in before if one.kind in ("int", "calculate")]
    selects = [one for one in before if one.kind == "select1"]
    if question.kind == "calculate":
        picked = chance.sample(numbers, min(3, len(numbers)))
        summed = " + ".join(f"coalesce({one.path}, 0)" for one in picked) or "1"
        attributes["calculate"] = f"({summed}) mod 1000"
    elif selects and chance.random() < 0.3:
        attributes["relevant"] = f"selected({chance.choice(selects).path}, 'a')"
    if question.kind == "int":
        attributes["constraint"] = ". >= 0 and . < 120"
    if chance.random() < 0.2 and question.kind != "calculate":
        attributes["required"] = "true()"
    return "<bind " + " ".join(f"{k}={quoteattr(v)}" for k, v in attributes.items()) + "/>"


_TYPES = {"int": "int", "date": "date"}


def _repeat_binds() -> Iterator[str]:
    for at in range(12):
        extra = ""
        if at % 4 == 1:
            extra = f' relevant="../r{at - 1} = 1"'
        if at % 4 == 3:
            extra = f' calculate="coalesce(../r{at - 3}, 0) + position(..)"'
        kind = "int" if at % 4 == 0 else "string"
        yield f'<bind nodeset="/data/rep/r{at}" type="{kind}"{extra}/>'
    before = "/data/rep[position() = position(current()/..) - 1]/r3"
    yield f'<bind nodeset="/data/rep/r7" calculate="coalesce(sum({before}), 0) + ../r3"/>'
    yield '<bind nodeset="/data/people" calculate="count(/data/rep)"/>'
    yield '<bind nodeset="/data/spent" calculate="sum(/data/rep/r3)"/>'


def _body(asked: list[_Question]) -> Iterator[str]:
    page = ""
    for question in asked:
        if question.page != page:
            yield "</group>" if page else ""
            page = question.page
            yield f'<group ref="/data/{page}" appearance="field-list">'
        yield _control(question)
    yield "</group>" if page else ""
    yield '<group ref="/data/rep"><label>Person</label><repeat nodeset="/data/rep">'
    for at in range(12):
        if at % 4 != 3:
            yield f'<input ref="/data/rep/r{at}"><label>R{at}</label></input>'
    yield "</repeat></group>"


def _control(question: _Question) -> str:
    label = f"<label ref=\"jr:itext('{question.path}:label')\"/>"
    items = "".join(f"<item><label>{v}</label><value>{v}</value></item>" for v in "abcd")
    match question.kind:
        case "calculate":
            return ""
        case "select1" | "select":
            return f'<{question.kind} ref="{question.path}">{label}{items}</{question.kind}>'
        case "city":
            nodeset = "instance('cities')/root/item[land = /data/page0/q0]"
            return (
                f'<select1 ref="{question.path}">{label}<itemset nodeset="{nodeset}">'
                '<value ref="name"/><label ref="label"/></itemset></select1>'
            )
    return f'<input ref="{question.path}">{label}</input>'
