"""How long a case is kept, in words."""

from __future__ import annotations

from desktop.domain.retention import Period
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext

_LIMITED = N_("Vorgabe der IT")
_GENERAL = N_("allgemeine Regel")


def months_words(months: int, tr: LocaleContext) -> str:
    """``12 Monate``."""
    return tr.ntext("{n} Monat", "{n} Monate", months)


def period_words(period: Period, tr: LocaleContext) -> str:
    """A sentence: how long, and by which rule."""
    return tr.text(
        N_("Aufbewahrung: {months} nach dem Ende ({rule})."),
        months=months_words(period.months, tr),
        rule=rule_words(period, tr),
    )


def rule_words(period: Period, tr: LocaleContext) -> str:
    """Which rule it is: the policy, that of a programme with its basis, or the general one."""
    if period.is_limited:
        return tr.text(_LIMITED)
    name = tr.label("service_module", period.module) if period.module else tr.text(_GENERAL)
    return f"{name}: {period.basis}" if period.basis else name
