"""What cells are made of: each part knows its height, where it may be cut, and draws itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, groupby
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from desktop.documents.model import Box, Code, Drawing, Piece, Room, Style, Words
from desktop.ui.printing import styles
from desktop.ui.printing.lettering import letters

_LTR, _RTL = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
_AUTO = Qt.LayoutDirection.LayoutDirectionAuto


class Part(Protocol):
    """A piece laid out for a column; heights and places in units, from its top."""

    height: float

    def cuts(self) -> Sequence[float]:
        """Where a page may end inside the part, in ascending order, its end included."""
        ...

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Draw with the top left corner there."""
        ...


class TextPart:
    """One paragraph, wrapped; *rtl* is the direction of the column, not of the text."""

    def __init__(self, words: Words, width: float, *, rtl: bool, fallback: str) -> None:
        style = styles.TYPES[words.style]
        language = words.language or fallback
        self._above = style.above
        self._document = QTextDocument()
        self._document.setDocumentMargin(0)
        self._document.setUseDesignMetrics(True)
        self._document.setDefaultFont(styles.font(words.style, language))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._document.setDefaultTextOption(option)
        self._write(words, rtl=rtl)
        self._document.setTextWidth(width)
        self.height = self._document.size().height() + self._above

    def cuts(self) -> Sequence[float]:
        places = []
        block = self._document.begin()
        while block.isValid():
            layout = block.layout()
            top = self._document.documentLayout().blockBoundingRect(block).top() + self._above
            for at in range(layout.lineCount()):
                line = layout.lineAt(at)
                places.append(top + line.y() + line.height())
            block = block.next()
        return [*places[:-1], self.height]

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        painter.save()
        painter.translate(left, top + self._above)
        self._document.documentLayout().draw(painter, self._context)
        painter.restore()

    def _write(self, words: Words, *, rtl: bool) -> None:
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        block = QTextBlockFormat()
        block.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        if words.language:
            block.setLayoutDirection(_RTL if styles.is_rtl(words.language) else _LTR)
        else:
            block.setLayoutDirection(_AUTO)
        cursor = QTextCursor(self._document)
        cursor.setBlockFormat(block)
        for stretch in letters(words.text):
            look = QTextCharFormat()
            look.setForeground(styles.TYPES[words.style].colour)
            if stretch.is_bold:
                look.setFontWeight(QFont.Weight.DemiBold)
            look.setFontItalic(stretch.is_italic)
            cursor.insertText(stretch.text, look)
        self._context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, styles.INK)
        self._context.palette = palette


class BoxesPart:
    """Choices with boxes to tick; short ones stand in two columns, in order of reading."""

    def __init__(self, boxes: Sequence[Box], width: float, *, rtl: bool) -> None:
        half = (width - styles.mm(3)) / 2
        self._indent = styles.BOX + styles.mm(2)
        self._rtl, self._width = rtl, width
        self._columns = 2 if len(boxes) > 2 and self._fit(boxes, half) else 1
        self._step = half + styles.mm(3)
        self._cell = half if self._columns == 2 else width
        texts = [self._text(box) for box in boxes]
        self._lines = [texts[at : at + self._columns] for at in range(0, len(texts), self._columns)]
        self._heights = [max(text.height for text in line) + styles.mm(0.4) for line in self._lines]
        size = styles.font(Style.TEXT, boxes[0].language).pixelSize()
        self._lift = styles.mm(0.6) + max(0.0, (size * 1.36 - styles.BOX) / 2)
        self.height = sum(self._heights)

    def cuts(self) -> Sequence[float]:
        return list(accumulate(self._heights))

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line, height in zip(self._lines, self._heights, strict=True):
            for at, text in enumerate(line):
                begin = at * self._step
                cell = left + (self._width - begin - self._cell if self._rtl else begin)
                text.draw(painter, cell + (0 if self._rtl else self._indent), top)
                box = cell + (self._cell - styles.BOX if self._rtl else 0)
                painter.setPen(QPen(styles.STRONG, styles.mm(0.25)))
                painter.drawRect(QRectF(box, top + self._lift, styles.BOX, styles.BOX))
            top += height

    def _text(self, box: Box) -> TextPart:
        words = Words(box.text, Style.TEXT, box.language)
        return TextPart(words, self._cell - self._indent, rtl=self._rtl, fallback=box.language)

    def _fit(self, boxes: Sequence[Box], width: float) -> bool:
        def ink(box: Box) -> float:
            metrics = QFontMetricsF(styles.font(Style.TEXT, box.language))
            return metrics.horizontalAdvance(box.text)

        return all(ink(box) <= width - self._indent for box in boxes)


