"""The schema of a server as its catalogue tells it, and whether the guards of a registry are as they should be."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from crlm_desktop.registry import server_rights
from crlm_desktop.registry.server_guards import guard_names
from crlm_desktop.registry.server_names import SCHEMA

_OURS = f"relnamespace = '{SCHEMA}'::regnamespace"
_PARTS = {
    "column": (
        "SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || "
        "CASE WHEN a.attnotnull THEN ' not null' ELSE '' END FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        f"WHERE c.{_OURS} AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"
    ),
    "constraint": (
        "SELECT c.relname || '.' || k.conname || ' ' || pg_get_constraintdef(k.oid) FROM pg_constraint k "
        f"JOIN pg_class c ON c.oid = k.conrelid WHERE c.{_OURS}"
    ),
    "index": (
        f"SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.{_OURS}"
    ),
    "trigger": (
        "SELECT c.relname || '.' || t.tgname || ' ' || t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid) "
        f"FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.{_OURS} AND NOT t.tgisinternal"
    ),
    "function": (
        "SELECT p.proname || ' ' || pg_get_functiondef(p.oid) FROM pg_proc p "
        f"WHERE p.pronamespace = '{SCHEMA}'::regnamespace"
    ),
}


def told(connection: sa.Connection) -> set[str]:
    """Return everything that the schema consists of, each as one line or one function."""
    return {f"{kind}: {row}" for kind, query in _PARTS.items() for row in connection.exec_driver_sql(query).scalars()}


def altered(connection: sa.Connection) -> Iterator[str]:
    """Yield the names of guards that are missing or were turned off, and of tables that everybody could read."""
    rows = connection.exec_driver_sql(
        f"SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        f"WHERE c.{_OURS} AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
    )
    kept = {str(name) for name in rows.scalars()}
    yield from sorted({*guard_names(), *server_rights.NAME_TRIGGERS} - kept)
    policies = server_rights.policies(connection)
    yield from sorted({f"{table}: {name}" for table, name in server_rights.expected_policies() ^ policies})
