"""One process a registry: a lock of the operating system, which ends with the process that holds it."""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import datetime
from pathlib import Path
from typing import IO

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import faults

FILE_NAME = "lock"
# Windows keeps others from reading what is locked; a byte far behind the text leaves the text readable.
_LOCKED_BYTE = 1 << 30


class Lock:
    """The lock on the registry in one folder; whoever finds it taken is told who holds it."""

    def __init__(self, folder: Path, *, since: datetime) -> None:
        self._path = folder / FILE_NAME
        with faults.system_faults(self._path):
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            self._file: IO[bytes] = os.fdopen(handle, "r+b")
        try:
            if not _taken(self._file):
                raise self._refusal(folder)
            self._sign(since)
        except BaseException:
            self._file.close()
            raise

    def release(self) -> None:
        """Give the lock back; releasing twice does nothing."""
        self._file.close()

    def _sign(self, since: datetime) -> None:
        holder = {"machine": platform.node(), "process": os.getpid(), "since": since.isoformat(timespec="minutes")}
        with faults.system_faults(self._path):
            self._file.truncate(0)
            self._file.write(json.dumps(holder).encode())
            self._file.flush()

    def _refusal(self, folder: Path) -> EnvironmentFault:
        try:
            holder = json.loads(self._file.read(1000))
            machine, process = str(holder["machine"]), str(holder["process"])
            since = datetime.fromisoformat(holder["since"])
        except (OSError, ValueError, KeyError, TypeError):
            return EnvironmentFault(faults.IN_USE_BY_SOMEBODY, path=str(folder))
        return EnvironmentFault(faults.IN_USE, path=str(folder), machine=machine, process=process, since=since)


if sys.platform == "win32":
    import msvcrt

    def _taken(file: IO[bytes]) -> bool:
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(0)
        return True

else:
    import fcntl

    def _taken(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
