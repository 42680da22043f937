"""Icons of one family (Phosphor), loaded when the first one is asked for, never at start."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from desktop.ui.theme.palette import current_tokens

ICON_SIZE = 20
GAP = 5
"""Space between an icon and its words, beyond what Qt leaves."""
_RATIO = 2.0


class Icon(StrEnum):
    """What an icon means, mapped to its drawing."""

    TODAY = "sun-horizon"
    CASES = "folders"
    SYNC = "arrows-clockwise"
    SEARCH = "magnifying-glass"
    LOCK = "lock-key"
    SETTINGS = "sliders-horizontal"
    LANGUAGE = "translate"
    SENT = "check-circle"
    HERE = "laptop"
    OFFLINE = "wifi-slash"
    PORTAL = "sign-in"
    CERTIFICATE = "shield-warning"
    BLOCKED = "hand-palm"
    CONFLICT = "git-fork"
    WARNING = "warning"
    ERROR = "warning-circle"
    INFO = "info"
    VISIT = "house-line"
    INTAKE = "user-plus"
    NOTE = "note-pencil"
    FACT = "eye"
    SAID = "chat-circle-text"
    ASSESSMENT = "lightbulb"
    FORM = "clipboard-text"
    DRAFT = "pencil-line"
    PERSON = "user"
    PLACE = "map-pin"
    NEXT = "arrow-bend-down-right"
    BACK = "arrow-left"
    FORWARD = "arrow-right"
    OPEN = "caret-right"
    FOLD = "caret-down"
    CLOSE = "x"
    CHECK = "check"
    EDIT = "pencil-simple"
    IMPORT = "download-simple"
    EXPORT = "upload-simple"
    KEYBOARD = "keyboard"
    DEVICE = "device-mobile"
    UNDERWAY = "paper-plane-tilt"
    PARKED = "pause-circle"
    UNDO = "arrow-counter-clockwise"
    URGENT = "flag"
    CLOCK = "clock"
    CALENDAR = "calendar-blank"
    MONEY = "currency-eur"
    HOUSING = "house"
    HEALTH = "first-aid-kit"
    CHILDREN = "baby"
    MENU = "list"
    MORE = "dots-three-vertical"
    DELETE = "trash"
    RETENTION = "hourglass-medium"
    LISTEN = "speaker-high"
    STOP = "stop"
    UP = "arrow-up"
    DOWN = "arrow-down"
    ERASE = "backspace"
    SCREEN = "monitor"
    PRINT = "printer"
    GLOSSARY = "book-open"
    DOCUMENT = "file-pdf"
    PHOTO = "image"
    ATTACH = "paperclip"
    ADD = "plus"
    ZOOM_IN = "magnifying-glass-plus"
    ZOOM_OUT = "magnifying-glass-minus"
    FIT = "corners-out"
    TURN = "arrow-clockwise"
    OUTSIDE = "arrow-square-out"
    BROKEN = "file-x"
    BACKUP = "archive"
    FOLDER = "folder"


MIRRORED = frozenset({Icon.NEXT, Icon.BACK, Icon.FORWARD, Icon.OPEN, Icon.UNDO, Icon.PORTAL})
"""Icons that point in the direction of reading."""


def load_icons() -> None:
    """Load the drawings ahead of the first icon. GUI thread; some 25 ms, once."""
    icon(Icon.TODAY)


def icon(which: Icon, colour: str = "", *, rtl: bool = False) -> QIcon:
    """Return *which* in *colour* (default: the text colour of the look worn now)."""
    return _drawn(which, colour or current_tokens().text, rtl and which in MIRRORED)


@lru_cache(maxsize=256)
def icon_before_words(which: Icon, colour: str, size: int, *, gap: int = GAP, rtl: bool) -> QIcon:
    """Return *which* with a space on the side of the words, which Qt sets too close."""
    # Drawn at the origin and placed afterwards: a mirrored drawing is turned about the middle of a
    # place there, whatever place it is given.
    alone, picture = _clear(size, size), _clear(size + gap, size)
    painter = QPainter(alone)
    icon(which, colour, rtl=rtl).paint(painter, QRect(0, 0, size, size))
    painter.end()
    painter = QPainter(picture)
    painter.drawPixmap(gap if rtl else 0, 0, alone)
    painter.end()
    return QIcon(picture)


def _clear(width: int, height: int) -> QPixmap:
    picture = QPixmap(QSize(width, height) * _RATIO)
    picture.setDevicePixelRatio(_RATIO)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


@lru_cache(maxsize=512)
def _drawn(which: Icon, colour: str, mirrored: bool) -> QIcon:
    import qtawesome

    drawn = qtawesome.icon(f"ph.{which.value}", color=colour, hflip=mirrored)
    assert isinstance(drawn, QIcon)
    return drawn
