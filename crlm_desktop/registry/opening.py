"""A registry on the disk: a folder with the encrypted file, its keys and a lock; created whole, opened, or refused."""

from __future__ import annotations

import os
import secrets
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from crlm_desktop import paths
from crlm_desktop.case.choices import Offer
from crlm_desktop.clock import Clock
from crlm_desktop.errors import EnvironmentFault, InputError, problem
from crlm_desktop.registry import admission, disk, faults, health, keys, recovery, schema, server_faults, whereabouts
from crlm_desktop.registry.address import Place, ServerAddress
from crlm_desktop.registry.connection import Access, access_to_closed, connect, driver_faults
from crlm_desktop.registry.copies import DATA_NAME
from crlm_desktop.registry.folder import Folder
from crlm_desktop.registry.keys import Keys, Slot, SlotKind
from crlm_desktop.registry.lock import FILE_NAME as LOCK_NAME
from crlm_desktop.registry.lock import Holder, Lock, TakenError, holder_of, is_kept_from_writers, taken
from crlm_desktop.registry.reading_only import Damaged, Held, Unwritable
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.user import Role, User
from crlm_desktop.registry.users import checked_name
from crlm_desktop.registry.values import Act, RegistryInfo

NAME_CHARACTERS = 200
# What a registry consists of; either name tells that a folder is meant to be one.
_FILES = (DATA_NAME, keys.FILE_NAME)


def create(
    path: Path,
    passphrase: str,
    *,
    name: str,
    author: str,
    clock: Clock,
    cost: keys.KdfCost,
    is_demonstration: bool = False,
    offers: tuple[Offer, ...] | None = None,
) -> Registry:
    """Create a registry at ``path``, which must not exist, with ``author`` as its first administrator, and open it.

    It is built beside under another name and renamed when it is whole: a crash leaves no half of a registry.
    """
    folder = path.expanduser().absolute()
    if not name.strip():
        raise InputError([problem("name", faults.NAME_MISSING)])
    if len(name.strip()) > NAME_CHARACTERS or not name.strip().isprintable():
        raise InputError([problem("name", faults.NAME_LONG, most=NAME_CHARACTERS)])
    keys.checked(passphrase)
    first = User(
        id=keys.new_slot_id(),
        name=checked_name(author or admission.NAMELESS),
        role=Role.ADMINISTRATOR,
        created_at=clock.now(),
    )
    info = RegistryInfo(
        id=uuid.uuid4().hex,
        name=name.strip(),
        created_at=clock.now(),
        is_demonstration=is_demonstration,
        offers=offers,
    )
    key = keys.new_key()
    slot = keys.new_slot(info.id, key, passphrase, cost=cost, label=first.name, slot_id=first.id)
    check_is_free(folder)
    with faults.system_faults(folder):
        beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.new")
        beside.mkdir(mode=0o700)
        try:
            _build(beside, key, Keys(registry=info.id, slots=(slot,)), info=info, first=first)
            place(beside, folder)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    return _admitted(_opened(folder, key, clock=clock), slot.id, label=slot.label, author=author, clock=clock)


def open_(path: Place, passphrase: str, *, clock: Clock, user: str | None = None, author: str = "") -> Registry:
    """Open the registry at ``path``: its folder, a file in it, or a server; an `EnvironmentFault` tells what is wrong.

    One that somebody else has open, or that lies where nothing can be written, is opened for reading only, and its
    `Registry.reading_only` says why.

    ``user`` names whose passphrase it is, so that one Argon2id is enough; without it every user's slot is tried.
    ``author`` is who sits at the machine: an older registry, which knows no users, may have nobody else to name.
    """
    if isinstance(path, ServerAddress):
        with _driver(path):
            from crlm_desktop.registry import server_opening
        return server_opening.open_(path, passphrase, user=user, clock=clock)
    folder = folder_of(path)
    lock, why = _lock_or_holder(folder, clock)
    try:
        content = keys.read(folder / keys.FILE_NAME)
        slots = admission.slots_of(content, user, folder)
        slot, key = admission.unlock(folder, content, slots, passphrase, at=clock.now())
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    if isinstance(why, Held):
        opened = _held(folder, key, why)
    elif why is not None and lock is not None:
        opened = _unwritable(folder, key, lock, why)
    else:
        opened = _opened(folder, key, clock=clock, lock=lock)
    return _admitted(opened, slot.id, label=slot.label, author=author, clock=clock)


