"""The place of the cases: find one by typing, open it, enter a new one, or read one from a file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSortFilterProxyModel, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.actions import Actions
from crlm_desktop.gui.editors.identity_bar import IdentityBar
from crlm_desktop.gui.models.case_rows import ROW_ROLE, SORT_ROLE, CaseRowsModel
from crlm_desktop.gui.panels.case_preview import CasePreview
from crlm_desktop.gui.panels.case_table import CaseTable
from crlm_desktop.gui.preferences import Preferences
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.gui.theme import SMALL, Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.empty_state import EmptyState
from crlm_desktop.gui.widgets.search_box import SearchBox
from crlm_desktop.gui.widgets.splitter import Splitter
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.services import exporting, review
from crlm_desktop.services.review import CaseRow, OpenCase
from crlm_desktop.services.workplace import Workplace

FIRST_ROWS = 500
_LAYOUT = "cases.columns"
_SPLIT = "cases.split"


class CasesPanel(QWidget):
    """Lists what the registry finds; ``opened`` carries the id of the case that is wanted."""

    opened = Signal(str)
    told = Signal(str)

    def __init__(
        self,
        workplace: Workplace,
        *,
        actions: Actions,
        preferences: Preferences,
        tasks: Tasks,
        catalogue: Catalogue,
        theme: Theme,
    ) -> None:
        super().__init__()
        _ = catalogue.gettext
        self.setObjectName("cases_panel")
        self._workplace = workplace
        self._actions = actions
        self._preferences = preferences
        self._tasks = tasks
        self._catalogue = catalogue
        self._theme = theme
        self._limit = FIRST_ROWS
        self._wanted: tuple[str, int] | None = None
        self._total = 0
        self._source: Path | None = None
        self._awaiting: Identity | None = None
        self.search = SearchBox(_("Find by number, name or note"), name="search", theme=theme)
        self._count = label(role=Role.MUTED)
        self.headline = self._headline()
        self.model = CaseRowsModel(catalogue=catalogue, theme=theme, parent=self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(SORT_ROLE)
        self.table = CaseTable(self._sorted, columns=self.model.columns, catalogue=catalogue, theme=theme)
        self.preview = CasePreview(workplace, tasks=tasks, catalogue=catalogue, theme=theme)
        self.bar = IdentityBar(catalogue=catalogue)
        self.nothing_found = EmptyState(name="nothing_found", icon="search", theme=theme)
        self.no_cases = EmptyState(name="no_cases", icon="folder-open", theme=theme)
        self._lay_out()
        self._listen()
        self.refresh()

    def refresh(self) -> None:
        """Ask the registry again for what is looked for."""
        query = self.search.text()
        self._wanted = (query, self._limit)
        work = partial(_find, self._workplace, query, self._limit)
        self._tasks.run(work, self._show_found, failed=self._tell_fault, lane=Lane.REGISTRY)

    def focus(self) -> None:
        """Put the focus where one goes on: on the table, or on the search while there is nothing."""
        (self.table if self.model.rows else self.search).setFocus()

    def remember(self) -> None:
        """Remember columns and splitter."""
        self._preferences.remember_layout(_LAYOUT, self.table.horizontalHeader().saveState())
        self._preferences.remember_layout(_SPLIT, self._splitter.saveState())

    def select(self, case_id: CaseId) -> None:
        """Select the row of a case."""
        for place in range(self._sorted.rowCount()):
            index = self._sorted.index(place, 0)
            row = index.data(ROW_ROLE)
            if isinstance(row, CaseRow) and row.id == case_id:
                self.table.setCurrentIndex(index)
                return

    @Slot()
    def ask_for_case(self) -> None:
        """Ask for the identity of a new case."""
        _ = self._catalogue.gettext
        self._source = None
        self.bar.ask(_("New case"), _("Create and open"))

    @Slot()
    def ask_for_file(self) -> None:
        """Ask for a case file, then for the identity that goes with it."""
        _ = self._catalogue.gettext
        name, _chosen = QFileDialog.getOpenFileName(
            self, _("Case file"), "", _("Case files (*.json)") + ";;" + _("All files (*)")
        )
        if name:
            self.read_file(Path(name))

    def read_file(self, source: Path) -> None:
        """Ask for the identity that goes with the case file ``source``."""
        _ = self._catalogue.gettext
        self._source = source
        text = _("A case file names nobody: say whose it is. The record is read from {file}.").format(file=source.name)
        self.bar.ask(_("New case from a file"), _("Read and open"), source=text)

    @property
    def typed(self) -> dict[str, str] | None:
        """What is half typed of a new case, and the case file it is read from; ``None`` when nothing is."""
        typed = self.bar.typed
        return typed if typed is None or self._source is None else {**typed, "source": str(self._source)}

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Ask for a new case with what was half typed of it."""
        if texts.get("source"):
            self.read_file(Path(texts["source"]))
        else:
            self.ask_for_case()
        self.bar.put_back(texts)

    def _headline(self) -> QWidget:
        _ = self._catalogue.gettext
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(label(_("Cases"), Role.HEADLINE))
        row.addSpacing(SMALL)
        row.addWidget(self._count)
        row.addStretch(1)
        self.search.setMinimumWidth(220)
        self.search.setMaximumWidth(340)
        row.addWidget(self.search, 2)
        row.addSpacing(SMALL)
        self.file_button = button(self._actions.import_case.text(), name="import_case_button")
        self.file_button.clicked.connect(self._actions.import_case.trigger)
        self.new_button = button(self._actions.new_case.text(), kind=Kind.PRIMARY, name="new_case_button")
        self.new_button.clicked.connect(self._actions.new_case.trigger)
        row.addWidget(self.file_button)
        row.addWidget(self.new_button)
        return made

    def _lay_out(self) -> None:
        self._splitter = Splitter(
            Qt.Orientation.Horizontal,
            self.table,
            self.preview,
            name="cases_splitter",
            sizes=(1028, 262),
            theme=self._theme,
        )
        self._splitter.setStretchFactor(0, 1)
        self._stack = QStackedWidget()
        for page in (self._splitter, self.nothing_found, self.no_cases):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)
        for name, restore in (
            (_LAYOUT, self.table.horizontalHeader().restoreState),
            (_SPLIT, self._splitter.restoreState),
        ):
            state = self._preferences.layout(name)
            if not state.isEmpty():
                restore(state)
        self._is_fitted = not self._preferences.layout(_LAYOUT).isEmpty()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_fitted:
            self._is_fitted = True
            # The splitter has given the table its width by then.
            QTimer.singleShot(0, self, self._fit_name)

    @Slot()
    def _fit_name(self) -> None:
        self.table.fit([column.id for column in self.model.columns].index("name"))

    def _listen(self) -> None:
        self.search.textChanged.connect(self._search_anew)
        self.search.left_down.connect(self._go_to_table)
        self.search.accepted.connect(self._open_first)
        self.table.activated.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(self._preview)
        self.model.more_wanted.connect(self._want_more)
        self.preview.opened.connect(self.opened)
        self.bar.submitted.connect(self._create)
        self.bar.cancelled.connect(self._put_bar_away)
        self.no_cases.asked.connect(self._actions.new_case.trigger)
        self.nothing_found.asked.connect(self.search.clear)

    @Slot()
    def _search_anew(self) -> None:
        self._limit = FIRST_ROWS
        self.refresh()

    @Slot()
    def _want_more(self) -> None:
        self._limit *= 4
        self.refresh()

    def _show_found(self, found: tuple[str, int, int, tuple[CaseRow, ...]]) -> None:
        query, limit, total, rows = found
        if (query, limit) != self._wanted:
            return
        chosen = self._current()
        self._total = total
        self.model.show_rows(rows, has_more=len(rows) == limit)
        self._tell_count(query)
        if not rows:
            self._stack.setCurrentWidget(self.nothing_found if query.strip() else self.no_cases)
            return
        self._stack.setCurrentWidget(self._splitter)
        if chosen is not None:
            self.select(chosen.id)
        if not self.table.currentIndex().isValid():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self._sorted.index(0, 0), flags)

    def _tell_count(self, query: str) -> None:
        _ = self._catalogue.gettext
        found = len(self.model.rows)
        if query.strip():
            text = _("{found} of {total}").format(found=found, total=self._total)
            self.nothing_found.say(
                _("No case holds “{query}”").format(query=query.strip()),
                _("Search looks at numbers, names, questions and notes. Part of a word is enough."),
                _("Show all cases"),
            )
        else:
            text = str(self._total)
            self.no_cases.say(
                _("No case yet"),
                _("Enter the first one: its number is enough to begin. Or read a case file."),
                _("New case"),
            )
        self._count.setText(text)

    @Slot(QModelIndex)
    def _preview(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        self.preview.show_row(row if isinstance(row, CaseRow) else None)

    def _current(self) -> CaseRow | None:
        row = self.table.currentIndex().data(ROW_ROLE)
        return row if isinstance(row, CaseRow) else None

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, CaseRow):
            self.opened.emit(row.id)

    @Slot()
    def _go_to_table(self) -> None:
        self.table.setFocus()

    @Slot()
    def _open_first(self) -> None:
        if self._sorted.rowCount():
            self._open(self._sorted.index(0, 0))

    @Slot(object)
    def _create(self, identity: Identity) -> None:
        if self._source is None:
            self._create_now(identity)
            return
        # A backup comes before an import, and may take longer than the window can wait.
        self._awaiting = identity
        self.bar.setEnabled(False)
        work = partial(exporting.prepare_import, self._workplace, self._source)
        self._tasks.run(work, self._import, failed=self._refuse_import, lane=Lane.BACKUP)

    def _import(self, _prepared: object) -> None:
        self.bar.setEnabled(True)
        if self._awaiting is not None:
            self._create_now(self._awaiting)

    def _refuse_import(self, error: CrlmError) -> None:
        self.bar.setEnabled(True)
        self.bar.refuse(error)

    def _create_now(self, identity: Identity) -> None:
        try:
            stored = self._store(identity)
        except CrlmError as error:
            self.bar.refuse(error)
            return
        self._put_bar_away()
        self.search.clear()
        self.refresh()
        self.opened.emit(stored.id)

    def _store(self, identity: Identity) -> OpenCase:
        if self._source is None:
            return review.create_case(self._workplace, identity)
        return exporting.import_case(self._workplace, self._source, identity=identity)

    @Slot()
    def _put_bar_away(self) -> None:
        self.bar.setVisible(False)
        self.focus()

    def _tell_fault(self, error: CrlmError) -> None:
        self.told.emit(self._catalogue.sentence(error))


def _find(workplace: Workplace, query: str, limit: int) -> tuple[str, int, int, tuple[CaseRow, ...]]:
    return query, limit, review.count_cases(workplace), review.list_cases(workplace, query, limit=limit)
