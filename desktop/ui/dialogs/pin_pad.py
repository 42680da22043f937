"""Large keys for a PIN, with the keyboard as well; shows how many digits, never which."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from desktop.domain.wording import N_
from desktop.i18n.context import LocaleContext
from desktop.i18n.formats import ascii_digits
from desktop.services.pin import LONGEST, SHORTEST
from desktop.ui.theme import fonts, tokens
from desktop.ui.theme.icons import Icon, icon
from desktop.ui.theme.palette import current_tokens
from desktop.ui.theme.style_sheet import restyle
from desktop.ui.theme.theme import current_scale
from desktop.ui.widgets.icons import ActionButton, scaled, tone_colour
from desktop.ui.widgets.labels import PlainLabel
from desktop.ui.widgets.layouts import column, row

ENTER_PIN = N_("PIN eingeben")
WRONG_PIN = N_("Diese PIN stimmt nicht.")
BACK_TO_FORM = N_("Zurück zur Frage")
FORGOTTEN = N_("PIN vergessen")
FORGOTTEN_TEXT = N_(
    "Die Fallmappe wird gesperrt und mit dem Passwort geöffnet. Der Entwurf bleibt erhalten. "
    "Bei der nächsten Übergabe wird eine neue PIN festgelegt."
)
LOCK_NOW = N_("Jetzt sperren")
ERASE_DIGIT = N_("Letzte Ziffer löschen")
CONFIRM = N_("Bestätigen")
_KEY, _SIGN = 72, 24
_ROWS = ("123", "456", "789")


class PinPad(QWidget):
    """Signals: ``entered(str)`` with the digits; ``left()``; ``forgotten()`` after the notice was
    read. While one has to wait (``show_wrong``) nothing can be entered.
    """

    entered = Signal(str)
    left = Signal()
    forgotten = Signal()

    def __init__(self, tr: LocaleContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._digits = ""
        self._wait = 0
        self._is_busy = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title = PlainLabel(kind="section")
        self.message = PlainLabel(tone="muted", wrap=True)
        self.dots = _Dots(self)
        self.keys: dict[str, QPushButton] = {}
        self.back, self.forgot = ActionButton("quiet", Icon.BACK), ActionButton("quiet")
        self.lock = ActionButton("danger", Icon.LOCK)
        self.back.clicked.connect(self.left)
        self.forgot.clicked.connect(self._on_forgot)
        self.lock.clicked.connect(self.forgotten)
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self._on_second)
        self._build()
        self.clear()

    def clear(self) -> None:
        """Begin anew; a running wait goes on."""
        self._digits, self._is_busy = "", False
        self.lock.hide()
        self.forgot.show()
        self._write()

    def show_wrong(self, wait: float) -> None:
        """Say that it was the wrong one, and for how many seconds nothing is read."""
        self._wait = max(0, round(wait + 0.49))
        self._digits, self._is_busy = "", False
        if self._wait:
            self._clock.start()
        self._write()
        self._say(WRONG_PIN, "danger")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = ascii_digits(event.text())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_confirm()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._on_erase()
        elif len(digit) == 1 and digit.isdigit():
            self._on_digit(digit)
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        tr = self._tr
        direction = Qt.LayoutDirection
        self.setLayoutDirection(direction.RightToLeft if tr.is_rtl else direction.LeftToRight)
        grid = QGridLayout()
        grid.setSpacing(tokens.S)
        for at, line in enumerate(_ROWS):
            for beside, digit in enumerate(line):
                grid.addWidget(self._key(digit), at, beside)
        self.erase = self._special(Icon.ERASE, self._on_erase, "")
        self.confirm = self._special(Icon.CHECK, self._on_confirm, "primary")
        for beside, key in enumerate((self.erase, self._key("0"), self.confirm)):
            grid.addWidget(key, len(_ROWS), beside)
        pad = QWidget()
        pad.setLayoutDirection(direction.LeftToRight)  # as on every telephone
        pad.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        for target, words in ((self.back, BACK_TO_FORM), (self.lock, LOCK_NOW)):
            tr.bind(target, QPushButton.setText, words)
        tr.bind(self.forgot, QPushButton.setText, FORGOTTEN)
        tr.bind(self.title, PlainLabel.setText, ENTER_PIN)
        tr.bind(self, QWidget.setAccessibleName, ENTER_PIN)
        for key, words in ((self.erase, ERASE_DIGIT), (self.confirm, CONFIRM)):
            tr.bind(key, QPushButton.setAccessibleName, words)
        middle = Qt.AlignmentFlag.AlignHCenter
        for label in (self.title, self.message):
            label.setAlignment(middle | Qt.AlignmentFlag.AlignVCenter)
        lines = QWidget()
        lines.setFixedWidth(round(420 * current_scale()))
        lines.setLayout(
            column(
                self.title, self.dots, row(None, pad, None), self.message,
                row(self.back, None, self.forgot, self.lock), space=tokens.L,
            )
        )  # fmt: skip
        self.message.setMinimumHeight(round(64 * current_scale()))
        self.setLayout(column(None, row(None, lines, None), None))

    def _key(self, digit: str) -> QPushButton:
        key = _Key()
        key.setText(digit)
        key.setFont(fonts.font(tokens.TITLE, scale=current_scale(), language=self._tr.language))
        key.clicked.connect(partial(self._on_digit, digit))
        self.keys[digit] = key
        return key

    def _special(self, which: Icon, slot: Callable[[], None], role: str) -> ActionButton:
        key = _SpecialKey(role, which)
        key.clicked.connect(slot)
        return key

    def _on_digit(self, digit: str) -> None:
        if self._wait or self._is_busy or len(self._digits) >= LONGEST:
            return
        self._digits += digit
        self._write()

    def _on_erase(self) -> None:
        self._digits = self._digits[:-1]
        self._write()

    def _on_confirm(self) -> None:
        if len(self._digits) >= SHORTEST and not self._wait and not self._is_busy:
            digits, self._digits, self._is_busy = self._digits, "", True
            self._write()
            self.entered.emit(digits)

    def _on_forgot(self) -> None:
        self.forgot.hide()
        self.lock.show()
        self._say(FORGOTTEN_TEXT, "muted")
        self.setFocus()

    def _on_second(self) -> None:
        self._wait = max(0, self._wait - 1)
        if not self._wait:
            self._clock.stop()
        self._write()

    def _write(self) -> None:
        self.dots.show_count(len(self._digits))
        self.confirm.setEnabled(len(self._digits) >= SHORTEST)
        self.erase.setEnabled(bool(self._digits) and not self._wait)
        for key in self.keys.values():
            key.setEnabled(not self._wait)
        if self._wait:
            restyle(self.message, "tone", "danger")
            words = self._tr.ntext(
                "Diese PIN stimmt nicht. Bitte noch {n} Sekunde warten.",
                "Diese PIN stimmt nicht. Bitte noch {n} Sekunden warten.",
                self._wait,
            )
            self.message.setText(words)
        elif self.lock.isHidden():
            self.message.setText("")

    def _say(self, message: str, tone: str) -> None:
        if not self._wait:
            restyle(self.message, "tone", tone)
            self.message.setText(self._tr.text(message))


def _key_size() -> QSize:
    side = round(_KEY * max(1.0, current_scale() * 0.9))
    return QSize(round(side * 1.3), side)


class _Key(QPushButton):
    """A key as large as on a telephone; the keyboard types digits itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return _key_size()


class _SpecialKey(ActionButton):
    """Erase or confirm."""

    def __init__(self, role: str, which: Icon) -> None:
        super().__init__(role, which)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return _key_size()

    def _draw(self) -> None:
        if self._which is not None:
            side = scaled(_SIGN)
            self.setIconSize(QSize(side, side))
            colour = tone_colour(self._tone if self.isEnabled() else "strong")
            self.setIcon(icon(self._which, colour))


class _Dots(QWidget):
    """One dot for each digit typed; at least four rings."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.count = 0
        self.setFixedHeight(28)

    def show_count(self, count: int) -> None:
        """Show *count* digits."""
        self.count = count
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown, size, gap = max(SHORTEST, self.count), 14, 14
        left = (self.width() - shown * size - (shown - 1) * gap) / 2
        for at in range(shown):
            box = QRectF(left + at * (size + gap), (self.height() - size) / 2, size, size)
            is_full = at < self.count
            painter.setPen(QPen(QColor(t.accent if is_full else t.strong), 2))
            painter.setBrush(QColor(t.accent) if is_full else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box)
