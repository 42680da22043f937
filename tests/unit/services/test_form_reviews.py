"""A translation that no speaker reviewed can be read, not signed: also in forms from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.changes import Operation
from desktop.domain.clock import Stamp
from desktop.domain.errors import ErrorCode, KnownError
from desktop.domain.ids import DeviceId, OpId
from desktop.forms.library import shipped_forms
from desktop.services import signing
from desktop.services.people import StaffDirectory
from desktop.services.services import Services, compose
from tests.support.own_forms import take_in
from tests.support.release_form import FORM_ID, bring_release
from tests.unit.services.conftest import Desk


@pytest.fixture
def admins() -> set[DeviceId]:
    """The devices of administrators."""
    return set()


@pytest.fixture
def services(desk: Desk, admins: set[DeviceId]) -> Services:
    staff = StaffDirectory(lambda _device: desk.me.staff, lambda device: device in admins)
    return compose(desk.store, desk.me, staff, "00" * 16, desk.clock)


def test_a_copy_of_a_shipped_form_is_as_little_reviewed_as_its_source(
    desk: Desk, tmp_path: Path
) -> None:
    release = next(form for form in shipped_forms() if form.form_id == "f4_release")
    path = tmp_path / "copy.xml"
    path.write_bytes(release.xml.replace(b"f4_release", b"our_release"))
    take_in(desk.services.forms, path)
    case, _person = desk.family("Tesfay")
    form = desk.services.visits.begin("our_release", case, None, "de", "ti")
    assert "ti" in form.unreviewed
    assert not {"de", "en"} & set(form.unreviewed)
    assert signing.signable(form.session, "ti", form.unreviewed).language == ""


def test_an_administrator_vouches_for_a_language_and_takes_it_back(
    desk: Desk, services: Services, admins: set[DeviceId], tmp_path: Path
) -> None:
    bring_release(services, tmp_path)
    forms = services.forms
    with pytest.raises(KnownError) as refused:
        forms.review(FORM_ID, "1", "ti", is_reviewed=True)
    assert refused.value.code is ErrorCode.FORM_NOT_ADMIN

    admins.add(desk.store.device)
    assert forms.drafts(FORM_ID, "1") == ("ar", "ti")
    forms.review(FORM_ID, "1", "ti", is_reviewed=True)
    assert forms.drafts(FORM_ID, "1") == ("ar",)
    (version,) = forms.versions(FORM_ID)
    assert [(one.language, one.by, one.at) for one in version.reviewed] == [
        ("ti", desk.me.name, desk.clock())
    ]
    forms.review(FORM_ID, "1", "ti", is_reviewed=False)
    assert forms.drafts(FORM_ID, "1") == ("ar", "ti")


def test_what_was_vouched_for_is_published_with_the_form(
    desk: Desk, services: Services, admins: set[DeviceId], tmp_path: Path
) -> None:
    admins.add(desk.store.device)
    bring_release(services, tmp_path)
    forms = services.forms
    forms.review(FORM_ID, "1", "ti", is_reviewed=True)
    forms.publish(FORM_ID, "1")
    assert forms.drafts(FORM_ID, "1") == ("ar",)
    forms.review(FORM_ID, "1", "ar", is_reviewed=True)
    forms.review(FORM_ID, "1", "ti", is_reviewed=False)
    (version,) = forms.versions(FORM_ID)
    assert [(one.language, one.by) for one in version.reviewed] == [("ar", desk.me.name)]
    assert forms.drafts(FORM_ID, "1") == ("ti",)


def test_the_word_of_anybody_else_counts_for_nothing(
    desk: Desk, services: Services, admins: set[DeviceId], tmp_path: Path
) -> None:
    admins.add(desk.store.device)
    bring_release(services, tmp_path)
    services.forms.publish(FORM_ID, "1")
    (package,) = desk.store.read().find("form_package")
    stranger, admin = DeviceId("ee" * 16), DeviceId("ad" * 16)
    admins.add(admin)
    for count, (device, language) in enumerate(((stranger, "ti"), (admin, "ar")), 1):
        unit = f"reviewed/{language}"
        arrived = Operation(
            OpId(device, count),
            Stamp(desk.clock(), 0, device),
            package.stream,
            "set",
            "form_package",
            package.id,
            {unit: "yes"},
            {unit: ()},
        )
        desk.store.write(lambda w, one=arrived: w.apply([one], desk.clock())).result()  # type: ignore[misc]
    assert services.forms.drafts(FORM_ID, "1") == ("ti",)
