"""What joins the strip of assumptions to the options and to the open case: asks the engine, shows what it answers."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from crlm_desktop.case.identity import CaseId
from crlm_desktop.engine.comparing_proposals import difference_of
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.errors import CrlmError
from crlm_desktop.gui.panels.options import OptionsPanel
from crlm_desktop.gui.panels.options_context import Context, Intents
from crlm_desktop.gui.panels.options_facts import FactNames
from crlm_desktop.gui.panels.options_session import OptionsDesk
from crlm_desktop.gui.panels.what_if_strip import WhatIfStrip
from crlm_desktop.gui.proposals import Proposer
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.gui.theme import Theme
from crlm_desktop.i18n import Catalogue

_CALM_MS = 40
"""So long a slider must rest before the engine is asked."""


class WhatIfDesk(QObject):
    """While something is assumed the panel shows what the engine answers to that, and takes no opinions.

    The record and its own proposal stay as they are: what is put on a table, decided or printed never is a what-if.
    ``told`` carries what a person should read when the engine refused an assumption.
    """

    told = Signal(object)

    def __init__(
        self,
        panel: OptionsPanel,
        desk: OptionsDesk,
        session: CaseSession,
        tasks: Tasks,
        *,
        catalogue: Catalogue,
        theme: Theme,
    ) -> None:
        super().__init__(panel)
        self._panel, self._desk, self._session = panel, desk, session
        self._catalogue, self._theme = catalogue, theme
        self.strip = WhatIfStrip(catalogue=catalogue)
        self._about: CaseId | None = None
        self._intents = Intents(self)
        first, whole = (Proposer(session.workplace, tasks, is_glimpse=is_glimpse) for is_glimpse in (True, False))
        self._proposers = ((first, self._take_first), (whole, self._take_whole))
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self._ask)
        panel.put_on_top(self.strip)
        panel.what_if_asked.connect(self.turn)
        self.strip.assumed.connect(self._wait)
        self.strip.left.connect(self.leave)
        session.changed.connect(self._take_record)
        session.proposed.connect(self._take_record)
        session.closed.connect(self.leave)

    @property
    def is_open(self) -> bool:
        """Whether one looks at assumptions."""
        return not self.strip.isHidden()

    @Slot()
    def turn(self) -> None:
        """Begin to assume, or go back to the record."""
        if self.is_open:
            self.leave()
            return
        if self._session.stored is None or self._session.proposal is None:
            return
        self._about = self._session.stored.id
        self.strip.setVisible(True)
        self._panel.show_what_if(is_on=True)
        self._show_record()
        self._panel.show_top()
        self.strip.finder.setFocus()

    @Slot()
    def leave(self) -> None:
        """Go back to the record."""
        if not self.is_open:
            return
        self._calm.stop()
        for proposer, _take in self._proposers:
            proposer.forget()
        self.strip.clear()
        self.strip.setVisible(False)
        self._about = None
        self._panel.show_what_if(is_on=False)
        self._desk.pause(is_paused=False)

    @Slot()
    def _take_record(self) -> None:
        """Go on with a record that was edited meanwhile; another case is another question."""
        stored = self._session.stored
        if not self.is_open:
            return
        if stored is None or stored.id != self._about:
            self.leave()
            return
        self._show_record()
        self._wait()

    def _show_record(self) -> None:
        stored, proposal = self._session.stored, self._session.proposal
        if stored is None or proposal is None:
            return
        names = FactNames(stored.case, proposal, self._catalogue)
        context = Context(
            proposal=proposal, names=names, catalogue=self._catalogue, theme=self._theme, intents=self._intents
        )
        self.strip.show_record(stored.case, context)

    @Slot()
    def _wait(self) -> None:
        self._calm.start()

    @Slot()
    def _ask(self) -> None:
        stored, assumptions = self._session.stored, dict(self.strip.assumptions)
        if stored is None:
            return
        self._desk.pause(is_paused=bool(assumptions))
        if not assumptions:
            for proposer, _take in self._proposers:
                proposer.forget()
            self.strip.show_difference(None)
            return
        self._panel.show_waiting()
        for proposer, take in self._proposers:
            proposer.ask(stored, take, assume=assumptions, failed=self._refuse)

    def _take_first(self, proposal: Proposal | None) -> None:
        if proposal is not None and self.is_open:
            self._panel.show_glimpse(proposal)
            self._compare(proposal)

    def _take_whole(self, proposal: Proposal | None) -> None:
        if proposal is not None and self.is_open:
            self._panel.show_proposal(proposal)
            self._compare(proposal)

    def _compare(self, proposal: Proposal) -> None:
        recorded = self._session.proposal
        self.strip.show_difference(difference_of(recorded, proposal) if recorded is not None else None)

    def _refuse(self, error: CrlmError) -> None:
        self.told.emit(error)
