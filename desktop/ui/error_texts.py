"""Every ErrorCode as a sentence and a next step; German message ids for the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from desktop.domain.errors import ErrorCode, Fact
from desktop.domain.wording import N_
from desktop.ui.attachment_errors import ATTACHMENT_TEXTS, ErrorText
from desktop.ui.form_errors import FORM_TEXTS, form_step


class Translator(Protocol):
    """The part of a LocaleContext that sentences need."""

    def text(self, message: str, **facts: object) -> str:
        """Return *message* in the window's language with *facts* filled in."""


ERROR_TEXTS: Mapping[ErrorCode, ErrorText] = {
    ErrorCode.WRONG_PASSWORD: ErrorText(
        N_("Das Passwort passt nicht."),
        N_("Groß- und Kleinschreibung prüfen und noch einmal eingeben."),
    ),
    ErrorCode.TRY_LATER: ErrorText(
        N_("Das Passwort war mehrmals falsch. Deshalb dauert es bis zum nächsten Versuch."),
        N_("{seconds} Sekunden warten und dann in Ruhe noch einmal eingeben."),
    ),
    ErrorCode.RECOVERY_WORD: ErrorText(
        N_("Wort {number} steht nicht in der Wortliste."),
        N_("Wort {number} mit dem Blatt vergleichen."),
    ),
    ErrorCode.RECOVERY_LENGTH: ErrorText(
        N_("Der Code ist nicht vollständig: {found} von {expected}."),
        N_("Alle 14 Wörter oder alle 32 Zeichen der Reihe nach eingeben."),
    ),
    ErrorCode.RECOVERY_CHECK: ErrorText(
        N_("Der Code stimmt an einer Stelle nicht."),
        N_("Jedes Wort mit dem Blatt vergleichen, auch die Reihenfolge."),
    ),
    ErrorCode.RECOVERY_WRONG: ErrorText(
        N_("Dieser Code öffnet diesen Laptop nicht."),
        N_("Prüfen, ob es das neueste Blatt ist und ob die Kennung darauf stimmt."),
    ),
    ErrorCode.STORE_DAMAGED: ErrorText(
        N_("Der Datenspeicher ist beschädigt. Es wurde nichts verändert."),
        N_(
            "Die letzte Sicherung zurückholen. Gibt es keine, die IT anrufen: Was abgeglichen"
            " war, liegt auf dem Server."
        ),
    ),
    ErrorCode.STORE_EMPTIED: ErrorText(
        N_("Der Datenspeicher ist leer, obwohl er schon Einträge hatte."),
        N_("Nichts neu anlegen. Die letzte Sicherung zurückholen oder die IT anrufen."),
    ),
    ErrorCode.STORE_ROLLED_BACK: ErrorText(
        N_(
            "Der Datenspeicher ist älter als beim letzten Öffnen: Vermutlich wurde eine alte"
            " Kopie zurückgespielt."
        ),
        N_(
            "Eine neuere Sicherung zurückholen. Gibt es keine, mit diesem Stand weiterarbeiten"
            " und abgleichen: Das wird festgehalten."
        ),
    ),
    ErrorCode.STORE_BEHIND: ErrorText(
        N_("Die letzten Änderungen fehlen: {missing}. Vermutlich ging eine Datei verloren."),
        N_(
            "Eine neuere Sicherung zurückholen. Gibt es keine, mit diesem Stand weiterarbeiten"
            " und abgleichen: Das wird festgehalten."
        ),
    ),
    ErrorCode.STORE_MIXED: ErrorText(
        N_(
            "Teile des Datenspeichers stammen aus einer anderen Kopie. Manche Angaben könnten"
            " veraltet sein."
        ),
        N_(
            "Die letzte Sicherung zurückholen. Gibt es keine, mit diesem Stand weiterarbeiten:"
            " Das wird festgehalten."
        ),
    ),
    ErrorCode.STORE_OTHER_KEY: ErrorText(
        N_(
            "Die Schlüsseldatei passt nicht zum Datenspeicher: Er gehört zu einem anderen Profil,"
            " oder sein Anfang ist beschädigt. Es wurde nichts verändert."
        ),
        N_("Die letzte Sicherung zurückholen oder die IT anrufen."),
    ),
    ErrorCode.STORE_PLAIN: ErrorText(
        N_(
            "Am Ort des Datenspeichers liegt eine unverschlüsselte Datenbank. Sie wurde nicht"
            " angefasst."
        ),
        N_("Die IT anrufen: Fallmappe öffnet nur den verschlüsselten Datenspeicher."),
    ),
    ErrorCode.STORE_MISSING: ErrorText(
        N_("Der Datenspeicher fehlt. Der Schlüssel ist da, die Daten dazu nicht."),
        N_("Prüfen, ob ein Laufwerk fehlt. Sonst die letzte Sicherung zurückholen."),
    ),
    ErrorCode.PROFILE_MISSING: ErrorText(
        N_("Auf diesem Gerät ist Fallmappe noch nicht eingerichtet: Schlüssel und Daten fehlen."),
        N_("Prüfen, ob ein Laufwerk fehlt. Sonst die IT anrufen: Sie richtet das Gerät ein."),
    ),
    ErrorCode.STORE_NEWER: ErrorText(
        N_("Die Daten wurden mit einer neueren Fassung des Programms geschrieben."),
        N_("Das Programm aktualisieren und wieder öffnen. Die Daten sind unversehrt."),
    ),
    ErrorCode.KEY_FILE_MISSING: ErrorText(
        N_("Die Schlüsseldatei fehlt. Ohne sie öffnet weder Passwort noch Code den Datenspeicher."),
        N_(
            "Die letzte Sicherung zurückholen, sie bringt eine Schlüsseldatei mit. Gibt es keine,"
            " die IT anrufen: Was abgeglichen war, liegt auf dem Server."
        ),
    ),
    ErrorCode.KEY_FILE_DAMAGED: ErrorText(
        N_(
            "Die Schlüsseldatei ist beschädigt. Ohne sie öffnet weder Passwort noch Code den"
            " Datenspeicher; er ist unverändert."
        ),
        N_(
            "Die letzte Sicherung zurückholen, sie bringt eine Schlüsseldatei mit. Gibt es keine,"
            " die IT anrufen: Was abgeglichen war, liegt auf dem Server."
        ),
    ),
    ErrorCode.FOREIGN_FILE: ErrorText(
        N_("Am Ort des Datenspeichers liegt eine fremde Datei. Sie wurde nicht angefasst."),
        N_("Die Datei an einen anderen Ort legen oder die IT anrufen."),
    ),
    ErrorCode.STORE_EXISTS: ErrorText(
        N_("Hier liegt schon ein Datenspeicher. Er wurde nicht überschrieben."),
        N_("Den vorhandenen Speicher öffnen oder einen anderen Ordner wählen."),
    ),
    ErrorCode.ALREADY_RUNNING: ErrorText(
        N_("Fallmappe ist auf diesem Gerät schon geöffnet."),
        N_("Zum offenen Fenster wechseln. Ist keines zu sehen, das Gerät neu starten."),
    ),
    ErrorCode.DISK_FULL: ErrorText(
        N_("Der Speicherplatz ist voll. Die letzte Eingabe ist noch nicht gesichert."),
        N_("Platz schaffen und dann noch einmal speichern. Das Fenster so lange offen lassen."),
    ),
    ErrorCode.DISK_FAULT: ErrorText(
        N_("Der Datenträger meldet einen Fehler. Die letzte Eingabe ist noch nicht gesichert."),
        N_(
            "Das Fenster offen lassen und noch einmal speichern. Bleibt es dabei, die IT anrufen:"
            " Der Datenträger geht vielleicht kaputt."
        ),
    ),
    ErrorCode.STORE_BUSY: ErrorText(
        N_("Der Datenspeicher ist gerade belegt."),
        N_("Einen Moment warten und noch einmal versuchen."),
    ),
    ErrorCode.BACKUP_DAMAGED: ErrorText(
        N_("Diese Sicherung ist beschädigt. Es wurde nichts geändert."),
        N_("Eine andere Sicherung wählen, zum Beispiel die vom Tag davor."),
    ),
    ErrorCode.BACKUP_UNREADABLE: ErrorText(
        N_("Die Sicherung lässt sich nicht lesen. Es wurde nichts geändert."),
        N_("Prüfen, ob Stick oder Netzlaufwerk verbunden sind, dann noch einmal versuchen."),
    ),
    ErrorCode.BACKUP_OTHER: ErrorText(
        N_("Diese Sicherung gehört zu einem anderen Datenspeicher als dem auf diesem Gerät."),
        N_("Eine Sicherung des eigenen Datenspeichers wählen. Im Zweifel die IT fragen."),
    ),
    ErrorCode.BACKUP_OTHER_INITIALS: ErrorText(
        N_("Diese Sicherung gehört auf diesem Gerät zu einem anderen Kürzel."),
        N_("Abbrechen und mit dem eigenen Kürzel von vorn beginnen. Es wurde nichts geändert."),
    ),
    ErrorCode.BACKUP_FULL: ErrorText(
        N_("Für eine Sicherung ist zu wenig Platz auf dem Datenträger. Gespeichert wird weiter."),
        N_("Platz schaffen, dann noch einmal sichern."),
    ),
    ErrorCode.BACKUP_INCOMPLETE: ErrorText(
        N_("Gesichert, aber einzelne Dokumente sind beschädigt, auch in den Sicherungen."),
        N_("Eine frühere Kopie suchen, zum Beispiel auf einem Stick. Im Zweifel die IT fragen."),
    ),
    ErrorCode.BACKUP_FOLDER: ErrorText(
        N_("In diesen Ordner lässt sich keine Sicherung legen."),
        N_(
            "Einen Ordner wählen, in den geschrieben werden darf, und der nicht der eigene"
            " Datenordner ist."
        ),
    ),
    ErrorCode.READ_ONLY: ErrorText(
        N_("Der Datenspeicher lässt sich nur lesen, nicht beschreiben."),
        N_(
            "Prüfen, ob der Datenträger schreibgeschützt ist. Sonst die IT anrufen: Dem Ordner"
            " fehlen Schreibrechte."
        ),
    ),
    ErrorCode.NO_ACCESS: ErrorText(
        N_("Der Datenspeicher gehört einem anderen Benutzerkonto und lässt sich nicht lesen."),
        N_("Mit dem richtigen Konto am Gerät anmelden oder die IT anrufen."),
    ),
    ErrorCode.DISK_LOW: ErrorText(
        N_("Auf diesem Laptop sind nur noch {free} MB frei."),
        N_("Bald Platz schaffen, zum Beispiel den Papierkorb leeren."),
    ),
    ErrorCode.DISK_VERY_LOW: ErrorText(
        N_("Auf diesem Laptop sind nur noch {free} MB frei. Bald lässt sich nichts mehr sichern."),
        N_("Jetzt Platz schaffen: große Dateien verschieben oder den Papierkorb leeren."),
    ),
    ErrorCode.RESERVE_USED: ErrorText(
        N_("Der Speicherplatz war voll. Gesichert wurde mit der Reserve; sie ist nun verbraucht."),
        N_("Jetzt Platz schaffen. Die Reserve entsteht danach von selbst wieder."),
    ),
    ErrorCode.PAGES_DAMAGED: ErrorText(
        N_("Im Datenspeicher sind Stellen beschädigt: {pages}. Alles andere ist lesbar."),
        N_(
            "Jetzt abgleichen, dann sperren und beim Öffnen die letzte Sicherung zurückholen."
            " Gibt es keine, die IT anrufen: Was abgeglichen war, liegt auf dem Server."
        ),
    ),
    ErrorCode.LOSS_ACCEPTED: ErrorText(
        N_("Hier wird mit einem älteren Stand weitergearbeitet. Fehlende Änderungen: {missing}."),
        N_("Abgleichen und prüfen, ob die letzten Einträge da sind."),
    ),
    ErrorCode.OTHER_OWNER: ErrorText(
        N_("Andere Benutzerkonten dieses Geräts haben Zugriff auf den verschlüsselten Ordner."),
        N_("Die IT anrufen: Der Ordner soll nur diesem Konto gehören."),
    ),
    ErrorCode.CLOCK_BEHIND: ErrorText(
        N_(
            "Die Uhr dieses Laptops zeigt eine Zeit vor dem letzten Eintrag. Abstand in Tagen:"
            " {days}."
        ),
        N_("Datum und Uhrzeit stellen. Eingaben bleiben in der richtigen Reihenfolge."),
    ),
    ErrorCode.CLOCK_AHEAD: ErrorText(
        N_("Die Uhr dieses Laptops geht gegenüber dem Server falsch. Abstand in Tagen: {days}."),
        N_("Datum und Uhrzeit stellen. Eingaben bleiben in der richtigen Reihenfolge."),
    ),
    ErrorCode.CLOCK_ELSEWHERE: ErrorText(
        N_("Von einem anderen Gerät kamen Einträge mit einem Datum, das noch nicht war."),
        N_("Nichts ging verloren. Die Person bitten, Datum und Uhrzeit zu stellen."),
    ),
    ErrorCode.CHANGED_MEANWHILE: ErrorText(
        N_("Inzwischen steht hier ein anderer Wert. Er bleibt, wie er ist."),
        N_("Den Wert ansehen und, wenn nötig, neu eintragen."),
    ),
    ErrorCode.RECORD_GONE: ErrorText(
        N_("Diesen Eintrag gibt es hier nicht mehr."),
        N_("Zurückgehen und die Liste neu ansehen."),
    ),
    ErrorCode.INVALID_VALUE: ErrorText(
        N_("Diese Angabe passt nicht in das Feld."),
        N_("Die Angabe prüfen und noch einmal speichern."),
    ),
    ErrorCode.ERASURE_HELD: ErrorText(
        N_("Die Löschung dieses Falls ist ausgesetzt."),
        N_("Unter „Ende und Aufbewahrung“ steht der Grund; dort lässt sie sich freigeben."),
    ),
    ErrorCode.RULE_NOT_ADMIN: ErrorText(
        N_("Regeln für die ganze Stelle legt nur die Administration fest."),
        N_("Die Administration um die Änderung bitten."),
    ),
    **FORM_TEXTS,
    **ATTACHMENT_TEXTS,
    ErrorCode.OFFLINE: ErrorText(
        N_("Der Server ist nicht erreichbar. Alles Eingegebene ist auf diesem Gerät gesichert."),
        N_("Weiterarbeiten. Gesendet wird von selbst, sobald wieder Netz da ist."),
    ),
    ErrorCode.CAPTIVE_PORTAL: ErrorText(
        N_("Das WLAN zeigt eine Anmeldeseite statt des Servers."),
        N_("Im Browser beim WLAN anmelden oder ohne Netz weiterarbeiten."),
    ),
    ErrorCode.CERTIFICATE_UNKNOWN: ErrorText(
        N_("Das Zertifikat des Servers ist nicht bekannt. Es wurde nichts gesendet."),
        N_("In einem anderen Netz versuchen. Bleibt es dabei, die IT anrufen."),
    ),
    ErrorCode.NOT_OUR_SERVER: ErrorText(
        N_("Unter der Adresse antwortet ein fremder Server. Es wurde nichts gesendet."),
        N_("In einem anderen Netz versuchen. Bleibt es dabei, die IT anrufen."),
    ),
    ErrorCode.SERVER_REFUSED: ErrorText(
        N_("Der Server hat die Sendung abgelehnt. Sie bleibt auf diesem Gerät."),
        N_("Unter Abgleich nachsehen, was geparkt ist, und die IT anrufen."),
    ),
    ErrorCode.SERVER_BUSY: ErrorText(
        N_("Der Server ist gerade ausgelastet."),
        N_("Weiterarbeiten. Gesendet wird später von selbst."),
    ),
    ErrorCode.DEVICE_REVOKED: ErrorText(
        N_("Dieses Gerät wurde gesperrt. Es sendet und empfängt nichts mehr."),
        N_("Die IT anrufen. Entwürfe bleiben auf dem Gerät erhalten."),
    ),
    ErrorCode.DEVICE_NEW: ErrorText(
        N_(
            "Dieser Laptop wurde aus einer Sicherung oder Kopie wiederhergestellt und muss neu"
            " angemeldet werden."
        ),
        N_(
            "Die IT bitten, dieses Gerät anzumelden. Bis dahin bleibt alles hier gespeichert und"
            " wird danach gesendet."
        ),
    ),
    ErrorCode.UPGRADE_REQUIRED: ErrorText(
        N_("Der Server braucht eine neuere Fassung des Programms."),
        N_("Das Programm aktualisieren. Bis dahin ohne Abgleich weiterarbeiten."),
    ),
    ErrorCode.SERVER_RESTORED: ErrorText(
        N_("Der Server wurde auf einen älteren Stand zurückgesetzt."),
        N_("Die IT anrufen. Danach sendet dieses Gerät fehlende Einträge noch einmal."),
    ),
    ErrorCode.TAMPERED: ErrorText(
        N_("Eine empfangene Sendung ist verfälscht. Sie wurde nicht übernommen."),
        N_("Die IT anrufen und sagen, dass eine Sendung verfälscht ist."),
    ),
    ErrorCode.EXPORT_TARGET: ErrorText(
        N_("In diesen Ordner lässt sich nicht schreiben. Es wurde nichts exportiert."),
        N_("Einen anderen Ordner wählen."),
    ),
    ErrorCode.EXPORT_EXISTS: ErrorText(
        N_("In diesem Ordner gibt es „{folder}“ schon. Es wurde nichts überschrieben."),
        N_("Ersetzen, umbenennen oder einen anderen Ordner wählen."),
    ),
    ErrorCode.EXPORT_FOREIGN: ErrorText(
        N_("In „{folder}“ liegen eigene oder geänderte Dateien. Es wurde nichts überschrieben."),
        N_("Diesen Ordner umbenennen oder einen anderen wählen."),
    ),
    ErrorCode.EXPORT_INSIDE: ErrorText(
        N_("In diesem Ordner liegen die Daten des Programms. Es wurde nichts exportiert."),
        N_("Einen anderen Ordner wählen."),
    ),
    ErrorCode.EXPORT_FULL: ErrorText(
        N_("Für den Export reicht der Platz nicht. Es ist nichts Halbes liegen geblieben."),
        N_("Platz schaffen oder einen anderen Ordner wählen."),
    ),
    ErrorCode.EXPORT_FAULT: ErrorText(
        N_(
            "Der Datenträger, auf den exportiert wird, meldet einen Fehler. Es wurde nichts"
            " exportiert."
        ),
        N_("Einen anderen Stick oder Ordner wählen. Die Daten auf diesem Laptop sind unverändert."),
    ),
    ErrorCode.EXPORT_REFUSED: ErrorText(
        N_("Dieses Formular ist besonders geschützt und wird nicht exportiert."),
        N_("Einsicht regelt das Schutzkonzept. Dazu die Leitung ansprechen."),
    ),
    ErrorCode.EXPORT_EMPTY: ErrorText(
        N_("In diesem Zeitraum gibt es keine abgeschlossenen Antworten."),
        N_("Einen anderen Zeitraum wählen."),
    ),
    ErrorCode.CANCELLED: ErrorText(
        N_("Abgebrochen. Es wurde nichts übernommen."),
        N_("Bei Bedarf noch einmal beginnen."),
    ),
}

BUG_TEXT = ErrorText(
    N_(
        "Das hat nicht geklappt: Im Programm ist ein Fehler aufgetreten. Eingaben bleiben erhalten."
    ),
    N_("Noch einmal versuchen. Passiert es wieder, der IT Bescheid geben."),
)


def describe(
    error: Exception,
    tr: Translator,
    here: Mapping[ErrorCode, ErrorText] | None = None,
    **more: Fact,
) -> tuple[str, str]:
    """Return (sentence, next step) in the window's language; any non-KnownError is a bug.

    *here*: what is said otherwise in this place, e.g. RESTORE_TEXTS; *more*: facts it knows.
    """
    code = getattr(error, "code", None)
    facts: Mapping[str, Fact] = {**getattr(error, "facts", {}), **more}
    if code is ErrorCode.RECOVERY_WORD:
        facts = {name: str(value) for name, value in facts.items()}  # the digits of the sheet
    texts = ERROR_TEXTS if here is None else {**ERROR_TEXTS, **here}
    found = texts.get(code, BUG_TEXT) if isinstance(code, ErrorCode) else BUG_TEXT
    step = form_step(code, facts) or found.step
    return tr.text(found.sentence, **facts), tr.text(step, **facts)
