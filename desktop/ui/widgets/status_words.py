"""The sync status in words: for the chip, and as the sentence of the page *Abgleich*."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.errors import ErrorCode
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.views import SyncStatus
from desktop.sync.state import SyncState
from desktop.ui.error_texts import ERROR_TEXTS
from desktop.ui.theme.icons import Icon


@dataclass(frozen=True, slots=True)
class StatusWords:
    """Icon, tone and words of a status; *step* is empty when there is nothing to do."""

    icon: Icon
    tone: str
    words: str
    step: str = ""


_FAULTS: dict[SyncState, tuple[Icon, str, str, ErrorCode]] = {
    SyncState.PORTAL: (
        Icon.PORTAL,
        "warn",
        N_("Anmeldeseite des WLANs"),
        ErrorCode.CAPTIVE_PORTAL,
    ),
    SyncState.CERTIFICATE: (
        Icon.CERTIFICATE,
        "danger",
        N_("Zertifikat unbekannt"),
        ErrorCode.CERTIFICATE_UNKNOWN,
    ),
    SyncState.NOT_OUR_SERVER: (
        Icon.CERTIFICATE,
        "danger",
        N_("Fremder Server"),
        ErrorCode.NOT_OUR_SERVER,
    ),
    SyncState.REFUSED: (
        Icon.BLOCKED,
        "danger",
        N_("Server hat abgelehnt"),
        ErrorCode.SERVER_REFUSED,
    ),
    SyncState.REVOKED: (Icon.BLOCKED, "danger", N_("Gerät gesperrt"), ErrorCode.DEVICE_REVOKED),
    SyncState.UPGRADE: (
        Icon.BLOCKED,
        "warn",
        N_("Programm aktualisieren"),
        ErrorCode.UPGRADE_REQUIRED,
    ),
    SyncState.NEW_DEVICE: (Icon.DEVICE, "warn", N_("Noch nicht angemeldet"), ErrorCode.DEVICE_NEW),
    SyncState.BLOCKED: (
        Icon.BLOCKED,
        "danger",
        N_("Abgleich angehalten"),
        ErrorCode.SERVER_RESTORED,
    ),
}


def chip_words(status: SyncStatus, tr: LocaleContext, now_ms: int) -> StatusWords:
    """What the chip says: first what a person must do, then what is not sent, then the rest."""
    if status.conflicts:
        words = tr.ntext("{n} Konflikt", "{n} Konflikte", status.conflicts)
        if status.unsent:
            here = tr.text(N_("{n} nur hier"), n=status.unsent)
            words = f"{words} · {here}"
        return StatusWords(Icon.CONFLICT, "warn", words)
    fault = _fault(status)
    if fault is not None:
        return StatusWords(fault[0], fault[1], tr.text(fault[2]))
    if status.parked:
        words = tr.ntext("{n} Sendung geparkt", "{n} Sendungen geparkt", status.parked)
        return StatusWords(Icon.PARKED, "warn", words)
    if status.state is SyncState.SYNCING:
        if status.progress is not None:
            done, total = status.progress
            words = tr.text(N_("Abgleich {done} von {total}"), done=done, total=total)
            return StatusWords(Icon.SYNC, "info", words)
        return StatusWords(Icon.SYNC, "info", tr.text(N_("Abgleich läuft")))
    if status.unsent:
        words = tr.ntext("{n} nur auf diesem Laptop", "{n} nur auf diesem Laptop", status.unsent)
        return StatusWords(Icon.HERE, "warn", words)
    if status.state is SyncState.OFFLINE:
        return StatusWords(Icon.OFFLINE, "muted", tr.text(N_("offline")))
    if status.last_success_at is None:
        return StatusWords(Icon.SENT, "ok", tr.text(N_("alles gesendet")))
    when = _short_time(status.last_success_at, tr, now_ms)
    return StatusWords(Icon.SENT, "ok", tr.text(N_("alles gesendet {when}"), when=when))


def page_words(status: SyncStatus, tr: LocaleContext, now_ms: int) -> StatusWords:
    """The sentence at the top of *Abgleich*, with the next step below it."""
    fault = _fault(status)
    if fault is not None:
        text = ERROR_TEXTS[status.error or fault[3]]
        return StatusWords(fault[0], fault[1], tr.text(text.sentence), tr.text(text.step))
    if status.state is SyncState.SYNCING:
        step = tr.text(N_("Weiterarbeiten ist möglich. Was angekommen ist, bleibt."))
        return StatusWords(Icon.SYNC, "info", tr.text(N_("Der Abgleich läuft.")), step)
    last = _last_success(status, tr, now_ms)
    here = tr.ntext(
        "{n} Eintrag ist nur auf diesem Laptop.",
        "{n} Einträge sind nur auf diesem Laptop.",
        status.unsent,
    )
    if status.parked and status.state is not SyncState.OFFLINE:
        words = tr.ntext(
            "Der Abgleich ist fertig bis auf {n} geparkte Stelle.",
            "Der Abgleich ist fertig bis auf {n} geparkte Stellen.",
            status.parked,
        )
        return StatusWords(Icon.PARKED, "warn", words, here if status.unsent else last)
    if status.unsent:
        if status.state is SyncState.OFFLINE:
            step = tr.text(N_("Der Server ist gerade nicht erreichbar. Gesendet wird von selbst."))
            return StatusWords(Icon.HERE, "warn", here, f"{step} {last}".strip())
        return StatusWords(Icon.HERE, "warn", here, last)
    if status.state is SyncState.OFFLINE:
        words = tr.text(N_("Alles Eingegebene ist auf dem Server."))
        step = tr.text(N_("Gerade kein Netz. Neues von anderen kommt mit dem nächsten Abgleich."))
        return StatusWords(Icon.OFFLINE, "ok", words, f"{step} {last}".strip())
    words = tr.text(N_("Alles ist auf dem Server. Das Gerät kann zugeklappt werden."))
    return StatusWords(Icon.SENT, "ok", words, last)


def is_halted(status: SyncStatus) -> bool:
    """Whether another round brings nothing before something was put right elsewhere; the sign-in
    page of a network is put right by whoever reads this."""
    return _fault(status) is not None and status.state is not SyncState.PORTAL


def _fault(status: SyncStatus) -> tuple[Icon, str, str, ErrorCode] | None:
    """What stops the exchange as a whole; a round that only parked something is none."""
    if status.state is SyncState.BLOCKED and status.error is None and status.parked:
        return None
    return _FAULTS.get(status.state)


def _last_success(status: SyncStatus, tr: LocaleContext, now_ms: int) -> str:
    if status.last_success_at is None:
        return ""
    when = tr.relative(status.last_success_at, now_ms)
    return tr.text(N_("Zuletzt abgeglichen: {when}."), when=when)


def _short_time(at: int, tr: LocaleContext, now_ms: int) -> str:
    """Only the clock time for today, else day and time in words."""
    words = tr.relative(at, now_ms)
    is_today = words == tr.relative(at, at)
    return tr.time(at) if is_today else words
