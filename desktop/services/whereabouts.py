"""Where the worker was when the program locked itself, so that unlocking leads back there."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from desktop.domain.errors import KnownError
from desktop.domain.ids import RecordId
from desktop.storage.store import Store, Writer

_SETTING = "place_at_lock"
_GONE = object()
Plain = Mapping[str, Any]
"""Texts, whole numbers, truth values and lists of them under names."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page, perhaps a case on it, perhaps an open form before it.

    ``window``, ``form`` and ``pages`` (by name) hold what the parts of the window told about
    themselves; only they read it again, and take nothing in it for granted. An empty ``form``
    means that none was open.
    """

    page: str = "today"
    case: RecordId | None = None
    window: Plain = field(default_factory=dict)
    form: Plain = field(default_factory=dict)
    pages: Mapping[str, Plain] = field(default_factory=dict)


class WhereaboutsService:
    """Keeps one place in the encrypted store, until it is asked for. Thread-safe, blocks shortly.

    It may hold a note that was begun: it lives and dies with the store's key.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, place: Place) -> None:
        """Keep *place* for the next unlocking; raises KnownError as every write does.

        What names an erased record by its id, or a draft that is gone, is left out with all that
        was typed about it.
        """

        def work(writer: Writer) -> None:
            gone = frozenset(str(one.record) for one in writer.erased().records if one.record)
            kept = asdict(place)
            draft = place.form.get("draft")
            if isinstance(draft, str) and writer.draft(RecordId(draft)) is None:
                kept["form"] = {}
            writer.put_setting(_SETTING, json.dumps({"page": "today"} | _without(kept, gone)))

        self._store.write(work).result()

    def take(self) -> Place | None:
        """The place kept last, once; None when there is none or it cannot be read."""
        text = self._store.read().setting(_SETTING)
        if text is None:
            return None
        with contextlib.suppress(KnownError):  # a full disk keeps nobody outside
            self._store.write(lambda writer: writer.put_setting(_SETTING, None)).result()
        return _place(text)


def _without(value: dict[str, Any], gone: frozenset[str]) -> dict[str, Any]:
    found = ((name, _left(one, gone)) for name, one in value.items() if name not in gone)
    return {name: one for name, one in found if one is not _GONE}


def _left(value: Any, gone: frozenset[str]) -> Any:
    """*value* without its parts that are about something gone; ``_GONE`` if it is itself."""
    if isinstance(value, str):
        return _GONE if value in gone else value
    if isinstance(value, dict):
        is_gone = any(isinstance(one, str) and one in gone for one in value.values())
        return _GONE if is_gone else _without(value, gone)
    if isinstance(value, list | tuple):
        is_gone = any(isinstance(one, str) and one in gone for one in value)
        parts = [] if is_gone else [_left(one, gone) for one in value]
        return _GONE if is_gone else [one for one in parts if one is not _GONE]
    return value


def _place(text: object) -> Place | None:
    try:
        data = json.loads(str(text))
    except ValueError:
        return None
    if not isinstance(data, dict) or not isinstance(data.get("page"), str):
        return None
    case = data.get("case")
    parts = {name: _plain(data.get(name)) for name in ("window", "form", "pages")}
    pages = {name: _plain(value) for name, value in parts["pages"].items()}
    return Place(
        page=data["page"],
        case=RecordId(case) if isinstance(case, str) else None,
        window=parts["window"],
        form=parts["form"],
        pages=pages,
    )


def _plain(value: object) -> Plain:
    return value if isinstance(value, dict) else {}