def take_over(registry: Registry, *, clock: Clock) -> Registry:
    """Return a registry that somebody else held, opened anew for writing and for the same user.

    The one that only reads is closed then; while the other still holds it, an `EnvironmentFault` says so and it stays.
    """
    user, keeping = registry.user, registry.keeping
    assert user is not None, "nobody has come in"
    assert isinstance(keeping, Folder), "only a folder is held"
    lock = taken(registry.path, since=clock.now())
    opened = keeping.opened_anew(lambda folder, key: _opened(folder, key, clock=clock, lock=lock))
    admitted = _admitted(opened, user.id, label=user.name, author=user.name, clock=clock)
    registry.close()
    return admitted


def recover(
    path: Place, recovery_key: str, *, user: str, passphrase: str, clock: Clock, cost: keys.KdfCost
) -> Registry:
    """Open a registry by its recovery key, give the administrator ``user`` a new passphrase, and let them in.

    A mistyped key is an `InputError` that names the group; a user who is no administrator is refused.
    """
    if isinstance(path, ServerAddress):
        raise EnvironmentFault(server_faults.NO_RECOVERY)
    secret = recovery.typed(recovery_key)
    keys.checked(passphrase)
    folder = folder_of(path)
    lock = taken(folder, since=clock.now())
    try:
        content = keys.read(folder / keys.FILE_NAME)
        slots = tuple(slot for slot in content.slots if slot.kind is SlotKind.RECOVERY)
        if not slots:
            raise EnvironmentFault(faults.NO_RECOVERY_KEY, path=str(folder))
        key = _unlocked_by_recovery_key(folder, content, slots, secret, clock=clock)
    except BaseException:
        lock.release()
        raise
    registry = _opened(folder, key, clock=clock, lock=lock)
    try:
        _let_in(registry, user, passphrase, clock=clock, cost=cost)
    except BaseException:
        registry.close()
        raise
    return registry


def user_names(path: Place) -> tuple[str, ...]:
    """Return the names of those who may open a registry, which anybody can read; an older one's slot has none.

    A server tells nobody who its users are.
    """
    if isinstance(path, ServerAddress):
        return ()
    folder = folder_of(path)
    return admission.labels(keys.read(folder / keys.FILE_NAME))


def has_recovery_key(path: Place) -> bool:
    """Whether a registry can be opened by a recovery key."""
    if isinstance(path, ServerAddress):
        return False
    folder = folder_of(path)
    return any(slot.kind is SlotKind.RECOVERY for slot in keys.read(folder / keys.FILE_NAME).slots)


def record_beside(
    folder: Path, key: bytes, act: Act, *, subject: str | None = None, author: str, at: datetime, **detail: str
) -> None:
    """Record an act in a registry that is not open here: one entry, beside whoever holds it; it is about ``subject``.

    Without one it is about the registry.
    """
    health.check_version(folder, key)
    try:
        lock: Lock | None = Lock(folder, since=at)
    except TakenError:
        # The entry and the holder's own take turns by transactions of SQLite, as on one machine they may.
        lock = None
    registry = Registry(Folder(folder, folder / DATA_NAME, key=key, lock=lock))
    try:
        with registry.unit(author=author, at=at) as unit:
            unit.audit.add(act, subject if subject is not None else unit.info().id, **detail)
    finally:
        registry.close()


def unlocked_slot(path: Place, passphrase: str, *, clock: Clock, user: str | None = None) -> tuple[Path, Slot, bytes]:
    """Return the folder, the slot that is opened and the key, without opening the registry or taking its lock.

    ``user`` names whose passphrase it is; without it every user's slot is tried.
    """
    folder = folder_of(path)
    holder = holder_of(folder)
    if holder is not None:
        _refuse_across_network(folder, holder)
    content = keys.read(folder / keys.FILE_NAME)
    slots = admission.slots_of(content, user, folder)
    slot, key = admission.unlock(folder, content, slots, passphrase, at=clock.now())
    return folder, slot, key


