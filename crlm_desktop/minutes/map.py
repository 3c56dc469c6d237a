"""The liver map on paper: the same drawing as in the window, in print colours, legible without colour."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable
from typing_extensions import override

from crlm_desktop.case.choices import LesionState, Segment
from crlm_desktop.case.record import Case
from crlm_desktop.engine.liver.drawing import Drawing, Region, ShapeKind
from crlm_desktop.engine.liver.lesion_map import (
    LABEL_SIZE,
    Hatch,
    LesionMap,
    LesionMark,
    Look,
    extent,
    lesion_map,
    look_of,
)
from crlm_desktop.engine.liver.outline import Box, Line, Point, Stroke, circle, diagonals, dots, sides
from crlm_desktop.engine.proposal import Plan
from crlm_desktop.minutes.content import LegendKind, LegendLine
from crlm_desktop.minutes.style import MUTED, TEXT, WHITE

SEGMENT_FILL: Final = HexColor("#F7EEE7")
BEHIND_FILL: Final = HexColor("#EDE0D6")
SEGMENT_LINE: Final = HexColor("#8A6A5C")
NUMBER: Final = HexColor("#7A5F52")
RESECTED_LINE: Final = HexColor("#8792A2")
FILLS: Final[dict[ShapeKind, Color]] = {
    ShapeKind.SEGMENT: SEGMENT_FILL,
    ShapeKind.HEPATIC_VEIN: HexColor("#B4CADD"),
    ShapeKind.PORTAL_VEIN: HexColor("#D3C2DB"),
    ShapeKind.CAVA: HexColor("#C9D8E5"),
    ShapeKind.GALLBLADDER: HexColor("#D9E2C2"),
    ShapeKind.LIGAMENT: HexColor("#A98F76"),
}
UNPLANNED_FILL: Final = HexColor("#D3D8DF")
SCALE_MM: Final = 50
HATCH_SPACING: Final = 11.0
RESECTED_SPACING: Final = 24.0
FORM: Final = "liver"


class _Pen:
    """Draws things of the drawing on a canvas: scaled, and turned so that y grows upwards."""

    def __init__(self, canvas: Canvas, *, scale: float, height: float) -> None:
        self.canvas = canvas
        self.scale = scale
        self._height = height

    def at(self, point: Point) -> tuple[float, float]:
        """Return where a place of the drawing lies on the canvas."""
        return point.x * self.scale, self._height - point.y * self.scale

    def strokes(self, strokes: Iterable[Stroke], *, stroke: bool, fill: bool) -> None:
        """Draw outlines."""
        path = self.canvas.beginPath()
        for one in strokes:
            path.moveTo(*self.at(one.start))
            for control_1, control_2, end in one.curves:
                path.curveTo(*self.at(control_1), *self.at(control_2), *self.at(end))
            if one.is_closed:
                path.close()
        self.canvas.drawPath(path, stroke=int(stroke), fill=int(fill))

    def lines(self, lines: Iterable[Line]) -> None:
        """Draw straight lines."""
        self.canvas.lines([(*self.at(start), *self.at(end)) for start, end in lines])

    def circle(self, centre: Point, radius: float, *, stroke: bool, fill: bool) -> None:
        """Draw a circle."""
        self.canvas.circle(*self.at(centre), radius * self.scale, stroke=int(stroke), fill=int(fill))

    def hatch(self, hatch: Hatch, polygon: tuple[Point, ...], *, spacing: float) -> None:
        """Fill a polygon with a pattern."""
        match hatch:
            case Hatch.RISING:
                self.lines(diagonals(polygon, spacing=spacing))
            case Hatch.CROSSED:
                self.lines((*diagonals(polygon, spacing=spacing), *diagonals(polygon, spacing=spacing, rising=False)))
            case Hatch.DOTS:
                for dot in dots(polygon, spacing=spacing):
                    self.circle(dot, spacing / 5, stroke=False, fill=True)
            case Hatch.NONE:
                pass

    def text(self, text: str, centre: Point, *, font: str, size: float) -> None:
        """Write a text in the middle of a place."""
        x, y = self.at(centre)
        self.canvas.setFont(font, size)
        self.canvas.drawCentredString(x, y - size * 0.36, text)


class LiverMap(Flowable):
    """The liver of a case as one plan treats it, as wide as told; the liver itself is stored once a document."""

    def __init__(
        self, drawing: Drawing, case: Case, plan: Plan | None, *, width: float, bold_font: str, scale_text: str
    ) -> None:
        super().__init__()
        self._drawing = drawing
        self._map = lesion_map(drawing, case, plan)
        self._font = bold_font
        self._scale_text = scale_text
        self.width = width
        self.height = width * drawing.view_box.height / drawing.view_box.width

    @override
    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Take its own size whatever is available."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the liver, what is taken of it, and the lesions."""
        canvas = self.canv
        pen = _Pen(canvas, scale=self.width / self._drawing.view_box.width, height=self.height)
        if not canvas.hasForm(FORM):
            canvas.beginForm(FORM, 0, 0, self.width, self.height)
            _draw_liver(pen, self._drawing)
            canvas.endForm()
        canvas.saveState()
        self._fit(pen)
        canvas.doForm(FORM)
        for segment in sorted(self._map.resected):
            _draw_resected(pen, self._drawing, segment)
        for mark in self._map.marks:
            _draw_mark(pen, mark)
        for region in self._drawing.regions.values():
            _draw_number(pen, region, self._map, font=self._font)
        for mark in self._map.marks:
            _draw_label(pen, mark, font=self._font)
        self._draw_scale(pen)
        canvas.restoreState()

    def _fit(self, pen: _Pen) -> None:
        """Draw all of it smaller, its scale with it, where a lesion reaches beyond the drawing: nothing is cut off."""
        whole, shown = self._drawing.view_box, extent(self._drawing, self._map)
        if shown == whole:
            return
        share = min(whole.width / shown.width, whole.height / shown.height)
        x, y = pen.at(shown.centre)
        pen.canvas.translate(self.width / 2, self.height / 2)
        pen.canvas.scale(share, share)
        pen.canvas.translate(-x, -y)

    def _draw_scale(self, pen: _Pen) -> None:
        canvas, length = pen.canvas, SCALE_MM * self._drawing.units_per_mm * pen.scale
        x, y = self.width - length - 6, 8.0
        canvas.setStrokeColor(MUTED)
        canvas.setFillColor(MUTED)
        canvas.setLineWidth(0.7)
        canvas.lines([(x, y, x + length, y), (x, y - 2, x, y + 2), (x + length, y - 2, x + length, y + 2)])
        canvas.setFont(self._font, 6.5)
        canvas.drawCentredString(x + length / 2, y + 3, self._scale_text)


