"""The table of the meetings: a row a meeting, opened by Enter or a double click."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView
from typing_extensions import override

from crlm_desktop.gui.models.meeting_rows import ROW_ROLE, MeetingRowsModel
from crlm_desktop.gui.theme import ROW_HEIGHT, SMALL, Theme, Type, font
from crlm_desktop.gui.widgets.signs import SIDE, Sign, paint_sign
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.services.meetings import MeetingRow

_STATE = 4


class MeetingTable(QTableView):
    """Rows are chosen as a whole; the state stands with its symbol."""

    def __init__(self, model: MeetingRowsModel, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("meeting_table")
        self.setProperty("kind", "rows")
        self.setAccessibleName(_("Meetings"))
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_MeetingDelegate(theme, self))
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT + SMALL)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setStretchLastSection(True)
        for place, column in enumerate(model.columns):
            self.setColumnWidth(place, column.width)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _MeetingDelegate(QStyledItemDelegate):
    """Draws a hairline under each row, the title bold, and the sign of the state before its words."""

    def __init__(self, theme: Theme, parent: MeetingTable) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if index.column() == 1:
            option.font = font(Type.PANEL, bold=True)
        if index.column() == _STATE:
            option.rect = option.rect.adjusted(SIDE + SMALL, 0, 0, 0)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        painter.save()
        painter.setPen(self._theme.colour("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        row = index.data(ROW_ROLE)
        if index.column() == _STATE and isinstance(row, MeetingRow):
            is_closed = row.state is MeetingState.CLOSED
            sign, colour = (Sign.SEALED, "recommended") if is_closed else (Sign.RING, "muted")
            top = option.rect.top() + (option.rect.height() - SIDE) / 2
            box = QRectF(option.rect.left() + SMALL, top, SIDE, SIDE)
            scale = self._view().devicePixelRatioF()
            paint_sign(painter, box, sign, self._theme.colour(colour), scale=scale)
        painter.restore()

    def _view(self) -> MeetingTable:
        view = self.parent()
        assert isinstance(view, MeetingTable)
        return view
