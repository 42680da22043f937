"""Which kind of field a question needs."""

from __future__ import annotations

import re

from desktop.forms.model.elements import ElementDef

_ALWAYS = re.compile(r"true\(\s*\)|[1-9]\d*|'[^']+'")
_INPUTS = {
    "string": "text",
    "int": "integer",
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "dateTime",
    "geopoint": "geopoint",
    "geotrace": "geotrace",
    "geoshape": "geoshape",
    "barcode": "barcode",
    "boolean": "text",
}
_KINDS = {"select": "select", "select1": "select1", "rank": "rank", "range": "range"}


def question_type(definition: ElementDef) -> str:
    """text, integer, decimal, date, time, dateTime, select1, select, rank, range, note,
    acknowledge, image, signature, file, audio, video, geopoint, barcode, or for what is not asked:
    hidden, group, repeat.
    """
    control = definition.control
    if definition.is_repeat:
        return "repeat"
    if control is None:
        return "hidden" if not definition.children else "group"
    if control.kind == "group":
        return "group"
    if control.kind == "trigger":
        return "acknowledge"
    if control.kind == "upload":
        return _upload_type(control.mediatype, control.appearance.split())
    if control.kind in _KINDS:
        return _KINDS[control.kind]
    if is_note(definition) and not definition.bind.calculate:
        return "note"
    return _INPUTS.get(definition.bind.type, "text")


def is_note(definition: ElementDef) -> bool:
    """Whether an input is only there to be read: always readonly, with a label or a hint."""
    control = definition.control
    if control is None or control.kind != "input" or not control.texts:
        return False
    return _ALWAYS.fullmatch(definition.bind.readonly) is not None


def _upload_type(mediatype: str, appearances: list[str]) -> str:
    major = mediatype.partition("/")[0]
    if major == "image":
        return "signature" if "signature" in appearances else "image"
    return major if major in ("audio", "video") else "file"
