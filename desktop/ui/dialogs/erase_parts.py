"""What every sheet that erases has: what goes in words, the legal ground, the facts with icons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QLayout, QLineEdit, QScrollArea, QWidget

from desktop.domain.code_lists import CODE_LISTS
from desktop.domain.erasure import OTHER_GROUND
from desktop.domain.errors import ErrorCode
from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.ui.attachment_errors import ErrorText
from desktop.ui.dialogs.sheet import Sheet
from desktop.ui.error_texts import describe
from desktop.ui.tasks import Failure
from desktop.ui.theme import tokens
from desktop.ui.theme.icons import Icon
from desktop.ui.widgets.combo import Combo
from desktop.ui.widgets.icons import IconLabel
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row

GROUND, REASON = N_("Rechtsgrund"), N_("Begründung, ohne Namen")
CHOOSE = N_("Bitte wählen")
OTHER_LAPTOPS = N_("Auf anderen Laptops und auf dem Server")
THEY_FOLLOW = N_(
    "Beim nächsten Abgleich ebenso, mit allem, was bis dahin noch dazukommt. Aus Sicherungen nach"
    " 30 Tagen."
)
FINAL = N_("Das ist endgültig und lässt sich nicht rückgängig machen.")
PASSWORD = N_("Eigenes Passwort, zur Bestätigung")
ERASE = N_("Endgültig löschen")
_LONGEST_REASON = 300
BAR, _LEAST = 12, 96
"""Room for the scroll bar, and the least height of what scrolls. Pixels."""

_COUNTS: Mapping[str, Callable[[LocaleContext, int], str]] = {
    "case": lambda tr, n: tr.ntext("{n} Fall", "{n} Fälle", n),
    "person": lambda tr, n: tr.ntext("{n} Person", "{n} Personen", n),
    "visit": lambda tr, n: tr.ntext("{n} Besuch", "{n} Besuche", n),
    "note": lambda tr, n: tr.ntext("{n} Notiz", "{n} Notizen", n),
    "form_submission": lambda tr, n: tr.ntext("{n} Formular", "{n} Formulare", n),
    "interpretation": lambda tr, n: tr.ntext("{n} Sprachmittlung", "{n} Sprachmittlungen", n),
    "attachment": lambda tr, n: tr.ntext("{n} Dokument", "{n} Dokumente", n),
}


class TallSheet(Sheet):
    """A sheet as high as its content, and never higher than its window: then *body* scrolls."""

    body: QScrollArea | None = None

    def scrolled(self, content: QWidget) -> QScrollArea:
        """Put what may grow into the part that scrolls."""
        self.body = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setAccessibleName(self.windowTitle())
        content.setProperty("role", "scroll")
        area.setWidget(content)
        return area

    def grow(self) -> None:
        """Fit the height again, once what was changed is laid out."""
        QTimer.singleShot(0, self, self._grow)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.grow()

    def _grow(self) -> None:
        box = self.layout()
        assert box is not None
        box.activate()
        if self.body is not None and not self.body.isHidden():
            self._fit_body(box)
        self.resize(self.width(), _height(box, self.width()))

    def _fit_body(self, box: QLayout) -> None:
        assert self.body is not None
        content = self.body.widget()
        inside = None if content is None else content.layout()
        assert inside is not None
        inside.activate()
        self.body.setFixedHeight(0)
        self._settle(box)
        others = _height(box, self.width())
        parent = self.parentWidget()
        room = parent.window().height() - 2 * tokens.L - others if parent is not None else 0
        wanted = _height(inside, self.body.width())
        self.body.setFixedHeight(max(min(wanted, room), _LEAST))
        self._settle(box)

    @staticmethod
    def _settle(box: QLayout) -> None:
        """Heights asked for before are kept by a layout until it is told."""
        box.invalidate()
        box.activate()


def _height(box: QLayout, width: int) -> int:
    """A layout without anything that wraps does not answer for a width."""
    found = box.totalHeightForWidth(width)
    return found if found >= 0 else box.totalSizeHint().height()


def counted(counts: Sequence[tuple[str, int]], drafts: int, tr: LocaleContext) -> str:
    """``1 Fall, 2 Personen und 3 Notizen``; kinds without a word of their own together."""
    known = dict(counts)
    parts = [words(tr, known[kind]) for kind, words in _COUNTS.items() if kind in known]
    others = sum(n for kind, n in counts if kind not in _COUNTS)
    if others:
        parts.append(tr.ntext("{n} weiterer Eintrag", "{n} weitere Einträge", others))
    if drafts:
        parts.append(tr.ntext("{n} Entwurf", "{n} Entwürfe", drafts))
    return tr.list_of(parts)


class Fact(QWidget):
    """An icon, a word in strong, a sentence below it. The texts are bound or set outside."""

    def __init__(self, which: Icon, tone: str) -> None:
        super().__init__()
        self.head = PlainLabel(kind="strong", wrap=True)
        self.body = PlainLabel(tone="muted", wrap=True)
        words = column(self.head, self.body, space=2)
        self.icon = IconLabel(which, tone)
        sign = column(self.icon, None, space=0)
        box = row(sign, words, space=tokens.M)
        box.setStretch(1, 1)
        self.setLayout(box)

    def say(self, head: str, body: str) -> None:
        """Write both; an empty sentence takes no room."""
        self.head.setText(head)
        self.body.setText(body)
        self.body.setVisible(bool(body))
        self.setAccessibleName(f"{head}. {body}")


class Notice(Fact):
    """What stands in the way; hidden until there is something."""

    def __init__(self, tr: LocaleContext) -> None:
        super().__init__(Icon.WARNING, "warn")
        self._tr = tr
        self.hide()

    def show_error(self, error: Failure, here: Mapping[ErrorCode, ErrorText] | None = None) -> None:
        """A fault with its next step; *here*: what is said otherwise in this place."""
        sentence, step = describe(error, self._tr, here)
        self.show_words(Icon.ERROR, "danger", sentence, step)

    def show_words(self, which: Icon, tone: str, head: str, body: str) -> None:
        """Anything else."""
        self.icon.show_icon(which, tone)
        self.say(head, body)
        self.show()


class GroundChoice(QWidget):
    """The legal ground, and for another one the reason in words. Signals: ``changed()``."""

    changed = Signal()

    def __init__(self, tr: LocaleContext, chosen: str = "") -> None:
        super().__init__()
        self.ground = Combo()
        self.ground.addItem(tr.text(CHOOSE), "")
        for code in CODE_LISTS["erasure_ground"]:
            self.ground.addItem(tr.label("erasure_ground", code), code)
        self.ground.setMinimumContentsLength(16)
        self.ground.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.ground.setCurrentIndex(max(0, self.ground.findData(chosen)))
        self.reason = QLineEdit()
        self.reason.setMaxLength(_LONGEST_REASON)
        label = PlainLabel(kind="small", tone="muted")
        tr.bind(label, PlainLabel.setText, GROUND)
        label.setBuddy(self.ground)
        tr.bind(self.ground, QComboBox.setAccessibleName, GROUND)
        tr.bind(self.reason, QLineEdit.setAccessibleName, REASON)
        tr.bind(self.reason, QLineEdit.setPlaceholderText, REASON)
        self.setLayout(column(label, self.ground, self.reason, space=tokens.XS))
        self.ground.currentIndexChanged.connect(self._on_changed)
        self.reason.textChanged.connect(self.changed)
        self._on_changed()

    @property
    def code(self) -> str:
        """The code chosen, or empty."""
        return str(self.ground.currentData())

    @property
    def missing(self) -> str:
        """``ground`` while none is chosen, ``reason`` while it is needed in words, or empty."""
        if not self.code:
            return "ground"
        is_bare = self.code == OTHER_GROUND and not self.reason.text().strip()
        return "reason" if is_bare else ""

    def _on_changed(self) -> None:
        self.reason.setVisible(self.code == OTHER_GROUND)
        self.changed.emit()
