"""In which script a text is written: ISO 15924 codes from the names of its letters (Unicode)."""

from __future__ import annotations

import unicodedata
from collections import Counter

COMMON = "Zyyy"
"""No letter of any script: digits, signs, spaces, emoji (ISO 15924: undetermined)."""
UNKNOWN = "Zzzz"
"""Letters of a script that is not in the table."""
_LONGEST = 4000
"""So many characters tell the script; a long text need not be read to its end."""
_BY_NAME = {
    "LATIN": "Latn",
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
    "ARMENIAN": "Armn",
    "SYRIAC": "Syrc",
    "THAANA": "Thaa",
    "NKO": "Nkoo",
    "TIFINAGH": "Tfng",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "THAI": "Thai",
    "LAO": "Laoo",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "TIBETAN": "Tibt",
    "MONGOLIAN": "Mong",
    "CJK": "Hani",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "HANGUL": "Hang",
    "BOPOMOFO": "Bopo",
    "CHEROKEE": "Cher",
    "VAI": "Vaii",
    "OL": "Olck",
    "ADLAM": "Adlm",
}
"""First word of a letter's Unicode name -> ISO 15924."""
_COMPATIBLE = ("FULLWIDTH ", "HALFWIDTH ", "MATHEMATICAL ", "SQUARED ", "CIRCLED ")


def script_of(text: str) -> str:
    """The script most letters of *text* are in; the first seen where two are equal.

    ``Zyyy`` without any letter, ``Zzzz`` for letters of a script this version has no name for.
    """
    counts: Counter[str] = Counter()
    for char in text[:_LONGEST]:
        if char.isalpha():
            counts[_script(char)] += 1
    # Counter.most_common keeps the order of first sight among equals.
    return counts.most_common(1)[0][0] if counts else COMMON


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    for prefix in _COMPATIBLE:
        name = name.removeprefix(prefix)
    return _BY_NAME.get(name.partition(" ")[0].partition("-")[0], UNKNOWN)
