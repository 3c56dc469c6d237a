"""The commands on a registry: created, told about, and its minutes printed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from crlm_desktop.cli.arguments import parser
from crlm_desktop.cli.passphrases import VARIABLE
from crlm_desktop.clock import SystemClock
from crlm_desktop.services import demonstration, knowledge
from tests.cli.conftest import Command

PASSPHRASE = "correct horse battery"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, written once."""
    path = tmp_path_factory.mktemp("built") / "demonstration"
    demonstration.build(path, author="Test", clock=SystemClock(), engine=knowledge.load_engine()).close()
    return path


@pytest.fixture
def demonstration_registry(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "demonstration"
    shutil.copytree(built, path)
    monkeypatch.setenv(VARIABLE, demonstration.PASSPHRASE)
    return path


def test_that_a_created_registry_is_empty_and_opens_with_its_passphrase(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    created = command("registry", "create", tmp_path / "own", "--name", "Own registry")
    assert (created.code, created.err) == (0, "")
    assert "first administrator" in created.out
    told = command("registry", "info", tmp_path / "own")
    assert (told.code, told.out) == (0, "Own registry: 0 cases\n")


def test_that_a_wrong_passphrase_is_told_as_such(
    command: Command, demonstration_registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "not the passphrase")
    done = command("registry", "info", demonstration_registry)
    assert (done.code, done.out) == (1, "")
    assert "passphrase" in done.err


def test_that_the_passphrase_may_come_from_a_file(
    command: Command, demonstration_registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    file = tmp_path / "passphrase"
    file.write_text(f"{demonstration.PASSPHRASE}\n")
    assert command("registry", "info", demonstration_registry, "--passphrase-file", file).code == 0


@pytest.mark.parametrize("words", [("registry", "info", "x", "--passphrase", "y"), ("registry", "users", "x", "li")])
def test_that_a_word_that_is_cut_short_is_not_taken_for_another(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        parser().parse_args(words)
    assert left.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_that_without_terminal_variable_or_file_the_command_says_what_to_do(
    command: Command, demonstration_registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    done = command("registry", "info", demonstration_registry)
    assert done.code == 1
    assert VARIABLE in done.err


def test_that_minutes_of_an_open_meeting_are_a_draft_of_several_pages(
    command: Command, demonstration_registry: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "minutes.pdf"
    done = command("minutes", "--registry", demonstration_registry, "--meeting", "2026-11-26", "-o", paper)
    assert (done.code, done.err) == (0, "")
    pages = [page.extract_text() for page in PdfReader(paper).pages]
    assert len(pages) > 5
    assert "DEMO-002" in "\n".join(pages)


def test_that_a_file_is_not_overwritten_without_being_told(
    command: Command, demonstration_registry: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "minutes.pdf"
    paper.write_bytes(b"something else")
    words = ("minutes", "--registry", demonstration_registry, "--meeting", "2026-11-26", "-o", paper)
    assert command(*words).code == 1
    assert paper.read_bytes() == b"something else"
    assert command(*words, "--overwrite").code == 0
    assert paper.read_bytes().startswith(b"%PDF")


def test_that_an_unknown_meeting_is_answered_with_the_known_ones(
    command: Command, demonstration_registry: Path, tmp_path: Path
) -> None:
    done = command("minutes", "--registry", demonstration_registry, "--meeting", "1999-01-01", "-o", tmp_path / "x.pdf")
    assert done.code == 1
    assert "Liver tumour board (demonstration)" in done.err
    assert not (tmp_path / "x.pdf").exists()


def test_that_the_demonstration_leaves_minutes_in_both_languages(command: Command, tmp_path: Path) -> None:
    output = tmp_path / "demo-output"
    done = command("demo", "--output", output)
    assert (done.code, done.err) == (0, "")
    assert sorted(path.name for path in output.iterdir()) == ["minutes-en.pdf", "minutes-zh.pdf"]
    assert "结直肠癌肝转移" in "".join(page.extract_text() for page in PdfReader(output / "minutes-zh.pdf").pages)


def test_that_no_passphrase_is_asked_for_where_there_is_no_registry(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    nowhere, elsewhere = tmp_path / "nowhere", tmp_path / "elsewhere"
    elsewhere.mkdir()
    minutes = ("--meeting", "2026-01-15", "-o", tmp_path / "minutes.pdf")

    told = [
        command("registry", "info", nowhere),
        command("registry", "info", elsewhere),
        command("minutes", "--registry", nowhere, *minutes),
        command("registry", "create", elsewhere, "--name", "Own"),
    ]

    assert [one.code for one in told] == [1, 1, 1, 1]
    assert [VARIABLE in one.err for one in told] == [False] * 4
    assert [str(path) in one.err for path, one in zip([nowhere, elsewhere] * 2, told, strict=True)] == [True] * 4
