"""Meetings: particulars, attendance, agenda and outcomes; a closed one refuses every change."""

from __future__ import annotations

import json

from sqlalchemy import ScalarSelect, Table, bindparam, func, select

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import ConflictFault, CrlmError, InputError, problem
from crlm_desktop.meeting import plain_json
from crlm_desktop.meeting.agenda import ALREADY_CLOSED, AgendaItem, Meeting, MeetingId, MeetingState
from crlm_desktop.meeting.decision import Decision, Deferral, Outcome
from crlm_desktop.meeting.people import Attendance
from crlm_desktop.registry import faults, tables
from crlm_desktop.registry.audit import Audit
from crlm_desktop.registry.pack import Recorded
from crlm_desktop.registry.search import Search
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.values import Act, MeetingRow, OpenMeeting

_MEETINGS, _AGENDA, _OUTCOMES = map(tables.table_of, (tables.Meeting, tables.AgendaItem, tables.Outcome))


def _count_of(table: Table) -> ScalarSelect[int]:
    of_meeting = select(func.count()).select_from(table).where(table.c.meeting_id == _MEETINGS.c.id)
    return of_meeting.correlate(_MEETINGS).scalar_subquery()


# Past the mapping: those of a case are read whenever it is opened.
_ALL = select(_MEETINGS, _count_of(_AGENDA).label("case_count"), _count_of(_OUTCOMES).label("outcome_count")).order_by(
    _MEETINGS.c.held_on.desc(), _MEETINGS.c.starts_at.desc(), _MEETINGS.c.id
)
_OF_CASE = _ALL.where(_MEETINGS.c.id.in_(select(_AGENDA.c.meeting_id).where(_AGENDA.c.case_id == bindparam("case_id"))))


