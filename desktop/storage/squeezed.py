"""Long blobs of the log and of the records in less room: deflated, with words to begin with.

A squeezed blob is ``C1 01``, the length of a part in plain, that part, and the rest deflated.
No MessagePack begins with ``C1``, so blobs of either kind stand side by side. ``WORDS`` belongs
to ``01`` and never changes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final

from desktop.domain.errors import ErrorCode, KnownError

MARK: Final = b"\xc1\x01"
SHORTEST: Final = 200
"""Bytes; shorter ones stay as they are."""
LONGEST: Final = 16 * 1024 * 1024
"""Bytes; no more are ever unpacked, and longer ones stay as they are."""

_BITS, _MEMORY, _LEVEL = -12, 5, 6

WORDS: Final = (
    "Aufenthaltserlaubnis Aufenthaltsgestattung Niederlassungserlaubnis Arbeitserlaubnis "
    "Ausländerbehörde Bescheinigung Krankenversicherung Krankenkasse Unterlagen einreichen "
    "Antrag stellen Jobcenter Sozialamt Jugendamt Bescheid Widerspruch Termin vereinbaren "
    "Beratungsstelle Beratung Gespräch Wohnung Vermieter Mietvertrag Nebenkosten Schule "
    "Kindergarten Kita Lehrerin Kinder Familie Mutter Vater Tochter Deutschkurs "
    "Integrationskurs Deutsch Arabisch Übersetzung Dolmetscher Arzt Behandlung Krankenhaus "
    "Schwangerschaft psychisch Gesundheit Ausbildung Anerkennung Abschluss Arbeitsstelle "
    "Bewerbung Leistungen Kindergeld Elterngeld Bürgergeld Schulden Ratenzahlung Rechnung "
    "Konto Überweisung Telefon Adresse Formular ausgefüllt unterschrieben begleitet "
    "vermittelt besprochen erklärt angerufen nachgefragt benötigt möchte braucht bekommt "
    "erhalten gestellt beantragt abgelehnt bewilligt nächste Woche Montag Dienstag Mittwoch "
    "Donnerstag Freitag Januar Februar September Oktober November Dezember heute morgen "
    "gestern keine einen einem einer eines nicht auch noch schon sehr mehr oder aber weil "
    "dass wenn nach über unter zwischen durch gegen ohne seit beim vom zum zur wird werden "
    "wurde worden haben hatte sind waren ihrer ihre ihren seine seinen sich sie wir und ist "
    "ein eine für mit von auf bei aus den dem des das die der "
    "على التي الذي هذه هذا إلى من في أن لا مع كان لم "
).encode() + (
    b"\x93\x91\x93\xcf\x00\x00\x01\x00\x00\x00\x00\x01\xcf\x00\x00\x01\x9a\xb3)\x00\x00\x00\x85"
    b"\xa9family_name\xabgiven_names\xaboutcome\xa7answers/data/\xa5visit\x92\x00\xd9 01a202bc"
    b"\xa4case\x92\x00\xd9 01a202bc1e5e7e92b7c1742bb01fe2e2\xa4kind\x92\x00\xa4fact"
    b"\xa8language\x92\x00\xa2de\xaawritten_at\x92\x00\xcf\x00\x00\x01\x9a\xb3)\x00\x00"
    b"\xa4text\x92\x00\xda\x01"
    b"\x92\x85\xa4case\xd9 01a202bc1e5e7e92b7c1742bb01fe2e2\xa4kind\xa4fact\xa8language\xa2de"
    b"\xaawritten_at\xcf\x00\x00\x01\x9a\xb3)\x00\x00\xa4text\xda\x01"
)
"""What notes and their blobs often hold; of a name in it nothing is learnt."""


def squeeze(data: bytes, units: Iterable[str] = ()) -> bytes:
    """*data*, smaller where that is worth it. The names of maps among *units* stay in plain,
    with their slash, so that SQL can look for them."""
    if not SHORTEST <= len(data) <= LONGEST:
        return data
    maps = {name for name, slash, _ in (unit.partition("/") for unit in units) if slash}
    plain = "".join(f"{name}/" for name in sorted(maps)).encode()
    if len(plain) > 255:
        return data
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _BITS, _MEMORY, zdict=WORDS)
    found = b"".join(
        (MARK, bytes((len(plain),)), plain, packer.compress(data), packer.flush())
    )  # fmt: skip
    return found if len(found) < len(data) else data


def is_squeezed(data: bytes) -> bool:
    """True for what ``squeeze`` made smaller."""
    return data.startswith(MARK)


def unsqueeze(data: bytes) -> bytes:
    """What was given to ``squeeze``; KnownError STORE_DAMAGED if this cannot be that."""
    if not data.startswith(MARK):
        return data
    unpacker = zlib.decompressobj(_BITS, zdict=WORDS)
    try:
        found = unpacker.decompress(data[3 + data[2] :], LONGEST)
    except (zlib.error, IndexError):
        raise KnownError(ErrorCode.STORE_DAMAGED, bytes=len(data)) from None
    if not unpacker.eof or unpacker.unused_data:
        raise KnownError(ErrorCode.STORE_DAMAGED, bytes=len(data))
    return found
