"""The mark of the program: four lesions of a liver, one of them treated."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crlm_desktop.gui.theme import Theme

# Places and radii of the dots in a square of side 1.
_DOTS = ((0.34, 0.36, 0.13), (0.66, 0.30, 0.08), (0.30, 0.68, 0.08))
_RING = (0.64, 0.64, 0.15)


class Mark(QWidget):
    """Drawn in the colours of the theme."""

    def __init__(self, theme: Theme, *, side: int) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(
            painter, QRectF(self.rect()), ground=self._theme.colour("accent"), ink=self._theme.colour("on_accent")
        )


def paint_mark(painter: QPainter, place: QRectF, *, ground: QColor, ink: QColor) -> None:
    """Paint the mark into ``place``."""
    side = place.width()
    painter.setPen(QPen(QColor(0, 0, 0, 0)))
    painter.setBrush(ground)
    painter.drawRoundedRect(place, side * 0.24, side * 0.24)
    painter.setBrush(ink)
    for x, y, radius in _DOTS:
        painter.drawEllipse(place.topLeft() + QPointF(x * side, y * side), radius * side, radius * side)
    x, y, radius = _RING
    painter.setBrush(QColor(0, 0, 0, 0))
    painter.setPen(QPen(ink, side * 0.07))
    painter.drawEllipse(place.topLeft() + QPointF(x * side, y * side), radius * side, radius * side)
