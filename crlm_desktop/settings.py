"""What a user has chosen for the program on this machine: declared, typed, kept in one JSON file that is never lost."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from types import MappingProxyType

from crlm_desktop import paths
from crlm_desktop.errors import N_, Code, EnvironmentFault, Problem, problem
from crlm_desktop.i18n import Language

REMEMBERED_REGISTRIES = 8
USUAL_LOCK_MINUTES = 10
MOST_LOCK_MINUTES = 240

UNKNOWN_KEY = Code(
    "settings.unknown-key",
    N_("The setting “{key}” is not known to this version. It is kept as it is."),
)
BAD_VALUE = Code(
    "settings.bad-value",
    N_("The setting “{key}” has a value that is not possible. The usual one applies; the old file is kept as {file}."),
)
DAMAGED = Code(
    "settings.damaged",
    N_("The settings could not be understood. The usual ones apply; the damaged file is kept as {file}."),
)
NOT_READ = Code(
    "settings.not-read",
    N_("The settings in {path} cannot be read: {reason}. Check the rights of the file."),
)
NOT_WRITTEN = Code(
    "settings.not-written",
    N_("The settings cannot be written to {path}: {reason}. Check the rights of the folder and the space on the disk."),
)

# Settings that bear another name since a release: the old name and the new one.
RENAMED: Mapping[str, str] = MappingProxyType({})


class Theme(Enum):
    """The colours of the window."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one user; a language of `None` follows the system.

    The window locks after ``lock_minutes`` without anybody at it.
    ``recent_registries`` are folders and addresses of servers, newest first, and say nothing about patients.
    ``layouts`` are opaque texts (geometry, columns, splitters) by the name of their widget. ``unknown`` are settings of
    other versions as JSON.
    """

    language: Language | None = None
    theme: Theme = Theme.SYSTEM
    site_name: str = ""
    lock_minutes: int = USUAL_LOCK_MINUTES
    recent_registries: tuple[str, ...] = ()
    layouts: tuple[tuple[str, str], ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()

    def with_registry(self, path: str) -> Settings:
        """Return the settings with ``path`` as the newest of the remembered registries."""
        others = (known for known in self.recent_registries if known != path)
        return replace(self, recent_registries=(path, *others)[:REMEMBERED_REGISTRIES])

    def layout(self, name: str) -> str | None:
        """Return what the widget ``name`` has stored of its layout, if anything."""
        return dict(self.layouts).get(name)

    def with_layout(self, name: str, text: str) -> Settings:
        """Return the settings with ``text`` as the layout of the widget ``name``."""
        return replace(self, layouts=tuple(sorted({**dict(self.layouts), name: text}.items())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The settings as read, with everything that was wrong with their file."""

    settings: Settings
    problems: tuple[Problem, ...]


def settings_file() -> Path:
    """Return the settings file of the user; it need not exist."""
    return paths.config_folder() / "settings.json"


def load(file: Path, renamed: Mapping[str, str] = RENAMED) -> Loaded:
    """Read the settings; a missing file gives the usual ones, a damaged one is set aside and never lost."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return Loaded(settings=Settings(), problems=())
    except OSError as fault:
        raise EnvironmentFault(NOT_READ, path=str(file), reason=fault.strerror or str(fault)) from fault
    try:
        values = json.loads(content)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        return Loaded(settings=Settings(), problems=(problem("", DAMAGED, file=str(_set_aside(file))),))
    return _understood(_migrated(values, renamed), file)


def save(settings: Settings, file: Path) -> None:
    """Write the settings in one step: whoever reads sees the old file or the new one, also after a power cut."""
    try:
        _write(_as_json(settings), file)
    except OSError as fault:
        raise EnvironmentFault(NOT_WRITTEN, path=str(file), reason=fault.strerror or str(fault)) from fault


def _language(value: object) -> Language | None:
    return None if value is None else Language(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _minutes(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_LOCK_MINUTES:
        raise ValueError
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError
    return tuple(_text(item) for item in value)


def _named_texts(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise ValueError
    return tuple(sorted((_text(name), _text(text)) for name, text in value.items()))


_READERS: Mapping[str, Callable[[object], object]] = MappingProxyType(
    {
        "language": _language,
        "theme": Theme,
        "site_name": _text,
        "lock_minutes": _minutes,
        "recent_registries": _texts,
        "layouts": _named_texts,
    }
)


def _migrated(values: dict[str, object], renamed: Mapping[str, str]) -> dict[str, object]:
    # A value under the new name is newer than one under the old name, whichever comes first in the file.
    moved = {renamed[key]: value for key, value in values.items() if key in renamed}
    return moved | {key: value for key, value in values.items() if key not in renamed}


def _understood(values: dict[str, object], file: Path) -> Loaded:
    known: dict[str, object] = {}
    bad: list[str] = []
    for key, read in _READERS.items():
        if key in values:
            try:
                known[key] = read(values[key])
            except ValueError:
                bad.append(key)
    unknown = tuple((key, json.dumps(value)) for key, value in sorted(values.items()) if key not in _READERS)
    settings = replace(Settings(unknown=unknown), **known)  # type: ignore[arg-type]  # each reader returns its field's type
    problems = [problem(key, UNKNOWN_KEY, key=key) for key, _ in unknown]
    if bad:
        aside = _set_aside(file)
        save(settings, file)
        problems += [problem(key, BAD_VALUE, key=key, file=str(aside)) for key in bad]
    return Loaded(settings=settings, problems=tuple(problems))


def _as_json(settings: Settings) -> str:
    values: dict[str, object] = {
        "language": settings.language.value if settings.language is not None else None,
        "theme": settings.theme.value,
        "site_name": settings.site_name,
        "lock_minutes": settings.lock_minutes,
        "recent_registries": list(settings.recent_registries),
        "layouts": dict(settings.layouts),
    }
    values |= {key: json.loads(text) for key, text in settings.unknown}
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _write(text: str, file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _set_aside(file: Path) -> Path:
    number = 1
    while (aside := file.with_name(f"{file.stem}.damaged-{number}{file.suffix}")).exists():
        number += 1
    try:
        file.replace(aside)
    except OSError as fault:
        raise EnvironmentFault(NOT_WRITTEN, path=str(aside), reason=fault.strerror or str(fault)) from fault
    return aside
