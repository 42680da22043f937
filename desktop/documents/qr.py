"""The dark modules of a QR code, made by segno."""

from __future__ import annotations

from desktop.documents.model import Modules


def modules(payload: str) -> Modules:
    """Rows of modules without quiet zone, error correction M."""
    import segno

    made = segno.make_qr(payload, error="m", boost_error=False)
    return tuple(tuple(bool(dark) for dark in line) for line in made.matrix)
