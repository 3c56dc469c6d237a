"""Sealing: one read of all that was known, proposed, said and decided, frozen as bytes."""

from __future__ import annotations

from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.meeting.sealed import SealedMeeting
from crlm_desktop.services.workplace import Workplace


def close(workplace: Workplace, meeting_id: MeetingId) -> SealedMeeting:
    """Seal the meeting and close it, in one transaction."""
    raise NotImplementedError(workplace, meeting_id)


def sealed(workplace: Workplace, meeting_id: MeetingId) -> SealedMeeting:
    """Return what was sealed; its bytes are held against their SHA-256 first."""
    raise NotImplementedError(workplace, meeting_id)


def draft(workplace: Workplace, meeting_id: MeetingId) -> SealedMeeting:
    """Return what closing now would seal, marked as a draft."""
    raise NotImplementedError(workplace, meeting_id)
