"""The virtual environment of a checkout: made once, filled from the lock files, left alone while they stay the same."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tomllib
import venv
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import debian
from faults import SetupFault, of_pip

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
SCRIPTS = FOLDER / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = SCRIPTS / ("python.exe" if sys.platform == "win32" else "python")

# Which lock files hold what each purpose needs; the first is the smallest and is the one installed.
LOCKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "run": ("run", "dev", "freeze"),
        "dev": ("dev",),
        "freeze": ("freeze",),
        "lock": ("lock",),
    }
)


def ready(purpose: str, root: Path = ROOT) -> Path:
    """Return the Python that has everything for ``purpose``, setting it up first if anything has changed since."""
    stamp = _read_stamp()
    if not PYTHON.exists() or stamp.get("python") != _python_version():
        stamp = _made_again()
    locks = {name: fingerprint(root / "packaging" / "lock" / f"{name}.txt") for name in LOCKS}
    if lock := lock_to_install(purpose, stamp, locks):
        _install(root / "packaging" / "lock" / f"{lock}.txt")
        stamp = {**stamp, lock: locks[lock]}
        _write_stamp(stamp)
    command = command_fingerprint(root / "pyproject.toml")
    if purpose != "lock" and stamp.get("command") != command:
        _install_command(root)
        _write_stamp({**stamp, "command": command})
    return PYTHON


def lock_to_install(purpose: str, stamp: Mapping[str, str], locks: Mapping[str, str]) -> str | None:
    """Return the lock file that ``purpose`` still wants, given what the stamp says was installed."""
    if any(stamp.get(name) == locks[name] for name in LOCKS[purpose]):
        return None
    return LOCKS[purpose][0]


def fingerprint(lock: Path) -> str:
    """Return the hash of a lock file; any change of it installs again."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def command_fingerprint(project: Path) -> str:
    """Return the hash of what the installed command is made from: its name, its entry and the place of the checkout."""
    declared = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    made_from = [str(project.parent), declared["name"], declared["scripts"]]
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()


def clean_variables() -> dict[str, str]:
    """Return the variables of this process without those that would mix another Python's packages into ours."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


def _python_version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _stamp_file() -> Path:
    return FOLDER / "crlm-desktop.json"


def _read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(_stamp_file().read_bytes())
    except (OSError, ValueError):
        # Without a stamp, or with half a one, everything is checked again.
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(stamp: dict[str, str]) -> None:
    _stamp_file().write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8")


def _made_again() -> dict[str, str]:
    if importlib.util.find_spec("ensurepip") is None:
        debian.install(["python3-venv"], because="Python on this system lacks its venv module")
    if Path(sys.prefix).resolve() == FOLDER.resolve():
        raise SetupFault("run me with the system's Python, not with the one in .venv: python3 packaging/dev.py")
    print(f"Making the virtual environment {FOLDER.name} …", flush=True)
    try:
        venv.EnvBuilder(with_pip=True, clear=not _is_usable()).create(FOLDER)
    except subprocess.CalledProcessError as fault:
        raise SetupFault(
            f"the virtual environment {FOLDER} cannot be made; try by hand: {sys.executable} -m venv {FOLDER}"
        ) from fault
    stamp = {"python": _python_version()}
    _write_stamp(stamp)
    return stamp


def _is_usable() -> bool:
    """Say whether there is an environment of this very Python version to be filled up rather than thrown away."""
    try:
        settings = (FOLDER / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    versions = [line.partition("=")[2].strip() for line in settings.splitlines() if line.startswith("version")]
    return PYTHON.exists() and versions[:1] != [] and versions[0].startswith(f"{_python_version()}.")


def _install(lock: Path) -> None:
    total = sum("==" in line and not line.startswith(" ") for line in lock.read_text(encoding="utf-8").splitlines())
    print(f"Installing {total} packages from {lock.relative_to(ROOT)} (once; takes a minute or two) …", flush=True)
    # Modules are compiled when first imported: most never are.
    _pip("install", "--require-hashes", "--no-deps", "--no-compile", "-r", str(lock))


def _install_command(root: Path) -> None:
    # Editable, so that `crlm-desktop` exists as the documents have it and runs what stands in the checkout.
    _pip("install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(root))


def _pip(*arguments: str) -> None:
    log = FOLDER / "install.log"
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        *arguments,
        "--progress-bar",
        "off",
    ]
    with log.open("wb") as file:
        code = subprocess.run(
            command, stdout=file, stderr=subprocess.STDOUT, env=clean_variables(), check=False
        ).returncode
    if code != 0:
        raise of_pip(log.read_text(encoding="utf-8", errors="replace"), log)
