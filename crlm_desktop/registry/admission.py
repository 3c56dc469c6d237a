"""Coming in: which slot a passphrase opens, whose it is, and what has to be set right at that moment."""

from __future__ import annotations

import os
import platform
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.exc import NoResultFound

from crlm_desktop import __version__
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import faults, keys
from crlm_desktop.registry.address import ServerAddress
from crlm_desktop.registry.attempts import Attempts, Tally
from crlm_desktop.registry.keys import Keys, Slot, SlotKind
from crlm_desktop.registry.reading_only import Held, Unwritable
from crlm_desktop.registry.user import Role, User
from crlm_desktop.registry.values import Act

if TYPE_CHECKING:
    from pathlib import Path

    from crlm_desktop.registry.unit import Registry, Unit

# Who opens an older registry whose only slot has no name, on a machine that does not say who sits at it.
NAMELESS = "administrator"


def labels(content: Keys) -> tuple[str, ...]:
    """Return the names of those who may come in, as anybody can read them; an older registry's slot has none."""
    return tuple(slot.label for slot in content.slots if slot.kind is SlotKind.USER)


def slots_of(content: Keys, name: str | None, folder: Path) -> tuple[Slot, ...]:
    """Return the slot of the user with that name, or those of all users when nobody is named."""
    users = tuple(slot for slot in content.slots if slot.kind is SlotKind.USER)
    if name is None:
        return users
    wanted = keys.same_name(name)
    named = tuple(slot for slot in users if keys.same_name(slot.label) == wanted)
    if not named:
        raise EnvironmentFault(
            faults.NO_SUCH_USER, path=str(folder), name=name, known=", ".join(slot.label for slot in users)
        )
    return named


def unlock(folder: Path, content: Keys, slots: tuple[Slot, ...], secret: str, *, at: datetime) -> tuple[Slot, bytes]:
    """Return the slot that the secret opens, with the key; a wrong one is counted, and one too early refused."""
    attempts = Attempts(folder)
    attempts.check(at)
    for slot in slots:
        key = keys.unlock_slot(content.registry, slot, secret)
        if key is not None:
            return slot, key
    raise attempts.refuse(at, slots[0].label if len(slots) == 1 else "")


def admit(registry: Registry, slot_id: str, *, label: str, author: str, at: datetime) -> User:
    """Return the user whose slot was opened; the first to open an older registry becomes its administrator.

    Wrong passphrases that came before are recorded, and slots that a crash has left out of step are set right. Where
    somebody else holds the registry, or it takes no writing, nothing is written: the wrong passphrases stay counted
    for whoever writes next.
    """
    if isinstance(registry.reading_only, Held | Unwritable):
        return _beside_holder(registry, slot_id)
    if registry.reading_only is not None:
        return _of_damaged(registry, slot_id, label=label, at=at)
    try:
        with registry.reading() as unit:
            users = unit.users.all()
            founder = unit.audit.entries()[0].author if not users else ""
    except EnvironmentFault as fault:
        if fault.code is not faults.DAMAGED:
            raise
        return _of_damaged(registry, slot_id, label=label, at=at)
    if not users:
        name = label.strip() or founder.strip() or author.strip() or NAMELESS
        first = User(id=slot_id, name=name, role=Role.ADMINISTRATOR, created_at=at)
        with registry.unit(author=name, at=at) as unit:
            unit.users.add(first)
        users = (first,)
    user = active(users, slot_id)
    with registry.reading() as unit:
        unit.slots.follow({one.id: one.name for one in users if one.is_active})
    record_entering(registry, user, at=at)
    return user


def active(users: tuple[User, ...], slot_id: str) -> User:
    """Return the user whose slot it is; one of nobody who may come in is refused."""
    user = next((one for one in users if one.id == slot_id and one.is_active), None)
    if user is None:
        raise EnvironmentFault(faults.SLOT_OF_NOBODY)
    return user


def _beside_holder(registry: Registry, slot_id: str) -> User:
    with registry.reading() as unit:
        return active(unit.users.all(), slot_id)


