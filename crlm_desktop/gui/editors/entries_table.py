"""A list of the record on the form: its entries in a table, or in words that it is empty or not known."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from crlm_desktop.case.edits import steps_of
from crlm_desktop.case.fields import FIELDS, Field, Kind
from crlm_desktop.gui.drafts import Draft
from crlm_desktop.gui.editors.entry_delegate import EntryDelegate
from crlm_desktop.gui.editors.field_box import reason_text
from crlm_desktop.gui.editors.list_texts import list_texts
from crlm_desktop.gui.models.entries import EntriesModel, Entry
from crlm_desktop.gui.theme import ROW_HEIGHT, SMALL, TINY, Theme
from crlm_desktop.gui.widgets.buttons import Kind as ButtonKind
from crlm_desktop.gui.widgets.buttons import button
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

_HEADER_HEIGHT = 46
_MOST_ROWS = 12
_WIDTHS = {
    Kind.INTEGER: 64,
    Kind.NUMBER: 80,
    Kind.BOOLEAN: 92,
    Kind.CHOICE: 118,
    Kind.CHOICES: 112,
    Kind.DATE: 96,
    Kind.TEXT: 150,
    Kind.TEXTS: 190,
    Kind.ENTRIES: 100,
}


class EntriesTable(QWidget):
    """The entries of the list ``part``; every change is told as an intent and shown when it has been written."""

    entered = Signal(str, object, str)
    refused = Signal(str, Draft)
    reverted = Signal(str)
    added = Signal(str)
    removed = Signal(str)
    converting = Signal(object, str)

    def __init__(self, part: str, *, catalogue: Catalogue, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = part
        self._catalogue = catalogue
        self._texts = list_texts(part, catalogue)
        self._is_waiting_for_entry = False
        self.setObjectName(f"list:{part}")
        self.model = EntriesModel(part, catalogue=catalogue, theme=theme, parent=self)
        self.view = _Table(self.model, name=part, called=catalogue.pick(FIELDS[part].label), parent=self)
        self._state = label(role=Role.UNKNOWN, parent=self)
        self._problems = label(role=Role.PROBLEM, wrap=True, parent=self)
        self._add = button(self._texts.add, name=f"add:{part}")
        self._say_none = button(self._texts.say_none, kind=ButtonKind.PLAIN, name=f"none:{part}")
        self._say_unknown = button(self._texts.say_unknown, kind=ButtonKind.PLAIN, name=f"unknown:{part}")
        self._remove = button(self._texts.remove, kind=ButtonKind.PLAIN, name=f"remove:{part}")
        self._lay_out()
        self._listen(catalogue, theme)
        self.show_entries(None, {})

    @property
    def problems(self) -> QLabel:
        """The label under the table that says which cells are not written, and why."""
        return self._problems

    def show_entries(self, entries: list[Entry] | None, drafts: Mapping[str, Draft]) -> None:
        """Show the stored entries: ``None`` is unknown, an empty list is none."""
        self.model.show_entries(entries or (), drafts)
        self._state.setText(self._texts.unknown if entries is None else self._texts.none)
        self._state.setVisible(not entries)
        self._say_none.setVisible(entries is None)
        self._say_unknown.setVisible(entries == [])
        self._remove.setVisible(bool(entries))
        self.view.setVisible(bool(entries))
        self.view.fit()
        self._tell_problems(drafts)
        if self._is_waiting_for_entry and entries:
            self._is_waiting_for_entry = False
            self.view.setCurrentIndex(self.model.index(len(entries) - 1, 0))
            self.view.setFocus()

    def focus_path(self, path: str) -> bool:
        """Put the focus on the cell of ``path``, on its row, or on the list; whether it is there."""
        index = self.model.index_of(path)
        if not index.isValid():
            steps = steps_of(path)
            row = steps[1] if len(steps) > 1 and isinstance(steps[1], int) else 0
            index = self.model.index(row, 0)
        if not index.isValid():
            self._add.setFocus()
            return True
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
        self.view.setFocus()
        return True

    def commit(self) -> None:
        """Write what is still being typed in a cell."""
        editor = self.view.indexWidget(self.view.currentIndex())
        if isinstance(editor, QLineEdit):
            self.view.commitData(editor)
            self.view.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    @property
    def typed(self) -> tuple[str, str] | None:
        """The path of the cell in which one is typing, with what is typed."""
        index = self.view.currentIndex()
        editor = self.view.indexWidget(index)
        if isinstance(editor, QLineEdit) and editor.isModified():
            return self.model.path(index), editor.text()
        return None

    def current_field(self) -> Field | None:
        """Return the field of the current cell."""
        index = self.view.currentIndex()
        return self.model.fields[index.column()] if index.isValid() else None

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(TINY)
        row.addWidget(self._state)
        row.addWidget(self._add)
        row.addWidget(self._say_none)
        row.addWidget(self._say_unknown)
        row.addWidget(self._remove)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.view)
        column.addWidget(self._problems)
        column.addLayout(row)

    def _listen(self, catalogue: Catalogue, theme: Theme) -> None:
        delegate = EntryDelegate(catalogue=catalogue, theme=theme, parent=self)
        self.view.setItemDelegate(delegate)
        delegate.entered.connect(self.entered)
        delegate.refused.connect(self.refused)
        delegate.reverted.connect(self.reverted)
        delegate.converting.connect(self.converting)
        self.view.cleared.connect(self._clear)
        self.view.discarded.connect(self._discard)
        self._add.clicked.connect(self._ask_for_entry)
        self._say_none.clicked.connect(self._tell_none)
        self._say_unknown.clicked.connect(self._tell_unknown)
        self._remove.clicked.connect(self._discard)

    def _tell_problems(self, drafts: Mapping[str, Draft]) -> None:
        lines = []
        for row in range(self.model.rowCount()):
            for column, field in enumerate(self.model.fields):
                index = self.model.index(row, column)
                if (draft := drafts.get(self.model.path(index))) is not None:
                    name = self.model.headerData(row, Qt.Orientation.Vertical)
                    lines.append(
                        f"{name}, {self._catalogue.pick(field.label)}: {reason_text(draft, field, self._catalogue)}"
                    )
        self._problems.setText("\n".join(lines))
        self._problems.setVisible(bool(lines))

    @Slot()
    def _ask_for_entry(self) -> None:
        self._is_waiting_for_entry = True
        self.added.emit(self._part)

    @Slot()
    def _tell_none(self) -> None:
        self.entered.emit(self._part, [], "")

    @Slot()
    def _tell_unknown(self) -> None:
        self.entered.emit(self._part, None, "")

    @Slot(QModelIndex)
    def _clear(self, index: QModelIndex) -> None:
        self.entered.emit(self.model.path(index), None, "")

    @Slot()
    def _discard(self) -> None:
        index = self.view.currentIndex()
        row = index.row() if index.isValid() else self.model.rowCount() - 1
        if row >= 0:
            self.removed.emit(f"{self._part}[{row}]")


class _Table(QTableView):
    """The table as high as its rows; one click or Enter edits a cell, Delete makes it unknown."""

    cleared = Signal(QModelIndex)
    discarded = Signal()

    def __init__(self, model: EntriesModel, *, name: str, called: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setObjectName(f"table:{name}")
        self.setProperty("kind", "entries")
        self.setAccessibleName(called)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self._dress_headers(model)
        self.clicked.connect(self.edit)

    def _dress_headers(self, model: EntriesModel) -> None:
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap)
        across.setFixedHeight(_HEADER_HEIGHT)
        across.setHighlightSections(False)
        across.setMinimumSectionSize(48)
        down.setDefaultSectionSize(ROW_HEIGHT)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setHighlightSections(False)
        for column, field in enumerate(model.fields):
            heading = str(model.headerData(column, Qt.Orientation.Horizontal))
            self.setColumnWidth(column, max(_WIDTHS[field.kind], self._width_in_two_lines(heading)))

    def _width_in_two_lines(self, heading: str) -> int:
        metrics = self.fontMetrics()
        words = heading.split()
        widest = max(metrics.horizontalAdvance(word) for word in words)
        # The better of all places to break the heading in two.
        halves = [
            max(metrics.horizontalAdvance(" ".join(words[:place])), metrics.horizontalAdvance(" ".join(words[place:])))
            for place in range(1, len(words))
        ]
        return max(widest, min(halves, default=widest)) + 2 * SMALL

    def fit(self) -> None:
        """Be as high as the rows, up to a dozen of them."""
        rows = min(self.model().rowCount(), _MOST_ROWS)
        self.setFixedHeight(rows * ROW_HEIGHT + _HEADER_HEIGHT + self.horizontalScrollBar().sizeHint().height() + 2)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        is_remove = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and index.isValid():
            if is_remove:
                self.discarded.emit()
            else:
                self.cleared.emit(index)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.edit(index)
        else:
            super().keyPressEvent(event)
