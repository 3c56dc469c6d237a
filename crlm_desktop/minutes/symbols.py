"""The signs of statuses and severities as drawn shapes, so that they show in colour, in grey and at any size."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable
from typing_extensions import override

from crlm_desktop.minutes.content import Symbol
from crlm_desktop.minutes.style import SYMBOL_COLOURS, WHITE

SIZE = 8.0


class SymbolMark(Flowable):
    """One sign, on the first line of the text beside it; ``drop`` lowers it to the middle of larger letters."""

    def __init__(self, symbol: Symbol, *, bold_font: str, size: float = SIZE, drop: float = 2.4) -> None:
        super().__init__()
        self._symbol = symbol
        self._font = bold_font
        self.width = size
        self.height = size + drop

    @override
    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Take its own size whatever is available."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the sign at the foot of its room."""
        draw_symbol(self.canv, self._symbol, self.width / 2, self.width / 2, self.width / 2, bold_font=self._font)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a sign is drawn: around a middle, as large as its radius, with a font for its letter."""

    canvas: Canvas
    x: float
    y: float
    radius: float
    font: str

    def at(self, across: float, up: float) -> tuple[float, float]:
        """Return a place given in radii from the middle."""
        return self.x + across * self.radius, self.y + up * self.radius

    def ring(self, *, fill: bool = False) -> None:
        """Draw a circle, or a disc."""
        radius = self.radius if fill else self.radius * 0.85
        self.canvas.circle(self.x, self.y, radius, stroke=int(not fill), fill=int(fill))

    def line(self, *places: tuple[float, float], fill: bool = False) -> None:
        """Draw a broken line through places given in radii, or the area within it."""
        path = self.canvas.beginPath()
        path.moveTo(*self.at(*places[0]))
        for place in places[1:]:
            path.lineTo(*self.at(*place))
        if fill:
            path.close()
        self.canvas.drawPath(path, stroke=int(not fill), fill=int(fill))

    def letter(self, letter: str, *, is_white: bool = False) -> None:
        """Write a letter in the middle."""
        if is_white:
            self.canvas.setFillColor(WHITE)
        size = self.radius * 1.45
        self.canvas.setFont(self.font, size)
        self.canvas.drawCentredString(self.x, self.y - size * 0.36, letter)


def draw_symbol(canvas: Canvas, symbol: Symbol, x: float, y: float, radius: float, *, bold_font: str) -> None:
    """Draw a sign around the middle at ``x`` and ``y``."""
    colour = SYMBOL_COLOURS[symbol]
    canvas.saveState()
    canvas.setStrokeColor(colour)
    canvas.setFillColor(colour)
    canvas.setLineWidth(radius / 3.4)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    _DRAWN[symbol](_Place(canvas=canvas, x=x, y=y, radius=radius, font=bold_font))
    canvas.restoreState()


def _corners(count: int, *, first: float) -> list[tuple[float, float]]:
    turns = [first + 2 * math.pi * corner / count for corner in range(count)]
    return [(math.cos(turn), math.sin(turn)) for turn in turns]


_TRIANGLE = [(across * 1.08, up * 1.08 - 0.18) for across, up in _corners(3, first=math.pi / 2)]
_OCTAGON = _corners(8, first=math.pi / 8)


def _lettered_ring(place: _Place, letter: str) -> None:
    place.ring()
    place.letter(letter)


def _lettered_area(place: _Place, corners: list[tuple[float, float]]) -> None:
    place.line(*corners, fill=True)
    place.letter("!", is_white=True)


def _slashed(place: _Place) -> None:
    place.ring()
    place.line((-0.6, -0.6), (0.6, 0.6))


def _half(place: _Place) -> None:
    place.ring()
    reach = place.radius * 0.85
    place.canvas.wedge(place.x - reach, place.y - reach, place.x + reach, place.y + reach, 90, 180, stroke=0, fill=1)


def _arrow(place: _Place) -> None:
    place.line((-0.8, 0), (0.8, 0))
    place.line((0.2, 0.6), (0.8, 0), (0.2, -0.6))


_DRAWN: dict[Symbol, Callable[[_Place], None]] = {
    Symbol.FILLED_CIRCLE: lambda place: place.ring(fill=True),
    Symbol.RING: lambda place: place.ring(),
    Symbol.QUESTION: lambda place: _lettered_ring(place, "?"),
    Symbol.NOTE: lambda place: _lettered_ring(place, "i"),
    Symbol.TRIANGLE: lambda place: place.line(*_TRIANGLE, fill=True),
    Symbol.CAUTION: lambda place: _lettered_area(place, _TRIANGLE),
    Symbol.STOP: lambda place: _lettered_area(place, _OCTAGON),
    Symbol.SLASH: _slashed,
    Symbol.CHECK: lambda place: place.line((-0.8, 0), (-0.25, -0.6), (0.85, 0.65)),
    Symbol.HALF: _half,
    Symbol.LATER: _arrow,
    Symbol.DASH: lambda place: place.line((-0.6, 0), (0.6, 0)),
}
