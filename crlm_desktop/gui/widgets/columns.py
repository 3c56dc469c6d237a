"""A layout of as many even columns as the room allows; what is wide takes several of them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget
from typing_extensions import override

from crlm_desktop.gui.theme import MEDIUM, SMALL


class ColumnsLayout(QLayout):
    """Places widgets in rows of even columns, each at least ``column_width`` wide; a row is as high as it must be."""

    def __init__(self, parent: QWidget | None = None, *, column_width: int, most: int = 4) -> None:
        super().__init__(parent)
        self._column_width = column_width
        self._most = most
        self._items: list[QLayoutItem] = []
        self._spans: list[int] = []
        self.setContentsMargins(0, 0, 0, 0)

    def add(self, widget: QWidget, span: int = 1) -> None:
        """Add a widget over ``span`` columns; as many as there are when the room is narrower."""
        self.addWidget(widget)
        self._spans[-1] = span

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self._spans.append(1)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem:
        # Qt asks on until it gets nothing, which the annotations of PySide do not know.
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    @override
    def takeAt(self, index: int) -> QLayoutItem:
        if not 0 <= index < len(self._items):
            return None  # type: ignore[return-value]  # as above
        del self._spans[index]
        return self._items.pop(index)

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), placing=False)

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSize()

    @override
    def minimumSize(self) -> QSize:
        margins = self.contentsMargins()
        widest = max((item.minimumSize().width() for item in self._items), default=0)
        width = max(widest, self._column_width) + margins.left() + margins.right()
        return QSize(width, self.heightForWidth(max(width, self.geometry().width())))

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, placing=True)

    def _arrange(self, rect: QRect, *, placing: bool) -> int:
        margins = self.contentsMargins()
        room = rect.marginsRemoved(margins)
        count = max(1, min(self._most, (room.width() + MEDIUM) // (self._column_width + MEDIUM)))
        width = (room.width() - MEDIUM * (count - 1)) // count
        top = room.top()
        for row in self._rows(count):
            height = 0
            for _column, span, item in row:
                cell = width * span + MEDIUM * (span - 1)
                height = max(height, _height(item, cell))
            for column, span, item in row if placing else ():
                left = room.left() + column * (width + MEDIUM)
                item.setGeometry(QRect(left, top, width * span + MEDIUM * (span - 1), height))
            top += height + SMALL
        used = top - SMALL - room.top() if self._items else 0
        return used + margins.top() + margins.bottom()

    def _rows(self, count: int) -> Iterator[list[tuple[int, int, QLayoutItem]]]:
        row: list[tuple[int, int, QLayoutItem]] = []
        column = 0
        for item, wanted in zip(self._items, self._spans, strict=True):
            if item.isEmpty():
                continue
            span = min(wanted, count)
            if column + span > count:
                yield row
                row, column = [], 0
            row.append((column, span, item))
            column += span
        if row:
            yield row


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
