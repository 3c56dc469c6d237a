"""A fact as an instrument shows it: its name small above, its value below; unknown leans."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from crlm_desktop.gui.summaries import KeyFact
from crlm_desktop.gui.theme import RADIUS, Theme, Type, font
from crlm_desktop.gui.widgets.pressable import Pressable

HEIGHT = 40
# A long fact may be cut down to this.
LEAST_WIDTH = 110
_SIDE = 7


class Readout(Pressable):
    """One fact; a click asks for the field where it is entered."""

    asked = Signal(str)

    def __init__(self, fact: KeyFact, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fact = fact
        self.setObjectName(f"fact:{fact.id}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.show_fact(fact)
        self.clicked.connect(self._ask)

    def show_fact(self, fact: KeyFact) -> None:
        """Show another value of the fact."""
        self._fact = fact
        self.setText(fact.text)
        self.setAccessibleName(f"{fact.label}: {fact.text}")
        self.setToolTip(f"{fact.label}: {fact.text}")
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._natural_width() + 2 * _SIDE, HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), LEAST_WIDTH), HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self._theme.colours
        if self.underMouse() or self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours.accent), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        room = self.rect().adjusted(_SIDE, 3, -_SIDE, -3)
        painter.setPen(QColor(colours.muted))
        painter.setFont(font(Type.SMALL))
        self._draw(painter, self._fact.label, room.adjusted(0, 0, 0, -room.height() // 2))
        value = font(Type.PANEL)
        value.setItalic(not self._fact.is_known)
        painter.setFont(value)
        painter.setPen(QColor(colours.text if self._fact.is_known else colours.muted))
        self._draw(painter, self._fact.text, room.adjusted(0, room.height() // 2, 0, 0))

    def _draw(self, painter: QPainter, text: str, room: QRect) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)

    def _natural_width(self) -> int:
        label = QFontMetrics(font(Type.SMALL)).horizontalAdvance(self._fact.label)
        leaning = font(Type.PANEL)
        leaning.setItalic(not self._fact.is_known)
        value = QFontMetrics(leaning).horizontalAdvance(self._fact.text)
        # A leaning letter reaches beyond its own width.
        return max(label, value) + 4

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self._fact.path)
