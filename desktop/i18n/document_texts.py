"""What stands on paper for a client, in two languages side by side; kept in ``client.po``."""

from __future__ import annotations

from desktop.domain.wording import N_

PAGE_OF = N_("Seite {n} von {total}")
PREPARATION = N_("Gesprächsvorbereitung")
PREPARATION_INTRO = N_(
    "Diese Fragen kommen im Gespräch vor. Es muss nichts ausgefüllt werden. Die freien Zeilen "
    "sind für eigene Notizen; das Blatt kann man behalten."
)
IF_APPLIES = N_("Nur wenn es zutrifft")
REPEATS = N_("Kann mehrmals vorkommen; hier steht es einmal.")
LONG_LIST = N_("Auswahl aus einer langen Liste")
SIGNED_LATER = N_("Unterschrieben wird erst im Gespräch.")
UNDERSTOOD = N_("Verstanden")
COPY = N_("Kopie der Angaben")
COPY_INTRO = N_(
    "Das sind die eigenen Angaben vom {day}. Wenn etwas nicht stimmt, bitte melden; "
    "es wird berichtigt."
)
NO_ANSWERS = N_("Noch keine Angaben.")
FREE_TEXT = N_("Freier Text, nicht übersetzt")
OWN_WORDS = N_("In eigenen Worten")
DRAFT = N_("Entwurf / nicht geprüft")
LABEL_MISSING = N_("Nicht übersetzt")
SIGNED = N_("Unterschrieben am {day}")
SIGNED_ON_PAPER = N_("Auf Papier unterschrieben am {day}")
SAID_YES = N_("Mündlich zugestimmt am {day}")
ATTACHED = N_("Beigefügt: {title}")
PRESENTED = {
    "read_aloud": N_("Vorgelesen am {day}"),
    "played": N_("Abgespielt am {day}"),
    "read_by_client": N_("Selbst gelesen am {day}"),
}
APPOINTMENT = N_("Termin")
WHAT = N_("Was")
WHEN = N_("Wann")
WHERE = N_("Wo")
BRING = N_("Bitte mitbringen")
ALSO = N_("Außerdem")
AT = N_("{day} um {time} Uhr")
INTERPRETER_COMES = N_("Eine Sprachmittlung ist dabei.")
CONTACT = N_("Wenn der Termin nicht passt")
CALL = N_("Bitte anrufen oder schreiben: {number}")
CODE_HINT = N_(
    "Mit der Kamera des Handys kommt der Termin in den Kalender. Im Bild stehen nur Tag und "
    "Uhrzeit, kein Name."
)
PURPOSES = {
    "visit": N_("Hausbesuch"),
    "counselling": N_("Beratung"),
    "office": N_("Termin bei einem Amt"),
    "jobcentre": N_("Termin im Jobcenter"),
    "doctor": N_("Termin in einer Arztpraxis"),
    "course": N_("Deutschkurs"),
    "school": N_("Schule oder Kita"),
    "viewing": N_("Wohnungsbesichtigung"),
    "other": N_("Gespräch"),
}
THINGS = {
    "papers": N_("Pass und Aufenthaltspapiere"),
    "letters": N_("Briefe und Bescheide, auch ungeöffnete"),
    "bank": N_("Bankkarte und Kontoauszüge"),
    "lease": N_("Mietvertrag"),
    "health": N_("Gesundheitskarte oder Behandlungsschein"),
    "vaccination": N_("Impfausweis"),
    "certificates": N_("Zeugnisse und Nachweise"),
    "payslips": N_("Lohnabrechnungen"),
    "photo": N_("Passfoto"),
}
