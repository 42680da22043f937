"""A form for everybody: an administrator publishes it, a colleague fills it in."""

from __future__ import annotations

from pathlib import Path

from desktop.services.views import FormStanding
from desktop.ui.dialogs.import_dialog import ImportDialog
from tests.support.desk_windows import Desk, Office
from tests.unit.library.xlsx_files import good_form


def publish(desk: Desk, path: Path) -> None:
    """Read *path* in and press *Veröffentlichen*, as a person does."""
    desk.main.go("forms")
    desk.main.library.import_form()
    dialog = desk.main.findChildren(ImportDialog)[-1]
    dialog.read(path)
    desk.wait_text("Eingelesen: Wünsche, Fassung 3", dialog)
    dialog.reject()
    desk.wait_text("Wünsche", desk.main.library.detail)
    desk.main.library.detail.publish.click()
    desk.wait_text("für alle veröffentlicht")


def test_a_form_goes_from_the_administrator_to_the_colleague_and_comes_back_answered(
    office: Office, tmp_path: Path
) -> None:
    office.server.start()
    a, b = office.desk("A"), office.desk("B")
    for desk in (a, b):
        desk.unlock()
    publish(a, good_form(tmp_path / "Wünsche.xlsx"))

    b.wait(lambda: b.services.forms.newest("wishes") == "3")
    b.main.go("forms")
    b.wait_text("Wünsche", b.main.library.list)
    b.main.library.choose("wishes", "3")
    b.wait_text("von Miriam Köhler", b.main.library.detail)
    assert not b.main.library.detail.withdraw.isEnabled(), "B is no administrator"

    b.open_case("Mahmoud")
    b.main.case._request("wishes")
    form = b.opened_form()
    form.conversation.session.answer("/data/wish", "Deutschkurs")
    form.conversation.session.answer("/data/help", "yes")
    form.finish()
    b.wait(lambda: b.main.forms.page is None)
    b.wait_text("Deutschkurs", b.main.case)
    case = b.main.case.case
    assert case is not None

    a.wait(
        lambda: any(
            entry.answers == 1 and entry.form.standing is FormStanding.PUBLISHED
            for entry in a.services.forms.entries()
            if entry.form.form_id == "wishes"
        )
    )
    a.main.open_case(case)
    a.main.case.show_timeline()
    a.wait_text("Deutschkurs", a.main.case)
