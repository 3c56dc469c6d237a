"""The liver with its lesions as one sees, points at and steps through them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from crlm_desktop.case.choices import Segment
from crlm_desktop.case.record import Case
from crlm_desktop.engine.liver.drawing import Drawing, drawn_as
from crlm_desktop.engine.liver.lesion_map import LesionMap, LesionMark, extent
from crlm_desktop.engine.liver.outline import Point
from crlm_desktop.engine.proposal import Plan
from crlm_desktop.gui.theme import TINY, Theme
from crlm_desktop.gui.widgets.lesion_words import lesion_facts
from crlm_desktop.gui.widgets.liver_menu import LiverMenu
from crlm_desktop.gui.widgets.liver_painting import MarkLook, paint_liver, paint_marks, path_of, placement
from crlm_desktop.i18n import Catalogue

_NEAR = 10.0
_TARGET = 5.0
"""The width of the line around the segment to which a lesion is dragged, in units of the drawing."""
_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class LiverCanvas(QWidget):
    """Paints drawing, lesions and plan; arrow keys step through the lesions, Enter or a click selects one.

    Where it may be edited a lesion is dragged to another segment (``moved``, with both), a double click adds one to a
    segment (``added``), and the menu key offers the same.
    """

    selected = Signal(str)
    pointed = Signal(str)
    added = Signal(str)
    moved = Signal(str, str)

    def __init__(self, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._theme = theme
        self._drawing: Drawing | None = None
        self._case: Case | None = None
        self._plan: Plan | None = None
        self._map = LesionMap(marks=(), resected=frozenset(), unplaced=())
        self._lit: frozenset[str] = frozenset()
        self._selected = self._current = self._pointed = ""
        self._is_editable = False
        self._pressed: tuple[str, QPointF] | None = None
        self._dragged: QPointF | None = None
        self._menu = LiverMenu(self, catalogue=catalogue)
        self._menu.added.connect(self.added)
        self._menu.moved.connect(self.moved)
        self._menu.sought.connect(self._choose)
        self.setObjectName("liver_canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(200, 128)

    @property
    def shown(self) -> LesionMap:
        """The lesions and segments as they are painted."""
        return self._map

    @property
    def current(self) -> str:
        """The lesion on which the keys stand; empty when on none."""
        return self._current

    @property
    def lit(self) -> frozenset[str]:
        """The lesions that are lit up."""
        return self._lit

    def show_map(self, drawing: Drawing, case: Case, plan: Plan | None, lesion_map: LesionMap) -> None:
        """Show the lesions of a case as a plan treats them."""
        self._drawing, self._case, self._plan, self._map = drawing, case, plan, lesion_map
        there = {mark.lesion for mark in lesion_map.marks}
        self._current = self._current if self._current in there else ""
        self._selected = self._selected if self._selected in there else ""
        self._describe()
        self.update()

    def let_edit(self, *, is_editable: bool) -> None:
        """Let lesions be added and moved, or not."""
        self._is_editable = is_editable

    def clear(self) -> None:
        """Show the liver without lesions."""
        self._case = self._plan = None
        self._map = LesionMap(marks=(), resected=frozenset(), unplaced=())
        self._current = self._selected = self._pointed = ""
        self._describe()
        self.update()

    def light(self, lesions: Iterable[str]) -> None:
        """Light these lesions up, and no others."""
        lit = frozenset(lesions)
        if lit != self._lit:
            self._lit = lit
            self.update()

    def select(self, lesion: str) -> None:
        """Mark one lesion as selected without telling anybody; the empty id selects none."""
        self._selected = lesion
        self._current = lesion or self._current
        self._describe()
        self.update()

    def place_of(self, lesion: str) -> QPointF:
        """Return where a lesion is painted, in pixels of the canvas."""
        return self._transform().map(QPointF(*self._mark(lesion).centre))

    def facts_of(self, lesion: str) -> str:
        """Return in words what is known of a lesion; empty when it is not there."""
        known = self._case.lesion(lesion) if self._case is not None else None
        if known is None:
            return ""
        treatments = self._plan.treatments if self._plan is not None else ()
        return lesion_facts(known, next((one for one in treatments if one.lesion == lesion), None), self._catalogue)

    @override
    def sizeHint(self) -> QSize:
        return QSize(480, 232)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._drawing is None:
            return
        painter = QPainter(self)
        painter.setTransform(self._transform(), combine=True)
        paint_liver(painter, self._drawing, self._map.resected, theme=self._theme)
        paint_marks(painter, self._map, {mark.lesion: self._look(mark) for mark in self._map.marks}, theme=self._theme)
        if self._dragged is not None and self._pressed is not None:
            self._paint_dragged(painter, self._pressed[0], self._dragged)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not self._is_editable:
            self._point(self._at(event.position()))
            return
        far = (event.position() - self._pressed[1]).manhattanLength() >= QApplication.startDragDistance()
        if self._dragged is not None or far:
            self._dragged = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, dragged = self._pressed, self._dragged
        self._drop_nowhere()
        if pressed is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if dragged is None:
            self._choose(pressed[0])
            return
        segment = self._segment_at(event.position())
        if segment is not None and segment not in self._drawn_at(pressed[0]):
            self.moved.emit(pressed[0], str(segment))

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        segment = self._segment_at(event.position())
        if self._is_editable and segment is not None and not self._at(event.position()):
            self.added.emit(str(segment))

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self._is_editable or self._case is None:
            super().contextMenuEvent(event)
            return
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            lesion, segment = self._at(QPointF(event.pos())), self._segment_at(QPointF(event.pos()))
            where = event.globalPos()
        else:
            lesion, segment = self._current, None
            where = self.mapToGlobal(self.place_of(lesion).toPoint() if lesion else self.rect().center())
        menu = self._menu.made(lesion=lesion, segment=segment)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._point("")

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        lesion = self._at(event.position())
        if lesion:
            self._pressed = (lesion, event.position())
        else:
            self._choose("")

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            text = self.facts_of(self._at(QPointF(event.pos()))) or self._offer_at(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and self._map.marks:
            self._step(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current:
            self._choose(self._current)
        elif key == Qt.Key.Key_Escape and self._dragged is not None:
            self._drop_nowhere()
        elif key == Qt.Key.Key_Escape and self._selected:
            self._choose("")
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _offer_at(self, place: QPointF) -> str:
        """Return what a double click would do at a place without a lesion."""
        segment = self._segment_at(place) if self._is_editable else None
        if segment is None:
            return ""
        return self._catalogue.gettext("Segment {segment}: double-click to add a lesion").format(segment=segment)

    def _drop_nowhere(self) -> None:
        self._pressed = self._dragged = None
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.update()

    def _segment_at(self, place: QPointF) -> Segment | None:
        """Return the segment that is seen at a place."""
        if self._drawing is None:
            return None
        inverse, is_invertible = self._transform().inverted()
        at = inverse.map(place)
        return self._drawing.segment_at(Point(at.x(), at.y())) if is_invertible else None

    def _drawn_at(self, lesion: str) -> tuple[Segment, ...]:
        """Return the segments of the drawing in which the centre of a lesion is."""
        return tuple(drawn for segment in self._mark(lesion).segments[:1] for drawn in drawn_as(segment))

    def _paint_dragged(self, painter: QPainter, lesion: str, place: QPointF) -> None:
        """Paint where a lesion would come to lie, and the segment in which that is."""
        assert self._drawing is not None
        segment = self._segment_at(place)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if segment is not None:
            painter.strokePath(
                path_of(self._drawing.regions[segment].shape), QPen(self._theme.colour("accent"), _TARGET)
            )
        inverse, _is_invertible = self._transform().inverted()
        radius = self._mark(lesion).radius
        painter.setPen(QPen(self._theme.colour("accent"), _TARGET / 2, Qt.PenStyle.DashLine))
        painter.drawEllipse(inverse.map(place), radius, radius)

    def _transform(self) -> QTransform:
        assert self._drawing is not None
        margin = TINY
        box = extent(self._drawing, self._map)
        return placement(box, QRectF(self.rect()).adjusted(margin, margin, -margin, -margin))

    def _look(self, mark: LesionMark) -> MarkLook:
        return MarkLook(
            is_lit=mark.lesion in self._lit or mark.lesion == self._pointed,
            is_selected=mark.lesion == self._selected,
            has_focus=self.hasFocus() and mark.lesion == self._current,
        )

    def _mark(self, lesion: str) -> LesionMark:
        return next(mark for mark in self._map.marks if mark.lesion == lesion)

    def _at(self, place: QPointF) -> str:
        """Return the lesion at a place; the smallest, where several lie over each other."""
        if self._drawing is None:
            return ""
        inverse, is_invertible = self._transform().inverted()
        if not is_invertible:
            return ""
        at = inverse.map(place)
        near = [
            mark
            for mark in self._map.marks
            if math.dist((at.x(), at.y()), mark.centre) <= mark.radius + _NEAR or QRectF(*mark.label_box).contains(at)
        ]
        return near[-1].lesion if near else ""

    def _step(self, by: int) -> None:
        order = self._in_order()
        at = order.index(self._current) + by if self._current in order else (0 if by > 0 else -1)
        self._current = order[at % len(order)]
        self.pointed.emit(self._current)
        self._describe()
        self.update()

    def _in_order(self) -> list[str]:
        """Return the lesions in the order of the record, in which they are read."""
        placed = {mark.lesion for mark in self._map.marks}
        lesions = (self._case.lesions or ()) if self._case is not None else ()
        return [lesion.id for lesion in lesions if lesion.id in placed]

    def _point(self, lesion: str) -> None:
        if lesion != self._pointed:
            self._pointed = lesion
            self.setCursor(Qt.CursorShape.PointingHandCursor if lesion else Qt.CursorShape.ArrowCursor)
            self.pointed.emit(lesion)
            self.update()

    def _choose(self, lesion: str) -> None:
        self.select(lesion)
        self.selected.emit(lesion)

    def _describe(self) -> None:
        _ = self._catalogue.gettext
        self.setAccessibleName(_("Liver map"))
        count = len(self._map.marks)
        whole = self._catalogue.ngettext(
            "{count} lesion; arrow keys step through, Enter selects",
            "{count} lesions; arrow keys step through, Enter selects",
            count,
        ).format(count=count)
        self.setAccessibleDescription(self.facts_of(self._current) if self._current else whole)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
