"""How a timeline is painted: axis, lanes, marks that differ by shape as well as by colour, curves."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.timeline import Track
from crlm_desktop.gui.theme import MEDIUM, SMALL, TINY, Theme, Type, font, mixed
from crlm_desktop.gui.timeline.arrangement import View, ticks_of
from crlm_desktop.gui.timeline.scene import AXIS, Lane, Stop
from crlm_desktop.gui.timeline.words import tick_words
from crlm_desktop.i18n import Catalogue

_APART = 84.0
_TINT = 0.28
_COLOURS = {
    Track.DISEASE: "text",
    Track.IMAGING: "suitable",
    Track.SYSTEMIC: "sirt",
    Track.LOCAL: "resect",
    Track.MEETING: "recommended",
}
_MIDDLE_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class Painting:
    """Paints into the plot, the names of the lanes at its left."""

    def __init__(self, painter: QPainter, theme: Theme, catalogue: Catalogue, plot: QRectF) -> None:
        self._painter = painter
        self._theme = theme
        self._catalogue = catalogue
        self._plot = plot

    def paint(self, lanes: Iterable[Lane], view: View, *, as_of: PartialDate | None, current: str) -> None:
        """Paint the lanes as they are laid out for the view; ``current`` is the path of what the keys stand on."""
        self._paint_axis(view)
        if as_of is not None:
            self._paint_as_of(view, as_of)
        for lane in lanes:
            self._paint_name(lane)
            self._painter.save()
            self._painter.setClipRect(self._plot)
            if lane.track is None:
                self._paint_curve(lane)
            for stop in lane.stops:
                self._paint_stop(stop, lane, is_current=stop.path == current)
            self._painter.restore()

    def _paint_axis(self, view: View) -> None:
        painter, plot = self._painter, self._plot
        ticks = list(ticks_of(view, plot.width(), least_apart=_APART))
        is_by_years = all(tick.month == 1 for tick in ticks)
        painter.setFont(font(Type.SMALL, tabular=True))
        for tick in ticks:
            x = plot.left() + view.at(tick.toordinal(), plot.width())
            painter.setPen(QPen(self._theme.colour("line"), 1))
            painter.drawLine(QPointF(x, AXIS - 6), QPointF(x, plot.bottom()))
            painter.setPen(self._theme.colour("muted"))
            words = tick_words(tick, is_by_years=is_by_years, catalogue=self._catalogue)
            if x + painter.fontMetrics().horizontalAdvance(words) < plot.right():
                painter.drawText(QRectF(x + 4, 0, _APART, AXIS - 4), _MIDDLE_LEFT, words)

    def _paint_as_of(self, view: View, as_of: PartialDate) -> None:
        x = self._plot.left() + view.at(as_of.latest.toordinal() + 1, self._plot.width())
        if not self._plot.left() <= x <= self._plot.right():
            return
        self._painter.setPen(QPen(self._theme.colour("accent"), 1.5, Qt.PenStyle.DashLine))
        self._painter.drawLine(QPointF(x, AXIS - 6), QPointF(x, self._plot.bottom()))
        self._painter.setFont(font(Type.SMALL))
        words = self._catalogue.gettext("as of")
        wide = self._painter.fontMetrics().horizontalAdvance(words)
        self._painter.drawText(QPointF(x - wide - TINY, self._plot.bottom() - TINY), words)

    def _paint_name(self, lane: Lane) -> None:
        painter = self._painter
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawLine(QPointF(0, lane.top), QPointF(self._plot.right(), lane.top))
        painter.setFont(font(Type.SMALL))
        painter.setPen(self._theme.colour("muted"))
        room = QRectF(0, lane.top, self._plot.left() - SMALL, lane.height)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(flags), lane.name)

    def _paint_stop(self, stop: Stop, lane: Lane, *, is_current: bool) -> None:
        painter = self._painter
        colour = self._colour_of(lane)
        is_exact = stop.is_exact
        if stop.event is not None and stop.event.is_stretch:
            self._paint_stretch(stop, colour)
        else:
            # What is not known to the day is hollow, over all the days that it can be.
            painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine if is_exact else Qt.PenStyle.DotLine))
            painter.setBrush(colour if is_exact else Qt.BrushStyle.NoBrush)
            painter.drawPath(_shape(lane.track, stop.mark))
        if is_current:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(stop.mark.adjusted(-4, -4, 4, 4), 4, 4)
        if lane.track is not None:
            painter.setFont(font(Type.SMALL, bold=is_current))
            painter.setPen(self._theme.colour("text"))
            painter.drawText(stop.label.adjusted(0, 0, MEDIUM, 0), _MIDDLE_LEFT, stop.text)

    def _paint_stretch(self, stop: Stop, colour: QColor) -> None:
        assert stop.event is not None
        painter = self._painter
        painter.setPen(QPen(colour, 1))
        painter.setBrush(mixed(colour.name(), self._theme.colours.surface, _TINT))
        if not stop.event.goes_on:
            painter.drawRoundedRect(stop.mark, 4, 4)
            return
        # What goes on runs out to the right.
        path, box = QPainterPath(), stop.mark
        path.addPolygon(
            QPolygonF(
                [
                    box.topLeft(),
                    QPointF(box.right() - SMALL, box.top()),
                    QPointF(box.right(), box.center().y()),
                    QPointF(box.right() - SMALL, box.bottom()),
                    box.bottomLeft(),
                ]
            )
        )
        path.closeSubpath()
        painter.drawPath(path)

    def _paint_curve(self, lane: Lane) -> None:
        painter = self._painter
        painter.setPen(QPen(self._theme.colour("accent"), 1.5))
        for one, other in pairwise(stop.mark.center() for stop in lane.stops):
            painter.drawLine(one, other)
        painter.setFont(font(Type.SMALL, tabular=True))
        free = -1.0
        for stop in lane.stops:
            width = painter.fontMetrics().horizontalAdvance(stop.text)
            left = stop.mark.center().x() - width / 2
            if left >= free:
                painter.setPen(self._theme.colour("text"))
                painter.drawText(QPointF(left, stop.mark.top() - 4), stop.text)
                free = left + width + SMALL

    def _colour_of(self, lane: Lane) -> QColor:
        return self._theme.colour(_COLOURS[lane.track] if lane.track is not None else "accent")


def _shape(track: Track | None, box: QRectF) -> QPainterPath:
    """Return the mark of a track: what is known to the month or the year is a bar as long as that."""
    path = QPainterPath()
    if box.width() > box.height() * 1.5:
        path.addRoundedRect(box, 3, 3)
        return path
    match track:
        case Track.DISEASE:
            middle = box.center()
            corners = [
                QPointF(middle.x(), box.top()),
                QPointF(box.right(), middle.y()),
                QPointF(middle.x(), box.bottom()),
                QPointF(box.left(), middle.y()),
            ]
            path.addPolygon(QPolygonF(corners))
            path.closeSubpath()
        case Track.LOCAL:
            path.addRect(box.adjusted(1, 1, -1, -1))
        case Track.MEETING:
            path.addPolygon(QPolygonF([box.bottomLeft(), QPointF(box.center().x(), box.top()), box.bottomRight()]))
            path.closeSubpath()
        case _:
            path.addEllipse(box)
    return path
