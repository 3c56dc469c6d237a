"""The text of ``db/schema.sql``; ``python -m crlm_desktop.registry.schema_text > db/schema.sql`` writes it anew."""

from __future__ import annotations

import sys

import sqlalchemy as sa
from sqlcipher3 import dbapi2

# Triggers and the full-text index belong to the mapping by being attached to it.
from crlm_desktop.registry import beyond_tables
from crlm_desktop.registry.tables import Base

_HEAD = "-- Generated from crlm_desktop/registry/tables.py by `python -m crlm_desktop.registry.schema_text`.\n"
_SHADOWS = tuple(
    f"{index}_{part}" for index in beyond_tables.INDEXES for part in ("config", "content", "data", "docsize", "idx")
)


def of_mapping() -> str:
    """Return the schema that the mapping asks for."""
    assert beyond_tables.STATEMENTS
    engine = sa.create_engine("sqlite://", module=dbapi2)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        text = of(connection)
    engine.dispose()
    return _HEAD + text


def of(connection: sa.Connection) -> str:
    """Return the schema of a database as statements, tables first, by name, without what SQLite makes itself."""
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL "
        "ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, name"
    ).all()
    kept = {name: sql for name, sql in rows if not _is_made_by_itself(name)}
    return "".join(f"\n{_plain(sql)};\n" for sql in kept.values())


def _is_made_by_itself(name: str) -> bool:
    return name in _SHADOWS or name.startswith("sqlite_") or name == "alembic_version"


def _plain(sql: str) -> str:
    return "\n".join(line.rstrip().replace("\t", "    ") for line in sql.splitlines())


if __name__ == "__main__":
    sys.stdout.write(of_mapping())
