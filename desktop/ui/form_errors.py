"""What is said when a form cannot be read in or filled in: a part of ``error_texts``."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.domain.errors import ErrorCode, Fact
from desktop.domain.wording import N_
from desktop.ui.attachment_errors import ErrorText

FORM_TEXTS: Mapping[ErrorCode, ErrorText] = {
    ErrorCode.FORM_NOT_XLSFORM: ErrorText(
        N_("Die Datei ist keine Formulardatei. Es wurde nichts eingelesen."),
        N_("Eine Datei mit den Blättern survey und choices wählen."),
    ),
    ErrorCode.FORM_UNREADABLE: ErrorText(
        N_("Die Datei lässt sich nicht lesen. Es wurde nichts eingelesen."),
        N_("Prüfen, ob die Datei noch da ist, und sie noch einmal wählen."),
    ),
    ErrorCode.FORM_TOO_LARGE: ErrorText(
        N_("Die Formulardatei ist zu groß. Es wurde nichts eingelesen."),
        N_("Das Formular teilen oder Bilder verkleinern und noch einmal einlesen."),
    ),
    ErrorCode.FORM_FULL: ErrorText(
        N_("Das Formular ist voll: Mehr Wiederholungen haben darin keinen Platz."),
        N_("Dieses Formular abschließen und mit einem neuen weitermachen."),
    ),
    ErrorCode.FORM_INVALID: ErrorText(
        N_("Das Formular hat Fehler. Es wurde nichts eingelesen."),
        N_("Die genannte Stelle im Formular berichtigen und noch einmal einlesen."),
    ),
    ErrorCode.FORM_CYCLE: ErrorText(
        N_("Im Formular hängen Berechnungen im Kreis voneinander ab. Es wurde nichts eingelesen."),
        N_("Den Kreis im Formular auflösen und noch einmal einlesen."),
    ),
    ErrorCode.FORM_EXISTS: ErrorText(
        N_(
            "Ein anderes Formular mit dieser Kennung und Fassung ist schon da. Es bleibt,"
            " wie es ist."
        ),
        N_("Im Formular eine neue Fassung (version) eintragen und noch einmal einlesen."),
    ),
    ErrorCode.FORM_UNKNOWN: ErrorText(
        N_("Dieses Formular oder diese Fassung ist hier nicht vorhanden."),
        N_("Abgleichen und noch einmal öffnen. Der Entwurf bleibt erhalten."),
    ),
    ErrorCode.FORM_INCOMPLETE: ErrorText(
        N_("Es fehlen noch Angaben. Der Entwurf ist gespeichert."),
        N_("Die genannten Fragen beantworten und dann abschließen."),
    ),
    ErrorCode.FORM_UNSUPPORTED: ErrorText(
        N_("Das Formular braucht etwas, das es hier nicht gibt. Es wurde nichts eingelesen."),
        N_("Die genannte Stelle im Formular ersetzen und noch einmal einlesen."),
    ),
    ErrorCode.FORM_NOT_ADMIN: ErrorText(
        N_("Formulare für alle veröffentlicht nur die Administration."),
        N_("Das Formular bleibt auf diesem Laptop. Die Administration darum bitten."),
    ),
}
_PLACES = ("sheet", "row", "column", "node", "file")
_STEPS_WITHOUT_PLACE = {
    ErrorCode.FORM_INVALID: N_("Das Formular berichtigen und noch einmal einlesen."),
    ErrorCode.FORM_UNSUPPORTED: N_("Das Formular ändern und noch einmal einlesen."),
}
_STEP_WITHOUT_REASON = N_(
    "Die Stelle lässt sich nicht angeben. Das Formular dort prüfen, wo es erstellt wurde, und noch"
    " einmal einlesen."
)


def form_step(code: object, facts: Mapping[str, Fact]) -> str | None:
    """The next step for a refused form, where another one is needed because no place is known."""
    step = _STEPS_WITHOUT_PLACE.get(code) if isinstance(code, ErrorCode) else None
    if step is None or any(facts.get(name) for name in _PLACES):
        return None
    return step if facts.get("reason") else _STEP_WITHOUT_REASON
