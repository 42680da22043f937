"""XForms from elsewhere may be written in an older encoding; inside, everything is UTF-8."""

from __future__ import annotations

import codecs
import re

from desktop.domain.errors import ErrorCode, KnownError

_DECLARED = re.compile(rb"""\A(<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["'])([A-Za-z0-9._-]{1,40})""")
_KNOWN = re.compile(r"utf-8|utf-16|ascii|iso8859-\d+|cp125\d|koi8-[ru]|mac-roman")
"""As Python names them: encodings of text whose XML declaration can be read."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_declared(data: bytes) -> bool:
    """Whether *data* begins as XML does, in whatever encoding."""
    return data.startswith((b"<?xml", *_UTF_16))


def in_utf8(data: bytes) -> bytes:
    """XML in UTF-8 and saying so; byte for byte the same if it is that already.

    KnownError FORM_INVALID (facts ``reason`` = ``xml-encoding`` and ``found``) for an encoding
    that is not known or not kept to.
    """
    if data.startswith(_UTF_16):
        wanted = "UTF-16"
    else:
        match = _DECLARED.match(data)
        wanted = match[2].decode() if match else "UTF-8"
    try:
        name = codecs.lookup(wanted).name
        if not _KNOWN.fullmatch(name):
            raise LookupError(name)
        text = data.decode(name)
    except (LookupError, UnicodeDecodeError) as error:
        raise KnownError(ErrorCode.FORM_INVALID, reason="xml-encoding", found=wanted) from error
    if name in ("utf-8", "ascii"):
        return data
    return _DECLARED.sub(rb"\g<1>UTF-8", text.encode())
