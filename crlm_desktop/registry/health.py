"""A look at a registry before it is opened: as thorough as its size allows, so that nobody waits for it."""

from __future__ import annotations

import os
from pathlib import Path
from sqlite3 import Connection

from sqlcipher3 import dbapi2

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import backup, faults, schema
from crlm_desktop.registry.connection import Access, access_to_closed, connect, driver_faults
from crlm_desktop.registry.copies import DATA_NAME

# SQLite checks about 100 MB a second: a larger file would keep its user waiting for longer than the passphrase does.
# Its pages are checked with the backup of the day instead, while it is already in use.
CHECKED_BYTES = 24_000_000
# What the list of cases is made from, row by row and not by an index.
_LISTED = (
    "SELECT id, created_at, head FROM cases NOT INDEXED ORDER BY created_at",
    "SELECT touched, number, name, changed_at FROM case_facts NOT INDEXED ORDER BY touched",
    "SELECT case_id, held_on, state FROM agenda_items JOIN meetings ON meetings.id = meeting_id",
)


def look(folder: Path, key: bytes, *, access: Access = Access.WRITING) -> tuple[str | None, str]:
    """Return what is damaged, ``None`` when nothing shows, and the version of the schema.

    What cannot even be read is refused by an `EnvironmentFault`, which names the newest backup if there is one.
    """
    file = folder / DATA_NAME
    if access is Access.WRITING and not os.access(file, os.W_OK):
        # SQLite would leave a log beside it that stays read-only when the file is not any more.
        raise faults.told(faults.READ_ONLY, file, "read-only")
    try:
        with driver_faults(folder):
            connection = connect(file, key, access=access)
            try:
                found = schema.version_of(connection, folder)
                damage = first_fault(connection) if _is_small(file) else None
            finally:
                connection.close()
    except EnvironmentFault as fault:
        if fault.code is not faults.DAMAGED:
            raise
        found, damage = schema.VERSION, str(fault.params["reason"])
    if damage is not None and not _can_be_read(file, key):
        raise unreadable(folder, damage)
    return damage, found


def check_version(folder: Path, key: bytes, *, access: Access = Access.WRITING) -> None:
    """Refuse a registry that is of another schema than this version of the program, or cannot be read."""
    with driver_faults(folder):
        connection = connect(folder / DATA_NAME, key, access=access)
        try:
            found = schema.version_of(connection, folder)
        finally:
            connection.close()
    if found != schema.VERSION:
        raise EnvironmentFault(faults.OLDER, path=str(folder), found=found, known=schema.VERSION)


def first_fault(connection: Connection) -> str | None:
    """Return the first thing that SQLite's quick check finds, or how many rows point to nothing; else ``None``."""
    (told,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if told != "ok":
        return " ".join(str(told).replace("*** in database main ***", "").split())
    broken = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    return f"{broken} rows point to nothing" if broken else None


def unreadable(folder: Path, reason: str) -> EnvironmentFault:
    """Return the fault of a registry that cannot be read, with its newest backup if there is one."""
    try:
        newest = backup.newest(folder)
    except EnvironmentFault:
        newest = None
    if newest is None:
        return faults.told(faults.DAMAGED, folder, reason)
    return EnvironmentFault(
        faults.DAMAGED_WITH_BACKUP,
        path=str(folder),
        reason=reason,
        backup=str(newest.path),
        made_at=newest.made_at,
    )


def _is_small(file: Path) -> bool:
    with faults.system_faults(file):
        return file.stat().st_size <= CHECKED_BYTES


def _can_be_read(file: Path, key: bytes) -> bool:
    """Whether the window could show anything: what the registry is, and the list of its cases."""
    try:
        connection = connect(file, key, access=access_to_closed(file))
        try:
            (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            connection.execute("SELECT id, name FROM registry_info").fetchone()[1]
            for statement in _LISTED:
                connection.execute(statement).fetchall()
        finally:
            connection.close()
    except (dbapi2.Error, TypeError):
        return False
    return str(version) == schema.VERSION
