"""Who may do what on a server: one role of the server a role of the registry, and what each sees and changes there.

The server itself lets users in and holds them to their role, whatever program they come with. It is all made anew
whenever the schema is, from this one place; the owner, whom nobody can become, stands above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import sqlalchemy as sa

from crlm_desktop.registry.server_names import SCHEMA, group_of
from crlm_desktop.registry.user import Role
from crlm_desktop.registry.values import Act

EVERYBODY = tuple(Role)
TEAM = (Role.CHAIR, Role.MEMBER, Role.ADMINISTRATOR)
CHAIRS = (Role.CHAIR, Role.ADMINISTRATOR)
ADMINISTRATORS = (Role.ADMINISTRATOR,)

_Rule = tuple[str, tuple[Role, ...], str]
_ALL = "true"
_CHANGED = (("SELECT", EVERYBODY, _ALL), ("INSERT", TEAM, _ALL), ("UPDATE", TEAM, _ALL))
_REMADE = (*_CHANGED, ("DELETE", TEAM, _ALL))
# In another's name chairs alone write, and only what a pack brings back: see `_NAMED`.
_OR_BROUGHT = "my_role() IN ('chair', 'administrator')"
_OF_READERS = "('user.entered', 'user.left', 'user.refused', 'user.passphrase-changed')"
# Every table with what whom is permitted on which rows; what does not stand here nobody is permitted.
RULES: Mapping[str, tuple[_Rule, ...]] = MappingProxyType(
    {
        "registry_info": (("SELECT", EVERYBODY, _ALL), ("UPDATE (offers)", CHAIRS, _ALL)),
        "patients": _CHANGED,
        "cases": _CHANGED,
        "revisions": (("SELECT", EVERYBODY, _ALL), ("INSERT", TEAM, f"author = me() OR {_OR_BROUGHT}")),
        "case_facts": _REMADE,
        "lesion_facts": _REMADE,
        "case_search": _REMADE,
        "opinions": (
            ("SELECT", EVERYBODY, _ALL),
            ("INSERT", TEAM, f"recorded_by = me() OR {_OR_BROUGHT}"),
            ("UPDATE (withdrawn_at)", TEAM, _ALL),
        ),
        "meetings": (
            ("SELECT", EVERYBODY, _ALL),
            ("INSERT", TEAM, "state = 'open'"),
            ("UPDATE", TEAM, "state = 'open' OR my_role() IN ('chair', 'administrator')"),
        ),
        "attendances": _REMADE,
        "agenda_items": _REMADE,
        "outcomes": (
            ("SELECT", EVERYBODY, _ALL),
            ("INSERT", TEAM, f"recorded_by = me() OR {_OR_BROUGHT}"),
            ("UPDATE", TEAM, f"recorded_by = me() OR {_OR_BROUGHT}"),
            ("DELETE", TEAM, _ALL),
        ),
        "seals": (("SELECT", EVERYBODY, _ALL), ("INSERT", CHAIRS, "sealed_by = me()")),
        "drafts": tuple((verb, EVERYBODY, "author = me()") for verb in ("SELECT", "INSERT", "UPDATE", "DELETE")),
        "users": (
            ("SELECT", EVERYBODY, _ALL),
            ("INSERT", ADMINISTRATORS, _ALL),
            ("UPDATE (name, name_key, role, disabled_at)", ADMINISTRATORS, _ALL),
        ),
        # Readers come and go, and change nothing but their own password.
        "audit_log": (
            ("SELECT", EVERYBODY, _ALL),
            ("INSERT", EVERYBODY, f"author = me() AND (my_role() <> 'reader' OR act IN {_OF_READERS})"),
        ),
        "alembic_version": (("SELECT", EVERYBODY, _ALL),),
    }
)
# The columns that name whoever wrote a row. A transaction that leaves another's name there has to have recorded, in the
# name of whoever brings it, that a pack was brought back; else nothing of it is kept.
_NAMED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "revisions": ("author", "INSERT"),
        # Anybody of the team withdraws an opinion, and leaves it in the name of whoever recorded it.
        "opinions": ("recorded_by", "INSERT"),
        "outcomes": ("recorded_by", "INSERT OR UPDATE"),
    }
)
NAME_TRIGGERS = frozenset(f"{table}_keep_names" for table in _NAMED)
# Rows that may be changed, but not by everybody who may see them before: a draft of another is none of one's business.
_SEEN_TO_CHANGE = "drafts"


def make_groups(connection: sa.Connection, tag: str) -> None:
    """Make the server's roles of a new registry."""
    database = connection.exec_driver_sql("SELECT quote_ident(current_database())").scalar_one()
    for role in Role:
        connection.exec_driver_sql(f"CREATE ROLE {group_of(tag, role)} NOLOGIN")
        connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {database} TO {group_of(tag, role)}")
        connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {group_of(tag, role)}")


