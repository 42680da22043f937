"""Backups in words: what is said of the last one, its moment, its size."""

from __future__ import annotations

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.backups import BackupStatus
from desktop.ui.error_texts import ERROR_TEXTS
from desktop.ui.place_texts import BACKUP_TEXTS
from desktop.ui.theme.icons import Icon

FIRST = N_("Noch keine Sicherung. Die erste kommt von selbst.")
SECOND_LATE = N_("Der zweite Ordner ist seit über einer Woche nicht erreichbar.")
SECOND_FULL = N_("Im zweiten Ordner ist zu wenig Platz.")
WORKING = N_("Wird gesichert …")


def state_words(status: BackupStatus, tr: LocaleContext, now_ms: int) -> tuple[Icon, str, str]:
    """Icon, tone and one line about the last backup, for *Abgleich* and the dialog."""
    if status.is_running:
        return Icon.BACKUP, "info", tr.text(WORKING)
    if status.fault is not None:
        text = BACKUP_TEXTS.get(status.fault, ERROR_TEXTS[status.fault])
        return Icon.WARNING, "danger", tr.text(text.sentence)
    if status.last_at is None:
        return (
            Icon.BACKUP,
            "muted",
            tr.text(FIRST),
        )
    when = tr.relative(status.last_at, now_ms)
    words = tr.text(N_("Letzte Sicherung: {when}, geprüft"), when=when)
    if status.is_second_full:
        return Icon.WARNING, "warn", f"{words}. {tr.text(SECOND_FULL)}"
    if status.is_second_late:
        return Icon.WARNING, "warn", f"{words}. {tr.text(SECOND_LATE)}"
    return Icon.SENT, "ok", words


def size_words(size: int, tr: LocaleContext) -> str:
    """A size in megabytes."""
    return tr.text(N_("{size} MB"), size=tr.number(max(0.1, round(size / 1_000_000, 1))))


def moment_words(at: int, tr: LocaleContext) -> str:
    """Day and time of a backup, in full."""
    return tr.row_of((tr.day(at), tr.time(at)))
