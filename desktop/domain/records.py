"""All kinds of record this version knows; importing it declares them."""

from desktop.domain.accommodation import Accommodation, Unit
from desktop.domain.attachment import Attachment
from desktop.domain.case import Case
from desktop.domain.erasure import Erasure
from desktop.domain.form_package import FormPackage
from desktop.domain.form_submission import FormSubmission
from desktop.domain.interpretation import Interpretation
from desktop.domain.note import Note
from desktop.domain.person import Person
from desktop.domain.pledge import Pledge
from desktop.domain.retention import RetentionRule
from desktop.domain.staff import Staff
from desktop.domain.visit import Visit

__all__ = [
    "Accommodation",
    "Attachment",
    "Case",
    "Erasure",
    "FormPackage",
    "FormSubmission",
    "Interpretation",
    "Note",
    "Person",
    "Pledge",
    "RetentionRule",
    "Staff",
    "Unit",
    "Visit",
]
