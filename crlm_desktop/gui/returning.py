"""A case that returns: what an earlier meeting sealed about it is read once, and held against each proposal."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from crlm_desktop.case.identity import CaseId
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.gui.proposals import sha256_of
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.meeting.agenda import MeetingId, MeetingState
from crlm_desktop.services import returning
from crlm_desktop.services.returning import Discussed
from crlm_desktop.services.review import OpenCase
from crlm_desktop.services.workplace import Workplace

_Asked = tuple[CaseId, datetime | None, tuple[MeetingId, ...]]
_Answer = tuple[_Asked, Discussed | None]


class Returning(QObject):
    """``compared`` carries what is otherwise than at the earlier meeting, ``None`` where there was none.

    What a meeting sealed is large: it is read away from the window's thread, and only of a case that was on a meeting
    that is closed. ``told`` carries why it could not be read.
    """

    compared = Signal(object)
    told = Signal(object)

    def __init__(self, workplace: Workplace, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._tasks = tasks
        self._asked: _Asked | None = None
        self._discussed: Discussed | None = None
        self._stored: OpenCase | None = None
        self._proposal: Proposal | None = None

    def take_case(self, stored: OpenCase, *, before: datetime | None = None) -> None:
        """Ask about a case; ``before`` leaves out the meetings that were closed then or later."""
        self._stored = stored
        closed = tuple(one.id for one in stored.meetings if one.state is MeetingState.CLOSED)
        asked = (stored.id, before, closed)
        if asked == self._asked:
            return
        is_another = self._asked is None or self._asked[:2] != asked[:2]
        self._asked = asked
        if is_another:
            self._discussed = self._proposal = None
            self.compared.emit(None)
        if closed or before is not None:
            work = partial(_read, self._workplace, asked)
            self._tasks.run(work, self._take_discussed, failed=self._tell, lane=Lane.REGISTRY)

    def take_proposal(self, proposal: Proposal) -> None:
        """Compare a proposal about the case."""
        self._proposal = proposal
        self._compare()

    def forget(self) -> None:
        """Ask about no case any more."""
        self._asked = self._discussed = self._stored = self._proposal = None

    @Slot(object)
    def _take_discussed(self, answer: _Answer) -> None:
        asked, discussed = answer
        if asked == self._asked:
            self._discussed = discussed
            self._compare()

    @Slot(object)
    def _tell(self, error: object) -> None:
        self.told.emit(error)

    def _compare(self) -> None:
        discussed, stored, proposal = self._discussed, self._stored, self._proposal
        if discussed is None or stored is None or proposal is None:
            return
        if proposal.case_sha256 == sha256_of(self._workplace, stored):
            self.compared.emit(returning.since(self._workplace, discussed, stored.case, proposal))


def _read(workplace: Workplace, asked: _Asked) -> _Answer:
    case_id, before, _closed = asked
    return asked, returning.last_discussed(workplace, case_id, before=before)
