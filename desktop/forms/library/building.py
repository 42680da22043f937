"""Sources and catalogues -> compiled packages and the index that the program reads at its start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.forms.library.catalogues import (
    TRANSLATIONS,
    Entries,
    memory,
    read_entries,
    renew,
    write_template,
)
from desktop.forms.library.messages import TITLE, Message, messages, translate
from desktop.forms.library.plan import FORMS, SOURCE_LANGUAGES
from desktop.forms.library.shipped import FOLDER, ShippedForm
from desktop.forms.library.tables import Tables, read_tables, to_markdown, write_workbook
from desktop.forms.xlsform import compile_xlsform

INDEX = FOLDER / "index.py"
_GAP = re.compile(r"\s*<value(?: form=\"\w+\")?>-</value>")
_NO_TEXT = re.compile(r"\s*<text id=\"[^\"]*\">\s*</text>")


@dataclass(frozen=True, slots=True)
class FormText:
    """A source with the catalogues of its languages."""

    form_id: str
    tables: Tables
    messages: tuple[Message, ...]
    catalogues: dict[str, Entries]

    @classmethod
    def read(
        cls, form_id: str, folder: Path = FOLDER, translations: Path = TRANSLATIONS
    ) -> FormText:
        """Read both; a language without a catalogue has no entries."""
        tables = read_tables(folder / f"{form_id}.md")
        catalogues = {c: read_entries(form_id, c, translations) for c in FORMS[form_id]}
        return cls(form_id, tables, tuple(messages(tables)), catalogues)

    def text(self, language: str, context: str) -> str:
        """The translation at a place, drafts included; empty if there is none."""
        entry = self.catalogues[language].get(context)
        return entry.text if entry else ""

    @property
    def languages(self) -> tuple[str, ...]:
        """German, English and every language with at least one translation."""
        begun = (c for c, found in self.catalogues.items() if any(e.text for e in found.values()))
        return (*SOURCE_LANGUAGES, *begun)

    @property
    def drafts(self) -> tuple[str, ...]:
        """The languages with a gap, an unreviewed text or one whose German has changed."""
        return tuple(c for c in self.languages[len(SOURCE_LANGUAGES) :] if not self.reviewed(c))

    def reviewed(self, language: str) -> bool:
        """True if a speaker stands for every text of *language*."""
        found = self.catalogues[language]
        return all(
            (entry := found.get(message.context)) is not None
            and entry.german == message.german
            and bool(entry.text)
            and not entry.is_draft
            for message in self.messages
        )

    def index_entry(self) -> ShippedForm:
        """What the index says about the form."""
        title = self.messages[0]
        titles = {"de": title.german, "en": title.english}
        titles |= {c: self.text(c, TITLE) for c in self.languages if c not in titles}
        return ShippedForm(
            self.form_id,
            self.tables["settings"].rows[0]["version"],
            title.german,
            {code: text for code, text in titles.items() if text},
            self.languages,
            self.drafts,
        )


def complete_tables(form: FormText) -> Tables:
    """The XLSForm in all its languages."""
    for language in form.languages[len(SOURCE_LANGUAGES) :]:
        translate(form.tables, language, partial(form.text, language))
    return form.tables


def compile_form(form_id: str) -> bytes:
    """The package of a form as its source and catalogues are now."""
    tables = complete_tables(FormText.read(form_id))
    compiled = compile_xlsform(to_markdown(tables).encode(), ".md", form_id)
    return without_gaps(compiled.xml.decode()).encode()


def without_gaps(xform: str) -> str:
    """Drop the dashes that pyxform writes for missing translations."""
    return _NO_TEXT.sub("", _GAP.sub("", xform))


def write_packages(form_ids: tuple[str, ...]) -> list[Path]:
    """Compile forms beside their sources and write the index; returns the packages."""
    paths = []
    for form_id in form_ids:
        paths.append(FOLDER / f"{form_id}.xml")
        paths[-1].write_bytes(compile_form(form_id))
    INDEX.write_text(index_source(), encoding="utf-8")
    return paths


def write_xlsx(form_ids: tuple[str, ...], folder: Path) -> list[Path]:
    """Write complete XLSForms for other programs; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{form_id}.xlsx" for form_id in form_ids]
    for form_id, path in zip(form_ids, paths, strict=True):
        write_workbook(complete_tables(FormText.read(form_id)), path)
    return paths


def update_catalogues(form_ids: tuple[str, ...], languages: tuple[str, ...]) -> None:
    """Bring templates and catalogues in step with the sources; no *languages* means all."""
    forms = {form_id: FormText.read(form_id) for form_id in FORMS}
    for form_id in form_ids:
        write_template(form_id, forms[form_id].messages)
        for language in FORMS[form_id]:
            if languages and language not in languages:
                continue
            others = [form.catalogues.get(language, {}) for form in forms.values()]
            renew(form_id, language, forms[form_id].messages, memory(others))


def index_source() -> str:
    """The text of ``index.py``."""
    entries = "".join(_entry(FormText.read(form_id).index_entry()) for form_id in FORMS)
    return (
        '"""What stands in the packages; written by ``python -m desktop.forms.library``."""\n\n'
        "from __future__ import annotations\n\n"
        "from desktop.domain.wording import N_\n"
        "from desktop.forms.library.shipped import ShippedForm\n\n"
        f"PACKAGES: tuple[ShippedForm, ...] = (\n{entries})\n"
    )


def _entry(form: ShippedForm) -> str:
    titles = "".join(f'            "{c}": {_quoted(text)},\n' for c, text in form.titles.items())
    return (
        "    ShippedForm(\n"
        f'        "{form.form_id}",\n'
        f'        "{form.version}",\n'
        f"        N_({_quoted(form.title)}),\n"
        f"        {{\n{titles}        }},\n"
        f"        {_codes(form.languages)},\n"
        f"        {_codes(form.drafts)},\n"
        "    ),\n"
    )


def _codes(codes: tuple[str, ...]) -> str:
    inside = ", ".join(f'"{code}"' for code in codes)
    return f"({inside},)" if len(codes) == 1 else f"({inside})"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