def _of_damaged(registry: Registry, slot_id: str, *, label: str, at: datetime) -> User:
    """Return the user of a registry in which nothing can be written; one who cannot be read only reads."""
    try:
        with registry.reading() as unit:
            found = next((one for one in unit.users.all() if one.id == slot_id and one.is_active), None)
    except EnvironmentFault:
        found = None
    return found or User(id=slot_id, name=label.strip() or NAMELESS, role=Role.READER, created_at=at)


def record_entering(registry: Registry, user: User, *, at: datetime, before: str = "") -> None:
    """Record that a user came in, after the wrong passphrases that came before; ``before`` is who was there until now.

    One that only reads leaves no entry, and the wrong passphrases counted. On a full disk the entry is owed: it comes
    before whatever is written first.
    """
    if registry.reading_only is not None:
        return
    tally = _tally(registry)
    told = {"machine": platform.node(), "process": str(os.getpid()), "program": __version__}
    if before:
        told["before"] = before

    def add(unit: Unit) -> None:
        if tally.count:
            _add_refusals(unit, user, tally)
        unit.audit.add(Act.USER_ENTERED, user.id, **told)

    try:
        with registry.unit(author=user.name, at=at) as unit:
            add(unit)
    except EnvironmentFault as fault:
        if fault.code not in (faults.DISK_FULL, faults.DISK_FAULT):
            raise
        told["at"] = at.isoformat()
        registry.owe(add)
        return
    if tally.count:
        Attempts(registry.path).forget()


def record_leaving(registry: Registry, user: User, *, at: datetime) -> None:
    """Record that a user closes the registry, where that can be written: a program that is killed records nothing."""
    _record_if_possible(registry, user, Act.USER_LEFT, {}, at=at)


def record_refused(registry: Registry, user: User, use_case: str, *, at: datetime) -> None:
    """Record that a user's role was refused a use case, where that can be written."""
    _record_if_possible(registry, user, Act.USE_CASE_REFUSED, {"use_case": use_case, "role": str(user.role)}, at=at)


def _record_if_possible(registry: Registry, user: User, act: Act, told: dict[str, str], *, at: datetime) -> None:
    if registry.reading_only is not None:
        return
    try:
        with registry.unit(author=user.name, at=at) as unit:
            unit.audit.add(act, user.id, **told)
    except (EnvironmentFault, NoResultFound):
        # A drive that has gone or is full, or a registry without its head, keeps nobody from leaving; a refusal stands
        # without its entry.
        return


def recognise(registry: Registry, user: User, passphrase: str, *, at: datetime) -> None:
    """Refuse a passphrase that is not the user's at an open registry; record the wrong ones before the right one.

    Another user than the one who was there until now comes in by it, which is recorded too.
    """
    registry.keeping.recognise(user, passphrase, at=at)
    if registry.user is not None and registry.user.id != user.id:
        record_entering(registry, user, at=at, before=registry.user.name)
    else:
        record_refusals(registry, user, at=at)


def record_refusals(registry: Registry, user: User, *, at: datetime) -> None:
    """Record the wrong passphrases that came before this right one of who is in already, and count anew.

    One that only reads leaves both.
    """
    if registry.reading_only is not None:
        return
    tally = _tally(registry)
    if tally.count:
        with registry.unit(author=user.name, at=at) as unit:
            _add_refusals(unit, user, tally)
        Attempts(registry.path).forget()


def _tally(registry: Registry) -> Tally:
    """Return the wrong passphrases that were counted; a server counts them itself."""
    return Tally() if isinstance(registry.place, ServerAddress) else Attempts(registry.path).tally()


def _add_refusals(unit: Unit, user: User, tally: Tally) -> None:
    unit.audit.add(
        Act.PASSPHRASES_REFUSED,
        user.id,
        count=str(tally.count),
        first=tally.last[0].at.isoformat() if tally.last else "",
        last=tally.last[-1].at.isoformat() if tally.last else "",
        names=", ".join(dict.fromkeys(one.label for one in tally.last if one.label)),
        machines=", ".join(dict.fromkeys(one.machine for one in tally.last)),
    )
