"""Where the worker was when the program locked itself, so that unlocking leads back there."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from desktop.domain.errors import KnownError
from desktop.domain.ids import RecordId
from desktop.storage.store import Store

_SETTING = "place_at_lock"
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
        """Keep *place* for the next unlocking; raises KnownError as every write does."""
        text = json.dumps(asdict(place))
        self._store.write(lambda writer: writer.put_setting(_SETTING, text)).result()

    def take(self) -> Place | None:
        """The place kept last, once; None when there is none or it cannot be read."""
        text = self._store.read().setting(_SETTING)
        if text is None:
            return None
        with contextlib.suppress(KnownError):  # a full disk keeps nobody outside
            self._store.write(lambda writer: writer.put_setting(_SETTING, None)).result()
        return _place(text)


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
