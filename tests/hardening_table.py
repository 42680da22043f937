"""Writes docs/hardening.md: which test shows which entry of the store's catalogue.

``python -m tests.hardening_table`` after a test with a new marker; a test compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.unit.test_hardening_catalogue import ENTRIES, TESTS, entries_of

DOCUMENT = TESTS.parent / "docs" / "hardening.md"
SAYS = {
    "T01": "kill -9 at any moment: nothing acknowledged is lost",
    "T02": "power cuts replayed from a log of writes; without full syncs the same test loses",
    "T03": "disk full at every place: a sentence, the form kept, work goes on after freeing",
    "T04": "failing writes, flushes and renames, of the key file too: never half, never plain",
    "T05": "flipped bits, cut files, missing logs, old pages: noticed or harmless",
    "T06": "wrong password, wrong or foreign file: the right sentence, nothing overwritten",
    "T07": "files 0600, folders 0700, unreadable for another user",
    "T08": "words entered everywhere are in no file but the store",
    "T09": "cost of a guess, slots, salts, no plain header",
    "T10": "the driver is set up as agreed, or the program refuses",
    "T11": "lock: the process ends, the next one holds neither key nor rows, work is back",
    "T12": "cover and client's view say nothing of other cases; titles name nobody",
    "T13": "no keyring, no session bus: the password is enough",
    "T14": "recovery code, wrong tries, what is lost without both",
    "T15": "backups: encrypted, proved, brought back whole, as a new device",
    "T16": "a new password or cost, killed anywhere: the old or the new one opens",
    "T17": "every released store is brought up to date, or stays as it was",
    "T23": "two processes, copied stores: the second is refused, the copy becomes new",
    "T24": "clocks that jump",
    "T34": "clipboard cleared, no core file, reports without values",
    "T35": "what is erased is in no page, log, index, backup",
    "T36": "hostile forms refused in 2 s and 200 MB",
    "T37": "formulas are texts, exports read back as typed",
    "T38": "attachments: refused or cleaned, names neutral",
    "T39": "HTML, links and direction controls shown letter by letter",
    "T43": "known answers and frozen formats",
}
HEAD = """# Which test shows what

The entries of the catalogue for the encrypted store that this version has to pass; a test carries
its number as `@pytest.mark.hardening("T05")`. `python3 dev.py test` runs the quick tier of all,
`--long` the thorough one; figures stand at the end of both. What a loss gives away all the same:
[threat-model.md](threat-model.md). This file is written by `python -m tests.hardening_table`.

| no. | shown is | by |
|---|---|---|
"""


def table() -> str:
    """The document as the tests stand now."""
    shown: dict[str, list[str]] = {entry: [] for entry in sorted(ENTRIES)}
    for path in sorted(TESTS.rglob("test_*.py")):
        for entry in sorted(set(entries_of(path))):
            shown[entry].append(path.relative_to(TESTS).as_posix())
    return HEAD + "".join(_lines(shown))


def _lines(shown: dict[str, list[str]]) -> Iterator[str]:
    for entry, names in shown.items():
        tests = " ".join(f"`{Path(name).with_suffix('')}`" for name in names)
        yield f"| {entry} | {SAYS[entry]} | {tests} |\n"


if __name__ == "__main__":
    DOCUMENT.write_text(table(), encoding="utf-8")
