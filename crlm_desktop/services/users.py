"""Users: added, renamed, given a role and a passphrase, revoked; and the one who works changes without closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from crlm_desktop.errors import CrlmError, EnvironmentFault
from crlm_desktop.registry import faults, keys, recovery
from crlm_desktop.registry.faults import (
    LAST_ADMINISTRATOR,
    RECOVERY_MISTYPED,
    TOO_EARLY,
    USER_NAME_TAKEN,
    WRONG_PASSPHRASE,
)
from crlm_desktop.registry.keys import STANDARD_COST, KdfCost
from crlm_desktop.registry.user import Role, User
from crlm_desktop.registry.users import checked_name
from crlm_desktop.registry.values import Act
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.registry.unit import Unit

__all__ = [
    "LAST_ADMINISTRATOR",
    "RECOVERY_MISTYPED",
    "TOO_EARLY",
    "USER_NAME_TAKEN",
    "WRONG_PASSPHRASE",
    "KnownUser",
    "Role",
    "User",
    "add_user",
    "change_own_passphrase",
    "enter",
    "list_users",
    "make_recovery_key",
    "recovery_key_made_at",
    "rename_user",
    "reset_passphrase",
    "revoke_user",
    "set_role",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUser:
    """A user with whether there is a passphrase that lets them in."""

    user: User
    has_passphrase: bool


@use_case
def list_users(workplace: Workplace) -> tuple[KnownUser, ...]:
    """Return every user there has been; those who may not come in any more stand last."""
    with workplace.reading() as unit:
        with_slot = unit.slots.users()
        return tuple(KnownUser(user=user, has_passphrase=user.id in with_slot) for user in unit.users.all())


@use_case
def enter(workplace: Workplace, name: str, passphrase: str) -> User:
    """Let a user go on with the open registry: the same one after a pause, or another in their own name.

    Wrong passphrases are counted and delayed as at opening. Another user's coming is recorded; unlocking is not.
    """
    user = _active(workplace, name)
    workplace.recognise(user, passphrase)
    workplace.go_on_as(user, passphrase)
    return user


@use_case
def change_own_passphrase(workplace: Workplace, old: str, new: str, *, cost: KdfCost = STANDARD_COST) -> None:
    """Give oneself another passphrase; the present one is asked for, so that an open window is not enough."""
    keys.checked(new)
    _keep_public_passphrase(workplace)
    user = workplace.user
    workplace.recognise(user, old)
    with workplace.changing_slots() as unit:
        unit.audit.add(Act.PASSPHRASE_CHANGED, user.id)
        unit.slots.put(user.id, new, label=user.name, cost=cost)


@use_case
def add_user(workplace: Workplace, name: str, role: Role, passphrase: str, *, cost: KdfCost = STANDARD_COST) -> User:
    """Add a user with a first passphrase; a name that another has or had, and a short passphrase, are refused."""
    keys.checked(passphrase)
    user = User(id=keys.new_slot_id(), name=checked_name(name), role=role, created_at=workplace.clock.now())
    with workplace.changing_slots() as unit:
        unit.users.add(user)
        unit.slots.put(user.id, passphrase, label=user.name, cost=cost)
    return user


@use_case
def rename_user(workplace: Workplace, user_id: str, name: str) -> User:
    """Change a user's name, by which they are chosen at opening; what they have written keeps its author."""
    plain = checked_name(name)
    with workplace.changing_slots() as unit:
        unit.users.rename(user_id, plain)
        unit.slots.follow({one.id: one.name for one in unit.users.all() if one.is_active})
        user = unit.users.get(user_id)
    _follow_self(workplace, user)
    return user


@use_case
def set_role(workplace: Workplace, user_id: str, role: Role) -> User:
    """Change what a user may do; the last administrator stays one."""
    with workplace.unit() as unit:
        if role is not Role.ADMINISTRATOR:
            _keep_an_administrator(unit, but=unit.users.get(user_id))
        unit.users.set_role(user_id, role)
        user = unit.users.get(user_id)
    _follow_self(workplace, user)
    return user


@use_case
def reset_passphrase(workplace: Workplace, user_id: str, passphrase: str, *, cost: KdfCost = STANDARD_COST) -> User:
    """Give a user who has lost theirs a new passphrase; it lets in again one whose access was taken away."""
    keys.checked(passphrase)
    _keep_public_passphrase(workplace)
    with workplace.changing_slots() as unit:
        unit.users.let_in_again(user_id)
        user = unit.users.get(user_id)
        unit.slots.put(user.id, passphrase, label=user.name, cost=cost)
    return user


@use_case
def revoke_user(workplace: Workplace, user_id: str) -> User:
    """Take a user's key slot away; the last administrator, and oneself, are refused.

    It does not encrypt anew: who has copied the registry together with its keys can open that copy as before.
    """
    with workplace.changing_slots() as unit:
        _keep_an_administrator(unit, but=unit.users.get(user_id))
        if user_id == workplace.user.id:
            raise CrlmError(faults.REVOKING_ONESELF)
        unit.users.revoke(user_id)
        user = unit.users.get(user_id)
        unit.slots.remove(user_id)
    return user


@use_case
def recovery_key_made_at(workplace: Workplace) -> datetime | None:
    """Return when the recovery key that holds was made, ``None`` when there is none."""
    with workplace.reading() as unit:
        if not unit.slots.has_recovery_key:
            return None
        made = [one.at for one in unit.audit.entries(unit.info().id) if one.act is Act.RECOVERY_KEY_MADE]
    return made[-1]


@use_case
def make_recovery_key(workplace: Workplace, *, cost: KdfCost = STANDARD_COST) -> str:
    """Return a new recovery key, which replaces the one before; it is kept nowhere, and can be shown only now."""
    secret = recovery.new_key()
    with workplace.changing_slots() as unit:
        unit.audit.add(Act.RECOVERY_KEY_MADE, unit.info().id)
        unit.slots.put_recovery(secret, cost=cost)
    return secret


def _keep_public_passphrase(workplace: Workplace) -> None:
    if workplace.is_demonstration:
        raise CrlmError(faults.PUBLIC_PASSPHRASE)


def _active(workplace: Workplace, name: str) -> User:
    with workplace.reading() as unit:
        users = tuple(one for one in unit.users.all() if one.is_active)
    for one in users:
        if keys.same_name(one.name) == keys.same_name(name):
            return one
    known = ", ".join(one.name for one in users)
    raise EnvironmentFault(faults.NO_SUCH_USER, path=str(workplace.place), name=name, known=known)


def _keep_an_administrator(unit: Unit, *, but: User) -> None:
    with_slot = unit.slots.users()
    others = [
        one
        for one in unit.users.all()
        if one.is_active and one.role is Role.ADMINISTRATOR and one.id in with_slot and one.id != but.id
    ]
    if not others and but.is_active and but.role is Role.ADMINISTRATOR:
        raise CrlmError(LAST_ADMINISTRATOR, name=but.name)


def _follow_self(workplace: Workplace, user: User) -> None:
    if user.id == workplace.user.id:
        workplace.become(user)
