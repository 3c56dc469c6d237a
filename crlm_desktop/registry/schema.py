"""The version of the schema: read by the driver alone, compared before anything else is touched."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection

from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import faults

# The newest migration under db/migrations; a test holds them equal.
VERSION = "0003"
_VERSION_TABLE = (
    "CREATE TABLE alembic_version "
    "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def build(connection: Connection, statements: str) -> None:
    """Build the newest schema in an empty file from the text of ``db/schema.sql``, and say which version it is."""
    connection.executescript(
        f"BEGIN; {statements} {_VERSION_TABLE}; INSERT INTO alembic_version VALUES ('{VERSION}'); COMMIT;"
    )


def version_of(connection: Connection, path: Path) -> str:
    """Return the version of the schema; a file without one is damaged, a newer one is refused."""
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if there else None
    if row is None:
        raise faults.told(faults.DAMAGED, path, "no schema")
    found = str(row[0])
    if found > VERSION:
        raise EnvironmentFault(faults.NEWER, path=str(path), found=found, known=VERSION)
    return found
