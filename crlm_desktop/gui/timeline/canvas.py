"""The timeline as one sees it, zooms it and steps through it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from crlm_desktop.case.dates import PartialDate
from crlm_desktop.case.timeline import Curve, Event, Track
from crlm_desktop.gui.theme import MEDIUM, SMALL, Theme, Type, font
from crlm_desktop.gui.timeline.arrangement import View, whole_of
from crlm_desktop.gui.timeline.painting import Painting
from crlm_desktop.gui.timeline.scene import AXIS, Lane, Shown, Stop, Words, lanes_of
from crlm_desktop.gui.timeline.words import event_words, measurement_words
from crlm_desktop.i18n import Catalogue

_ZOOM = 1.25
_PAN = 0.15
_NEAR = 4.0
_LEAST_PLOT = 200.0
_MOST_OF_NAMES = 0.18
_ZOOM_KEYS = {Qt.Key.Key_Plus: 1 / _ZOOM, Qt.Key.Key_Equal: 1 / _ZOOM, Qt.Key.Key_Minus: _ZOOM}
_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class TimelineCanvas(QWidget):
    """Paints events on an axis. Arrow keys step through them, with Shift they pan; wheel, + and − zoom, 0 shows all.

    ``pointed`` tells in words what one stands on or points at, ``chosen`` the path of the field that tells it.
    """

    pointed = Signal(str)
    chosen = Signal(str)

    def __init__(self, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._theme = theme
        self._shown = Shown()
        self._as_of: PartialDate | None = None
        self._whole: View | None = None
        self._view: View | None = None
        self._lanes: tuple[Lane, ...] = ()
        self._current = ""
        self._dragged: QPointF | None = None
        self.setObjectName("timeline_canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(catalogue.gettext("Timeline"))

    @property
    def view(self) -> View | None:
        """What is in view."""
        return self._view

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """What is painted."""
        return self._lanes

    @property
    def current(self) -> Stop | None:
        """What the keys stand on."""
        return next((one for one in self._stops() if one.path == self._current), None)

    def show_events(
        self, events: Sequence[Event], curves: Sequence[Curve], as_of: PartialDate | None, *, is_another: bool
    ) -> None:
        """Show these events; of another case all of them, else as much as was in view before."""
        self._shown = Shown(events=tuple(events), curves=tuple(curves))
        self._as_of = as_of
        days = list(self._days())
        before, self._whole = self._whole, whole_of(days) if days else None
        # Whoever has zoomed looks at something; whoever sees everything wants to go on seeing everything.
        if is_another or self._view is None or self._view == before:
            self._view = self._whole
            self._current = "" if is_another else self._current
        self._arrange()

    def zoom(self, factor: float, around: float | None = None) -> None:
        """Show ``factor`` times as many days; the day ``around``, else what one stands on, stays in its place."""
        if self._view is None or self._whole is None:
            return
        stop = self.current
        middle = self._view.first + self._view.days / 2
        if around is None:
            around = stop.day if stop is not None and self._is_in_view(stop) else middle
        self._show(self._view.zoomed(factor, around, self._whole))

    def show_all(self) -> None:
        """Show everything that has a date."""
        if self._whole is not None:
            self._show(self._whole)

    @override
    def sizeHint(self) -> QSize:
        height = self._lanes[-1].top + self._lanes[-1].height if self._lanes else AXIS
        return QSize(480, round(height) + MEDIUM)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(round(_LEAST_PLOT), self.sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._view is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        Painting(painter, self._theme, self._catalogue, QRectF(self._left(), 0, self._plot(), self.height())).paint(
            self._lanes,
            self._view,
            as_of=self._as_of,
            current=self._current if self.hasFocus() else "",
        )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ZOOM_KEYS:
            self.zoom(_ZOOM_KEYS[key])
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.show_all()
        elif key in _STEPS and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._pan(_STEPS[key] * _PAN)
        elif key in _STEPS and self._step(_STEPS[key]):
            pass
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.chosen.emit(self._current)
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if self._view is None or not turned or event.position().x() < self._left():
            super().wheelEvent(event)
            return
        day = self._view.day_at(event.position().x() - self._left(), self._plot())
        self.zoom(_ZOOM ** (-turned / 120), around=day)
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        stop = self._at(event.position())
        if stop is not None:
            self._stand_on(stop)
        elif event.button() is Qt.MouseButton.LeftButton:
            self._dragged = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None and self._view is not None:
            moved = self._dragged.x() - event.position().x()
            self._dragged = event.position()
            self._pan(moved / self._plot())
            return
        stop = self._at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if stop is not None else Qt.CursorShape.ArrowCursor)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        self.unsetCursor()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        stop = self._at(event.position())
        if stop is not None:
            self.chosen.emit(stop.path)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current is not None:
            self.pointed.emit(self._in_words())
        self.update()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            stop = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), stop.words if stop is not None else "", self)
            return True
        return super().event(event)

    def _days(self) -> Iterator[date]:
        for event in self._shown.events:
            if event.is_dated:
                yield from (event.earliest, event.latest)
        for curve in self._shown.curves:
            for one in curve.values:
                if one.on is not None:
                    yield from (one.on.earliest, one.on.latest)
        if self._as_of is not None and (any(one.is_dated for one in self._shown.events) or self._shown.curves):
            yield self._as_of.latest

    def _left(self) -> float:
        """Return where the plot begins: the names of the lanes stand at its left."""
        metrics = QFontMetrics(font(Type.SMALL))
        names = (*(self._catalogue.pick(one.label) for one in Track), *map(self._curve_name, self._shown.curves))
        wanted = max(map(metrics.horizontalAdvance, names), default=0) + MEDIUM
        return float(min(wanted, self.width() * _MOST_OF_NAMES))

    def _plot(self) -> float:
        return max(self.width() - self._left() - SMALL, 1.0)

    def _arrange(self) -> None:
        if self._view is None:
            self._lanes = ()
        else:
            self._lanes = lanes_of(self._shown, self._view, self._left(), self._plot(), self._words())
        if self.current is None:
            self._current = ""
        count = sum(len(lane.stops) for lane in self._lanes)
        words = self._catalogue.ngettext("{count} event", "{count} events", count).format(count=count)
        self.setAccessibleDescription(self._in_words() or words)
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def _words(self) -> Words:
        catalogue, metrics = self._catalogue, QFontMetrics(font(Type.SMALL))
        return Words(
            event=lambda event: event_words(event, catalogue),
            name=lambda event: catalogue.pick(event.name),
            value=lambda curve, place: measurement_words(curve, curve.values[place], catalogue),
            curve=self._curve_name,
            track=lambda track: catalogue.pick(track.label),
            width=lambda text: float(metrics.horizontalAdvance(text)),
        )

    def _curve_name(self, curve: Curve) -> str:
        return f"{self._catalogue.pick(curve.name)} {self._catalogue.pick(curve.unit)}".strip()

    def _show(self, view: View) -> None:
        if view != self._view:
            self._view = view
            self._arrange()

    def _pan(self, share: float) -> None:
        if self._view is not None and self._whole is not None:
            self._show(self._view.panned(share * self._view.days, self._whole))

    def _stops(self) -> list[Stop]:
        return sorted((stop for lane in self._lanes for stop in lane.stops), key=lambda one: (one.day, one.mark.top()))

    def _step(self, by: int) -> bool:
        """Go to the next or the previous thing in time; whether there is one."""
        stops = self._stops()
        places = [place for place, one in enumerate(stops) if one.path == self._current]
        place = (places[0] + by) if places else (0 if by > 0 else len(stops) - 1)
        if not 0 <= place < len(stops):
            return bool(stops)
        self._stand_on(stops[place])
        return True

    def _stand_on(self, stop: Stop) -> None:
        self._current = stop.path
        if not self._is_in_view(stop) and self._view is not None and self._whole is not None:
            self._show(self._view.panned(stop.day - self._view.first - self._view.days / 2, self._whole))
        self.setAccessibleDescription(stop.words)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.pointed.emit(self._in_words())
        self.update()

    def _is_in_view(self, stop: Stop) -> bool:
        assert self._view is not None
        return self._view.first <= stop.day <= self._view.first + self._view.days

    def _in_words(self) -> str:
        stop = self.current
        return stop.words if stop is not None else ""

    def _at(self, place: QPointF) -> Stop | None:
        """Return what is at a place: its mark, else its label."""
        if place.x() < self._left():
            return None
        near = [one for one in self._stops() if one.mark.adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR).contains(place)]
        near += [one for one in self._stops() if one.label.contains(place)]
        return near[0] if near else None
