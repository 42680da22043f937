"""What of the exchange waits for a person: parked streams, and a server that was set back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.domain.ids import RecordId
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.services.views import ParkedRow, SyncStatus
from desktop.ui.pages.side_rows import SideRow, section
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.icons import ActionButton, IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import card, column, row

_REASONS = {
    "gap": N_("Eine Sendung dazwischen fehlt."),
    "device-fork": N_("Ein Gerät hat dieselbe Nummer zweimal vergeben."),
    "epoch-stale": N_("Der Schlüssel der Gruppe wurde gewechselt."),
    "too-large": N_("Eine Sendung ist zu groß für den Server."),
    "quota": N_("Der Platz auf dem Server ist voll."),
    "upgrade-required": N_("Geschrieben mit einer neueren Fassung des Programms."),
    "bad-signature": N_("Die Unterschrift einer Sendung stimmt nicht."),
    "not-a-member": N_("Ein Gerät hat hier ohne Berechtigung geschrieben."),
    "unauthorised": N_("Ein Gerät hat hier ohne Berechtigung geschrieben."),
    "malformed": N_("Eine Sendung ist nicht lesbar."),
    "no-key": N_("Der Schlüssel dazu ist noch nicht auf diesem Gerät."),
    "withheld": N_("Der Server zeigt weniger, als Kolleg:innen schon haben."),
    "not-ours": N_("Ein Gerät will mehr bekommen haben, als von hier gesendet wurde."),
    "unknown-author": N_("Eine Sendung kommt von einem unbekannten Gerät."),
}
"""By problem type of the protocol or word of the exchange."""


def parked_section(
    rows: Sequence[ParkedRow],
    tr: LocaleContext,
    on_retry: Callable[[], object],
    on_open: Callable[[RecordId | None], object],
) -> QWidget:
    """Which streams do not go on and why, with the button that tries them again."""
    lines = []
    for parked in rows:
        what = " · ".join(part for part in (tr.text(parked.title), parked.name) if part)
        shown = SideRow(Icon.PARKED, "danger", what, _why(parked, tr))
        shown.opened.connect(lambda case=parked.case: on_open(case))
        lines.append(shown)
    holder = section(
        f"{tr.text(N_('Geparkt'))} ({tr.text('{n}', n=len(rows))})",
        *lines,
        note=tr.text(
            N_(
                "Hier geht es nicht von selbst weiter, alles andere wird abgeglichen. Bleibt es"
                " nach einem neuen Versuch dabei, die IT anrufen."
            )
        ),
    )
    again = ActionButton("", Icon.SYNC)
    again.setText(tr.text(N_("Noch einmal versuchen")))
    again.clicked.connect(lambda: _once(again, on_retry))
    box = holder.layout()
    assert isinstance(box, QBoxLayout)
    box.addLayout(row(again, None))
    return holder


def restored_card(
    status: SyncStatus, tr: LocaleContext, on_accept: Callable[[], object]
) -> QWidget:
    """Says what the server has lost and asks whether it was set back on purpose."""
    lost = tr.text(
        N_("{lost} von {known} Änderungen, die dieses Gerät schon kennt, fehlen auf dem Server."),
        lost=status.lost,
        known=status.known,
    )
    meaning = tr.text(
        N_(
            "So sieht es aus, wenn ein Server aus einer Sicherung wiederhergestellt wurde. Bitte"
            " bei der IT nachfragen. Nach der Bestätigung sendet dieses Gerät noch einmal, was"
            " dem Server davon fehlt. Hier wird nichts gelöscht."
        )
    )
    accept = ActionButton("", Icon.SYNC)
    accept.setText(tr.text(N_("Die IT bestätigt: noch einmal senden")))
    accept.clicked.connect(lambda: _once(accept, on_accept))
    words = column(
        PlainLabel(lost, kind="strong", wrap=True),
        PlainLabel(meaning, tone="muted", wrap=True),
        tokens.XS,
        row(accept, None),
    )
    box = row(IconLabel(Icon.WARNING, "warn", 28), words, space=tokens.L)
    box.setStretch(1, 1)
    return card(box, margin=tokens.XL)


def _why(parked: ParkedRow, tr: LocaleContext) -> str:
    known = _REASONS.get(parked.reason)
    if known is None:
        why = tr.text(N_("Der Server nimmt es nicht an ({reason})."), reason=parked.reason)
    else:
        why = tr.text(known)
    if not parked.unsent:
        return why
    here = tr.ntext(
        "{n} Eintrag ist nur auf diesem Laptop.",
        "{n} Einträge sind nur auf diesem Laptop.",
        parked.unsent,
    )
    return f"{why} {here}"


def _once(button: ActionButton, then: Callable[[], object]) -> None:
    button.setEnabled(False)
    then()
