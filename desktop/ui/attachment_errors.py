"""What is said when a file cannot be added or shown: a part of ``error_texts``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.errors import ErrorCode
from desktop.domain.wording import N_


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What happened and what it means; what to do next. Both may use ``{fact}``."""

    sentence: str
    step: str


ATTACHMENT_TEXTS: Mapping[ErrorCode, ErrorText] = {
    ErrorCode.ATTACHMENT_TYPE: ErrorText(
        N_("Diese Art von Datei lässt sich nicht hinzufügen."),
        N_("Es gehen Fotos und Scans (JPEG, PNG, WebP, TIFF) und PDF. Anderes als PDF sichern."),
    ),
    ErrorCode.ATTACHMENT_HEIC: ErrorText(
        N_("Das Foto ist im Format HEIC; das lässt sich hier nicht lesen."),
        N_("Am Telefon „Maximale Kompatibilität“ (JPEG) einstellen oder das Bild als JPEG senden."),
    ),
    ErrorCode.ATTACHMENT_EMPTY: ErrorText(
        N_("Die Datei ist leer und wurde nicht gespeichert."),
        N_("Die Datei noch einmal holen, zum Beispiel neu scannen."),
    ),
    ErrorCode.ATTACHMENT_TOO_LARGE: ErrorText(
        N_("Die Datei ist zu groß: Mehr als 20 MB gehen nicht."),
        N_("Mit geringerer Auflösung scannen oder das Dokument teilen."),
    ),
    ErrorCode.ATTACHMENT_PIXELS: ErrorText(
        N_("Das Bild ist zu groß: Mehr als 50 Millionen Bildpunkte gehen nicht."),
        N_("Mit geringerer Auflösung scannen oder das Bild verkleinern."),
    ),
    ErrorCode.ATTACHMENT_BROKEN: ErrorText(
        N_("Die Datei ist beschädigt oder unvollständig und wurde nicht gespeichert."),
        N_("Die Datei noch einmal holen, zum Beispiel neu scannen oder fotografieren."),
    ),
    ErrorCode.ATTACHMENT_SEVERAL: ErrorText(
        N_("Die Datei enthält mehrere Bilder; nur eines würde gespeichert."),
        N_("Als PDF sichern oder die Bilder einzeln hinzufügen."),
    ),
    ErrorCode.ATTACHMENT_TWOFOLD: ErrorText(
        N_("In dieser Datei steckt noch eine andere. Zur Sicherheit wurde sie nicht gespeichert."),
        N_("Das Dokument neu scannen oder drucken und dann hinzufügen."),
    ),
    ErrorCode.ATTACHMENT_UNREADABLE: ErrorText(
        N_("Die Datei lässt sich nicht lesen."),
        N_("Prüfen, ob sie noch am selben Ort liegt und nicht gerade verwendet wird."),
    ),
    ErrorCode.ATTACHMENT_MISSING: ErrorText(
        N_("Dieses Dokument liegt nicht auf diesem Laptop."),
        N_("Es liegt auf dem Laptop, auf dem es hinzugefügt wurde, oder in einer Sicherung."),
    ),
    ErrorCode.ATTACHMENT_DAMAGED: ErrorText(
        N_("Die gespeicherte Datei ist beschädigt und wird deshalb nicht gezeigt."),
        N_("Die Sicherung zurückholen oder das Dokument noch einmal hinzufügen."),
    ),
    ErrorCode.ATTACHMENT_NOT_TAKEN: ErrorText(
        N_("Beim Sperren war eine Datei noch nicht aufgenommen. Sie ist nicht gespeichert."),
        N_("Die Datei noch einmal hinzufügen."),
    ),
    ErrorCode.ATTACHMENT_OPEN_FULL: ErrorText(
        N_("Zum Öffnen dieses Dokuments fehlt Speicherplatz. Das Dokument selbst ist unverändert."),
        N_("Platz schaffen, zum Beispiel den Papierkorb leeren, dann noch einmal öffnen."),
    ),
    ErrorCode.ATTACHMENT_OPEN_FAULT: ErrorText(
        N_("Der Datenträger meldet einen Fehler. Das Dokument ließ sich nicht öffnen."),
        N_(
            "Noch einmal versuchen. Bleibt es dabei, die IT anrufen: Der Datenträger geht"
            " vielleicht kaputt."
        ),
    ),
    ErrorCode.ATTACHMENT_OPEN_REFUSED: ErrorText(
        N_("Für andere Programme ließ sich keine Kopie dieses Dokuments bereitlegen."),
        N_("Die IT anrufen: Dem Ordner für geöffnete Dokumente fehlen Schreibrechte."),
    ),
    ErrorCode.ATTACHMENT_NO_VIEWER: ErrorText(
        N_("Kein anderes Programm hat das Dokument geöffnet."),
        N_("Die IT bitten, ein Programm zum Ansehen von PDF und Bildern einzurichten."),
    ),
}
