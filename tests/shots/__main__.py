"""Renders every page to build/shots/*.png: German beside Arabic layout, both looks, both sizes.

``python3 -m tests.shots [WORD ...]`` renders only the pages whose name holds one of the words.
The word ``readme``, alone, renders the pictures of the README to docs/pictures, from a fresh
agency: drafts that earlier pictures left would stand in them. All pages of all forms are
rendered only by the word ``pages``, alone or before words that narrow.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.shots import form_pages
from tests.shots.album import Album
from tests.shots.stage import prepare

OUT = Path(__file__).resolve().parents[2] / "build" / "shots"
_README = "readme"


def main(words: list[str]) -> int:
    """Render, print what was written, return the exit code."""
    OUT.mkdir(parents=True, exist_ok=True)
    if _README in words:
        with tempfile.TemporaryDirectory() as fresh:
            take(Path(fresh), words, Album.render_readme)
    else:
        pages = form_pages.WORD in words
        taken = take(OUT / ".demo", words, Album.render_pages if pages else Album.render)
        print(f"{taken} pictures in {OUT}")
    return 0


def take(agency: Path, words: list[str], what: Callable[[Album], None]) -> int:
    """Take *what* from the agency in that folder, which is founded there if need be."""
    album = Album(OUT, prepare(agency), words)
    try:
        what(album)
    finally:
        album.close()
    return album.count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
