"""A layout that sets widgets one after another, as words are set in a line, and wraps where the room ends."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget
from typing_extensions import override

from crlm_desktop.gui.theme import SMALL, TINY


class FlowLayout(QLayout):
    """Lines of widgets at their own size, left to right; each stands in the middle of its line."""

    def __init__(self, parent: QWidget | None = None, *, across: int = SMALL, down: int = TINY) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._across = across
        self._down = down
        # Qt asks for heights again and again while it lays out; they hold until something changes.
        self._heights: dict[int, int] = {}
        self._least: QSize | None = None
        self.setContentsMargins(0, 0, 0, 0)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem:
        # Qt asks on until it gets nothing, which the annotations of PySide do not know.
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    @override
    def takeAt(self, index: int) -> QLayoutItem:
        return self._items.pop(index) if 0 <= index < len(self._items) else None  # type: ignore[return-value]  # as above

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def invalidate(self) -> None:
        self._heights.clear()
        self._least = None
        super().invalidate()

    @override
    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), placing=False)
        return self._heights[width]

    @override
    def sizeHint(self) -> QSize:
        widths = [item.sizeHint().width() for item in self._items if not item.isEmpty()]
        wanted = sum(widths) + self._across * max(0, len(widths) - 1)
        return QSize(wanted, self.minimumSize().height())

    @override
    def minimumSize(self) -> QSize:
        if self._least is None:
            shown = [item for item in self._items if not item.isEmpty()]
            width = max((item.minimumSize().width() for item in shown), default=0)
            height = max((item.sizeHint().height() for item in shown), default=0)
            self._least = QSize(width, height)
        return self._least

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, placing=True)

    def _arrange(self, rect: QRect, *, placing: bool) -> int:
        top = rect.top()
        for line in self._lines(rect.width()):
            height = max(size.height() for _item, size in line)
            left = rect.left()
            for item, size in line:
                if placing:
                    item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
                left += size.width() + self._across
            top += height + self._down
        return max(0, top - self._down - rect.top())

    def _lines(self, room: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            width = min(size.width(), room)
            size = QSize(width, item.heightForWidth(width) if item.hasHeightForWidth() else size.height())
            if not lines or used + self._across + width > room:
                lines.append([])
                used = width
            else:
                used += self._across + width
            lines[-1].append((item, size))
        return lines
