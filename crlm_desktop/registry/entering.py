"""Who somebody is in a registry that is not open here: told by their passphrase, read from its table of users."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crlm_desktop.clock import Clock
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import admission, copies, faults, health, keys, opening
from crlm_desktop.registry.connection import Access, access_to_closed, access_to_used, connect, driver_faults
from crlm_desktop.registry.copies import DATA_NAME, Content
from crlm_desktop.registry.keys import Keys, Slot, SlotKind
from crlm_desktop.registry.user import Role, User
from crlm_desktop.registry.values import Act

_ROLES = {str(role): role for role in Role}
_LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """Somebody whose passphrase opens a registry, with its key and all that it tells of who may come in.

    ``users`` are those who may come in, with a slot; none when they cannot be read, and then ``user`` only reads.
    """

    path: Path
    key: bytes
    user: User
    users: tuple[User, ...]
    keys: Keys
    at: datetime

    def record_refusal(self, use_case: str, /) -> None:
        """Record that the user's role was refused a use case, where the registry can be written."""
        with suppress(EnvironmentFault):
            opening.record_beside(
                self.path,
                self.key,
                Act.USE_CASE_REFUSED,
                subject=self.user.id,
                author=self.user.name,
                at=self.at,
                use_case=use_case,
                role=str(self.user.role),
            )

    def slot_of(self, user_id: str) -> Slot | None:
        """Return the slot of a user."""
        return next((one for one in self.keys.slots if one.id == user_id and one.kind is SlotKind.USER), None)

    @property
    def recovery(self) -> Slot | None:
        """The slot that the recovery key opens."""
        return next((one for one in self.keys.slots if one.kind is SlotKind.RECOVERY), None)


def entrant(
    path: Path, passphrase: str, *, clock: Clock, user: str | None = None, takes_damaged: bool = False
) -> Entrant:
    """Return who comes in by a passphrase, which is counted when it is wrong; the registry may be in use.

    ``user`` names whose it is. A registry so damaged that its users cannot be read is refused, or, for what
    ``takes_damaged``, entered by everybody as a reader.
    """
    folder, slot, key = opening.unlocked_slot(path, passphrase, clock=clock, user=user)
    content = keys.read(folder / keys.FILE_NAME)
    try:
        return _entered(folder, content, slot, key, access=access_to_used(folder / DATA_NAME), at=clock.now())
    except EnvironmentFault as fault:
        if fault.code is not faults.DAMAGED:
            raise
        if not takes_damaged:
            raise health.unreadable(folder, str(fault.params["reason"])) from fault
    reader = User(id=slot.id, name=slot.label or admission.NAMELESS, role=Role.READER, created_at=clock.now())
    return Entrant(path=folder, key=key, user=reader, users=(), keys=content, at=clock.now())


def is_guarded(folder: Path) -> bool:
    """Whether passphrases open what is in a folder; without its file or sound keys it is no registry any more."""
    with faults.system_faults(folder):
        if not all((folder / name).is_file() for name in (DATA_NAME, keys.FILE_NAME)):
            return False
    try:
        return any(slot.kind is SlotKind.USER for slot in keys.read(folder / keys.FILE_NAME).slots)
    except EnvironmentFault as fault:
        if fault.code is not faults.KEYS_DAMAGED:
            raise
        return False


def of_backup(folder: Path, passphrase: str, *, at: datetime = _LONG_AGO) -> Entrant:
    """Return who comes in to a backup, into whose folder nothing is written, by a passphrase of its day."""
    content = keys.read(folder / keys.FILE_NAME)
    for slot in admission.slots_of(content, None, folder):
        key = keys.unlock_slot(content.registry, slot, passphrase)
        if key is not None:
            return _entered(folder, content, slot, key, access=access_to_closed(folder / DATA_NAME), at=at)
    raise EnvironmentFault(faults.WRONG_BACKUP_PASSPHRASE, path=str(folder))


def content_of(there: Entrant) -> Content:
    """Return what the registry holds that somebody has entered, which may be in use."""
    return copies.content_at(there.path, there.key, access=access_to_used(there.path / DATA_NAME))


def _entered(folder: Path, content: Keys, slot: Slot, key: bytes, *, access: Access, at: datetime) -> Entrant:
    known = _users(folder, key, access=access)
    if not known:
        # Before there were users, whoever had the one passphrase could do all.
        name = slot.label.strip() or admission.NAMELESS
        known = (User(id=slot.id, name=name, role=Role.ADMINISTRATOR, created_at=_LONG_AGO),)
    with_slot = {one.id for one in content.slots if one.kind is SlotKind.USER}
    active = tuple(one for one in known if one.is_active and one.id in with_slot)
    user = next((one for one in active if one.id == slot.id), None)
    if user is None:
        raise EnvironmentFault(faults.SLOT_OF_NOBODY)
    return Entrant(path=folder, key=key, user=user, users=active, keys=content, at=at)


def _users(folder: Path, key: bytes, *, access: Access) -> tuple[User, ...]:
    with driver_faults(folder):
        connection = connect(folder / DATA_NAME, key, access=access)
        try:
            found = connection.execute("SELECT name FROM sqlite_master WHERE name IN ('users', 'alembic_version')")
            tables = {name for (name,) in found.fetchall()}
            if not tables:
                raise faults.told(faults.DAMAGED, folder, "no schema")
            if "users" not in tables:
                return ()
            rows = connection.execute("SELECT id, name, role, created_at, disabled_at FROM users ORDER BY name_key")
            return tuple(_user(*row) for row in rows.fetchall())
        except (TypeError, ValueError, KeyError):
            raise faults.told(faults.DAMAGED, folder, "no users") from None
        finally:
            connection.close()


def _user(identifier: str, name: str, role: str, created_at: str, disabled_at: str | None) -> User:
    gone = _moment(disabled_at) if disabled_at is not None else None
    return User(id=identifier, name=name, role=_ROLES[role], created_at=_moment(created_at), disabled_at=gone)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
