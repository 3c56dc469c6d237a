"""Whether a folder is synchronised by a cloud service: what the service says, what it leaves, or what it is called.

A cloud service copies files one by one whenever it likes: parts of a registry of different moments may come together.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """Which service synchronises a folder; ``is_guess``: only a folder's name says so."""

    service: str
    is_guess: bool = False


# Variables that name the folder of a service.
_VARIABLES = {
    "OneDrive": ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"),
}
# What a service leaves in the folder that it synchronises.
MARKERS: Mapping[str, tuple[str, ...]] = {
    "Syncthing": (".stfolder", ".stignore"),
    "Dropbox": (".dropbox", ".dropbox.cache"),
    "Google Drive": (".tmp.drivedownload", ".tmp.driveupload"),
    "Nextcloud": (".nextcloudsync.log", ".sync_????????????.db", "._sync_????????????.db"),
    "ownCloud": (".owncloudsync.log", ".OwnCloudSync.log"),
    "Seafile": (".seafile-data", "seafile-ignore.txt"),
    "Resilio Sync": (".sync",),
    "Nutstore": (".nutstore",),
    "MEGA": (".megaignore",),
}
# Below these folders of the user everything is synchronised.
_BELOW_HOME: Mapping[str, tuple[str, ...]] = {
    "iCloud Drive": ("Library", "Mobile Documents"),
}
_PROVIDERS = ("Library", "CloudStorage")
# What a folder of the service is called unless its owner says otherwise: a guess. A star stands for any ending.
NAMES: Mapping[str, tuple[str, ...]] = {
    "OneDrive": ("onedrive", "onedrive - *"),
    "Dropbox": ("dropbox", "dropbox (*"),
    "Google Drive": ("google drive", "googledrive", "googledrive-*"),
    "iCloud Drive": ("iclouddrive", "icloud drive", "icloud~*", "com~apple~clouddocs"),
    "Nextcloud": ("nextcloud*",),
    "ownCloud": ("owncloud*",),
    "Seafile": ("seafile", "seadrive"),
    "Syncthing": ("syncthing",),
    "Resilio Sync": ("resilio sync",),
    "Nutstore": ("nutstore*", "坚果云*", "我的坚果云*"),
    "Baidu Netdisk": ("baidusyncdisk", "baidunetdisk", "baidunetdiskdownload", "百度网盘*", "百度云*"),
    "Tencent Weiyun": ("weiyun", "微云*", "腾讯微云*"),
    "WPS": ("wpsdrive", "wps云盘", "wps cloud files"),
    "MEGA": ("mega", "megasync"),
    "pCloud": ("pclouddrive", "pcloud drive", "pcloudsync"),
    "Box": ("box sync", "box-box"),
    "Yandex Disk": ("yandex.disk", "yandexdisk"),
}


def cloud_of(folder: Path, *, environment: Mapping[str, str] | None = None, home: Path | None = None) -> Cloud | None:
    """Return the service that synchronises a folder, ``None`` when nothing says so; it need not be there yet."""
    told = os.environ if environment is None else environment
    own = Path.home() if home is None else home
    place = Path(os.path.realpath(folder.expanduser().absolute()))
    for service, root in (*_named_by_variables(told), *_named_by_dropbox(told, own), *_below(own)):
        if place.is_relative_to(os.path.realpath(root)):
            return Cloud(service=service)
    upwards = [place, *place.parents]
    for above in upwards:
        names = _names_in(above)
        found = next((service for service, markers in MARKERS.items() if _has_any(names, markers)), None)
        if found is not None:
            return Cloud(service=found)
    for above in upwards:
        named = next((service for service, names in NAMES.items() if _has_any([above.name.casefold()], names)), None)
        if named is not None:
            return Cloud(service=named, is_guess=True)
    return None


def _named_by_variables(environment: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    for service, variables in _VARIABLES.items():
        for name in variables:
            if environment.get(name, "").strip():
                yield service, Path(environment[name])


def _named_by_dropbox(environment: Mapping[str, str], home: Path) -> Iterator[tuple[str, Path]]:
    """Yield the folders that Dropbox says are its own."""
    folders = [home / ".dropbox"]
    folders += [Path(environment[name]) / "Dropbox" for name in ("APPDATA", "LOCALAPPDATA") if environment.get(name)]
    for folder in folders:
        try:
            told = json.loads((folder / "info.json").read_text(encoding="utf-8"))
            paths = [str(account["path"]) for account in told.values()]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
        yield from (("Dropbox", Path(path)) for path in paths if path)


def _below(home: Path) -> Iterator[tuple[str, Path]]:
    for service, parts in _BELOW_HOME.items():
        yield service, home.joinpath(*parts)
    providers = home.joinpath(*_PROVIDERS)
    for name in _names_in(providers):
        # macOS names them by service and account: “OneDrive-Hospital”, “GoogleDrive-somebody@…”.
        yield name.partition("-")[0], providers / name


def _names_in(folder: Path) -> Sequence[str]:
    try:
        return [one.name for one in folder.iterdir()]
    except OSError:
        return ()


def _has_any(names: Sequence[str], patterns: tuple[str, ...]) -> bool:
    plain = {one for one in patterns if "*" not in one and "?" not in one}
    shaped = [one for one in patterns if one not in plain]
    return any(name in plain or any(fnmatchcase(name, one) for one in shaped) for name in names)
