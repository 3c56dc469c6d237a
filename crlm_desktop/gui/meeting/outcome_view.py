"""What became of a case, in words that can be read and copied, for a meeting that has been sealed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.gui.meeting.outcome_words import told
from crlm_desktop.gui.theme import MEDIUM
from crlm_desktop.gui.widgets.arranging import column, empty, held
from crlm_desktop.gui.widgets.text import Role, label
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.decision import Outcome


class OutcomeView(QWidget):
    """A heading and a text for each thing that was decided."""

    def __init__(self, *, catalogue: Catalogue) -> None:
        super().__init__()
        self.setObjectName("outcome_view")
        self._catalogue = catalogue
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(MEDIUM)

    def show_outcome(self, outcome: Outcome | None, proposal: Proposal | None) -> None:
        """Show what became of a case; the options bear the names of the proposal that was sealed."""
        empty(self._column)
        for place, one in enumerate(told(outcome, proposal, self._catalogue)):
            text = label(one.text, Role.DECIDED if place == 0 else Role.PLAIN, wrap=True)
            text.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            part = held(column(label(one.heading, Role.SMALL), text, spacing=2))
            self._column.addWidget(part)
            part.show()
        self._column.addStretch(1)
