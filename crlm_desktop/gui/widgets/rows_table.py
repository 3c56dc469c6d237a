"""A table of texts that is only read; rows are chosen as a whole."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView
from typing_extensions import override

from crlm_desktop.gui.theme import LARGE, ROW_HEIGHT, SMALL

_ENDLESS = 100_000


class RowsTable(QTableView):
    """Long texts are wrapped, and the rows are as high as they need."""

    def __init__(self, model: QAbstractItemModel, *, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("kind", "rows")
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setItemDelegate(_WrappedText(self))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        below = self.verticalHeader()
        below.setVisible(False)
        below.setMinimumSectionSize(ROW_HEIGHT)
        below.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setStretchLastSection(True)
        # The height that a wrapped text needs depends on the width, which a scroll bar may take some of afterwards.
        across.sectionResized.connect(self.resizeRowsToContents)

    def set_widths(self, *widths: int) -> None:
        """Give the first columns their widths; the last takes the room that is left."""
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)


class _WrappedText(QStyledItemDelegate):
    """Asks for the height that a text needs between the paddings of its cell, which Qt leaves out of its reckoning."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        table = self.parent()
        assert isinstance(table, RowsTable)
        room = QRect(0, 0, table.columnWidth(index.column()) - LARGE - SMALL, _ENDLESS)
        text = table.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), str(index.data()))
        return QSize(text.width(), max(ROW_HEIGHT, text.height() + 2 * SMALL))
