"""The open meeting: as stored, or as it was sealed, and what has been typed about its cases and not recorded yet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal, Slot

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import CrlmError, EnvironmentFault, InputError, Problem
from crlm_desktop.gui.drafts import OpinionDraft, OpinionDrafts
from crlm_desktop.gui.meeting.entry_rows import Row
from crlm_desktop.gui.meeting.outcome_draft import OutcomeDraft, draft_of, outcome_of
from crlm_desktop.gui.tasks import Lane, Tasks
from crlm_desktop.meeting import sealed_json
from crlm_desktop.meeting.agenda import AgendaItem, Meeting, MeetingId, MeetingState
from crlm_desktop.meeting.decision import Outcome
from crlm_desktop.meeting.people import Attendance
from crlm_desktop.meeting.sealed import SealedMeeting
from crlm_desktop.services import meetings, packing
from crlm_desktop.services.meetings import OpenMeeting, Particulars
from crlm_desktop.services.packing import Taking
from crlm_desktop.services.workplace import Workplace

Problems = tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What was sealed, with the SHA-256 of its bytes."""

    content: SealedMeeting
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A case that was taken off the agenda, with its place, so that it can be put back."""

    meeting_id: MeetingId
    item: AgendaItem
    place: int
    number: str


class MeetingDesk(QObject):
    """Asks the use cases for every change of the open meeting, and tells how it stands then.

    It outlives the panels: drafts, the open meeting, its ``page`` that is shown (empty: the one that suits it) and the
    case on the table stay when the language changes. ``taking`` tells from which pack the registry was made, if it was.
    ``changed`` carries the meeting as stored, ``sealed_read`` tells that what was sealed is there, ``recorded`` the
    case whose outcome was recorded, ``told`` something that a person should read.
    """

    changed = Signal(object)
    sealed_read = Signal()
    recorded = Signal(str)
    told = Signal(object)

    def __init__(self, workplace: Workplace, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("meeting_desk")
        self.workplace = workplace
        self._tasks = tasks
        self._opened: OpenMeeting | None = None
        self._sealed: Sealed | None = None
        self._drafts: dict[tuple[MeetingId, CaseId], OutcomeDraft] = {}
        self._recorded_at: dict[tuple[MeetingId, CaseId], datetime] = {}
        self._taken_back: set[tuple[MeetingId, CaseId]] = set()
        self.removed: Removed | None = None
        self.opinion_drafts = OpinionDrafts()
        self.people_drafts: dict[MeetingId, tuple[Row, ...]] = {}
        self.particulars_drafts: dict[MeetingId, dict[str, str]] = {}
        self.new_draft: dict[str, str] | None = None
        self.question_drafts: dict[tuple[MeetingId, CaseId], str] = {}
        self._revisions: dict[CaseId, int] = {}
        self.case_id: CaseId | None = None
        self.page = ""
        self.taking = _taking_of(workplace)

    @property
    def opened(self) -> OpenMeeting | None:
        """The open meeting as stored."""
        return self._opened

    @property
    def meeting(self) -> Meeting:
        """The open meeting; there must be one."""
        assert self._opened is not None, "no meeting is open"
        return self._opened.meeting

    @property
    def is_closed(self) -> bool:
        """Whether the meeting has been sealed."""
        return self._opened is not None and self._opened.meeting.state is MeetingState.CLOSED

    @property
    def is_fixed(self) -> bool:
        """Whether nothing of the meeting can be changed: it is sealed, or the registry can only be read."""
        return self.is_closed or self.workplace.reading_only is not None

    @property
    def sealed(self) -> Sealed | None:
        """What was sealed; ``None`` while the meeting is open, or while it is being read."""
        return self._sealed

    def open_meeting(self, meeting_id: MeetingId) -> bool:
        """Open a meeting; whether it could be."""
        self._put_away()
        return not self._do(partial(meetings.open_meeting, self.workplace, meeting_id))

    def leave(self) -> None:
        """Leave the open meeting; what was typed stays for when it is opened again."""
        self._put_away()
        self._opened = None

    def create(self, particulars: Particulars) -> Problems:
        """Create a meeting and open it; every problem is returned instead."""
        self._put_away()
        return self._do(partial(meetings.create, self.workplace, particulars))

    def reload(self) -> None:
        """Read the open meeting again: cases may have changed."""
        if self._opened is not None:
            self._do(partial(meetings.open_meeting, self.workplace, self.meeting.id))

    def change_particulars(self, particulars: Particulars) -> Problems:
        """Change what stands at the head of the meeting."""
        return self._do(partial(meetings.change_particulars, self.workplace, self.meeting.id, particulars))

    def set_attendance(self, people: Iterable[Attendance]) -> Problems:
        """Record who takes part."""
        return self._do(partial(meetings.set_attendance, self.workplace, self.meeting.id, tuple(people)))

    def add_case(self, case_id: CaseId) -> Problems:
        """Put a case at the end of the agenda, with the question of its record."""
        return self._do(partial(meetings.add_case, self.workplace, self.meeting.id, case_id))

    def remove_case(self, case_id: CaseId) -> None:
        """Take a case off the agenda; it can be put back."""
        item = self.meeting.item(case_id)
        assert item is not None
        place = self.meeting.agenda.index(item)
        removed = Removed(meeting_id=self.meeting.id, item=item, place=place, number=self.number(case_id))
        if self.case_id == case_id:
            self.case_id = None
        self.removed = removed
        if self._do(partial(meetings.remove_case, self.workplace, self.meeting.id, case_id)):
            self.removed = None

    def put_back(self) -> None:
        """Put the case that was removed last back to its place, with its question and outcome."""
        removed, self.removed = self.removed, None
        if removed is not None and removed.meeting_id == self.meeting.id:
            self._do(partial(_put_back, self.workplace, removed))

    def reorder(self, order: Iterable[CaseId]) -> None:
        """Bring the agenda into an order."""
        self._do(partial(meetings.reorder, self.workplace, self.meeting.id, tuple(order)))

    def set_question(self, case_id: CaseId, question: str) -> None:
        """Change what the team is asked about a case."""
        self._do(partial(meetings.set_question, self.workplace, self.meeting.id, case_id, question))

    def number(self, case_id: CaseId) -> str:
        """Return the number by which the hospital knows a case on the agenda."""
        rows = self._opened.cases if self._opened is not None else ()
        return next((row.number for row in rows if row.id == case_id), case_id)

    def outcome(self, case_id: CaseId) -> Outcome | None:
        """Return the recorded outcome of a case."""
        item = self.meeting.item(case_id)
        return item.outcome if item is not None else None

    def draft(self, case_id: CaseId) -> OutcomeDraft:
        """Return what has been captured of a case, recorded or not."""
        kept = self._drafts.get((self.meeting.id, case_id))
        return kept if kept is not None else draft_of(self.outcome(case_id))

    def keep(self, case_id: CaseId, draft: OutcomeDraft) -> None:
        """Keep what has been captured of a case until it is recorded; what says nothing new is not kept."""
        key = (self.meeting.id, case_id)
        self._taken_back.discard(key)
        if draft == draft_of(self.outcome(case_id)):
            self._drafts.pop(key, None)
        else:
            self._drafts[key] = draft

    def recapture(self, meeting_id: MeetingId, case_id: CaseId, draft: OutcomeDraft) -> None:
        """Put back what was captured of a case earlier; only a person records it, as after taking it back."""
        self._drafts[meeting_id, case_id] = draft
        self._taken_back.add((meeting_id, case_id))

    def half_captured(self) -> Iterator[tuple[MeetingId, CaseId, OutcomeDraft]]:
        """Yield what has been captured, in any meeting, and is not recorded."""
        opened = self._opened.meeting.id if self._opened is not None else None
        for (meeting_id, case_id), draft in self._drafts.items():
            if not (self.is_recorded(case_id) if meeting_id == opened else draft.is_empty):
                yield meeting_id, case_id, draft

    def revision(self, case_id: CaseId) -> int | None:
        """Return the revision of a case that was seen last on an agenda."""
        return self._revisions.get(case_id)

    @property
    def revisions(self) -> Mapping[CaseId, int]:
        """The revisions of the cases that were seen on agendas."""
        return MappingProxyType(self._revisions)

    @property
    def unrecorded_cases(self) -> frozenset[CaseId]:
        """The cases of which something has been captured, in any meeting, that is not recorded."""
        return frozenset(case_id for (_meeting, case_id), draft in self._drafts.items() if not draft.is_empty)

    @property
    def unrecorded_meetings(self) -> frozenset[MeetingId]:
        """The meetings at whose head, or about whose people, something was typed that could not be written."""
        return frozenset((*self.people_drafts, *self.particulars_drafts))

    def is_taken_back(self, case_id: CaseId) -> bool:
        """Whether the outcome was taken back and nothing has been typed since: then only a person records it again."""
        return (self.meeting.id, case_id) in self._taken_back

    def is_recorded(self, case_id: CaseId) -> bool:
        """Whether the draft of a case says what is recorded, or nothing at all."""
        kept = self._drafts.get((self.meeting.id, case_id))
        if kept is None:
            return True
        recorded = self.outcome(case_id)
        if recorded is None:
            return kept.is_empty
        try:
            return outcome_of(kept) == recorded
        except InputError:
            return False

    def recorded_at(self, case_id: CaseId) -> datetime | None:
        """Return when the outcome of a case was recorded, as far as that was since the program was started."""
        return self._recorded_at.get((self.meeting.id, case_id))

    def record(self, case_id: CaseId) -> Problems:
        """Record the draft of a case; what keeps it from that is returned, and nothing is lost."""
        try:
            outcome = outcome_of(self.draft(case_id))
        except InputError as error:
            return error.problems
        key = (self.meeting.id, case_id)
        if outcome != self.outcome(case_id):
            self._recorded_at[key] = self.workplace.clock.now()
            found = self._do(partial(meetings.record_outcome, self.workplace, self.meeting.id, case_id, outcome))
            if found or self.outcome(case_id) != outcome:
                del self._recorded_at[key]
                return found
            self.recorded.emit(case_id)
        self._drafts.pop(key, None)
        self._taken_back.discard(key)
        return ()

    def take_back(self, case_id: CaseId) -> None:
        """Take a recorded outcome back; what it said stays as a draft."""
        key = (self.meeting.id, case_id)
        self._drafts[key] = self.draft(case_id)
        self._recorded_at.pop(key, None)
        self._taken_back.add(key)
        self._do(partial(meetings.record_outcome, self.workplace, self.meeting.id, case_id, None))

    def unrecorded(self) -> tuple[CaseId, ...]:
        """Return the cases of which something has been captured that is not recorded."""
        return tuple(item.case_id for item in self.meeting.agenda if not self.is_recorded(item.case_id))

    def ungiven(self, case_id: CaseId) -> tuple[OpinionDraft, ...]:
        """Return the opinions on a case that were typed here and not given."""
        return tuple(
            draft for (kept, _strategy), draft in self.opinion_drafts.items() if kept == case_id and not draft.is_empty
        )

    def discard_opinions(self, case_id: CaseId) -> None:
        """Forget the opinions on a case that were typed here and not given."""
        for key in [key for key in self.opinion_drafts if key[0] == case_id]:
            del self.opinion_drafts[key]

    def close(self, failed: Callable[[CrlmError], object]) -> None:
        """Seal the meeting and close it, away from the window's thread; ``failed`` hears why it could not be."""
        work = partial(_close, self.workplace, self.meeting.id)
        self._tasks.run(work, self._take_closed, failed=failed, lane=Lane.REGISTRY)

    def read_seal(self) -> None:
        """Read what was sealed of a closed meeting."""
        work = partial(_sealed, self.workplace, self.meeting.id)
        self._tasks.run(work, self._take_sealed, failed=self._tell, lane=Lane.REGISTRY)

    @Slot(object)
    def _take_closed(self, answer: tuple[OpenMeeting, Sealed]) -> None:
        opened, sealed = answer
        for drafts in (self.people_drafts, self.particulars_drafts):
            drafts.pop(opened.meeting.id, None)
        for captured in (self._drafts, self.question_drafts):
            for key in [key for key in captured if key[0] == opened.meeting.id]:
                del captured[key]
        if self._opened is not None and self._opened.meeting.id == opened.meeting.id:
            self._sealed = sealed
            self._accept(opened)
            self.sealed_read.emit()

    @Slot(object)
    def _take_sealed(self, sealed: Sealed) -> None:
        if self._opened is not None and sealed.content.meeting.id == self._opened.meeting.id:
            self._sealed = sealed
            self.sealed_read.emit()

    def _put_away(self) -> None:
        self._sealed = self.removed = self.case_id = None
        self.page = ""

    def _tell(self, error: CrlmError) -> None:
        self.told.emit(error)

    def _do(self, work: Callable[[], OpenMeeting]) -> Problems:
        """Do one use case; its meeting is the open one then. Problems of the input are returned, the rest is told."""
        try:
            opened = work()
        except InputError as error:
            return error.problems
        except CrlmError as error:
            self.told.emit(error)
            return (Problem(path="", code=error.code, params=error.params),)
        self._accept(opened)
        return ()

    def _accept(self, opened: OpenMeeting) -> None:
        self._opened = opened
        self._revisions |= {row.id: row.revision for row in opened.cases}
        self.changed.emit(opened)
        if self.is_closed and self._sealed is None:
            self.read_seal()


