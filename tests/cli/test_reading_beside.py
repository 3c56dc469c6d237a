"""The commands on a registry that somebody else has open, or that lies where it should not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crlm_desktop.cli.passphrases import VARIABLE
from tests.cli.conftest import Command
from tests.registry.building import AUTHOR, PASSPHRASE, a_registry, add_case
from tests.registry.holder import Holder, holding


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    made = a_registry(tmp_path / "tests.crlm")
    add_case(made, "c1")
    made.close()
    return tmp_path / "tests.crlm"


@pytest.fixture
def holder(path: Path) -> Iterator[Holder]:
    with holding(path, user=AUTHOR) as held:
        yield held


def test_that_info_reads_beside_the_holder_and_names_them(command: Command, path: Path, holder: Holder) -> None:
    holder.do("add", "c2")
    done = command("registry", "info", path)
    assert (done.code, done.out.splitlines()[0]) == (0, "Tests: 2 cases")
    assert f"{AUTHOR} has it open on" in done.err
    assert f"process {holder.pid}" in done.err
    chinese = command("registry", "info", path, "--lang", "zh")
    assert f"{AUTHOR} 已在" in chinese.err


def test_that_a_command_that_writes_is_refused_beside_the_holder(command: Command, path: Path, holder: Holder) -> None:
    words = ("registry", "users", path, "rename", AUTHOR, "Dr Other")
    done = command(*words)
    assert (done.code, done.out) == (1, "")
    assert f"{AUTHOR} has it open on" in done.err
    holder.do("close")
    assert command(*words).code == 0


def test_that_creating_in_a_clouds_folder_is_warned_of_and_info_says_so_again(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    (tmp_path / ".stfolder").mkdir()
    created = command("registry", "create", tmp_path / "own.crlm", "--name", "Own")
    told = command("registry", "info", tmp_path / "own.crlm")
    assert (created.code, told.code) == (0, 0)
    for done in (created, told):
        assert "is synchronised by Syncthing" in done.err