class Meetings:
    """The meetings within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session
        self._audit = Audit(transaction)
        self._search = Search(transaction)

    def rows(self, case_id: CaseId | None = None) -> tuple[MeetingRow, ...]:
        """Return all meetings, or those that a case is on, the latest date first."""
        self._session.flush()
        found = (
            self._session.execute(_ALL) if case_id is None else self._session.execute(_OF_CASE, {"case_id": case_id})
        )
        return tuple(
            MeetingRow(
                id=MeetingId(row.id),
                title=row.title,
                site=row.site,
                held_on=row.held_on,
                state=row.state,
                case_count=row.case_count,
                outcome_count=row.outcome_count,
                closed_at=row.closed_at,
            )
            for row in found
        )

    def opened(self, meeting_id: MeetingId) -> OpenMeeting:
        """Return a meeting with the rows of its cases."""
        meeting = self.value(meeting_id)
        return OpenMeeting(meeting=meeting, cases=self._search.rows_of([item.case_id for item in meeting.agenda]))

    def value(self, meeting_id: MeetingId) -> Meeting:
        """Return a meeting as stored."""
        row = self._row(meeting_id)
        return Meeting(
            id=MeetingId(row.id),
            title=row.title,
            site=row.site,
            held_on=row.held_on,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            chair=row.chair,
            coordinator=row.coordinator,
            attendance=self._attendance(meeting_id),
            agenda=self._agenda(meeting_id),
            state=row.state,
            closed_at=row.closed_at,
        )

    def create(self, meeting: Meeting) -> None:
        """Record a new meeting by its particulars; its agenda and attendance come after."""
        row = tables.Meeting(id=meeting.id, state=MeetingState.OPEN)
        _particulars(row, meeting)
        self._session.add(row)
        self._session.flush()
        self._audit.add(Act.MEETING_CREATED, meeting.id)

    def change_particulars(self, meeting: Meeting) -> None:
        """Change what stands at the head of an open meeting."""
        _particulars(self._open_row(MeetingId(meeting.id)), meeting)
        self._audit.add(Act.MEETING_CHANGED, meeting.id)

    def set_attendance(self, meeting_id: MeetingId, attendance: tuple[Attendance, ...]) -> None:
        """Replace who takes part in an open meeting."""
        self._open_row(meeting_id)
        for row in self._session.scalars(select(tables.Attendance).where(tables.Attendance.meeting_id == meeting_id)):
            self._session.delete(row)
        self._session.flush()
        self._session.add_all(
            tables.Attendance(
                meeting_id=meeting_id,
                position=position,
                person=one.person,
                discipline=one.discipline,
                presence=one.presence,
                arrived_at=one.arrived_at,
                left_at=one.left_at,
            )
            for position, one in enumerate(attendance)
        )
        self._audit.add(Act.ATTENDANCE_RECORDED, meeting_id)

    def add_case(self, meeting_id: MeetingId, case_id: CaseId, *, question: str) -> None:
        """Put a case at the end of an open meeting's agenda; one that is on it is refused."""
        self._open_row(meeting_id)
        facts = self._session.get(tables.CaseFacts, case_id)
        if facts is None:
            raise CrlmError(faults.CASE_NOT_THERE)
        if self._session.get(tables.AgendaItem, (meeting_id, case_id)) is not None:
            raise InputError([problem("agenda", faults.LISTED_ALREADY, number=facts.number)])
        position = len(self._items(meeting_id))
        self._session.add(
            tables.AgendaItem(meeting_id=meeting_id, case_id=case_id, position=position, question=question)
        )
        self._audit.add(Act.CASE_LISTED, meeting_id, case=case_id)

    def remove_case(self, meeting_id: MeetingId, case_id: CaseId) -> None:
        """Take a case off an open meeting's agenda, with its outcome."""
        item = self._open_item(meeting_id, case_id)
        outcome = self._session.get(tables.Outcome, (meeting_id, case_id))
        if outcome is not None:
            self._session.delete(outcome)
            self._session.flush()
        self._session.delete(item)
        self._session.flush()
        self._place(self._items(meeting_id))
        self._audit.add(Act.CASE_UNLISTED, meeting_id, case=case_id)

    def reorder(self, meeting_id: MeetingId, order: tuple[CaseId, ...]) -> None:
        """Bring an open meeting's agenda into an order that names each of its cases once."""
        self._open_row(meeting_id)
        items = {item.case_id: item for item in self._items(meeting_id)}
        if sorted(order) != sorted(items):
            raise ConflictFault(faults.AGENDA_MOVED_ON)
        self._place([items[case_id] for case_id in order])
        self._audit.add(Act.AGENDA_ORDERED, meeting_id)

    def set_question(self, meeting_id: MeetingId, case_id: CaseId, question: str) -> None:
        """Change what the team is asked about a case."""
        self._open_item(meeting_id, case_id).question = question
        self._audit.add(Act.QUESTION_ASKED, meeting_id, case=case_id)

    def record_outcome(
        self,
        meeting_id: MeetingId,
        case_id: CaseId,
        outcome: Outcome | None,
        *,
        told: Recorded | None = None,
        **detail: str,
    ) -> None:
        """Record what the team said of a case, or take it back with ``None``.

        ``told`` says of an outcome that was recorded elsewhere by whom, when and seeing which revision.
        """
        self._open_item(meeting_id, case_id)
        kept = self._session.get(tables.Outcome, (meeting_id, case_id))
        if outcome is None:
            if kept is not None:
                self._session.delete(kept)
                self._audit.add(Act.OUTCOME_WITHDRAWN, meeting_id, case=case_id)
            return
        row = kept if kept is not None else tables.Outcome(meeting_id=meeting_id, case_id=case_id)
        row.kind = "decision" if isinstance(outcome, Decision) else "deferral"
        row.options = ",".join(outcome.options) if isinstance(outcome, Decision) else ""
        row.reason = str(outcome.reason) if isinstance(outcome, Deferral) else ""
        row.value = json.dumps(plain_json.to_json(outcome), ensure_ascii=False, sort_keys=True)
        row.revision = told.revision if told is not None else self._session.get_one(tables.Case, case_id).head
        row.recorded_at = told.recorded_at if told is not None else self._transaction.at
        row.recorded_by = told.recorded_by if told is not None else self._transaction.author
        self._session.add(row)
        self._audit.add(Act.OUTCOME_RECORDED, meeting_id, case=case_id, **detail)

    def close(self, meeting_id: MeetingId) -> None:
        """Close an open meeting, whose seal is there already."""
        row = self._open_row(meeting_id)
        row.state, row.closed_at = MeetingState.CLOSED, self._transaction.at
        self._session.flush()
        self._audit.add(Act.MEETING_CLOSED, meeting_id)

    def _row(self, meeting_id: MeetingId) -> tables.Meeting:
        row = self._session.get(tables.Meeting, meeting_id)
        if row is None:
            raise CrlmError(faults.MEETING_NOT_THERE)
        return row

    def _open_row(self, meeting_id: MeetingId) -> tables.Meeting:
        row = self._row(meeting_id)
        if row.state is MeetingState.CLOSED:
            raise CrlmError(ALREADY_CLOSED)
        return row

    def _open_item(self, meeting_id: MeetingId, case_id: CaseId) -> tables.AgendaItem:
        self._open_row(meeting_id)
        item = self._session.get(tables.AgendaItem, (meeting_id, case_id))
        if item is None:
            raise CrlmError(faults.NOT_LISTED)
        return item

    def _items(self, meeting_id: MeetingId) -> list[tables.AgendaItem]:
        items = (
            select(tables.AgendaItem)
            .where(tables.AgendaItem.meeting_id == meeting_id)
            .order_by(tables.AgendaItem.position)
        )
        return list(self._session.scalars(items))

    def _place(self, items: list[tables.AgendaItem]) -> None:
        for position, item in enumerate(items):
            item.position = position
        self._session.flush()

    def _agenda(self, meeting_id: MeetingId) -> tuple[AgendaItem, ...]:
        rows = self._session.scalars(select(tables.Outcome).where(tables.Outcome.meeting_id == meeting_id))
        outcomes = {row.case_id: _outcome(row) for row in rows}
        return tuple(
            AgendaItem(case_id=CaseId(item.case_id), question=item.question, outcome=outcomes.get(item.case_id))
            for item in self._items(meeting_id)
        )

    def _attendance(self, meeting_id: MeetingId) -> tuple[Attendance, ...]:
        rows = (
            select(tables.Attendance)
            .where(tables.Attendance.meeting_id == meeting_id)
            .order_by(tables.Attendance.position)
        )
        return tuple(
            Attendance(
                person=row.person,
                discipline=row.discipline,
                presence=row.presence,
                arrived_at=row.arrived_at,
                left_at=row.left_at,
            )
            for row in self._session.scalars(rows)
        )


def _particulars(row: tables.Meeting, meeting: Meeting) -> None:
    row.title, row.site, row.held_on = meeting.title, meeting.site, meeting.held_on
    row.starts_at, row.ends_at = meeting.starts_at, meeting.ends_at
    row.chair, row.coordinator = meeting.chair, meeting.coordinator


def _outcome(row: tables.Outcome) -> Outcome:
    kind: type[Outcome] = Decision if row.kind == "decision" else Deferral
    return plain_json.from_json(kind, json.loads(row.value))
