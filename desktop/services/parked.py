"""Streams that do not go on until a person has looked: which, why, what is only here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from desktop.domain.ids import RecordId, StreamId
from desktop.domain.kinds import Scope
from desktop.domain.records import Case, Person
from desktop.domain.wording import N_
from desktop.services import labels
from desktop.services.unsent import unsent_things
from desktop.services.views import ParkedRow
from desktop.storage.store import Reader

_TITLES: Mapping[str, str] = {
    Scope.CASE: N_("Fall"),
    Scope.SEALED: N_("Schutzfach"),
    Scope.TEAM: N_("Häuser und Zimmer"),
    Scope.AGENCY: N_("Mitarbeitende"),
    Scope.PRIVATE: N_("Eigene Notizen"),
}
_ELSE = N_("Ein Fall, der hier noch nicht angekommen ist")


def parked_rows(reader: Reader, reasons: Mapping[StreamId, str]) -> tuple[ParkedRow, ...]:
    """One row a stream of *reasons* (problem types by stream), those with unsent entries first."""
    if not reasons:
        return ()
    unsent = Counter(
        getattr(reader.get(kind, record), "stream", None)
        for kind, record, _, _ in unsent_things(reader)
    )
    cases = {case.stream: case for case in reader.find("case") if case.stream in reasons}
    scopes = {stream: row.scope for stream, row in reader.streams().items()}
    rows = []
    for stream, reason in reasons.items():
        case = cases.get(stream)
        title = _TITLES["case"] if case else _TITLES.get(scopes.get(stream, ""), _ELSE)
        if case is None and scopes.get(stream) == Scope.CASE:
            title = _ELSE
        rows.append(
            ParkedRow(
                stream=stream,
                case=case.id if case else None,
                title=title,
                name=_name(reader, case) if case else "",
                reason=reason,
                unsent=unsent[stream],
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.unsent, row.name, row.stream)))


def _name(reader: Reader, case: Case) -> str:
    main: RecordId | None = case.main_person
    person = reader.get("person", main) if main else None
    return labels.full_name(person if isinstance(person, Person) else None) or case.number
