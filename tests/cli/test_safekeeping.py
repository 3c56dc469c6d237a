"""The commands that keep a registry safe: backed up, restored, checked, made anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crlm_desktop.case.identity import Identity
from crlm_desktop.cli.passphrases import VARIABLE
from crlm_desktop.clock import SystemClock
from crlm_desktop.registry import backup, connection, keys
from crlm_desktop.registry.values import Act
from crlm_desktop.services import review, users, workplace
from crlm_desktop.services.roles import Role
from tests.builders import a_case
from tests.cli.conftest import Command
from tests.registry.building import AUTHOR, CHEAP, PASSPHRASE
from tests.services.places import plain_engine

READER = "the passphrase of a reader"


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed registry with one case, and its passphrase in the surroundings."""
    path = tmp_path / "team.crlm"
    with workplace.create(
        path, PASSPHRASE, name="Team", author=AUTHOR, clock=SystemClock(), engine=plain_engine(), cost=CHEAP
    ) as place:
        review.create_case(place, Identity(number="H-1", name="Ada Unmistakable"), a_case())
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    return path


def the_backup(registry: Path) -> Path:
    (one,) = backup.listed(registry)
    return one.path


def alter(registry: Path, statement: str) -> None:
    key = keys.unlock(keys.read(registry / "keys.json"), PASSPHRASE)
    assert key is not None
    direct = connection.connect(registry / "registry.db", key)
    direct.execute(statement)
    direct.close()


def test_that_a_backup_is_told_by_its_folder_and_ends_the_first_warning(command: Command, registry: Path) -> None:
    assert "There is no backup" in command("registry", "info", registry).err
    done = command("registry", "backup", registry)
    assert (done.code, done.err) == (0, "")
    assert str(the_backup(registry)) in done.out
    told = command("registry", "info", registry)
    assert "Newest backup: " in told.out
    assert "There is no backup" not in told.err
    assert "same drive" in told.err


