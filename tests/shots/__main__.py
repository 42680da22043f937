"""Renders every page to build/shots/*.png: German beside Arabic layout, both looks, both sizes.

``python3 -m tests.shots [WORD ...]`` renders only the pages whose name holds one of the words.
The word ``readme`` renders the pictures of the README to docs/pictures, from a fresh agency. All
pages of all forms are rendered only by the word ``pages``, alone or before words that narrow.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.shots import form_pages
from tests.shots.album import Album
from tests.shots.stage import prepare

OUT = Path(__file__).resolve().parents[2] / "build" / "shots"


def main(words: list[str]) -> int:
    """Render, print what was written, return the exit code."""
    OUT.mkdir(parents=True, exist_ok=True)
    demo = prepare(OUT / ".demo")
    album = Album(OUT, demo, words)
    try:
        if form_pages.WORD in words:
            album.render_pages()
        else:
            album.render()
        if "readme" in words:
            album.render_readme()
    finally:
        album.close()
    print(f"{album.count} pictures in {OUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