def create_on_server(
    address: ServerAddress,
    preparer: tuple[str, str],
    passphrase: str,
    *,
    name: str,
    author: str,
    clock: Clock,
    offers: tuple[Offer, ...] | None = None,
) -> Registry:
    """Create a registry in an empty database of a server by ``preparer``, a login of it and its password."""
    with _driver(address):
        from crlm_desktop.registry import server_opening
    login, password = preparer
    made = server_opening.Preparer(login=login, password=password)
    return server_opening.create(address, made, passphrase, name=name, author=author, clock=clock, offers=offers)


def upgrade_server(address: ServerAddress, preparer: tuple[str, str]) -> tuple[str, str]:
    """Bring a registry on a server to the newest schema; return the schema before and the newest."""
    with _driver(address):
        from crlm_desktop.registry import server_opening
    login, password = preparer
    return server_opening.upgrade(address, server_opening.Preparer(login=login, password=password))


def open_to_rebuild(folder: Path, key: bytes, *, clock: Clock) -> Registry:
    """Open a registry for writing without looking whether it is damaged: its lists and search are to be made anew."""
    lock = taken(folder, since=clock.now())
    try:
        health.check_version(folder, key)
        return Registry(Folder(folder, folder / DATA_NAME, key=key, lock=lock))
    except BaseException:
        lock.release()
        raise


def check_is_there(path: Place) -> None:
    """Refuse, as `open_` does, a path at which there is no registry; a server tells that only to its users."""
    if not isinstance(path, ServerAddress):
        folder_of(path)


def check_is_free(path: Path) -> None:
    """Refuse, as `create` does, a path at which no registry can be created."""
    folder = path.expanduser().absolute()
    with faults.system_faults(folder):
        if not folder.parent.is_dir():
            raise EnvironmentFault(faults.NO_FOLDER, path=str(folder.parent))
        if folder.exists():
            raise EnvironmentFault(faults.ALREADY_THERE, path=str(folder))


def place(beside: Path, folder: Path) -> None:
    """Give a closed registry that was built under another name its own, which must be free."""
    with faults.system_faults(folder):
        if folder.exists():
            raise EnvironmentFault(faults.ALREADY_THERE, path=str(folder))
        beside.rename(folder)
        disk.see_onto_disk(folder.parent)


def _lock_or_holder(folder: Path, clock: Clock) -> tuple[Lock | None, Held | Unwritable | None]:
    """Return the lock, or who has it; across a network two machines are not let in at the same time.

    Where nothing can be written the lock keeps those out who may write there.
    """
    try:
        lock = _lock(folder, clock)
    except TakenError as taken_by:
        _refuse_across_network(folder, taken_by.holder)
        return None, Held(holder=taken_by.holder)
    places = (folder, folder / DATA_NAME, folder / LOCK_NAME)
    return lock, None if all(os.access(one, os.W_OK) for one in places) else Unwritable()


def _lock(folder: Path, clock: Clock) -> Lock:
    try:
        return Lock(folder, since=clock.now())
    except EnvironmentFault as fault:
        if fault.code not in faults.PROTECTED or not is_kept_from_writers(folder):
            raise
        return Lock(folder, since=clock.now(), only_reads=True)


def _refuse_across_network(folder: Path, holder: Holder) -> None:
    kind = whereabouts.network_of(folder)
    if kind and holder.is_elsewhere:
        raise EnvironmentFault(faults.HELD_ACROSS_NETWORK, path=str(folder), kind=kind, **holder.told)


def _admitted(registry: Registry, slot_id: str, *, label: str, author: str, clock: Clock) -> Registry:
    try:
        registry.let_in(admission.admit(registry, slot_id, label=label, author=author, at=clock.now()))
    except BaseException:
        registry.close()
        raise
    return registry


def _unlocked_by_recovery_key(
    folder: Path, content: Keys, slots: tuple[Slot, ...], secret: str, *, clock: Clock
) -> bytes:
    try:
        return admission.unlock(folder, content, slots, secret, at=clock.now())[1]
    except EnvironmentFault as fault:
        if fault.code is not faults.WRONG_PASSPHRASE:
            raise
        # Its groups were checked: it was not mistyped.
        raise EnvironmentFault(faults.RECOVERY_VOID, **fault.params) from fault


