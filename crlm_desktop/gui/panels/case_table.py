"""The table of the cases: a row a case, opened by Enter or a double click."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from crlm_desktop.gui.models.case_rows import KNOWN_ROLE, ROW_ROLE, Column
from crlm_desktop.gui.theme import ROW_HEIGHT, Theme, Type, font
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services.review import CaseRow

_BAR_HEIGHT = 3
_BAR_MARGIN = 8


class CaseTable(QTableView):
    """Rows are chosen as a whole; columns are sorted by a click on their heading and moved by dragging it."""

    def __init__(
        self, model: QAbstractItemModel, *, columns: Sequence[Column], catalogue: Catalogue, theme: Theme
    ) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("case_table")
        self.setProperty("kind", "rows")
        self.setAccessibleName(_("Cases"))
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_CaseDelegate([column.id for column in columns], theme=theme, parent=self))
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        across = self.horizontalHeader()
        across.setSectionsMovable(True)
        across.setHighlightSections(False)
        across.setSortIndicatorClearable(True)
        for place, column in enumerate(columns):
            self.setColumnWidth(place, column.width)
        self.setSortingEnabled(True)
        # As found: the last changed case first.
        across.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def fit(self, column: int) -> None:
        """Give ``column`` the room that the others leave."""
        others = sum(self.columnWidth(other) for other in range(self.model().columnCount()) if other != column)
        self.setColumnWidth(column, max(self.columnWidth(column), self.viewport().width() - others))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _CaseDelegate(QStyledItemDelegate):
    """Draws a hairline under each row, unknown values leaning, and a bar under how much is known."""

    def __init__(self, columns: Sequence[str], *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = columns
        self._theme = theme

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if self._columns[index.column()] == "number":
            option.font = font(Type.PANEL, bold=True)
        elif index.data(KNOWN_ROLE) is False and len(str(index.data())) > 1:
            leaning = QFont(option.font)
            leaning.setItalic(True)
            option.font = leaning

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        room = option.rect
        painter.save()
        painter.setPen(QColor(self._theme.colours.line))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        row = index.data(ROW_ROLE)
        if self._columns[index.column()] == "completeness" and isinstance(row, CaseRow):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            width = room.width() - 2 * _BAR_MARGIN
            bar = QRectF(room.left() + _BAR_MARGIN, room.bottom() - _BAR_HEIGHT - 1, width, _BAR_HEIGHT)
            painter.setBrush(QColor(self._theme.colours.line))
            painter.drawRoundedRect(bar, 2, 2)
            bar.setWidth(width * row.completeness / 100)
            painter.setBrush(QColor(self._theme.colours.accent))
            painter.drawRoundedRect(bar, 2, 2)
        painter.restore()
