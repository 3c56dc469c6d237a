"""The virtual environment is set up when something has changed, and left alone otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

import environment
from environment import command_fingerprint, fingerprint, lock_to_install, ready
from faults import SetupFault

PROJECT = (
    '[project]\nname = "crlm-desktop"\ndescription = "A"\n[project.scripts]\ncrlm-desktop = "crlm_desktop.main:main"\n'
)
LOCKS = {"run": "r1", "dev": "d1", "freeze": "f1", "lock": "l1"}


@dataclass
class Checkout:
    """A checkout in which installing is only written down."""

    root: Path
    done: list[str] = field(default_factory=list)

    def change_lock(self, name: str) -> None:
        (self.root / "packaging" / "lock" / f"{name}.txt").write_text("numpy==2.0.0\n")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    checkout = Checkout(root=tmp_path)
    (tmp_path / "packaging" / "lock").mkdir(parents=True)
    for name in LOCKS:
        (tmp_path / "packaging" / "lock" / f"{name}.txt").write_text(f"{name}==1.0\n")
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    folder = tmp_path / ".venv"

    def make() -> dict[str, str]:
        checkout.done.append("environment")
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        (folder / "bin" / "python").touch()
        return {"python": environment._python_version()}

    monkeypatch.setattr(environment, "FOLDER", folder)
    monkeypatch.setattr(environment, "PYTHON", folder / "bin" / "python")
    monkeypatch.setattr(environment, "_made_again", make)
    monkeypatch.setattr(environment, "_install", lambda lock: checkout.done.append(lock.stem))
    monkeypatch.setattr(environment, "_install_command", lambda _root: checkout.done.append("command"))
    return checkout


def test_that_the_first_run_sets_up_and_the_second_does_nothing(checkout: Checkout) -> None:
    ready("run", checkout.root)
    first, checkout.done = checkout.done, []

    ready("run", checkout.root)

    assert first == ["environment", "run", "command"]
    assert checkout.done == []


def test_that_testing_after_running_adds_the_tools_only(checkout: Checkout) -> None:
    ready("run", checkout.root)
    checkout.done.clear()

    ready("dev", checkout.root)

    assert checkout.done == ["dev"]


def test_that_running_after_testing_installs_nothing(checkout: Checkout) -> None:
    ready("dev", checkout.root)
    checkout.done.clear()

    ready("run", checkout.root)

    assert checkout.done == []


def test_that_a_changed_lock_file_is_installed(checkout: Checkout) -> None:
    ready("run", checkout.root)
    checkout.done.clear()
    checkout.change_lock("run")

    ready("run", checkout.root)

    assert checkout.done == ["run"]


def test_that_an_interrupted_installation_is_begun_again(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:

        def fail(_lock: Path) -> None:
            raise SetupFault("no network")

        broken.setattr(environment, "_install", fail)
        with pytest.raises(SetupFault):
            ready("run", checkout.root)
    checkout.done.clear()

    ready("run", checkout.root)

    assert "run" in checkout.done


def test_that_another_version_of_python_sets_up_anew(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    ready("run", checkout.root)
    checkout.done.clear()
    monkeypatch.setattr(environment, "_python_version", lambda: "3.99")

    ready("run", checkout.root)

    assert checkout.done == ["environment", "run", "command"]


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00"])
def test_that_a_damaged_stamp_sets_up_anew(checkout: Checkout, content: str) -> None:
    ready("run", checkout.root)
    checkout.done.clear()
    (checkout.root / ".venv" / "crlm-desktop.json").write_text(content)

    ready("run", checkout.root)

    assert checkout.done == ["environment", "run", "command"]


def test_that_making_lock_files_needs_no_command(checkout: Checkout) -> None:
    ready("lock", checkout.root)

    assert checkout.done == ["environment", "lock"]


@pytest.mark.parametrize(
    ("purpose", "installed", "lock"),
    [
        ("run", {}, "run"),
        ("run", {"run": "r1"}, None),
        ("run", {"run": "r0"}, "run"),
        ("run", {"run": "r0", "dev": "d1"}, None),
        ("run", {"lock": "l1"}, "run"),
        ("dev", {"run": "r1"}, "dev"),
        ("freeze", {"dev": "d1"}, "freeze"),
        ("lock", {"dev": "d1"}, "lock"),
    ],
)
def test_that_the_smallest_lock_file_that_is_still_wanted_is_chosen(
    purpose: str, installed: dict[str, str], lock: str | None
) -> None:
    assert lock_to_install(purpose, installed, LOCKS) == lock


def test_that_any_change_of_a_lock_file_changes_its_fingerprint(tmp_path: Path) -> None:
    lock = tmp_path / "run.txt"
    lock.write_text("numpy==2.0.0 --hash=sha256:aa\n")
    before = fingerprint(lock)
    lock.write_text("numpy==2.0.0 --hash=sha256:ab\n")

    assert fingerprint(lock) != before


def test_that_only_what_the_command_is_made_from_installs_it_again(tmp_path: Path) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(PROJECT)
    before = command_fingerprint(project)

    project.write_text(PROJECT.replace('"A"', '"B"') + "[tool.ruff]\nline-length = 80\n")
    assert command_fingerprint(project) == before

    project.write_text(PROJECT.replace("crlm_desktop.main:main", "crlm_desktop.cli:main"))
    assert command_fingerprint(project) != before


def test_that_another_pythons_packages_are_kept_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere/else")
    monkeypatch.setenv("PYTHONHOME", "/somewhere/else")

    assert {"PYTHONPATH", "PYTHONHOME"}.isdisjoint(environment.clean_variables())
