"""What restoring a backup would change: what is recorded, who may come in and as what, and the recovery key."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import entering, faults
from crlm_desktop.registry.copies import Content
from crlm_desktop.registry.entering import Entrant
from crlm_desktop.registry.keys import Slot
from crlm_desktop.registry.user import Role


class RecoveryKey(Enum):
    """What becomes of the recovery key by restoring."""

    SAME = "same"
    EARLIER = "earlier"
    GONE = "gone"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessChange:
    """A user for whom restoring changes something: as what they may come in now and afterwards, ``None``: not at all.

    ``name`` is the one of the registry as it will be, or of now where they come in no more.
    """

    name: str
    before: Role | None
    after: Role | None
    has_other_passphrase: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What differs between a registry and the backup that is to replace it.

    ``there`` is what the registry holds now, ``None`` where it is damaged beyond the table of its users.
    """

    there: Content | None
    is_of_another: bool
    access: tuple[AccessChange, ...]
    recovery: RecoveryKey


def between(there: Entrant, backup: Entrant) -> Difference:
    """Return what changes when the backup replaces the registry that is there."""
    return Difference(
        there=_content_of(there),
        is_of_another=there.keys.registry != backup.keys.registry,
        access=_access(there, backup),
        recovery=_recovery(there.recovery, backup.recovery),
    )


def _content_of(there: Entrant) -> Content | None:
    try:
        return entering.content_of(there)
    except EnvironmentFault as fault:
        if fault.code is not faults.DAMAGED:
            raise
        return None


def _access(there: Entrant, backup: Entrant) -> tuple[AccessChange, ...]:
    now, then = ({one.id: one for one in side.users} for side in (there, backup))
    changes = []
    for identifier in {**then, **now}:
        before, after = now.get(identifier), then.get(identifier)
        named = after or before
        assert named is not None
        is_both = before is not None and after is not None
        changed = is_both and _wrapped(there.slot_of(identifier)) != _wrapped(backup.slot_of(identifier))
        change = AccessChange(
            name=named.name,
            before=before.role if before else None,
            after=after.role if after else None,
            has_other_passphrase=changed,
        )
        if changed or change.before is not change.after:
            changes.append(change)
    return tuple(sorted(changes, key=lambda one: one.name))


def _recovery(now: Slot | None, then: Slot | None) -> RecoveryKey:
    if _wrapped(now) == _wrapped(then):
        return RecoveryKey.SAME
    if then is None:
        return RecoveryKey.GONE
    return RecoveryKey.EARLIER if now is not None else RecoveryKey.BACK


def _wrapped(slot: Slot | None) -> bytes | None:
    return None if slot is None else slot.salt + slot.wrapped