class RoomPart:
    """Ruled lines."""

    def __init__(self, room: Room, width: float) -> None:
        self._lines, self._width = room.lines, width
        self.height = room.lines * styles.LINE_HEIGHT

    def cuts(self) -> Sequence[float]:
        return [(at + 1) * styles.LINE_HEIGHT for at in range(self._lines)]

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        painter.setPen(QPen(styles.STRONG, styles.HAIR, Qt.PenStyle.DotLine))
        for at in range(self._lines):
            y = top + (at + 1) * styles.LINE_HEIGHT - styles.mm(0.8)
            painter.drawLine(QPointF(left, y), QPointF(left + self._width, y))


class DrawingPart:
    """A signature over its line."""

    def __init__(self, drawing: Drawing, width: float, *, rtl: bool) -> None:
        scale = min(width / max(1, drawing.width), styles.SIGNATURE / max(1, drawing.height))
        self._scale, self._drawing, self._width = scale, drawing, width
        self._indent = width - drawing.width * scale if rtl else 0.0
        self.height = drawing.height * scale + styles.mm(1.5)

    def cuts(self) -> Sequence[float]:
        return [self.height]

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        scale = self._scale
        path = QPainterPath()
        for stroke in self._drawing.strokes:
            points = [
                QPointF(left + self._indent + x * scale, top + y * scale)
                for x, y in zip(stroke[0::3], stroke[1::3], strict=True)
            ]
            path.moveTo(points[0])
            for point in points[1:] or [points[0] + QPointF(1, 1)]:
                path.lineTo(point)
        pen = QPen(styles.INK, styles.mm(0.4))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(path, pen)
        painter.setPen(QPen(styles.STRONG, styles.HAIR))
        base = top + self.height - styles.mm(0.8)
        painter.drawLine(QPointF(left, base), QPointF(left + self._width, base))


class CodePart:
    """A QR code with its quiet zone of four modules (ISO/IEC 18004)."""

    def __init__(self, code: Code) -> None:
        self._modules = code.modules
        self.height = styles.CODE

    def cuts(self) -> Sequence[float]:
        return [self.height]

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        size = styles.CODE / (len(self._modules) + 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.black)
        for y, line in enumerate(self._modules, 4):
            for x, is_dark in enumerate(line, 4):
                if is_dark:
                    where = QRectF(left + x * size, top + y * size, size, size)
                    painter.drawRect(where)


def make(pieces: Sequence[Piece], width: float, language: str) -> list[Part]:
    """Lay *pieces* out for a column of *width* in *language*; boxes in a row become one part."""
    rtl = styles.is_rtl(language)
    parts: list[Part] = []
    for is_box, group in groupby(pieces, lambda piece: isinstance(piece, Box)):
        if is_box:
            boxes = [piece for piece in group if isinstance(piece, Box)]
            parts.append(BoxesPart(boxes, width, rtl=rtl))
        else:
            parts += [_part(piece, width, language, rtl=rtl) for piece in group]
    return parts


def _part(piece: Piece, width: float, language: str, *, rtl: bool) -> Part:
    match piece:
        case Words():
            return TextPart(piece, width, rtl=rtl, fallback=language)
        case Box():
            return BoxesPart([piece], width, rtl=rtl)
        case Room():
            return RoomPart(piece, width)
        case Drawing():
            return DrawingPart(piece, width, rtl=rtl)
        case Code():
            return CodePart(piece)
