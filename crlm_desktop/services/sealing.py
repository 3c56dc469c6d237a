"""Sealing: one read of all that was known, proposed, said and decided, frozen as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crlm_desktop import __version__
from crlm_desktop.case import casefile
from crlm_desktop.engine import encoding
from crlm_desktop.errors import CrlmError, EnvironmentFault
from crlm_desktop.meeting import agenda, sealed_json
from crlm_desktop.meeting.agenda import Meeting, MeetingId, MeetingState
from crlm_desktop.meeting.plain_json import MalformedError
from crlm_desktop.meeting.sealed import SealedCase, SealedMeeting
from crlm_desktop.registry import faults, pack_faults
from crlm_desktop.services.proposing import effective, propose
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.case.identity import CaseId
    from crlm_desktop.registry.unit import Unit

Proposals = dict[str, Mapping[str, Any]]


@use_case
def close(workplace: Workplace, meeting_id: MeetingId) -> SealedMeeting:
    """Seal the meeting and close it, in one transaction; what is returned is read back from the sealed bytes."""
    proposals: Proposals = {}
    with workplace.reading() as unit:
        taking = unit.packs.taking()
        if taking is not None:
            raise CrlmError(pack_faults.CLOSE_AT_HOME, name=taking.registry_name)
        # The engine takes its time: better while nobody has to wait for the registry.
        _gathered(workplace, unit, unit.meetings.value(meeting_id), proposals, is_draft=True)
    with workplace.unit() as unit:
        opened = unit.meetings.opened(meeting_id)
        if opened.meeting.state is MeetingState.CLOSED:
            raise CrlmError(agenda.ALREADY_CLOSED)
        agenda.closable(opened.meeting, numbers={row.id: row.number for row in opened.cases})
        closed = replace(opened.meeting, state=MeetingState.CLOSED, closed_at=unit.at)
        content = sealed_json.encode(_gathered(workplace, unit, closed, proposals, is_draft=False))
        unit.seals.add(meeting_id, content)
        unit.meetings.close(meeting_id)
        unit.drafts.drop_of(meeting_id)
    return sealed_json.decode(content)


@use_case
def sealed(workplace: Workplace, meeting_id: MeetingId) -> SealedMeeting:
    """Return what was sealed; its bytes are held against their SHA-256 first."""
    with workplace.reading() as unit:
        unit.meetings.value(meeting_id)
        return _decoded(unit.seals.content(meeting_id))


@use_case
def content(workplace: Workplace, meeting_id: MeetingId) -> bytes:
    """Return the sealed bytes of a closed meeting; of an open one, those of its draft."""
    with workplace.reading() as unit:
        meeting = unit.meetings.value(meeting_id)
        if meeting.state is MeetingState.CLOSED:
            found = unit.seals.content(meeting_id)
            _decoded(found)
            return found
        return sealed_json.encode(_gathered(workplace, unit, meeting, {}, is_draft=True))


@use_case
def draft(workplace: Workplace, meeting_id: MeetingId) -> SealedMeeting:
    """Return what closing now would seal, marked as a draft."""
    with workplace.reading() as unit:
        return _gathered(workplace, unit, unit.meetings.value(meeting_id), {}, is_draft=True)


def _gathered(
    workplace: Workplace, unit: Unit, meeting: Meeting, proposals: Proposals, *, is_draft: bool
) -> SealedMeeting:
    """Read all that a seal holds; ``proposals`` are those made already, and takes up those that had to be made."""
    return SealedMeeting(
        meeting=meeting,
        cases=tuple(_sealed_case(workplace, unit, item.case_id, proposals) for item in meeting.agenda),
        registry=workplace.name,
        program=f"CRLM Desktop {__version__}",
        is_demonstration=workplace.is_demonstration,
        is_draft=is_draft,
    )


def _sealed_case(workplace: Workplace, unit: Unit, case_id: CaseId, proposals: Proposals) -> SealedCase:
    opened = unit.cases.opened(case_id)
    # The case the proposal is about, so that the SHA-256 that the proposal names is that of the sealed case.
    case = effective(opened.case, workplace.offers)
    sha256 = casefile.sha256(case)
    if sha256 not in proposals:
        proposals[sha256] = encoding.to_json(propose(workplace.engine, case), None)
    return SealedCase(
        case_id=case_id,
        identity=opened.identity,
        revision=opened.revision.number,
        case=case,
        proposal=proposals[sha256],
        opinions=opened.opinions,
    )


def _decoded(content: bytes) -> SealedMeeting:
    try:
        return sealed_json.decode(content)
    except MalformedError as fault:
        raise EnvironmentFault(faults.SEAL_BROKEN) from fault
