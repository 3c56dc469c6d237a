"""Whether a registry is whole: the full check, and making lists and search anew from what was recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from crlm_desktop.clock import Clock
from crlm_desktop.registry.address import ServerAddress
from crlm_desktop.registry.values import Act, Head
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.registry.entering import Entrant
    from crlm_desktop.registry.integrity import Report

__all__ = ["Head", "Report", "rebuild", "rebuild_on_server", "verify", "verify_on_server", "verify_open"]


@use_case
def verify(somebody: Entrant, /, *, noted: Head | None = None) -> Report:
    """Check all of a registry that ``somebody`` has entered, and that may be open in a window; nothing is written.

    ``noted`` is an entry of the audit log that somebody noted elsewhere with its hash: it must still be in the chain.
    """
    from crlm_desktop.registry import integrity

    return integrity.verify(somebody.path, somebody.key, noted=noted)


@use_case
def verify_open(workplace: Workplace, *, wanted: Callable[[], bool]) -> Report:
    """Check all of an open registry; nothing is written. ``wanted`` is asked whether to go on."""
    return workplace.verify(wanted=wanted)


@use_case
def rebuild(somebody: Entrant, /, *, clock: Clock) -> Report:
    """Make lists and search of a registry anew, in the name of ``somebody``, and return what a full check finds then.

    It must not be open elsewhere. What was recorded is not touched, so that no backup is made first.
    """
    from crlm_desktop.registry import integrity, opening

    registry = opening.open_to_rebuild(somebody.path, somebody.key, clock=clock)
    try:
        with registry.unit(author=somebody.user.name, at=clock.now()) as unit:
            unit.rebuild()
            unit.audit.add(Act.REGISTRY_REBUILT, unit.info().id)
    finally:
        registry.close()
    return integrity.verify(somebody.path, somebody.key)


def verify_on_server(
    address: ServerAddress, passphrase: str, *, clock: Clock, noted: Head | None = None, user: str | None = None
) -> Report:
    """Check all of a registry on a server, which others may be using; nothing is written."""
    from crlm_desktop.registry import opening

    registry = opening.open_(address, passphrase, user=user, clock=clock)
    try:
        return registry.verified(noted=noted)
    finally:
        registry.close()


def rebuild_on_server(address: ServerAddress, passphrase: str, *, clock: Clock, user: str | None = None) -> Report:
    """Make lists and search of a registry on a server anew, then check all; the server refuses whose role may not."""
    from crlm_desktop.registry import opening

    registry = opening.open_(address, passphrase, user=user, clock=clock)
    try:
        assert registry.user is not None, "nobody has come in"
        with registry.unit(author=registry.user.name, at=clock.now()) as unit:
            unit.rebuild()
            unit.audit.add(Act.REGISTRY_REBUILT, unit.info().id)
    finally:
        registry.close()
    return verify_on_server(address, passphrase, clock=clock, user=user)
