"""What services hand to ui: frozen values, no Qt, no SQL. Times are UTC milliseconds, days ISO."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.attachment import Attached
from desktop.domain.changes import Value
from desktop.domain.companions import Original, Signature
from desktop.domain.errors import ErrorCode
from desktop.domain.ids import OpId, RecordId, StreamId
from desktop.sync.state import SyncState


class Delivery(StrEnum):
    """Where a record is: the truth computed from outbox, receipts and colleagues' ``seen``."""

    HERE = "here"
    SERVER = "server"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Me:
    """The worker whose store is open."""

    staff: RecordId
    name: str
    initials: str


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """What the status chip and the page *Abgleich* show. ``unsent`` counts what a person calls one
    thing: a visit and its form are one."""

    state: SyncState
    unsent: int
    conflicts: int
    last_success_at: int | None
    parked: int = 0
    progress: tuple[int, int] | None = None
    """(done, total) of a long first sync, else None."""
    clock_off_minutes: int = 0
    error: ErrorCode | None = None
    """Why the last round ended early, else None."""
    lost: int = 0
    """With SERVER_RESTORED: so many sets we know the server no longer has, of ``known``."""
    known: int = 0

    @property
    def asks_about_restored_server(self) -> bool:
        """Whether the exchange waits for a person's yes to a server that was set back."""
        return self.error is ErrorCode.SERVER_RESTORED and self.lost > 0


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """A stream that does not go on by itself. ``title`` is a message id, ``name`` of its case."""

    stream: StreamId
    case: RecordId | None
    title: str
    name: str
    reason: str
    """A problem type of the protocol or a word of the exchange."""
    unsent: int
    """Entries of it that are only on this laptop."""


@dataclass(frozen=True, slots=True)
class UnsentRow:
    """One record that is only on this laptop, on its way, or parked."""

    kind: str
    record: RecordId
    case: RecordId | None
    title: str
    saved_at: int
    where: str
    """``here``, ``underway`` or ``parked``."""
    reason: str = ""
    """An ErrorCode or problem type when parked."""


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device of the agency and when it was last heard of, for *Abgleich*."""

    device: str
    person: str
    last_seen_at: int | None
    is_this: bool


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One stop of today's round, in walking order."""

    visit: RecordId
    case: RecordId
    planned_at: int | None
    place: str
    name: str
    languages: tuple[str, ...]
    reason: str
    last_visit_at: int | None
    state: str
    """A code of the list visit_state."""
    outcome: str = ""
    delivery: Delivery = Delivery.HERE


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A form begun and not finished on this device."""

    draft: RecordId
    case: RecordId | None
    form_id: str
    form_title: str
    """A message id for a shipped form, the form's own title for any other."""
    name: str
    place: str
    saved_at: int
    answered: int


@dataclass(frozen=True, slots=True)
class ConflictVersion:
    """One of the values that stand side by side. ``value`` is plain, ``shown`` for the eye."""

    op: OpId
    value: Value
    shown: str
    is_mine: bool
    author: str
    at: int
    device: str


@dataclass(frozen=True, slots=True)
class ConflictCard:
    """One merge unit with several values; ``versions`` newest first."""

    kind: str
    record: RecordId
    unit: str
    case: RecordId | None
    case_name: str
    label: str
    """German message id of the field label (or the question's label for an answer)."""
    versions: tuple[ConflictVersion, ...]
    happened_at: int | None = None
    """When the visit, form or note took place that the field belongs to; a case has many."""


@dataclass(frozen=True, slots=True)
class TodayView:
    """The page *Heute*."""

    day: str
    round: tuple[PlannedVisit, ...]
    drafts: tuple[DraftRow, ...]
    conflicts: tuple[ConflictCard, ...]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list of cases."""

    case: RecordId
    number: str
    name: str
    call_name: str
    languages: tuple[str, ...]
    place: str
    phase: str
    last_visit_at: int | None
    urgent: tuple[str, ...]
    match: str = ""
    """Why the search found it: the field label's message id and the text, or empty."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of a record as the overview shows and edits it.

    ``base`` is what the editor names as replaced when it saves (captured now).
    """

    kind: str
    record: RecordId
    unit: str
    name: str
    label: str
    type: str
    value: Value
    shown: str
    base: tuple[OpId, ...]
    code_list: str | None = None
    in_conflict: bool = False


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person of the case with the fields shown in the overview."""

    person: RecordId
    name: str
    call_name: str
    birth_date: str | None
    birth_precision: str
    languages: tuple[str, ...]
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """The page of one case: header and *Überblick*."""

    case: RecordId
    number: str
    name: str
    call_name: str
    birth_date: str | None
    birth_precision: str
    languages: tuple[str, ...]
    place: str
    phase: str
    next_step: str
    urgent: tuple[str, ...]
    staff_name: str
    fields: tuple[FieldView, ...]
    persons: tuple[PersonView, ...]
    conflicts: tuple[ConflictCard, ...]
    drafts: tuple[DraftRow, ...]
    closed_on: str | None = None
    hold_reason: str = ""
    """Why nobody may erase the case today, or empty; ``hold_until`` is the last day, if any."""
    hold_until: str | None = None


