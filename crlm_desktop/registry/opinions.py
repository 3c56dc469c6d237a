"""Opinions: what people think of the options of a case; one that is withdrawn keeps its row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, bindparam, select

from crlm_desktop.case.identity import CaseId
from crlm_desktop.errors import CrlmError
from crlm_desktop.meeting.opinion import Opinion, OpinionId
from crlm_desktop.registry import faults, tables
from crlm_desktop.registry.audit import Audit
from crlm_desktop.registry.transaction import Transaction
from crlm_desktop.registry.values import Act

_OPINIONS = tables.table_of(tables.Opinion)
# Past the mapping: it is read with every case that is opened.
_STANDING = (
    select(_OPINIONS)
    .where(_OPINIONS.c.case_id == bindparam("case_id"), _OPINIONS.c.withdrawn_at.is_(None))
    .order_by(_OPINIONS.c.given_at, _OPINIONS.c.id)
)


class Opinions:
    """The opinions within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session
        self._audit = Audit(transaction)

    def of(self, case_id: CaseId) -> tuple[Opinion, ...]:
        """Return the opinions on a case that stand, oldest first."""
        self._session.flush()
        return tuple(value_of(row) for row in self._session.execute(_STANDING, {"case_id": case_id}))

    def give(self, opinion: Opinion) -> None:
        """Record an opinion; the one that it replaces (same person, discipline, option) is withdrawn."""
        if self._session.get(tables.Case, opinion.case_id) is None:
            raise CrlmError(faults.CASE_NOT_THERE)
        earlier = select(tables.Opinion).where(
            tables.Opinion.case_id == opinion.case_id,
            tables.Opinion.person == opinion.person,
            tables.Opinion.discipline == opinion.discipline,
            tables.Opinion.strategy == opinion.strategy,
            tables.Opinion.withdrawn_at.is_(None),
        )
        for row in self._session.scalars(earlier):
            row.withdrawn_at = self._transaction.at
        self._session.add(
            tables.Opinion(
                id=opinion.id,
                case_id=opinion.case_id,
                case_sha256=opinion.case_sha256,
                person=opinion.person,
                discipline=opinion.discipline,
                strategy=opinion.strategy,
                stance=opinion.stance,
                text=opinion.text,
                given_at=opinion.given_at,
                recorded_by=self._transaction.author,
            )
        )
        self._audit.add(Act.OPINION_GIVEN, opinion.case_id, opinion=opinion.id)

    def withdraw(self, opinion_id: OpinionId) -> CaseId:
        """Withdraw an opinion that stands, and return its case; one that does not stand is refused."""
        row = self._session.get(tables.Opinion, opinion_id)
        if row is None or row.withdrawn_at is not None:
            raise CrlmError(faults.OPINION_NOT_THERE)
        row.withdrawn_at = self._transaction.at
        self._audit.add(Act.OPINION_WITHDRAWN, row.case_id, opinion=opinion_id)
        return CaseId(row.case_id)


def value_of(row: tables.Opinion | Row[Any]) -> Opinion:
    """Return an opinion of its row."""
    return Opinion(
        id=OpinionId(row.id),
        case_id=CaseId(row.case_id),
        case_sha256=row.case_sha256,
        person=row.person,
        discipline=row.discipline,
        strategy=row.strategy,
        stance=row.stance,
        text=row.text,
        given_at=row.given_at,
    )
