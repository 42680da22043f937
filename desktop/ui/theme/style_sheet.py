"""The one style sheet, generated from the tokens.

Widgets choose their dress by dynamic properties, set before they are shown or with ``restyle``:
``type`` (QLabel: title, section, strong, small), ``tone`` (QLabel: muted, accent, danger, warn,
ok, info), ``role`` (QPushButton/QToolButton: primary, quiet, link, danger, erase, rail, bar;
QFrame: card, bar, rail, banner, chip), ``state`` (QLineEdit and other inputs: error).
"""

from __future__ import annotations

from pathlib import Path
from string import Template

from PySide6.QtWidgets import QWidget

from desktop.ui.theme import tokens
from desktop.ui.theme.tokens import Tokens

_FOLDER = Path(__file__).parent
_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QWidget[role="page"] { background: $bg; }
QDialog { background: $surface; }
QToolTip { background: $text; color: $surface; border: none; padding: 6px 8px; }

QLabel { background: transparent; }
QLabel[type="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[type="section"] { font-size: ${section}px; font-weight: 600; }
QLabel[type="strong"] { font-weight: 600; }
QLabel[type="small"] { font-size: ${small}px; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="danger"] { color: $danger; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="info"] { color: $info; }

QFrame[role="card"] { background: $surface; border: 1px solid $border; border-radius: 10px; }
QFrame[role="card"][tone="flat"] { border: none; border-radius: 0; background: transparent; }
QFrame[role="bar"] { background: $bg; border: none; border-bottom: 1px solid $border; }
QFrame[role="rail"] { background: $bg; border: none; border-right: 1px solid $border; }
QFrame[role="rail"][layoutDirection="1"] { border-right: none; border-left: 1px solid $border; }
QFrame[role="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="chip"] { background: $raised; border: none; border-radius: ${chip_radius}px; }
QFrame[role="chip"][tone="accent"] { background: $accent_weak; }
QFrame[role="banner"] { background: $surface; border: 1px solid $border; border-radius: 6px; }
QFrame[role="banner"][tone="danger"] { border-color: $danger; }
QFrame[role="banner"][tone="warn"] { border-color: $warn; }
QFrame[role="banner"][tone="info"] { border-color: $info; }
QFrame[role="banner"][tone="ok"] { border-color: $ok; }

QPushButton, QToolButton {
  background: $surface; color: $text; border: 1px solid $strong; border-radius: 6px;
  padding: 0 14px; min-height: ${control}px;
}
QPushButton, QToolButton, QCheckBox, QRadioButton { outline: none; }
QPushButton:hover, QToolButton:hover { background: $raised; }
QPushButton:pressed, QToolButton:pressed { background: $border; }
QPushButton:disabled, QToolButton:disabled { color: $strong; border-color: $border; }
QPushButton[role="primary"] {
  background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600;
}
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:pressed { background: $accent_down; border-color: $accent_down; }
QPushButton[role="primary"]:disabled { background: $raised; color: $muted; border-color: $border; }
QPushButton[role="erase"] { color: $danger; border: 1px solid $danger; font-weight: 600; }
QPushButton[role="erase"]:disabled { background: $raised; color: $muted; border-color: $border; }
QPushButton[role="quiet"], QToolButton[role="quiet"], QToolButton[role="bar"],
QPushButton[role="danger"] {
  background: transparent; border: 1px solid transparent; padding: 0 10px;
}
QPushButton[role="quiet"], QToolButton[role="quiet"] { color: $accent; }
QPushButton[role="danger"] { color: $danger; }
QPushButton[role="link"] {
  background: transparent; border: none; padding: 1px 0; color: $accent; border-radius: 4px;
}
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:pressed { color: $text; }
QPushButton[role="link"]:disabled { color: $strong; }
QPushButton[role="danger"]:disabled { color: $muted; }
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover, QToolButton[role="bar"]:hover,
QPushButton[role="danger"]:hover { background: $raised; }
QToolButton[role="inner"] {
  background: transparent; border: none; padding: 2px; min-height: 0; border-radius: 6px;
}
QToolButton[role="inner"][tone="muted"] { color: $muted; font-size: ${small}px; }
QToolButton[role="inner"][tone="warn"] { color: $warn; font-size: ${small}px; }
QToolButton[role="inner"]:hover { background: $raised; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[role="rail"] {
  background: transparent; border: none; border-radius: 6px; padding: 0 12px;
  min-height: ${row}px; text-align: left;
}
QToolButton[role="rail"]:hover { background: $raised; }
QToolButton[role="rail"]:checked { background: $accent_weak; color: $accent; font-weight: 600; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
  background: $surface; color: $text; border: 1px solid $strong; border-radius: 6px;
  selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit, QComboBox, QAbstractSpinBox { padding: 0 10px; min-height: ${control}px; }
QPlainTextEdit, QTextEdit { padding: 6px 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
  border: 2px solid $accent;
}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { padding: 0 9px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 5px 7px; }
QLineEdit[state="error"], QPlainTextEdit[state="error"], QComboBox[state="error"] {
  border: 2px solid $danger;
}
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"] { background: $raised; }
QLineEdit:disabled, QComboBox:disabled { color: $muted; border-color: $border; }
QLineEdit[role="search"] { border-color: $border; background: $surface; }
QLineEdit[role="search"]:focus { border: 2px solid $accent; }
QComboBox::drop-down { border: none; width: ${drop}px; }
QComboBox QAbstractItemView {
  background: $surface; border: 1px solid $border; outline: none; padding: 4px;
  selection-background-color: $accent_weak; selection-color: $text;
}
QComboBox::down-arrow { image: url("$caret"); width: ${caret_side}px; height: ${caret_side}px; }
QCheckBox, QRadioButton { spacing: 10px; min-height: ${control}px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator, QMenu::indicator {
  width: ${mark}px; height: ${mark}px; border: 1px solid $strong; background: $surface;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: ${mark_round}px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QRadioButton::indicator:checked {
  width: ${dot}px; height: ${dot}px; border: 5px solid $accent; border-radius: ${mark_round}px;
}

QAbstractItemView {
  background: $surface; border: none; outline: none;
  selection-background-color: $accent_weak; selection-color: $text;
}
QTableView { gridline-color: transparent; }
QListView[role="choices"] { border: 1px solid $border; border-radius: 6px; padding: 4px; }
QListView[role="choices"]::item { padding: 0 8px; border-radius: 6px; }
QListView[role="choices"]::item:selected { background: $accent_weak; color: $text; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
  background: $surface; color: $muted; font-size: ${small}px; border: none;
  border-bottom: 1px solid $border; padding: 8px 12px;
}
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="scroll"] { background: transparent; }
QStackedWidget { background: transparent; }

QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab {
  background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
  padding: 8px 2px; margin-right: 24px; min-height: 20px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $accent; border-bottom: 2px solid $accent; }

QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $handle; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: $strong; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $surface; border: 1px solid $border; border-radius: 6px; padding: 6px; }
QMenu::item { padding: 7px 24px; border-radius: 4px; }
QMenu::item:selected { background: $accent_weak; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 6px 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; margin: 0 8px; border-radius: 8px; }
QMenu::indicator:checked { width: 6px; height: 6px; border: 5px solid $accent; }

QProgressBar {
  background: $raised; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }
""")


def style_sheet(t: Tokens, scale: float) -> str:
    """Return the style sheet of a palette at a text size (1.0 = 100 %)."""
    mark = 2 * round(8 * (1 + (scale - 1) * 0.6))
    look = "dark" if t == tokens.DARK else "light"
    files = {
        "check": (_FOLDER / f"check_{look}.svg").as_posix(),
        "caret": (_FOLDER / f"caret_{look}.svg").as_posix(),
    }
    sizes = {
        "small": round(tokens.SMALL * scale),
        "section": round(tokens.SECTION * scale),
        "title": round(tokens.TITLE * scale),
        "control": round((tokens.HIT - 2) * max(1.0, scale * 0.9)),
        "row": round(tokens.ROW_LIST * max(1.0, scale * 0.9)),
        "chip_radius": 6,
        "caret_side": round(14 * scale),
        "drop": round(28 * scale),
        "mark": mark,
        "mark_round": mark // 2 + 1,
        "dot": mark - 8,
    }
    shades = {
        "handle": _mix(t.border, t.strong, 0.4),
        "accent_hover": _mix(t.accent, t.text, 0.12),
        "accent_down": _mix(t.accent, t.text, 0.24),
    }
    return _SHEET.substitute(t._asdict() | sizes | shades | files)


def restyle(widget: QWidget, name: str, value: str) -> None:
    """Set a dynamic property and let the style sheet see it."""
    if (widget.property(name) or "") != value:
        widget.setProperty(name, value)
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)


def _mix(one: str, other: str, share: float) -> str:
    pairs = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02X}" for a, b in pairs)
