"""The audit log: who did what to what, when; one entry a change and an export, never altered."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import func, select, update

from crlm_desktop.registry import chaining, tables
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.values import Act, Entry, Head

# The acts that change what a list shows of a case.
TOUCHING = (Act.CASE_CREATED, Act.CASE_RECORDED, Act.CASE_IDENTIFIED, Act.CASE_BROUGHT)


class Audit:
    """The audit log within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, act: Act, subject: str, **detail: str) -> int:
        """Append an entry in the name of the transaction's author and return its number.

        It comes after what it tells of: it takes up the hashes of all that was written since the entry before it.
        """
        session = self._transaction.session
        written = self._transaction.written.take()
        # The head, not the newest row: after an end was cut off the next entry continues what is missed.
        head = self.head()
        # An entry that somebody has put behind the head is found by verifying, and must not keep anybody from working.
        last = session.scalars(select(func.max(tables.AuditEntry.id))).one() or 0
        row = tables.AuditEntry(
            id=max(head.entry, last) + 1,
            at=self._transaction.at,
            author=self._transaction.author,
            act=act.value,
            subject=subject,
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
            written=json.dumps(written, sort_keys=True),
            previous_sha256=head.sha256,
        )
        row.sha256 = chaining.entry_sha256(self._as_stored(row))
        session.add(row)
        session.flush()
        session.execute(
            update(tables.RegistryInfo).values(newest_entry=row.id, newest_sha256=row.sha256),
            execution_options={"synchronize_session": False},
        )
        return row.id

    def _as_stored(self, row: tables.AuditEntry) -> dict[str, object]:
        """Return the columns of an entry as the file will hold them."""
        dialect = self._transaction.session.get_bind().dialect
        stored: dict[str, object] = {}
        for column in sa.inspect(tables.AuditEntry).columns:
            value, bind = getattr(row, column.key), column.type.dialect_impl(dialect).bind_processor(dialect)
            stored[column.key] = bind(value) if bind is not None and value is not None else value
        return stored

    def head(self) -> Head:
        """Return the newest entry with its hash: noted elsewhere, it vouches for everything before it."""
        row = self._transaction.session.execute(
            select(tables.RegistryInfo.newest_entry, tables.RegistryInfo.newest_sha256)
        ).one()
        return Head(entry=row.newest_entry, sha256=row.newest_sha256)

    def touched(self, case_id: str) -> tuple[int, datetime]:
        """Return number and moment of the last entry that changed what a list shows of a case."""
        acts = [act.value for act in TOUCHING]
        newest = select(func.max(tables.AuditEntry.id)).where(
            tables.AuditEntry.subject == case_id, tables.AuditEntry.act.in_(acts)
        )
        row = self._transaction.session.scalars(
            select(tables.AuditEntry).where(tables.AuditEntry.id == newest.scalar_subquery())
        ).one()
        return row.id, row.at

    def entries(self, subject: str | None = None, *, acts: Collection[Act] = ()) -> tuple[Entry, ...]:
        """Return the entries about one subject, or all, oldest first; with ``acts`` those of such acts only."""
        query = select(tables.AuditEntry).order_by(tables.AuditEntry.id)
        if subject is not None:
            query = query.where(tables.AuditEntry.subject == subject)
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
