"""T39: whatever is typed or read in is shown letter by letter, wherever it is shown."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.changes import RecordEdit, Value
from desktop.domain.ids import RecordId, new_record_id
from desktop.services.documents import Kind
from desktop.services.form_reading import questions
from desktop.ui.dialogs.note_dialog import NoteDialog
from desktop.ui.dialogs.print_dialog import PrintDialog
from desktop.ui.pages.form_page import FormPage
from desktop.ui.pages.requests import FormRequest
from desktop.ui.tasks import Tasks
from desktop.ui.theme.theme import Theme
from desktop.ui.widgets.labels import PlainLabel, literal
from desktop.ui.widgets.picture_cleaning import QtPictureCleaner
from tests.conftest import Figure
from tests.support.literal import has_colour, links, markup_faults, normal, said
from tests.support.own_forms import take_in
from tests.ui.pages_desk import PagesDesk

pytestmark = pytest.mark.hardening("T39")

ROOT = Path(__file__).resolve().parents[2]
MAGENTA = QColor(255, 0, 254)
"""A colour that no part of the program has."""
PAYLOADS = (
    "<b>fett</b>",
    "<i>schräg</i>",
    "<u>Strich</u>",
    "<s>weg</s>",
    "<font color=red>rot</font>",
    "<h1>gross</h1>",
    "<br>zeile",
    "<hr>strich",
    "<p align=right>rechts",
    "<center>mitte</center>",
    "<ul><li>punkt</ul>",
    "<table border=9><tr><td>zelle</table>",
    "<pre>  fest  </pre>",
    "<img src='{file}'>",
    '<img src="{url}" width=300 height=300>',
    "<img src=data:image/png;base64,{data}>",
    "<img src='qrc:/qt-project.org/x.png'>",
    r"<img src='\\server\share\x.png'>",
    "<img src='http://127.0.0.1:9/x.png'>",
    "<body background='{url}'>",
    "<div style='background:url({url})'>d",
    "<table background='{url}' width=400 height=400><tr><td>t</table>",
    "<a href='http://127.0.0.1:9/'>hier</a>",
    "<a href='file:///etc/passwd'>datei</a>",
    "<a href=javascript:alert(1)>js</a>",
    "<script>alert(1)</script>",
    "<style>*{{color:red}}</style>st",
    "<iframe src='{url}'></iframe>f",
    "<object data='{url}'></object>o",
    "<svg onload=alert(1)>v</svg>",
    "<qt>qt</qt>",
    "<!-- still --> laut",
    "&lt;b&gt;amp&lt;/b&gt;",
    "&#60;b&#62;num",
    "&amp;&copy;&nbsp;x",
    "&Datei && mehr",
    "\u202egnp.tob\u202c",
    "\u2067offen",
    "\u2069\u2069zu \u200ferm",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 zwj",
)
FORM = """
| survey |
| | type | name | label::Deutsch (de) | hint::Deutsch (de) |
{survey}
| choices |
| | list_name | name | label::Deutsch (de) |
{choices}
| settings |
| | form_title | form_id | version |
| | {title} | hostile | 1 |
"""


@pytest.fixture
def payloads(tmp_path: Path, qapp: QApplication) -> tuple[str, ...]:
    """The texts, with a picture all of one colour that they ask for."""
    picture = QImage(200, 200, QImage.Format.Format_RGB32)
    picture.fill(MAGENTA)
    path = tmp_path / "p.png"
    assert picture.save(str(path))
    import base64

    small = QImage(8, 8, QImage.Format.Format_RGB32)
    small.fill(MAGENTA)
    assert small.save(str(tmp_path / "s.png"))
    data = base64.b64encode((tmp_path / "s.png").read_bytes()).decode()
    return tuple(
        text.format(file=path, url=path.as_uri(), data=data) if "{" in text else text
        for text in PAYLOADS
    )


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, tasks: Tasks, theme: Theme) -> Iterator[PagesDesk]:
    made = PagesDesk(tmp_path / "desk", qtbot, tasks, theme)
    yield made
    made.close()


class Checked:
    """Looks at windows one after the other."""

    def __init__(self, payloads: tuple[str, ...]) -> None:
        self._wanted = tuple(map(normal, payloads))
        self.scenes = 0

    def shows(self, window: QWidget, *, least: int = 0, without: tuple[str, ...] = ()) -> None:
        """*window* renders nothing, and at least so many of the payloads stand in it literally.

        Of *without* none is looked for: Markdown of a form's labels may be shown as such.
        """
        QApplication.processEvents()
        assert list(markup_faults(window)) == []
        picture = window.grab().toImage()
        assert not has_colour(picture, MAGENTA), window
        text = said(window)
        missing = [each for each in self._wanted if each not in text and each not in without]
        assert len(self._wanted) - len(missing) >= least, missing
        self.scenes += 1


def poison(desk: PagesDesk, payloads: tuple[str, ...]) -> RecordId:
    """Every text field of records holds a payload: one case has all as notes and relatives."""
    houses = [desk.house(text, text) for text in payloads[:6]]
    cases = [desk.new_case(text, text, text, "de", text) for text in payloads]
    case, stream = cases[0], desk.streams[cases[0]]
    edits: list[RecordEdit] = []
    for at, text in enumerate(payloads):
        values: dict[str, Value] = {
            "case": case, "family_name": text, "given_names": text, "call_name": text,
            "native_name": text, "phone": text, "phone_note": text, "email": text,
        }  # fmt: skip
        house, rooms = houses[at % len(houses)]
        values["home"] = {"accommodation": house, "unit": rooms[0]} if at % 2 else {"address": text}
        edits.append(RecordEdit(stream, "person", new_record_id(), values))
    hold: Value = {"hold_reason": payloads[14], "hold_until": "2099-12-31"}
    edits.append(RecordEdit(stream, "case", case, {"next_step": payloads[13], "hold": hold}))
    desk.store.write(lambda writer: writer.save(edits)).result()
    for text in payloads:
        desk.services.cases.add_note(case, "said", "de", text)
    for one, text in zip(cases, payloads, strict=True):
        desk.plan(one, text)
    attach(desk, case, payloads)
    desk.colleague_sets(desk.field(case, "phone"), payloads[14])
    return case


def attach(desk: PagesDesk, case: RecordId, titles: tuple[str, ...]) -> None:
    """A small picture under each title."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture = QImage(16, 16, QImage.Format.Format_RGB32)
    picture.fill(QColor("#7a8"))
    assert picture.save(buffer, "PNG")  # type: ignore[call-overload]
    files = desk.services.attachments
    for title in titles:
        attached = files.take(files.look(bytes(held.data())), QtPictureCleaner())
        files.add(case, attached, title)


