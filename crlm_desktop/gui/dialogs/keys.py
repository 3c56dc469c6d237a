"""The keys of a place: every action that has one, and whether it can be used now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from crlm_desktop.gui.dialogs.frame import Dialog
from crlm_desktop.gui.theme import SMALL, WIDE
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue


class Keys(Dialog):
    """The actions with their keys, and what the keys do inside the form."""

    def __init__(self, actions: Sequence[QAction], *, catalogue: Catalogue, parent: QWidget | None) -> None:
        _ = catalogue.gettext
        super().__init__(parent, name="keys", title=_("Keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(SMALL)
        rows = [(_keys(action), action.text()) for action in actions if not action.shortcut().isEmpty()]
        rows += [
            (_("Tab, Shift+Tab"), _("Next and previous field")),
            (_("Del, Backspace"), _("In a choice or a cell: unknown")),
            (_("Enter"), _("In a table: edit the cell; in a list: open the case")),
            (_("Ctrl+Del"), _("In a table: remove the entry")),
            (_("Esc"), _("In a field: bring back what is stored; else: back")),
        ]
        for row, (keys, text) in enumerate(rows):
            grid.addWidget(label(keys, Role.SECTION), row, 0)
            grid.addWidget(label(text), row, 1)
        grid.setColumnStretch(1, 1)
        self.column.addLayout(grid)
        close = button(_("Close"), kind=Kind.PRIMARY, name="close")
        close.clicked.connect(self.accept)
        self.add_buttons(close)


def _keys(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
