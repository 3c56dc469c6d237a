"""Verifying: the audit chain is walked, and every row held against the hash that the chain vouches for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from crlm_desktop.registry import beyond_tables, chaining, covering, finding, server_schema
from crlm_desktop.registry.finding import Finding, found
from crlm_desktop.registry.values import Head

# What the chain says of a row: its hash, nothing when it was removed, and the entry that says so.
_Vouched = dict[str, tuple[str | None, int]]


def findings(connection: sa.Connection, *, noted: Head | None = None) -> tuple[Finding, ...]:
    """Return everything that was altered, removed, inserted or moved past the program, in the order of the tables.

    First the chain, then the rows of every covered table, then the guards; all of one moment, so that the connection
    must be within a transaction. A table that cannot be read is a finding too, and the rest is verified nevertheless.
    ``noted`` is an entry that somebody noted elsewhere with its hash: whoever chains everything anew cannot bring that
    back.
    """
    vouched: _Vouched = {}
    told = [*_chain(connection, vouched), *_noted(connection, noted)]
    for table in covering.tables():
        told += _readably(table.name, _rows(connection, table, vouched))
    told += _guards(connection)
    return tuple(told)


def chain(connection: sa.Connection) -> tuple[tuple[Finding, ...], Mapping[str, tuple[str | None, int]]]:
    """Return what is wrong with the chain of entries alone, and what it says of each row it has ever written."""
    vouched: _Vouched = {}
    return tuple(_chain(connection, vouched)), vouched


def head(connection: sa.Connection) -> Head | None:
    """Return the newest entry as the registry names it, ``None`` when it does not say so readably."""
    row = connection.exec_driver_sql(f"SELECT newest_entry, newest_sha256 FROM {covering.INFO}").one_or_none()
    return None if row is None else Head(entry=int(row.newest_entry), sha256=str(row.newest_sha256))


def _chain(connection: sa.Connection, vouched: _Vouched) -> Iterator[Finding]:
    before, before_sha256 = 0, chaining.NOTHING
    for row in connection.exec_driver_sql(f"SELECT * FROM {covering.LOG} ORDER BY id").mappings():
        values = dict(row)
        number, key = int(values["id"]), str(values["id"])
        if chaining.entry_sha256(values) != values[chaining.OWN_HASH]:
            yield found(covering.LOG, key, finding.ENTRY_ALTERED)
        if number != before + 1 or values["previous_sha256"] != before_sha256:
            yield found(covering.LOG, key, finding.ENTRY_BREAKS, before=before)
        written = _written(values["written"])
        if written is None:
            yield found(covering.LOG, key, finding.ENTRY_UNREADABLE)
        for name, sha256 in (written or {}).items():
            vouched[name] = (sha256, number)
        before, before_sha256 = number, str(values[chaining.OWN_HASH])
    yield from _end(connection, before, before_sha256)


def _end(connection: sa.Connection, last: int, last_sha256: str) -> Iterator[Finding]:
    """Hold the end of the log against its head, and against the count that SQLite keeps of what it has numbered.

    On a server nobody but the owner moves the head, and every entry does.
    """
    newest = head(connection)
    counted: int | None = last
    if connection.dialect.name == "sqlite":
        named = f"SELECT seq FROM sqlite_sequence WHERE name = '{covering.LOG}'"
        counted = connection.exec_driver_sql(named).scalar()
    expected = newest.entry if newest is not None else int(counted or 0)
    if newest is None or (last, last_sha256) != (expected, newest.sha256) or counted != last:
        yield found(covering.LOG, str(last), finding.END_MISSED, expected=max(expected, int(counted or 0)))


def _noted(connection: sa.Connection, noted: Head | None) -> Iterator[Finding]:
    if noted is None:
        return
    statement = sa.text(f"SELECT sha256 FROM {covering.LOG} WHERE id = :id")
    if connection.execute(statement, {"id": noted.entry}).scalar() != noted.sha256:
        yield found(covering.LOG, str(noted.entry), finding.NOTED_OTHERWISE)


def _written(text: object) -> Mapping[str, str | None] | None:
    try:
        value = json.loads(str(text))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _rows(connection: sa.Connection, table: sa.Table, vouched: _Vouched) -> Iterator[Finding]:
    unseen = {name for name in vouched if name.startswith(f"{table.name}/")}
    for name, values in covering.stored_rows(connection, table):
        unseen.discard(name)
        sha256, entry = vouched.get(name, (None, 0))
        if sha256 is not None and chaining.row_sha256(table.name, values) == sha256:
            continue
        key, case_id = name.partition("/")[2], _case_of(connection, table, values)
        if not entry:
            yield found(table.name, key, finding.ROW_INSERTED, case_id=case_id)
        elif sha256 is None:
            yield found(table.name, key, finding.ROW_RETURNED, case_id=case_id, entry=entry)
        else:
            yield found(table.name, key, finding.ROW_ALTERED, case_id=case_id, entry=entry)
    for name in sorted(unseen):
        sha256, entry = vouched[name]
        if sha256 is not None:
            key = name.partition("/")[2]
            named = dict(zip((column.name for column in table.primary_key), key.split("/"), strict=False))
            case_id = _case_of(connection, table, named)
            yield found(table.name, key, finding.ROW_REMOVED, case_id=case_id, entry=entry)


def _case_of(connection: sa.Connection, table: sa.Table, values: Mapping[str, object]) -> str:
    """Return the case that a row is about, as far as the row or its key says it."""
    if table.name == "cases":
        return str(values["id"])
    if table.name == "patients":
        statement = sa.text("SELECT id FROM cases WHERE patient_id = :id")
        return str(connection.execute(statement, {"id": values["id"]}).scalar() or "")
    return str(values.get("case_id") or "")


def _readably(table: str, told: Iterator[Finding]) -> Iterator[Finding]:
    """Pass on what is found, and the fault that ends the reading as a finding of its own."""
    try:
        yield from told
    except sa.exc.DatabaseError as error:
        # The driver's own words name no value; SQLAlchemy's would quote the statement.
        yield found(table, "", finding.TABLE_UNREADABLE, reason=str(error.orig))


def _guards(connection: sa.Connection) -> Iterator[Finding]:
    if connection.dialect.name == "postgresql":
        for name in server_schema.altered(connection):
            yield found(covering.LOG, name, finding.TRIGGER_ALTERED)
        return
    kept = set(connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger'").scalars())
    for name, statement in beyond_tables.guards():
        if statement not in kept:
            yield found("sqlite_master", name, finding.TRIGGER_ALTERED)
