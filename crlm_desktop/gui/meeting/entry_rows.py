"""Rows of small fields, of which one adds and removes as many as there are: dissents, conditions, actions, people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import assert_never

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crlm_desktop.case.wording import Choice
from crlm_desktop.gui.theme import SMALL, TINY, Theme, repolish
from crlm_desktop.gui.widgets.arranging import flowing
from crlm_desktop.gui.widgets.buttons import IconButton
from crlm_desktop.gui.widgets.choice_box import ChoiceBox
from crlm_desktop.gui.widgets.link import Link
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

Value = str | Choice | None
Row = Mapping[str, Value]
Control = QLineEdit | ChoiceBox


class CellKind(Enum):
    """What a cell holds: words, a day or a time as typed, or one of a closed set."""

    WORDS = "words"
    DAY = "day"
    TIME = "time"
    CHOICE = "choice"


_WIDTHS = {CellKind.WORDS: 48, CellKind.DAY: 104, CellKind.TIME: 76, CellKind.CHOICE: 60}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One field of a row: ``share`` is how much of the width it takes, ``default`` what a new row says."""

    key: str
    label: str
    kind: CellKind = CellKind.WORDS
    share: int = 1
    choices: tuple[Choice, ...] = ()
    default: Choice | None = None


class EntryRows(QWidget):
    """A heading a column, a line a row, and a link that adds one; ``changed`` tells that something was typed."""

    changed = Signal()

    def __init__(
        self, cells: Sequence[Cell], *, name: str, add: str, remove: str, catalogue: Catalogue, theme: Theme
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._cells = tuple(cells)
        self._remove_tip = remove
        self._catalogue = catalogue
        self._theme = theme
        self._lines: list[EntryLine] = []
        self._head = self._heading()
        self._column = QVBoxLayout()
        self._column.setSpacing(TINY)
        self.add = Link(add, name=f"{name}_add")
        self.add.clicked.connect(self.add_row)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(TINY)
        outer.addWidget(self._head)
        outer.addLayout(self._column)
        outer.addWidget(flowing(self.add))
        self._head.setVisible(False)

    @property
    def lines(self) -> tuple[EntryLine, ...]:
        """The lines as they stand."""
        return tuple(self._lines)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What stands in the lines."""
        return tuple(line.row for line in self._lines)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows without telling anybody; lines that say the same already stay as they are."""
        while len(self._lines) > len(rows):
            self._drop(self._lines[-1])
        while len(self._lines) < len(rows):
            self._make_line()
        for line, row in zip(self._lines, rows, strict=True):
            line.show_row(row)
        self._head.setVisible(bool(self._lines))

    def tell(self, problems: Mapping[tuple[int, str], str]) -> None:
        """Say what is wrong, by the number of the row and the key of the cell."""
        for place, line in enumerate(self._lines):
            line.tell({key: sentence for (row, key), sentence in problems.items() if row == place})

    @Slot()
    def add_row(self) -> None:
        """Add an empty row and put the focus into it."""
        line = self._make_line()
        line.show_row({cell.key: cell.default for cell in self._cells if cell.default is not None})
        self._head.setVisible(True)
        line.focus()
        self.changed.emit()

    def _make_line(self) -> EntryLine:
        line = EntryLine(
            self._cells,
            number=len(self._lines) + 1,
            remove=self._remove_tip,
            catalogue=self._catalogue,
            theme=self._theme,
        )
        line.changed.connect(self.changed)
        line.removed.connect(partial(self._remove, line))
        self._lines.append(line)
        self._column.addWidget(line)
        line.show()
        return line

    def _remove(self, line: EntryLine) -> None:
        place = self._lines.index(line)
        self._drop(line)
        self._head.setVisible(bool(self._lines))
        following = self._lines[place] if place < len(self._lines) else None
        if following is not None:
            following.focus()
        else:
            self.add.setFocus()
        self.changed.emit()

    def _drop(self, line: EntryLine) -> None:
        self._lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _heading(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 28 + SMALL, 0)
        row.setSpacing(SMALL)
        for cell in self._cells:
            heading = label(cell.label, Role.SMALL)
            heading.setMinimumWidth(_WIDTHS[cell.kind])
            row.addWidget(heading, cell.share)
        return made


class EntryLine(QWidget):
    """One row: its controls, a button that removes it, and under them what is wrong."""

    changed = Signal()
    removed = Signal()

    def __init__(self, cells: Sequence[Cell], *, number: int, remove: str, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        self._cells = tuple(cells)
        self._catalogue = catalogue
        self._theme = theme
        self.controls: dict[str, Control] = {cell.key: self._control(cell, number) for cell in cells}
        self._problem = label(role=Role.PROBLEM, wrap=True)
        self._problem.setVisible(False)
        self.remove = IconButton("x", tip=remove, name=f"remove_{number}", theme=theme)
        self.remove.clicked.connect(self.removed)
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        for cell in cells:
            row.addWidget(self.controls[cell.key], cell.share)
        row.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TINY // 2)
        column.addLayout(row)
        column.addWidget(self._problem)

    @property
    def row(self) -> Row:
        """What stands in the cells."""
        return {cell.key: self._value(cell) for cell in self._cells}

    @property
    def problem(self) -> str:
        """What is told about the row."""
        return self._problem.text()

    def show_row(self, row: Row) -> None:
        """Show these values without telling anybody."""
        for key, value in row.items():
            control = self.controls[key]
            match control:
                case ChoiceBox():
                    control.show_value(value)
                case QLineEdit():
                    if control.text() != (value or ""):
                        control.setText(str(value or ""))
                case _:
                    assert_never(control)

    def tell(self, problems: Mapping[str, str]) -> None:
        """Say what is wrong, by the key of the cell."""
        sentences: Iterable[str] = (problems[cell.key] for cell in self._cells if cell.key in problems)
        self._problem.setText(" ".join(sentences))
        self._problem.setVisible(bool(problems))
        for key, control in self.controls.items():
            control.setAccessibleDescription(problems.get(key, ""))
            if isinstance(control, QLineEdit) and bool(control.property("faulty")) != (key in problems):
                control.setProperty("faulty", key in problems)
                repolish(control)

    def focus(self) -> None:
        """Put the focus into the first cell."""
        self.controls[self._cells[0].key].setFocus()

    def _value(self, cell: Cell) -> Value:
        control = self.controls[cell.key]
        match control:
            case ChoiceBox():
                chosen = control.value
                return chosen if isinstance(chosen, Choice) else None
            case QLineEdit():
                return control.text()
            case _:
                assert_never(control)

    def _control(self, cell: Cell, number: int) -> Control:
        _ = self._catalogue.gettext
        called = _("{field}, row {number}").format(field=cell.label, number=number)
        if cell.kind is CellKind.CHOICE:
            names = [(one, self._catalogue.pick(one.label)) for one in cell.choices]
            box = ChoiceBox(names, unknown=_("choose"), name=cell.key, theme=self._theme)
            box.setAccessibleName(called)
            box.setMinimumWidth(_WIDTHS[cell.kind])
            box.chosen.connect(self.changed)
            return box
        line = QLineEdit()
        line.setObjectName(cell.key)
        line.setAccessibleName(called)
        line.setMinimumWidth(_WIDTHS[cell.kind])
        # Translators: how a day and a time are typed; digits stand where the letters are.
        hints = {CellKind.DAY: _("YYYY-MM-DD"), CellKind.TIME: _("hh:mm")}
        line.setPlaceholderText(hints.get(cell.kind, ""))
        line.textEdited.connect(self.changed)
        return line
