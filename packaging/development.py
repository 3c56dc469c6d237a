"""The commands of a checkout: run the program, test it, check everything, make the lock files, freeze it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import debian
import environment
import locale_files
import qt_libraries
from environment import ROOT
from faults import SetupFault, of_the_system

DEMO_OUTPUT = "demo-output"
LOCK_FILES: Mapping[str, tuple[str, ...]] = {
    # In this order: the smaller ones take over the versions of the first.
    "dev": ("pyproject.toml", "--extra", "department", "--group", "dev"),
    "run": ("pyproject.toml", "--extra", "department", "--group", "build"),
    "freeze": ("pyproject.toml", "--extra", "department", "--group", "freeze"),
    "lock": ("--group", "pyproject.toml:lock"),
}


def main(arguments: Sequence[str]) -> int:
    """Run one command; a fault that a person can mend is one line on standard error and exit code 1."""
    name = arguments[0] if arguments else "--help"
    if name not in _COMMANDS:
        print(_usage())
        return 0 if name in ("-h", "--help") else 2
    try:
        return _COMMANDS[name](arguments[1:])
    except SetupFault as fault:
        print(f"dev.py: {fault}", file=sys.stderr)
    except OSError as fault:
        print(f"dev.py: {of_the_system(fault)}", file=sys.stderr)
    except KeyboardInterrupt:
        print("dev.py: stopped", file=sys.stderr)
        return 130
    return 1


def run(arguments: Sequence[str]) -> int:
    """Open the demonstration registry (without a screen: print it into demo-output), or run the given command."""
    python = _ready("run")
    if arguments:
        return _call([python, "-m", "crlm_desktop", *arguments], folder=Path.cwd())
    screen = qt_libraries.has_screen(os.environ)
    return _call([python, "-m", "crlm_desktop", *demo_arguments(screen=screen)])


def demo_arguments(*, screen: bool) -> list[str]:
    """Return how the demonstration is started: as a window, or headless into a folder."""
    return ["demo"] if screen else ["demo", "--output", DEMO_OUTPUT]


def test(arguments: Sequence[str]) -> int:
    """Run the tests; further arguments go to pytest."""
    return _call([_ready("dev"), "-m", "pytest", "-n", "2", *arguments])


def check(arguments: Sequence[str]) -> int:
    """Run every check there is, also after one has failed, and say how each went."""
    _nothing_more(arguments)
    python = _ready("dev")
    results = [(name, *_timed(command)) for name, command in check_steps(python)]
    print()
    for name, code, seconds in results:
        print(f"{'passed' if code == 0 else 'FAILED'}  {seconds:6.1f} s  {name}")
    return 1 if any(code for _, code, _ in results) else 0


def check_steps(python: Path) -> list[tuple[str, list[str | Path]]]:
    """Return the checks with their commands, the quick ones first."""
    return [
        ("format", [python, "-m", "ruff", "format", "--check", "."]),
        ("lint", [python, "-m", "ruff", "check", "."]),
        ("types", [python, "-m", "mypy"]),
        ("architecture", [python.parent / "lint-imports", "--no-cache"]),
        ("translations", [python, "packaging/catalogue.py", "check"]),
        ("tests", [python, "-m", "pytest", "-n", "2"]),
    ]


def lock(arguments: Sequence[str]) -> int:
    """Make the lock files again from pyproject.toml; further arguments go to uv, such as --upgrade."""
    python = environment.ready("lock")
    for name in LOCK_FILES:
        print(f"packaging/lock/{name}.txt", flush=True)
        if code := _call([*lock_command(python, name), *arguments]):
            return code
    return 0


def lock_command(python: Path, name: str) -> list[str | Path]:
    """Return the command that makes one lock file: for all systems, with hashes, without any address."""
    constraints = () if name in ("dev", "lock") else ("--constraint", "packaging/lock/dev.txt")
    return [
        python.parent / "uv",
        *("pip", "compile", *LOCK_FILES[name], "--output-file", f"packaging/lock/{name}.txt", *constraints),
        *("--universal", "--python-version", "3.11", "--generate-hashes"),
        *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"),
    ]


def freeze(arguments: Sequence[str]) -> int:
    """Build the program as a folder that runs without Python; further arguments go to PyInstaller."""
    python = _ready("freeze")
    debian.ensure_for_freezing()
    return _call(
        [
            *(python, "-m", "PyInstaller", "--noconfirm", "--distpath", "dist", "--workpath", "build"),
            *(*arguments, "packaging/crlm-desktop.spec"),
        ]
    )


_COMMANDS = {"run": run, "test": test, "check": check, "lock": lock, "freeze": freeze}


def _usage() -> str:
    lines = "\n".join(f"  {name:7} {command.__doc__}" for name, command in _COMMANDS.items())
    return f"python3 packaging/dev.py COMMAND [arguments …]\n\nSets up what is missing, then does one of:\n\n{lines}"


def _nothing_more(arguments: Sequence[str]) -> None:
    if arguments:
        raise SetupFault(f"this command takes no arguments, but was given: {' '.join(arguments)}")


def _ready(purpose: str) -> Path:
    python = environment.ready(purpose)
    qt_libraries.ensure(python)
    if locale_files.is_stale(ROOT) and _call([python, "packaging/catalogue.py", "compile"]) != 0:
        raise SetupFault("the translations could not be compiled")
    return python


def _call(command: Sequence[str | Path], folder: Path = ROOT) -> int:
    variables = environment.clean_variables()
    if not qt_libraries.has_screen(variables):
        variables.setdefault("QT_QPA_PLATFORM", "offscreen")
    return subprocess.run(command, cwd=folder, env=variables, check=False).returncode


def _timed(command: Sequence[str | Path]) -> tuple[int, float]:
    started = time.monotonic()
    print(f"\n$ {' '.join(str(word) for word in command)}", flush=True)
    return _call(command), time.monotonic() - started
