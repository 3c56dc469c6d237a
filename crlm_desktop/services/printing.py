"""Printing: the minutes of a meeting as a PDF file."""

from __future__ import annotations

from pathlib import Path

from crlm_desktop.i18n import Language
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.services.workplace import Workplace

__all__ = ["minutes"]


def minutes(
    workplace: Workplace, meeting_id: MeetingId, *, language: Language, to: Path, overwrite: bool = False
) -> Path:
    """Write the minutes of a meeting: from what was sealed, or as a marked draft while the meeting is open.

    The file appears whole or not at all; an existing one is refused unless ``overwrite``. The export is recorded.
    """
    raise NotImplementedError(workplace, meeting_id, language, to, overwrite)
