"""An XForm with many bilingual questions of all common kinds, for the tests of speed."""

from __future__ import annotations

_KINDS = (
    "string",
    "select1",
    "int",
    "select",
    "date",
    "select1",
    "string",
    "select1",
    "select",
    "int",
)
_SIZE = 6


def long_form(questions: int, group: int = 20) -> bytes:
    """*questions* questions in German and Arabic, *group* in each group."""
    names = [f"q{number}" for number in range(questions)]
    groups = [names[at : at + group] for at in range(0, questions, group)]
    return (
        '<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms"'
        ' xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">'
        f"<h:head><h:title>Lang</h:title><model><itext>{_itext(names, groups)}</itext>"
        f'<instance><data id="long" version="1">{_instance(groups)}</data></instance>'
        f"{_binds(groups)}</model></h:head><h:body>{_body(groups)}</h:body></h:html>"
    ).encode()


def _kind(name: str) -> str:
    return _KINDS[int(name[1:]) % len(_KINDS)]


def _itext(names: list[str], groups: list[list[str]]) -> str:
    parts = []
    for code, question, choice in (("de", "Frage", "Antwort"), ("ar", "سؤال", "جواب")):
        texts = [f'<text id="{n}:label"><value>{question} {n[1:]}</value></text>' for n in names]
        texts += [
            f'<text id="g{i}:label"><value>{question} {i}</value></text>'
            for i in range(len(groups))
        ]
        texts += [f'<text id="c{i}"><value>{choice} {i}</value></text>' for i in range(_SIZE)]
        parts.append(f'<translation lang="{code}">{"".join(texts)}</translation>')
    return "".join(parts)


def _instance(groups: list[list[str]]) -> str:
    return "".join(
        f"<g{i}>{''.join(f'<{n}/>' for n in names)}</g{i}>" for i, names in enumerate(groups)
    )


def _binds(groups: list[list[str]]) -> str:
    types = {"select1": "string", "select": "string"}
    return "".join(
        f'<bind nodeset="/data/g{i}/{n}" type="{types.get(_kind(n), _kind(n))}"/>'
        for i, names in enumerate(groups)
        for n in names
    )


def _body(groups: list[list[str]]) -> str:
    return "".join(
        f'<group ref="/data/g{i}"><label ref="jr:itext(\'g{i}:label\')"/>'
        f"{''.join(_control(f'/data/g{i}/{n}', n) for n in names)}</group>"
        for i, names in enumerate(groups)
    )


def _control(ref: str, name: str) -> str:
    label = f"<label ref=\"jr:itext('{name}:label')\"/>"
    kind = _kind(name)
    if kind not in ("select1", "select"):
        return f'<input ref="{ref}">{label}</input>'
    items = "".join(
        f"<item><label ref=\"jr:itext('c{i}')\"/><value>c{i}</value></item>" for i in range(_SIZE)
    )
    return f'<{kind} ref="{ref}">{label}{items}</{kind}>'
