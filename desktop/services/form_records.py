"""The records a finished form becomes: submission, visit, new case, and who interpreted."""

from __future__ import annotations

from desktop.domain.case_number import case_number
from desktop.domain.changes import RecordEdit, Value
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, RecordId, StreamId, new_record_id, new_stream_id
from desktop.domain.records import Case, Visit
from desktop.services import attachments, form_mapping
from desktop.services.companions import kept_with
from desktop.services.form_mapping import Mapped
from desktop.services.interpreting import NONE
from desktop.services.open_form import FormSnapshot
from desktop.services.views import Me
from desktop.storage.store import Reader

INTAKE = "f1_intake"


class FormRecords:
    """Makes the edits of one save; *now* is the moment of finishing (UTC milliseconds).

    The first edit is always in the stream of the case.
    """

    def __init__(self, reader: Reader, me: Me, device: DeviceId, now: int) -> None:
        self._reader = reader
        self._me = me
        self._device = device
        self._now = now

    def edits(self, form: FormSnapshot, mapped: Mapped, *, is_new: bool) -> list[RecordEdit]:
        """All edits of *form*, whose answers *mapped* also go to fields of records.

        With *is_new* it opens a case. Raises KnownError(RECORD_GONE) if its case is not here.
        """
        if is_new:
            return self._intake(form, mapped)
        case = self._reader.get("case", form.case) if form.case else None
        if not isinstance(case, Case):
            raise KnownError(ErrorCode.RECORD_GONE, kind="case")
        if form.is_visit:
            return [*self._visit(form, case, mapped), *self._of_case(form, case, mapped)]
        edits = self._submission(form, case.stream, case.id, None)
        return [*edits, *self._of_case(form, case, mapped)]

    def _visit(self, form: FormSnapshot, case: Case, mapped: Mapped) -> list[RecordEdit]:
        visit_id = form.visit or new_record_id(self._now)
        planned = self._reader.get("visit", form.visit) if form.visit else None
        values = form_mapping.visit_values(mapped)
        values.setdefault("language", form.client_language)
        if planned is None:
            values |= {"case": case.id, "staff": self._me.staff}
        elif isinstance(planned, Visit) and planned.reason:
            values.pop("reason", None)
        values.setdefault("stay", {"arrived_at": self._now, "left_at": None})
        base = {u: form.bases[f"visit/{u}"] for u in values if f"visit/{u}" in form.bases}
        return [
            RecordEdit(case.stream, "visit", visit_id, values, base),
            *self._submission(form, case.stream, case.id, visit_id),
        ]

    def _of_case(self, form: FormSnapshot, case: Case, mapped: Mapped) -> list[RecordEdit]:
        """What changes in a case that is open already, over what the screen showed of it."""
        values = form_mapping.case_values(mapped)
        values.pop("opened_on", None)
        if not values:
            return []
        replaced = {unit: form.bases.get(f"case/{unit}", ()) for unit in values}
        return [RecordEdit(case.stream, "case", case.id, values, replaced)]

    def _intake(self, form: FormSnapshot, mapped: Mapped) -> list[RecordEdit]:
        stream = new_stream_id()
        case, person = new_record_id(self._now), new_record_id(self._now)
        case_values: dict[str, Value] = {
            "number": case_number("DD", self._device, self._next_number()),
            "phase": "intake",
            "opened_on": form_mapping.local_day(self._now),
            "main_person": person,
            "staff": self._me.staff,
            **form_mapping.case_values(mapped),
        }
        person_values = {"case": case, **form_mapping.person_values(mapped)}
        return [
            RecordEdit(stream, "case", case, case_values),
            RecordEdit(stream, "person", person, person_values),
            *self._submission(form, stream, case, None),
        ]

    def _submission(
        self, form: FormSnapshot, stream: StreamId, case: RecordId, visit: RecordId | None
    ) -> list[RecordEdit]:
        values: dict[str, Value] = {
            "case": case,
            "form_id": form.form_id,
            "form_version": form.form_version,
            "finished_at": self._now,
            "staff": self._me.staff,
            "worker_language": form.worker_language,
            "client_language": form.client_language,
        }
        if visit is not None:
            values["visit"] = visit
        values |= {f"answers/{path}": answer for path, answer in form.answers.items()}
        kept = kept_with(form.companions, form.answers)
        values |= kept.units()
        submission = new_record_id(self._now)
        edit = RecordEdit(stream, "form_submission", submission, values)
        common: dict[str, Value] = {"submission": submission}
        common |= {"case": case, "staff": self._me.staff}
        if visit is not None:
            common["visit"] = visit
        added = attachments.form_edits(self._reader, kept, common, stream, case)
        return [edit, *added, *self._interpretation(form, stream, case, visit, submission)]

    def _interpretation(
        self,
        form: FormSnapshot,
        stream: StreamId,
        case: RecordId,
        visit: RecordId | None,
        submission: RecordId,
    ) -> list[RecordEdit]:
        """Nothing if nobody interpreted; one that was not ended ends with the form."""
        said = form.companions.interpretation
        if said is None or said.role in ("", NONE):
            return []
        values: dict[str, Value] = {
            "case": case,
            "submission": submission,
            "role": said.role,
            "language": said.language or form.client_language,
            "dialect": said.dialect,
            "interpreter": said.name,
            "started_at": said.started_at,
            "ended_at": said.ended_at or self._now,
            "family_reason": said.family_reason,
        }
        if visit is not None:
            values["visit"] = visit
        if said.pledge:
            values["pledge"] = said.pledge
        return [RecordEdit(stream, "interpretation", new_record_id(self._now), values)]

    def _next_number(self) -> int:
        numbers = [case.number for case in self._reader.find("case")]
        block = case_number("DD", self._device, 0)[3:6]
        own = [int(n[6:10]) for n in numbers if n[3:6] == block and n[6:10].isdigit()]
        return max(own, default=0) + 1
