"""The keys, place by place, as they are set in the actions; one finds among them by typing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from crlm_desktop.gui.actions import Actions
from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.matching import Searched, score, searched
from crlm_desktop.gui.meeting_keys import NEXT_KEYS, PREVIOUS_KEYS
from crlm_desktop.gui.place_names import CASE, CASES, MEETINGS
from crlm_desktop.gui.theme import LARGE, SMALL, WIDE, Theme
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.search_box import SearchBox
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue

_WIDTH = 960
# Keys and what they do.
Row = tuple[str, str]
Group = tuple[str, list[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A row with its two labels, and what it is found by."""

    parts: tuple[QLabel, QLabel]
    texts: tuple[Searched, Searched]


class Keys(Dialog):
    """What holds everywhere and in a meeting at the left, the cases and the form at the right."""

    def __init__(self, actions: Actions, *, catalogue: Catalogue, theme: Theme, parent: QWidget | None) -> None:
        _ = catalogue.gettext
        super().__init__(parent, name="keys", title=_("Keys"), width=_WIDTH)
        self._groups: list[tuple[QLabel, list[_Line]]] = []
        self.search = SearchBox(_("Find a key or what it does"), name="keys_search", theme=theme)
        self.search.textChanged.connect(self._filter)
        self.nothing = label(_("No key is found"), Role.MUTED)
        self.nothing.setVisible(False)
        self.column.addWidget(self.search)
        columns = QHBoxLayout()
        columns.setSpacing(WIDE * 2)
        for groups in key_groups(actions, catalogue):
            columns.addLayout(self._laid_out(groups), 1)
        self.column.addLayout(columns, 1)
        self.column.addWidget(self.nothing)
        close = button(_("Close"), kind=Kind.PRIMARY, name="close")
        close.clicked.connect(self.accept)
        self.add_buttons(close)
        self.search.setFocus()
        self.resize(_WIDTH, self.height())
        self.fit()

    @property
    def shown(self) -> list[Row]:
        """The keys that are shown, each with what it does."""
        lines = [line for _title, lines in self._groups for line in lines if not line.parts[0].isHidden()]
        return [(line.parts[0].text(), line.parts[1].text()) for line in lines]

    def _laid_out(self, groups: list[Group]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(SMALL - 2)
        grid.setColumnStretch(1, 1)
        for title, rows in groups:
            heading = label(title, Role.SMALL)
            heading.setContentsMargins(0, LARGE if grid.count() else 0, 0, 0)
            grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
            self._groups.append((heading, [self._line(grid, row) for row in rows]))
        grid.setRowStretch(grid.rowCount(), 1)
        return grid

    def _line(self, grid: QGridLayout, row: Row) -> _Line:
        keys, text = row
        parts = (label(keys, Role.SECTION), label(text, wrap=True))
        at = grid.rowCount()
        for column, part in enumerate(parts):
            grid.addWidget(part, at, column, Qt.AlignmentFlag.AlignTop)
        return _Line(parts=parts, texts=(searched(text), searched(keys)))

    @Slot(str)
    def _filter(self, query: str) -> None:
        for heading, lines in self._groups:
            for line in lines:
                is_found = not query.strip() or score(query, line.texts) is not None
                for part in line.parts:
                    part.setVisible(is_found)
            heading.setVisible(any(not line.parts[0].isHidden() for line in lines))
        self.nothing.setVisible(not self.shown)


def key_groups(actions: Actions, catalogue: Catalogue) -> tuple[list[Group], list[Group]]:
    """Return every key by its place, in two columns; those that hold everywhere come first."""
    _ = catalogue.gettext

    def of(place: str) -> list[Row]:
        found = [one for one in actions.all if actions.place_of(one) == place and not one.shortcut().isEmpty()]
        return [(_keys(action), action.text()) for action in found]

    meeting = [
        *of(MEETINGS),
        (_shown(NEXT_KEYS), _("Next case on the agenda")),
        (_shown(PREVIOUS_KEYS), _("Previous case on the agenda")),
        (_("Alt+Up, Alt+Down"), _("On the agenda: move the case")),
        (_("Del"), _("On the agenda: take the case off")),
    ]
    within = [
        (_("Tab, Shift+Tab"), _("Next and previous field")),
        (_("Del, Backspace"), _("In a choice or a cell: unknown")),
        (_("Enter"), _("In a table: edit the cell; in a list: open the case")),
        (_("Ctrl+Del"), _("In a table: remove the entry")),
        (_("Menu"), _("On the liver map: add or move a lesion")),
        (_("+, −, 0"), _("On the timeline: closer, farther, all")),
        (_("Esc"), _("In a field: bring back what is stored; else: back")),
    ]
    general: list[Group] = [(_("Everywhere"), of("")), (_("Meeting"), meeting)]
    return general, [(_("List of cases"), of(CASES)), (_("Case"), of(CASE)), (_("Fields and tables"), within)]


def _keys(action: QAction) -> str:
    return ", ".join(one.toString(QKeySequence.SequenceFormat.NativeText) for one in action.shortcuts())


def _shown(keys: tuple[str, ...]) -> str:
    return ", ".join(QKeySequence(one).toString(QKeySequence.SequenceFormat.NativeText) for one in keys)
