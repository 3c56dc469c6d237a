"""What is remembered of backups beside them: whether the last one failed, and when one was put on another drive."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from crlm_desktop.errors import Code, EnvironmentFault
from crlm_desktop.registry import faults

FILE_NAME = "log.json"
_FORMAT = "crlm.backups/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The last backup did not come about: when, and why."""

    at: datetime
    fault: EnvironmentFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """The last backup outside the registry's folder; ``is_other_drive`` is how it was when it was made."""

    path: Path
    at: datetime
    is_other_drive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What is remembered; ``elsewhere`` prefers a backup on another drive to a later one on the same."""

    failure: Failure | None = None
    elsewhere: Elsewhere | None = None


def read(home: Path) -> Log:
    """Return what is remembered; a log that is missing or makes no sense tells nothing."""
    try:
        told = json.loads((home / FILE_NAME).read_text(encoding="utf-8"))
        return Log(failure=_failure(told.get("failure")), elsewhere=_elsewhere(told.get("elsewhere")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Log()


def remember_failure(home: Path, fault: EnvironmentFault, *, at: datetime) -> None:
    """Remember that a backup did not come about, where that can be written."""
    _write(home, replace(read(home), failure=Failure(at=at, fault=fault)))


def remember_success(home: Path, path: Path, *, at: datetime, registry: Path, is_elsewhere: bool) -> None:
    """Forget an earlier failure, and remember a backup that was put elsewhere."""
    known = read(home).elsewhere
    if is_elsewhere:
        new = Elsewhere(path=path, at=at, is_other_drive=_is_other_drive(path, registry))
        if known is None or new.is_other_drive or not known.is_other_drive:
            known = new
    _write(home, Log(failure=None, elsewhere=known))


def _is_other_drive(path: Path, registry: Path) -> bool:
    try:
        return path.stat().st_dev != registry.stat().st_dev
    except OSError:
        return False


def _write(home: Path, log: Log) -> None:
    if log == read(home):
        return
    beside = home / f".{FILE_NAME}.{secrets.token_hex(4)}"
    try:
        home.mkdir(mode=0o700, exist_ok=True)
        with beside.open("w", encoding="utf-8") as stream:
            json.dump(_json(log), stream, ensure_ascii=False, indent=2)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(home / FILE_NAME)
    except OSError:
        # What keeps a backup from being written may keep this from being written; the fault itself is told anyway.
        try:
            beside.unlink(missing_ok=True)
        except OSError:
            return


def _json(log: Log) -> dict[str, Any]:
    failure, elsewhere = log.failure, log.elsewhere
    return {
        "format": _FORMAT,
        "failure": failure
        and {"at": failure.at.isoformat(), "code": failure.fault.code.id, "params": _texts(failure.fault)},
        "elsewhere": elsewhere
        and {"path": str(elsewhere.path), "at": elsewhere.at.isoformat(), "other_drive": elsewhere.is_other_drive},
    }


def _texts(fault: EnvironmentFault) -> dict[str, str]:
    return {name: str(value) for name, value in fault.params.items()}


def _failure(told: Any) -> Failure | None:
    if told is None:
        return None
    codes = {one.id: one for one in vars(faults).values() if isinstance(one, Code)}
    params = {str(name): str(value) for name, value in told["params"].items()}
    return Failure(at=_moment(told["at"]), fault=EnvironmentFault(codes[told["code"]], **params))


def _elsewhere(told: Any) -> Elsewhere | None:
    if told is None:
        return None
    return Elsewhere(path=Path(told["path"]), at=_moment(told["at"]), is_other_drive=told["other_drive"] is True)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment
