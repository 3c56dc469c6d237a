"""The drawing of the liver on the screen: the shapes of the one SVG in the colours of the theme, and the lesions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import assert_never

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen, QTransform

from crlm_desktop import paths
from crlm_desktop.case.choices import LesionState, Segment
from crlm_desktop.engine.liver import drawing as drawings
from crlm_desktop.engine.liver.drawing import Drawing, Shape, ShapeKind
from crlm_desktop.engine.liver.lesion_map import LABEL_SIZE, LesionMap, LesionMark
from crlm_desktop.engine.liver.outline import Box
from crlm_desktop.gui.theme import Theme, mixed
from crlm_desktop.gui.widgets.patterns import hatching, modality_colour, paint_area

RESECTED_TINT = 0.16
_RESECTED_STEP = 21.0


@cache
def liver_drawing() -> Drawing:
    """Return the one drawing of the liver."""
    return drawings.read(paths.resource("liver", "couinaud.svg").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkLook:
    """What is told of a lesion at the moment beyond its facts."""

    is_lit: bool = False
    is_selected: bool = False
    has_focus: bool = False


def placement(box: Box, room: QRectF) -> QTransform:
    """Return how a part of the drawing is brought into the room: as large as it fits, in the middle."""
    scale = min(room.width() / box.width, room.height() / box.height)
    made = QTransform()
    made.translate(room.center().x(), room.center().y())
    made.scale(scale, scale)
    made.translate(-box.x - box.width / 2, -box.y - box.height / 2)
    return made


def paint_liver(painter: QPainter, drawing: Drawing, resected: frozenset[Segment], *, theme: Theme) -> None:
    """Paint the liver, in the units of the drawing; segments that a plan takes wholly are hatched."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    by_shape = {region.shape.id: region for region in drawing.regions.values()}
    for shape in drawing.shapes:
        region = by_shape.get(shape.id)
        if region is None:
            _paint_shape(painter, shape, theme)
        else:
            _paint_segment(painter, shape, theme, is_behind=region.is_behind, is_resected=region.segment in resected)
    _paint_numbers(painter, drawing, theme)


def paint_marks(painter: QPainter, shown: LesionMap, looks: Mapping[str, MarkLook], *, theme: Theme) -> None:
    """Paint the lesions, in the units of the drawing, and over all of them their labels."""
    for mark in shown.marks:
        _paint_mark(painter, mark, looks.get(mark.lesion, MarkLook()), theme)
    for mark in shown.marks:
        _paint_label(painter, mark, theme)


def path_of(shape: Shape) -> QPainterPath:
    """Return a shape of the drawing as Qt paints it."""
    path = QPainterPath()
    for stroke in shape.strokes:
        path.moveTo(*stroke.start)
        for curve in stroke.curves:
            path.cubicTo(*curve.control_1, *curve.control_2, *curve.end)
        if stroke.is_closed:
            path.closeSubpath()
    return path


def _paint_shape(painter: QPainter, shape: Shape, theme: Theme) -> None:
    colour = theme.colour(_colour_of(shape.kind))
    path = path_of(shape)
    if shape.width is None:
        painter.fillPath(path, colour)
        return
    pen = QPen(colour, shape.width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.strokePath(path, pen)


def _colour_of(kind: ShapeKind) -> str:
    match kind:
        case ShapeKind.HEPATIC_VEIN | ShapeKind.CAVA:
            return "hepatic_vein"
        case ShapeKind.PORTAL_VEIN:
            return "portal_vein"
        case ShapeKind.GALLBLADDER:
            return "bile"
        case ShapeKind.LIGAMENT:
            return "liver_line"
        case ShapeKind.SEGMENT:
            return "liver"
        case _:
            assert_never(kind)


def _paint_segment(painter: QPainter, shape: Shape, theme: Theme, *, is_behind: bool, is_resected: bool) -> None:
    path = path_of(shape)
    colours = theme.colours
    line = QPen(theme.colour("liver_line"), 1.8)
    if is_behind:
        line.setStyle(Qt.PenStyle.DashLine)
    if is_resected:
        painter.fillPath(path, mixed(colours.resect, colours.liver, RESECTED_TINT))
        _paint_hatching(painter, path, theme)
    else:
        painter.fillPath(path, theme.colour("liver"))
    painter.strokePath(path, line)


def _paint_hatching(painter: QPainter, path: QPainterPath, theme: Theme) -> None:
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    colours = theme.colours
    painter.setPen(QPen(mixed(colours.resect, colours.liver, 0.55), 2.2))
    painter.drawLines(hatching(path.boundingRect(), _RESECTED_STEP))
    painter.restore()


def _paint_numbers(painter: QPainter, drawing: Drawing, theme: Theme) -> None:
    painter.setFont(_font(LABEL_SIZE * 0.92, bold=False))
    painter.setPen(theme.colour("text"))
    side = 2 * LABEL_SIZE
    for region in drawing.regions.values():
        at = region.label_at
        room = QRectF(at.x - side / 2, at.y - side / 2, side, side)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, str(region.segment))


