"""What a server holds beyond tables: the table that is searched, and triggers that keep what must not change."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import event

from crlm_desktop.registry.tables import Base

SEARCH = "case_search"
_APPEND_ONLY = ("revisions", "seals", "audit_log")
_ADDED = "rows are only ever added"
_CLOSED = "the meeting is closed"
_SEALED_WITH_MEETING = ("attendances", "agenda_items", "outcomes")

# One row a case: its texts, the letters of them alone, and every part of one, two or three letters to find them by.
_SEARCH_TABLE = (
    (
        f"CREATE TABLE {SEARCH} (case_id VARCHAR(32) NOT NULL, text TEXT NOT NULL, letters TEXT NOT NULL, "
        f"parts TEXT[] NOT NULL, CONSTRAINT pk_{SEARCH} PRIMARY KEY (case_id), "
        f"CONSTRAINT fk_{SEARCH}_case_id_case_facts FOREIGN KEY (case_id) REFERENCES case_facts (case_id) "
        "ON DELETE CASCADE)"
    ),
    f"CREATE INDEX ix_{SEARCH}_parts ON {SEARCH} USING gin (parts)",
)
_HEAD = "LANGUAGE plpgsql SET search_path = crlm, pg_temp AS $$ BEGIN "
_TAIL = " END $$"
_FUNCTIONS = (
    (
        f"CREATE FUNCTION keep() RETURNS trigger {_HEAD}"
        f"RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = '23000';{_TAIL}"
    ),
    (
        f"CREATE FUNCTION keep_closed() RETURNS trigger {_HEAD}"
        "IF EXISTS (SELECT 1 FROM meetings WHERE state = 'closed' AND "
        "((TG_OP <> 'DELETE' AND id = NEW.meeting_id) OR (TG_OP <> 'INSERT' AND id = OLD.meeting_id))) THEN "
        "RAISE EXCEPTION USING MESSAGE = 'the meeting is closed', ERRCODE = '23000'; END IF; "
        f"IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;{_TAIL}"
    ),
    (
        f"CREATE FUNCTION keep_unsealed() RETURNS trigger {_HEAD}"
        "IF NOT EXISTS (SELECT 1 FROM seals WHERE meeting_id = NEW.id) THEN "
        "RAISE EXCEPTION USING MESSAGE = 'a meeting is closed by sealing it', ERRCODE = '23000'; END IF; "
        f"RETURN NEW;{_TAIL}"
    ),
    # The log of a server is continued in the name of its owner: nobody else moves its head, and none of it can be
    # left out.
    (
        f"CREATE FUNCTION move_head() RETURNS trigger SECURITY DEFINER {_HEAD}"
        "UPDATE registry_info SET newest_entry = NEW.id, newest_sha256 = NEW.sha256 "
        "WHERE newest_entry = NEW.id - 1 AND newest_sha256 = NEW.previous_sha256; "
        "IF NOT FOUND THEN RAISE EXCEPTION USING MESSAGE = 'the entry does not continue the log', ERRCODE = '23000'; "
        f"END IF; RETURN NULL;{_TAIL}"
    ),
    # Of a meeting that is over nobody's draft is wanted; but nobody sees the drafts of others.
    (
        f"CREATE FUNCTION forget_drafts() RETURNS trigger SECURITY DEFINER {_HEAD}"
        f"DELETE FROM drafts WHERE subject = NEW.id; RETURN NULL;{_TAIL}"
    ),
)


def _guard(name: str, moment: str, function: str, *, each: str = "ROW", when: str = "") -> str:
    condition = f" WHEN ({when})" if when else ""
    return f"CREATE TRIGGER {name} {moment} FOR EACH {each}{condition} EXECUTE FUNCTION {function}"


def _guards() -> tuple[str, ...]:
    kept = tuple(
        _guard(f"{table}_keep_on_{verb.lower()}", f"BEFORE {verb} ON {table}", f"keep('{table}: {_ADDED}')", each=each)
        for table in _APPEND_ONLY
        for verb, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
    )
    closed = tuple(
        _guard(f"{table}_closed", f"BEFORE INSERT OR UPDATE OR DELETE ON {table}", "keep_closed()")
        for table in _SEALED_WITH_MEETING
    )
    is_closed, closes = "OLD.state = 'closed'", "NEW.state = 'closed'"
    return (
        *kept,
        *closed,
        _guard("meetings_closed", "BEFORE UPDATE OR DELETE ON meetings", f"keep('{_CLOSED}')", when=is_closed),
        _guard("meetings_closed_without_seal", "BEFORE UPDATE ON meetings", "keep_unsealed()", when=closes),
        _guard("meetings_forget_drafts", "AFTER UPDATE ON meetings", "forget_drafts()", when=closes),
        _guard("audit_log_moves_head", "AFTER INSERT ON audit_log", "move_head()"),
    )


STATEMENTS = (*_SEARCH_TABLE, *_FUNCTIONS, *_guards())


def guard_names() -> tuple[str, ...]:
    """Return the names of the triggers that keep what must not change, and let logins follow the users."""
    return (*(statement.split()[2] for statement in _guards()), "users_follow")


def _make(_target: sa.MetaData, connection: sa.Connection, **_: object) -> None:
    if connection.dialect.name == "postgresql":
        for statement in STATEMENTS:
            connection.exec_driver_sql(statement)


event.listen(Base.metadata, "after_create", _make)
