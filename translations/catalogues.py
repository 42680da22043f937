"""Extracts the marked texts, keeps the catalogues in step with them, compiles them."""

from __future__ import annotations

import ast
import copy
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from translations.layout import CLIENT, PROGRAM, ROOT, SOURCE, Domain

KEYWORDS = {"N_": (0,), "text": (0,), "ntext": (0, 1), "bind": (2,), "bind_plural": (2, 3)}
"""Function or method -> positions of its message arguments."""


def extract(domain: Domain) -> Catalog:
    """Return the template: every marked text of the sources, files without line numbers."""
    template = Catalog(project="Fallmappe", version="1", charset="utf-8", fuzzy=False)
    for path in _files(domain):
        where = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        for message in messages(path.read_text(encoding="utf-8")):
            template.add(message, None, [(where, 1)])
    return template


def messages(source: str) -> Iterator[str | tuple[str, str]]:
    """The texts marked in Python source; plurals as (one, many).

    Babel's own reader also takes strings that only stand inside an argument, such as the key in
    ``text(HINTS["day"])``; the syntax tree tells them apart.
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        places = KEYWORDS.get(name, ())
        if not places or len(node.args) <= places[-1]:
            continue
        found = [list(_constants(node.args[place])) for place in places]
        if len(places) == 1:
            yield from found[0]
        elif all(len(texts) == 1 for texts in found):
            yield found[0][0], found[1][0]


def _constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def read(path: Path, language: str | None = None) -> Catalog:
    """Read a ``.po`` or ``.pot`` file."""
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write_template(domain: Domain) -> Catalog:
    """Write the template of *domain* and return it."""
    template = extract(domain)
    _head(template, f"# Fallmappe, {domain.name}: template, message ids are German.")
    write(domain.template, template, None)
    return template


def update(domain: Domain) -> None:
    """Rewrite the template and merge it into the catalogues; texts that are gone are dropped."""
    template = write_template(domain)
    for language in domain.languages:
        path = domain.path(language)
        catalogue = read(path, language) if path.exists() else Catalog(locale=language)
        catalogue.update(copy.deepcopy(template), no_fuzzy_matching=True)
        state = "draft, not reviewed by a speaker" if language in domain.drafts else "complete"
        _head(catalogue, f"# Fallmappe, {domain.name}, {language}: {state}.")
        _fill_known(catalogue, domain, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, catalogue, language)


def untranslated(domain: Domain, language: str) -> list[str]:
    """The texts of *domain* that *language* lacks."""
    catalogue = read(domain.path(language), language)
    return [" | ".join(forms(m.id)) for m in catalogue if m.id and not all(forms(m.string))]


def compile_catalogues(stale: Iterable[tuple[Domain, str]]) -> None:
    """Make ``.mo`` files; drafts are compiled with their unreviewed texts."""
    for domain, language in stale:
        target = domain.path(language, ".mo")
        part = target.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as file:
            catalogue = read(domain.path(language), language)
            write_mo(file, catalogue, use_fuzzy=language in domain.drafts)
        part.replace(target)


def _files(domain: Domain) -> Iterator[Path]:
    for name in domain.sources:
        source = ROOT / name
        yield from sorted(source.rglob("*.py")) if source.is_dir() else (source,)


def _fill_known(catalogue: Catalog, domain: Domain, language: str) -> None:
    """German is its own translation; a text of both domains is translated once.

    English is kept with the program, other languages with what clients read. A text that is new
    in a draft is marked, so that whoever fills it in need not think of it; a mark that a
    reviewer took away stays away.
    """
    known = _other(domain, language)
    for message in catalogue:
        if not message.id:
            continue
        if language == SOURCE:
            message.string = message.id
        elif known and (other := known.get(message.id)) and all(forms(other.string)):
            message.string = other.string
            message.flags = set(other.flags)
        if language not in domain.drafts:
            message.flags.discard("fuzzy")
        elif not all(forms(message.string)):
            message.flags.add("fuzzy")


def _other(domain: Domain, language: str) -> Catalog | None:
    """The catalogue that holds the translation of what *domain* shares with it."""
    keeper = PROGRAM if language == "en" else CLIENT
    if domain not in (PROGRAM, CLIENT) or domain == keeper or language not in keeper.languages:
        return None
    path = keeper.path(language)
    return read(path, language) if path.exists() else None


def _head(catalogue: Catalog, comment: str) -> None:
    catalogue.header_comment = comment
    catalogue.fuzzy = False
    catalogue.project, catalogue.version = "Fallmappe", "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""


def write(path: Path, catalogue: Catalog, language: str | None) -> None:
    """Write a catalogue sorted by message id; the dates of an existing file stay."""
    if path.exists():
        old = read(path, language)
        catalogue.creation_date = old.creation_date
        catalogue.revision_date = old.revision_date
    with path.open("wb") as file:
        write_po(
            file,
            catalogue,
            width=96,
            sort_output=True,
            ignore_obsolete=True,
            include_lineno=False,
        )


def forms(value: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """The singular and plural forms of an id or a translation; ("",) when there is none."""
    return (value or "",) if value is None or isinstance(value, str) else tuple(value)
