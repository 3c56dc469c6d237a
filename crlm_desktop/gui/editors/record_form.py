"""The record as a form: every field of the case file, in sections that fold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from crlm_desktop.case.casefile import to_json
from crlm_desktop.case.edits import steps_of
from crlm_desktop.case.fields import FIELDS, Field
from crlm_desktop.case.record import Case
from crlm_desktop.gui.drafts import Draft
from crlm_desktop.gui.editors.entries_table import EntriesTable
from crlm_desktop.gui.editors.field_box import FieldBox
from crlm_desktop.gui.editors.section import Section
from crlm_desktop.gui.editors.sections import SECTIONS, SectionPlan, section_of
from crlm_desktop.gui.editors.sites import SitesGrid
from crlm_desktop.gui.theme import LARGE, MEDIUM, SMALL, WIDE, Theme
from crlm_desktop.gui.widgets.columns import ColumnsLayout
from crlm_desktop.i18n import Catalogue

_COLUMN_WIDTH = 150


class RecordForm(QScrollArea):
    """Shows a case and tells what is entered; it writes nothing and shows a value only when it is given one.

    ``entered`` carries path, JSON value and the text that was typed; ``refused`` path and draft; ``added`` the list
    that is to get an entry; ``removed`` the path of the entry that is to go; ``converting`` a field and what the text
    that is being typed in it comes to in its unit.
    """

    entered = Signal(str, object, str)
    refused = Signal(str, Draft)
    reverted = Signal(str)
    added = Signal(str)
    removed = Signal(str)
    focused = Signal(object)
    converting = Signal(object, str)
    folded = Signal()

    def __init__(self, *, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._theme = theme
        self.setObjectName("record_form")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(catalogue.gettext("Record of the case"))
        self.boxes: dict[str, FieldBox] = {}
        self.tables: dict[str, EntriesTable] = {}
        self.sections: dict[str, Section] = {}
        # Parents come before their children: a widget that changes its parent is dressed anew with all that is in it.
        self._page = QWidget()
        self.setWidget(self._page)
        self._page.setObjectName("record_page")
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(LARGE, SMALL, LARGE, WIDE)
        self._column.setSpacing(0)
        for plan in SECTIONS:
            self._column.addWidget(self._section(plan))
        self._column.addStretch(1)
        QApplication.instance().focusChanged.connect(self._follow_focus)

    def put_on_top(self, widget: QWidget) -> None:
        """Put ``widget`` above the first section."""
        self._column.insertWidget(0, widget)

    @property
    def closed_sections(self) -> tuple[str, ...]:
        """The ids of the sections that are folded."""
        return tuple(name for name, section in self.sections.items() if not section.is_open)

    def close_sections(self, names: tuple[str, ...]) -> None:
        """Fold these sections and open the others."""
        for name, section in self.sections.items():
            section.set_open(name not in names)

    def show_case(self, case: Case, drafts: Mapping[str, Draft]) -> None:
        """Show the stored case, and over it the texts that could not be written."""
        data = to_json(case)
        for path, box in self.boxes.items():
            box.show_value(_value(data, path))
            if path in drafts:
                box.show_draft(drafts[path])
        for part, table in self.tables.items():
            table.show_entries(data.get(part), drafts)
        for plan in SECTIONS:
            self._summarise(plan, data)

    def mark(self, paths: frozenset[str]) -> None:
        """Mark the fields that contradict each other."""
        for path, box in self.boxes.items():
            box.mark(path in paths)

    def jump(self, path: str) -> bool:
        """Open the section of ``path``, scroll to its field and put the focus there; whether it was found."""
        section = self.sections[section_of(path)]
        section.set_open(True)
        part = str(steps_of(path)[0])
        if part in self.tables:
            self.ensureWidgetVisible(self.tables[part], 0, MEDIUM)
            return self.tables[part].focus_path(path)
        box = self.boxes.get(path) or self.boxes.get(f"{path}.state") or self._first_under(path)
        if box is None:
            return False
        self.ensureWidgetVisible(box, 0, 2 * WIDE)
        box.setFocus()
        return True

    def typed(self) -> dict[str, str]:
        """Return what is being typed and not told yet, by the path of its field."""
        found = {path: text for path, box in self.boxes.items() if (text := box.typed) is not None}
        return found | dict(typed for table in self.tables.values() if (typed := table.typed) is not None)

    def commit(self) -> None:
        """Write what is still being typed: the focus need not move for it."""
        for box in self.boxes.values():
            box.commit()
        for table in self.tables.values():
            table.commit()

    def _first_under(self, path: str) -> FieldBox | None:
        return next((box for name, box in self.boxes.items() if name.startswith(f"{path}.")), None)

    def _section(self, plan: SectionPlan) -> Section:
        title = self._catalogue.pick(plan.title)
        section = Section(plan.id, title, QWidget(), theme=self._theme, parent=self._page)
        section.folded.connect(self._tell_folded)
        self.sections[plan.id] = section
        self._fill(section.body, plan)
        return section

    def _fill(self, body: QWidget, plan: SectionPlan) -> None:
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, SMALL)
        column.setSpacing(MEDIUM)
        if plan.table:
            column.addWidget(self._table(plan.table, body))
        if plan.fields:
            column.addWidget(self._columns(plan, body))
        if plan.sites:
            grid = SitesGrid(plan.sites, catalogue=self._catalogue, theme=self._theme, parent=body)
            for box in grid.boxes.values():
                self._listen_to(box)
            column.addWidget(grid)

    def _columns(self, plan: SectionPlan, parent: QWidget) -> QWidget:
        holder = QWidget(parent)
        layout = ColumnsLayout(holder, column_width=_COLUMN_WIDTH)
        for path, span in plan.fields:
            box = FieldBox(FIELDS[path], path=path, catalogue=self._catalogue, theme=self._theme, parent=holder)
            self._listen_to(box)
            layout.add(box, span)
        return holder

    def _listen_to(self, box: FieldBox) -> None:
        self.boxes[box.path] = box
        box.entered.connect(self.entered)
        box.refused.connect(self.refused)
        box.reverted.connect(self.reverted)
        box.converting.connect(self.converting)

    def _table(self, part: str, parent: QWidget) -> EntriesTable:
        table = EntriesTable(part, catalogue=self._catalogue, theme=self._theme, parent=parent)
        self.tables[part] = table
        table.entered.connect(self.entered)
        table.refused.connect(self.refused)
        table.reverted.connect(self.reverted)
        table.converting.connect(self.converting)
        table.added.connect(self.added)
        table.removed.connect(self.removed)
        table.view.selectionModel().currentChanged.connect(self._follow_cell)
        return table

    def _summarise(self, plan: SectionPlan, data: Mapping[str, Any]) -> None:
        _ = self._catalogue.gettext
        heading = self.sections[plan.id].heading
        if plan.table:
            entries = data.get(plan.table)
            heading.show_summary(_("unknown") if entries is None else str(len(entries)))
            return
        paths = [*(path for path, _span in plan.fields), *(f"extrahepatic.{site}.state" for site in plan.sites)]
        known = sum(_value(data, path) is not None for path in paths)
        summary = _("{known} of {all} known").format(known=known, all=len(paths))
        heading.show_summary(summary, share=known / len(paths))

    @Slot()
    def _tell_folded(self) -> None:
        self.folded.emit()

    @Slot()
    def _follow_cell(self) -> None:
        for table in self.tables.values():
            if table.view.hasFocus():
                self.focused.emit(table.current_field())

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or not self.isAncestorOf(new):
            return
        self.focused.emit(self._field_of(new))

    def _field_of(self, widget: QWidget) -> Field | None:
        parent: QWidget | None = widget
        while parent is not None and parent is not self:
            if isinstance(parent, FieldBox):
                return parent.field
            if isinstance(parent, EntriesTable):
                return parent.current_field()
            parent = parent.parentWidget()
        return None


def _value(data: Mapping[str, Any], path: str) -> Any:
    value: Any = data
    for step in path.split("."):
        if isinstance(value, str):
            # A site outside the liver whose state stands alone.
            return value if step == "state" else None
        value = value.get(step) if isinstance(value, dict) else None
    return value
