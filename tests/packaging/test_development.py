"""The commands of a checkout: what they start, and how they tell what went wrong."""

from __future__ import annotations

import ast
import re
import runpy
import sys
from pathlib import Path

import pytest

import development
import environment
from development import LOCK_FILES, check_steps, demo_arguments, lock_command, main
from faults import SetupFault

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = Path("/checkout/.venv/bin/python")
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)((?: ;.*)?) \\$", re.MULTILINE)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], Path]]:
    """Stand in for starting programs: they are written down, and none is set up."""
    calls: list[tuple[list[str], Path]] = []

    def call(command: list[str | Path], folder: Path = ROOT) -> int:
        calls.append(([str(word) for word in command], folder))
        return 3 if "ruff" in command else 0

    monkeypatch.setattr(development, "_ready", lambda _purpose: PYTHON)
    monkeypatch.setattr(environment, "ready", lambda _purpose: PYTHON)
    monkeypatch.setattr(development, "_call", call)
    return calls


def test_that_the_demonstration_needs_no_screen() -> None:
    assert demo_arguments(screen=True) == ["demo"]
    assert demo_arguments(screen=False) == ["demo", "--output", "demo-output"]


def test_that_other_commands_of_the_program_run_where_one_stands(
    started: list[tuple[list[str], Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["run", "evaluate", "case.json", "--format", "json"]) == 0
    assert started == [
        ([str(PYTHON), "-m", "crlm_desktop", "evaluate", "case.json", "--format", "json"], tmp_path),
    ]


def test_that_further_arguments_of_test_go_to_pytest(started: list[tuple[list[str], Path]]) -> None:
    assert main(["test", "tests/case", "-x"]) == 0
    assert started == [([str(PYTHON), "-m", "pytest", "-n", "2", "tests/case", "-x"], ROOT)]


def test_that_every_check_is_run_although_one_fails(
    started: list[tuple[list[str], Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 1

    summary = capsys.readouterr().out.rpartition("\n\n")[2].splitlines()
    assert [line.split()[0] for line in summary] == ["FAILED", "FAILED", "passed", "passed", "passed", "passed"]
    assert [line.split()[-1] for line in summary] == [name for name, _ in check_steps(PYTHON)]


def test_that_lock_files_are_for_all_systems_with_hashes_and_without_addresses() -> None:
    for name in LOCK_FILES:
        command = lock_command(PYTHON, name)
        assert {"--universal", "--generate-hashes", "--no-header", "--no-emit-index-url"} <= set(command)


def test_that_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert {"run", "test", "check", "lock", "freeze"} <= set(capsys.readouterr().out.split())


def test_that_an_unknown_command_is_wrong_use() -> None:
    assert main(["fly"]) == 2


@pytest.mark.parametrize(
    ("fault", "told", "code"),
    [
        (SetupFault("the disk is full"), "dev.py: the disk is full\n", 1),
        (OSError(28, "No space left on device", "/checkout/.venv"), "dev.py: the disk is full: /checkout/.venv", 1),
        (KeyboardInterrupt(), "dev.py: stopped\n", 130),
    ],
)
def test_that_a_fault_is_one_line_without_a_trace(
    fault: BaseException, told: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_purpose: str) -> Path:
        raise fault

    monkeypatch.setattr(development, "_ready", fail)

    assert main(["test"]) == code
    error = capsys.readouterr().err
    assert error.startswith(told)
    assert error.count("\n") == 1


def test_that_an_old_python_can_read_the_command_and_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    command = ROOT / "packaging" / "dev.py"
    ast.parse(command.read_text(encoding="utf-8"), feature_version=(3, 5))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))

    with pytest.raises(SystemExit) as caught:
        runpy.run_path(str(command))

    assert "needs Python 3.11 or newer, and this is Python 3.9" in str(caught.value.code)


def locked(name: str) -> dict[tuple[str, str], str]:
    text = (ROOT / "packaging" / "lock" / f"{name}.txt").read_text(encoding="utf-8")
    return {(package, marker): version for package, version, marker in PINNED.findall(text)}


def test_that_what_is_run_is_what_is_tested() -> None:
    assert locked("run").items() <= locked("dev").items()
    assert locked("run").items() <= locked("freeze").items()


@pytest.mark.parametrize("name", LOCK_FILES)
def test_that_every_locked_package_has_a_hash(name: str) -> None:
    text = (ROOT / "packaging" / "lock" / f"{name}.txt").read_text(encoding="utf-8")
    packages = re.split(r"\n(?! )", text.strip())

    assert packages != []
    assert [entry for entry in packages if not PINNED.match(f"{entry}\n") or "--hash=sha256:" not in entry] == []
