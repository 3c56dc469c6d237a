"""Bringing a registry back from a backup: built and checked beside, put in place by renaming, nothing overwritten."""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import backup, copies, disk, faults, keys
from crlm_desktop.registry.connection import access_to_closed
from crlm_desktop.registry.copies import DATA_NAME, Content
from crlm_desktop.registry.lock import taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A restored registry: where it is, and where that is kept which was there before, if anything was."""

    path: Path
    kept: Path | None
    content: Content


def held(path: Path, passphrase: str) -> Content:
    """Return what the backup at ``path`` (its folder, or a file in it) holds; nothing is written there."""
    source = _source_of(path)
    return copies.content_at(source, _key(source, passphrase))


def restore(path: Path, source: Path, passphrase: str, *, now: datetime) -> Restored:
    """Put what the backup ``source`` holds at ``path``; a registry that is there is kept beside, under a dated name.

    The one that is there may be damaged or lack files; one that is open is refused. Its backups move on to the
    restored registry.
    """
    folder, origin = _target_of(path), _source_of(source)
    if origin == folder or (folder.exists() and origin.samefile(folder)):
        raise EnvironmentFault(faults.SAME_PLACE, path=str(origin))
    key = _key(origin, passphrase)
    with faults.system_faults(folder):
        if not folder.parent.is_dir():
            raise EnvironmentFault(faults.NO_FOLDER, path=str(folder.parent))
    lock = taken(folder, since=now) if folder.exists() and not _is_empty(folder) else None
    try:
        with faults.system_faults(folder.parent):
            beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.new")
            beside.mkdir(mode=0o700)
        try:
            content = copies.copy(origin, key, to=beside, access=access_to_closed(origin / DATA_NAME))
            if lock is not None and os.name == "nt":
                # Windows renames no folder in which a file is open.
                lock.release()
            kept = _put_in_place(beside, folder, now=now)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    finally:
        if lock is not None:
            lock.release()
    return Restored(path=folder, kept=kept, content=content)


def _put_in_place(beside: Path, folder: Path, *, now: datetime) -> Path | None:
    with faults.system_faults(folder):
        kept = None
        if _is_empty(folder):
            folder.rmdir()
        elif folder.exists():
            name = f"{folder.stem}.replaced-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{folder.suffix}"
            kept = _free(folder.with_name(name))
            folder.rename(kept)
        try:
            beside.rename(folder)
        except OSError:
            if kept is not None:
                kept.rename(folder)
            raise
        if kept is not None and (kept / backup.FOLDER_NAME).is_dir():
            (kept / backup.FOLDER_NAME).rename(folder / backup.FOLDER_NAME)
        disk.see_onto_disk(folder.parent)
        return kept


def _is_empty(folder: Path) -> bool:
    """Whether somebody has made a folder for the registry, and nothing is in it."""
    return folder.is_dir() and not any(folder.iterdir())


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _target_of(path: Path) -> Path:
    """Return the folder that is to be the registry: one that was one, however damaged, or one that is not there."""
    names = (DATA_NAME, keys.FILE_NAME)
    given = path.expanduser().absolute()
    with faults.system_faults(given):
        folder = given.parent if given.name in names and given.is_file() else given
        signs = (*names, backup.FOLDER_NAME)
        if folder.exists() and not _is_empty(folder) and not any((folder / name).exists() for name in signs):
            raise EnvironmentFault(faults.NOT_REPLACED, path=str(folder))
    return folder


def _source_of(path: Path) -> Path:
    names = (DATA_NAME, keys.FILE_NAME)
    given = path.expanduser().absolute()
    with faults.system_faults(given):
        folder = given.parent if given.name in names and given.is_file() else given
        if not all((folder / name).is_file() for name in names):
            raise EnvironmentFault(faults.NOT_A_BACKUP, path=str(given))
    return folder


def _key(source: Path, passphrase: str) -> bytes:
    key = keys.unlock(keys.read(source / keys.FILE_NAME), passphrase)
    if key is None:
        raise EnvironmentFault(faults.WRONG_BACKUP_PASSPHRASE, path=str(source))
    return key
