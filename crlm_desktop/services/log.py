"""The audit log, as an administrator or a data officer reads it."""

from __future__ import annotations

from datetime import datetime

from crlm_desktop.registry.values import Act, Entry
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

__all__ = ["Act", "Entry", "entries"]


@use_case
def entries(workplace: Workplace, *, since: datetime | None = None) -> tuple[Entry, ...]:
    """Return what was done, by whom and when, oldest first; ``since`` leaves out what is older."""
    with workplace.reading() as unit:
        return unit.audit.entries(since=since)
