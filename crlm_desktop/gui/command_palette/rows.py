"""The lines of the palette: the entries as a model, and how one is painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from crlm_desktop.gui import icons
from crlm_desktop.gui.command_palette.entries import Entry, Kind, kind_name
from crlm_desktop.gui.theme import ICON, LARGE, MEDIUM, SMALL, Theme, Type, font
from crlm_desktop.i18n import Catalogue

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
LINE_HEIGHT = 44
_ROOT = QModelIndex()
_ICONS = {
    Kind.ACTION: "arrow-right",
    Kind.CASE: "folder-open",
    Kind.MEETING: "calendar-days",
    Kind.STRATEGY: "book-open",
    Kind.SOURCE: "file-text",
}
Index = QModelIndex | QPersistentModelIndex


class EntriesModel(QAbstractListModel):
    """Holds the entries as they were found."""

    def __init__(self, *, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self.entries: tuple[Entry, ...] = ()

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show these entries."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def told(self, entry: Entry) -> str:
        """Return an entry as it is read aloud."""
        parts = (kind_name(entry.kind, self._catalogue), entry.title, entry.refused or entry.detail, entry.keys)
        return ", ".join(part for part in parts if part)

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.entries)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.title
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(part for part in (entry.title, entry.refused or entry.detail) if part)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.told(entry)
            case _ if role == ENTRY_ROLE:
                return entry
            case _:
                return None


class EntryDelegate(QStyledItemDelegate):
    """Paints an entry: its icon, its title over what is known of it, and at the right its keys or its kind."""

    def __init__(self, *, catalogue: Catalogue, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, LINE_HEIGHT)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        assert isinstance(entry, Entry)
        area: QRect = option.rect
        state = option.state
        is_chosen = bool(state & state.State_Selected)
        painter.save()
        if is_chosen:
            painter.fillRect(area, self._theme.colour("selected"))
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), self._theme.colour("accent"))
        muted = self._theme.colour("muted")
        drawing = icons.pixmap(_ICONS[entry.kind], muted, scale=painter.device().devicePixelRatioF())
        painter.drawPixmap(area.left() + LARGE, area.top() + (area.height() - ICON) // 2, drawing)
        room = area.adjusted(LARGE + ICON + MEDIUM, 4, -LARGE, -4)
        room.setRight(room.right() - self._paint_right(painter, entry, room) - MEDIUM)
        second = entry.refused or entry.detail
        upper, lower = QRect(room), QRect(room)
        if second:
            upper.setHeight(room.height() // 2)
            lower.setTop(upper.bottom() + 1)
            painter.setFont(font(Type.SMALL))
            painter.setPen(self._theme.colour("problem") if entry.refused else muted)
            _draw(painter, lower, second)
        painter.setFont(font(Type.PANEL))
        painter.setPen(muted if entry.refused else self._theme.colour("text"))
        _draw(painter, upper, entry.title)
        painter.restore()

    def _paint_right(self, painter: QPainter, entry: Entry, room: QRect) -> int:
        """Paint the keys of an action, or the kind; return how wide that is."""
        text = entry.keys if entry.kind is Kind.ACTION else kind_name(entry.kind, self._catalogue)
        painter.setFont(font(Type.SMALL))
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        return painter.fontMetrics().horizontalAdvance(text) + SMALL


def _draw(painter: QPainter, room: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
