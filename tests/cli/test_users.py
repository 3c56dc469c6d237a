"""The command ``registry users``: by the surroundings and by files, as automation does."""

from __future__ import annotations

from pathlib import Path

import pytest

from crlm_desktop.cli.passphrases import NEW_VARIABLE, RECOVERY_VARIABLE, USER_VARIABLE, VARIABLE
from crlm_desktop.registry import keys
from crlm_desktop.services import users, workplace
from tests.cli.conftest import Command
from tests.registry.building import CHEAP

FIRST, OTHER, NEW = "correct horse battery", "staple of another", "a passphrase anew"


@pytest.fixture
def registry(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A registry with two users, made by the commands, with keys that cost little."""
    for module in (workplace, users):
        for function in ("create", "recover", "add_user", "reset_passphrase", "change_own_passphrase"):
            made = getattr(module, function, None)
            if made is not None:
                monkeypatch.setitem(getattr(made, "__wrapped__", made).__kwdefaults__, "cost", CHEAP)
    monkeypatch.setitem(users.make_recovery_key.__wrapped__.__kwdefaults__, "cost", CHEAP)  # type: ignore[attr-defined]
    monkeypatch.setenv(VARIABLE, FIRST)
    assert command("registry", "create", tmp_path / "own", "--name", "Own", "--user", "Dr Chief").code == 0
    monkeypatch.setenv(NEW_VARIABLE, OTHER)
    added = command("registry", "users", tmp_path / "own", "add", "Dr Second", "--role", "chair")
    assert (added.code, added.out) == (0, "Dr Second was added as chair.\n")
    monkeypatch.delenv(NEW_VARIABLE)
    monkeypatch.setenv(USER_VARIABLE, "Dr Chief")
    return tmp_path / "own"


def test_that_the_users_are_told_with_role_and_state(command: Command, registry: Path) -> None:
    told = command("registry", "users", registry, "list")
    assert told.code == 0
    lines = told.out.splitlines()
    assert [line.split("  ")[:2] for line in lines[:2]] == [["Dr Chief", "administrator"], ["Dr Second", "chair"]]
    assert lines[2] == "There is no recovery key."


def test_that_somebody_must_say_who_they_are_where_there_are_several(
    command: Command, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(USER_VARIABLE)
    told = command("registry", "info", registry)
    assert told.code == 1
    assert "Dr Chief, Dr Second" in told.err
    monkeypatch.setenv(VARIABLE, OTHER)
    assert command("registry", "info", registry, "--user", "dr second").code == 0


def test_that_a_user_is_renamed_made_a_reader_and_revoked(
    command: Command, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("registry", "users", registry, "rename", "Dr Second", "Dr Third").code == 0
    assert command("registry", "users", registry, "role", "Dr Third", "reader").code == 0
    monkeypatch.setenv(VARIABLE, OTHER)
    refused = command("registry", "users", registry, "add", "Dr Fourth", "--user", "Dr Third")
    monkeypatch.setenv(NEW_VARIABLE, NEW)
    refused = command("registry", "users", registry, "add", "Dr Fourth", "--user", "Dr Third")
    assert (refused.code, refused.err) == (1, "You are here as reader; this is for: administrator.\n")
    monkeypatch.setenv(VARIABLE, FIRST)
    assert command("registry", "users", registry, "revoke", "Dr Third").code == 0
    assert [slot.label for slot in keys.read(registry / "keys.json").slots] == ["Dr Chief"]


def test_that_the_last_administrator_is_neither_revoked_nor_made_less(command: Command, registry: Path) -> None:
    for words in (("revoke", "Dr Chief"), ("role", "Dr Chief", "chair")):
        refused = command("registry", "users", registry, *words)
        assert refused.code == 1
        assert "the only administrator" in refused.err


def test_that_a_new_passphrase_may_come_from_a_file(
    command: Command, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new"
    file.write_text(f"{NEW}\n")
    changed = command("registry", "users", registry, "passphrase", "--new-passphrase-file", file)
    assert (changed.code, changed.out) == (0, "Dr Chief has a new passphrase.\n")
    monkeypatch.setenv(VARIABLE, NEW)
    assert command("registry", "users", registry, "passphrase", "Dr Second", "--new-passphrase-file", file).code == 0
    assert command("registry", "info", registry, "--user", "Dr Second").code == 0


def test_that_the_printed_recovery_key_gives_the_administrator_a_new_passphrase(
    command: Command, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = command("registry", "users", registry, "recovery-key")
    assert made.code == 0
    monkeypatch.setenv(RECOVERY_VARIABLE, made.out.splitlines()[1].lower().replace("-", " "))
    monkeypatch.setenv(NEW_VARIABLE, NEW)
    assert command("registry", "users", registry, "recover", "Dr Second").code == 1
    assert command("registry", "users", registry, "recover", "Dr Chief").code == 0
    monkeypatch.setenv(VARIABLE, NEW)
    assert command("registry", "info", registry).code == 0


def test_that_a_void_recovery_key_is_told_as_such_and_the_list_tells_when_the_one_that_holds_was_made(
    command: Command, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    void = command("registry", "users", registry, "recovery-key").out.splitlines()[1]
    assert command("registry", "users", registry, "recovery-key").code == 0
    assert "A recovery key was made on " in command("registry", "users", registry, "list").out
    monkeypatch.setenv(RECOVERY_VARIABLE, void)
    monkeypatch.setenv(NEW_VARIABLE, NEW)
    refused = command("registry", "users", registry, "recover", "Dr Chief")
    assert (refused.code, "a newer one has made it void" in refused.err) == (1, True)


def test_that_nothing_is_told_of_a_recovery_key_to_whom_it_is_refused(
    command: Command, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, OTHER)
    refused = command("registry", "users", registry, "recovery-key", "--user", "Dr Second")
    assert (refused.code, refused.out) == (1, "")


def test_that_no_command_takes_a_secret_among_its_words(command: Command, registry: Path) -> None:
    for words in (("passphrase", "--passphrase", FIRST), ("add", "Dr X", "--new-passphrase", FIRST)):
        assert command("registry", "users", registry, *words).code in (1, 2)
