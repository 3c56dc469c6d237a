"""What in the record cannot all be right, each statement with a way to its field."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crlm_desktop.case.conflicts import Conflict
from crlm_desktop.gui.theme import MEDIUM, SMALL, TINY
from crlm_desktop.gui.widgets.buttons import Kind, button
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue


class ConflictsCard(QFrame):
    """Hidden while nothing contradicts; ``jump_asked`` carries the path of a field."""

    jump_asked = Signal(str)

    def __init__(self, *, catalogue: Catalogue) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._conflicts: tuple[Conflict, ...] = ()
        self.setObjectName("conflicts")
        self.setProperty("ground", "problem")
        self._title = label(role=Role.SECTION)
        self._lines: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        self._column.setSpacing(TINY)
        self._column.addWidget(self._title)
        self.setVisible(False)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What is shown."""
        return self._conflicts

    def show_conflicts(self, conflicts: tuple[Conflict, ...]) -> None:
        """Show these contradictions."""
        if conflicts == self._conflicts:
            return
        self._conflicts = conflicts
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [self._line(place, conflict) for place, conflict in enumerate(conflicts)]
        for line in self._lines:
            self._column.addWidget(line)
        count = len(conflicts)
        self._title.setText(
            self._catalogue.ngettext(
                "{count} contradiction in the record", "{count} contradictions in the record", count
            ).format(count=count)
        )
        self.setVisible(bool(conflicts))

    def _line(self, place: int, conflict: Conflict) -> QWidget:
        _ = self._catalogue.gettext
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(label(self._catalogue.pick(conflict.text), wrap=True), 1)
        go = button(_("Show the field"), kind=Kind.LINK, name=f"conflict:{place}")
        go.clicked.connect(partial(self.jump_asked.emit, conflict.paths[0]))
        row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        return holder
