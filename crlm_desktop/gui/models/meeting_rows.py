"""The meetings of the registry as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from crlm_desktop.gui import wording
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.services.meetings import MeetingRow

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its title, its width, and the text of a row in it."""

    title: str
    width: int
    text: Callable[[MeetingRow], str]


class MeetingRowsModel(QAbstractTableModel):
    """Holds the rows as they were read, the latest day first."""

    def __init__(self, *, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[MeetingRow, ...] = ()
        self.columns = meeting_columns(catalogue)

    @property
    def rows(self) -> tuple[MeetingRow, ...]:
        """The rows as they were read."""
        return self._rows

    def show_rows(self, rows: tuple[MeetingRow, ...]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return column.text(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.title}: {column.text(row)}"
            case _ if role == ROW_ROLE:
                return row
            case _:
                return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


def meeting_columns(catalogue: Catalogue) -> tuple[Column, ...]:
    """Return the columns of the list of meetings."""
    _ = catalogue.gettext

    def cases(row: MeetingRow) -> str:
        words = _("{done} of {all} decided or deferred")
        return words.format(done=row.outcome_count, all=row.case_count) if row.case_count else _("no case yet")

    def state(row: MeetingRow) -> str:
        if row.state is MeetingState.CLOSED and row.closed_at is not None:
            return _("sealed {moment}").format(moment=wording.moment_text(row.closed_at, catalogue))
        return _("open")

    return (
        Column(title=_("Day"), width=130, text=lambda row: wording.day_text(row.held_on, catalogue)),
        Column(title=_("Title"), width=320, text=lambda row: row.title),
        Column(title=_("Site"), width=240, text=lambda row: row.site),
        Column(title=_("Cases"), width=220, text=cases),
        Column(title=_("State"), width=200, text=state),
    )
