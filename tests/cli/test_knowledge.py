"""The commands about the knowledge."""

from __future__ import annotations

import shutil
from pathlib import Path

from crlm_desktop import paths
from tests.cli.conftest import Command


def test_that_the_shipped_knowledge_has_no_faults(command: Command) -> None:
    done = command("knowledge", "check")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Edition 2026.11: ")


def test_that_a_fault_is_told_with_file_and_line(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "edition"
    shutil.copytree(paths.resource("knowledge"), folder)
    strategy = folder / "strategies" / "resection.toml"
    strategy.write_text(strategy.read_text(encoding="utf-8").replace("name = ", "nmae = ", 1), encoding="utf-8")
    done = command("knowledge", "check", folder)
    assert (done.code, done.out) == (1, "")
    assert "resection.toml" in done.err


def test_that_the_edition_is_shown_as_a_document_in_both_languages(command: Command) -> None:
    english, chinese = command("knowledge", "show"), command("knowledge", "show", "--lang", "zh")
    assert english.code == chinese.code == 0
    assert "Lancet Oncol 2025" in english.out
    assert "Lancet Oncol 2025" in chinese.out
    assert "消融" in chinese.out
    assert "消融" not in english.out


def test_that_the_facts_are_listed_with_their_units(command: Command) -> None:
    done = command("knowledge", "facts")
    assert "fitness.ecog" in done.out
    assert "lesions.max_mm" in done.out