@dataclass(frozen=True, slots=True)
class TimelinePart:
    """A paragraph of an entry: ``label`` is a message id (note kind, question) or empty."""

    label: str
    text: str
    is_note: bool = False
    note_kind: str = ""
    """A code of the list note_kind where fact, saying and assessment are told apart."""
    original: Original | None = None
    """What the client said in own words; *text* is its rendering, or the same until then."""
    is_declined: bool = False
    """The client did not want to answer; *text* is the message id that says so."""
    sealed: tuple[TimelinePart, ...] = ()
    """What is shown only when asked for; *text* is then how many answers these are."""


@dataclass(frozen=True, slots=True)
class SignedView:
    """A signature of a stored form. ``label`` is the question; ``holds``: for the text stored."""

    label: str
    signature: Signature
    holds: bool


@dataclass(frozen=True, slots=True)
class PresentedView:
    """So many legal notes were presented in one way (a key of ``Presented.how``) and language."""

    how: str
    language: str
    count: int


@dataclass(frozen=True, slots=True)
class InterpretedView:
    """Who interpreted; ``role`` is a code of the list interpreter_role."""

    role: str
    language: str
    dialect: str
    name: str
    started_at: int | None
    ended_at: int | None
    family_reason: str
    has_pledge: bool


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One entry of *Verlauf*, newest first."""

    kind: str
    record: RecordId
    at: int
    title: str
    """Message id (*Besuch*, *Notiz*, a shipped form's title) or an imported form's title."""
    author: str
    place: str
    language: str
    parts: tuple[TimelinePart, ...]
    delivery: Delivery
    seen_by: int
    addenda: tuple[TimelineEntry, ...] = ()
    signatures: tuple[SignedView, ...] = ()
    presented: tuple[PresentedView, ...] = ()
    interpreted: tuple[InterpretedView, ...] = ()
    attachments: tuple[tuple[int, Attached], ...] = ()
    """Files with their numbers."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form that can be started."""

    form_id: str
    version: str
    title: str
    """A message id for a shipped form, the form's own title for any other."""
    languages: tuple[str, ...]


class FormStanding(StrEnum):
    """What a version of a form is to this laptop."""

    SHIPPED = "shipped"
    LOCAL = "local"
    """Read in here, known to nobody else: a draft of the agency's next version."""
    PUBLISHED = "published"
    RETIRED = "retired"
    """Not begun any more; what was answered stays readable."""
    UNDERWAY = "underway"
    """Pieces of it are still to come."""
    REFUSED = "refused"
    """Never offered; ``FormVersion.reason`` says why."""


@dataclass(frozen=True, slots=True)
class Review:
    """Somebody with the right (full name) vouches for a translation since *at* (UTC ms)."""

    language: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class FormVersion:
    """One version of one form. ``at`` is when it was read in or published (UTC ms)."""

    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    standing: FormStanding
    digest: str = ""
    at: int = 0
    author: str = ""
    """The full name of who published it."""
    record: RecordId | None = None
    reason: str = ""
    """``author`` (nobody with the right signed it), ``damaged`` or ``clash`` (an other form of the
    same id and version was here first)."""
    reviewed: tuple[Review, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Id and version: what answers are tied to."""
        return self.form_id, self.version


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One version of a form on the page *Formulare*."""

    form: FormVersion
    is_offered: bool
    """Whether new fillings begin with it."""
    answers: int
    """How many finished forms on this laptop are tied to it."""
    drafts: tuple[str, ...] = ()
    """Languages whose translation nobody has reviewed."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save returns: the records written and how long the durable commit took."""

    records: tuple[RecordId, ...]
    seconds: float
    heads: tuple[OpId, ...] = ()
    """For a single field: its heads right after this save, so that undo can tell a colleague's
    later value from this one."""
