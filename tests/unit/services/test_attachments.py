"""Documents of a case: orphans, drafts, forms, forgetting, the journal, copies for the client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.attachment import Attached, Attachment
from desktop.domain.changes import Value
from desktop.domain.companions import Companions
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import RecordId
from desktop.services.attachment_checks import Looked
from desktop.services.attachment_copies import OpenedCopies, folder_for
from desktop.services.attachment_orphans import SEEN_SETTING, WAIT_MS
from desktop.services.attachments import AttachmentService, CleanPicture
from desktop.services.backups_restore import REPLACED_SETTING
from desktop.services.companions import stored_path_of
from desktop.services.form_reading import questions
from desktop.services.open_form import OpenForm, snapshot
from desktop.services.people import StaffDirectory
from desktop.storage.attachments import TO_GO_SETTING
from desktop.storage.guard import ACCEPTED_SETTING
from desktop.sync.renewal import RENEWED_SETTING
from tests.unit.services.conftest import MONDAY_NINE, Desk

PDF = b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\ntrailer<<>>\nstartxref\n0\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00\xff\xd9"


class SameBytes:
    """Stands for Qt, which services do not know: the cleaner of the program is tested with it."""

    def clean(self, data: bytes, looked: Looked) -> CleanPicture:
        return CleanPicture(data, "image/jpeg", looked.width, looked.height, b"small")


@pytest.fixture
def attachments(desk: Desk) -> AttachmentService:
    return desk.services.attachments


def taken(attachments: AttachmentService, data: bytes = JPEG) -> Attached:
    return attachments.take(attachments.look(data), SameBytes())


def files(desk: Desk) -> set[str]:
    return {path.name for path in (desk.store.directory / "attachments").glob("*")}


def names(*attached: Attached) -> set[str]:
    return {file.name for one in attached for file in one.files()}


def started_anew(desk: Desk) -> AttachmentService:
    """The service of the next start: it knows nothing of what was taken in before."""
    old = desk.services
    directory = StaffDirectory(lambda _device: desk.me.staff)
    return AttachmentService(desk.store, desk.me, directory, old.forms, desk.clock)


def removed_in_the_end(desk: Desk) -> int:
    """How many files belong to nothing for 30 days, and go only then."""
    assert started_anew(desk).remove_orphans() == 0
    desk.set_time(desk.clock() + WAIT_MS - 1)
    assert started_anew(desk).remove_orphans() == 0
    desk.set_time(desk.clock() + 1)
    return started_anew(desk).remove_orphans()


def visit(desk: Desk, case: RecordId) -> OpenForm:
    form = desk.services.visits.begin("f2_visit", case, None, "de", "ar")
    for ref, value in (("f2_page_arrival/f2_outcome", "met"), ("f2_page_flat/f2_flat", "defects")):
        form.session.answer(f"/data/{ref}", value)
    return form


def with_photo(form: OpenForm, attached: Attached, ref: str) -> Companions:
    form.session.answer(ref, attached.file_name)
    return replace(form.companions, attachments={stored_path_of(form.session, ref): attached})


def photo_ref(form: OpenForm) -> str:
    return next(ref for ref in questions(form.session.body()) if ref.endswith("f2_defect_photo"))


def test_a_document_is_listed_with_its_number_and_who_added_it(
    desk: Desk, attachments: AttachmentService
) -> None:
    case, _ = desk.family("Haddad")
    first, second, paper = taken(attachments), taken(attachments), taken(attachments, PDF)
    for at, one in enumerate((first, second, paper)):
        desk.set_time(desk.clock() + 1000)
        attachments.add(case, replace(one, at=one.at + at), "Mietvertrag" if one is paper else "")
    rows = attachments.of_case(case)
    assert [(row.attached.id, row.number) for row in rows] == [
        (paper.id, 1), (second.id, 2), (first.id, 1),
    ]  # fmt: skip
    assert {row.author for row in rows} == {"Miriam Köhler"}
    assert rows[0].attached.title == "Mietvertrag"
    assert attachments.content(rows[0].attached) == PDF.rstrip()
    assert attachments.thumbnail(rows[1].attached) == b"small"


def test_a_title_is_found_by_the_search(desk: Desk, attachments: AttachmentService) -> None:
    case, _ = desk.family("Haddad")
    attachments.add(case, taken(attachments, PDF), "Schwerbehindertenausweis")
    assert [row.case for row in desk.services.cases.list("schwerbehindert")] == [case]


def test_a_missing_or_damaged_file_is_said_and_harms_nothing_else(
    desk: Desk, attachments: AttachmentService
) -> None:
    case, _ = desk.family("Haddad")
    gone, broken, whole = (taken(attachments) for _ in range(3))
    for one in (gone, broken, whole):
        attachments.add(case, one)
    folder = desk.store.directory / "attachments"
    (folder / gone.original.name).unlink()
    (folder / broken.original.name).write_bytes(b"x" * 300)
    rows = {row.record: row for row in attachments.of_case(case)}
    assert [rows[one.id].is_here for one in (gone, broken, whole)] == [False, True, True]
    for one, code in (
        (gone, ErrorCode.ATTACHMENT_MISSING),
        (broken, ErrorCode.ATTACHMENT_DAMAGED),
    ):
        with pytest.raises(KnownError) as found:
            attachments.content(rows[one.id].attached)
        assert found.value.code is code
    assert attachments.content(rows[whole.id].attached) == JPEG


def test_what_belongs_to_nothing_for_thirty_days_is_removed_at_a_start(
    desk: Desk, attachments: AttachmentService
) -> None:
    case, _ = desk.family("Haddad")
    kept, lost, drafted = taken(attachments), taken(attachments), taken(attachments)
    attachments.add(case, kept)
    form = visit(desk, case)
    beside = with_photo(form, drafted, photo_ref(form))
    desk.services.visits.keep_draft(snapshot(form, "de", "ar", companions=beside))
    part = desk.store.directory / "attachments" / "0123.part"
    part.write_bytes(b"half")
    assert attachments.remove_orphans() == 1, "what is fresh may still find its record"
    assert not part.exists()
    assert names(lost) <= files(desk)
    part.write_bytes(b"half")
    assert started_anew(desk).remove_orphans() == 1, "half a file opens for nobody"
    assert removed_in_the_end(desk) == 2
    assert files(desk) == names(kept, drafted)


def put_aside(desk: Desk) -> Callable[[], object]:
    aside = desk.store.directory / "store.db.replaced-20261123-090000"
    aside.write_bytes(b"the store before a backup was brought back")
    return aside.unlink


def put_setting(name: str, value: Value) -> Callable[[Desk], Callable[[], object]]:
    def put(desk: Desk, content: Value = value) -> Callable[[], object]:
        desk.store.write(lambda writer: writer.put_setting(name, content)).result()
        return lambda: put(desk, None)

    return put


@pytest.mark.parametrize(
    "put_back",
    [
        put_aside,
        put_setting(ACCEPTED_SETTING, ["STORE_BEHIND", 3, MONDAY_NINE]),
        put_setting(RENEWED_SETTING, [MONDAY_NINE, "ab" * 16]),
        put_setting(REPLACED_SETTING, MONDAY_NINE),
    ],
    ids=["kept aside", "went on", "new device", "restored"],
)
def test_where_an_older_store_was_put_back_no_file_goes(
    desk: Desk, attachments: AttachmentService, put_back: Callable[[Desk], Callable[[], object]]
) -> None:
    """Its record may come back with the next exchange."""
    taken(attachments)
    undo = put_back(desk)
    for _ in range(3):
        assert started_anew(desk).remove_orphans() == 0
        desk.set_time(desk.clock() + WAIT_MS)
    undo()
    assert removed_in_the_end(desk) == 2


def test_a_file_that_is_named_again_waits_anew(desk: Desk, attachments: AttachmentService) -> None:
    case, _ = desk.family("Haddad")
    photo = taken(attachments)
    assert started_anew(desk).remove_orphans() == 0
    attachments.add(case, photo)
    desk.set_time(desk.clock() + WAIT_MS)
    assert started_anew(desk).remove_orphans() == 0
    assert desk.store.read().setting(SEEN_SETTING) is None


def test_a_clock_that_was_ahead_only_makes_it_later(
    desk: Desk, attachments: AttachmentService
) -> None:
    taken(attachments)
    desk.set_time(MONDAY_NINE + 400 * WAIT_MS)
    assert started_anew(desk).remove_orphans() == 0
    desk.set_time(MONDAY_NINE)
    assert removed_in_the_end(desk) == 2


def test_what_an_erasure_asked_to_go_goes_at_the_next_start_if_it_could_not_at_once(
    desk: Desk, attachments: AttachmentService
) -> None:
    """Also where an older store was put back."""
    case, _ = desk.family("Haddad")
    kept, gone = taken(attachments), taken(attachments)
    attachments.add(case, gone)
    put_setting(ACCEPTED_SETTING, ["STORE_BEHIND", 3, MONDAY_NINE])(desk)
    folder = desk.store.directory / "attachments"
    folder.rename(folder.with_name("out of reach"))
    stream = desk.store.read().get("case", case).stream
    desk.save("erasure", stream, case=case, what="case", erased_at=desk.clock())
    folder.with_name("out of reach").rename(folder)
    assert files(desk) == names(kept, gone)
    assert started_anew(desk).remove_orphans() == 2
    assert files(desk) == names(kept)
    assert started_anew(desk).remove_orphans() == 0
    assert desk.store.read().setting(TO_GO_SETTING) is None


def test_files_of_a_discarded_draft_go_in_the_end_and_an_undo_keeps_them(
    desk: Desk, attachments: AttachmentService
) -> None:
    case, _ = desk.family("Haddad")
    photo = taken(attachments)
    form = visit(desk, case)
    beside = with_photo(form, photo, photo_ref(form))
    desk.services.visits.keep_draft(snapshot(form, "de", "ar", companions=beside))
    discarded = desk.services.drafts.discard(form.draft)
    assert discarded is not None
    desk.services.drafts.restore(discarded)
    assert started_anew(desk).remove_orphans() == 0
    resumed = desk.services.visits.resume(form.draft)
    assert list(resumed.companions.attachments.values()) == [photo]
    desk.services.drafts.discard(form.draft)
    assert removed_in_the_end(desk) == 2
    assert files(desk) == set()


def test_a_finished_form_makes_documents_of_its_files(
    desk: Desk, attachments: AttachmentService
) -> None:
    case, _ = desk.family("Haddad")
    photo = replace(taken(attachments), title="Foto vom Mangel")
    form = visit(desk, case)
    beside = with_photo(form, photo, photo_ref(form))
    shot = snapshot(form, "de", "ar", companions=beside)
    saved = desk.services.visits.finish(replace(shot, open_questions=0))
    (row,) = attachments.of_case(case)
    record = desk.store.read().get("attachment", photo.id)
    assert isinstance(record, Attachment)
    assert (row.record, row.source) == (photo.id, "Hausbesuchsprotokoll")
    submission = desk.store.read().get("form_submission", record.submission or photo.id)
    assert submission is not None
    assert submission.answers[record.question] == photo.file_name
    assert record.visit in saved.records
    assert started_anew(desk).remove_orphans() == 0
    (entry,) = [e for e in desk.services.cases.timeline(case) if e.kind == "visit"]
    assert [one.id for _, one in entry.attachments] == [photo.id]
    (sheet,) = desk.services.documents.sheets(submission.id)
    document = desk.services.documents.copy(sheet, "de", "ar")
    assert "Beigefügt: Foto vom Mangel" in str(document)


def test_a_photo_of_a_question_that_is_gone_is_not_kept(
    desk: Desk, attachments: AttachmentService
) -> None:
    case, _ = desk.family("Haddad")
    form = visit(desk, case)
    beside = with_photo(form, taken(attachments), photo_ref(form))
    form.session.answer("/data/f2_page_flat/f2_flat", "ok")
    shot = replace(snapshot(form, "de", "ar", companions=beside), open_questions=0)
    desk.services.visits.finish(shot)
    assert attachments.of_case(case) == ()
    assert removed_in_the_end(desk) == 2


def test_forgetting_takes_the_files_away(desk: Desk, attachments: AttachmentService) -> None:
    case, _ = desk.family("Haddad")
    kept, gone = taken(attachments), taken(attachments)
    for one in (kept, gone):
        attachments.add(case, one)
    assert attachments.forget([gone.id, RecordId("0" * 32), case]) == 2
    assert files(desk) == names(kept)
    assert attachments.forget([gone.id]) == 0


def test_copies_lie_in_memory_where_there_is_a_private_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime, open_to_all = tmp_path / "run", tmp_path / "tmp"
    runtime.mkdir(mode=0o700)
    open_to_all.mkdir(mode=0o755)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    assert folder_for(tmp_path).parent == runtime
    for unusable in (str(open_to_all), str(tmp_path / "none"), ""):
        monkeypatch.setenv("XDG_RUNTIME_DIR", unusable)
        assert folder_for(tmp_path) == tmp_path / "open"


def test_copies_are_gone_after_lock_and_after_a_crash(
    desk: Desk, attachments: AttachmentService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    case, _ = desk.family("Haddad")
    paper = taken(attachments, PDF)
    attachments.add(case, paper)
    told = [attachments.is_opening_explained]
    copies = [attachments.open_copy(paper, 3) for _ in range(2)]
    told.append(attachments.is_opening_explained)
    assert told == [False, True]
    assert {copy.name for copy in copies} == {"Dokument-3.pdf"}
    started_anew(desk).tidy()
    assert not [copy for copy in copies if copy.exists()]
    assert not (desk.store.directory / "open").exists()
    assert desk.services.attachments.content(paper) == PDF.rstrip()


def test_taking_copies_away_leaves_alone_what_a_link_leads_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    foreign = tmp_path / "foreign"
    (foreign / "in").mkdir(parents=True)
    (foreign / "in" / "file").write_text("not ours")
    for one in (foreign / "in" / "file", foreign / "in", foreign):
        one.chmod(0o750)
    copies = OpenedCopies(tmp_path)
    left = copies.put(b"%PDF", "Dokument-1.pdf")
    (left.parent / "folder").symlink_to(foreign)
    (left.parent / "file").symlink_to(foreign / "in" / "file")
    left.parent.chmod(0o500)
    assert copies.clear() == 0
    assert not left.exists()
    for one in (foreign / "in" / "file", foreign / "in", foreign):
        assert one.stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize("name", ["fallmappe-0123456789abcdef", "Documents", ""])
def test_a_note_that_somebody_else_wrote_has_nothing_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    foreign = tmp_path / "run" / name
    foreign.mkdir(mode=0o700, parents=True)
    (foreign / "file").write_text("not ours")
    (tmp_path / "open.where").write_bytes(bytes(foreign))
    OpenedCopies(tmp_path).clear()
    assert (foreign / "file").exists()
    assert not (tmp_path / "open.where").exists()