def test_records_are_shown_literally_on_every_page(
    desk: PagesDesk, payloads: tuple[str, ...], figure: Figure
) -> None:
    assert len(payloads) >= 40
    case = poison(desk, payloads)
    checked = Checked(payloads)
    window = desk.window()
    window.resize(1366, 768)
    window.go("today")
    desk.settle()
    checked.shows(window.today, least=40)
    window.today.open_first_conflict()
    desk.settle()
    checked.shows(window, least=1)
    window.go("cases")
    desk.settle()
    checked.shows(window, least=38)
    window.search.setText(payloads[13])
    desk.settle()
    checked.shows(window)
    window.open_case(case)
    desk.settle()
    checked.shows(window, least=40)
    window.case.show_timeline()
    desk.settle()
    checked.shows(window, least=40)
    window.case.show_documents()
    desk.settle()
    checked.shows(window, least=38)
    for opened in (window.case.more.open_hold(), window.case.more.open_erase()):
        assert opened is not None
        desk.settle()
        checked.shows(opened, least=1)
        opened.close()
    window.case.write_note()
    dialog = window.case.findChildren(NoteDialog)[-1]
    line = dialog.findChild(QPlainTextEdit)
    assert isinstance(line, QPlainTextEdit)
    for text in payloads:
        QApplication.clipboard().setText(text)
        line.paste()
    checked.shows(dialog, least=37)
    figure(f"T39: {len(payloads)} payloads on {checked.scenes} pages of records: 0 rendered")


def hostile_form(payloads: tuple[str, ...]) -> str:
    """A form whose questions, hints, choices, title and version are payloads."""
    safe = [text.replace("|", "/").replace("\n", " ") for text in payloads]
    survey = "\n".join(
        f"| | {'select_one c' if at % 8 == 7 else 'text'} | q{at} | {text} | {text} |"
        for at, text in enumerate(safe)
    )
    choices = "\n".join(f"| | c | c{at} | {text} |" for at, text in enumerate(safe[:16]))
    return FORM.format(survey=survey, choices=choices, title=safe[14])