def apply(connection: sa.Connection, tag: str) -> None:
    """Make functions, grants and policies anew, in the name of the owner."""
    for statement in (*_functions(tag), *_grants(connection, tag)):
        connection.exec_driver_sql(statement)


def policies(connection: sa.Connection) -> set[tuple[str, str]]:
    """Return the tables with the names of their policies as the server has them; "" stands for none being asked."""
    rows = connection.exec_driver_sql(
        "SELECT c.relname, coalesce(p.polname, ''), c.relrowsecurity FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_policy p ON p.polrelid = c.oid "
        f"WHERE n.nspname = '{SCHEMA}' AND c.relkind = 'r'"
    )
    return {(str(table), str(name) if is_asked else "") for table, name, is_asked in rows}


def expected_policies() -> set[tuple[str, str]]:
    """Return the tables with the names of their policies as they have to be."""
    return {(table, _policy(table, verb)) for table, rules in RULES.items() for verb, _roles, _rows in rules}


def _policy(table: str, verb: str) -> str:
    return f"{table}_{verb.partition(' ')[0].lower()}"


def _grants(connection: sa.Connection, tag: str) -> Iterator[str]:
    groups = ", ".join(group_of(tag, role) for role in Role)
    for table, name in sorted(policies(connection)):
        if name:
            yield f"DROP POLICY {name} ON {table}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM PUBLIC, {groups}"
    yield f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM PUBLIC, {groups}"
    for function in ("me()", "my_role()", "set_password(text, text)"):
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {groups}"
    for table, rules in RULES.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        for verb, roles, rows in rules:
            yield from _permission(tag, table, verb, roles, rows)


def _permission(tag: str, table: str, verb: str, roles: tuple[Role, ...], rows: str) -> Iterator[str]:
    to = ", ".join(group_of(tag, role) for role in roles)
    yield f"GRANT {verb} ON {table} TO {to}"
    plain = verb.partition(" ")[0]
    seen = rows if table == _SEEN_TO_CHANGE else _ALL
    conditions = {
        "SELECT": f"USING ({rows})",
        "INSERT": f"WITH CHECK ({rows})",
        "UPDATE": f"USING ({seen}) WITH CHECK ({rows})",
        "DELETE": f"USING ({rows})",
    }
    yield f"CREATE POLICY {_policy(table, verb)} ON {table} FOR {plain} TO {to} {conditions[plain]}"


