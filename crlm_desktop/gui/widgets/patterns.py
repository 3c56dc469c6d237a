"""How a modality looks in the window: its colour of the theme and its pattern, which says the same without colour."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crlm_desktop.engine.liver.lesion_map import Hatch, look_of
from crlm_desktop.engine.proposal import LesionModality
from crlm_desktop.gui.theme import Theme, mixed

FILL = 0.22
# A lesion of which no plan speaks is a plain grey disc.
_UNPLANNED_FILL = 0.5
_SPACING = 5.0


def modality_colour(modality: LesionModality | None) -> str:
    """Return the name of the colour of a modality; ``None`` is a lesion of which no plan speaks."""
    return "muted" if modality is None else modality.value


def paint_area(
    painter: QPainter, area: QPainterPath, modality: LesionModality | None, *, theme: Theme, spacing: float = _SPACING
) -> None:
    """Paint an area in tint, pattern and outline of a modality."""
    colour = theme.colour(modality_colour(modality))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    share = _UNPLANNED_FILL if modality is None else FILL
    painter.fillPath(area, mixed(colour.name(), theme.colours.surface, share))
    painter.save()
    painter.setClipPath(area, Qt.ClipOperation.IntersectClip)
    _paint_hatch(painter, area.boundingRect(), look_of(modality).hatch, colour, spacing)
    painter.restore()
    painter.strokePath(area, QPen(colour, 1.6))
    painter.restore()


def _paint_hatch(painter: QPainter, box: QRectF, hatch: Hatch, colour: QColor, spacing: float) -> None:
    match hatch:
        case Hatch.RISING:
            _paint_lines(painter, box, colour, spacing, rising=True)
        case Hatch.CROSSED:
            _paint_lines(painter, box, colour, spacing, rising=True)
            _paint_lines(painter, box, colour, spacing, rising=False)
        case Hatch.DOTS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            for row in range(math.ceil(box.height() / spacing) + 1):
                shift = spacing / 2 if row % 2 else 0.0
                for column in range(math.ceil(box.width() / spacing) + 1):
                    at = QPointF(box.left() + column * spacing + shift, box.top() + row * spacing)
                    painter.drawEllipse(at, 1.0, 1.0)
        case Hatch.NONE:
            pass


def _paint_lines(painter: QPainter, box: QRectF, colour: QColor, spacing: float, *, rising: bool) -> None:
    painter.setPen(QPen(colour, 1.0))
    painter.drawLines(hatching(box, spacing * math.sqrt(2), rising=rising))


def hatching(box: QRectF, step: float, *, rising: bool = True) -> list[QLineF]:
    """Return parallel lines at 45 degrees through the box, ``step`` apart along its edge.

    All lie on one grid, so that the lines of neighbours continue each other.
    """
    top, foot = box.top(), box.bottom()
    # Along a rising line x + y is the same everywhere, along a falling one x - y.
    sign = 1 if rising else -1
    low, high = box.left() + min(sign * top, sign * foot), box.right() + max(sign * top, sign * foot)
    sums = [line * step for line in range(math.floor(low / step), math.ceil(high / step) + 1)]
    return [QLineF(total - sign * foot, foot, total - sign * top, top) for total in sums]


class Swatch(QWidget):
    """A small area that looks like a modality, for legends and lists."""

    def __init__(self, modality: LesionModality | None, *, theme: Theme) -> None:
        super().__init__()
        self._modality = modality
        self._theme = theme
        self.setFixedSize(QSize(16, 16))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        area = QPainterPath()
        area.addEllipse(QRectF(1.5, 1.5, 13, 13))
        paint_area(QPainter(self), area, self._modality, theme=self._theme, spacing=4.0)
