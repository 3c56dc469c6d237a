"""The command ``registry verify`` about the audit chain: what was changed past the program, and the entry to note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from crlm_desktop.cli.passphrases import VARIABLE
from tests.cli.conftest import Command
from tests.registry.building import PASSPHRASE, reopened
from tests.registry.full_registry import a_full_workplace
from tests.registry.tampering import tampering


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "own.crlm"
    a_full_workplace(path).close()
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    return path


def test_that_a_registry_that_is_whole_ends_with_zero_and_the_entry_to_note(command: Command, folder: Path) -> None:
    done = command("registry", "verify", folder)
    assert (done.code, done.err) == (0, "")
    *_parts, chain, whole, newest = done.out.splitlines()
    assert (chain, whole) == ("audit log and what it vouches for: whole", "All is whole: 2 cases.")
    assert re.fullmatch(r"Newest audit entry, to note elsewhere: \d+:[0-9a-f]{64}", newest)


def test_that_the_entry_noted_earlier_is_found_again(command: Command, folder: Path) -> None:
    noted = command("registry", "verify", folder).out.split()[-1]
    assert command("registry", "verify", folder, "--noted", noted).code == 0
    entry, sha256 = noted.split(":")
    done = command("registry", "verify", folder, "--noted", f"{entry}:{sha256[::-1]}")
    assert done.code == 1
    assert f"\n  Audit entry {entry} is not the one that was noted" in done.out
    assert "to note elsewhere" not in done.out


def test_that_a_wrong_form_of_a_noted_entry_is_wrong_use(command: Command, folder: Path) -> None:
    assert command("registry", "verify", folder, "--noted", "12").code == 2


def test_that_what_was_altered_is_told_without_naming_anybody(command: Command, folder: Path) -> None:
    registry = reopened(folder)
    with tampering(registry) as connection:
        connection.exec_driver_sql("UPDATE patients SET name = 'Persephone'")
        connection.exec_driver_sql("UPDATE case_facts SET name = 'Persephone'")
    registry.close()
    done = command("registry", "verify", folder)
    assert (done.code, done.err) == (1, "")
    altered = r"  patients [0-9a-f]{32}: the row was altered after audit entry \d+ had written it\."
    assert sum(re.fullmatch(altered, line) is not None for line in done.out.splitlines()) == 2
    assert "Not affected: 0 of 2 cases." in done.out
    assert "Persephone" not in done.out
    chinese = command("registry", "verify", folder, "--lang", "zh")
    assert "审计日志及其所证内容：已损坏" in chinese.out
    assert "该行在审计条目" in chinese.out
