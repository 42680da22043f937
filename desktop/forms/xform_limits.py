"""Refuses hostile XForm XML with a cheap pass that builds nothing."""

from __future__ import annotations

import re
from typing import NoReturn
from xml.parsers import expat

from desktop.domain.errors import ErrorCode, KnownError

MAX_ELEMENTS = 150_000
"""The largest form seen (1.1 MB, 850 expressions) has about 12,000."""
MAX_DEPTH = 100
MAX_ATTRIBUTES = 64
MAX_TEXT = 1_000_000
"""Characters of one text or attribute."""


MAX_WILDCARDS = 400_000
"""Expressions about "all fields" times fields: each depends on each."""
_WILDCARD = re.compile(r"//|(?:/|::)\s*\*|(?:descendant|following|preceding|ancestor)[a-z-]*::")


def check_xform(data: bytes) -> None:
    """Raises KnownError FORM_NOT_XLSFORM for what is no XML with a root ``html`` and a ``model``
    within (a document type counts as that), FORM_TOO_LARGE (facts ``what``, ``found``, ``limit``)
    beyond the limits.
    """
    counter = _Counter()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.CharacterDataHandler = counter.text
    parser.StartDoctypeDeclHandler = _forbidden
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM) from error
    _at_most("wildcards", counter.wildcards * counter.fields, MAX_WILDCARDS)
    if counter.root.rpartition(":")[2] != "html" or not counter.has_model:
        raise KnownError(ErrorCode.FORM_NOT_XLSFORM)


def _forbidden(*_declared: object) -> NoReturn:
    raise KnownError(ErrorCode.FORM_NOT_XLSFORM)


class _Counter:
    def __init__(self) -> None:
        self.root = ""
        self.has_model = False
        self.wildcards = self.fields = 0
        self._elements = self._depth = 0
        self._instances = 0
        self._inside = 0

    def start(self, name: str, attributes: list[str]) -> None:
        """Count an element with its attributes."""
        self.root = self.root or name
        self._elements += 1
        self._depth += 1
        self._count_fields(name)
        _at_most("elements", self._elements, MAX_ELEMENTS)
        _at_most("depth", self._depth, MAX_DEPTH)
        _at_most("attributes", len(attributes) // 2, MAX_ATTRIBUTES)
        for value in attributes[1::2]:
            _at_most("text", len(value), MAX_TEXT)
            self.wildcards += _WILDCARD.search(value) is not None and "jr://" not in value

    def _count_fields(self, name: str) -> None:
        """The first instance of a model is the record itself; others are lists."""
        if self._inside:
            self.fields += 1
            return
        local = name.rpartition(":")[2]
        self.has_model = self.has_model or local == "model"
        if local == "instance":
            self._instances += 1
            self._inside = self._depth if self._instances == 1 else 0

    def end(self, _name: str) -> None:
        """Leave an element."""
        if self._inside == self._depth:
            self._inside = 0
        self._depth -= 1

    def text(self, content: str) -> None:
        """Look at a piece of text."""
        _at_most("text", len(content), MAX_TEXT)


def _at_most(what: str, found: int, limit: int) -> None:
    if found > limit:
        raise KnownError(ErrorCode.FORM_TOO_LARGE, what=what, found=found, limit=limit)
