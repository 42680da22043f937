"""An administrator publishes a form: colleagues get it with the exchange, and nobody forges one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.changes import RecordEdit
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.form_package import in_pieces
from desktop.domain.ids import OpId, RecordId, new_record_id
from desktop.services.agency_stream import agency_stream
from desktop.services.conflicts import ConflictService
from desktop.services.form_service import FormService
from desktop.services.people import StaffDirectory
from desktop.services.profile import RosterPeople
from desktop.services.views import FormStanding, FormVersion, Me
from protocol.limits import MAX_SET_BYTES
from server.key import load_or_create
from tests.support.agency import SmallAgency, Worker, until_quiet
from tests.support.own_forms import take_in
from tests.support.replicas import InProcessServer
from tests.unit.library.xlsx_files import SETTINGS, SURVEY, write_xlsx


class Office:
    """An administrator and two workers, each with a laptop, and the agency server."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        data = directory / "server"
        data.mkdir()
        server_key = load_or_create(data).public_key().public_bytes_raw()
        self.agency = SmallAgency(directory, 2, server_key=server_key)
        self.admin = Worker(self.agency.sample, self.agency.sample.admin, directory / "admin")
        self.everybody = [self.admin, *self.agency.workers]
        self.server = InProcessServer(data, self.agency.root)
        self.admin.client(self.server).post_founding(self.agency.sample.entries)

    def exchange(self) -> None:
        until_quiet(self.everybody, self.server)

    def close(self) -> None:
        self.server.close()
        self.admin.store.close()
        self.agency.close()


def forms_of(worker: Worker) -> FormService:
    """The forms as the services of this laptop see them."""
    people = RosterPeople(worker.store)
    person = people.person_of(worker.store.device)
    me = Me(person or RecordId("0" * 32), "", "")
    directory = StaffDirectory(people.person_of, people.is_admin)
    return FormService(worker.store, directory, me, worker.circle, worker.now)


def wishes(path: Path, version: str = "3", more: int = 0) -> Path:
    """The form *wishes*, as long as wanted."""
    rows = [*SURVEY[:2], *(("text", f"t{n}", f"Frage {n} " * 20, "", "") for n in range(more))]
    settings = [SETTINGS[0], ("Wünsche", "wishes", version, "Deutsch (de)")]
    return write_xlsx(path, {"survey": rows, "settings": settings})


def read_in(forms: FormService, path: Path) -> None:
    take_in(forms, path)


def version(forms: FormService, number: str) -> FormVersion:
    (found,) = (one for one in forms.versions("wishes") if one.version == number)
    return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.close()


def test_a_published_form_reaches_the_colleague_who_can_begin_with_it(office: Office) -> None:
    admin, colleague = forms_of(office.admin), forms_of(office.agency.workers[0])
    read_in(admin, wishes(office.directory / "w.xlsx"))
    assert colleague.newest("wishes") is None

    admin.publish("wishes", "3")
    office.exchange()

    assert colleague.newest("wishes") == "3"
    assert "wishes" in [row.form_id for row in colleague.available()]
    assert version(colleague, "3").standing is FormStanding.PUBLISHED
    assert version(colleague, "3").digest == version(admin, "3").digest
    assert colleague.open("wishes").title == "Wünsche"


def test_a_form_longer_than_a_change_set_arrives_whole(office: Office) -> None:
    admin, colleague = forms_of(office.admin), forms_of(office.agency.workers[1])
    read_in(admin, wishes(office.directory / "w.xlsx", more=1500))
    admin.publish("wishes", "3")

    record = version(admin, "3").record
    assert record is not None
    package = office.admin.store.read().get("form_package", record)
    whole = "".join(str(package.xform[piece]) for piece in sorted(package.xform))
    assert len(whole) > 2 * MAX_SET_BYTES
    assert len(package.xform) == package.pieces > 4

    office.exchange()
    assert len(colleague.open("wishes").by_path) > 1500


def test_who_is_no_administrator_keeps_a_form_to_this_laptop(office: Office) -> None:
    a, b = office.agency.workers
    read_in(forms_of(a), wishes(office.directory / "w.xlsx"))
    assert not forms_of(a).may_publish
    with pytest.raises(KnownError) as refused:
        forms_of(a).publish("wishes", "3")
    assert refused.value.code is ErrorCode.FORM_NOT_ADMIN

    office.exchange()
    assert forms_of(a).newest("wishes") == "3"
    assert forms_of(b).newest("wishes") is None