def _let_in(registry: Registry, name: str, passphrase: str, *, clock: Clock, cost: keys.KdfCost) -> None:
    with registry.reading() as unit:
        chiefs = [one for one in unit.users.all() if one.is_active and one.role is Role.ADMINISTRATOR]
    chief = next((one for one in chiefs if keys.same_name(one.name) == keys.same_name(name)), None)
    if chief is None:
        known = ", ".join(one.name for one in chiefs)
        raise EnvironmentFault(faults.RECOVERY_FOR_ADMINISTRATORS, name=name, known=known)
    with registry.changing_slots(author=chief.name, at=clock.now()) as unit:
        unit.audit.add(Act.RECOVERY_KEY_USED, chief.id)
        unit.slots.put(chief.id, passphrase, label=chief.name, cost=cost)
    admission.record_entering(registry, chief, at=clock.now())
    registry.let_in(chief)


def _build(folder: Path, key: bytes, slots: Keys, *, info: RegistryInfo, first: User) -> None:
    keys.write(slots, folder / keys.FILE_NAME)
    file = folder / DATA_NAME
    with driver_faults(folder):
        connection = connect(file, key, access=Access.CREATING)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            schema.build(connection, paths.db("schema.sql").read_text(encoding="utf-8"))
        finally:
            connection.close()
    file.chmod(0o600)
    registry = Registry(Folder(folder, file, key=key, lock=Lock(folder, since=info.created_at)))
    try:
        with registry.unit(author=first.name, at=info.created_at) as unit:
            unit.users.found(first)
            unit.found(info)
    finally:
        registry.close()
    disk.see_onto_disk(folder)


def _opened(folder: Path, key: bytes, *, clock: Clock, lock: Lock | None = None) -> Registry:
    """Open the folder by its key, after bringing an older schema up to date; a damaged one only for reading."""
    held = lock if lock is not None else taken(folder, since=clock.now())
    try:
        file = folder / DATA_NAME
        damage, found = health.look(folder, key)
        if damage is None and found != schema.VERSION:
            # Alembic takes a quarter of a second to import, and is seldom needed.
            from crlm_desktop.registry import migrating

            migrating.bring_up(folder, file, key, found=found, now=clock.now())
        reading_only = None if damage is None else Damaged(reason=damage)
        return Registry(Folder(folder, file, key=key, lock=held), reading_only=reading_only)
    except BaseException:
        held.release()
        raise


def _unwritable(folder: Path, key: bytes, lock: Lock, why: Unwritable) -> Registry:
    """Open the folder, in which nothing can be written, for reading; what would have to be migrated is refused."""
    file = folder / DATA_NAME
    try:
        with faults.system_faults(file):
            access = access_to_closed(file)
        damage, found = health.look(folder, key, access=access)
        if found != schema.VERSION:
            known = schema.VERSION
            raise EnvironmentFault(faults.UNWRITABLE_AND_OLDER, path=str(folder), found=found, known=known)
        reading_only = why if damage is None else Damaged(reason=damage)
        return Registry(Folder(folder, file, key=key, lock=lock), reading_only=reading_only)
    except BaseException:
        lock.release()
        raise


def _held(folder: Path, key: bytes, why: Held) -> Registry:
    """Open the folder for reading beside its holder, who has looked whether it is damaged and of which schema it is."""
    health.check_version(folder, key, access=Access.READING)
    keeping = Folder(folder, folder / DATA_NAME, key=key, lock=None)
    return Registry(keeping, reading_only=why)


@contextmanager
def _driver(address: ServerAddress) -> Iterator[None]:
    """Tell what is missing where the driver for servers is not installed; it is imported when one is opened only."""
    try:
        yield
    except ImportError as missing:
        raise EnvironmentFault(server_faults.NO_DRIVER, path=str(address)) from missing


def folder_of(path: Place) -> Path:
    """Return the folder of the registry that ``path``, its folder or a file in it, names; refuse what is none."""
    if isinstance(path, ServerAddress):
        raise EnvironmentFault(server_faults.FOLDERS_ONLY, path=str(path))
    path = path.expanduser().absolute()
    with faults.system_faults(path):
        folder = path.parent if path.name in _FILES and path.is_file() else path
        if not folder.exists():
            raise EnvironmentFault(faults.NOT_THERE, path=str(path))
        there = [name for name in _FILES if (folder / name).is_file()]
    if not there:
        raise EnvironmentFault(faults.NOT_A_REGISTRY, path=str(path))
    for name in _FILES:
        if name not in there:
            raise EnvironmentFault(faults.FILE_MISSING, path=str(folder), file=name)
    return folder
