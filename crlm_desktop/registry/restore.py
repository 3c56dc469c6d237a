"""Bringing a registry back from a backup: built and checked beside, put in place by renaming, nothing overwritten."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crlm_desktop.clock import Clock
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import backup, copies, disk, entering, faults, keys
from crlm_desktop.registry.connection import access_to_closed
from crlm_desktop.registry.copies import DATA_NAME, Content
from crlm_desktop.registry.entering import Entrant
from crlm_desktop.registry.lock import taken

# Refuses by a `CrlmError` that what is there is replaced; whom it is given `restore` tells.
Permit = Callable[[Entrant | None, Entrant], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A restored registry: where it is, and where that is kept which was there before, if anything was."""

    path: Path
    kept: Path | None
    content: Content


def both(
    path: Path, source: Path, passphrase: str, *, present: str, clock: Clock, user: str | None = None
) -> tuple[Entrant | None, Entrant]:
    """Return who comes in to what is at ``path``, by the passphrase ``present``, and to the backup ``source``.

    Nobody comes in where nothing is, and to what cannot be opened. A wrong ``present`` is counted as at opening.
    """
    folder, origin = _target_of(path), _source_of(source)
    _refuse_same(folder, origin)
    from_backup = entering.of_backup(origin, passphrase)
    return _there(folder, present, clock=clock, user=user), from_backup


def is_taken(path: Path) -> bool:
    """Whether something is at ``path`` that would be replaced."""
    return not _is_free(_target_of(path))


def is_guarded(path: Path) -> bool:
    """Whether the passphrase of somebody who may come in there now is wanted before ``path`` is replaced."""
    return entering.is_guarded(_target_of(path))


def check_paths(path: Path, source: Path) -> None:
    """Refuse what is no backup and what cannot become a registry, before anybody is asked for a passphrase."""
    folder, origin = _target_of(path), _source_of(source)
    _refuse_same(folder, origin)
    _refuse_homeless(folder)


def restore(
    path: Path,
    source: Path,
    passphrase: str,
    *,
    present: str,
    permit: Permit,
    clock: Clock,
    user: str | None = None,
) -> Restored:
    """Put what the backup ``source`` holds at ``path``; a registry that is there is kept beside, under a dated name.

    The one that is there may be damaged or lack files; one that is open is refused, and ``permit`` may refuse it too:
    it is given who comes in there by the passphrase ``present`` (nobody where nothing can be opened) and who comes in
    to the backup. A free place needs no leave. The backups of what is there move on to the restored registry.
    """
    folder, origin = _target_of(path), _source_of(source)
    _refuse_same(folder, origin)
    from_backup = entering.of_backup(origin, passphrase)
    _refuse_homeless(folder)
    lock = taken(folder, since=clock.now()) if not _is_free(folder) else None
    try:
        if lock is not None:
            permit(_there(folder, present, clock=clock, user=user), from_backup)
        with faults.system_faults(folder.parent):
            beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.new")
            beside.mkdir(mode=0o700)
        try:
            access = access_to_closed(origin / DATA_NAME)
            content = copies.copy(origin, from_backup.key, to=beside, access=access)
            if lock is not None and os.name == "nt":
                # Windows renames no folder in which a file is open.
                lock.release()
            kept = _put_in_place(beside, folder, now=clock.now())
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    finally:
        if lock is not None:
            lock.release()
    return Restored(path=folder, kept=kept, content=content)


def _there(folder: Path, present: str, *, clock: Clock, user: str | None) -> Entrant | None:
    if not entering.is_guarded(folder):
        return None
    there = entering.entrant(folder, present, clock=clock, user=user, takes_damaged=True)
    return there if there.users else None


def _refuse_same(folder: Path, origin: Path) -> None:
    if origin == folder or (folder.exists() and origin.samefile(folder)):
        raise EnvironmentFault(faults.SAME_PLACE, path=str(origin))


def _refuse_homeless(folder: Path) -> None:
    with faults.system_faults(folder):
        if not folder.parent.is_dir():
            raise EnvironmentFault(faults.NO_FOLDER, path=str(folder.parent))


def _is_free(folder: Path) -> bool:
    return not folder.exists() or _is_empty(folder)


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
