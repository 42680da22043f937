"""What a worker reads about signatures; clients read ``desktop.i18n.client_texts``."""

from __future__ import annotations

from desktop.domain.wording import N_

NOTES_FIRST = N_("Vor der Unterschrift die Hinweise zur Kenntnis bringen.")
TO_NOTES = N_("Zum nächsten Hinweis")
ALL_READ = N_("Alle vorgelesen")
DRAFT = N_(
    "Übersetzung ungeprüft: Sie kann gezeigt, aber nicht unterschrieben werden. "
    "Unterschrieben wird der geprüfte Text, vorgelesen von der Sprachmittlung."
)
SIGN_TEXT = N_("Text auf {language} unterschreiben")
TEXT_SIGNED = N_("Unterschrieben wird der Text auf {language}.")
BROKEN = N_("Gilt nicht mehr: der Text wurde geändert.")
GIVEN = N_("Unterschrieben {time} · Text auf {language}")
GIVEN_ON_PAPER = N_("Auf Papier unterschrieben von {name}, {time} · Text auf {language}")
TAKE_AWAY = N_("Unterschrift löschen")
UNREVIEWED = N_("Entwurf, ungeprüft")
