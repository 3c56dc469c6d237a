"""What SQLite holds beyond tables: the full-text index, and triggers that keep what must not change."""

from __future__ import annotations

from sqlalchemy import DDL, event

from crlm_desktop.registry.tables import Base

INDEXES = ("search_trigrams", "search_characters")
_FULL_TEXT = "CREATE VIRTUAL TABLE {name} USING fts5(text, content='', contentless_delete=1, tokenize='{tokenize}')"
_APPEND_ONLY = ("revisions", "seals", "audit_log")
_SEALED_WITH_MEETING = ("attendances", "agenda_items", "outcomes")


def full_text() -> tuple[str, ...]:
    """Return the statements that make the indexes, in the order of their names."""
    # The trigram index cannot match fewer than three characters, which most Chinese names are: the second index
    # holds single characters. Both keep no copy of the text; their rowid is `case_facts.touched`.
    return (
        _FULL_TEXT.format(name=INDEXES[0], tokenize="trigram case_sensitive 1"),
        _FULL_TEXT.format(name=INDEXES[1], tokenize="ascii"),
    )


def _refusal(name: str, moment: str, condition: str, reason: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {moment}{condition} BEGIN SELECT RAISE(ABORT, '{reason}'); END"


def _append_only() -> tuple[str, ...]:
    return tuple(
        _refusal(f"{table}_keep_on_{verb.lower()}", f"{verb} ON {table}", "", f"{table}: rows are only ever added")
        for table in _APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    )


def _closed() -> tuple[str, ...]:
    reason = "the meeting is closed"
    rows = tuple(
        _refusal(
            f"{table}_closed_on_{verb.lower()}",
            f"{verb} ON {table}",
            f" WHEN EXISTS (SELECT 1 FROM meetings WHERE id IN ({ids}) AND state = 'closed')",
            reason,
        )
        for table in _SEALED_WITH_MEETING
        for verb, ids in (
            ("INSERT", "NEW.meeting_id"),
            ("UPDATE", "OLD.meeting_id, NEW.meeting_id"),
            ("DELETE", "OLD.meeting_id"),
        )
    )
    meetings = tuple(
        _refusal(f"meetings_closed_on_{verb.lower()}", f"{verb} ON meetings", " WHEN OLD.state = 'closed'", reason)
        for verb in ("UPDATE", "DELETE")
    )
    unsealed = _refusal(
        "meetings_closed_without_seal",
        "UPDATE ON meetings",
        " WHEN NEW.state = 'closed' AND NOT EXISTS (SELECT 1 FROM seals WHERE meeting_id = NEW.id)",
        "a meeting is closed by sealing it",
    )
    return (*rows, *meetings, unsealed)


def guards() -> tuple[tuple[str, str], ...]:
    """Return the triggers that keep what must not change, each with its name and its statement."""
    return tuple((statement.split()[2], statement) for statement in (*_append_only(), *_closed()))


STATEMENTS = (*full_text(), *_append_only(), *_closed())

for _statement in STATEMENTS:
    _ddl = DDL(_statement)  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it without annotations
    event.listen(Base.metadata, "after_create", _ddl.execute_if(dialect="sqlite"))
