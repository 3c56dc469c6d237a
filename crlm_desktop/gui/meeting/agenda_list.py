"""The agenda as one sees it: a line a case with its state, moved by keys or by dragging."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from crlm_desktop.gui.meeting.outcome_words import outcome_sign
from crlm_desktop.gui.models.agenda import ENTRY_ROLE, AgendaEntry, AgendaModel
from crlm_desktop.gui.theme import MEDIUM, SMALL, TINY, Theme, Type, font
from crlm_desktop.gui.widgets.signs import SIDE, Sign, paint_sign
from crlm_desktop.i18n import Catalogue

_HEIGHT = 48
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class AgendaList(QListView):
    """``picked`` tells the case that is to be shown; Alt with an arrow key moves it, Delete takes it off."""

    picked = Signal(str)
    moved = Signal(int, int)
    removed = Signal(str)
    went_on = Signal()

    def __init__(self, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("agenda_list")
        self.setAccessibleName(_("Agenda"))
        self.setAccessibleDescription(_("Alt with the arrow keys moves a case, Delete takes it off the agenda."))
        self.rows = AgendaModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_AgendaDelegate(theme, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.rows.moved.connect(self.moved)
        self.selectionModel().currentChanged.connect(self._tell_picked)
        self.clicked.connect(self._tell_clicked)

    @property
    def current(self) -> AgendaEntry | None:
        """The entry on which the list stands."""
        entry = self.currentIndex().data(ENTRY_ROLE)
        return entry if isinstance(entry, AgendaEntry) else None

    def stand_on(self, case_id: str) -> None:
        """Stand on the row of a case without telling anybody; on none when it is not listed."""
        row = self.rows.row_of(case_id)
        selection = self.selectionModel()
        selection.blockSignals(True)
        if row < 0:
            selection.clear()
        else:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            selection.setCurrentIndex(self.rows.index(row), flags)
        selection.blockSignals(False)
        self.viewport().update()
        if row >= 0:
            self.scrollTo(self.rows.index(row))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        # Qt stands on the first row when the focus comes to a list that stands on none; nobody has picked it then.
        selection = self.selectionModel()
        selection.blockSignals(True)
        super().focusInEvent(event)
        selection.blockSignals(False)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        entry, row = self.current, self.currentIndex().row()
        is_moving = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if entry is not None and is_moving and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            target = row + (1 if event.key() == Qt.Key.Key_Down else -1)
            if 0 <= target < self.rows.rowCount():
                self.moved.emit(row, target)
        elif entry is not None and event.key() == Qt.Key.Key_Delete:
            self.removed.emit(entry.case_id)
        elif entry is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit(entry.case_id)
            self.went_on.emit()
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex, QModelIndex)
    def _tell_picked(self, now: QModelIndex, _before: QModelIndex) -> None:
        self._tell_clicked(now)

    @Slot(QModelIndex)
    def _tell_clicked(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY_ROLE)
        if isinstance(entry, AgendaEntry):
            self.picked.emit(entry.case_id)


class _AgendaDelegate(QStyledItemDelegate):
    """Paints number, name, question and state of a case."""

    def __init__(self, theme: Theme, parent: AgendaList) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, _HEIGHT)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry = index.data(ENTRY_ROLE)
        assert isinstance(entry, AgendaEntry)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRect(option.rect)
        self._paint_ground(painter, option, box)
        sign, colour = outcome_sign(entry.outcome, is_provisional=entry.is_provisional)
        if not entry.is_recorded:
            sign, colour = Sign.COMMENT, "conditional"
        mark = QRectF(box.left() + MEDIUM, box.top() + SMALL, SIDE, SIDE)
        widget = option.widget
        paint_sign(painter, mark, sign, self._theme.colour(colour), scale=widget.devicePixelRatioF())
        left = MEDIUM + SIDE + SMALL
        upper = box.adjusted(left, TINY, -SMALL, -box.height() // 2)
        lower = box.adjusted(left, box.height() // 2 - 2, -SMALL, -TINY)
        painter.setFont(font(Type.PANEL, bold=True, tabular=True))
        painter.setPen(self._theme.colour("text"))
        self._draw(painter, upper, entry.number)
        used = painter.fontMetrics().horizontalAdvance(entry.number) + SMALL
        painter.setFont(font(Type.PANEL))
        self._draw(painter, upper.adjusted(used, 0, 0, 0), entry.name)
        painter.setFont(font(Type.SMALL))
        painter.setPen(self._theme.colour("muted"))
        self._draw(painter, lower, entry.question or entry.state)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect) -> None:
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._theme.colour("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, self._theme.colour("hover"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(self._theme.colour("accent"))
            painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _draw(self, painter: QPainter, room: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, room.width()))
        painter.drawText(room, _LEFT, shown)