def test_a_package_of_somebody_else_is_shown_as_not_trusted_and_never_offered(
    office: Office,
) -> None:
    a, b = office.agency.workers
    forms = forms_of(a)
    read_in(forms, wishes(office.directory / "w.xlsx"))
    forge(a, forms)
    office.exchange()

    forged = version(forms_of(b), "3")
    assert (forged.standing, forged.reason) == (FormStanding.REFUSED, "author")
    assert forms_of(b).newest("wishes") is None
    with pytest.raises(KnownError) as unknown:
        forms_of(b).open("wishes", "3")
    assert unknown.value.code is ErrorCode.FORM_UNKNOWN


def forge(worker: Worker, forms: FormService) -> None:
    """Write a package by hand, as a program that was tampered with would."""
    mine = version(forms, "3")
    content = forms._local.content("wishes", "3")
    assert content is not None
    pieces = in_pieces(content.xml, content.media)
    record = new_record_id(worker.now())
    me = Me(RecordId("0" * 32), "", "")

    def work(writer: object) -> None:
        from desktop.storage.store import Writer

        assert isinstance(writer, Writer)
        stream = agency_stream(writer, me, worker.circle)
        first = {
            "form_id": "wishes",
            "version": "3",
            "title": mine.title,
            "digest": mine.digest,
            "pieces": len(pieces),
            "state": "published",
        }
        writer.save(
            [RecordEdit(stream, "form_package", record, {**first, **pieces})]  # type: ignore[dict-item]
        )

    worker.store.write(work).result()


def test_a_colleague_can_neither_change_nor_retire_what_an_administrator_published(
    office: Office,
) -> None:
    a, b = office.agency.workers
    admin = forms_of(office.admin)
    read_in(admin, wishes(office.directory / "w.xlsx"))
    admin.publish("wishes", "3")
    office.exchange()

    published = version(forms_of(a), "3")
    assert published.record is not None
    a.edit("form_package", published.record, state="retired")
    replace_by_force(a, published.record, "digest", "0" * 64)
    office.exchange()

    for worker in (a, b, office.admin):
        people = RosterPeople(worker.store)
        directory = StaffDirectory(people.person_of, people.is_admin)
        me = Me(RecordId("0" * 32), "", "")
        assert ConflictService(worker.store, me, directory, worker.now).all() == ()
        assert version(forms_of(worker), "3").standing is FormStanding.PUBLISHED
        assert forms_of(worker).newest("wishes") == "3"


def replace_by_force(worker: Worker, record: RecordId, unit: str, value: str) -> None:
    """Overwrite what is written once, as if two values had been resolved into one."""
    base = worker.base("form_package", record)
    named = {unit: (*base[unit], *base["title"], *base["pieces"])}
    stream = worker.store.read().get("form_package", record).stream
    made_up = tuple(OpId(op.device, op.n + at) for at, op in enumerate(named[unit]))
    edit = RecordEdit(stream, "form_package", record, {unit: value}, {unit: made_up})
    worker.save([edit])
    assert value in worker.values("form_package", record, unit)


def test_a_withdrawn_form_is_begun_no_more_but_stays_readable_everywhere(office: Office) -> None:
    admin, colleague = forms_of(office.admin), forms_of(office.agency.workers[0])
    read_in(admin, wishes(office.directory / "w.xlsx"))
    admin.publish("wishes", "3")
    office.exchange()
    admin.withdraw("wishes", "3")
    office.exchange()

    assert colleague.newest("wishes") is None
    with pytest.raises(KnownError):
        colleague.open("wishes")
    assert colleague.open("wishes", "3").version == "3"

    admin.publish("wishes", "3")
    office.exchange()
    assert colleague.newest("wishes") == "3"


def test_new_fillings_take_the_version_published_last(office: Office) -> None:
    admin, colleague = forms_of(office.admin), forms_of(office.agency.workers[0])
    for number in ("3", "4"):
        read_in(admin, wishes(office.directory / f"w{number}.xlsx", number))
    assert admin.newest("wishes") == "4", "nothing is published yet: what was read in last"
    admin.publish("wishes", "3")
    assert admin.newest("wishes") == "3", "4 is a draft"
    admin.publish("wishes", "4")
    office.exchange()
    assert colleague.newest("wishes") == "4"
    assert colleague.open("wishes", "3").version == "3"
    assert colleague.open("wishes").version == "4"


def test_two_different_forms_never_share_one_version(office: Office) -> None:
    admin, colleague = forms_of(office.admin), forms_of(office.agency.workers[0])
    read_in(colleague, wishes(office.directory / "other.xlsx", more=2))
    read_in(admin, wishes(office.directory / "w.xlsx"))
    admin.publish("wishes", "3")
    office.exchange()

    standings = {(one.standing, one.reason) for one in colleague.versions("wishes")}
    assert standings == {(FormStanding.PUBLISHED, ""), (FormStanding.REFUSED, "clash")}
    assert len(colleague.open("wishes", "3").by_path) == len(admin.open("wishes", "3").by_path)
