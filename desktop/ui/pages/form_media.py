"""Pictures and recorded prompts of a form, from its own package, for one language."""

from __future__ import annotations

from desktop.forms.session import FormSession

_SCHEME = "jr://"


def media_name(address: str) -> str:
    """The name in the package of ``jr://images/house.png``; empty for any other address."""
    return address.rsplit("/", 1)[-1] if address.startswith(_SCHEME) else ""


def picture_of(session: FormSession, ref: str, language: str) -> bytes:
    """The picture of a question, in any language if this one has none; empty without one."""
    return _bytes(session, session.text(ref, "image", language).value)


def choice_picture(session: FormSession, ref: str, value: str, language: str) -> bytes:
    """The picture of a choice."""
    return _bytes(session, session.choice_media(ref, value, "image", language).value)


def prompts_of(session: FormSession, ref: str, language: str) -> tuple[bytes, ...]:
    """The recorded question and choices in *language* and no other, in order of speaking."""
    question = session.text(ref, "audio", language)
    choices = (session.choice_media(ref, v, "audio", language) for v in session.choices(ref))
    spoken = (text for text in (question, *choices) if text.value and not text.missing)
    return tuple(data for data in (_bytes(session, text.value) for text in spoken) if data)


def _bytes(session: FormSession, address: str) -> bytes:
    return session.definition.media.get(media_name(address), b"") if address else b""