def test_a_form_and_its_answers_are_shown_literally(
    desk: PagesDesk, payloads: tuple[str, ...], tmp_path: Path, qtbot: QtBot, figure: Figure
) -> None:
    checked = Checked(payloads)
    path = tmp_path / "hostile.md"
    path.write_text(hostile_form(payloads), encoding="utf-8")
    take_in(desk.services.forms, path)
    window = desk.window()
    window.resize(1366, 2400)
    window.go("forms")
    desk.settle()
    checked.shows(window)
    window.library.show_preview()
    desk.settle()
    checked.shows(window)
    window.forms.begin(FormRequest("hostile", desk.cases[0], None, "de"))
    desk.settle()
    page = window.forms.page
    assert page is not None
    fill(page, payloads)
    checked.shows(window, least=20)
    page.read_back.open()
    desk.settle()
    for each in [w for w in QApplication.topLevelWidgets() if w.isVisible()]:
        checked.shows(each)
    page.paper.print_form()
    dialog = page.findChildren(PrintDialog)[-1]
    dialog.choose(Kind.COPY)
    desk.settle()
    qtbot.waitUntil(lambda: dialog.paper is not None)
    checked.shows(dialog)
    dialog.close()
    page.finish()
    desk.settle()
    window.open_case(desk.cases[0])
    desk.settle()
    window.case.show_timeline()
    desk.settle()
    checked.shows(window)
    figure(f"T39: {len(payloads)} payloads on {checked.scenes} pages of forms: 0 rendered")


def fill(page: FormPage, payloads: tuple[str, ...]) -> None:
    session = page.conversation.session
    refs = list(questions(session.body()))
    assert len(refs) == len(payloads)
    for ref, text in zip(refs, payloads, strict=True):
        if session.state(ref).type == "text":
            page.conversation.answer(ref, text, page)


@pytest.mark.parametrize("at", [13, 14, 15, 21])
def test_control_a_label_that_decides_by_itself_shows_the_picture(
    qtbot: QtBot, payloads: tuple[str, ...], at: int
) -> None:
    """Were the labels of the program like this one, the checks above would see it."""
    label = QLabel(payloads[at])
    label.resize(400, 400)
    qtbot.addWidget(label)
    label.show()
    assert has_colour(label.grab().toImage(), MAGENTA)
    assert list(markup_faults(label)) != []
    plain = PlainLabel(payloads[at])
    plain.resize(400, 400)
    qtbot.addWidget(plain)
    plain.show()
    assert not has_colour(plain.grab().toImage(), MAGENTA)


def test_control_links_are_seen(payloads: tuple[str, ...]) -> None:
    assert [links(text) for text in payloads[22:25]] == [
        ["http://127.0.0.1:9/"], ["file:///etc/passwd"], ["javascript:alert(1)"],
    ]  # fmt: skip


def test_tooltips_show_every_payload_letter_by_letter(
    qtbot: QtBot, payloads: tuple[str, ...]
) -> None:
    for text in payloads:
        shown = literal(text)
        assert links(shown) == []
        anchor = QWidget()
        qtbot.addWidget(anchor)
        anchor.setToolTip(shown)
        assert list(markup_faults(anchor)) == []
        assert normal(text) in said(anchor)
    assert QToolTip.text() == ""


def test_only_one_file_writes_rich_text_for_labels() -> None:
    """``fields/markup.py`` escapes; one label shows what it made, and nothing else does."""
    allowed = {"desktop/ui/fields/text_label.py": {"RichText"}}
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "desktop").rglob("*.py")):
        names = rich_names(path.read_text(encoding="utf-8"))
        if names:
            found[path.relative_to(ROOT).as_posix()] = names
    assert found == allowed
    sample = "a.setHtml(x)\nb = Qt.TextFormat.AutoText\nc.setMarkdown(x)\nd.setOpenExternalLinks(1)"
    assert rich_names(sample) == {"setHtml", "AutoText", "setMarkdown", "setOpenExternalLinks"}


_RICH = {
    "setHtml", "insertHtml", "appendHtml", "setMarkdown", "insertMarkdown", "fromHtml",
    "fromMarkdown", "RichText", "AutoText", "MarkdownText", "setOpenExternalLinks", "QTextBrowser",
    "setAcceptRichText", "QMessageBox", "QErrorMessage", "QWhatsThis",
}  # fmt: skip


def rich_names(source: str) -> set[str]:
    """What in *source* could show a text as anything but its letters."""
    if not any(name in source for name in _RICH):
        return set()
    nodes = ast.walk(ast.parse(source))
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in nodes
        if isinstance(node, ast.Attribute | ast.Name)
    }
    return names & _RICH


def test_every_widget_that_shows_a_text_of_its_own_is_one_of_ours() -> None:
    """A bare QLabel decides by itself whether a text is HTML: only these files make any."""
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "desktop" / "ui").rglob("*.py"))
        if "QLabel(" in (source := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", "") or getattr(node.func, "attr", "")) == "QLabel"
    }
    assert makers <= PICTURES, "PlainLabel, ElidedLabel or ReadingLabel show data; QLabel pictures"


PICTURES = {"desktop/ui/widgets/icons.py"}
