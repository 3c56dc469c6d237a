"""Where things are: the program's own data in a checkout, a wheel or a frozen program, and the user's folders."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from crlm_desktop.errors import N_, Code, EnvironmentFault

HOME_VARIABLE = "CRLM_DESKTOP_HOME"
_APPLICATION = "crlm-desktop"

_PACKAGE = Path(__file__).resolve().parent
# The wheel and the frozen program carry resources/ and db/ inside the package; a checkout has them beside it.
_SHIPPED = _PACKAGE / "_data"
_ROOT = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parent

MISSING_FILE = Code(
    "paths.missing-file",
    N_("A file of the program is missing: {path}. Install CRLM Desktop again."),
)
NO_FOLDER = Code(
    "paths.no-folder",
    N_("The folder {path} cannot be made: {reason}. Make it, or set CRLM_DESKTOP_HOME to a folder you may write to."),
)


def resource(*parts: str) -> Path:
    """Return a file or folder under ``resources/``; one that is not there is an `EnvironmentFault`."""
    return _existing(_ROOT.joinpath("resources", *parts))


def db(*parts: str) -> Path:
    """Return a file or folder under ``db/``; one that is not there is an `EnvironmentFault`."""
    return _existing(_ROOT.joinpath("db", *parts))


def data_folder() -> Path:
    """Return the folder for registries and backups, made if needed and readable by its owner only."""
    return _private_folder("data", platformdirs.user_data_path(_APPLICATION, appauthor=False))


def config_folder() -> Path:
    """Return the folder for settings, made if needed and readable by its owner only."""
    return _private_folder("config", platformdirs.user_config_path(_APPLICATION, appauthor=False))


def centre_file() -> Path:
    """Return where a centre keeps its own thresholds, beside the settings; it need not exist, and nothing is made."""
    return _own_folder("config", platformdirs.user_config_path(_APPLICATION, appauthor=False)) / "centre.toml"


def cache_folder() -> Path:
    """Return the folder for what can be made again at any time, made if needed and readable by its owner only."""
    return _private_folder("cache", platformdirs.user_cache_path(_APPLICATION, appauthor=False))


def log_folder() -> Path:
    """Return the folder for logs, made if needed and readable by its owner only."""
    return _private_folder("logs", platformdirs.user_log_path(_APPLICATION, appauthor=False))


def _existing(path: Path) -> Path:
    if not path.exists():
        raise EnvironmentFault(MISSING_FILE, path=str(path))
    return path


def _own_folder(name: str, usual: Path) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home).expanduser().absolute() / name if home else usual


def _private_folder(name: str, usual: Path) -> Path:
    folder = _own_folder(name, usual)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise EnvironmentFault(NO_FOLDER, path=str(folder), reason=fault.strerror or str(fault)) from fault
    return folder
