"""A registry on the disk: a folder with the encrypted file, its keys and a lock; created whole, opened, or refused."""

from __future__ import annotations

import secrets
import shutil
import uuid
from pathlib import Path

from crlm_desktop import paths
from crlm_desktop.case.choices import Offer
from crlm_desktop.clock import Clock
from crlm_desktop.errors import EnvironmentFault, InputError, problem
from crlm_desktop.registry import faults, health, keys, schema
from crlm_desktop.registry.connection import Access, connect, driver_faults
from crlm_desktop.registry.copies import DATA_NAME, see_onto_disk
from crlm_desktop.registry.lock import Lock
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.values import RegistryInfo

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
    """Create a registry at ``path``, which must not exist, and open it.

    It is built beside under another name and renamed when it is whole: a crash leaves no half of a registry.
    """
    folder = path.expanduser().absolute()
    if not name.strip():
        raise InputError([problem("name", faults.NAME_MISSING)])
    keys.checked(passphrase)
    info = RegistryInfo(
        id=uuid.uuid4().hex,
        name=name.strip(),
        created_at=clock.now(),
        is_demonstration=is_demonstration,
        offers=offers,
    )
    key = keys.new_key()
    slots = (keys.new_slot(info.id, key, passphrase, cost=cost),)
    check_is_free(folder)
    with faults.system_faults(folder):
        beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.new")
        beside.mkdir(mode=0o700)
        try:
            _build(beside, key, keys.Keys(registry=info.id, slots=slots), info=info, author=author)
            place(beside, folder)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    return _opened(folder, key, clock=clock)


def open_(path: Path, passphrase: str, *, clock: Clock) -> Registry:
    """Open the registry at ``path``: its folder, or a file in it; an `EnvironmentFault` says why it cannot be."""
    lock = Lock(folder_of(path.expanduser().absolute()), since=clock.now())
    try:
        folder, key = unlocked(path, passphrase)
    except BaseException:
        lock.release()
        raise
    return _opened(folder, key, clock=clock, lock=lock)


def unlocked(path: Path, passphrase: str) -> tuple[Path, bytes]:
    """Return the folder and the key of the registry at ``path``, without opening it or taking its lock."""
    folder = folder_of(path.expanduser().absolute())
    key = keys.unlock(keys.read(folder / keys.FILE_NAME), passphrase)
    if key is None:
        raise EnvironmentFault(faults.WRONG_PASSPHRASE, path=str(folder))
    return folder, key


def open_to_rebuild(path: Path, passphrase: str, *, clock: Clock) -> Registry:
    """Open a registry for writing without looking whether it is damaged: its lists and search are to be made anew."""
    folder, key = unlocked(path, passphrase)
    lock = Lock(folder, since=clock.now())
    try:
        health.check_version(folder, key)
        return Registry(folder, folder / DATA_NAME, key=key, lock=lock)
    except BaseException:
        lock.release()
        raise


def check_is_there(path: Path) -> None:
    """Refuse, as `open_` does, a path at which there is no registry."""
    folder_of(path.expanduser().absolute())


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
        see_onto_disk(folder.parent)


def _build(folder: Path, key: bytes, slots: keys.Keys, *, info: RegistryInfo, author: str) -> None:
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
    registry = Registry(folder, file, key=key, lock=Lock(folder, since=info.created_at))
    try:
        with registry.unit(author=author, at=info.created_at) as unit:
            unit.found(info)
    finally:
        registry.close()
    see_onto_disk(folder)


def _opened(folder: Path, key: bytes, *, clock: Clock, lock: Lock | None = None) -> Registry:
    """Open the folder by its key, after bringing an older schema up to date; a damaged one only for reading."""
    held = lock if lock is not None else Lock(folder, since=clock.now())
    try:
        file = folder / DATA_NAME
        damage, found = health.look(folder, key)
        if damage is None and found != schema.VERSION:
            # Alembic takes a quarter of a second to import, and is seldom needed.
            from crlm_desktop.registry import migrating

            migrating.bring_up(folder, file, key, found=found, now=clock.now())
        return Registry(folder, file, key=key, lock=held, damage=damage)
    except BaseException:
        held.release()
        raise


def folder_of(path: Path) -> Path:
    """Return the folder of the registry that ``path``, its folder or a file in it, names; refuse what is none."""
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