def _taking_of(workplace: Workplace) -> Taking | None:
    try:
        return packing.errand(workplace)
    except EnvironmentFault:
        # A registry so damaged that its log cannot be read is only looked at; that is told when it is opened.
        return None


def _put_back(workplace: Workplace, removed: Removed) -> OpenMeeting:
    item, meeting_id = removed.item, removed.meeting_id
    opened = meetings.add_case(workplace, meeting_id, item.case_id, question=item.question)
    order = [one.case_id for one in opened.meeting.agenda if one.case_id != item.case_id]
    order.insert(removed.place, item.case_id)
    opened = meetings.reorder(workplace, meeting_id, order)
    if item.outcome is not None:
        opened = meetings.record_outcome(workplace, meeting_id, item.case_id, item.outcome)
    return opened


def _close(workplace: Workplace, meeting_id: MeetingId) -> tuple[OpenMeeting, Sealed]:
    content = meetings.close(workplace, meeting_id)
    return meetings.open_meeting(workplace, meeting_id), _with_hash(content)


def _sealed(workplace: Workplace, meeting_id: MeetingId) -> Sealed:
    return _with_hash(meetings.sealed(workplace, meeting_id))


def _with_hash(content: SealedMeeting) -> Sealed:
    # Equal content gives equal bytes: this is the hash under which the registry keeps them.
    return Sealed(content=content, sha256=hashlib.sha256(sealed_json.encode(content)).hexdigest())