def _functions(tag: str) -> Iterator[str]:
    """Yield the functions that act in the owner's name: each asks who is there before it does anything."""
    head = f"SECURITY DEFINER SET search_path = {SCHEMA}, pg_temp AS $$ "
    me = "FROM users WHERE name_key = session_user::text AND disabled_at IS NULL"
    yield f"CREATE OR REPLACE FUNCTION me() RETURNS text LANGUAGE sql STABLE {head}SELECT name {me} $$"
    yield f"CREATE OR REPLACE FUNCTION my_role() RETURNS text LANGUAGE sql STABLE {head}SELECT role {me} $$"
    yield (
        # The password never comes here, only what the server checks one against; a readable one is refused.
        "CREATE OR REPLACE FUNCTION set_password(user_id text, verifier text) RETURNS void LANGUAGE plpgsql "
        f"{head}DECLARE login text; BEGIN SELECT name_key INTO login FROM users WHERE id = user_id "
        "AND disabled_at IS NULL; "
        "IF login IS NULL OR (login <> session_user::text AND my_role() IS DISTINCT FROM 'administrator') "
        "OR verifier !~ '^SCRAM-SHA-256[$]' THEN "
        "RAISE EXCEPTION USING MESSAGE = 'not permitted', ERRCODE = '42501'; END IF; "
        "EXECUTE 'ALTER ROLE ' || quote_ident(login) || ' PASSWORD ' || quote_literal(verifier); END $$"
    )
    yield (
        f"CREATE OR REPLACE FUNCTION follow_users() RETURNS trigger LANGUAGE plpgsql {head}"
        "DECLARE login text := quote_ident(NEW.name_key); BEGIN "
        # Only these four are ever granted: a role that somebody invents could be the owner's.
        f"IF NEW.role NOT IN ({', '.join(repr(str(role)) for role in Role)}) THEN "
        "RAISE EXCEPTION USING MESSAGE = 'no such role', ERRCODE = '23514'; END IF; "
        "IF octet_length(NEW.name_key) > 63 THEN "
        "RAISE EXCEPTION USING MESSAGE = 'the login is too long', ERRCODE = 'CR002'; END IF; "
        "IF TG_OP = 'INSERT' THEN EXECUTE 'CREATE ROLE ' || login || ' LOGIN INHERIT'; "
        # Drafts go with their author, whom alone they are shown.
        "ELSE IF NEW.name <> OLD.name THEN UPDATE drafts SET author = NEW.name WHERE author = OLD.name; END IF; "
        "IF NEW.name_key <> OLD.name_key THEN "
        "IF OLD.name_key = session_user::text THEN "
        "RAISE EXCEPTION USING MESSAGE = 'nobody renames themselves', ERRCODE = 'CR003'; END IF; "
        "EXECUTE 'ALTER ROLE ' || quote_ident(OLD.name_key) || ' RENAME TO ' || login; END IF; "
        f"EXECUTE 'REVOKE {tag}_' || OLD.role || ' FROM ' || login; END IF; "
        "IF NEW.disabled_at IS NOT NULL THEN EXECUTE 'ALTER ROLE ' || login || ' NOLOGIN PASSWORD NULL'; "
        f"ELSE EXECUTE 'GRANT {tag}_' || NEW.role || ' TO ' || login; EXECUTE 'ALTER ROLE ' || login || ' LOGIN'; "
        "END IF; RETURN NULL; END $$"
    )
    yield (
        f"CREATE OR REPLACE FUNCTION keep_names() RETURNS trigger LANGUAGE plpgsql {head}"
        "BEGIN IF NOT EXISTS (SELECT FROM audit_log WHERE author = me() "
        f"AND act = '{Act.PACK_BROUGHT_BACK.value}' AND xmin = pg_current_xact_id()::xid) THEN "
        "RAISE EXCEPTION USING MESSAGE = 'in the name of another', ERRCODE = '42501'; END IF; RETURN NULL; END $$"
    )
    for table, (column, events) in _NAMED.items():
        yield f"DROP TRIGGER IF EXISTS {table}_keep_names ON {table}"
        yield (
            f"CREATE CONSTRAINT TRIGGER {table}_keep_names AFTER {events} ON {table} "
            f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.{column} <> me()) EXECUTE FUNCTION keep_names()"
        )
    yield "DROP TRIGGER IF EXISTS users_follow ON users"
    yield "CREATE TRIGGER users_follow AFTER INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION follow_users()"
