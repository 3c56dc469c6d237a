"""A meeting and its agenda: when, who, which cases with which question, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NewType

from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.wording import Choice
from crlm_desktop.errors import N_, Code, InputError, problem
from crlm_desktop.meeting.decision import Outcome
from crlm_desktop.meeting.people import Attendance

MeetingId = NewType("MeetingId", str)

TITLE_MISSING = Code("meeting.title_missing", N_("A meeting needs a title."))
END_BEFORE_START = Code("meeting.end_before_start", N_("The end {end} lies before the start {start}."))
NOT_CLOSABLE_OPEN = Code("meeting.case_open", N_("Case {number} is neither decided nor deferred."))
NOT_CLOSABLE_EMPTY = Code("meeting.empty", N_("The agenda is empty; there is nothing to close."))
NOT_CLOSABLE_NOBODY = Code("meeting.nobody", N_("Nobody is marked as present."))
ALREADY_CLOSED = Code("meeting.closed", N_("The meeting is closed; what was sealed does not change."))


class MeetingState(Choice):
    """Whether a meeting still takes decisions, or has been sealed."""

    OPEN = "open", "open", "进行中"
    CLOSED = "closed", "closed", "已结束"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One case on the agenda, in the order of the tuple that holds it; no outcome yet is ``None``."""

    case_id: CaseId
    question: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting; times are local to the site. A closed meeting never changes."""

    id: MeetingId
    title: str
    site: str
    held_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    chair: str = ""
    coordinator: str = ""
    attendance: tuple[Attendance, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    state: MeetingState = MeetingState.OPEN
    closed_at: datetime | None = None

    def item(self, case_id: CaseId) -> AgendaItem | None:
        """Return the agenda item of a case, or ``None`` when the case is not on the agenda."""
        return next((item for item in self.agenda if item.case_id == case_id), None)


def checked(meeting: Meeting) -> Meeting:
    """Return the meeting, or refuse its particulars with every reason."""
    found = [] if meeting.title.strip() else [problem("title", TITLE_MISSING)]
    if meeting.starts_at and meeting.ends_at and meeting.ends_at < meeting.starts_at:
        start, end = meeting.starts_at.isoformat("minutes"), meeting.ends_at.isoformat("minutes")
        found.append(problem("ends_at", END_BEFORE_START, start=start, end=end))
    if found:
        raise InputError(found)
    return meeting


def closable(meeting: Meeting, *, numbers: dict[CaseId, str]) -> Meeting:
    """Return the meeting when it can be closed: every case decided or deferred, somebody present; else refuse it.

    ``numbers`` gives the number by which a message names each case.
    """
    found = [] if meeting.agenda else [problem("agenda", NOT_CLOSABLE_EMPTY)]
    if not any(attendance.is_there for attendance in meeting.attendance):
        found.append(problem("attendance", NOT_CLOSABLE_NOBODY))
    for index, item in enumerate(meeting.agenda):
        if item.outcome is None:
            number = numbers.get(item.case_id, item.case_id)
            found.append(problem(f"agenda[{index}]", NOT_CLOSABLE_OPEN, number=number))
    if found:
        raise InputError(found)
    return meeting
