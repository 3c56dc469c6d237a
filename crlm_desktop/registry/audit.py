"""The audit log: who did what to what, when; one entry a change, an export, a coming and a going, never altered."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from crlm_desktop.registry import chaining, tables
from crlm_desktop.registry.dialect import is_on_server
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.values import Act, Entry, Head, Touched

# The acts that change what a list shows of a case.
TOUCHING = (Act.CASE_CREATED, Act.CASE_RECORDED, Act.CASE_IDENTIFIED, Act.CASE_BROUGHT)

# Past the mapping: the log and its head are covered by no entry, and every save writes them.
_LOG, _INFO = tables.table_of(tables.AuditEntry), tables.table_of(tables.RegistryInfo)
_HEAD = select(_INFO.c.newest_entry, _INFO.c.newest_sha256, select(func.max(_LOG.c.id)).scalar_subquery().label("last"))
_ADDED = insert(_LOG)
_MOVED = update(_INFO).values(newest_entry=bindparam("entry"), newest_sha256=bindparam("sha256"))


class Audit:
    """The audit log within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, act: Act, subject: str, **detail: str) -> int:
        """Append an entry in the name of the transaction's author and return its number.

        It comes after what it tells of: it takes up the hashes of all that was written since the entry before it.
        """
        session = self._transaction.session
        if self._transaction.refusal is not None:
            raise self._transaction.refusal
        written = self._transaction.written.take()
        # The head, not the newest row: after an end was cut off the next entry continues what is missed. An entry that
        # somebody has put behind the head is found by verifying, and must not keep anybody from working.
        head = session.execute(_HEAD).one()
        row = {
            "id": max(head.newest_entry, head.last or 0) + 1,
            "at": self._transaction.at,
            "author": self._transaction.author,
            "act": act.value,
            "subject": subject,
            "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True),
            "written": json.dumps(written, sort_keys=True),
            "previous_sha256": head.newest_sha256,
        }
        sha256 = chaining.entry_sha256(self._as_stored(row))
        session.execute(_ADDED, {**row, "sha256": sha256})
        if not is_on_server(session):
            # On a server the entry itself has moved the head, as nobody else can.
            session.execute(_MOVED, {"entry": row["id"], "sha256": sha256})
        return int(row["id"])

    def _as_stored(self, row: Mapping[str, Any]) -> dict[str, object]:
        """Return the columns of an entry as the file will hold them."""
        dialect = self._transaction.session.get_bind().dialect
        stored: dict[str, object] = {}
        for column in _LOG.columns:
            value, bind = row.get(column.name), column.type.dialect_impl(dialect).bind_processor(dialect)
            stored[column.name] = bind(value) if bind is not None and value is not None else value
        return stored

    def head(self) -> Head:
        """Return the newest entry with its hash: noted elsewhere, it vouches for everything before it."""
        row = self._transaction.session.execute(
            select(tables.RegistryInfo.newest_entry, tables.RegistryInfo.newest_sha256)
        ).one()
        return Head(entry=row.newest_entry, sha256=row.newest_sha256)

    def touched(self, case_id: str) -> Touched:
        """Return the last entry that changed what a list shows of a case."""
        acts = [act.value for act in TOUCHING]
        newest = select(func.max(tables.AuditEntry.id)).where(
            tables.AuditEntry.subject == case_id, tables.AuditEntry.act.in_(acts)
        )
        row = self._transaction.session.scalars(
            select(tables.AuditEntry).where(tables.AuditEntry.id == newest.scalar_subquery())
        ).one()
        return Touched(entry=row.id, at=row.at)

    def entries(
        self, subject: str | None = None, *, since: datetime | None = None, acts: Collection[Act] = ()
    ) -> tuple[Entry, ...]:
        """Return the entries about one subject, or all, oldest first.

        ``since`` leaves out what is older; with ``acts`` those of such acts only are returned.
        """
        query = select(tables.AuditEntry).order_by(tables.AuditEntry.id)
        if subject is not None:
            query = query.where(tables.AuditEntry.subject == subject)
        if since is not None:
            query = query.where(tables.AuditEntry.at >= since)
        if acts:
            query = query.where(tables.AuditEntry.act.in_([act.value for act in acts]))
        return tuple(
            Entry(
                id=row.id,
                at=row.at,
                author=row.author,
                act=Act(row.act),
                subject=row.subject,
                detail=json.loads(row.detail),
            )
            for row in self._transaction.session.scalars(query)
        )
