"""What a transaction has written and no audit entry has taken up yet, watched at the session itself."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction

from crlm_desktop.registry import chaining, covering

_COVERED = frozenset(table.name for table in covering.tables())


class Written:
    """Notes every row of a covered table that is flushed; no aggregate has to remember to tell it.

    Statements that change rows past the session are not seen: the aggregates change covered tables by their rows alone.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        # In the order of writing; a dict keeps it.
        self._keys: dict[tuple[sa.Table, tuple[object, ...]], None] = {}
        event.listen(session, "after_flush", self._note)

    def take(self) -> dict[str, str | None]:
        """Return the hash of each row that was written since the last call, ``None`` for one that is gone."""
        self._session.flush()
        connection = self._session.connection()
        found: dict[str, str | None] = {}
        for table, key in self._keys:
            rows = dict(covering.stored_rows(connection, table, key))
            name = chaining.key_of(table.name, key)
            found[name] = chaining.row_sha256(table.name, rows[name]) if rows else None
        self._keys.clear()
        return found

    def require_taken(self) -> None:
        """Refuse to commit what no entry vouches for: that is a fault of ours."""
        self._session.flush()
        tables = sorted({table.name for table, _key in self._keys})
        assert not tables, f"written without an audit entry after it: {', '.join(tables)}"

    def _note(self, session: Session, _context: UOWTransaction) -> None:
        for row in (*session.new, *session.dirty, *session.deleted):
            mapper = sa.inspect(type(row))
            table = mapper.local_table
            is_written = row in session.new or row in session.deleted or session.is_modified(row)
            if table.name in _COVERED and is_written:
                assert isinstance(table, sa.Table)
                self._keys[table, tuple(mapper.primary_key_from_instance(row))] = None
