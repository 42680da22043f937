"""What a fault is called where the general sentence would say too little, or the wrong thing."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.domain.errors import ErrorCode
from desktop.domain.wording import N_
from desktop.ui.attachment_errors import ErrorText
from desktop.ui.error_texts import ERROR_TEXTS

UNLOCK_TEXTS: Mapping[ErrorCode, ErrorText] = {
    ErrorCode.DISK_FULL: ErrorText(
        N_("Der Speicherplatz ist voll. Zum Öffnen fehlt Platz; alles Gespeicherte ist noch da."),
        N_("Platz schaffen, zum Beispiel den Papierkorb leeren, dann noch einmal versuchen."),
    ),
    ErrorCode.DISK_FAULT: ErrorText(
        N_("Der Datenträger meldet einen Fehler. Der Datenspeicher ließ sich nicht öffnen."),
        N_(
            "Noch einmal versuchen. Bleibt es dabei, die IT anrufen: Der Datenträger geht"
            " vielleicht kaputt."
        ),
    ),
}
"""What is said otherwise while nothing is open: there is no last entry and no window to keep."""

_NOT_LEFT = N_("Platz schaffen, zum Beispiel den Papierkorb leeren, dann noch einmal versuchen.")
_MAYBE_BROKEN = N_(
    "Noch einmal versuchen. Bleibt es dabei, die IT anrufen: Der Datenträger geht"
    " vielleicht kaputt."
)

ADDING_TEXTS: Mapping[ErrorCode, ErrorText] = {
    ErrorCode.DISK_FULL: ErrorText(
        N_("Der Speicherplatz ist voll. Die Datei wurde nicht hinzugefügt."), _NOT_LEFT
    ),
    ErrorCode.DISK_FAULT: ErrorText(
        N_("Der Datenträger meldet einen Fehler. Die Datei wurde nicht hinzugefügt."),
        _MAYBE_BROKEN,
    ),
    ErrorCode.CANCELLED: ERROR_TEXTS[ErrorCode.ATTACHMENT_NOT_TAKEN],
}
"""What is said of a file that could not be taken in."""

ERASING_TEXTS: Mapping[ErrorCode, ErrorText] = {
    ErrorCode.DISK_FULL: ErrorText(
        N_("Der Speicherplatz ist voll. Deshalb wurde nicht gelöscht."), _NOT_LEFT
    ),
    ErrorCode.DISK_FAULT: ErrorText(
        N_("Der Datenträger meldet einen Fehler. Ob gelöscht wurde, ist nicht sicher."),
        N_(
            "Nachsehen, ob noch alles da ist, und dann noch einmal löschen. Bleibt es dabei, die"
            " IT anrufen."
        ),
    ),
}
"""What is said while something is erased."""

SECRET_TEXTS: Mapping[ErrorCode, ErrorText] = {
    ErrorCode.DISK_FULL: ErrorText(
        N_("Der Speicherplatz ist voll. Das Passwort wurde nicht geändert."), _NOT_LEFT
    ),
    ErrorCode.DISK_FAULT: ErrorText(
        N_("Der Datenträger meldet einen Fehler. Ob das Passwort geändert ist, ist nicht sicher."),
        _MAYBE_BROKEN,
    ),
}
"""What is said while the password is changed."""

DRAFT_TEXTS: Mapping[ErrorCode, ErrorText] = {
    ErrorCode.DISK_FULL: ErrorText(
        N_("Der Speicherplatz ist voll. Was zuletzt eingetippt wurde, ist noch nicht gesichert."),
        N_(
            "Platz schaffen, zum Beispiel den Papierkorb leeren: Dann speichert die Fallmappe von"
            " selbst. Dieses Fenster so lange offen lassen."
        ),
    ),
    ErrorCode.DISK_FAULT: ErrorText(
        N_(
            "Der Datenträger meldet einen Fehler. Was zuletzt eingetippt wurde, ist noch nicht"
            " gesichert."
        ),
        N_(
            "Dieses Fenster offen lassen. Bleibt es dabei, die IT anrufen: Der Datenträger geht"
            " vielleicht kaputt."
        ),
    ),
}
"""What is said while the draft of a form cannot be kept."""

RESTORE_TEXTS: Mapping[ErrorCode, ErrorText] = {
    ErrorCode.DISK_FULL: ErrorText(
        N_("Zum Zurückholen fehlt Speicherplatz. Der bisherige Datenspeicher ist unverändert."),
        N_(
            "Etwa {size} frei machen: den Papierkorb leeren oder große Dateien verschieben. Dann"
            " noch einmal zurückholen."
        ),
    ),
    ErrorCode.DISK_FAULT: ErrorText(
        N_(
            "Der Datenträger dieses Laptops meldet einen Fehler. Der bisherige Datenspeicher ist"
            " unverändert."
        ),
        N_(
            "Noch einmal zurückholen. Bleibt es dabei, die IT anrufen: Der Datenträger geht"
            " vielleicht kaputt."
        ),
    ),
    ErrorCode.READ_ONLY: ErrorText(
        N_(
            "In den Ordner des Datenspeichers lässt sich nichts schreiben. Der bisherige"
            " Datenspeicher ist unverändert."
        ),
        N_(
            "Prüfen, ob der Datenträger schreibgeschützt ist. Sonst die IT anrufen: Dem Ordner"
            " fehlen Schreibrechte."
        ),
    ),
}
"""What is said while a backup is brought back; ``size`` is what is needed, in words."""

BACKUP_TEXTS: Mapping[ErrorCode, ErrorText] = {
    ErrorCode.DISK_FULL: ERROR_TEXTS[ErrorCode.BACKUP_FULL],
    ErrorCode.DISK_FAULT: ErrorText(
        N_("Beim Sichern meldet der Datenträger einen Fehler. Gespeichert wird weiter."),
        N_(
            "Noch einmal sichern. Bleibt es dabei, die IT anrufen: Der Datenträger geht"
            " vielleicht kaputt."
        ),
    ),
    ErrorCode.READ_ONLY: ErrorText(
        N_("In den Ordner der Sicherungen lässt sich nichts schreiben. Gespeichert wird weiter."),
        N_("Die IT anrufen: Dem Ordner fehlen Schreibrechte."),
    ),
}
"""What is said of a backup that could not be made."""
