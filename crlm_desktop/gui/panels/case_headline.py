"""The line that stays above an open case: who it is, the key facts, and what the team must be told."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crlm_desktop.engine.proposal import Alert, Proposal, Severity
from crlm_desktop.gui import wording
from crlm_desktop.gui.actions import Actions
from crlm_desktop.gui.summaries import KeyFact, key_facts
from crlm_desktop.gui.theme import TINY, Theme
from crlm_desktop.gui.widgets.buttons import IconButton
from crlm_desktop.gui.widgets.facts_row import FactsRow
from crlm_desktop.gui.widgets.readout import Readout
from crlm_desktop.gui.widgets.signs import severity_sign
from crlm_desktop.gui.widgets.text import ElidedLabel, Role
from crlm_desktop.i18n import Catalogue
from crlm_desktop.meeting.agenda import MeetingState
from crlm_desktop.services.review import OpenCase

# A name is never cut below this.
_MOST_NAME = 176


class CaseHeadline(QWidget):
    """Tells the path of a fact that is clicked, and asks for the alerts and for the identity."""

    jump_asked = Signal(str)
    alerts_asked = Signal()
    identity_asked = Signal()

    def __init__(self, *, actions: Actions, catalogue: Catalogue, theme: Theme) -> None:
        super().__init__()
        _ = catalogue.gettext
        self._catalogue = catalogue
        self._theme = theme
        self.setObjectName("case_headline")
        self._back = IconButton("arrow-left", tip=actions.back.toolTip(), name="back_button", theme=theme)
        self._back.follow(actions.back)
        self._name = ElidedLabel(role=Role.TITLE)
        self._number = ElidedLabel(role=Role.SMALL)
        self.identify_button = IconButton(
            "pencil", tip=_("Change number, name or birth date"), name="identify", theme=theme
        )
        self.identify_button.clicked.connect(self.identity_asked)
        self.alerts_button = IconButton("triangle-alert", tip="", name="alerts_button", theme=theme)
        self.alerts_button.clicked.connect(self.alerts_asked)
        self._export = IconButton("download", tip=actions.export_case.toolTip(), name="export_button", theme=theme)
        self._export.follow(actions.export_case)
        self._history = IconButton("clock", tip=actions.history.toolTip(), name="history_button", theme=theme)
        self._history.follow(actions.history)
        self._facts = FactsRow(theme=theme)
        self._facts.asked.connect(self.jump_asked)
        self._lay_out()

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._number)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TINY)
        row.addWidget(self._back)
        row.addLayout(names)
        row.addWidget(self.identify_button)
        row.addWidget(self._facts, 1)
        row.addWidget(self.alerts_button)
        row.addWidget(self._history)
        row.addWidget(self._export)
        self.alerts_button.setVisible(False)

    @property
    def readouts(self) -> tuple[Readout, ...]:
        """The key facts as they are shown."""
        return self._facts.readouts

    def show_case(self, stored: OpenCase) -> None:
        """Show who it is and the key facts."""
        identity = stored.identity
        self._name.show_text(identity.name or identity.number)
        parts = [identity.number] if identity.name else []
        if identity.born_on is not None:
            parts.append(wording.day_text(identity.born_on, self._catalogue))
        self._number.show_text(" · ".join(parts))
        self._number.setVisible(bool(parts))
        facts = (*key_facts(stored.case, self._catalogue), self._meeting(stored))
        self._facts.show_facts(facts, only_when_known=("meeting",))
        self._name.setMinimumWidth(min(self._name.sizeHint().width(), _MOST_NAME))
        self._number.setMinimumWidth(min(self._number.sizeHint().width(), _MOST_NAME))

    def show_proposal(self, proposal: Proposal | None) -> None:
        """Show how many alerts there are, the gravest by its symbol."""
        alerts = () if proposal is None else proposal.alerts
        self.alerts_button.setVisible(bool(alerts))
        if not alerts:
            return
        gravest = min((alert.severity for alert in alerts), key=list(Severity).index)
        sign, colour = severity_sign(gravest)
        self.alerts_button.show_icon(sign.value, colour)
        self.alerts_button.show_count(str(len(alerts)))
        self._tell(alerts)

    def _tell(self, alerts: tuple[Alert, ...]) -> None:
        text = self._catalogue.ngettext("{count} alert", "{count} alerts", len(alerts)).format(count=len(alerts))
        lines = [f"{self._catalogue.pick(one.severity.label)}: {self._catalogue.pick(one.text)}" for one in alerts]
        self.alerts_button.setAccessibleName(text)
        self.alerts_button.setToolTip("\n".join([text, *lines]))

    def _meeting(self, stored: OpenCase) -> KeyFact:
        _ = self._catalogue.gettext
        days = [meeting.held_on for meeting in stored.meetings if meeting.state is MeetingState.OPEN]
        text = wording.short_day_text(min(days), self._catalogue) if days else ""
        return KeyFact(id="meeting", label=_("Meeting"), text=text, is_known=bool(days), path="question")
