"""The commands about case files: every problem at once, exit code 1, nothing on standard output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

GOOD = '{"schema": "crlm.case/1", "lesions": [{"segments": ["6"], "size_mm": 26}]}'
BAD = '{"schema": "crlm.case/1", "fitness": {"ecgo": 1}, "lesions": [{"segments": ["9"]}]}'


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.json"
    path.write_text(GOOD)
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.json"
    path.write_text(BAD)
    return path


def test_that_a_good_file_is_told_to_have_no_problems(command: Command, good: Path) -> None:
    done = command("validate", good)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{good}: no problems, SHA-256 ")


def test_that_every_problem_of_every_file_is_one_line_on_standard_error(
    command: Command, good: Path, bad: Path, tmp_path: Path
) -> None:
    done = command("validate", good, bad, tmp_path / "absent.json")
    assert done.code == 1
    assert done.err.splitlines() == [
        f"{bad}: fitness.ecgo: The key “ecgo” is not known here. Did you mean “ecog”?",
        f"{bad}: lesions[0].segments[0]: “9” is not allowed. Allowed are: 1, 2, 3, 4, 4a, 4b, 5, 6, 7, 8.",
        f"There is no file {tmp_path / 'absent.json'}.",
    ]


def test_that_a_contradiction_counts_as_a_problem(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "contradiction.json"
    path.write_text('{"schema": "crlm.case/1", "lesions": [{"id": "L1", "state": "vanished", "size_mm": 4}]}')
    done = command("validate", path)
    assert done.code == 1
    assert "lesions[0].state, lesions[0].size_mm: L1 is said to have vanished, yet measures 4 mm." in done.err


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\x00", b"[]", b"[" * 100_000, b'{"schema": "crlm.case/1", "patient": {"age_years": NaN}}', b"{" * 999],
)
@pytest.mark.parametrize("name", ["validate", "evaluate"])
def test_that_a_malformed_file_ends_with_code_one_and_names_the_file(
    command: Command, tmp_path: Path, content: bytes, name: str
) -> None:
    path = tmp_path / "malformed.json"
    path.write_bytes(content)
    done = command(name, path)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"{path}: ")
    assert "Traceback" not in done.err


def test_that_a_folder_is_not_read_as_a_case_file(command: Command, tmp_path: Path) -> None:
    done = command("evaluate", tmp_path)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"{tmp_path} is a folder, not a file.\n"


def test_that_a_problem_in_a_file_with_a_strange_name_stays_one_line(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "a\nb.json"
    path.write_text("[]")
    assert len(command("validate", path).err.splitlines()) == 1


def test_that_problems_are_told_in_chinese(command: Command, bad: Path) -> None:
    done = command("validate", bad, "--lang", "zh")
    assert "未知" in done.err or "不" in done.err
    assert "The key" not in done.err


def test_that_the_schema_is_one_json_document(command: Command) -> None:
    done = command("schema")
    assert done.code == 0
    assert json.loads(done.out)["$id"] == "crlm.case/1"
