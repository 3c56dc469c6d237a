"""One writer a registry: a lock of the operating system, which ends with the process that holds it, and its signature.

The signature tells others who holds the registry; it is readable without a passphrase and names nobody but a user.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from crlm_desktop.case.wording import Text
from crlm_desktop.errors import EnvironmentFault, Param
from crlm_desktop.registry import faults, keys

FILE_NAME = "lock"
# Windows keeps others from reading what is locked; a byte far behind the text leaves the text readable.
_LOCKED_BYTE = 1 << 30
# A signature is written at once and always has this length: nobody reads half of one, or the end of a longer one.
_SIGNATURE_BYTES = 2000
# Whoever has just come in, or is about to type a passphrase, has not signed yet.
UNKNOWN = Text("somebody", "其他用户")
UNKNOWN_PART = Text("unknown", "未知")
UNKNOWN_SINCE = Text("a moment ago", "刚才")
_NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds a registry, as far as the signature says: what is empty or ``None`` it does not say."""

    user: str = ""
    machine: str = ""
    process: int | None = None
    since: datetime | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is, or may be, another machine than this one."""
        return self.machine != platform.node()

    @property
    def told(self) -> dict[str, Param]:
        """The holder as the sentences of faults name it."""
        return {
            "user": self.user or UNKNOWN,
            "machine": self.machine or UNKNOWN_PART,
            "process": UNKNOWN_PART if self.process is None else str(self.process),
            "since": self.since or UNKNOWN_SINCE,
        }


class TakenError(Exception):
    """Somebody else holds the registry."""

    def __init__(self, folder: Path, holder: Holder) -> None:
        super().__init__(folder, holder)
        self.folder = folder
        self.holder = holder

    @property
    def fault(self) -> EnvironmentFault:
        """What is told to somebody who needs the registry for writing."""
        return EnvironmentFault(faults.IN_USE, path=str(self.folder), **self.holder.told)


class Lock:
    """The lock on the registry in one folder; it is taken, or `TakenError` tells who has it.

    ``only_reads`` is for a folder in which nothing can be written: several may read there at a time, and nobody signs.
    """

    def __init__(self, folder: Path, *, since: datetime, only_reads: bool = False) -> None:
        self._path = _to_be_read(folder) if only_reads else folder / FILE_NAME
        self._since = since
        self._only_reads = only_reads
        with faults.system_faults(self._path):
            handle = os.open(self._path, os.O_RDONLY if only_reads else os.O_RDWR | os.O_CREAT, 0o600)
            self._file: IO[bytes] = os.fdopen(handle, "rb" if only_reads else "r+b", buffering=0)
        try:
            if not _taken(self._file, folder, shared=only_reads):
                raise TakenError(folder, _understood(self._file.read(_SIGNATURE_BYTES)))
            self.sign("")
        except BaseException:
            self._file.close()
            raise

    def sign(self, user: str) -> None:
        """Say that ``user`` holds the registry from this machine and process."""
        self._write(
            {
                "user": user,
                "machine": platform.node(),
                "process": os.getpid(),
                "since": self._since.isoformat(timespec="minutes"),
            }
        )

    def release(self) -> None:
        """Wipe the signature and give the lock back; releasing twice does nothing."""
        if self._file.closed:
            return
        try:
            self._write({})
        except EnvironmentFault:
            # On a drive that has gone nobody reads it either.
            pass
        finally:
            self._file.close()

    def _write(self, told: dict[str, object]) -> None:
        if self._only_reads:
            return
        text = json.dumps(told, ensure_ascii=False).encode()
        with faults.system_faults(self._path):
            self._file.seek(0)
            self._file.write(text.ljust(_SIGNATURE_BYTES))


def taken(folder: Path, *, since: datetime) -> Lock:
    """Return the lock for what has to be written; when somebody has it, an `EnvironmentFault` says who."""
    try:
        return Lock(folder, since=since)
    except TakenError as held:
        raise held.fault from None


def holder_of(folder: Path) -> Holder | None:
    """Return who holds a registry, ``None`` when nobody does; nothing is written, and the lock is not kept."""
    path = folder / FILE_NAME
    with faults.system_faults(path):
        try:
            file = path.open("rb", buffering=0)
        except FileNotFoundError:
            return None
    with file:
        return None if _taken(file, folder) else _understood(file.read(_SIGNATURE_BYTES))


def signed(folder: Path) -> Holder | None:
    """Return who has signed, without asking for the lock; ``None`` when the last holder has closed the registry.

    Whoever was killed has left a signature: only taking the lock tells.
    """
    try:
        with (folder / FILE_NAME).open("rb") as file:
            text = file.read(_SIGNATURE_BYTES)
    except OSError:
        return Holder()
    return None if text.strip() in (b"", b"{}") else _understood(text)


def is_kept_from_writers(folder: Path) -> bool:
    """Whether a folder that does not let us write can be read safely: by a lock on its file, or for want of writers."""
    return (folder / FILE_NAME).exists() or _takes_nothing(folder)


def _to_be_read(folder: Path) -> Path:
    # A copy of a backup on a disc has no file for the lock.
    path = folder / FILE_NAME
    return path if path.exists() else folder / keys.FILE_NAME


def _takes_nothing(folder: Path) -> bool:
    """Whether the drive of a folder is mounted for reading only; a system that does not say so is taken to write."""
    return sys.platform != "win32" and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _understood(text: bytes) -> Holder:
    try:
        told = json.loads(text)
        since = datetime.fromisoformat(told["since"])
        return Holder(
            user=str(told.get("user", "")),
            machine=str(told["machine"]),
            process=int(told["process"]),
            since=since if since.tzinfo is not None else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Holder()


if sys.platform == "win32":
    import msvcrt

    def _taken(file: IO[bytes], folder: Path, *, shared: bool = False) -> bool:
        # There is no shared lock here: of two who only read the second is refused.
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as fault:
            _refuse_without_locks(fault, folder)
            return False
        finally:
            file.seek(0)
        return True

else:
    import fcntl

    def _taken(file: IO[bytes], folder: Path, *, shared: bool = False) -> bool:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as fault:
            _refuse_without_locks(fault, folder)
            raise faults.of_system(fault, folder) from fault
        return True


def _refuse_without_locks(fault: OSError, folder: Path) -> None:
    if fault.errno in _NO_LOCKS:
        raise EnvironmentFault(faults.NO_LOCKS, path=str(folder), reason=fault.strerror or str(fault.errno)) from fault
