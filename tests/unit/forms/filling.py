"""Short ways to write a form and to fill it, for the tests beside."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pyxform.xls2xform import convert

from desktop.forms.definition import FormDefinition
from desktop.forms.environment import Environment
from desktop.forms.load import load_form
from desktop.forms.session import FormSession

NOON = datetime(2026, 3, 29, 10, 0, tzinfo=UTC)
"""A Sunday on which Berlin moved its clocks forward at night."""


def environment(now: datetime = NOON, zone: str = "Europe/Berlin") -> Environment:
    """A world that stands still: fixed clock, counted identifiers."""
    count = itertools.count(1)
    return Environment(
        ZoneInfo(zone),
        now=lambda: now,
        uuid=lambda: f"00000000-0000-4000-8000-{next(count):012x}",
        random=lambda: 0.5,
        username="jana",
        deviceid="laptop-7",
    )


def xlsform(table: str, media: Mapping[str, bytes] | None = None) -> FormDefinition:
    """A form written as pyxform Markdown."""
    result = convert(xlsform=table, file_type=".md", validate=False, pretty_print=False)
    return load_form(result.xform, media=media or {})


def xform(
    instance: str,
    binds: str = "",
    body: str = "",
    more: str = "",
    media: Mapping[str, bytes] | None = None,
) -> FormDefinition:
    """A form written as the inside of model and body; the root element is ``data``."""
    return load_form(
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Form</h:title><model>'
        f'<instance><data id="form" version="1">{instance}</data></instance>{more}{binds}'
        f"</model></h:head><h:body>{body}</h:body></h:html>",
        media=media or {},
    )


def begin(
    definition: FormDefinition, answers: Mapping[str, str] | None = None, **world: Any
) -> FormSession:
    """A session in the fixed world."""
    return FormSession(definition, environment=environment(**world), answers=answers)


def value(session: FormSession, ref: str) -> str:
    """The value at *ref*."""
    return session.state(ref).value
