"""The entries of a list of the record as a table: a row an entry, a column a field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from typing_extensions import override

from crlm_desktop.case.fields import Field, Kind, fields_of
from crlm_desktop.gui import wording
from crlm_desktop.gui.drafts import Draft
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue

VALUE_ROLE = int(Qt.ItemDataRole.UserRole)
DRAFT_ROLE = VALUE_ROLE + 1
_ROOT = QModelIndex()
# In a table of many columns a question mark says unknown without filling the room.
UNKNOWN_MARK = "?"
Entry = Mapping[str, Any]
Index = QModelIndex | QPersistentModelIndex


class EntriesModel(QAbstractTableModel):
    """Holds the entries of one list as JSON values, with the drafts of cells whose text could not be written."""

    def __init__(self, part: str, *, catalogue: Catalogue, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._part = part
        self._catalogue = catalogue
        self._theme = theme
        self._fields = tuple(field for field in fields_of(f"{part}[]") if field.item != "id")
        self._entries: tuple[Entry, ...] = ()
        self._drafts: Mapping[str, Draft] = {}

    @property
    def fields(self) -> tuple[Field, ...]:
        """The field of each column."""
        return self._fields

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries as they are shown."""
        return self._entries

    def path(self, index: Index) -> str:
        """Return the path of the value in a cell."""
        return f"{self._part}[{index.row()}].{self._fields[index.column()].item}"

    def index_of(self, path: str) -> QModelIndex:
        """Return the cell of a path; an invalid one when there is none."""
        for row in range(len(self._entries)):
            for column in range(len(self._fields)):
                if self.path(self.index(row, column)) == path:
                    return self.index(row, column)
        return QModelIndex()

    def show_entries(self, entries: Sequence[Entry], drafts: Mapping[str, Draft]) -> None:
        """Show these entries; rows come and go at the end of the table, the others change in place."""
        before, now = len(self._entries), len(entries)
        self._drafts = drafts
        if now > before:
            self.beginInsertRows(_ROOT, before, now - 1)
            self._entries = tuple(entries)
            self.endInsertRows()
        elif now < before:
            self.beginRemoveRows(_ROOT, now, before - 1)
            self._entries = tuple(entries)
            self.endRemoveRows()
        self._entries = tuple(entries)
        if kept := min(before, now):
            self.dataChanged.emit(self.index(0, 0), self.index(kept - 1, len(self._fields) - 1), [])
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, kept - 1)

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._fields)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        field = self._fields[index.column()]
        value = self._entries[index.row()].get(field.item)
        draft = self._drafts.get(self.path(index))
        if draft is not None and (answer := self._draft_data(draft, role)) is not None:
            return answer
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return UNKNOWN_MARK if value is None else wording.value_text(field, value, self._catalogue)
            case Qt.ItemDataRole.TextAlignmentRole if field.kind in (Kind.INTEGER, Kind.NUMBER):
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case Qt.ItemDataRole.ForegroundRole if value is None:
                return self._theme.colour("muted")
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                name = wording.label_with_unit(field, self._catalogue)
                return f"{name}: {wording.value_text(field, value, self._catalogue)}"
            case _ if role == VALUE_ROLE:
                return value
            case _:
                return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.FontRole and orientation is Qt.Orientation.Vertical:
            bold = QFont()
            bold.setBold(True)
            return bold
        if orientation is Qt.Orientation.Vertical:
            return self._row_name(section) if role == Qt.ItemDataRole.DisplayRole else None
        field = self._fields[section]
        if role == Qt.ItemDataRole.DisplayRole:
            unit = wording.unit_text(field.unit, self._catalogue)
            return f"{self._catalogue.pick(field.label)}, {unit}" if unit else self._catalogue.pick(field.label)
        if role == Qt.ItemDataRole.ToolTipRole and field.help is not None:
            return self._catalogue.pick(field.help)
        if role == Qt.ItemDataRole.TextAlignmentRole and field.kind in (Kind.INTEGER, Kind.NUMBER):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom) | int(Qt.TextFlag.TextWordWrap)
        return None

    def _row_name(self, row: int) -> str:
        return str(self._entries[row].get("id", row + 1)) if row < len(self._entries) else ""

    def _draft_data(self, draft: Draft, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return draft.text
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._catalogue.sentence(draft.reason)
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(self._theme.colours.problem)
            case Qt.ItemDataRole.BackgroundRole:
                return QColor(self._theme.colours.problem_ground)
            case _ if role == DRAFT_ROLE:
                return draft
            case _:
                return None
