"""Languages that forms name without a code, as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAMES = {
    "am": ("amharic", "amharisch", "አማርኛ"),
    "ar": ("arabic", "arabisch", "arabe", "العربية", "عربي"),
    "bn": ("bengali", "bangla", "বাংলা"),
    "ckb": ("sorani", "central kurdish", "کوردی"),
    "de": ("german", "deutsch", "allemand"),
    "en": ("english", "englisch", "anglais", "inglés"),
    "es": ("spanish", "spanisch", "español", "espanol", "castellano"),
    "fa": ("persian", "persisch", "farsi", "dari", "فارسی", "دری"),
    "fr": ("french", "französisch", "français", "francais"),
    "hi": ("hindi", "हिन्दी"),
    "it": ("italian", "italienisch", "italiano"),
    "ka": ("georgian", "georgisch", "ქართული"),
    "ku": ("kurmanji", "kurmancî", "kurmandschi", "kurdish", "kurdisch", "kurdî"),
    "ne": ("nepali", "नेपाली"),
    "pl": ("polish", "polnisch", "polski"),
    "ps": ("pashto", "paschtu", "pushto", "پښتو"),
    "pt": ("portuguese", "portugiesisch", "português", "portugues"),
    "ro": ("romanian", "rumänisch", "română"),
    "ru": ("russian", "russisch", "русский"),
    "so": ("somali", "soomaali"),
    "sq": ("albanian", "albanisch", "shqip"),
    "sw": ("swahili", "kiswahili"),
    "ti": ("tigrinya", "tigrigna", "ትግርኛ"),
    "tr": ("turkish", "türkisch", "türkçe", "turkce"),
    "uk": ("ukrainian", "ukrainisch", "українська"),
    "ur": ("urdu", "اردو"),
    "vi": ("vietnamese", "vietnamesisch", "tiếng việt"),
    "zh": ("chinese", "chinesisch", "中文"),
}
_CODES = {name: code for code, names in _NAMES.items() for name in names}
_CODED = re.compile(r"\([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\)\s*$")
_BARE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def with_code(name: str) -> str:
    """``English`` -> ``English (en)``; what has a code, is one, or is unknown stays as it is."""
    written = name.strip()
    code = _CODES.get(written.casefold())
    return name if code is None or _CODED.search(written) else f"{written} ({code})"


def named_twice(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Names that stand for one language: ``Deutsch (de)`` and ``German (de)``."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        code = _CODED.search(name.strip())
        key = code.group().strip("() ").lower() if code else name.strip().lower()
        found.setdefault(key, []).append(name)
    return [tuple(same) for same in found.values() if len(same) > 1]


def has_code(name: str) -> bool:
    """Whether a language as written can be told: by a code in parentheses or by being one."""
    written = name.strip()
    return bool(_CODED.search(written) or _BARE.fullmatch(written))
