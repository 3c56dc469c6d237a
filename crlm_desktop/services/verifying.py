"""Verifying: whether anything in the registry was changed past the program."""

from __future__ import annotations

from crlm_desktop.registry.finding import Finding
from crlm_desktop.registry.values import Head
from crlm_desktop.services.workplace import Workplace

__all__ = ["Finding", "Head", "findings", "head"]


def findings(workplace: Workplace, *, noted: Head | None = None) -> tuple[Finding, ...]:
    """Return everything that is otherwise than the audit chain, the revisions and the seals have it.

    ``noted`` is an entry that somebody noted elsewhere, with its hash: it must still be in the chain.
    """
    with workplace.reading() as unit:
        return unit.findings(noted)


def head(workplace: Workplace) -> Head:
    """Return the newest entry of the audit chain: noted elsewhere, it vouches for everything before it."""
    with workplace.reading() as unit:
        return unit.audit.head()
