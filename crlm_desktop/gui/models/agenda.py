"""The agenda of a meeting as a list: a row a case, brought into another order by dragging."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from crlm_desktop.case.identity import CaseId
from crlm_desktop.meeting.decision import Outcome

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
_MIME = "application/x-crlm-agenda-row"
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEntry:
    """One case of the agenda as the list shows it; ``state`` is its outcome in a word."""

    case_id: CaseId
    number: str
    name: str
    question: str
    outcome: Outcome | None
    state: str
    is_recorded: bool
    is_provisional: bool


class AgendaModel(QAbstractListModel):
    """Holds the entries; ``moved`` tells from which row to which one a case is to go."""

    moved = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[AgendaEntry, ...] = ()
        self._is_fixed = False

    @property
    def entries(self) -> tuple[AgendaEntry, ...]:
        """The entries in their order."""
        return self._entries

    def show_entries(self, entries: Sequence[AgendaEntry], *, is_fixed: bool) -> None:
        """Show these entries; in a closed meeting their order is fixed."""
        self._is_fixed = is_fixed
        shown = tuple(entries)
        if [one.case_id for one in shown] == [one.case_id for one in self._entries]:
            self._entries = shown
            if shown:
                self.dataChanged.emit(self.index(0), self.index(len(shown) - 1), [])
            return
        self.beginResetModel()
        self._entries = shown
        self.endResetModel()

    def row_of(self, case_id: str) -> int:
        """Return the row of a case, -1 where it is not listed."""
        return next((row for row, one in enumerate(self._entries) if one.case_id == case_id), -1)

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{entry.number} {entry.name}".strip()
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(part for part in (f"{entry.number} {entry.name}".strip(), entry.question) if part)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{index.row() + 1}. {entry.number} {entry.name}: {entry.state}. {entry.question}".strip()
            case _ if role == ENTRY_ROLE:
                return entry
            case _:
                return None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags if self._is_fixed else Qt.ItemFlag.ItemIsDropEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags if self._is_fixed else flags | Qt.ItemFlag.ItemIsDragEnabled

    @override
    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    @override
    def mimeTypes(self) -> list[str]:
        return [_MIME]

    @override
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        made = QMimeData()
        made.setData(_MIME, str(indexes[0].row()).encode())
        return made

    @override
    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:
        if self._is_fixed or not data.hasFormat(_MIME):
            return False
        source = int(bytes(data.data(_MIME).data()))
        target = row if row >= 0 else len(self._entries)
        self.moved.emit(source, target - 1 if target > source else target)
        # The row is moved by whoever is told; Qt must not remove it.
        return False
