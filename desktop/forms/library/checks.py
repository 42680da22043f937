"""What must be true of sources, catalogues and packages; every finding is one sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from desktop.forms.library.building import INDEX, FormText, compile_form, index_source
from desktop.forms.library.catalogues import path_of
from desktop.forms.library.messages import Message
from desktop.forms.library.plan import COMPLETE, FORMS
from desktop.forms.library.shipped import FOLDER

_OUTPUT = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_MARKDOWN = re.compile(
    r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|^#+ |\]\(|<[^>]*>", re.MULTILINE
)


def findings(
    form_ids: tuple[str, ...] = tuple(FORMS), languages: tuple[str, ...] = ()
) -> Iterator[str]:
    """The faults of the forms; *languages* limits them to those catalogues, packages left out."""
    for form_id in form_ids:
        form = FormText.read(form_id)
        if not languages:
            yield from (f"{form_id}.md: {fault}" for fault in _source(form))
        for language in FORMS[form_id]:
            if languages and language not in languages:
                continue
            name = f"{language}/{form_id}.po"
            yield from (f"{name}: {fault}" for fault in catalogue_faults(form, language))
    if not languages:
        yield from package_faults(form_ids)


def package_faults(form_ids: tuple[str, ...]) -> Iterator[str]:
    """Packages and index that are not what sources and catalogues make."""
    for form_id in form_ids:
        path = FOLDER / f"{form_id}.xml"
        made = compile_form(form_id).splitlines()
        if not path.exists() or path.read_bytes().splitlines() != made:
            yield f"{path.name}: not up to date, run: python -m desktop.forms.library"
    if not INDEX.exists() or INDEX.read_text(encoding="utf-8") != index_source():
        yield f"{INDEX.name}: not up to date, run: python -m desktop.forms.library"


def catalogue_faults(form: FormText, language: str) -> Iterator[str]:
    """The faults of one catalogue."""
    if not path_of(form.form_id, language).exists():
        yield "missing, run: python -m desktop.forms.library --update"
        return
    entries = form.catalogues[language]
    wanted = {message.context: message.german for message in form.messages}
    if {context: entry.german for context, entry in entries.items()} != wanted:
        yield "not in step with the source, run: python -m desktop.forms.library --update"
        return
    must = language in COMPLETE.get(form.form_id, ())
    for message in form.messages:
        text = form.text(language, message.context)
        if text:
            yield from text_faults(message.german, text, message.context)
        elif must:
            yield f"not translated: {message.context}"


def text_faults(german: str, text: str, context: str) -> Iterator[str]:
    """What is wrong with a translation of *german* whatever its language."""
    if Counter(_OUTPUT.findall(text)) != Counter(_OUTPUT.findall(german)):
        yield f"placeholders differ: {context}"
    if Counter(_MARKDOWN.findall(text)) != Counter(_MARKDOWN.findall(german)):
        yield f"Markdown differs: {context}"
    if text != text.strip() or "\n" in text or "|" in text:
        yield f"space at an end, line break or bar: {context}"
    if text.strip() == "-":
        yield f"a dash is no translation: {context}"
    if text.endswith("!"):
        yield f"ends with an exclamation mark: {context}"


def status(form_ids: tuple[str, ...]) -> Iterator[str]:
    """One line per form and language: texts, drafts, gaps."""
    for form_id in form_ids:
        form = FormText.read(form_id)
        for language, entries in form.catalogues.items():
            drafts = sum(1 for entry in entries.values() if entry.text and entry.is_draft)
            gaps = sum(1 for m in form.messages if not form.text(language, m.context))
            yield f"{form_id} {language}: {len(form.messages)} texts, {drafts} drafts, {gaps} gaps"


def _source(form: FormText) -> Iterator[str]:
    seen: set[str] = set()
    for message in form.messages:
        if message.context in seen:
            yield f"twice: {message.context}"
        seen.add(message.context)
        yield from _both_sides(message)


def _both_sides(message: Message) -> Iterator[str]:
    if not message.german or not message.english:
        yield f"German or English is missing: {message.context}"
        return
    yield from text_faults(message.german, message.english, message.context)
    if message.german.endswith("!"):
        yield f"ends with an exclamation mark: {message.context}"
