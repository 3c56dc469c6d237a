"""A button that looks like a field: a value in words, and an arrow that says that others can be chosen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget
from typing_extensions import override

from crlm_desktop.gui import icons
from crlm_desktop.gui.theme import CONTROL_HEIGHT, ICON, RADIUS, SMALL, Theme
from crlm_desktop.gui.widgets.pressable import Pressable

_ARROW = ICON - 2


class FieldButton(Pressable):
    """Paints itself; a combo box would bring nine widgets with it, and a form has dozens of them."""

    def __init__(self, *, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_unknown = True
        self.setObjectName(name)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def say(self, text: str, *, is_unknown: bool) -> None:
        """Show a value in words; what is unknown leans."""
        self._is_unknown = is_unknown
        self.setText(text)
        self.setAccessibleDescription(text)
        self.update()

    def open_under(self, menu: QMenu) -> None:
        """Open a menu under the field, at least as wide."""
        menu.setMinimumWidth(self.width())
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    @override
    def sizeHint(self) -> QSize:
        return QSize(120, CONTROL_HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(60, CONTROL_HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        width = 2 if self.hasFocus() else 1
        half = width / 2
        painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.outline), width))
        painter.setBrush(QColor(colours.hover if self.underMouse() and self.isEnabled() else colours.field))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(half, half, -half, -half), RADIUS, RADIUS)
        face = QFont(self.font())
        face.setItalic(self._is_unknown)
        painter.setFont(face)
        painter.setPen(QColor(colours.muted if self._is_unknown or not self.isEnabled() else colours.text))
        room = self.rect().adjusted(SMALL, 0, -_ARROW - SMALL, 0)
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        place = QRect(self.width() - _ARROW - 6, (self.height() - _ARROW) // 2, _ARROW, _ARROW)
        arrow = icons.pixmap("chevron-down", QColor(colours.muted), size=_ARROW, scale=self.devicePixelRatioF())
        painter.drawPixmap(place, arrow)