def test_that_a_backup_goes_into_a_folder_that_is_named(command: Command, registry: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    assert command("registry", "backup", registry, "--to", tmp_path / "stick").code == 0
    (made,) = (tmp_path / "stick").iterdir()
    assert made.name.startswith("team-asked-")
    told = command("registry", "info", registry)
    assert f", {made}" in told.out
    assert "Newest backup elsewhere: " in told.out
    (tmp_path / "letter").write_text("Dear colleague")
    for place, why in (("unplugged", "does not exist"), ("letter", "is a file"), ("team.crlm", "registry itself")):
        refused = command("registry", "backup", registry, "--to", tmp_path / place)
        assert (refused.code, str(tmp_path / place) in refused.err, why in refused.err) == (1, True, True)


def test_that_restoring_tells_what_the_backup_holds_and_where_the_old_is_kept(command: Command, registry: Path) -> None:
    command("registry", "backup", registry)
    shown = command("registry", "restore", registry, the_backup(registry), "--show")
    assert shown.code == 0
    assert shown.out.startswith("Team: 1 case, last changed on ")
    assert "Unmistakable" not in shown.out
    (registry / "registry.db").write_bytes(b"")
    done = command("registry", "restore", registry, the_backup(registry))
    assert (done.code, done.err) == (0, "")
    (kept,) = registry.parent.glob("team.replaced-*")
    assert str(kept) in done.out
    assert command("registry", "verify", registry).code == 0


def test_that_a_reader_neither_replaces_nor_copies_nor_rebuilds_a_registry_and_may_check_it(
    command: Command, registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workplace.open_(registry, PASSPHRASE, clock=SystemClock(), engine=plain_engine()) as place:
        users.add_user(place, "rita", Role.READER, READER, cost=CHEAP)
    command("registry", "backup", registry)
    source = the_backup(registry)
    monkeypatch.setenv(VARIABLE, READER)
    refused = command("registry", "restore", registry, source)
    assert (refused.code, "rita is reader there" in refused.err) == (1, True)
    for words in (
        ("backup", registry),
        ("backup", registry, "--to", tmp_path),
        ("rebuild", registry, "--user", "rita"),
    ):
        told = command("registry", *words)
        assert (told.code, told.err.startswith("You are here as reader")) == (1, True)
    with (
        workplace.open_(registry, PASSPHRASE, clock=SystemClock(), engine=plain_engine()) as place,
        place.reading() as unit,
    ):
        acts = [entry.act for entry in unit.audit.entries()]
    assert Act.USE_CASE_REFUSED in acts
    assert not {Act.REGISTRY_COPIED, Act.REGISTRY_REBUILT, Act.REGISTRY_RESTORED} & set(acts)
    assert [one.path for one in backup.listed(registry)] == [source]
    assert command("registry", "verify", registry, "--user", "rita").code == 0
    assert command("registry", "restore", tmp_path / "own.crlm", source).code == 0


def test_that_the_command_tells_before_and_while_restoring_what_changes_and_takes_both_passphrases(
    command: Command, registry: Path, tmp_path: Path
) -> None:
    command("registry", "backup", registry)
    source = the_backup(registry)
    with workplace.open_(registry, PASSPHRASE, clock=SystemClock(), engine=plain_engine()) as place:
        users.change_own_passphrase(place, PASSPHRASE, READER, cost=CHEAP)
    (tmp_path / "now").write_text(READER)
    asked = ("registry", "restore", registry, source, "--present-passphrase-file", tmp_path / "now")
    shown = command(*asked, "--show")
    assert shown.code == 0
    assert shown.out.splitlines()[1] == "Cases: 1 now, 1 after restoring."
    assert f"{AUTHOR} comes in by the passphrase of the day of the backup again" in shown.out
    done = command(*asked, "--user", AUTHOR)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(shown.out)
    assert command("registry", "restore", tmp_path / "nowhere" / "r", tmp_path, "--lang", "zh").code == 1


def test_that_a_registry_that_is_gone_is_restored_and_a_wrong_folder_is_not(
    command: Command, registry: Path, tmp_path: Path
) -> None:
    command("registry", "backup", registry)
    saved = Path(shutil.move(the_backup(registry), tmp_path / "saved"))
    shutil.rmtree(registry)
    assert command("registry", "restore", registry, saved).code == 0
    assert command("registry", "info", registry).out.startswith("Team: 1 case\n")
    refused = command("registry", "restore", registry, tmp_path)
    assert refused.code == 1
    assert "is not a backup" in refused.err


def test_that_a_whole_registry_is_told_part_by_part(command: Command, registry: Path) -> None:
    done = command("registry", "verify", registry)
    assert (done.code, done.err) == (0, "")
    *told, newest = done.out.splitlines()
    assert told == [
        "file and encryption: whole",
        "references: whole",
        "revisions of the cases: whole",
        "lists: whole",
        "search: whole",
        "sealed meetings: whole",
        "audit log and what it vouches for: whole",
        "All is whole: 1 case.",
    ]
    assert newest.startswith("Newest audit entry, to note elsewhere: ")


def test_that_an_altered_list_is_told_by_the_case_and_made_anew(command: Command, registry: Path) -> None:
    alter(registry, "UPDATE case_facts SET name = 'Another'")
    done = command("registry", "verify", registry, "--lang", "zh")
    assert done.code == 1
    assert "列表：已损坏" in done.out
    assert "未受影响：1 例中的 0 例。" in done.out
    assert "Unmistakable" not in done.out
    rebuilt = command("registry", "rebuild", registry)
    assert rebuilt.code == 0
    assert rebuilt.out.startswith("Lists and search were made anew.\n")
    assert command("registry", "verify", registry).code == 0


def test_that_a_damaged_registry_ends_its_information_with_what_to_do(command: Command, registry: Path) -> None:
    file = registry / "registry.db"
    content = bytearray(file.read_bytes())
    content[-60] ^= 1
    file.write_bytes(content)
    told = command("registry", "info", registry)
    assert told.code == 1
    assert "damaged" in told.err
