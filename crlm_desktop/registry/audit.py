"""The audit log: who did what to what, when; one entry a change and an export, never altered."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import func, select

from crlm_desktop.registry import tables
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.values import Act, Entry

# The acts that change what a list shows of a case.
TOUCHING = (Act.CASE_CREATED, Act.CASE_RECORDED, Act.CASE_IDENTIFIED)


class Audit:
    """The audit log within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, act: Act, subject: str, **detail: str) -> int:
        """Append an entry in the name of the transaction's author and return its number."""
        row = tables.AuditEntry(
            at=self._transaction.at,
            author=self._transaction.author,
            act=act.value,
            subject=subject,
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
        )
        self._transaction.session.add(row)
        self._transaction.session.flush()
        return row.id

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

    def entries(self, subject: str | None = None) -> tuple[Entry, ...]:
        """Return the entries about one subject, or all, oldest first."""
        query = select(tables.AuditEntry).order_by(tables.AuditEntry.id)
        if subject is not None:
            query = query.where(tables.AuditEntry.subject == subject)
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
