"""A line out of several of which one is chosen: a ring, a text that wraps, and a figure at the right."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy
from typing_extensions import override

from crlm_desktop.gui.theme import RADIUS, SMALL, Theme, Type, font
from crlm_desktop.gui.widgets.pressable import Pressable
from crlm_desktop.gui.widgets.signs import SIDE

_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_INSET = SMALL - 2


class RadioLine(Pressable):
    """``picked`` tells the value of the line; whoever holds the lines checks the one that is chosen."""

    picked = Signal(object)

    def __init__(self, value: object, text: str, *, name: str, theme: Theme, aside: str = "") -> None:
        super().__init__()
        self.value = value
        self._theme = theme
        self._aside = aside
        self._heights: dict[int, int] = {}
        self.setText(text)
        self.setCheckable(True)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setAccessibleDescription(aside)
        self.setToolTip(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._tell)

    @override
    def nextCheckState(self) -> None:
        # Whoever holds the lines decides which one is checked.
        return

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._room(width).height() + 2 * _INSET
        return self._heights[width]

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(360))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, 20)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "selected" if self.isChecked() else "hover" if self.underMouse() else ""
        painter.setPen(QPen(self._theme.colour("accent"), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        self._paint_ring(painter)
        painter.setPen(self._theme.colour("text"))
        painter.setFont(font(Type.PANEL))
        painter.drawText(self._room(self.width()), _WRAP, self.text())
        painter.setFont(font(Type.SMALL, tabular=True))
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(self.rect().adjusted(0, 0, -SMALL, 0), _RIGHT, self._aside)

    def _room(self, width: int) -> QRect:
        aside = QFontMetrics(font(Type.SMALL)).horizontalAdvance(self._aside) + SMALL if self._aside else 0
        left = SMALL + SIDE + SMALL
        room = QRect(left, _INSET, max(60, width - left - SMALL - aside), 10_000)
        return QFontMetrics(font(Type.PANEL)).boundingRect(room, _WRAP, self.text())

    def _paint_ring(self, painter: QPainter) -> None:
        colour = self._theme.colour("accent" if self.isChecked() else "muted")
        centre = QPointF(SMALL + SIDE / 2, _INSET + 10)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.5))
        painter.drawEllipse(centre, 5.5, 5.5)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(centre, 3, 3)

    @Slot()
    def _tell(self) -> None:
        self.picked.emit(self.value)
