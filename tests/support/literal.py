"""Whether a window shows what was typed as it is: no HTML, no picture, no link."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QTextDocument, QTextDocumentFragment
from PySide6.QtGui import Qt as QtGuiQt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from desktop.i18n.bidi import strip_controls

OURS = re.compile(r"</?(p|b|i|br|span)( (style|dir|align)=\"[\w:;#., -]*\")?/?>")
"""The tags that ``fields/markup.py`` and tooltips make of their own."""
_INVISIBLE = str.maketrans(dict.fromkeys("\u200b\u2060\ufeff", ""))


def markup_faults(root: QWidget) -> Iterator[str]:
    """Widgets at or below *root* that would take what somebody typed for HTML."""
    for widget in [root, *root.findChildren(QWidget)]:
        name = f"{type(widget).__name__} {widget.accessibleName()!r}"
        if isinstance(widget, QLabel) and widget.text():
            if widget.textFormat() is Qt.TextFormat.RichText:
                yield from (f"{name}: {tag}" for tag in _foreign(widget.text()))
            elif widget.textFormat() is not Qt.TextFormat.PlainText:
                yield f"{name}: {widget.textFormat().name} {widget.text()[:60]!r}"
            if widget.openExternalLinks():
                yield f"{name}: opens links"
        elif isinstance(widget, QTextEdit) and widget.acceptRichText():
            yield f"{name}: takes rich text"
        for said in (widget.toolTip(), widget.whatsThis(), widget.statusTip()):
            if QtGuiQt.mightBeRichText(said):
                yield from (f"{name}, tooltip: {tag}" for tag in _foreign(said))


def _foreign(rich: str) -> Iterator[str]:
    for tag in re.findall(r"<[^>]*>", rich):
        if not OURS.fullmatch(tag):
            yield tag


def said(root: QWidget) -> str:
    """All that can be read in *root* and its tooltips, as eyes see it, one text per line."""
    found: list[str] = []
    for widget in [root, *root.findChildren(QWidget)]:
        if isinstance(widget, QLabel):
            is_rich = widget.textFormat() is not Qt.TextFormat.PlainText
            found.append(as_seen(widget.text()) if is_rich else widget.text())
        elif isinstance(widget, QLineEdit):
            found.append(widget.text())
        elif isinstance(widget, QPlainTextEdit | QTextEdit):
            found.append(widget.toPlainText())
        elif isinstance(widget, QAbstractItemView):
            found += _cells(widget)
        found += [as_seen(widget.toolTip()), widget.accessibleName()]
    return "\n".join(normal(text) for text in found if text)


def as_seen(text: str) -> str:
    """What Qt shows of *text* where it decides itself what that is."""
    if not QtGuiQt.mightBeRichText(text):
        return text
    return QTextDocumentFragment.fromHtml(text).toPlainText()


def normal(text: str) -> str:
    """*text* without direction marks and places to break a line; white space as one space."""
    return " ".join(strip_controls(text).translate(_INVISIBLE).split())


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    for row in range(model.rowCount() if model is not None else 0):
        for column in range(model.columnCount()):
            yield str(model.index(row, column).data() or "")


def has_colour(picture: QImage, colour: QColor) -> bool:
    """Whether one pixel of *picture* has exactly that colour."""
    wanted = bytes((colour.blue(), colour.green(), colour.red(), 255))
    whole = picture.convertToFormat(QImage.Format.Format_ARGB32)
    data = bytes(whole.constBits())
    at = data.find(wanted)
    while at >= 0 and at % 4:
        at = data.find(wanted, at + 1)
    return at >= 0


def links(text: str) -> list[str]:
    """The addresses that *text* would lead to, were it shown as rich."""
    document = QTextDocument()
    document.setHtml(text)
    found = []
    block = document.begin()
    while block.isValid():
        step = block.begin()
        while not step.atEnd():
            form = step.fragment().charFormat()
            if form.isAnchor() and form.anchorHref():
                found.append(form.anchorHref())
            step += 1
        block = block.next()
    return found
