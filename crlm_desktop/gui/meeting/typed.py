"""Days and times as they are typed in a meeting."""

from __future__ import annotations

import re
from datetime import date, time

from crlm_desktop.case.dates import PartialDate
from crlm_desktop.errors import N_, Code, CrlmError

NOT_A_DAY = Code("meeting.not_a_day", N_("“{value}” is not a day; write it as 2026-12-04."))
NOT_A_TIME = Code("meeting.not_a_time", N_("“{value}” is not a time; write it as 16:30."))

_TIME = re.compile(r"(\d{1,2})\s*[:.h：]\s*(\d{2})|(\d{1,2})(\d{2})")


def day_of(text: str) -> date | None:
    """Return the day that a text says, ``None`` for an empty one; anything else is a `CrlmError`."""
    if not text.strip():
        return None
    try:
        found = PartialDate.typed(text)
        if not found.is_exact:
            raise ValueError(text)
        return found.earliest
    except ValueError:
        raise CrlmError(NOT_A_DAY, value=text.strip()) from None


def time_of(text: str) -> time | None:
    """Return the time that a text says (``16:30``, ``16.30``, ``1630``), ``None`` for an empty one."""
    if not text.strip():
        return None
    match = _TIME.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        return time(int(match[1] or match[3]), int(match[2] or match[4]))
    except ValueError:
        raise CrlmError(NOT_A_TIME, value=text.strip()) from None


def day_text(day: date | None) -> str:
    """Return a day as it is typed."""
    return day.isoformat() if day is not None else ""


def time_text(moment: time | None) -> str:
    """Return a time as it is typed."""
    return moment.isoformat("minutes") if moment is not None else ""
