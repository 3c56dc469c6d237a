"""What the registry hands out: rows of lists, an open case, revisions, a meeting's row, an audit entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

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


class DraftKind(Enum):
    """What can be half typed: something of a case or of a meeting, or a case or a meeting that is not there yet."""

    FIELD = "case.field"
    OPINION = "case.opinion"
    MEETING_OPINION = "meeting.opinion"
    OUTCOME = "meeting.outcome"
    QUESTION = "meeting.question"
    PEOPLE = "meeting.people"
    PARTICULARS = "meeting.particulars"
    IDENTITY = "case.identity"
    NEW_CASE = "case.new"
    NEW_MEETING = "meeting.new"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftKey:
    """Where something is typed: ``subject`` is the id of a case or a meeting, ``place`` the field in it.

    What is only being begun has no id yet.
    """

    kind: DraftKind
    subject: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDraft:
    """Input that was not written: ``text`` is what stood in the field, as canonical JSON; ``run`` names the opening.

    ``revision`` is the number of the case's revision that was shown to whoever typed; ``None`` where no case is.
    """

    run: str
    key: DraftKey
    text: str
    revision: int | None
    typed_at: datetime
    author: str = ""


class Act(Enum):
    """What can be done to a registry."""

    REGISTRY_CREATED = "registry.created"
    REGISTRY_CHAINED = "registry.chained"
    REGISTRY_RESTORED = "registry.restored"
    REGISTRY_COPIED = "registry.copied"
    REGISTRY_REBUILT = "registry.rebuilt"
    OFFERS_SET = "registry.offers-set"
    CASE_CREATED = "case.created"
    CASE_RECORDED = "case.recorded"
    CASE_IDENTIFIED = "case.identified"
    CASE_EXPORTED = "case.exported"
    CASE_BROUGHT = "case.brought"
    OPINION_GIVEN = "opinion.given"
    OPINION_WITHDRAWN = "opinion.withdrawn"
    MEETING_CREATED = "meeting.created"
    MEETING_CHANGED = "meeting.changed"
    ATTENDANCE_RECORDED = "meeting.attendance-recorded"
    CASE_LISTED = "meeting.case-listed"
    CASE_UNLISTED = "meeting.case-unlisted"
    AGENDA_ORDERED = "meeting.agenda-ordered"
    QUESTION_ASKED = "meeting.question-asked"
    OUTCOME_RECORDED = "meeting.outcome-recorded"
    OUTCOME_WITHDRAWN = "meeting.outcome-withdrawn"
    MEETING_CLOSED = "meeting.closed"
    MINUTES_EXPORTED = "minutes.exported"
    PACK_TAKEN = "pack.taken-along"
    PACK_OPENED = "pack.opened"
    PACK_HANDED_BACK = "pack.handed-back"
    PACK_BROUGHT_BACK = "pack.brought-back"
    USER_ADDED = "user.added"
    USER_RENAMED = "user.renamed"
    USER_ROLE_SET = "user.role-set"
    USER_REVOKED = "user.revoked"
    PASSPHRASE_CHANGED = "user.passphrase-changed"
    PASSPHRASE_RESET = "user.passphrase-reset"
    PASSPHRASES_REFUSED = "user.passphrases-refused"
    USER_ENTERED = "user.entered"
    USER_LEFT = "user.left"
    USE_CASE_REFUSED = "user.refused"
    RECOVERY_KEY_MADE = "recovery.made"
    RECOVERY_KEY_USED = "recovery.used"


# The acts that leave everything in the registry as it was: coming and going, exports, what was refused.
LEAVING_ALL_AS_IT_WAS = frozenset(
    {
        Act.REGISTRY_COPIED,
        Act.CASE_EXPORTED,
        Act.MINUTES_EXPORTED,
        Act.USER_ENTERED,
        Act.USER_LEFT,
        Act.USE_CASE_REFUSED,
        Act.PASSPHRASES_REFUSED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest entry of the audit chain: its number and its SHA-256."""

    entry: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """The last audit entry that changed what a list shows of a case, and its moment."""

    entry: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; ``subject`` is the id of what was changed, ``detail`` names the rest."""

    id: int
    at: datetime
    author: str
    act: Act
    subject: str
    detail: dict[str, str]
