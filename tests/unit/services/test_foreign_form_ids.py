"""Forms of other programs keep their ids, also those that are addresses, wherever an id is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.ids import DeviceId
from desktop.services.form_names import file_name_of, form_of, setting_name
from desktop.services.people import StaffDirectory
from desktop.services.services import Services, compose
from desktop.services.views import FormStanding
from tests.support.own_forms import take_in
from tests.unit.services.conftest import Desk

ADDRESS = "http://x.org/form/7"
XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>{title}</h:title><model><instance><data {named} version="1"><a/></data></instance>
<bind nodeset="/data/a" type="string"/></model></h:head>
<h:body><input ref="/data/a"><label>{title}</label></input></h:body></h:html>"""


@pytest.fixture
def services(desk: Desk) -> Services:
    admins: set[DeviceId] = {desk.store.device}
    staff = StaffDirectory(lambda _device: desk.me.staff, lambda device: device in admins)
    return compose(desk.store, desk.me, staff, "00" * 16, desk.clock)


def bring(services: Services, folder: Path, named: str, title: str = "Formular") -> None:
    path = folder / "form.xml"
    path.write_text(XFORM.format(named=named, title=title), encoding="utf-8")
    take_in(services.forms, path)


@pytest.mark.parametrize("named", [f'id="{ADDRESS}"', f'xmlns="{ADDRESS}"'])
def test_a_form_called_by_an_address_is_a_form_like_any_other(
    desk: Desk, services: Services, tmp_path: Path, named: str
) -> None:
    bring(services, tmp_path, named)
    forms = services.forms
    (version,) = forms.versions(ADDRESS)
    assert (version.key, version.standing) == ((ADDRESS, "1"), FormStanding.LOCAL)
    assert forms.open(ADDRESS).form_id == ADDRESS
    assert forms.has(ADDRESS, "1")

    forms.withdraw(ADDRESS, "1")
    assert forms.newest(ADDRESS) is None
    forms.offer_again(ADDRESS, "1")
    forms.review(ADDRESS, "1", "ar", is_reviewed=True)
    (version,) = forms.versions(ADDRESS)
    assert [one.language for one in version.reviewed] == ["ar"]

    case, _person = desk.family("Tesfay")
    form = services.visits.begin(ADDRESS, case, None, "de", "de")
    assert (form.form_id, form.form_version) == (ADDRESS, "1")
    forms.publish(ADDRESS, "1")
    assert {one.standing for one in forms.versions(ADDRESS)} == {FormStanding.PUBLISHED}


def test_ids_that_look_alike_in_a_setting_stay_apart(services: Services, tmp_path: Path) -> None:
    ids = ("a/1", "a%2F1", "a")
    for one in ids:
        bring(services, tmp_path, f'id="{one}"', title=one)
    for one in ids:
        assert services.forms.open(one, "1").title == one


@pytest.mark.parametrize("form_id", ["f1_intake", ADDRESS, "a%2Fb", "Erst gespräch", "ا"])
def test_the_name_of_a_setting_leads_back_to_the_form(form_id: str) -> None:
    assert form_of("form/", setting_name("form/", form_id, "1.0 (b)")) == (form_id, "1.0 (b)")


def test_plain_ids_are_written_as_they_always_were() -> None:
    assert setting_name("form/", "f1.intake_v-2", "3") == "form/f1.intake_v-2/3"
    assert file_name_of("f1.intake_v-2") == "f1.intake_v-2"


def test_a_file_name_leads_nowhere_and_is_the_name_of_one_form() -> None:
    names = {
        file_name_of(one) for one in (ADDRESS, "http:/x.org/form/7", "x" * 249, "x" * 248, "ا")
    }
    assert len(names) == 5
    assert all(len(name) <= 100 and name.isascii() for name in names)
    assert not any(set('/\\:*?"<>| ') & set(name) or name.startswith(".") for name in names)
