"""The audit chain: every entry holds the hash of itself, of the entry before it, and of the rows that it wrote.

Entries of before get their hashes now, and vouch for no rows: further entries say so, and vouch for all rows as they
are found. How hashes are made is written down here once more: a migration must not change with the program.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LOG = "audit_log"
INFO = "registry_info"
NOTHING = "0" * 64
# An entry stays small enough to be read at once, however many rows there are.
ROWS_AN_ENTRY = 1000
UNCOVERED = (LOG, "case_facts", "lesion_facts", "alembic_version")
ENTRY_COLUMNS = (
    "written TEXT NOT NULL",
    "previous_sha256 VARCHAR(64) NOT NULL",
    "sha256 VARCHAR(64) NOT NULL",
    "CONSTRAINT ck_audit_log_sha256 CHECK (length(previous_sha256) = 64 AND length(sha256) = 64)",
)
INFO_COLUMNS = ("newest_entry INTEGER NOT NULL", "newest_sha256 VARCHAR(64) NOT NULL")


def upgrade() -> None:
    """Chain the entries there are, then vouch for the rows there are."""
    if op.get_bind().dialect.name == "postgresql":
        _server()
        return
    rows = [row for table in list(_covered()) for row in _hashed(table)]
    entries, infos = _all(f"SELECT * FROM {LOG} ORDER BY id"), _all(f"SELECT * FROM {INFO}")
    _make_anew(LOG, ENTRY_COLUMNS)
    _make_anew(INFO, INFO_COLUMNS)
    # A file that is only being made has no row about itself yet, and no entry.
    for info in infos:
        number, head = _chain(entries, rows, registry=info["id"])
        _insert(INFO, {**info, "newest_entry": number, "newest_sha256": head})


def downgrade() -> None:
    """Refuse: what was vouched for would not be any more."""
    raise NotImplementedError("a registry is not brought back to a schema without its audit chain")


def _server() -> None:
    """Add the columns: registries on a server are younger than the chain, so that there are no entries to chain."""
    if _all(f"SELECT 1 FROM {LOG} LIMIT 1"):
        raise NotImplementedError("no registry on a server is as old as this schema")
    for table, columns in ((LOG, ENTRY_COLUMNS), (INFO, INFO_COLUMNS)):
        for column in columns:
            op.get_bind().exec_driver_sql(f"ALTER TABLE {table} ADD {column}")


def _chain(entries: list[dict[str, Any]], rows: list[tuple[str, str]], *, registry: str) -> tuple[int, str]:
    number, head = 0, NOTHING
    for entry in entries:
        number, head = _append({**entry, "written": "{}"}, head)
    for start in range(0, len(rows), ROWS_AN_ENTRY):
        chained: dict[str, Any] = {
            "id": number + 1,
            "at": _now(),
            "author": "",
            "act": "registry.chained",
            "subject": registry,
            "detail": json.dumps({"entries": str(len(entries))}),
            "written": json.dumps(dict(rows[start : start + ROWS_AN_ENTRY]), sort_keys=True),
        }
        number, head = _append(chained, head)
    return number, head


def _covered() -> Iterator[str]:
    for row in _all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
        if row["name"] not in UNCOVERED and not row["name"].startswith(("sqlite_", "search_")):
            yield row["name"]


def _hashed(table: str) -> Iterator[tuple[str, str]]:
    """Yield the rows of a table by how an entry names them, with their hashes."""
    keyed = [row for row in _all(f"PRAGMA table_info('{table}')") if row["pk"]]
    names = [row["name"] for row in sorted(keyed, key=lambda row: row["pk"])]
    for row in _all(f'SELECT * FROM "{table}" ORDER BY {", ".join(names)}'):
        yield "/".join(str(one) for one in (table, *(row[name] for name in names))), _row_sha256(table, row)


def _append(entry: Mapping[str, Any], head: str) -> tuple[int, str]:
    whole = {**entry, "previous_sha256": head}
    sha256 = _row_sha256(LOG, whole)
    _insert(LOG, {**whole, "sha256": sha256})
    return int(entry["id"]), sha256


def _row_sha256(table: str, row: Mapping[str, Any]) -> str:
    values = {
        name: {"bytes": hashlib.sha256(value).hexdigest()} if isinstance(value, bytes) else value
        for name, value in row.items()
        if value is not None
    }
    text = json.dumps({"table": table, "row": values}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _make_anew(table: str, columns: tuple[str, ...]) -> None:
    """Make a table anew, empty, with further columns, and with its indexes and triggers.

    SQLite adds no column that must hold something to a table that has rows. The other columns are those of its own
    statement, whatever migrations before this one have made of it.
    """
    about = _all(f"SELECT type, sql FROM sqlite_master WHERE tbl_name = '{table}' AND sql IS NOT NULL")
    (statement,) = (row["sql"] for row in about if row["type"] == "table")
    place = re.search(r",?\s*\n\s*CONSTRAINT|\s*\n?\)\s*$", statement)
    assert place is not None
    head, tail = statement[: place.start()], statement[place.start() :].lstrip(",")
    comma = "," if "CONSTRAINT" in tail else ""
    run = op.get_bind().exec_driver_sql
    run(f"DROP TABLE {table}")
    run(head + "".join(f",\n    {column}" for column in columns) + comma + tail)
    for row in about:
        if row["type"] != "table":
            run(row["sql"])


def _insert(table: str, values: Mapping[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" for _ in values)
    op.get_bind().exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(values.values()))


def _all(statement: str) -> list[dict[str, Any]]:
    return [dict(row) for row in op.get_bind().exec_driver_sql(statement).mappings()]


def _now() -> str:
    return str(_all("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now') || '000' AS at")[0]["at"])
