"""A number line as a band: which options lead where, drawn to scale, with the present value marked on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crlm_desktop.gui.theme import SMALL, TINY, Theme, Type, font, mixed

_TOP = 7
_BAND = 22
_TICKS = 16
_GAP = 2.0
_LEAST_NAME = 28
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_TINT = 0.2
_FEW = 16
"""A fact with no more whole values than that is shown over its whole range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the line in which the same leads; ``is_as_now``: what leads for the case as it is."""

    low: float
    high: float
    words: str
    is_as_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Stretches that follow one another, the texts at the borders between them, and what the value can be now."""

    stretches: tuple[Stretch, ...]
    borders: tuple[str, ...]
    now: tuple[float, float] | None = None
    is_whole: bool = False


def shown_range(line: Line) -> tuple[float, float]:
    """Return what of the line is drawn: all borders and the present value with room around them, else all of it."""
    low, high = line.stretches[0].low, line.stretches[-1].high
    points = [one.high for one in line.stretches[:-1]]
    points += [one for one in line.now or () if low < one < high]
    least, most = min(points), max(points)
    room = max((most - least) / 2, max(abs(least), abs(most)) / 4, 1.0)
    if (line.is_whole and high - low <= _FEW) or high - low <= most - least + 2 * room:
        return low, high
    return max(low, least - room), min(high, most + room)


class FlipBand(QWidget):
    """Paints a line, and under it in words all that it says, where one of its stretches has no room for its own."""

    def __init__(self, line: Line, words: str, *, theme: Theme) -> None:
        super().__init__()
        self._line = line
        self._words = words
        self._theme = theme
        self._range = shown_range(line)
        self._heights: dict[int, int] = {}
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def line(self) -> Line:
        """What is painted."""
        return self._line

    def stand_at(self, value: float) -> None:
        """Mark what leads at ``value`` instead of what leads now; the pointer stays at what the value is now."""
        stretches = tuple(replace(one, is_as_now=one.low <= value <= one.high) for one in self._line.stretches)
        self._line = replace(self._line, stretches=stretches)
        self._heights.clear()
        self.updateGeometry()
        self.update()

    def tells_all(self, width: int) -> bool:
        """Whether every stretch has room for its words on a band of that width."""
        return all(
            QFontMetrics(_font(stretch)).horizontalAdvance(stretch.words) <= room.width() - SMALL
            for stretch, room in self._rooms(width)
        )

    def place_of(self, value: float, width: int) -> float:
        """Return where a value lies on a band of that width, in pixels from the left."""
        low, high = self._range
        return width * (min(max(value, low), high) - low) / (high - low)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = _TOP + _BAND + _TICKS + self._words_height(width)
        return self._heights[width]

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(self.width(), 320)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(160, _TOP + _BAND + _TICKS)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(0, _TOP, self.width(), _BAND), TINY, TINY)
        painter.save()
        painter.setClipPath(outline)
        for stretch, room in self._rooms(self.width()):
            self._paint_stretch(painter, stretch, room)
        painter.restore()
        self._paint_borders(painter)
        self._paint_words(painter)
        if self._line.now is not None:
            self._paint_now(painter, *self._line.now)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(0, _TOP, self.width(), _BAND).adjusted(1, 1, -1, -1), TINY, TINY)

    def _rooms(self, width: int) -> Iterator[tuple[Stretch, QRectF]]:
        """Yield each stretch that is drawn with its room."""
        for stretch in self._line.stretches:
            left, right = self.place_of(stretch.low, width), self.place_of(stretch.high, width)
            if right > left:
                yield stretch, QRectF(left, _TOP, right - left, _BAND)

    def _paint_stretch(self, painter: QPainter, stretch: Stretch, room: QRectF) -> None:
        colours = self._theme.colours
        ground = mixed(colours.recommended, colours.surface, _TINT) if stretch.is_as_now else colours.line
        is_last = stretch is self._line.stretches[-1]
        painter.fillRect(room.adjusted(0, 0, 0 if is_last else -_GAP, 0), ground)
        if room.width() < _LEAST_NAME:
            return
        shown = _font(stretch)
        painter.setFont(shown)
        painter.setPen(self._theme.colour("text"))
        inner = room.adjusted(TINY, 0, -TINY - _GAP, 0)
        text = QFontMetrics(shown).elidedText(stretch.words, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_borders(self, painter: QPainter) -> None:
        """Paint the texts of the borders under the band; one that would run into the one before is left out."""
        painter.setFont(font(Type.SMALL, tabular=True))
        painter.setPen(self._theme.colour("muted"))
        free = 0.0
        for (one, _other), text in zip(pairwise(self._line.stretches), self._line.borders, strict=True):
            width = painter.fontMetrics().horizontalAdvance(text)
            middle = self.place_of(one.high, self.width()) - 1
            left = min(max(middle - width / 2, 0), self.width() - width)
            if left >= free:
                painter.drawText(QPointF(left, _TOP + _BAND + _TICKS - 4), text)
                free = left + width + TINY

    def _paint_words(self, painter: QPainter) -> None:
        if self._words_height(self.width()):
            painter.setFont(font(Type.SMALL))
            room = QRect(0, _TOP + _BAND + _TICKS, self.width(), self.height())
            painter.drawText(room, _WRAP, self._words)

    def _words_height(self, width: int) -> int:
        """Return how high the words are that stand under a band of that width; 0 where it needs none."""
        if self.tells_all(width):
            return 0
        room = QRect(0, 0, width, 10_000)
        return QFontMetrics(font(Type.SMALL)).boundingRect(room, _WRAP, self._words).height()

    def _paint_now(self, painter: QPainter, low: float, high: float) -> None:
        """Paint what the value is now as a pointer onto the band, or as the part of the line in which it lies."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("text"))
        left, right = (self.place_of(end, self.width()) for end in (low, high))
        if right - left > 1:
            painter.drawRect(QRectF(left, _TOP - 4, right - left, 2))
        for at in sorted({min(max(end, 4.0), self.width() - 4.0) for end in (left, right)}):
            painter.drawPolygon(QPolygonF([QPointF(at - 4, 1), QPointF(at + 4, 1), QPointF(at, _TOP + 2)]))


def _font(stretch: Stretch) -> QFont:
    return font(Type.SMALL, bold=stretch.is_as_now)


def border_texts(ends: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the text at each border from what ends before it and what begins after it; the same is said once."""
    return tuple(before if before == after else f"{before} | {after}" for before, after in ends)
