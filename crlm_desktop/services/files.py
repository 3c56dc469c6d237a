"""Files that a person asks for by name: written whole or not at all, read within a limit."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crlm_desktop.errors import N_, Code, EnvironmentFault

EXISTS = Code("file.exists", N_("{path} exists already and was left as it is. Choose another name."))
NO_FOLDER = Code("file.no-folder", N_("The folder {path} does not exist. Make it, or choose another one."))
NOT_THERE = Code("file.not-there", N_("There is no file {path}. Check the name."))
IS_FOLDER = Code("file.is-folder", N_("{path} is a folder; a file is needed here."))
NOT_ALLOWED = Code(
    "file.not-allowed", N_("Access to {path} is not allowed. Check the rights of the file and its folder.")
)
DISK_FULL = Code("file.disk-full", N_("The disk is full: {path} was not written. Make room and try again."))
FAULT = Code("file.fault", N_("{path} cannot be read or written: {reason}."))

_BY_NUMBER = {
    errno.ENOENT: NOT_THERE,
    errno.EISDIR: IS_FOLDER,
    errno.EACCES: NOT_ALLOWED,
    errno.EPERM: NOT_ALLOWED,
    errno.EROFS: NOT_ALLOWED,
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EFBIG: DISK_FULL,
}
# Where the file system knows no second name for a file.
_NO_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK)


def check_target(to: Path, *, overwrite: bool) -> None:
    """Refuse a name that cannot be written to, before any work is done for it."""
    with _told(to):
        if not to.parent.is_dir():
            raise EnvironmentFault(NO_FOLDER, path=str(to.parent))
        if to.is_dir():
            raise EnvironmentFault(IS_FOLDER, path=str(to))
        if not overwrite and to.exists():
            raise EnvironmentFault(EXISTS, path=str(to))


@contextmanager
def written_beside(to: Path, content: bytes, *, overwrite: bool) -> Iterator[None]:
    """Write ``content`` beside ``to``, and give it that name when the block is left without an exception.

    So whoever looks sees the old file or the new one. A file that exists is refused unless ``overwrite``.
    """
    check_target(to, overwrite=overwrite)
    with _told(to):
        beside = _written(to, content)
    try:
        yield
        with _told(to):
            _named(beside, to, overwrite=overwrite)
    finally:
        beside.unlink(missing_ok=True)


def read(source: Path, *, limit: int) -> bytes:
    """Return the content of a file, cut off after one byte more than ``limit``."""
    with _told(source), source.open("rb") as stream:
        return stream.read(limit + 1)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        code = _BY_NUMBER.get(fault.errno or 0, FAULT)
        raise EnvironmentFault(code, path=str(path), reason=fault.strerror or type(fault).__name__) from fault


def _written(to: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=to.parent, prefix=f".{to.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _named(beside: Path, to: Path, *, overwrite: bool) -> None:
    if overwrite:
        beside.replace(to)
        return
    try:
        to.hardlink_to(beside)
    except FileExistsError:
        raise EnvironmentFault(EXISTS, path=str(to)) from None
    except OSError as fault:
        if fault.errno not in _NO_LINKS:
            raise
        if to.exists():
            raise EnvironmentFault(EXISTS, path=str(to)) from None
        beside.replace(to)
