"""What the audit chain covers: every table of the mapping but those named here, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import sqlalchemy as sa

from crlm_desktop.registry import chaining
from crlm_desktop.registry.tables import Base

LOG = "audit_log"
INFO = "registry_info"

UNCOVERED: Mapping[str, str] = MappingProxyType(
    {
        LOG: "its entries are the chain: each holds its own hash and that of the entry before it",
        "case_facts": "a projection: verifying computes it anew from identity and newest revision",
        "drafts": "what is half typed: nobody has said it yet, so no entry can vouch for it",
        "lesion_facts": "a projection: verifying computes it anew from the newest revision",
    }
)
_HEAD = "the head of the chain, which every entry moves: verifying holds it against the newest entry"
UNCOVERED_COLUMNS: Mapping[tuple[str, str], str] = MappingProxyType(
    {(INFO, "newest_entry"): _HEAD, (INFO, "newest_sha256"): _HEAD}
)


def tables() -> tuple[sa.Table, ...]:
    """Return the covered tables, by name."""
    return tuple(table for name, table in sorted(Base.metadata.tables.items()) if name not in UNCOVERED)


def columns(table: sa.Table) -> tuple[str, ...]:
    """Return the names of the covered columns of a table."""
    return tuple(column.name for column in table.columns if (table.name, column.name) not in UNCOVERED_COLUMNS)


def stored_rows(
    connection: sa.Connection, table: sa.Table, key: tuple[object, ...] | None = None
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield rows as they are stored, by how an entry names them: the one of a key, or all in the order of their keys.

    No column type comes between: what is hashed is what the file holds.
    """
    keys = [column.name for column in table.primary_key]
    named = {f"key{at}": value for at, value in enumerate(key or ())}
    wanted = "" if key is None else " WHERE " + " AND ".join(f'"{keys[at]}" = :key{at}' for at in range(len(keys)))
    listed = ", ".join(f'"{name}"' for name in columns(table))
    order = ", ".join(f'"{name}"' for name in keys)
    rows = connection.execute(sa.text(f'SELECT {listed} FROM "{table.name}"{wanted} ORDER BY {order}'), named)
    for row in rows.mappings():
        values = dict(row)
        yield chaining.key_of(table.name, tuple(values[name] for name in keys)), values
