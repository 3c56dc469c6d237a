"""What closing a meeting freezes: cases, proposals, opinions and outcomes, from which the minutes are printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.meeting.agenda import Meeting
from crlm_desktop.meeting.opinion import Opinion

SCHEMA_ID = "crlm.minutes/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedCase:
    """One case as it was when the meeting closed; ``proposal`` is the encoded proposal with both languages."""

    case_id: CaseId
    identity: Identity
    revision: int
    case: Case
    proposal: Mapping[str, Any]
    opinions: tuple[Opinion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedMeeting:
    """A meeting with all that was known, proposed and decided; ``cases`` follow the order of the agenda.

    ``registry`` names the registry, ``is_demonstration`` marks invented data, ``is_draft`` a meeting not yet closed.
    """

    meeting: Meeting
    cases: tuple[SealedCase, ...]
    registry: str
    program: str
    is_demonstration: bool
    is_draft: bool = False
