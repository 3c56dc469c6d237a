"""The case on the table: its record, what is proposed, and what people think; as it is, or as it was sealed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from crlm_desktop.case.casefile import sha256
from crlm_desktop.case.identity import CaseId
from crlm_desktop.engine import encoding
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.errors import CrlmError, InputError
from crlm_desktop.gui.drafts import OpinionDraft
from crlm_desktop.gui.meeting.desk import MeetingDesk
from crlm_desktop.gui.panels.options_session import give
from crlm_desktop.gui.proposals import Proposer, sha256_of
from crlm_desktop.gui.returning import Returning
from crlm_desktop.gui.tasks import Tasks
from crlm_desktop.meeting.opinion import OpinionId
from crlm_desktop.meeting.sealed import SealedCase
from crlm_desktop.services import review
from crlm_desktop.services.review import OpenCase, Revision

_KEPT = 40


class CaseOnTable(QObject):
    """Reads one case after the other; ``changed`` tells its record or opinions, ``proposed`` what is proposed.

    ``glimpsed`` is a first answer, before it is known what would change it; ``compared`` what is otherwise than at an
    earlier meeting.
    """

    changed = Signal(object)
    proposed = Signal(object)
    glimpsed = Signal(object)
    compared = Signal(object)
    told = Signal(object)
    refused = Signal(str, object)
    given = Signal(str)

    def __init__(self, desk: MeetingDesk, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._glimpses = Proposer(desk.workplace, tasks, is_glimpse=True)
        self._proposer = Proposer(desk.workplace, tasks)
        self._returning = Returning(desk.workplace, tasks, self)
        self._returning.compared.connect(self.compared)
        self._returning.told.connect(self.told)
        self._stored: OpenCase | None = None
        self._proposal: Proposal | None = None
        self._proposals: dict[str, Proposal] = {}

    @property
    def stored(self) -> OpenCase | None:
        """The case."""
        return self._stored

    @property
    def proposal(self) -> Proposal | None:
        """What is proposed for it; ``None`` while that is being made."""
        return self._proposal

    def put(self, case_id: CaseId) -> bool:
        """Put a case on the table; whether it could be read."""
        sealed = self._desk.sealed
        if self._desk.is_closed:
            if sealed is None:
                return False
            self._put_sealed(next(one for one in sealed.content.cases if one.case_id == case_id))
            return True
        try:
            stored = review.open_case(self._desk.workplace, case_id)
        except CrlmError as error:
            self.told.emit(error)
            return False
        self._accept(stored)
        return True

    def clear(self) -> None:
        """Take the case off the table."""
        self._stored = self._proposal = None
        self._glimpses.forget()
        self._proposer.forget()
        self._returning.forget()

    @Slot(object)
    def give(self, draft: object) -> None:
        """Write an opinion on the case."""
        assert isinstance(draft, OpinionDraft)
        if self._stored is None or self._desk.is_fixed:
            return
        try:
            stored = give(self._desk.workplace, self._stored, draft)
        except InputError as error:
            self.refused.emit(draft.strategy, error.problems)
        except CrlmError as fault:
            self.told.emit(fault)
        else:
            self.given.emit(draft.strategy)
            self._accept(stored)

    @Slot(str)
    def withdraw(self, opinion_id: str) -> None:
        """Withdraw an opinion on the case."""
        if self._desk.is_fixed:
            return
        try:
            self._accept(review.withdraw_opinion(self._desk.workplace, OpinionId(opinion_id)))
        except CrlmError as fault:
            self.told.emit(fault)

    def _accept(self, stored: OpenCase) -> None:
        workplace = self._desk.workplace
        self._stored = stored
        self._proposal = self._proposals.get(sha256_of(workplace, stored))
        self.changed.emit(stored)
        self._returning.take_case(stored)
        if self._proposal is not None:
            self._tell_proposal(self._proposal)
            return
        self._glimpses.ask(stored, self._take_glimpse)
        self._proposer.ask(stored, self._take_proposal)

    @Slot(object)
    def _take_proposal(self, proposal: Proposal | None) -> None:
        if proposal is None:
            return
        while len(self._proposals) >= _KEPT:
            del self._proposals[next(iter(self._proposals))]
        self._proposals[proposal.case_sha256] = proposal
        stored = self._stored
        if stored is not None and proposal.case_sha256 == sha256_of(self._desk.workplace, stored):
            self._tell_proposal(proposal)

    def _tell_proposal(self, proposal: Proposal) -> None:
        self._proposal = proposal
        self.proposed.emit(proposal)
        self._returning.take_proposal(proposal)

    @Slot(object)
    def _take_glimpse(self, glimpse: Proposal | None) -> None:
        stored = self._stored
        if glimpse is None or stored is None or self._proposal is not None or self._desk.is_closed:
            return
        if glimpse.case_sha256 == sha256_of(self._desk.workplace, stored):
            self.glimpsed.emit(glimpse)

    def _put_sealed(self, sealed: SealedCase) -> None:
        content = self._desk.sealed
        assert content is not None
        assert content.content.meeting.closed_at is not None
        self._stored = OpenCase(
            id=sealed.case_id,
            identity=sealed.identity,
            case=sealed.case,
            revision=Revision(
                number=sealed.revision,
                sha256=_recorded_sha256(sealed),
                author="",
                recorded_at=content.content.meeting.closed_at,
                reason="",
            ),
            opinions=sealed.opinions,
            meetings=(),
        )
        self._proposal = encoding.from_json(dict(sealed.proposal))
        self.changed.emit(self._stored)
        self._returning.take_case(self._stored, before=content.content.meeting.closed_at)
        self._tell_proposal(self._proposal)


def _recorded_sha256(sealed: SealedCase) -> str:
    """Return the SHA-256 of the record that was sealed, without what the centre offers where that was filled in."""
    centre = sealed.case.centre.model_copy(update={"offers": None})
    possible = {sha256(sealed.case), sha256(sealed.case.model_copy(update={"centre": centre}))}
    return next((one.case_sha256 for one in sealed.opinions if one.case_sha256 in possible), sha256(sealed.case))
