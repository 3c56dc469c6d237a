"""A table of texts that is only read; rows are chosen as a whole."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from crlm_desktop.gui.theme import ROW_HEIGHT


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
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        below = self.verticalHeader()
        below.setVisible(False)
        below.setMinimumSectionSize(ROW_HEIGHT)
        below.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setStretchLastSection(True)

    def set_widths(self, *widths: int) -> None:
        """Give the first columns their widths; the last takes the room that is left."""
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)
