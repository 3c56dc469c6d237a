"""The commands on a registry of a department's server, as they are typed there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from typing_extensions import override

from crlm_desktop.cli.passphrases import NEW_VARIABLE, SERVER_VARIABLE, USER_VARIABLE, VARIABLE
from crlm_desktop.registry.address import ServerAddress
from tests.cli.conftest import Command
from tests.registry.servers import PREPARER, Servers

CHIEF = "a password of the chief"
OTHER = "a password of another"


class InMemory(KeyringBackend):
    """Stands for the keyring of a system."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    @override
    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    @override
    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def system_keyring() -> Iterator[InMemory]:
    """A keyring that is empty at first."""
    before, made = keyring.get_keyring(), InMemory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def database(servers: Servers) -> Iterator[ServerAddress]:
    """An empty database, as a server's administrator makes it."""
    with servers.database() as address:
        yield address


@pytest.fixture
def registry(command: Command, database: ServerAddress, monkeypatch: pytest.MonkeyPatch) -> ServerAddress:
    """A registry in it, created by the command."""
    monkeypatch.setenv(VARIABLE, CHIEF)
    monkeypatch.setenv(SERVER_VARIABLE, PREPARER.password)
    words = ("--name", "Liver", "--user", "Dr CLI", "--server-login", PREPARER.login)
    done = command("registry", "create", database, *words)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"The registry “Liver” was created in {database}.\nIts first administrator is Dr CLI.\n"
    monkeypatch.setenv(USER_VARIABLE, "dr cli")
    return database


def test_that_a_department_works_with_its_registry_by_commands(
    command: Command, registry: ServerAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("registry", "info", registry).out == "Liver: 0 cases\n"
    again = command("registry", "create", registry, "--name", "L", "--server-login", PREPARER.login)
    assert (again.code, "There is a registry" in again.err) == (1, True)
    monkeypatch.setenv(NEW_VARIABLE, OTHER)
    assert command("registry", "users", registry, "add", "李 Member", "--role", "member").code == 0
    assert command("registry", "users", registry, "rename", "李 Member", "李 Reader").code == 0
    assert command("registry", "users", registry, "role", "李 Reader", "reader").code == 0
    listed = command("registry", "users", registry, "list").out
    assert [line.split("  ")[:2] for line in listed.splitlines()] == [
        ["Dr CLI", "administrator"],
        ["李 Reader", "reader"],
    ]
    verified = command("registry", "verify", registry)
    assert (verified.code, "All is whole: 0 cases." in verified.out) == (0, True)
    noted = verified.out.splitlines()[-1].rpartition(" ")[2]
    assert command("registry", "rebuild", registry).code == 0
    assert command("registry", "verify", registry, "--noted", noted).code == 0
    upgraded = command("registry", "upgrade", registry, "--server-login", PREPARER.login)
    assert (upgraded.code, "up to date" in upgraded.out) == (0, True)
    assert command("registry", "info", registry).code == 0
    monkeypatch.setenv(VARIABLE, OTHER)
    refused = command("registry", "users", registry, "add", "Dr X", "--user", "李 reader")
    assert (refused.code, refused.err) == (1, "You are here as reader; this is for: administrator.\n")
    assert command("registry", "users", registry, "passphrase", "--user", "李 Reader").code == 0
    monkeypatch.setenv(VARIABLE, CHIEF)
    assert command("registry", "users", registry, "revoke", "李 Reader").code == 0
    monkeypatch.setenv(VARIABLE, OTHER)
    gone = command("registry", "info", registry, "--user", "李 Reader")
    assert (gone.code, "does not know this user with this password" in gone.err) == (1, True)


@pytest.mark.parametrize("words", [("backup",), ("restore", "/nowhere")])
def test_that_what_belongs_to_folders_says_so(command: Command, words: tuple[str, ...]) -> None:
    done = command("registry", words[0], "postgresql+psycopg://db.example/liver", *words[1:])
    assert (done.code, "made and restored by the server's administrator" in done.err) == (1, True)


def test_that_a_server_has_no_recovery_key(command: Command, registry: ServerAddress) -> None:
    done = command("registry", "users", registry, "recovery-key")
    assert (done.code, "has no recovery key" in done.err) == (1, True)
    assert "recovery" not in command("registry", "users", registry, "list").out


def test_that_a_password_is_kept_by_the_keyring_once_it_has_opened_the_registry(
    command: Command, registry: ServerAddress, system_keyring: InMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "a wrong one")
    assert command("registry", "password", registry, "keep").code == 1
    assert system_keyring.kept == {}
    monkeypatch.setenv(VARIABLE, CHIEF)
    assert command("registry", "password", registry, "keep").code == 0
    monkeypatch.delenv(VARIABLE)
    assert command("registry", "info", registry).out == "Liver: 0 cases\n"
    assert list(system_keyring.kept.values()) == [CHIEF]
    assert CHIEF not in str(list(system_keyring.kept))
    assert command("registry", "password", registry, "forget").out == "The password is forgotten.\n"
    assert "no terminal to ask" in command("registry", "info", registry).err


def test_that_an_address_with_a_password_is_refused_and_not_told(command: Command) -> None:
    for words in (("info",), ("users",), ("verify",)):
        more = ("list",) if words == ("users",) else ()
        done = command("registry", *words, "postgresql+psycopg://ada:Persephone7@db.example/liver", *more)
        assert done.code == 1
        assert "Persephone7" not in done.err + done.out


def test_that_who_may_not_prepare_a_server_is_told_and_leaves_nothing(
    command: Command, database: ServerAddress, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers.cluster.do("CREATE ROLE nobody_special LOGIN PASSWORD 'of nobody special'")
    before = servers.cluster.roles()
    monkeypatch.setenv(VARIABLE, CHIEF)
    monkeypatch.setenv(SERVER_VARIABLE, "of nobody special")
    done = command("registry", "create", database, "--name", "L", "--user", "X", "--server-login", "nobody_special")
    assert (done.code, "cannot prepare a registry" in done.err) == (1, True)
    assert servers.cluster.roles() == before


def test_that_the_driver_for_servers_is_not_imported_before_one_is_opened() -> None:
    told = (
        "import crlm_desktop.cli.run, sys; print(any(n.split('.')[0] in ('psycopg', 'keyring') for n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"
