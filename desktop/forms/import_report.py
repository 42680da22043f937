"""What an import tells the person who brought the form: languages, gaps, rows not supported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.form_targets import FORM_TARGETS
from desktop.forms.definition import FormDefinition
from desktop.forms.model.controls import Control
from desktop.forms.model.itext import PLAIN, Itext
from desktop.forms.model.text_source import Part
from desktop.forms.question_types import question_type

NOT_ASKED = frozenset({"audio", "video", "geotrace", "geoshape"})
"""Types whose question is shown and cannot be answered here; it never holds a form back, also where
it is required."""
_STRUCTURE = frozenset({"group", "repeat"})


class Reason(StrEnum):
    """Why something of a form is not used, or why the form was refused."""

    TYPE = "type"
    """The question is shown, cannot be answered here, and does not hold the form back."""
    PRIVACY = "privacy"
    """What a phone tells about its owner is not collected; the field stays empty."""
    SENSOR = "sensor"
    """Recording without a question (place, sound, keystrokes) is not done."""
    APP = "app"
    """The answer comes from an app of a phone; here it is typed."""
    MAP = "map"
    """Choosing on a map; here it is a list or typed."""
    ENCRYPTION = "encryption"
    """A key of another server; here everything is encrypted in any case."""
    FILE = "file"
    """A file that belongs to the form and did not come with it."""
    FUNCTION = "function"
    """A function that only another program knows."""
    KOBO_MATRIX = "kobo-matrix"
    EXTERNAL = "external"
    """A list outside the form in a shape that newer forms do not use any more."""
    UNKNOWN_TYPE = "unknown-type"
    LANGUAGE = "language"
    """A language without a code that nobody here knows by this name."""
    LANGUAGE_TWICE = "language-twice"
    """Two columns or translations for one language: the last one counts."""
    UNBOUND = "unbound"
    """Something points to a question that does not exist."""
    ONLY_CALCULATED = "only-calculated"
    """The form asks nothing; its fields are calculated or filled by the program."""
    TARGET = "target"
    """``bind::fm:maps_to`` names no field of a record; the answer stays in the form."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something of the form that is not as its author meant it here.

    *row* is the row of the sheet as its author sees it, None where the form has no rows; *found*
    is what stands there (a type, a function, a file name).
    """

    reason: Reason
    sheet: str = ""
    row: int | None = None
    column: str = ""
    name: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A text that is missing in a language: where it belongs and what it says elsewhere."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class LanguageCoverage:
    """How much of a form a language has: *missing* of *texts* fall back to another language."""

    code: str
    name: str
    texts: int
    missing: int
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import that was accepted. ``files`` came with the form."""

    form_id: str
    version: str
    title: str
    questions: int
    languages: tuple[LanguageCoverage, ...]
    findings: tuple[Finding, ...]
    files: tuple[str, ...] = ()


def make_report(
    definition: FormDefinition, findings: Sequence[Finding], files: Sequence[str] = ()
) -> ImportReport:
    """Describe a loaded form; *findings* are those made on its way, by row where it has rows."""
    known = {(one.name, one.reason) for one in findings}
    told = (*_controls(definition), *_targets(definition))
    later = [one for one in told if (one.name, one.reason) not in known]
    return ImportReport(
        form_id=definition.form_id,
        version=definition.version,
        title=definition.title,
        questions=sum(1 for _ in questions(definition)),
        languages=tuple(coverage(definition)),
        findings=(*findings, *later),
        files=tuple(files),
    )


def questions(definition: FormDefinition) -> Iterator[Control]:
    """The controls of a form that ask or say something."""
    return (one for one in _walk(definition.controls) if one.kind not in _STRUCTURE)


def coverage(definition: FormDefinition) -> Iterator[LanguageCoverage]:
    """A text counts when any language has it; pyxform's placeholder is a gap.

    Pictures and recordings are no texts.
    """
    itext = definition.itext
    wanted: dict[tuple[str, str], str] = {}
    for language in (itext.default_language, *itext.texts):
        for text_id, forms in itext.texts.get(language, {}).items():
            for form in forms:
                parts = itext.find(text_id, form, language)
                if parts and _is_text(itext, text_id, form):
                    wanted.setdefault((text_id, form), _shown(parts))
    for code, name in itext.names.items():
        gaps = [
            Gap(text_id.removesuffix(":label"), shown)
            for (text_id, form), shown in wanted.items()
            if itext.find(text_id, form, code) is None
        ]
        yield LanguageCoverage(code, name, len(wanted), len(gaps), tuple(gaps))


def _is_text(itext: Itext, text_id: str, form: str) -> bool:
    """``long`` and ``short`` are the plain text again where there is one."""
    if form in (PLAIN, "guidance"):
        return True
    return form in ("long", "short") and not any(
        PLAIN in texts.get(text_id, {}) for texts in itext.texts.values()
    )


def _shown(parts: Sequence[Part]) -> str:
    return "".join(part if isinstance(part, str) else "…" for part in parts)[:200]


def _controls(definition: FormDefinition) -> Iterator[Finding]:
    """What can be told from the compiled form alone: an XForm has no rows."""
    for control in _walk(definition.controls):
        element = definition.by_path.get(control.path)
        name = control.path.rpartition("/")[2]
        kind = "" if element is None else question_type(element)
        if kind in NOT_ASKED:
            yield Finding(Reason.TYPE, name=name, found=kind)
        for reason, word in unusable_appearances(control.appearance):
            yield Finding(reason, name=name, found=word)


def _targets(definition: FormDefinition) -> Iterator[Finding]:
    for element in definition.by_path.values():
        target = element.marks.get("maps_to", "")
        if target and target not in FORM_TARGETS:
            yield Finding(Reason.TARGET, name=element.name, found=target[:60])


def unusable_appearances(appearance: str) -> Iterator[tuple[Reason, str]]:
    """Words of an appearance that mean an app or a map."""
    for word in appearance.split():
        lower = word.lower()
        if lower.startswith(("ex:", "intent:", "printer:")):
            yield Reason.APP, word
        elif lower in ("map", "quick-map", "maps", "placement-map", "bearing"):
            yield Reason.MAP, word


def _walk(controls: Sequence[Control]) -> Iterator[Control]:
    for control in controls:
        yield control
        yield from _walk(control.children)
