"""What the registry hands out: rows of lists, an open case, revisions, a meeting's row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from crlm_desktop.case.choices import Braf, Mmr, Offer, Presentation, Ras, Sex
from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.case.record import Case
from crlm_desktop.meeting.agenda import Meeting, MeetingId, MeetingState
from crlm_desktop.meeting.opinion import Opinion


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case as lists show it; ``None`` is unknown, ``next_meeting_on`` is ``None`` when no open meeting has it.

    ``lesion_count`` counts the lesions that are not yet treated; ``completeness`` is 0-100 (see `completeness`).
    """

    id: CaseId
    number: str
    name: str
    age_years: int | None
    sex: Sex | None
    presentation: Presentation | None
    lesion_count: int | None
    ras: Ras | None
    braf: Braf | None
    mmr: Mmr | None
    completeness: int
    revision: int
    changed_at: datetime
    next_meeting_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One saved state of a case: its number from 1, the SHA-256 of its canonical record, who saved it when and why."""

    number: int
    sha256: str
    author: str
    recorded_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """One meeting as lists show it: how many cases it has, and how many of them have an outcome."""

    id: MeetingId
    title: str
    site: str
    held_on: date
    state: MeetingState
    case_count: int
    outcome_count: int
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case as stored: the newest revision, the opinions that stand (oldest first), the meetings it is on."""

    id: CaseId
    identity: Identity
    case: Case
    revision: Revision
    opinions: tuple[Opinion, ...]
    meetings: tuple[MeetingRow, ...]

    @property
    def sha256(self) -> str:
        """The SHA-256 of the canonical record."""
        return self.revision.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMeeting:
    """A meeting as stored, with the row of each case in the order of the agenda."""

    meeting: Meeting
    cases: tuple[CaseRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryInfo:
    """What a registry says of itself; ``offers`` is what the centre can do (``None``: nobody has said)."""

    id: str
    name: str
    created_at: datetime
    is_demonstration: bool
    offers: tuple[Offer, ...] | None
