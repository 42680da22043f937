"""What one worker chose for the window on this laptop: look, text size, language, times. Nothing
personal.

Kept as a small JSON file beside the store, readable before the password is known.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import NamedTuple

from desktop.app.times import COVER_CHOICES, COVER_MINUTES, LOCK_CHOICES, LOCK_MINUTES
from desktop.domain.small_file import read_object, replace_small
from desktop.i18n.languages import interface_languages
from desktop.ui.theme.theme import Appearance
from desktop.ui.theme.tokens import TEXT_PERCENTS, Look

_FILE = "window.json"
_MOST_BYTES = 64 * 1024
_LANGUAGES = frozenset(found.code for found in interface_languages())


class Preferences(NamedTuple):
    """Defaults hold for whatever the file does not say, or says wrongly."""

    appearance: Appearance = Appearance()
    language: str = "de"
    cover_minutes: int = COVER_MINUTES
    lock_minutes: int = LOCK_MINUTES


def recall(profile: Path) -> Preferences:
    """Read the preferences of a profile; a missing or damaged file gives the defaults."""
    path = profile / _FILE
    if not os.path.isfile(path):  # also where another account keeps us out
        return Preferences()
    data = _read(path)
    look, percent, language = data.get("look"), data.get("text_percent"), data.get("language")
    return Preferences(
        Appearance(
            next((one for one in Look if one.value == look), Look.LIGHT),
            percent if isinstance(percent, int) and percent in TEXT_PERCENTS else 100,
        ),
        language if isinstance(language, str) and language in _LANGUAGES else "de",
        _one_of(COVER_CHOICES, data.get("cover_minutes"), COVER_MINUTES),
        _one_of(LOCK_CHOICES, data.get("lock_minutes"), LOCK_MINUTES),
    )


def remember(profile: Path, preferences: Preferences) -> None:
    """Write the preferences; keys of newer versions are kept, a full disk is no reason to stop."""
    import json

    path = profile / _FILE
    known = {
        "look": preferences.appearance.look.value,
        "text_percent": preferences.appearance.text_percent,
        "language": preferences.language,
        "cover_minutes": preferences.cover_minutes,
        "lock_minutes": preferences.lock_minutes,
    }
    with contextlib.suppress(OSError, ValueError, RecursionError):
        replace_small(path, json.dumps(_read(path) | known).encode())


def _one_of(choices: tuple[int, ...], value: object, otherwise: int) -> int:
    """A time of a stricter policy may stand here too; it is shorter than the longest choice."""
    if isinstance(value, bool) or not isinstance(value, int):
        return otherwise
    return value if 1 <= value <= choices[-1] else otherwise


def _read(path: Path) -> dict[str, object]:
    try:
        return read_object(path, _MOST_BYTES)
    except (OSError, ValueError):
        return {}
