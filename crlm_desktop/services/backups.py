"""Backups of a registry: made on time and on demand, and how things stand with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from crlm_desktop.clock import Clock
from crlm_desktop.errors import N_, Code, EnvironmentFault, Problem, problem
from crlm_desktop.registry.values import Act
from crlm_desktop.services.roles import use_case
from crlm_desktop.services.workplace import Workplace

if TYPE_CHECKING:
    from crlm_desktop.registry.backup import Backup
    from crlm_desktop.registry.backup_log import Elsewhere
    from crlm_desktop.registry.entering import Entrant

__all__ = [
    "Standing",
    "back_up",
    "back_up_closed",
    "before_import",
    "daily",
    "standing",
]

NONE_FOR_A_WEEK = Code(
    "backups.none-for-a-week",
    N_("The last backup is of {made_at}: none was made for more than a week. Make one now."),
)
NONE_AT_ALL = Code("backups.none", N_("There is no backup of this registry. Make one now."))
LAST_FAILED = Code("backups.last-failed", N_("The last backup, on {at}, failed:"))
SAME_DRIVE = Code(
    "backups.same-drive",
    N_(
        "Every backup is on the same drive as the registry: if the drive fails, all is lost. "
        "Put one into a folder on another drive."
    ),
)
_WEEK = timedelta(days=7)
_ONE_RUN_OF_IMPORTS = timedelta(minutes=10)

Wanted = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand with the backups of a registry: what there is, newest first, and what a person must know."""

    backups: tuple[Backup, ...]
    elsewhere: Elsewhere | None
    failure: EnvironmentFault | None
    failed_at: datetime | None
    warnings: tuple[Problem, ...]


@use_case
def back_up(workplace: Workplace, *, to: Path | None = None, wanted: Wanted | None = None) -> Backup:
    """Make a backup now, beside the registry or in the folder ``to``; ``wanted`` is asked whether to go on.

    One that goes elsewhere is an export: it is recorded before it is made, so that none is made unrecorded.
    """
    from crlm_desktop.registry import backup

    if to is not None:
        with workplace.unit() as unit:
            unit.audit.add(Act.REGISTRY_COPIED, unit.info().id, to=str(to))
    return _made(workplace, backup.ASKED, to=to, wanted=wanted)


@use_case
def daily(workplace: Workplace, *, wanted: Wanted | None = None) -> Backup | None:
    """Make the backup of the day unless there is one; the invented cases of the demonstration need none.

    Others of the same day do not stand for it: they are made when somebody asks, perhaps of a morning's work only.
    Those of a server are its administrator's.
    """
    from crlm_desktop.registry import backup

    now = workplace.clock.now()
    if workplace.is_demonstration or workplace.is_on_server or workplace.reading_only is not None:
        return None
    made = [one for one in backup.listed(workplace.path) if one.kind == backup.DAILY and one.made_at <= now]
    if made and made[0].made_at.astimezone().date() == now.astimezone().date():
        return None
    return _made(workplace, backup.DAILY, to=None, wanted=wanted)


@use_case
def before_import(workplace: Workplace) -> None:
    """Make a backup before something is imported; without one nothing is, unless the registry is a demonstration.

    Imports that follow one another within ten minutes share the backup before the first. Those of a server are made by
    its administrator.
    """
    from crlm_desktop.registry import backup

    if workplace.is_on_server:
        return
    now = workplace.clock.now()
    newest = backup.newest(workplace.path, until=now)
    has_one = newest is not None and now - newest.made_at < _ONE_RUN_OF_IMPORTS
    if not workplace.is_demonstration and not has_one:
        _made(workplace, backup.BEFORE_IMPORT, to=None, wanted=None)


@use_case
def back_up_closed(somebody: Entrant, /, *, to: Path | None, clock: Clock) -> Backup:
    """Make a backup of a registry that ``somebody`` has entered, whether or not it is open in a window.

    One that goes elsewhere is recorded before it is made.
    """
    from crlm_desktop.registry import backup, opening

    if to is not None:
        opening.record_beside(
            somebody.path, somebody.key, Act.REGISTRY_COPIED, author=somebody.user.name, at=clock.now(), to=str(to)
        )
    return backup.make(somebody.path, somebody.key, kind=backup.ASKED, now=clock.now(), to=to)


def standing(path: Path, *, now: datetime) -> Standing:
    """Return how things stand with the backups of the registry in the folder ``path``."""
    from crlm_desktop.registry import backup, backup_log

    backups, log = backup.listed(path), backup_log.read(path / backup.FOLDER_NAME)
    warnings = []
    if log.failure is not None:
        warnings.append(problem("", LAST_FAILED, at=log.failure.at))
        warnings.append(Problem(path="", code=log.failure.fault.code, params=log.failure.fault.params))
    dated = [one.made_at for one in backups] + ([log.elsewhere.at] if log.elsewhere else [])
    past = [moment for moment in dated if moment <= now]
    if not past:
        warnings.append(problem("", NONE_AT_ALL))
    elif now - max(past) > _WEEK:
        warnings.append(problem("", NONE_FOR_A_WEEK, made_at=max(past)))
    if past and not (log.elsewhere and log.elsewhere.is_other_drive):
        warnings.append(problem("", SAME_DRIVE))
    return Standing(
        backups=backups,
        elsewhere=log.elsewhere,
        failure=log.failure.fault if log.failure else None,
        failed_at=log.failure.at if log.failure else None,
        warnings=tuple(warnings),
    )


def _made(workplace: Workplace, kind: str, *, to: Path | None, wanted: Wanted | None) -> Backup:
    return workplace.back_up(kind, to=to, wanted=wanted or (lambda: True))
