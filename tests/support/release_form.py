"""A short release from confidentiality in four languages: legal notes, choices, two signatures."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pyxform.xls2xform import convert

from desktop.services.services import Services
from tests.support.own_forms import take_in

_HEAD = (
    "type", "name", "relevant", "required", "appearance", "bind::fm:legal", "bind::fm:audience",
    "label::Deutsch (de)", "label::English (en)", "label::العربية (ar)", "label::ትግርኛ (ti)",
)  # fmt: skip
_ROWS = (
    (
        "begin_group", "f4_page", "", "", "", "", "",
        "Entbindung", "Release", "إعفاء", "ምሕረት",
    ),
    (
        "note", "f4_voluntary", "", "", "", "yes", "",
        "Diese Erlaubnis ist **freiwillig**. Ein Nein hat keine Nachteile.",
        "This permission is **voluntary**. A no has no disadvantages.",
        "هذا الإذن **طوعي**. الرفض لا يسبب أي ضرر.",
        "እዚ ፍቓድ **ብድሌትካ** እዩ። ምእባይ ጉድኣት የብሉን።",
    ),
    (
        "note", "f4_withdraw", "", "", "", "yes", "",
        "Sie kann jederzeit für die Zukunft widerrufen werden.",
        "It may be withdrawn for the future at any time.",
        "يمكن سحبه في أي وقت للمستقبل.",
        "ኣብ ዝኾነ ግዜ ንመጻኢ ክስረዝ ይከኣል።",
    ),
    (
        "select_multiple category", "f4_categories", "", "yes", "", "", "",
        "Was darf weitergegeben werden?", "What may be shared?", "ما الذي يجوز نقله؟",
        "እንታይ ክመሓላለፍ ይከኣል?",
    ),
    (
        "text", "f4_purpose", "", "yes", "", "", "", "Zweck", "Purpose", "الغرض", "ዕላማ",
    ),
    (
        "text", "f4_remark", "", "", "", "", "worker",
        "Vermerk", "Remark", "ملاحظة", "መዘኻኸሪ",
    ),
    (
        "image", "f4_sig", "", "yes", "signature", "", "",
        "Unterschrift Klient:in", "Client's signature", "توقيع الشخص المعني", "ፌርማ ተገልጋሊ",
    ),
    (
        "image", "f4_sig_worker", "", "", "signature", "", "worker",
        "Unterschrift Fachkraft", "Worker's signature", "توقيع الموظف", "ፌርማ ሰራሕተኛ",
    ),
    ("end_group", *[""] * 10),
)  # fmt: skip
_CHOICES = (
    ("list_name", "name", *_HEAD[7:]),
    ("category", "contact", "Kontakt", "Contact", "الاتصال", "ርክብ"),
    ("category", "health", "Gesundheit", "Health", "الصحة", "ጥዕና"),
    ("category", "housing", "Wohnen", "Housing", "السكن", "መንበሪ"),
)
FORM_ID = "release"
PAGE = "/data/f4_page/"


@cache
def release_form(version: str = "1", voluntary: str = "") -> bytes:
    """The compiled XForm; *voluntary* replaces the German text of the first legal note."""
    rows = [_HEAD, *_ROWS]
    if voluntary:
        changed = list(rows[2])
        changed[7] = voluntary
        rows[2] = tuple(changed)
    settings = (
        ("form_title", "form_id", "version", "name", "default_language", "namespaces"),
        ("Entbindung", FORM_ID, version, "data", "Deutsch (de)", 'fm="urn:fallmappe:xforms"'),
    )
    sheets = {"survey": rows, "choices": _CHOICES, "settings": settings}
    lines: list[str] = []
    for name, table in sheets.items():
        lines.append(f"| {name} |")
        lines.extend("| | " + " | ".join(row) + " |" for row in table)
    made = convert(xlsform="\n".join(lines), file_type=".md", validate=False, pretty_print=False)
    xform: str = made.xform
    return xform.encode()


def bring_release(services: Services, directory: Path) -> None:
    """Import the form as a file somebody brought."""
    path = directory / "release.xml"
    path.write_bytes(release_form())
    take_in(services.forms, path)
