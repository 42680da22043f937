"""A drawn signature as an SVG file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from desktop.documents.export.submission import Submission
from desktop.domain.companions import Signature

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,80}\.svg")


def signature_svg(signature: Signature) -> bytes:
    """The strokes as lines, black on nothing; one point becomes a dot."""
    lines = "".join(_line(stroke) for stroke in signature.strokes)
    width, height = max(signature.width, 1), max(signature.height, 1)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}"><g fill="none" stroke="#000" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round">{lines}</g></svg>\n'
    ).encode()


def _line(stroke: tuple[int, ...]) -> str:
    points = " ".join(f"{x},{y}" for x, y in zip(stroke[0::3], stroke[1::3], strict=True))
    dot = f" {points}" if len(stroke) == 3 else ""
    return f'<polyline points="{points}{dot}"/>'


def signature_files(submission: Submission) -> Mapping[str, str]:
    """Stored path -> file name of every drawn signature: the answer itself, made harmless.

    An answer comes from other laptops, so it may not lead out of the folder; two of the same
    name in one record are told apart.
    """
    found: dict[str, str] = {}
    for path in sorted(submission.signatures):
        if not submission.signatures[path].strokes or path not in submission.answers:
            continue
        answer = submission.answers[path]
        name = answer if _SAFE.fullmatch(answer) else "signature.svg"
        stem, n = name.removesuffix(".svg"), 1
        while name in found.values():
            n += 1
            name = f"{stem}-{n}.svg"
        found[path] = name
    return found
