"""Seals: what closing a meeting froze, as bytes that are held against their hash whenever they are read."""

from __future__ import annotations

import hashlib

from crlm_desktop.errors import CrlmError, EnvironmentFault
from crlm_desktop.meeting.agenda import MeetingId
from crlm_desktop.registry import faults, tables
from crlm_desktop.registry.transaction import Transaction


class Seals:
    """The seals within one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session

    def add(self, meeting_id: MeetingId, content: bytes) -> None:
        """Keep what was sealed; a meeting is sealed once."""
        self._session.add(
            tables.Seal(
                meeting_id=meeting_id,
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                sealed_at=self._transaction.at,
                sealed_by=self._transaction.author,
            )
        )
        self._session.flush()

    def content(self, meeting_id: MeetingId) -> bytes:
        """Return what was sealed; an open meeting is refused, bytes that do not fit their hash are a fault."""
        row = self._session.get(tables.Seal, meeting_id)
        if row is None:
            raise CrlmError(faults.NOT_SEALED)
        if hashlib.sha256(row.content).hexdigest() != row.sha256:
            raise EnvironmentFault(faults.SEAL_BROKEN)
        return row.content
