"""A choice out of a closed set, of which unknown is always one and looks like it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy
from typing_extensions import override

from crlm_desktop.gui import icons
from crlm_desktop.gui.theme import CONTROL_HEIGHT, ICON, RADIUS, SMALL, Theme


class ChoiceBox(QComboBox):
    """Values with their names; the first entry is unknown, its value `None`.

    The wheel scrolls the form, never the value. Backspace and Delete make it unknown.
    """

    chosen = Signal(object)

    def __init__(self, values: Sequence[tuple[object, str]], *, unknown: str, name: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName(name)
        self.addItem(unknown, None)
        italic = QFont(self.font())
        italic.setItalic(True)
        self.setItemData(0, italic, Qt.ItemDataRole.FontRole)
        for value, text in values:
            self.addItem(text, value)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setMaxVisibleItems(16)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(self._tell)

    @property
    def value(self) -> object:
        """The chosen value; `None` is unknown."""
        return self.currentData()

    def show_value(self, value: object) -> None:
        """Show ``value`` without telling anybody."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self._place(value))
        self.update()

    def _place(self, value: object) -> int:
        # findData compares variants, in which texts of an enumeration and plain texts differ.
        places = [place for place in range(self.count()) if self.itemData(place) == value]
        return places[0] if places else 0

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), CONTROL_HEIGHT)

    @override
    def showPopup(self) -> None:
        view = self.view()
        widest = max(self.fontMetrics().horizontalAdvance(self.itemText(place)) for place in range(self.count()))
        view.setMinimumWidth(max(self.width() - 2, widest + 40))
        super().showPopup()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.setCurrentIndex(0)
            self._tell(0)
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        is_unknown = self.currentData() is None
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.outline), width))
        painter.setBrush(QColor(colours.hover if self.underMouse() and self.isEnabled() else colours.field))
        painter.drawRoundedRect(
            self.rect().toRectF().adjusted(width / 2, width / 2, -width / 2, -width / 2), RADIUS, RADIUS
        )
        font = QFont(self.font())
        font.setItalic(is_unknown)
        painter.setFont(font)
        painter.setPen(QColor(colours.muted if is_unknown or not self.isEnabled() else colours.text))
        room = self.rect().adjusted(SMALL, 0, -ICON - SMALL, 0)
        shown = painter.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        self._paint_arrow(painter)

    def _paint_arrow(self, painter: QPainter) -> None:
        side = ICON - 2
        place = QRect(self.width() - side - 6, (self.height() - side) // 2, side, side)
        colour = QColor(self._theme.colours.muted)
        painter.drawPixmap(place, icons.pixmap("chevron-down", colour, size=side, scale=self.devicePixelRatioF()))

    @Slot(int)
    def _tell(self, place: int) -> None:
        self.chosen.emit(self.itemData(place))
