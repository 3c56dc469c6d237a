"""Who may do what on a server: each role comes past the program, by the driver alone, and tries to go round it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from crlm_desktop.case.identity import CaseId, Identity
from crlm_desktop.errors import EnvironmentFault
from crlm_desktop.registry import faults, keys, server_faults, server_opening, server_rights
from crlm_desktop.registry.address import ServerAddress
from crlm_desktop.registry.tables import Base
from crlm_desktop.registry.unit import Registry
from crlm_desktop.registry.user import Role, User
from tests.builders import a_case, a_meeting
from tests.registry.building import CHEAP, CLOCK, PASSPHRASE
from tests.registry.cluster import Cluster
from tests.registry.servers import CHIEF, PREPARER, Servers

OTHER = "Dr Other Chief"
THEIRS = "the passphrase of another"
NAMES = {
    Role.CHAIR: 'Dr O\'Chair "Q"',
    Role.MEMBER: "李 Member%s",
    Role.READER: "Reader; DROP TABLE cases",
}
REFUSED = "42501"


def add_user(registry: Registry, name: str, role: Role) -> User:
    user = User(id=keys.new_slot_id(), name=name, role=role, created_at=CLOCK.now())
    assert registry.user is not None
    with registry.changing_slots(author=registry.user.name, at=CLOCK.now()) as unit:
        unit.users.add(user)
        unit.slots.put(user.id, THEIRS, label=name, cost=CHEAP)
    return user


def add_case(registry: Registry, case_id: str) -> None:
    assert registry.user is not None
    with registry.unit(author=registry.user.name, at=CLOCK.now()) as unit:
        unit.cases.create(CaseId(case_id), Identity(number=case_id, name="Ada Example"), a_case(), reason="")


class Department:
    """A registry with a user of each role, one case and one open meeting; each comes in by the driver alone."""

    def __init__(self, registry: Registry, cluster: Cluster) -> None:
        assert isinstance(registry.place, ServerAddress)
        self.registry = registry
        self.address = registry.place
        self.cluster = cluster
        self.users = {role: add_user(registry, name, role) for role, name in NAMES.items()}
        add_case(registry, "c1")
        with registry.unit(author=CHIEF, at=CLOCK.now()) as unit:
            unit.meetings.create(a_meeting())

    def past_the_program(self, role: Role) -> psycopg.Connection[Any]:
        name, password = (CHIEF, PASSPHRASE) if role is Role.ADMINISTRATOR else (NAMES[role], THEIRS)
        connection = self.cluster.connect(self.address.database, user=keys.same_name(name), password=password)
        connection.execute("SET search_path = crlm")
        return connection

    def state(self, role: Role, statement: str) -> str:
        """Return how the server refuses a statement, or "" when it does it; nothing of it stays."""
        with self.past_the_program(role) as connection, connection.transaction(force_rollback=True):
            try:
                connection.execute(statement)
                # What would be asked at the end of the transaction is asked now.
                connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            except psycopg.Error as error:
                return error.sqlstate or "lost"
        return ""

    def opened(self, role: Role) -> Registry:
        return server_opening.open_(self.address, THEIRS, user=NAMES[role], clock=CLOCK)


@pytest.fixture(scope="module")
def department(servers: Servers) -> Iterator[Department]:
    """One department for the module: what a role tries is undone."""
    with servers.database() as address:
        registry = servers.created(address)
        yield Department(registry, servers.cluster)
        registry.close()


INSERTED = {
    "patients": "INSERT INTO patients VALUES ('p2', 'N', 'n', '', NULL)",
    "cases": "INSERT INTO cases VALUES ('c2', (SELECT id FROM patients), now(), 1)",
    "revisions": "INSERT INTO revisions SELECT case_id, 2, content, sha256, sha256, me(), now(), '' FROM revisions",
    "opinions": (
        "INSERT INTO opinions VALUES ('o1', 'c1', repeat('0', 64), 'X', 'surgery', 'resection', 'for', '', now(), me())"
    ),
    "meetings": "INSERT INTO meetings VALUES ('m2', '', '', now(), NULL, NULL, '', '', 'open', NULL)",
    "attendances": "INSERT INTO attendances VALUES ('meeting-1', 9, 'X', 'surgery', 'present', NULL, NULL)",
    "agenda_items": "INSERT INTO agenda_items VALUES ('meeting-1', 'c1', 9, '')",
    "seals": "INSERT INTO seals VALUES ('meeting-1', '', repeat('0', 64), now(), me())",
    "users": "INSERT INTO users VALUES ('u9', 'Nine', 'nine', 'administrator', now(), NULL)",
    "drafts": "INSERT INTO drafts VALUES ('r', 'case.field', 'c1', '', me(), '', NULL, now())",
    "case_search": "DELETE FROM case_search",
    "case_facts": "UPDATE case_facts SET name = 'X'",
    "registry_info": "UPDATE registry_info SET offers = '[]'",
}
ALLOWED = {
    Role.READER: {"drafts"},
    Role.MEMBER: set(INSERTED) - {"seals", "users", "registry_info", "cases"},
    Role.CHAIR: set(INSERTED) - {"users", "cases"},
    Role.ADMINISTRATOR: set(INSERTED) - {"cases"},
}


@pytest.mark.parametrize("role", list(Role))
def test_that_each_role_may_add_and_change_what_the_program_lets_it_and_nothing_else(
    department: Department, role: Role
) -> None:
    told = {name: department.state(role, statement) for name, statement in INSERTED.items()}
    assert {name for name, state in told.items() if not state} == ALLOWED[role]
    refused = {name for name, state in told.items() if state == REFUSED}
    # A case whose person has one already is refused by the table to those who may add cases.
    expected = set(INSERTED) - ALLOWED[role] - (set() if role is Role.READER else {"cases"})
    assert refused == expected


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revisions SET author = 'X'",
        "DELETE FROM revisions",
        "TRUNCATE revisions CASCADE",
        "UPDATE audit_log SET author = 'X'",
        "DELETE FROM audit_log",
        "DELETE FROM cases",
        "DELETE FROM patients",
        "DELETE FROM meetings",
        "DELETE FROM users",
        "DELETE FROM seals",
        "UPDATE users SET id = 'x'",
        "UPDATE registry_info SET newest_entry = 0",
        "UPDATE opinions SET text = 'other'",
        "UPDATE alembic_version SET version_num = '9999'",
        "ALTER TABLE audit_log DISABLE TRIGGER ALL",
        "DROP TRIGGER revisions_keep_on_update ON revisions",
        "ALTER TABLE cases DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE crlm.mine (one text)",
        "SET session_replication_role = replica",
        "CREATE ROLE mine LOGIN",
        "INSERT INTO revisions SELECT case_id, 2, content, sha256, sha256, 'Somebody', now(), '' FROM revisions",
        "INSERT INTO audit_log SELECT 99, at, 'Somebody', act, subject, '', '{}', sha256, sha256 FROM audit_log",
        "INSERT INTO drafts VALUES ('r', 'case.field', 'c1', '', 'Somebody', '', NULL, now())",
    ],
)
def test_that_nobody_alters_history_or_writes_in_the_name_of_another(
    department: Department, role: Role, statement: str
) -> None:
    assert department.state(role, statement) == REFUSED


def test_that_an_entry_that_does_not_continue_the_log_is_refused_to_everybody(department: Department) -> None:
    statement = (
        "INSERT INTO audit_log SELECT 99, at, me(), act, subject, '', '{}', sha256, sha256 FROM audit_log LIMIT 1"
    )
    assert department.state(Role.ADMINISTRATOR, statement) == "23000"


def test_that_nobody_becomes_the_owner_or_another(department: Department) -> None:
    roles = department.cluster.roles().values()
    owner = next(one for one in roles if one.endswith("_owner"))
    for role in Role:
        login = keys.same_name(CHIEF if role is Role.ADMINISTRATOR else NAMES[role]).replace('"', '""')
        assert department.state(role, f"SET ROLE {owner}") == REFUSED
        assert department.state(role, f'GRANT {owner} TO "{login}"') == REFUSED
        assert department.state(role, f"SET SESSION AUTHORIZATION {PREPARER.login}") == REFUSED
    # Not even an administrator names a role that would be the owner's.
    assert (
        department.state(Role.ADMINISTRATOR, "UPDATE users SET role = 'owner' WHERE name_key LIKE 'reader%'") == "23514"
    )
    for role in (Role.READER, Role.MEMBER, Role.CHAIR):
        assert department.state(role, "UPDATE users SET role = 'administrator'") == REFUSED


def test_that_a_draft_is_seen_by_its_author_alone(department: Department) -> None:
    with department.past_the_program(Role.MEMBER) as member:
        member.execute("INSERT INTO drafts VALUES ('r1', 'case.field', 'c1', 'x', me(), 'half typed', NULL, now())")
        for role in (Role.ADMINISTRATOR, Role.CHAIR, Role.READER):
            with department.past_the_program(role) as other:
                assert other.execute("SELECT count(*) FROM drafts").fetchone() == (0,)
                other.execute("DELETE FROM drafts")
        assert member.execute("SELECT text FROM drafts").fetchall() == [("half typed",)]
        member.execute("DELETE FROM drafts")


def test_that_a_member_closes_no_meeting(department: Department) -> None:
    closing = "UPDATE meetings SET state = 'closed', closed_at = now()"
    assert department.state(Role.MEMBER, closing) in (REFUSED, "23000")
    sealed = f"WITH s AS ({INSERTED['seals']}) {closing}"
    assert department.state(Role.MEMBER, sealed) == REFUSED


def test_that_a_password_is_set_by_oneself_or_an_administrator_and_never_readable(department: Department) -> None:
    member, verifier = department.users[Role.MEMBER].id, "SCRAM-SHA-256$4096:AAAA$BBBB:CCCC"
    setting = f"SELECT set_password('{member}', '{{}}')"
    assert department.state(Role.READER, setting.format(verifier)) == REFUSED
    assert department.state(Role.CHAIR, setting.format(verifier)) == REFUSED
    assert department.state(Role.MEMBER, setting.format("readable")) == REFUSED
    assert department.state(Role.MEMBER, "SELECT set_password('nobody', 'x')") == REFUSED


def test_that_whoever_is_no_user_sees_nothing(department: Department) -> None:
    department.cluster.do("CREATE ROLE stranger LOGIN PASSWORD 'stranger''s own'")
    try:
        # The database itself is closed to them; and even where it is not, nothing in it is theirs.
        with pytest.raises(psycopg.OperationalError):
            department.cluster.connect(department.address.database, user="stranger", password="stranger's own")
        department.cluster.do(f"GRANT CONNECT ON DATABASE {department.address.database} TO stranger")
        with pytest.raises(EnvironmentFault) as refused:
            server_opening.open_(department.address, "stranger's own", user="stranger", clock=CLOCK)
        assert refused.value.code is server_faults.NO_REGISTRY
    finally:
        department.cluster.do(
            f"REVOKE CONNECT ON DATABASE {department.address.database} FROM stranger", "DROP ROLE stranger"
        )


def test_that_every_table_has_its_rules() -> None:
    assert set(Base.metadata.tables) | {"case_search", "alembic_version"} == set(server_rights.RULES)


@pytest.mark.parametrize("name", ["postgres_" + "x" * 60, "肝" * 22])
def test_that_a_name_that_the_server_would_cut_off_is_refused(department: Department, name: str) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        add_user(department.registry, name, Role.READER)
    assert refused.value.code is server_faults.LOGIN_LONG


@pytest.mark.parametrize(("name", "code"), [("a\0b", server_faults.NOT_A_TEXT), ("x" * 201, server_faults.TOO_LONG)])
def test_that_a_text_that_a_server_cannot_hold_is_told_and_nothing_is_saved(
    department: Department, name: str, code: object
) -> None:
    def create() -> None:
        with department.registry.unit(author=CHIEF, at=CLOCK.now()) as unit:
            unit.cases.create(CaseId("c7"), Identity(number="H-7", name=name), a_case(), reason="")

    with pytest.raises(EnvironmentFault) as refused:
        create()
    assert refused.value.code is code
    with department.registry.reading() as unit:
        assert "c7" not in unit.cases.ids()


@pytest.mark.parametrize("name", [PREPARER.login, "pg_reader", "PUBLIC"])
def test_that_a_login_that_the_server_has_already_is_nobodys_to_take(department: Department, name: str) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        add_user(department.registry, name, Role.READER)
    assert refused.value.code is server_faults.LOGIN_TAKEN
    with department.registry.reading() as unit:
        assert name not in [one.name for one in unit.users.all()]


def test_that_a_user_is_renamed_given_a_role_and_revoked_together_with_the_login(servers: Servers) -> None:
    with servers.database() as address:
        registry = servers.created(address, OTHER)
        user = add_user(registry, "First", Role.MEMBER)
        with servers.cluster.connect(address.database, user="first", password=THEIRS) as first:
            first.execute(
                "INSERT INTO crlm.drafts VALUES ('r1', 'case.field', 'c1', '', crlm.me(), 'typed', NULL, now())"
            )
        with registry.changing_slots(author=OTHER, at=CLOCK.now()) as unit:
            unit.users.rename(user.id, "李 Second")
            unit.users.set_role(user.id, Role.READER)
        theirs = server_opening.open_(address, THEIRS, user="李 second", clock=CLOCK)
        assert theirs.user is not None
        assert theirs.user.role is Role.READER
        with theirs.reading() as unit:
            assert [one.text for one in unit.drafts.of("李 Second")] == ["typed"]
        with pytest.raises(EnvironmentFault) as refused:
            add_case(theirs, "c9")
        assert refused.value.code is server_faults.NOT_PERMITTED
        with registry.changing_slots(author=OTHER, at=CLOCK.now()) as unit:
            unit.users.revoke(user.id)
        # Whoever is still connected sees nothing from then on.
        with pytest.raises(EnvironmentFault), theirs.reading() as unit:
            unit.cases.ids()
        theirs.close()
        with pytest.raises(EnvironmentFault):
            server_opening.open_(address, THEIRS, user="李 second", clock=CLOCK)
        assert registry.user is not None
        with pytest.raises(EnvironmentFault) as oneself, registry.changing_slots(author=OTHER, at=CLOCK.now()) as unit:
            unit.users.rename(registry.user.id, "Other")
        assert oneself.value.code is server_faults.RENAMING_ONESELF
        registry.close()


def test_that_ones_own_new_password_lets_in_and_the_old_one_does_not(servers: Servers) -> None:
    with servers.database() as address:
        registry = servers.created(address, OTHER)
        assert registry.user is not None
        with registry.changing_slots(author=OTHER, at=CLOCK.now()) as unit:
            unit.slots.put(registry.user.id, "another long one", label=OTHER, cost=CHEAP)
        registry.keeping.engine.dispose()
        add_case(registry, "c1")
        registry.close()
        with pytest.raises(EnvironmentFault) as refused:
            server_opening.open_(address, PASSPHRASE, user=OTHER, clock=CLOCK)
        assert refused.value.code is faults.WRONG_LOGIN
        server_opening.open_(address, "another long one", user=OTHER, clock=CLOCK).close()
