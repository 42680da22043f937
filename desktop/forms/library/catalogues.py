"""The gettext catalogues of the forms: ``translations/<language>/LC_MESSAGES/<form id>.po``.

German is the message id, ``msgctxt`` the place in the form. A fuzzy entry is a draft: nobody who
speaks the language has reviewed it, or the German has changed since. Needs Babel; not part of the
running program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from textwrap import shorten

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from desktop.forms.library.messages import Message

_BEFORE = "German before: "
_ON_ONE_LINE = 70
"""A longer comment would be wrapped and come back as several."""
TRANSLATIONS = Path(__file__).resolve().parents[3] / "translations"


@dataclass(frozen=True, slots=True)
class Entry:
    """One translation as it stands in a catalogue; *text* is empty for a gap."""

    german: str
    text: str = ""
    is_draft: bool = False
    comments: tuple[str, ...] = ()


Entries = Mapping[str, Entry]
"""Place -> entry, in the order of the file."""
Memory = Mapping[tuple[str, str], str]
"""What the same words at the same kind of place are in another form: (kind, German) -> text."""


def path_of(form_id: str, language: str, folder: Path = TRANSLATIONS) -> Path:
    """The catalogue of a form in a language."""
    return folder / language / "LC_MESSAGES" / f"{form_id}.po"


def read_entries(form_id: str, language: str, folder: Path = TRANSLATIONS) -> Entries:
    """The entries of a catalogue; none if there is no file."""
    path = path_of(form_id, language, folder)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {
            str(found.context): Entry(
                str(found.id),
                str(found.string or ""),
                found.fuzzy,
                tuple(found.user_comments),
            )
            for found in read_po(file, locale=language)
            if found.id
        }


def memory(catalogues: Iterable[Entries]) -> Memory:
    """The words found in *catalogues*; of several translations the first one counts."""
    found: dict[tuple[str, str], str] = {}
    for entries in catalogues:
        for context, entry in entries.items():
            if entry.text:
                found.setdefault((_kind(context), entry.german), entry.text)
    return found


def renew(
    form_id: str,
    language: str,
    messages: Sequence[Message],
    known: Memory,
    folder: Path = TRANSLATIONS,
) -> None:
    """Bring a catalogue in step with the source; every translation is kept.

    Gaps are filled from *known* as drafts. Where the German has changed, the old translation stays
    as a draft with the beginning of the old German in a comment,
    which goes when a speaker has reviewed it. Texts that are gone are dropped.
    """
    old = read_entries(form_id, language, folder)

    def fill(message: Message, catalogue: Catalog) -> None:
        entry = _renewed(message, old.get(message.context), known)
        catalogue.add(
            message.german,
            entry.text,
            auto_comments=_comments(message),
            user_comments=list(entry.comments),
            flags=["fuzzy"] if entry.is_draft else [],
            context=message.context,
        )

    comment = f"# Fallmappe, {form_id}, {language}: fuzzy = draft, not reviewed by a speaker."
    _write(path_of(form_id, language, folder), messages, fill, comment, language)


def write_template(form_id: str, messages: Sequence[Message], folder: Path = TRANSLATIONS) -> None:
    """Write the template that a new language begins with."""

    def fill(message: Message, catalogue: Catalog) -> None:
        comments = _comments(message)
        catalogue.add(message.german, auto_comments=comments, context=message.context)

    comment = f"# Fallmappe, {form_id}: template, message ids are German."
    _write(folder / f"{form_id}.pot", messages, fill, comment, None)


def _renewed(message: Message, entry: Entry | None, known: Memory) -> Entry:
    entry = entry or Entry(message.german)
    if not entry.text:
        text = known.get((_kind(message.context), message.german), "")
        return Entry(message.german, text, bool(text), entry.comments)
    own = tuple(line for line in entry.comments if not line.startswith(_BEFORE))
    if entry.german != message.german:
        before = _BEFORE + shorten(entry.german, _ON_ONE_LINE, placeholder="…")
        return Entry(message.german, entry.text, True, (*own, before))
    return entry if entry.is_draft else replace(entry, comments=own)


def _comments(message: Message) -> list[str]:
    return [f"English: {message.english}", *message.notes]


def _kind(context: str) -> str:
    """Codes of the same list mean the same in every form; of questions the column counts."""
    return context if context.startswith("choices/") else context.rpartition("/")[2]


def _write(
    path: Path,
    messages: Sequence[Message],
    fill: Callable[[Message, Catalog], None],
    comment: str,
    language: str | None,
) -> None:
    catalogue = Catalog(locale=language, project="Fallmappe", version="1", fuzzy=False)
    catalogue.header_comment = comment
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    if path.exists():
        with path.open("rb") as file:
            before = read_po(file, locale=language)
        catalogue.creation_date = before.creation_date
        catalogue.revision_date = before.revision_date
        catalogue.last_translator = before.last_translator
        catalogue.language_team = before.language_team
    for message in messages:
        fill(message, catalogue)
    out = BytesIO()
    write_po(out, catalogue, width=96)
    if not path.exists() or path.read_bytes() != out.getvalue():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(out.getvalue())
        part.replace(path)
