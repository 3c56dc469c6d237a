"""Wrong passphrases: counted beside the registry, so that neither a restart nor another process forgets them."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import disk, faults

FILE_NAME = "attempts.json"
FORMAT = "crlm.attempts/1"
LONGEST_SECONDS = 60
_KEPT = 50
_MAX_BYTES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One wrong passphrase: when, for whose slot (empty: the recovery key's, or nobody's), on which machine."""

    at: datetime
    label: str
    machine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many wrong passphrases there have been since the last right one; ``last`` holds the newest of them."""

    count: int = 0
    last: tuple[Refused, ...] = ()


def seconds_after(count: int) -> int:
    """Return how long one waits after so many wrong passphrases: 1, 2, 4 … seconds, a minute at most."""
    return 0 if count <= 0 else min(LONGEST_SECONDS, 2 ** min(count - 1, 10))


class Attempts:
    """The wrong passphrases at one registry. It slows down who sits at the program, not who has copied the files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / FILE_NAME

    def check(self, now: datetime) -> None:
        """Refuse a try that comes too early by an `EnvironmentFault` with the seconds that are left."""
        tally = self.tally()
        left = self._seconds_left(tally, now)
        if left > 0:
            raise EnvironmentFault(faults.TOO_EARLY, path=str(self._folder), count=tally.count, seconds=left)

    def refuse(self, now: datetime, label: str) -> EnvironmentFault:
        """Count a wrong passphrase; return the fault that tells it, with the seconds to wait."""
        before = self.tally()
        newest = Refused(at=now, label=label, machine=platform.node())
        tally = Tally(count=before.count + 1, last=(*before.last, newest)[-_KEPT:])
        self._keep(tally)
        return EnvironmentFault(
            faults.WRONG_PASSPHRASE, path=str(self._folder), seconds=seconds_after(tally.count), count=tally.count
        )

    def tally(self) -> Tally:
        """Return what has been counted; a file that cannot be understood counts nothing, as one that was removed."""
        with faults.system_faults(self._file):
            try:
                with self._file.open("rb") as stream:
                    content = stream.read(_MAX_BYTES)
            except FileNotFoundError:
                return Tally()
        try:
            return _understood(content)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return Tally()

    def forget(self) -> None:
        """Count anew, after the right passphrase."""
        with faults.system_faults(self._file):
            self._file.unlink(missing_ok=True)

    def _seconds_left(self, tally: Tally, now: datetime) -> int:
        if not tally.last:
            return 0
        wait = seconds_after(tally.count)
        newest = tally.last[-1]
        if now < newest.at:
            # The clock was put back: the wait begins anew, and does not last until the clock has caught up.
            self._keep(Tally(count=tally.count, last=(*tally.last[:-1], _moved(newest, now))))
            return wait
        passed = (now - newest.at) / timedelta(seconds=1)
        return max(0, -int(-(wait - passed) // 1))

    def _keep(self, tally: Tally) -> None:
        """Write the count, where it can be: whoever has a registry where nothing can be written has its files."""
        try:
            disk.replace(self._file, _written(tally))
        except EnvironmentFault as fault:
            if fault.code not in faults.PROTECTED:
                raise


def _moved(refused: Refused, at: datetime) -> Refused:
    return Refused(at=at, label=refused.label, machine=refused.machine)


def _written(tally: Tally) -> bytes:
    told = [{"at": one.at.isoformat(), "as": one.label, "machine": one.machine} for one in tally.last]
    return (json.dumps({"format": FORMAT, "count": tally.count, "last": told}, ensure_ascii=False) + "\n").encode()


def _understood(content: bytes) -> Tally:
    value = json.loads(content)
    if value["format"] != FORMAT:
        raise ValueError
    last = tuple(
        Refused(at=datetime.fromisoformat(one["at"]), label=str(one["as"]), machine=str(one["machine"]))
        for one in value["last"]
    )
    if any(one.at.tzinfo is None for one in last):
        raise ValueError
    return Tally(count=max(int(value["count"]), len(last)), last=last)
