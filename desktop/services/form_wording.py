"""Texts of a form as people read them: answers inside them are data, whole and in one piece."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.domain.errors import KnownError
from desktop.forms.definition import FormDefinition
from desktop.forms.markdown import escaped, plain
from desktop.forms.model.itext import PLAIN
from desktop.forms.texts import Text
from desktop.i18n.bidi import isolate_places
from desktop.i18n.languages import language as language_of

if TYPE_CHECKING:
    from desktop.domain.records import FormSubmission
    from desktop.services.form_service import FormService

_INSTANCE = re.compile(r"\[[^\]]*\]")
ELLIPSIS = "\u2026"


def readable(text: Text) -> str:
    """The Markdown of *text* for display: names and numbers in it keep their own direction and
    are no Markdown themselves. Never to be stored or exported: it holds marks nobody sees."""
    rtl = language_of(text.language).is_rtl
    return isolate_places(text.value, text.outputs, rtl=rtl, guard=escaped)


def plainly(text: Text) -> str:
    """``readable`` without Markdown signs: for lists, titles and screen readers."""
    return plain(readable(text))


def question_label(definition: FormDefinition, path: str, language: str) -> str:
    """The label of the question at a stored *path*, in *language* or else any the form has.

    Without a record there are no answers to stand inside it: they show as an ellipsis. A question
    without label, or of another version of the form, is called by its name.
    """
    element = definition.by_path.get(_INSTANCE.sub("", path))
    control = element.control if element is not None else None
    source = control.texts.get("label") if control is not None else None
    parts = source.parts if source is not None else ()
    if source is not None and source.itext_id:
        itext = definition.itext
        codes = dict.fromkeys((language, itext.default_language, *itext.languages))
        found = (itext.find(source.itext_id, PLAIN, code) for code in codes)
        parts = next((one for one in found if one), ())
    words = "".join(part if isinstance(part, str) else ELLIPSIS for part in parts)
    return plain(words).strip() or path.rpartition("/")[2]


def question_of(forms: FormService, submission: FormSubmission, path: str, language: str) -> str:
    """``question_label`` in the form of a stored record; by its name if the form is not here."""
    try:
        definition = forms.open(submission.form_id, submission.form_version)
    except KnownError:
        return path.rpartition("/")[2]
    return question_label(definition, path, language)
