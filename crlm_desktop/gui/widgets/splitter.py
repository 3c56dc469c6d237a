"""Two parts side by side or one above the other, with a hairline between them that can be dragged."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLine, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget
from typing_extensions import override

from crlm_desktop.gui.theme import Theme

_GRIP = 5


class Splitter(QSplitter):
    """The line is thin, what can be gripped is wider."""

    def __init__(
        self, across: Qt.Orientation, *parts: QWidget, name: str, sizes: tuple[int, ...], theme: Theme
    ) -> None:
        super().__init__(across)
        self._theme = theme
        self.setObjectName(name)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(_GRIP)
        for part in parts:
            self.addWidget(part)
        self.setSizes(list(sizes))

    @override
    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self, theme=self._theme)


class _Handle(QSplitterHandle):
    def __init__(self, across: Qt.Orientation, parent: QSplitter, *, theme: Theme) -> None:
        super().__init__(across, parent)
        self._theme = theme

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.colour("accent" if self.underMouse() else "line"))
        middle = self.rect().center()
        if self.orientation() is Qt.Orientation.Horizontal:
            painter.drawLine(QLine(middle.x(), 0, middle.x(), self.height()))
        else:
            painter.drawLine(QLine(0, middle.y(), self.width(), middle.y()))
