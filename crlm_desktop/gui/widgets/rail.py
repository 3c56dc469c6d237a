"""The rail at the left: the places of the program, and at its foot what concerns the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy, QVBoxLayout
from typing_extensions import override

from crlm_desktop.gui import icons
from crlm_desktop.gui.theme import MEDIUM, RADIUS, RAIL_WIDTH, SMALL, TINY, Theme, Type, font
from crlm_desktop.gui.widgets.mark import Mark
from crlm_desktop.gui.widgets.pressable import Pressable

_ICON = 20
_HEIGHT = 54


class RailButton(Pressable):
    """An icon with its name under it."""

    def __init__(self, icon: str, action: QAction, *, theme: Theme) -> None:
        super().__init__()
        self._icon = icon
        self._theme = theme
        self.setObjectName(f"rail:{action.objectName()}")
        self.setText(action.text())
        self.setAccessibleName(action.text())
        keys = action.shortcut().toString()
        self.setToolTip(f"{action.text()} ({keys})" if keys else action.text())
        self.setFixedSize(RAIL_WIDTH - 1, _HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(action.trigger)

    @override
    def sizeHint(self) -> QSize:
        return QSize(RAIL_WIDTH - 1, _HEIGHT)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        ground = self.rect().adjusted(TINY + 2, 2, -TINY - 2, -2)
        painter.setPen(QPen(QColor(colours.accent), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse() or self.hasFocus():
            painter.setBrush(QColor(colours.selected if self.isChecked() else colours.hover))
            painter.drawRoundedRect(ground.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        colour = QColor(colours.accent if self.isChecked() else colours.muted)
        place = QRect((self.width() - _ICON) // 2, 9, _ICON, _ICON)
        painter.drawPixmap(place, icons.pixmap(self._icon, colour, size=_ICON, scale=self.devicePixelRatioF()))
        painter.setPen(QColor(colours.text if self.isChecked() else colours.muted))
        painter.setFont(font(Type.SMALL, bold=self.isChecked()))
        room = QRect(TINY, 30, self.width() - 2 * TINY, 18)
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), shown)


class Rail(QFrame):
    """The places from top to bottom; ``chosen`` tells the place that is wanted."""

    chosen = Signal(str)

    def __init__(self, places: Sequence[tuple[str, str, QAction]], *, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(RAIL_WIDTH)
        self._buttons: dict[str, RailButton] = {}
        group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, MEDIUM, 0, SMALL)
        self._column.setSpacing(TINY)
        self._column.addWidget(Mark(theme, side=32), 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addSpacing(SMALL)
        for place, icon, action in places:
            made = RailButton(icon, action, theme=theme)
            made.setCheckable(True)
            group.addButton(made)
            self._buttons[place] = made
            self._column.addWidget(made)
        self._column.addStretch(1)

    def add_at_foot(self, button: QAbstractButton) -> None:
        """Put a button under the places."""
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)

    @Slot(str)
    def show_place(self, place: str) -> None:
        """Show which place one is in."""
        self._buttons[place].setChecked(True)