def _draw_liver(pen: _Pen, drawing: Drawing) -> None:
    canvas = pen.canvas
    behind = {region.shape.id for region in drawing.regions.values() if region.is_behind}
    for shape in drawing.shapes:
        canvas.saveState()
        canvas.setFillColor(BEHIND_FILL if shape.id in behind else FILLS[shape.kind])
        if shape.width is not None:
            canvas.setStrokeColor(FILLS[shape.kind])
            canvas.setLineWidth(shape.width * pen.scale)
            canvas.setLineCap(1)
            pen.strokes(shape.strokes, stroke=True, fill=False)
        elif shape.kind is ShapeKind.SEGMENT:
            canvas.setStrokeColor(SEGMENT_LINE)
            canvas.setLineWidth(0.55)
            if shape.id in behind:
                canvas.setDash(2.2, 1.6)
            pen.strokes(shape.strokes, stroke=True, fill=True)
        else:
            pen.strokes(shape.strokes, stroke=False, fill=True)
        canvas.restoreState()


def _draw_resected(pen: _Pen, drawing: Drawing, segment: Segment) -> None:
    """Draw a segment that the plan takes wholly: paled, hatched widely, within a firm line."""
    region, canvas = drawing.regions[segment], pen.canvas
    canvas.saveState()
    canvas.setFillColor(WHITE)
    canvas.setFillAlpha(0.75)
    canvas.setStrokeColor(RESECTED_LINE)
    canvas.setLineWidth(0.9)
    pen.strokes(region.shape.strokes, stroke=True, fill=True)
    canvas.setLineWidth(0.35)
    pen.lines(diagonals(region.polygon, spacing=RESECTED_SPACING, rising=False))
    canvas.restoreState()


def _draw_mark(pen: _Pen, mark: LesionMark) -> None:
    canvas, look = pen.canvas, look_of(mark.modality)
    canvas.saveState()
    canvas.setFillColor(UNPLANNED_FILL if mark.modality is None else WHITE)
    canvas.setFillAlpha(0.5 if mark.is_vanished else 0.94)
    pen.circle(mark.centre, mark.radius, stroke=False, fill=True)
    canvas.setFillAlpha(1)
    if not mark.is_vanished:
        _draw_pattern(pen, look, mark)
    _draw_ring(pen, mark, HexColor(look.hue))
    canvas.restoreState()


