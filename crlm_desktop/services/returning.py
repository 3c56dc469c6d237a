"""Returning cases: what is otherwise than when a closed meeting discussed the case last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from crlm_desktop.case import edits
from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.record import Case
from crlm_desktop.engine import encoding
from crlm_desktop.engine.comparing_proposals import Difference, difference_of
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.decision import Outcome
from crlm_desktop.services import sealing
from crlm_desktop.services.differences import FieldChange, field_changes
from crlm_desktop.services.proposing import effective
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

__all__ = ["Discussed", "FieldChange", "Since", "last_discussed", "since"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussed:
    """What a closed meeting sealed about one case: its record, what was proposed, what became of it."""

    meeting_id: MeetingId
    held_on: date
    outcome: Outcome | None
    case: Case
    proposal: Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What a case that returns was last discussed as, and what is otherwise now: fields of the record, the proposal."""

    discussed: Discussed
    fields: tuple[FieldChange, ...]
    difference: Difference


@use_case
def last_discussed(workplace: Workplace, case_id: CaseId, *, before: datetime | None = None) -> Discussed | None:
    """Return what the meeting sealed that was closed last with this case on its agenda; ``None`` when there is none.

    ``before`` leaves out what was closed then or later. Bytes that do not fit their hash are an `EnvironmentFault`.
    """
    with workplace.reading() as unit:
        closed = [
            (row.closed_at, row.id)
            for row in unit.meetings.rows(case_id)
            if row.closed_at is not None and (before is None or row.closed_at < before)
        ]
    if not closed:
        return None
    _at, meeting_id = max(closed)
    sealed = sealing.sealed(workplace, meeting_id)
    case = next((one for one in sealed.cases if one.case_id == case_id), None)
    item = sealed.meeting.item(case_id)
    if case is None or item is None:
        return None
    return Discussed(
        meeting_id=meeting_id,
        held_on=sealed.meeting.held_on,
        outcome=item.outcome,
        case=case.case,
        proposal=encoding.from_json(dict(case.proposal)),
    )


@use_case
def since(workplace: Workplace, discussed: Discussed, case: Case, proposal: Proposal) -> Since:
    """Return what is otherwise than a meeting sealed; ``proposal`` is the one about ``case`` now."""
    return Since(
        discussed=discussed,
        fields=tuple(_field_changes(discussed.case, effective(case, workplace.offers))),
        difference=difference_of(discussed.proposal, proposal),
    )


def _field_changes(before: Case, after: Case) -> Iterator[FieldChange]:
    """Yield the changes of the record; a list whose entries are others is told as a whole."""
    changes, told = field_changes(before, after), set[str]()
    with_others = {one.path.partition("[")[0] for one in changes if one.path.endswith("]")}
    for change in changes:
        part = change.path.partition("[")[0]
        if part not in with_others:
            yield change
        elif part not in told:
            told.add(part)
            yield FieldChange(path=part, before=edits.value_at(before, part), after=edits.value_at(after, part))
