"""What somebody signs who interprets or helps: the pledge of confidentiality, by version.

Source of the duty: § 203 Abs. 3 Satz 2 and Abs. 4 StGB. A version is never changed once it was
signed; a new wording gets a new number, and the old one stays readable.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass

from desktop.domain.pledge_drafts import DRAFTS

VERSION = "1"
REVIEWED: dict[str, tuple[str, ...]] = {
    "de": (
        "Verpflichtung zur Verschwiegenheit",
        "Ich dolmetsche oder helfe bei Gesprächen zwischen Klient:innen und Fachkräften der "
        "Sozialen Arbeit.",
        "Alles, was ich dabei höre, lese oder sehe, behalte ich für mich. Das gilt auch dafür, "
        "dass es das Gespräch gab und wer dabei war.",
        "Ich erzähle nichts weiter: nicht in meiner Familie, nicht unter Freunden oder "
        "Landsleuten und nicht gegenüber Behörden, außer ein Gesetz verlangt oder erlaubt es.",
        "Ich dolmetsche vollständig und richtig, lasse nichts weg und füge nichts hinzu. Wenn "
        "ich etwas nicht verstehe oder jemanden persönlich kenne, sage ich es.",
        "Ich mache keine Fotos und keine Aufnahmen. Notizen gebe ich nach dem Gespräch der "
        "Fachkraft.",
        "Die Pflicht zu schweigen gilt auch, wenn meine Tätigkeit endet.",
        "Mir wurde erklärt: Wer ein Geheimnis verrät, das er als mitwirkende Person erfahren "
        "hat, kann nach § 203 Absatz 4 Strafgesetzbuch mit Freiheitsstrafe bis zu einem Jahr "
        "oder mit Geldstrafe bestraft werden.",
        "Ich habe diesen Text verstanden. Eine Kopie wurde mir angeboten.",
    ),
    "en": (
        "Pledge of confidentiality",
        "I interpret or help in conversations between clients and social workers.",
        "Everything I hear, read or see there I keep to myself. This includes the fact that the "
        "conversation took place and who was present.",
        "I pass nothing on: not in my family, not among friends or compatriots and not to "
        "authorities, unless a law requires or allows it.",
        "I interpret completely and correctly, leave nothing out and add nothing. If I do not "
        "understand something or know somebody personally, I say so.",
        "I take no photos and make no recordings. After the conversation I give my notes to the "
        "social worker.",
        "The duty to keep silent goes on when my work ends.",
        "It was explained to me: whoever discloses a secret learned as a person taking part can "
        "be punished under section 203 (4) of the German Criminal Code with imprisonment of up "
        "to one year or a fine.",
        "I have understood this text. A copy was offered to me.",
    ),
}


@dataclass(frozen=True, slots=True)
class PledgeText:
    """One version in one language; ``is_reviewed`` texts only can be signed."""

    version: str
    language: str
    title: str
    paragraphs: tuple[str, ...]
    is_reviewed: bool

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of version, language, title and paragraphs as JSON in normal form C."""
        parts = ["fallmappe-pledge", self.version, self.language, self.title, *self.paragraphs]
        written = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(unicodedata.normalize("NFC", written).encode()).hexdigest()


def pledge_text(language: str) -> PledgeText:
    """The present version in *language*, or in German where there is none."""
    is_draft = language in DRAFTS
    code = language if is_draft or language in REVIEWED else "de"
    title, *paragraphs = (DRAFTS if is_draft else REVIEWED)[code]
    return PledgeText(VERSION, code, title, tuple(paragraphs), not is_draft)


def pledge_languages() -> tuple[str, ...]:
    """All languages there is a text in, those that can be signed first."""
    return (*REVIEWED, *DRAFTS)
