"""What a registry knows of the seal of one meeting: its hash, who sealed it, the audit entry that vouches for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.registry import chaining, covering, tables, verifying
from crlm_desktop.registry.finding import Finding
from crlm_desktop.registry.transaction import Transaction

_SEALS = "seals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """The seal of a meeting; ``entry`` is the audit entry that vouches for its row as it stands now, if one does.

    ``findings`` is what is wrong with the chain of entries itself.
    """

    sha256: str
    content: bytes
    sealed_at: datetime
    sealed_by: str
    entry: int | None
    findings: tuple[Finding, ...]


def vouched(transaction: Transaction, meeting_id: MeetingId) -> Vouched | None:
    """Return what is known of the seal of a meeting, ``None`` when it has none."""
    row = transaction.session.get(tables.Seal, meeting_id)
    if row is None:
        return None
    connection = transaction.session.connection()
    table = next(table for table in covering.tables() if table.name == _SEALS)
    name, values = next(covering.stored_rows(connection, table, (meeting_id,)))
    findings, told = verifying.chain(connection)
    sha256, entry = told.get(name, (None, 0))
    return Vouched(
        sha256=row.sha256,
        content=row.content,
        sealed_at=row.sealed_at,
        sealed_by=row.sealed_by,
        entry=entry if sha256 == chaining.row_sha256(_SEALS, values) else None,
        findings=findings,
    )
