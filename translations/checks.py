"""What must be true of the catalogues and the forms; every finding is one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import Formatter

from babel.messages.catalog import Catalog, Message

from desktop.forms.library import checks as form_checks
from translations.catalogues import extract, forms, read
from translations.layout import DOMAINS, LAG, Domain


def findings() -> list[str]:
    """All faults of all catalogues and forms; empty when they are fit to be shipped."""
    faults = [fault for domain in DOMAINS for fault in _domain(domain)]
    return [*faults, *form_checks.findings()]


def placeholders(text: str) -> frozenset[str]:
    """The names of the ``{placeholders}`` of a text; raises ValueError on a stray brace."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _domain(domain: Domain) -> Iterator[str]:
    wanted = _ids(extract(domain))
    if not domain.template.exists() or _ids(read(domain.template)) != wanted:
        yield f"{domain.template.name}: not up to date, run: python3 dev.py i18n --update"
    for language in domain.languages:
        path = domain.path(language)
        name = f"{language}/{domain.name}"
        if not path.exists():
            yield f"{name}: missing"
            continue
        catalogue = read(path, language)
        if gone := _ids(catalogue) ^ wanted:
            yield f"{name}: {len(gone)} texts differ from the sources"
        is_draft = language in domain.drafts
        for message in catalogue:
            if message.id:
                faults = message_faults(message, catalogue, may_be_draft=is_draft)
                yield from (f"{name}: {fault}" for fault in faults)
        if is_draft and (missing := 1 - coverage(catalogue)) > LAG:
            yield f"{name}: {missing:.0%} not translated, {LAG:.0%} may be"


def coverage(catalogue: Iterable[Message]) -> float:
    """The share of texts that are translated, drafts included."""
    there = [all(forms(message.string)) for message in catalogue if message.id]
    return sum(there) / max(1, len(there))


def message_faults(message: Message, catalogue: Catalog, *, may_be_draft: bool) -> Iterator[str]:
    """What is wrong with one entry; a gap in a draft is counted elsewhere."""
    texts = forms(message.string)
    name = forms(message.id)[0]
    if not all(texts):
        if not may_be_draft:
            yield f"not translated: {name}"
        return
    if message.fuzzy and not may_be_draft:
        yield f"fuzzy: {name}"
    if isinstance(message.id, tuple) and len(texts) != catalogue.num_plurals:
        yield f"{len(texts)} plural forms instead of {catalogue.num_plurals}: {name}"
    yield from _placeholder_faults(message, texts)
    if any(text.rstrip().endswith("!") for text in texts):
        yield f"ends with an exclamation mark: {name}"


def _placeholder_faults(message: Message, texts: tuple[str, ...]) -> Iterator[str]:
    wanted = frozenset().union(*map(placeholders, forms(message.id)))
    for text in texts:
        try:
            found = placeholders(text)
        except ValueError:
            yield f"stray brace: {text}"
            continue
        # A plural form for one or two may say the number in words, as Arabic does.
        spare = {"n"} if isinstance(message.id, tuple) else set()
        if not wanted - spare <= found <= wanted:
            yield f"placeholders differ: {text}"


def _ids(catalogue: Iterable[Message]) -> set[tuple[str, ...]]:
    return {forms(message.id) for message in catalogue if message.id}
