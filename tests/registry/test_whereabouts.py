"""Where a registry lies: network shares as systems tell them, the folders of clouds by their signs, stray copies."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest

from crlm_desktop.registry import cloud_folders, network_drives, whereabouts
from crlm_desktop.registry.cloud_folders import Cloud
from tests.registry.building import a_registry

MOUNTINFO = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
41 27 0:44 / /mnt/liver\040team rw,relatime shared:9 master:3 - nfs4 server:/export rw,vers=4.2
42 27 0:45 / /srv/share rw,relatime - cifs //server/share rw
43 42 0:46 / /srv/share/local rw,relatime - xfs /dev/sdb1 rw
44 27 0:47 / /mnt/remote rw,nosuid - fuse.sshfs a@server: rw
45 27 0:48 / /media/stick rw - vfat /dev/sdc1 rw
a line that is none
"""
MOUNT = """/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//nurse@server/Liver (Team) on /Volumes/Liver (Team) (smbfs, nodev, nosuid, mounted by nurse)
server:/export on /Volumes/export (nfs, asynchronous)
"""


def empty_home(folder: Path) -> Path:
    made = folder / "home of somebody"
    made.mkdir()
    return made


def found(folder: Path, home: Path, **environment: str) -> Cloud | None:
    return cloud_folders.cloud_of(folder, environment=environment, home=home)


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/mnt/liver team/r.crlm", "nfs4"),
        ("/srv/share/r.crlm", "cifs"),
        ("/srv/share/local/r.crlm", "xfs"),
        ("/srv/shared/r.crlm", "ext4"),
        ("/mnt/remote", "fuse.sshfs"),
        ("/media/stick/r.crlm", "vfat"),
    ],
)
def test_that_linux_tells_the_file_system_of_the_innermost_mount(folder: str, kind: str) -> None:
    mounts = list(network_drives.of_mountinfo(MOUNTINFO))
    assert network_drives.type_at(PurePosixPath(folder), mounts) == kind
    assert (kind in network_drives.NETWORK_TYPES) == (kind in ("nfs4", "cifs", "fuse.sshfs"))


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/Volumes/Liver (Team)/r.crlm", "smbfs"), ("/Volumes/export/r.crlm", "nfs"), ("/Applications/r.crlm", "apfs")],
)
def test_that_macos_tells_the_file_system_of_the_innermost_mount(folder: str, kind: str) -> None:
    mounts = list(network_drives.of_mount_command(MOUNT))
    assert network_drives.type_at(PurePosixPath(folder), mounts) == kind


def test_that_a_share_is_told_for_a_folder_that_is_still_to_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"27 1 254:0 / / rw - ext4 /dev/vda rw\n41 27 0:44 / {tmp_path} rw - nfs server:/x rw\n")
    monkeypatch.setattr(network_drives, "_MOUNTS", mounts)
    monkeypatch.setattr(network_drives.sys, "platform", "linux")
    assert whereabouts.network_of(tmp_path / "not" / "there" / "r.crlm") == "nfs"
    assert whereabouts.network_of(tmp_path.parent) == ""


def test_that_a_link_does_not_hide_the_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share, link, mounts = tmp_path / "share", tmp_path / "link", tmp_path / "mountinfo"
    share.mkdir()
    link.symlink_to(share, target_is_directory=True)
    mounts.write_text(f"41 27 0:44 / {share} rw - cifs //server/x rw\n")
    monkeypatch.setattr(network_drives, "_MOUNTS", mounts)
    monkeypatch.setattr(network_drives.sys, "platform", "linux")
    assert whereabouts.network_of(link / "r.crlm") == "cifs"


@pytest.mark.parametrize("variable", ["OneDrive", "OneDriveConsumer", "OneDriveCommercial"])
def test_that_onedrive_is_known_by_its_variables(tmp_path: Path, variable: str) -> None:
    home, root = empty_home(tmp_path), tmp_path / "work files"
    (root / "liver").mkdir(parents=True)
    assert found(root / "liver" / "r.crlm", home, **{variable: str(root)}) == Cloud(service="OneDrive")
    assert found(tmp_path / "elsewhere", home, **{variable: str(root)}) is None
    assert found(root, home, **{variable: ""}) is None


