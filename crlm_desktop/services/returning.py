"""Returning cases: what is otherwise than when a closed meeting discussed the case last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crlm_desktop.case import edits
from crlm_desktop.case.identity import CaseId
from crlm_desktop.case.record import Case
from crlm_desktop.engine import encoding
from crlm_desktop.engine.comparing_proposals import Difference, difference_of
from crlm_desktop.engine.proposal import Proposal
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.decision import Outcome
from crlm_desktop.services import sealing
from crlm_desktop.services.proposing import effective
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

__all__ = ["Discussed", "FieldChange", "Since", "last_discussed", "since"]

_ENTRY = re.compile(r"(\w+)\[\d+\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussed:
    """What a closed meeting sealed about one case: its record, what was proposed, what became of it."""

    meeting_id: MeetingId
    held_on: date
    outcome: Outcome | None
    case: Case
    proposal: Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field of the record with its JSON values then and now; a list whose entries are others is told as a whole."""

    path: str
    before: Any
    after: Any


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
    told: set[str] = set()
    for path in edits.changed_paths(before, after):
        entry = _ENTRY.match(path)
        where = entry[1] if entry is not None and _entries(before, entry[1]) != _entries(after, entry[1]) else path
        if where not in told:
            told.add(where)
            yield from _leaves(where, edits.value_at(before, where), edits.value_at(after, where))


def _leaves(path: str, before: Any, after: Any) -> Iterator[FieldChange]:
    """Yield the fields that differ within a part of which nothing was known at one of the times."""
    if isinstance(before or after, dict) and all(isinstance(one, dict | None) for one in (before, after)):
        for key in {**(before or {}), **(after or {})}:
            yield from _leaves(f"{path}.{key}", (before or {}).get(key), (after or {}).get(key))
    else:
        yield FieldChange(path=path, before=before, after=after)


def _entries(case: Case, part: str) -> list[object]:
    """Return by what the entries of a list are told apart: their ids, else their places."""
    entries = edits.value_at(case, part) or []
    return [entry.get("id", place) if isinstance(entry, dict) else place for place, entry in enumerate(entries)]
