"""What joins the options panel to the open case: proposals and opinions go in, given opinions are written."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.errors import CrlmError, InputError, Problem
from crlm_desktop.gui.drafts import OpinionDraft
from crlm_desktop.gui.panels.options import OptionsPanel
from crlm_desktop.gui.proposals import Proposer, sha256_of
from crlm_desktop.gui.returning import Returning
from crlm_desktop.gui.session import CaseSession
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.meeting.opinion import OpinionId
from crlm_desktop.services import review, roles
from crlm_desktop.services.review import OpenCase
from crlm_desktop.services.workplace import Workplace


class OptionsDesk(QObject):
    """Shows in the panel what the session tells, and writes the opinions that the panel tells.

    What would change a proposal takes most of the time to find: where there are ``tasks``, a first answer without it
    is shown at once, and completed by the session's; what a closed meeting sealed about the case is held against it.
    ``told`` carries what a person should read when an opinion could not be written, or a seal not be read.
    """

    told = Signal(object)

    def __init__(self, panel: OptionsPanel, session: CaseSession, tasks: Tasks | None = None) -> None:
        super().__init__(panel)
        self._panel = panel
        self._session = session
        self._glimpses = Proposer(session.workplace, tasks, is_glimpse=True) if tasks is not None else None
        self._is_paused = False
        self._returning = Returning(session.workplace, tasks, self) if tasks is not None else None
        if self._returning is not None:
            self._returning.compared.connect(panel.show_since)
            self._returning.told.connect(self.told)
        session.changed.connect(self._take_case)
        session.proposed.connect(self._take_proposal)
        session.closed.connect(self._leave)
        panel.opinion_given.connect(self._give)
        panel.opinion_withdrawn.connect(self._withdraw)

    def show_session(self) -> None:
        """Show what the session has already: the panel was made anew."""
        if self._session.stored is not None:
            self._show_case(self._session.stored)
        if self._session.proposal is not None:
            self._take_proposal(self._session.proposal)

    def pause(self, *, is_paused: bool) -> None:
        """Let the panel show something else about the case, such as what is assumed, or what the session has again."""
        if is_paused == self._is_paused:
            return
        self._is_paused = is_paused
        if is_paused:
            self._panel.keep_drafts()
            if self._session.stored is not None:
                self._panel.show_case(self._session.stored, takes_opinions=False)
        else:
            self.show_session()

    @Slot(object, object)
    def _take_case(self, stored: object, _paths: object) -> None:
        assert isinstance(stored, OpenCase)
        self._show_case(stored)
        if self._is_paused:
            return
        shown = self._session.proposal
        if shown is not None and shown.case_sha256 == sha256_of(self._session.workplace, stored):
            return
        self._panel.show_waiting()
        if self._glimpses is not None:
            self._glimpses.ask(stored, self._take_glimpse)

    @Slot(object)
    def _take_proposal(self, proposal: object) -> None:
        if self._session.proposal is not None and proposal is self._session.proposal and not self._is_paused:
            self._panel.show_proposal(self._session.proposal)
            if self._returning is not None:
                self._returning.take_proposal(self._session.proposal)

    def _show_case(self, stored: OpenCase) -> None:
        refused = roles.hindrance(self._session.workplace, "review.give_opinion")
        self._panel.show_case(stored, takes_opinions=refused is None and not self._is_paused)
        if self._returning is not None:
            self._returning.take_case(stored)

    @Slot(object)
    def _take_glimpse(self, glimpse: Proposal | None) -> None:
        stored, settled = self._session.stored, self._session.proposal
        if glimpse is None or stored is None or self._is_paused:
            return
        if glimpse.case_sha256 != sha256_of(self._session.workplace, stored):
            return
        if settled is None or settled.case_sha256 != glimpse.case_sha256:
            self._panel.show_glimpse(glimpse)

    @Slot()
    def _leave(self) -> None:
        self._panel.clear()
        if self._returning is not None:
            self._returning.forget()

    @Slot(object)
    def _give(self, draft: object) -> None:
        assert isinstance(draft, OpinionDraft)
        stored = self._session.stored
        if stored is None:
            return
        try:
            given = give(self._session.workplace, stored, draft)
        except InputError as error:
            self._panel.tell(draft.strategy, error.problems)
        except CrlmError as fault:
            self.told.emit(fault)
        else:
            self._panel.settle(draft.strategy)
            self._session.accept(given)

    @Slot(str)
    def _withdraw(self, opinion_id: str) -> None:
        try:
            self._session.accept(review.withdraw_opinion(self._session.workplace, OpinionId(opinion_id)))
        except CrlmError as fault:
            self.told.emit(fault)


def give(workplace: Workplace, stored: OpenCase, draft: OpinionDraft) -> OpenCase:
    """Write an opinion about the revision that is shown; an :class:`InputError` tells every problem."""
    found: tuple[Problem, ...] = draft.problems()
    if found or draft.discipline is None:
        raise InputError(found)
    return review.give_opinion(
        workplace,
        stored.id,
        case_sha256=stored.sha256,
        person=draft.person,
        discipline=draft.discipline,
        stance=draft.stance,
        strategy=draft.strategy,
        text=draft.text,
    )