def _draw_pattern(pen: _Pen, look: Look, mark: LesionMark) -> None:
    """Fill a lesion with the pattern of what is done to it; one that is left stays empty."""
    canvas, hue = pen.canvas, HexColor(look.hue)
    canvas.setStrokeColor(hue)
    canvas.setFillColor(hue)
    canvas.setLineWidth(0.5)
    pen.hatch(look.hatch, circle(mark.centre, mark.radius), spacing=HATCH_SPACING)


def _draw_ring(pen: _Pen, mark: LesionMark, hue: Color) -> None:
    """Draw the edge of a lesion: dashed when it has vanished, dotted when its size is not known."""
    canvas = pen.canvas
    canvas.setStrokeColor(hue)
    canvas.setLineWidth(1.2)
    if mark.is_vanished:
        canvas.setDash(2.6, 1.8)
    elif not mark.is_size_known:
        canvas.setDash(0.8, 1.4)
    pen.circle(mark.centre, mark.radius, stroke=True, fill=False)
    if mark.state is LesionState.TREATED:
        canvas.setDash()
        (x, y), reach = mark.centre, mark.radius * 0.7
        pen.lines((Line(Point(x - reach, y), Point(x + reach, y)), Line(Point(x, y - reach), Point(x, y + reach))))


def _draw_number(pen: _Pen, region: Region, marks: LesionMap, *, font: str) -> None:
    """Write the number of a segment, on a light ground where a lesion or a hatching lies below it."""
    canvas, at = pen.canvas, region.label_at
    is_covered = any(math.dist(at, mark.centre) < mark.radius + LABEL_SIZE / 2 for mark in marks.marks)
    canvas.saveState()
    if is_covered or region.segment in marks.resected:
        canvas.setFillColor(WHITE)
        canvas.setFillAlpha(0.85)
        pen.circle(at, LABEL_SIZE * 0.62, stroke=False, fill=True)
        canvas.setFillAlpha(1)
    canvas.setFillColor(NUMBER)
    pen.text(str(region.segment), at, font=font, size=8.5)
    canvas.restoreState()


def _draw_label(pen: _Pen, mark: LesionMark, *, font: str) -> None:
    """Write the label on a light ground, so that neither pattern nor vessels run through it."""
    canvas, box = pen.canvas, mark.label_box
    x, y = pen.at(Point(box.x, box.y + box.height))
    canvas.saveState()
    canvas.setFillColor(WHITE)
    canvas.setFillAlpha(0.82)
    canvas.roundRect(x, y, box.width * pen.scale, box.height * pen.scale, 2, stroke=0, fill=1)
    canvas.setFillAlpha(1)
    canvas.setFillColor(TEXT)
    pen.text(mark.label, box.centre, font=font, size=LABEL_SIZE * pen.scale)
    canvas.restoreState()


class Swatch(Flowable):
    """A small sample of how the map shows something, for its legend."""

    def __init__(self, line: LegendLine, *, size: float = 10) -> None:
        super().__init__()
        self._line = line
        self.width = self.height = size

    @override
    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Take its own size whatever is available."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the sample as the map draws the thing, three drawing units to the point."""
        canvas = self.canv
        pen = _Pen(canvas, scale=1 / 3, height=self.height)
        middle = Point(self.width * 1.5, self.height * 1.5)
        canvas.saveState()
        if self._line.kind is LegendKind.RESECTED:
            _draw_resected_sample(pen, middle)
        else:
            _draw_mark(pen, _sample(self._line, middle, radius=self.height * 1.35))
        canvas.restoreState()


def _draw_resected_sample(pen: _Pen, middle: Point) -> None:
    reach = middle.x * 0.9
    x, y = middle
    square = (
        Point(x - reach, y - reach),
        Point(x + reach, y - reach),
        Point(x + reach, y + reach),
        Point(x - reach, y + reach),
    )
    pen.canvas.setStrokeColor(RESECTED_LINE)
    pen.canvas.setLineWidth(0.9)
    pen.lines(sides(square))
    pen.canvas.setLineWidth(0.45)
    pen.lines(diagonals(square, spacing=RESECTED_SPACING * 0.6, rising=False))


def _sample(line: LegendLine, middle: Point, *, radius: float) -> LesionMark:
    return LesionMark(
        lesion="",
        label="",
        centre=middle,
        radius=radius,
        is_to_scale=False,
        is_size_known=line.kind is not LegendKind.SIZE_UNKNOWN,
        is_vanished=line.kind is LegendKind.VANISHED,
        segments=(),
        state=LesionState.TREATED if line.kind is LegendKind.TREATED else None,
        modality=line.modality,
        is_judged=False,
        label_box=Box(0, 0, 0, 0),
        is_label_inside=True,
    )
