"""The use cases in one place: the only door for ui."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.services.attachments import AttachmentService
from desktop.services.backups import BackupService
from desktop.services.cases import CaseService
from desktop.services.conflicts import ConflictService
from desktop.services.documents import DocumentService
from desktop.services.drafts import DraftService
from desktop.services.erasure import ErasureService
from desktop.services.events import Events
from desktop.services.exports import ExportService
from desktop.services.form_service import FormService
from desktop.services.form_versions import FormVersions
from desktop.services.health import HealthService
from desktop.services.interpreting import InterpretingService
from desktop.services.people import StaffDirectory
from desktop.services.pin import PinService
from desktop.services.places import PlaceService
from desktop.services.retention import RetentionService
from desktop.services.secrets import SecretService
from desktop.services.sync_service import SyncService
from desktop.services.timeline import Timeline
from desktop.services.today import TodayService
from desktop.services.untranslated import RenderingService
from desktop.services.views import Me
from desktop.services.visits import VisitService
from desktop.services.whereabouts import WhereaboutsService
from desktop.storage.store import Store


@dataclass(frozen=True, slots=True)
class Services:
    """Thread-safe; methods block shortly and are called through ``ui.tasks``."""

    me: Me
    today: TodayService
    cases: CaseService
    places: PlaceService
    forms: FormService
    versions: FormVersions
    visits: VisitService
    drafts: DraftService
    interpreting: InterpretingService
    conflicts: ConflictService
    sync: SyncService
    events: Events
    exports: ExportService
    documents: DocumentService
    pin: PinService
    health: HealthService
    whereabouts: WhereaboutsService
    renderings: RenderingService
    secrets: SecretService
    attachments: AttachmentService
    backups: BackupService
    erasure: ErasureService
    retention: RetentionService


def compose(
    store: Store,
    me: Me,
    directory: StaffDirectory,
    circle: str,
    now: Callable[[], int],
) -> Services:
    """Build all services over an open store; *circle* is where new cases are shared."""
    forms = FormService(store, directory, me, circle, now)
    drafts = DraftService(store, forms)
    conflicts = ConflictService(store, me, directory, now, forms)
    timeline = Timeline(store, forms, directory)
    secrets = SecretService(store, (me.name, me.initials), now)
    sync = SyncService(store, directory)
    return Services(
        me=me,
        today=TodayService(store, me, conflicts, drafts, now),
        cases=CaseService(store, me, directory, conflicts, drafts, timeline, now),
        places=PlaceService(store),
        forms=forms,
        versions=FormVersions(store, forms, now),
        visits=VisitService(store, me, forms, circle, now),
        drafts=drafts,
        interpreting=InterpretingService(store, me, circle, now),
        conflicts=conflicts,
        sync=sync,
        events=Events(store),
        exports=ExportService(store, forms, directory, now, secrets.unlock),
        documents=DocumentService(store, forms, now),
        pin=PinService(store),
        health=HealthService(store, now, lambda: sync.report().clock_off_minutes),
        whereabouts=WhereaboutsService(store),
        renderings=RenderingService(store, forms, me, now),
        secrets=secrets,
        attachments=AttachmentService(store, me, directory, forms, now),
        backups=BackupService(store, now),
        erasure=ErasureService(store, me, directory, now, secrets.unlock),
        retention=RetentionService(store, me, directory, circle, now),
    )
