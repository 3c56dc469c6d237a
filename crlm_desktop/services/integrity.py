"""Whether a registry is whole: the full check, and making lists and search anew from what was recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from crlm_desktop.clock import Clock
from crlm_desktop.registry.address import Place, ServerAddress
from crlm_desktop.registry.values import Act, Head
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.registry.integrity import Report

__all__ = ["Head", "Report", "rebuild", "verify", "verify_open"]


def verify(path: Place, passphrase: str, *, clock: Clock, noted: Head | None = None, user: str | None = None) -> Report:
    """Check all of the registry at ``path``, which may be open in a window; nothing is written.

    ``noted`` is an entry of the audit log that somebody noted elsewhere with its hash: it must still be in the chain.
    """
    from crlm_desktop.registry import integrity, opening

    if isinstance(path, ServerAddress):
        registry = opening.open_(path, passphrase, user=user, clock=clock)
        try:
            return registry.verified(noted=noted)
        finally:
            registry.close()
    return integrity.verify(*opening.unlocked(path, passphrase, clock=clock, user=user), noted=noted)


@use_case
def verify_open(workplace: Workplace, *, wanted: Callable[[], bool]) -> Report:
    """Check all of an open registry; nothing is written. ``wanted`` is asked whether to go on."""
    return workplace.verify(wanted=wanted)


def rebuild(path: Place, passphrase: str, *, author: str, clock: Clock, user: str | None = None) -> Report:
    """Make lists and search of the registry at ``path`` anew, and return what a full check finds afterwards.

    It must not be open elsewhere. What was recorded is not touched, so that no backup is made first.
    """
    from crlm_desktop.registry import opening

    if isinstance(path, ServerAddress):
        registry = opening.open_(path, passphrase, user=user, clock=clock)
        author = registry.user.name if registry.user is not None else author
    else:
        registry = opening.open_to_rebuild(path, passphrase, clock=clock)
    try:
        with registry.unit(author=author, at=clock.now()) as unit:
            unit.rebuild()
            unit.audit.add(Act.REGISTRY_REBUILT, unit.info().id)
    finally:
        registry.close()
    return verify(path, passphrase, clock=clock, user=user)
