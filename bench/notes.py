"""Journal notes in German and Arabic, as many as wanted, from the words of the shipped forms.

Words come as often as words do (the n-th about 1/n as often as the first), some German ones are
put together as German does, and figures stand between them; a sixth of the notes is Arabic.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.ids import RecordId, StreamId, new_record_id, new_stream_id
from desktop.forms.library import shipped_forms

NOTES_PER_CASE = 50
WRITTEN = 1_763_942_400_000
_TEXTS = re.compile(r'<translation lang="[^"]*\((de|ar)\)"[^>]*>(.*?)</translation>', re.S)
_VALUES = re.compile(r"<value[^>]*>([^<]*)")
_WORDS = re.compile(r"[^\W\d_]{2,}")


@cache
def vocabulary(language: str) -> tuple[list[str], list[float]]:
    """All words of a language, the most frequent first, and their summed weights."""
    found: Counter[str] = Counter()
    for form in shipped_forms():
        for code, block in _TEXTS.findall(form.xml.decode()):
            if code == language:
                found.update(w for text in _VALUES.findall(block) for w in _WORDS.findall(text))
    words = [word for word, _ in found.most_common()]
    return words, list(accumulate(1 / (n + 3) for n in range(len(words))))


def text(chance: random.Random) -> str:
    """A note of ten to fifty words."""
    language = "ar" if chance.random() < 1 / 6 else "de"
    words, weights = vocabulary(language)
    chosen = chance.choices(words, cum_weights=weights, k=chance.randint(10, 50))
    if language == "de":
        for at in range(0, len(chosen), 12):
            chosen[at] = chance.choice(words).capitalize() + chance.choice(words).lower()
    if chance.random() < 0.2:
        chosen.insert(len(chosen) // 2, f"{chance.randrange(10**4):04d}")
    return " ".join(chosen) + "."


def notes(count: int, seed: int = 5) -> Iterator[RecordEdit]:
    """*count* notes of made-up cases, the same in every run but for their ids."""
    chance = random.Random(seed)
    stream, case = new_stream_id(), new_record_id()
    for at in range(count):
        if at % NOTES_PER_CASE == 0:
            stream, case = new_stream_id(), new_record_id()
        yield _note(stream, case, WRITTEN + at * 60_000, text(chance))


def _note(stream: StreamId, case: RecordId, at: int, words: str) -> RecordEdit:
    values: dict[str, Value] = {
        "case": case, "kind": "fact", "language": "de", "written_at": at, "text": words,
    }  # fmt: skip
    return RecordEdit(stream, "note", new_record_id(at), values)


def raw_size(edit: RecordEdit) -> int:
    """Bytes of a note's own content: its ids, and its values as UTF-8."""
    return 32 + sum(
        16 if name == "case" else 8 if isinstance(value, int) else len(str(value).encode())
        for name, value in edit.values.items()
    )


def json_size(edit: RecordEdit) -> int:
    """Bytes of a note as a line of JSON, as an export would write it."""
    fields = {"id": edit.record, "stream": edit.stream, **edit.values}
    return len(json.dumps(fields, ensure_ascii=False).encode()) + 1