@pytest.mark.parametrize("where", ["home", "APPDATA"])
def test_that_dropbox_is_known_by_what_it_says_of_itself(tmp_path: Path, where: str) -> None:
    home, root = empty_home(tmp_path), tmp_path / "shared with the team"
    root.mkdir()
    told = home / ".dropbox" if where == "home" else tmp_path / "roaming" / "Dropbox"
    told.mkdir(parents=True)
    (told / "info.json").write_text(json.dumps({"business": {"path": str(root), "host": 1}}), encoding="utf-8")
    environment = {} if where == "home" else {"APPDATA": str(tmp_path / "roaming")}
    assert found(root / "r.crlm", home, **environment) == Cloud(service="Dropbox")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"personal": 7}', '{"personal": {}}'])
def test_that_what_dropbox_says_unreadably_is_passed_over(tmp_path: Path, text: str) -> None:
    home = empty_home(tmp_path)
    (home / ".dropbox").mkdir()
    (home / ".dropbox" / "info.json").write_text(text, encoding="utf-8")
    assert found(tmp_path / "r.crlm", home) is None


def test_that_icloud_and_the_providers_of_macos_are_known_below_the_home(tmp_path: Path) -> None:
    home = empty_home(tmp_path)
    mobile, provider = home / "Library" / "Mobile Documents", home / "Library" / "CloudStorage" / "OneDrive-Hospital"
    provider.mkdir(parents=True)
    assert found(mobile / "com~apple~CloudDocs" / "r.crlm", home) == Cloud(service="iCloud Drive")
    assert found(provider / "r.crlm", home) == Cloud(service="OneDrive")


@pytest.mark.parametrize(
    ("service", "marker"),
    [
        (service, marker.replace("?", "a").replace("*", "a"))
        for service, markers in cloud_folders.MARKERS.items()
        for marker in markers
    ],
)
def test_that_a_service_is_known_by_what_it_leaves_above_the_registry(
    tmp_path: Path, service: str, marker: str
) -> None:
    home, root = empty_home(tmp_path), tmp_path / "work"
    (root / "liver").mkdir(parents=True)
    (root / marker).touch()
    assert found(root / "liver" / "r.crlm", home) == Cloud(service=service)
    assert found(tmp_path / "r.crlm", home) is None


@pytest.mark.parametrize(
    ("service", "name"),
    [(service, name.replace("*", "x")) for service, names in cloud_folders.NAMES.items() for name in names],
)
def test_that_a_folder_that_only_sounds_like_a_service_is_a_guess(tmp_path: Path, service: str, name: str) -> None:
    home = empty_home(tmp_path)
    assert found(tmp_path / name.upper() / "liver" / "r.crlm", home) == Cloud(service=service, is_guess=True)


def test_that_the_registrys_own_files_are_no_conflict_copies(tmp_path: Path) -> None:
    registry = a_registry(tmp_path / "r.crlm")
    with registry.reading():
        assert whereabouts.conflict_copies(tmp_path / "r.crlm") == ()
    registry.close()
    assert whereabouts.conflict_copies(tmp_path / "r.crlm") == ()


@pytest.mark.parametrize(
    "name",
    [
        "registry (conflicted copy).db",
        "registry (Dr B's conflicted copy 2026-11-30).db",
        "registry-WARD7.db",
        "registry.sync-conflict-20261130-101500-ABCDEFG.db",
        "registry (1).db",
        "registry_conflict-20261130-101500.db",
        "registry.db-wal (conflicted copy)",
        "keys-WARD7.json",
        "keys (SFConflict b@hospital 2026-11-30).json",
    ],
)
def test_that_what_synchronising_leaves_beside_the_registry_is_noticed(tmp_path: Path, name: str) -> None:
    a_registry(tmp_path / "r.crlm").close()
    (tmp_path / "r.crlm" / name).touch()
    assert whereabouts.conflict_copies(tmp_path / "r.crlm") == (name,)
