"""Backups: whole registries under dated names, which appear only when they were opened and found whole."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import backup_log, copies, disk, faults, keys
from crlm_desktop.registry.connection import Access

FOLDER_NAME = "backups"
# Why a backup was made, as its name tells it; one before a migration names the schema it holds.
DAILY = "daily"
ASKED = "asked"
BEFORE_IMPORT = "import"
BEFORE_MIGRATION = "schema"

KEPT_DAYS = 7
KEPT_WEEKS = 4
KEPT_MONTHS = 12

_NAME = re.compile(r"(?P<kind>daily|asked|import|schema-\w+)-(?P<at>\d{8}T\d{6}Z)(?:-\d+)?")
_STAMP = "%Y%m%dT%H%M%SZ"
_ABANDONED_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One backup: a folder that opens like any registry, why it was made, and when."""

    path: Path
    kind: str
    made_at: datetime

    @property
    def is_rotated(self) -> bool:
        """Whether it makes room for newer ones in the end."""
        return not self.kind.startswith(BEFORE_MIGRATION)


def make(
    folder: Path,
    key: bytes,
    *,
    kind: str,
    now: datetime,
    to: Path | None = None,
    wanted: Callable[[], bool] = copies.is_always_wanted,
) -> Backup:
    """Back up the registry in ``folder``, which may be in use, under its ``backups`` or in the folder ``to``.

    It gets its name only after it was opened and found to hold the same. Older ones under ``backups`` are thinned out
    by the rotation; nothing is ever removed from ``to``. What fails is remembered for whoever asks how things stand.
    """
    home = folder / FOLDER_NAME if to is None else to.expanduser().absolute()
    try:
        with faults.system_faults(home):
            if to is None:
                home.mkdir(mode=0o700, exist_ok=True)
            else:
                _check_outside(home, folder)
        prefix = "" if to is None else f"{folder.stem}-"
        made = _made(folder, key, home=home, kind=kind, now=now, prefix=prefix, wanted=wanted)
    except EnvironmentFault as fault:
        if fault.code is not faults.COPY_STOPPED:
            backup_log.remember_failure(folder / FOLDER_NAME, fault, at=now)
        with suppress(OSError):
            # Nothing is left of what was begun; a folder with anything in it stays.
            (folder / FOLDER_NAME).rmdir()
        raise
    if to is None:
        rotate(folder, now=now, made=made)
    backup_log.remember_success(folder / FOLDER_NAME, made.path, at=now, registry=folder, is_elsewhere=to is not None)
    return made


def listed(folder: Path) -> tuple[Backup, ...]:
    """Return the backups under a registry's folder, newest first; what is no backup is left out."""
    home = folder / FOLDER_NAME
    with faults.system_faults(home):
        found = [told(path) for path in home.iterdir()] if home.is_dir() else []
    return tuple(sorted((one for one in found if one), key=lambda one: (one.made_at, one.path.name), reverse=True))


def told(path: Path) -> Backup | None:
    """Return what the name of a backup tells, ``None`` where it is none."""
    match = _NAME.fullmatch(path.name) or re.fullmatch(rf".+-{_NAME.pattern}", path.name)
    if match is None or not all((path / name).is_file() for name in (copies.DATA_NAME, keys.FILE_NAME)):
        return None
    try:
        made_at = datetime.strptime(match["at"], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Backup(path=path, kind=match["kind"], made_at=made_at)


def newest(folder: Path, *, until: datetime | None = None) -> Backup | None:
    """Return the newest backup that is not dated later than ``until``: a clock may have been wrong."""
    return next((one for one in listed(folder) if until is None or one.made_at <= until), None)


def rotate(folder: Path, *, now: datetime, made: Backup) -> None:
    """Remove the backups that no day, week or month keeps; one that cannot be removed stays until the next time."""
    backups = [one for one in listed(folder) if one.is_rotated]
    for one in outdated(backups, now=now):
        if one.path == made.path:
            continue
        gone = one.path.with_name(f".{one.path.name}.gone")
        try:
            # Half removed it would look whole.
            one.path.rename(gone)
        except OSError:
            continue
        shutil.rmtree(gone, ignore_errors=True)
    for left in (folder / FOLDER_NAME).glob(".*.gone"):
        shutil.rmtree(left, ignore_errors=True)


def outdated(backups: Iterable[Backup], *, now: datetime) -> tuple[Backup, ...]:
    """Return the backups that the rotation lets go.

    Kept are all of the last 24 hours, the newest of each of the last 7 days, 4 weeks and 12 months that have one, and
    those dated later than ``now``: they were made while the clock was wrong, and nobody knows how old they are.
    """
    past = sorted((one for one in backups if one.made_at <= now), key=lambda one: one.made_at, reverse=True)
    kept = {one.path for one in past if now - one.made_at <= timedelta(days=1)}
    for count, period in (
        (KEPT_DAYS, lambda one: one.made_at.date()),
        (KEPT_WEEKS, lambda one: one.made_at.isocalendar()[:2]),
        (KEPT_MONTHS, lambda one: (one.made_at.year, one.made_at.month)),
    ):
        newest_of: dict[object, Path] = {}
        for one in past:
            newest_of.setdefault(period(one), one.path)
        kept.update(list(newest_of.values())[:count])
    return tuple(one for one in past if one.path not in kept)


def _check_outside(home: Path, folder: Path) -> None:
    """Refuse a place for a backup that is no folder, or within the registry, where nobody looks for it."""
    if not home.is_dir():
        raise EnvironmentFault(faults.BACKUP_NOT_A_FOLDER if home.exists() else faults.NO_BACKUP_FOLDER, path=str(home))
    if home.resolve().is_relative_to(folder.resolve()):
        raise EnvironmentFault(faults.BACKUP_INSIDE, path=str(home))


def _made(
    folder: Path, key: bytes, *, home: Path, kind: str, now: datetime, prefix: str, wanted: Callable[[], bool]
) -> Backup:
    _drop_abandoned(home)
    name = f"{prefix}{kind}-{now.astimezone(UTC):{_STAMP}}"
    beside = home / f".{name}.{secrets.token_hex(4)}.part"
    with faults.system_faults(home):
        beside.mkdir(mode=0o700)
    try:
        copies.copy(folder, key, to=beside, access=Access.WRITING, wanted=wanted)
        with faults.system_faults(home):
            path = _free(home / name)
            beside.rename(path)
            disk.see_onto_disk(home)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return Backup(path=path, kind=kind, made_at=now.astimezone(UTC).replace(microsecond=0))


def _free(path: Path) -> Path:
    """Return the path, or with a number behind it where there is something already."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def _drop_abandoned(home: Path) -> None:
    """Remove what a process that was killed has left of a backup; one that is being made now is younger."""
    for left in home.glob(".*.part"):
        try:
            is_old = time.time() - left.stat().st_mtime > _ABANDONED_SECONDS
        except OSError:
            continue
        if is_old:
            shutil.rmtree(left, ignore_errors=True)
