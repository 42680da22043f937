"""What is said about passwords: how strong one is, and one sentence of advice."""

from __future__ import annotations

from desktop.domain.wording import N_
from desktop.services.password_strength import Advice, Level, Span

STRENGTH = {
    Level.WEAK: N_("Zu schwach"),
    Level.FAIR: N_("Ausreichend"),
    Level.GOOD: N_("Gut"),
    Level.STRONG: N_("Sehr gut"),
}
TONES = {Level.WEAK: "danger", Level.FAIR: "warn", Level.GOOD: "ok", Level.STRONG: "ok"}
ADVICE = {
    Advice.WORDS: N_("Vier zufällige Wörter sind leicht zu merken und schwer zu raten."),
    Advice.SHORT: N_("Es fehlen noch {missing} Zeichen; vier zufällige Wörter gehen auch."),
    Advice.COMMON: N_("Beliebte Wörter werden zuerst probiert. Lieber vier zufällige nehmen."),
    Advice.NAME: N_("Der eigene Name und das Kürzel werden zuerst probiert."),
    Advice.ROW: N_("Tasten, die nebeneinanderliegen, sind schnell probiert."),
    Advice.REPEAT: N_("Wiederholungen machen es kaum schwerer."),
    Advice.DATE: N_("Jahre und Daten sind schnell probiert."),
    Advice.MORE: N_("Ein weiteres zufälliges Wort macht es viel schwerer zu raten."),
    Advice.FINE: N_("Dieses Passwort nur hier benutzen."),
}
GUESSED_IN = {
    Span.SECONDS: N_("in Sekunden zu erraten"),
    Span.MINUTES: N_("in Minuten zu erraten"),
    Span.HOURS: N_("in Stunden zu erraten"),
    Span.DAYS: N_("in Tagen zu erraten"),
    Span.MONTHS: N_("in Monaten zu erraten"),
    Span.YEARS: N_("in Jahren zu erraten"),
    Span.CENTURIES: N_("erst in Jahrhunderten zu erraten"),
}
GUESSED = N_("Geschätzt für jemanden, der den Laptop und viele Rechner hat.")
WAIT = N_("Der nächste Versuch geht in {seconds} s.")
DERIVING = N_("Schlüssel wird berechnet …")
