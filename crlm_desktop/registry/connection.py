"""A connection to an encrypted file by the driver alone, and the driver's errors in our terms."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from sqlite3 import Connection
from typing import cast

from sqlcipher3 import dbapi2

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import faults

_BY_NAME = {
    "SQLITE_FULL": faults.DISK_FULL,
    "SQLITE_BUSY": faults.BUSY,
    "SQLITE_LOCKED": faults.BUSY,
    "SQLITE_READONLY": faults.READ_ONLY,
    "SQLITE_PERM": faults.NOT_ALLOWED,
    "SQLITE_CANTOPEN": faults.NOT_ALLOWED,
    "SQLITE_IOERR": faults.DISK_FAULT,
    "SQLITE_NOTADB": faults.DAMAGED,
    "SQLITE_CORRUPT": faults.DAMAGED,
}
# A backup fails without the name of its error; these are SQLite's fixed words for it.
_BY_WORDS = {
    "database or disk is full": "SQLITE_FULL",
    "database is locked": "SQLITE_BUSY",
    "database table is locked": "SQLITE_LOCKED",
    "attempt to write a readonly database": "SQLITE_READONLY",
    "access permission denied": "SQLITE_PERM",
    "unable to open database file": "SQLITE_CANTOPEN",
    "disk I/O error": "SQLITE_IOERR",
    "file is not a database": "SQLITE_NOTADB",
    "database disk image is malformed": "SQLITE_CORRUPT",
}
_LEAST_ROOM = 64 * 1024


class Access(Enum):
    """What is wanted of a file; the value is how SQLite is told."""

    WRITING = "mode=rw"
    CREATING = "mode=rwc"
    # Nothing is written, so that not even an interrupted write-ahead log is brought in.
    READING = "mode=ro"
    # For a file that nobody else has open: it may lie on a drive that refuses every write.
    UNTOUCHED = "mode=ro&immutable=1"


def connect(file: Path, key: bytes, *, access: Access = Access.WRITING) -> Connection:
    """Connect to a SQLCipher file by its raw key; the first read tells whether the key fits.

    A file that has vanished is not silently replaced by an empty one; only ``CREATING`` makes a new one.
    Transactions are begun explicitly. The salt that SQLCipher wants beside the key is the first 16 bytes of the file.
    """
    address = f"{file.as_uri()}?{access.value}"
    # The driver has the interface of the standard library's, and no annotations.
    connection = cast(Connection, dbapi2.connect(address, uri=True, isolation_level=None, check_same_thread=False))
    try:
        # It would write to standard error what we tell in words.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if access in (Access.READING, Access.UNTOUCHED):
            # What is left of a file that was cut off can be read nevertheless; nothing can be written.
            connection.execute("PRAGMA writable_schema = ON")
        # A later SQLCipher with other defaults reads and writes the same format.
        connection.execute("PRAGMA cipher_compatibility = 4")
        connection.execute("PRAGMA foreign_keys = ON")
        # Without it a REPLACE would delete a row past the trigger that keeps it.
        connection.execute("PRAGMA recursive_triggers = ON")
        connection.execute("PRAGMA synchronous = FULL")
        # A sorting file beside the registry would hold patients in plain text.
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA busy_timeout = 5000")
    except BaseException:
        connection.close()
        raise
    return connection


def access_to_closed(file: Path) -> Access:
    """Return how to read a file that nobody has open: with what is left in its write-ahead log, if anything is."""
    log = file.with_name(f"{file.name}-wal")
    return Access.READING if log.exists() and log.stat().st_size else Access.UNTOUCHED


def access_to_used(file: Path) -> Access:
    """Return how to read a file that may be in use, or may lie in a folder that refuses every write."""
    can_write = os.access(file.parent, os.W_OK) and os.access(file, os.W_OK)
    return Access.READING if can_write else access_to_closed(file)


def fault_of(error: BaseException, path: Path) -> EnvironmentFault | None:
    """Return an error of the driver in our terms, or ``None`` when it is a fault of ours and no message."""
    name = str(getattr(error, "sqlite_errorname", "") or _BY_WORDS.get(str(error), ""))
    # Extended names carry a suffix: SQLITE_IOERR_WRITE, SQLITE_READONLY_DBMOVED …
    code = next((code for start, code in _BY_NAME.items() if name == start or name.startswith(f"{start}_")), None)
    if code is faults.DISK_FAULT and _is_full(path):
        # Also who only reads needs a little room for SQLite, which calls the lack of it a fault of the disk.
        code = faults.DISK_FULL
    return None if code is None else faults.told(code, path, name.removeprefix("SQLITE_").replace("_", " ").lower())


def _is_full(path: Path) -> bool:
    """Whether the disk has not even room for the index of a write-ahead log."""
    try:
        return shutil.disk_usage(path).free < _LEAST_ROOM
    except OSError:
        return False


@contextmanager
def driver_faults(path: Path) -> Iterator[None]:
    """Turn what the driver refuses inside into an `EnvironmentFault` about ``path``; faults of ours pass."""
    try:
        yield
    except dbapi2.Error as error:
        fault = fault_of(error, path)
        if fault is None:
            raise
        raise fault from error
