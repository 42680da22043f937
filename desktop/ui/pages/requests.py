"""What a page asks the window for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.domain.ids import RecordId

INTAKE_FORM = "f1_intake"
VISIT_FORM = "f2_visit"


@dataclass(frozen=True, slots=True)
class FormRequest:
    """Begin a form; *client_language* empty means: what the person speaks, if the form has it."""

    form_id: str
    case: RecordId | None = None
    visit: RecordId | None = None
    client_language: str = ""
    prefill: Mapping[str, str] = field(default_factory=dict)
    """What is known already, by the name of the question or the field it goes to."""
