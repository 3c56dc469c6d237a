"""Whether a folder lies on a network share, as the system tells it; what it does not tell is not guessed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePath

# Types of file systems, as Linux and macOS name them, whose files another machine can change at the same time.
_SHARES = "nfs nfs4 cifs smb2 smb3 smbfs ncpfs afs afpfs auristorfs coda davfs webdav 9p macfuse"
_CLUSTERS = "ceph glusterfs lustre gpfs beegfs orangefs pvfs2 ocfs2 gfs2"
# What a virtual machine sees of its host.
_HOSTS = "vboxsf prl_fs"
_IN_USER_SPACE = (
    "sshfs davfs rclone glusterfs ceph ceph-fuse smbnetfs gvfsd-fuse kio-fuse s3fs curlftpfs vmhgfs-fuse moosefs "
    "juicefs seadrive google-drive-ocamlfuse onedriver dropbox"
)
NETWORK_TYPES = frozenset(
    [*_SHARES.split(" "), *_CLUSTERS.split(" "), *_HOSTS.split(" ")]
    + [f"fuse.{name}" for name in _IN_USER_SPACE.split(" ")]
)
_MOUNTS = Path("/proc/self/mountinfo")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_MOUNT_LINE = re.compile(r"^.+? on (?P<point>/.*) \((?P<kind>[^,)]+)[^)]*\)$")
_DRIVE_REMOTE = 4


def kind_of(folder: Path) -> str:
    """Return the kind of network share on which a folder lies, as the system names it; empty: on none."""
    place = _existing(folder)
    if sys.platform == "win32":
        return _windows(place)
    if sys.platform == "darwin":
        mounts = list(of_mount_command(_mount_command()))
    else:
        mounts = list(of_mountinfo(_text(_MOUNTS)))
    kind = type_at(place, mounts)
    return kind if kind in NETWORK_TYPES else ""


def of_mountinfo(text: str) -> Iterator[tuple[str, str]]:
    """Yield mount point and type of what Linux tells in ``mountinfo``; later lines lie above earlier ones."""
    for line in text.splitlines():
        before, dash, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        if dash and len(fields) >= 5 and kinds[0]:
            yield _ESCAPED.sub(lambda found: chr(int(found.group(1), 8)), fields[4]), kinds[0]


def of_mount_command(text: str) -> Iterator[tuple[str, str]]:
    """Yield mount point and type of what ``mount`` prints on macOS."""
    for line in text.splitlines():
        found = _MOUNT_LINE.match(line)
        if found is not None:
            yield found["point"], found["kind"]


def type_at(folder: PurePath, mounts: list[tuple[str, str]]) -> str:
    """Return the type of the innermost mount that holds a folder; empty when none does."""
    best, kind = -1, ""
    for point, found in mounts:
        if folder.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), found
    return kind


def _existing(folder: Path) -> Path:
    """Return the folder, with every link followed, or the nearest one above it that is there."""
    place = folder.expanduser().absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    return Path(os.path.realpath(place))


def _text(file: Path) -> str:
    try:
        # Names of mount points are bytes; what is not UTF-8 is of no concern here.
        return file.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def _mount_command() -> str:
    try:
        done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


if sys.platform == "win32":
    import ctypes

    def _windows(place: Path) -> str:
        text = str(place)
        if (text.startswith("\\\\") and not text.startswith("\\\\?\\")) or text.startswith("\\\\?\\UNC\\"):
            return "UNC"
        is_remote = ctypes.windll.kernel32.GetDriveTypeW(place.anchor) == _DRIVE_REMOTE
        return "DRIVE_REMOTE" if is_remote else ""

else:

    def _windows(place: Path) -> str:
        raise NotImplementedError(str(place))