def _paint_mark(painter: QPainter, mark: LesionMark, look: MarkLook, theme: Theme) -> None:
    centre = QPointF(*mark.centre)
    if look.is_lit or look.is_selected or look.has_focus:
        _paint_ring(painter, centre, mark.radius, look, theme)
    # A halo keeps the lesion apart from what lies under it.
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("surface"))
    painter.drawEllipse(centre, mark.radius + 3.5, mark.radius + 3.5)
    area = QPainterPath()
    area.addEllipse(centre, mark.radius, mark.radius)
    if mark.state in (LesionState.VANISHED, LesionState.TREATED):
        _paint_hollow(painter, area, mark, theme)
        return
    painter.save()
    paint_area(painter, area, mark.modality, theme=theme, spacing=10.0)
    pen = QPen(theme.colour(modality_colour(mark.modality)), 3.6)
    if not mark.is_to_scale:
        pen.setDashPattern([1.0, 1.2])
        painter.strokePath(area, QPen(theme.colour("surface"), 3.6))
    painter.strokePath(area, pen)
    painter.restore()


def _paint_hollow(painter: QPainter, area: QPainterPath, mark: LesionMark, theme: Theme) -> None:
    """Paint what is no longer seen as an outline; what was treated before is crossed through once."""
    colour = theme.colour(modality_colour(mark.modality))
    pen = QPen(colour, 3.6)
    if mark.state is LesionState.VANISHED:
        pen.setDashPattern([2.2, 1.8])
    painter.strokePath(area, pen)
    if mark.state is LesionState.TREATED:
        reach = mark.radius * 0.7
        centre = area.boundingRect().center()
        painter.setPen(QPen(colour, 2.6))
        painter.drawLine(centre + QPointF(-reach, reach), centre + QPointF(reach, -reach))


def _paint_ring(painter: QPainter, centre: QPointF, radius: float, look: MarkLook, theme: Theme) -> None:
    if look.is_lit or look.is_selected:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        painter.drawEllipse(centre, radius + 9, radius + 9)
    if look.has_focus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accent"), 4))
        painter.drawEllipse(centre, radius + 16, radius + 16)


def _paint_label(painter: QPainter, mark: LesionMark, theme: Theme) -> None:
    box = _box(mark.label_box)
    painter.setFont(_font(LABEL_SIZE, bold=True))
    room = box.adjusted(-LABEL_SIZE, -LABEL_SIZE / 2, LABEL_SIZE, LABEL_SIZE / 2)
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(mark.label) + 10
    plate = QRectF(0, 0, width, LABEL_SIZE + 4)
    plate.moveCenter(box.center())
    ground = theme.colour("surface")
    ground.setAlphaF(0.82)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(plate, 8, 8)
    painter.setPen(theme.colour("text"))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, mark.label)


def _font(size: float, *, bold: bool) -> QFont:
    made = QFont(QFont())
    made.setPixelSize(round(size))
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Medium)
    return made


def _box(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)
