"""Finding a case to put on the agenda: one types, and picks from what is found."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.case.identity import CaseId
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import ROW_HEIGHT, TINY, Theme
from crlm_desktop.gui.widgets.search_box import SearchBox
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import review
from crlm_desktop.services.review import CaseRow
from crlm_desktop.services.workplace import Workplace

SHOWN = 20
_MOST_ROWS = 6
HIT_ROLE = int(Qt.ItemDataRole.UserRole)
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class HitsModel(QAbstractListModel):
    """The cases that were found; those on the agenda already cannot be picked."""

    def __init__(self, *, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._rows: tuple[CaseRow, ...] = ()
        self._listed: frozenset[str] = frozenset()

    def show_rows(self, rows: tuple[CaseRow, ...], listed: frozenset[str]) -> None:
        """Show these cases."""
        self.beginResetModel()
        self._rows, self._listed = rows, listed
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].id in self._listed:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        _ = self._catalogue.gettext
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole if row.id in self._listed:
                return _("{case} (on the agenda)").format(case=f"{row.number} {row.name}".strip())
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return f"{row.number} {row.name}".strip()
            case _ if role == HIT_ROLE:
                return row
            case _:
                return None


class CaseFinder(QWidget):
    """``picked`` tells the case that is to be put on the agenda."""

    picked = Signal(str)

    def __init__(self, workplace: Workplace, tasks: Tasks, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("case_finder")
        self._workplace = workplace
        self._tasks = tasks
        self._listed: frozenset[str] = frozenset()
        self.search = SearchBox(_("Add a case: number or name"), name="agenda_search", theme=theme)
        self.hits = HitsModel(catalogue=catalogue, parent=self)
        self.view = _Hits(self.hits, called=_("Cases found"))
        self._nothing = label(_("No case is found"), Role.SMALL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY)
        column.addWidget(self.search)
        column.addWidget(self.view)
        column.addWidget(self._nothing)
        self.view.setVisible(False)
        self._nothing.setVisible(False)
        self.search.textChanged.connect(self._look)
        self.search.left_down.connect(self._go_down)
        self.search.accepted.connect(self._pick_first)
        self.view.picked.connect(self._pick)

    def show_listed(self, listed: frozenset[str]) -> None:
        """Say which cases are on the agenda already."""
        if listed != self._listed:
            self._listed = listed
            self._look()

    @Slot()
    def _look(self) -> None:
        query = self.search.text().strip()
        if not query:
            self._show((query, ()))
            return
        self._tasks.run(partial(_find, self._workplace, query), self._show, lane=Lane.REGISTRY)

    @Slot(object)
    def _show(self, found: tuple[str, tuple[CaseRow, ...]]) -> None:
        query, rows = found
        if query != self.search.text().strip():
            return
        self.hits.show_rows(rows, self._listed)
        self.view.fit()
        self.view.setVisible(bool(rows))
        self._nothing.setVisible(bool(query) and not rows)

    @Slot()
    def _go_down(self) -> None:
        first = self._first()
        if first is not None:
            self.view.setFocus()
            self.view.setCurrentIndex(first)

    @Slot()
    def _pick_first(self) -> None:
        first = self._first()
        if first is not None:
            self._pick(first.data(HIT_ROLE).id)

    def _first(self) -> QModelIndex | None:
        places = (self.hits.index(row) for row in range(self.hits.rowCount()))
        return next((place for place in places if self.hits.flags(place)), None)

    @Slot(str)
    def _pick(self, case_id: str) -> None:
        self.search.clear()
        self.search.setFocus()
        self.picked.emit(CaseId(case_id))


class _Hits(QListView):
    """The list of what is found; Enter or a click picks."""

    picked = Signal(str)

    def __init__(self, model: HitsModel, *, called: str) -> None:
        super().__init__()
        self.setObjectName("agenda_hits")
        self.setAccessibleName(called)
        self.setModel(model)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSpacing(0)
        self.clicked.connect(self._tell)

    def fit(self) -> None:
        """Be as high as what is found, up to a few lines."""
        rows = min(self.model().rowCount(), _MOST_ROWS)
        self.setFixedHeight(rows * max(self.sizeHintForRow(0), ROW_HEIGHT - 8) + 2 if rows else 0)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._tell(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _tell(self, index: QModelIndex) -> None:
        row = index.data(HIT_ROLE)
        if isinstance(row, CaseRow) and self.model().flags(index):
            self.picked.emit(row.id)


def _find(workplace: Workplace, query: str) -> tuple[str, tuple[CaseRow, ...]]:
    rows = review.list_cases(workplace, query, limit=SHOWN)
    # Whoever types a number means the case that has it: Enter takes the first.
    return query, tuple(sorted(rows, key=lambda row: not row.number.casefold().startswith(query.casefold())))
