"""Ties the fields of a question to what a conversation keeps of it besides the answer."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.ui.fields.attachment_field import AttachmentField
from desktop.ui.fields.base import Field
from desktop.ui.fields.signature_field import SignatureField
from desktop.ui.pages.form_conversation import FormConversation


def tie(fields: Iterable[Field], conversation: FormConversation, ref: str) -> None:
    """Let the fields of one question show and change its signature or its file (GUI thread).

    Give all fields that stand side by side: one of them has the pad to sign on. A field of another
    kind stays as it is.
    """
    fields = list(fields)
    signatures, attachments = conversation.signatures, conversation.attachments
    signed = [field for field in fields if isinstance(field, SignatureField)]
    for pad in signed:
        pad.attach(signatures.signing(ref), has_pad=pad.look.is_client or len(signed) == 1)
        signatures.signatures_changed.connect(pad.refresh)
    for field in fields:
        if isinstance(field, AttachmentField):
            field.attach(attachments.attaching(ref))
            attachments.attachments_changed.connect(field.refresh)
