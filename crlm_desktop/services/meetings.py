"""Meetings: prepared, held, closed; what closing seals never changes afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import N_, Code, CrlmError, InputError, problem
from crlm_desktop.meeting import agenda, decision
from crlm_desktop.meeting.agenda import Meeting, MeetingId
from crlm_desktop.meeting.decision import Outcome
from crlm_desktop.meeting.people import Attendance
from crlm_desktop.meeting.sealed import SealedMeeting
from crlm_desktop.registry import pack_faults
from crlm_desktop.registry.values import MeetingRow, OpenMeeting
from crlm_desktop.services import sealing
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

__all__ = [
    "MeetingRow",
    "OpenMeeting",
    "Particulars",
    "add_case",
    "change_particulars",
    "close",
    "create",
    "draft",
    "list_meetings",
    "open_meeting",
    "record_outcome",
    "remove_case",
    "reorder",
    "sealed",
    "set_attendance",
    "set_question",
]

PERSON_MISSING = Code("attendance.person-missing", N_("Somebody on the list of those present has no name."))
LEFT_EARLY = Code("attendance.left-early", N_("{person} cannot leave at {left} before arriving at {arrived}."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What stands at the head of a meeting; times are local to the site."""

    title: str
    site: str
    held_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    chair: str = ""
    coordinator: str = ""


@use_case
def list_meetings(workplace: Workplace) -> tuple[MeetingRow, ...]:
    """Return all meetings, the latest date first."""
    with workplace.reading() as unit:
        return unit.meetings.rows()


@use_case
def open_meeting(workplace: Workplace, meeting_id: MeetingId) -> OpenMeeting:
    """Return a meeting as stored, with the rows of its cases; one that is not there is refused."""
    with workplace.reading() as unit:
        return unit.meetings.opened(meeting_id)


@use_case
def create(workplace: Workplace, particulars: Particulars) -> OpenMeeting:
    """Create a meeting with an empty agenda; a missing title and an end before the start are refused.

    A working registry refuses too: only the meeting that it was made for is handed back.
    """
    meeting = agenda.checked(
        _with(Meeting(id=MeetingId(uuid.uuid4().hex), title="", site="", held_on=particulars.held_on), particulars)
    )
    with workplace.unit() as unit:
        taking = unit.packs.taking()
        if taking is not None:
            raise CrlmError(pack_faults.CREATE_AT_HOME, name=taking.registry_name)
        unit.meetings.create(meeting)
        return unit.meetings.opened(meeting.id)


@use_case
def change_particulars(workplace: Workplace, meeting_id: MeetingId, particulars: Particulars) -> OpenMeeting:
    """Change title, site, date, times, chair and coordinator; a closed meeting refuses."""
    with workplace.unit() as unit:
        before = unit.meetings.opened(meeting_id).meeting
        unit.meetings.change_particulars(agenda.checked(_with(before, particulars)))
        return unit.meetings.opened(meeting_id)


@use_case
def set_attendance(workplace: Workplace, meeting_id: MeetingId, attendance: Iterable[Attendance]) -> OpenMeeting:
    """Record who takes part, in the order given; it replaces what was recorded.

    Somebody without a name, or gone before arriving, is refused with the place in the list; a closed meeting refuses.
    """
    people = _checked(tuple(attendance))
    with workplace.unit() as unit:
        unit.meetings.set_attendance(meeting_id, people)
        return unit.meetings.opened(meeting_id)


@use_case
def add_case(
    workplace: Workplace, meeting_id: MeetingId, case_id: CaseId, *, question: str | None = None
) -> OpenMeeting:
    """Put a case at the end of the agenda; without ``question`` it is the one in the record.

    A case that is on the agenda already, or one that is not there, is refused; so does a closed meeting.
    """
    with workplace.unit() as unit:
        asked = unit.cases.current(case_id).question or "" if question is None else question.strip()
        unit.meetings.add_case(meeting_id, case_id, question=asked)
        return unit.meetings.opened(meeting_id)


@use_case
def remove_case(workplace: Workplace, meeting_id: MeetingId, case_id: CaseId) -> OpenMeeting:
    """Take a case off the agenda, with its outcome if it has one; a closed meeting refuses."""
    with workplace.unit() as unit:
        unit.meetings.remove_case(meeting_id, case_id)
        return unit.meetings.opened(meeting_id)


@use_case
def reorder(workplace: Workplace, meeting_id: MeetingId, order: Iterable[CaseId]) -> OpenMeeting:
    """Bring the agenda into ``order``, which names each of its cases once (else a `ConflictFault`)."""
    with workplace.unit() as unit:
        unit.meetings.reorder(meeting_id, tuple(order))
        return unit.meetings.opened(meeting_id)


@use_case
def set_question(workplace: Workplace, meeting_id: MeetingId, case_id: CaseId, question: str) -> OpenMeeting:
    """Change what the team is asked about a case; a closed meeting refuses."""
    with workplace.unit() as unit:
        unit.meetings.set_question(meeting_id, case_id, question.strip())
        return unit.meetings.opened(meeting_id)


@use_case
def record_outcome(
    workplace: Workplace, meeting_id: MeetingId, case_id: CaseId, outcome: Outcome | None
) -> OpenMeeting:
    """Record the decision or the deferral of a case (``None`` takes it back), checked with every problem at once."""
    found = decision.checked(outcome) if outcome is not None else None
    with workplace.unit() as unit:
        unit.meetings.record_outcome(meeting_id, case_id, found)
        return unit.meetings.opened(meeting_id)


@use_case
def close(workplace: Workplace, meeting_id: MeetingId) -> SealedMeeting:
    """Close a meeting: all that was known, proposed, said and decided is sealed with its SHA-256 and never changes.

    Refused while a case has no outcome, nobody is present or the agenda is empty, with every reason at once; and in a
    working registry, whose meeting is closed at home.
    """
    return sealing.close(workplace, meeting_id)


@use_case
def sealed(workplace: Workplace, meeting_id: MeetingId) -> SealedMeeting:
    """Return what was sealed when the meeting closed; a meeting that is open is refused."""
    return sealing.sealed(workplace, meeting_id)


@use_case
def draft(workplace: Workplace, meeting_id: MeetingId) -> SealedMeeting:
    """Return what closing now would seal, marked as a draft; nothing is stored, nothing is refused for being open."""
    return sealing.draft(workplace, meeting_id)


def _checked(people: tuple[Attendance, ...]) -> tuple[Attendance, ...]:
    found = [
        problem(f"attendance[{index}].person", PERSON_MISSING)
        for index, one in enumerate(people)
        if not one.person.strip()
    ]
    for index, one in enumerate(people):
        if one.arrived_at is not None and one.left_at is not None and one.left_at < one.arrived_at:
            arrived, left = one.arrived_at.isoformat("minutes"), one.left_at.isoformat("minutes")
            found.append(
                problem(f"attendance[{index}].left_at", LEFT_EARLY, person=one.person, arrived=arrived, left=left)
            )
    if found:
        raise InputError(found)
    return people


def _with(meeting: Meeting, particulars: Particulars) -> Meeting:
    return replace(
        meeting,
        title=particulars.title.strip(),
        site=particulars.site.strip(),
        held_on=particulars.held_on,
        starts_at=particulars.starts_at,
        ends_at=particulars.ends_at,
        chair=particulars.chair.strip(),
        coordinator=particulars.coordinator.strip(),
    )
